"""An application, installed below ``build``: its packages, keys and certificates, none of which is kept in git."""

import filecmp
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import JsonValue

from deployments.process import free_port
from tests.independent.application import Application
from tests.proof.sources import CHECKOUT

FOLDER = CHECKOUT / "build" / "independent"
_INSTALL_SECONDS = 900
"""Longest installation: one of the packages is compiled where nobody has built it for this machine."""


class InstallationError(Exception):
    """The packages of an application could not be installed; the message has the last words of the installer."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The folder in which an application runs."""

    application: Application
    folder: Path

    def target_file(self, design: str, settings: Mapping[str, JsonValue], name: str) -> Path:
        """Write the target file of one audit beside the application, with ``settings`` in it, and return it."""
        written = tomlkit.parse((self.application.folder / f"{design}.toml").read_text(encoding="utf-8"))
        for dotted, value in settings.items():
            table, key = dotted.split(".")
            written.setdefault(table, {})[key] = value
        path = self.folder / f"audited-{name}.toml"
        path.write_text(tomlkit.dumps(written), encoding="utf-8")
        return path

    def environment(self) -> dict[str, str]:
        """Return what the application is told: new passwords, and free ports."""
        described = self.application.description
        return {
            **{name: secrets.token_urlsafe(16) for name in described.passwords},
            **{name: str(free_port()) for name in described.ports},
            "SIGNING_KEY": (self.folder / "keys" / "hmac").read_text(encoding="utf-8"),
        }


def installed(application: Application) -> Installation:
    """Install what is not there yet and return where it is. Raises ``InstallationError``."""
    folder = FOLDER / application.name
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(application.folder / "app", folder, dirs_exist_ok=True)
    if application.description.program == "node":
        _install_once(
            application.folder / "package.json", folder,
            ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"],
        )  # fmt: skip
    else:
        if not (folder / "venv").exists():
            _run([sys.executable, "-m", "venv", "venv"], folder)
        pip = ["venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _install_once(application.folder / "requirements.txt", folder, [*pip, "-r", "requirements.txt"])
    _make_certificates(folder / "tls")
    _make_keys(folder / "keys")
    return Installation(application=application, folder=folder)


def _install_once(pinned: Path, folder: Path, command: list[str]) -> None:
    # The mark is written last, so that half an install is never taken for a whole one.
    mark = folder / f"installed-{pinned.name}"
    if mark.is_file() and filecmp.cmp(pinned, mark, shallow=False):
        return
    shutil.copy(pinned, folder / pinned.name)
    _run(command, folder)
    shutil.copy(pinned, mark)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallationError(f"{' '.join(command)} in {folder}: {error}") from error
    if done.returncode != 0:
        raise InstallationError(f"{' '.join(command)} in {folder} ended with {done.returncode}:\n{done.stderr[-2000:]}")


def _make_certificates(folder: Path) -> None:
    if (folder / "ca.pem").is_file():
        return
    folder.mkdir(exist_ok=True)
    authority = trustme.CA()
    leaf = authority.issue_cert("localhost", "127.0.0.1")
    leaf.private_key_pem.write_to_path(folder / "leaf.key")
    leaf.cert_chain_pems[0].write_to_path(folder / "leaf.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")


def _make_keys(folder: Path) -> None:
    if (folder / "hmac").is_file():
        return
    folder.mkdir(exist_ok=True)
    for name, key in (
        ("rsa.pem", rsa.generate_private_key(65537, 2048)),
        ("ec.pem", ec.generate_private_key(ec.SECP256R1())),
    ):
        (folder / name).write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    secret = secrets.token_urlsafe(48)
    # A fault reads the file that the header kid of a token names; the honest name is the second.
    for name in ("pantry-2026-03", "acme-2026-1", "hmac"):
        (folder / name).write_text(secret, encoding="utf-8")
    os.chmod(folder, 0o700)  # noqa: PTH101
