"""What ``bearproof init`` is told about a product (``init.toml``), and the target file that it then writes."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from deployments.truths import HERE, Product

_SEARCH_SECONDS = 600


class SearchFailedError(Exception):
    """A search wrote no file, or one without the line that is to be edited; the message holds what it printed."""


def edited(text: str, line: str) -> str:
    """Return a target file with a line of its table [target], put in the place of the one that is offered or stands.

    Raises ``SearchFailedError`` where the file neither has nor offers a line with that key.
    """
    key = line.partition("=")[0].strip()
    lines = text.splitlines()
    begin = lines.index("[target]") + 1 if "[target]" in lines else len(lines)
    end = next((at for at in range(begin, len(lines)) if lines[at].startswith("[")), len(lines))
    same = [at for at in range(begin, end) if lines[at].partition("=")[0].removeprefix("#").strip() == key]
    if not same:
        raise SearchFailedError(f"the written file does not offer the line to be edited: {line}")
    return "\n".join([*lines[: same[0]], line, *lines[same[0] + 1 :]]) + "\n"


class Beginning(BaseModel):
    """What a search of one variant is told: where it begins, and what beyond that and its accounts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = ""
    """What stands behind the host and port, where a search begins elsewhere than at the start page."""
    options: tuple[str, ...] = ()
    """Options of ``bearproof init``, of those that a user of the product would give."""
    judged_as: str = ""
    """The variant that the written file describes, where only the target files of the two differ, not the product."""
    why: str = ""
    """Why that is so."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.judged_as) != bool(self.why):
            raise ValueError("a variant that is judged as another says why, and no other does")
        return self


def beginning_of(product: Product, variant: str) -> Beginning:
    """Return how a search of a variant begins. Raises ``ValueError`` where ``init.toml`` names an unknown variant."""
    file = product.folder / "init.toml"
    written = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    found = Beginning.model_validate(written.get(variant, {}))
    strays = {*written, found.judged_as or variant} - set(product.truths.variants)
    if strays:
        raise ValueError(f"{file}: unknown variants: {', '.join(sorted(strays))}")
    return found


def absences(product: Product, variant: str) -> str:
    """Return the one line that a person edits in the written file: what the product does not have by design."""
    known = tomllib.loads(product.target_file(variant).read_text("utf-8"))
    return f"absent = {json.dumps(known['target'].get('absent', []))}"


def search_command(product: Product, variant: str, *, port: int, output: Path) -> list[str]:
    """Return the command that searches a variant; the accounts are those of its target file."""
    known = tomllib.loads(product.target_file(variant).read_text("utf-8"))
    accounts = [
        part for name, account in known["users"].items()
        for part in (f"--{name}", account["username"], f"--{name}-password-env", account["password"].strip("${}"))
    ]  # fmt: skip
    beginning = beginning_of(product, variant)
    address = beginning.address.replace("{port}", str(port))
    return [
        sys.executable, "-m", "bearproof", "init", f"http://127.0.0.1:{port}{address}", *accounts,
        "--profile", product.truths.profile, "--output", str(output), "--force",
        "--start", str(product.folder / "start.sh"),
        *(option.replace("{port}", str(port)) for option in beginning.options),
    ]  # fmt: skip


def begun_file(product: Product, variant: str, *, port: int, folder: Path, environ: Mapping[str, str]) -> Path:
    """Search a variant, which the search starts on ``port``, and return the written file with its one line edited.

    What the search says stays beside it. Raises ``SearchFailedError`` where nothing was written.
    """
    target = folder / "begun.toml"
    folder.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603  our own command
        search_command(product, variant, port=port, output=target),
        cwd=HERE.parent, env=dict(environ), capture_output=True, text=True, timeout=_SEARCH_SECONDS, check=False,
    )  # fmt: skip
    (folder / "begun.log").write_text(f"{done.stdout}{done.stderr}", encoding="utf-8")
    if not target.is_file():
        raise SearchFailedError(f"the search ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    text = target.read_text("utf-8")
    (folder / "as-written.toml").write_text(text, encoding="utf-8")
    target.write_text(edited(text, absences(product, variant)), encoding="utf-8")
    return target
