"""What ``bearproof init`` asks of a person, and what it does with the answers: search, write, examine."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from bearproof.browser_setup import require_executable
from bearproof.examination import examine
from fixtures.audit import Order
from fixtures.discovery.given import origin_of, read_address
from fixtures.discovery.order import SearchOrder, searched
from fixtures.discovery.search import Account
from fixtures.discovery.seen import Client
from fixtures.errors import ExitCode, RunError
from fixtures.program import is_loopback
from fixtures.redact import Vault
from fixtures.rule import Capability, Profile
from fixtures.target.start import Start
from reports.inert import one_line

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOBODY = "-"


def begin(
    *,
    url: str,
    usernames: dict[str, str],
    variables: dict[str, str],
    output: Path,
    force: bool,
    name: str,
    login_url: str,
    login_fields: tuple[str, ...],
    hosts: tuple[str, ...],
    absent: tuple[Capability, ...],
    ca_file: Path | None,
    pace: float | None,
    profile: Profile | None,
    start: str,
    client: dict[str, str],
    no_browser: bool,
    browser_path: Path | None,
) -> int:
    """Search, write the file, and examine it as the doctor does. Raises ``RunError`` (4 or 5)."""
    given = read_address(_address(url))
    url = origin_of(given.url) if given.client is not None else given.url
    _require_free(output, force=force)
    if ca_file is not None and not ca_file.is_file():
        raise _mistake(f"--ca-file: there is no file {ca_file}.", "Check the path.")
    if browser_path is not None:
        require_executable(browser_path)
    order = SearchOrder(
        url=url, accounts=_accounts(usernames, variables), output=output, name=name, profile=profile, ca_file=ca_file,
        login_url=_login_address(login_url, url, hosts), hosts=tuple(_host(one) for one in hosts), is_part=_is_part,
        login_fields=_fields(login_fields), absent=absent, pace=pace,
        start=_command(start, url), client=_client(client) or given.client,
        asks_provider_at=given.url if given.client is not None and not client["client_id"] else "",
        issuer=read_address(_address(client["issuer"])).url if client["issuer"] else "",
        uses_browser=not no_browser, browser_path=browser_path,
    )  # fmt: skip
    vault, console = Vault(), Console(highlight=False)

    def tell(sentence: str) -> None:
        console.print(Text(f"· {one_line(vault.masked(sentence))}"))

    text = searched(order, vault, tell)
    _write(output, text, force=force)
    console.print(Text(f"\nWritten: {output}. What an audit could judge with it:\n"))
    for account in order.accounts.values():
        os.environ[account.variable] = account.password  # for the examination, which reads the written file
    examined = Order(target_file=output, profile=profile, allow_browser=not no_browser, browser_path=browser_path)
    examine(examined, browser_path=browser_path)
    return 0


def _address(url: str) -> str:
    whole = url if "://" in url else f"https://{url}"
    parts = urlsplit(whole)
    try:
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or parts.username is not None:
        raise _mistake(f"{url!r} is no address of a deployment.", "Write it as https://staging.notes.example.")
    return whole


def _host(text: str) -> str:
    """Return the host that was named, by itself or as a URL."""
    name = urlsplit(text if "://" in text else f"//{text}").hostname
    if not name:
        raise _mistake(f"--host: {text!r} is no host.", "Write it as --host api.notes.example.")
    return name


def _is_part(host: str) -> bool:
    """Ask whether a host belongs to the deployment; it does not where nobody can say so."""
    return sys.stdin.isatty() and typer.confirm(f"Does {host} belong to the deployment, and may it have the password?")


def _login_address(login_url: str, url: str, hosts: tuple[str, ...]) -> str:
    host = urlsplit(login_url).hostname
    if "://" in login_url and host not in {urlsplit(url).hostname, *map(_host, hosts)}:
        raise _mistake(
            f"--login-url is on another host than {url}, and the password goes to named hosts alone.",
            f"If {host} belongs to the deployment, name it with --host as well.",
        )
    return login_url if not login_url or "://" in login_url or login_url.startswith("/") else f"/{login_url}"


def _fields(given: tuple[str, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise _mistake(f"{text!r} is no field of a login.", "Write --login-field NAME=VALUE.")
        fields[name] = value
    return fields


def _client(given: dict[str, str]) -> Client | None:
    if not given["client_id"] and not given["redirect_uri"]:
        return None
    if not given["client_id"] or not given["redirect_uri"]:
        raise _mistake(
            "--client-id and --redirect-uri belong together.",
            "Name both as the application has them at its OpenID Provider.",
        )
    return Client(client_id=given["client_id"], redirect_uri=given["redirect_uri"], scope=given["scope"])


def _command(start: str, url: str) -> str:
    if not start:
        return ""
    try:
        Start(command=start)
    except ValidationError as error:
        raise _mistake(f"--start: {error.errors()[0]['msg']}.", "Write --start 'gunicorn app:app'.") from None
    if not is_loopback(urlsplit(url).hostname or ""):
        raise _mistake(
            f"--start starts the deployment on this machine, and {url} is another one.",
            "Name where it will answer, such as http://127.0.0.1:8000, or leave out --start.",
        )
    return start


def _accounts(usernames: dict[str, str], variables: dict[str, str]) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for name, username in usernames.items():
        variable = variables[name]
        if not _VARIABLE.fullmatch(variable):
            raise _mistake(f"{variable!r} is no name of a variable.", f"Write --{name}-password-env NAME.")
        known = username or _asked(f"Username of {name}" + (" (- for none)" if name == "bob" else ""), f"--{name}")
        if known == _NOBODY and name == "bob":
            continue
        password = os.environ.get(variable) or _asked(f"Password of {known}", variable, hide=True)
        accounts[name] = Account(username=known, password=password, variable=variable)
    if len({account.username for account in accounts.values()}) < len(accounts):
        raise _mistake("ada and bob are the same account.", "Name two accounts, or --bob - for none.")
    return accounts


def _asked(question: str, how: str, *, hide: bool = False) -> str:
    """Ask on the terminal. Raises ``RunError`` (4) where there is none."""
    if not sys.stdin.isatty():
        what = f"Set {how} in the environment." if hide else f"Write {how} NAME."
        raise _mistake(f"{question}: not given, and there is no terminal to ask on.", what)
    return str(typer.prompt(question, hide_input=hide))


def _require_free(output: Path, *, force: bool) -> None:
    if output.is_dir() or (output.exists() and not force):
        what = "is a folder" if output.is_dir() else "is there already, and is not overwritten"
        raise _mistake(f"{output} {what}.", "Name another file with --output, or overwrite it with --force.")


def _write(output: Path, text: str, *, force: bool) -> None:
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _mistake(
            f"{output} was not written: {error.strerror or error}.", "Name another file with --output."
        ) from error


def _mistake(message: str, next_step: str) -> RunError:
    return RunError(message, next_step=next_step, exit_code=ExitCode.USAGE)
