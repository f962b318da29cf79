"""``bearproof init``: a target file from a URL and two accounts."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof.commands.options import ProfileOption
from fixtures.rule import Capability


def init(
    url: Annotated[str, typer.Argument(help="Where the deployment answers, such as https://staging.notes.example.")],
    *,
    ada: Annotated[
        str, typer.Option(metavar="NAME", envvar="ADA_USERNAME", help="Username of an ordinary account.")
    ] = "",
    bob: Annotated[
        str, typer.Option(metavar="NAME", envvar="BOB_USERNAME", help='Username of a second one; "-" for none.')
    ] = "",
    ada_password_env: Annotated[
        str, typer.Option(metavar="VARIABLE", help="Variable of the environment with the first password.")
    ] = "ADA_PASSWORD",  # noqa: S107  the name of a variable
    bob_password_env: Annotated[
        str, typer.Option(metavar="VARIABLE", help="Variable of the environment with the second password.")
    ] = "BOB_PASSWORD",  # noqa: S107  the name of a variable
    output: Annotated[Path, typer.Option(metavar="FILE", help="The target file to write.")] = Path("bearproof.toml"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file where it is there.")] = False,
    name: Annotated[str, typer.Option(metavar="TEXT", help="How reports call the deployment.")] = "",
    login_url: Annotated[
        str, typer.Option(metavar="URL", help="The page or the endpoint of the login, where it is not found.")
    ] = "",
    login_field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A field that the login needs besides name and password (repeatable)."),
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A further host of the deployment, such as its API's (repeatable)."),
    ] = None,
    absent: Annotated[
        list[Capability] | None, typer.Option(help="What the deployment does not have by design (repeatable).")
    ] = None,
    ca_file: Annotated[Path | None, typer.Option(metavar="FILE", help="PEM file of a private authority.")] = None,
    requests_per_second: Annotated[
        float | None, typer.Option(min=0.1, metavar="NUMBER", help="The pace of the search, and of audits after it.")
    ] = None,
    profile: ProfileOption = None,
    start: Annotated[
        str,
        typer.Option(metavar="COMMAND", help="Starts the deployment on this machine, so that its time can be moved."),
    ] = "",
    client_id: Annotated[
        str, typer.Option(metavar="ID", help="The application's client at an OpenID Provider, for its code flow.")
    ] = "",
    redirect_uri: Annotated[str, typer.Option(metavar="URI", help="The redirect URI of that client.")] = "",
    scope: Annotated[str, typer.Option(metavar="SCOPES", help="The scopes it asks for, separated by spaces.")] = "",
    issuer: Annotated[str, typer.Option(metavar="URL", help="The OpenID Provider, where it is on another host.")] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Find out what can be found without one.")] = False,
    browser_path: Annotated[Path | None, typer.Option(metavar="FILE", help="The browser's executable.")] = None,
) -> int:
    """Find out how a deployment logs in, renews and ends sessions, and write a commented target file.

    The password is sent to one address alone, which is named first. Exit codes: 0 an audit can begin with the file,
    4 bad usage, 5 the deployment could not be understood, or a control does not hold.
    """
    from bearproof.initiation import begin

    return begin(
        url=url, usernames={"ada": ada, "bob": bob}, variables={"ada": ada_password_env, "bob": bob_password_env},
        output=output, force=force, name=name, login_url=login_url, login_fields=tuple(login_field or ()),
        hosts=tuple(host or ()),
        absent=tuple(absent or ()), ca_file=ca_file, pace=requests_per_second,
        profile=profile, start=start, no_browser=no_browser, browser_path=browser_path,
        client={"client_id": client_id, "redirect_uri": redirect_uri, "scope": scope, "issuer": issuer},
    )  # fmt: skip
