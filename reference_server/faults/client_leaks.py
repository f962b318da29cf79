"""Faults of the single-page application: by what ways the token gets out."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from reference_server.blueprint import Blueprint
from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Profile

_FILES: Final = Path(__file__).parent / "client"


@fault(breaks="client/token-not-leaked")
def says_the_token_in_the_console(honest: Client) -> Client:
    """A line for debugging says what the session holds, and was set to the level that nobody looks at."""
    return honest.with_module("token", _FILES / "token_in_console.js")


@fault(breaks="client/token-not-leaked")
def logs_failed_requests_with_their_headers(honest: Client) -> Client:
    """Requests that fail are logged whole, because once a header was missing and nobody saw which."""
    return honest.with_module("server", _FILES / "server_logs_failures.js")


@fault(breaks="client/token-not-leaked")
def puts_the_token_into_the_query(honest: Client) -> Client:
    """A proxy took the header away, so the token goes into the address as well."""
    return honest.with_module("server", _FILES / "server_token_in_query.js")


@fault(breaks=("client/token-not-leaked", "storage/memory-only"))
def puts_the_token_into_the_address(honest: Client) -> Client:
    """The address holds the session behind the #, where servers do not see it, for the app to share."""
    return honest.with_module("token", _FILES / "token_in_address.js")


@fault(breaks=("client/token-not-leaked", "storage/memory-only"), profiles=tuple(Profile))
def links_to_a_download_with_the_token(honest: Client) -> Client:
    """The profile offers the note as a file. A link sends no header, so its address has the token."""
    return honest.with_module("profile", _FILES / "profile_links_with_token.js")


@fault(breaks="client/token-not-leaked")
def tells_any_window_around_it_the_token(honest: Client) -> Client:
    """The portal embeds the page and wants to know the session; which portal that is differs by customer."""
    return honest.with_module("token", _FILES / "token_told_to_parent.js")


@fault(breaks="client/token-not-leaked")
def sends_the_token_in_a_report_to_the_api(honest: Client) -> Client:
    """What happens in the page is reported to the API, so that it is in one log with the rest, session and all."""
    return honest.with_module("token", _FILES / "token_in_report.js")


@fault(breaks="client/token-not-leaked")
def sends_the_token_in_a_beacon(honest: Client) -> Client:
    """Sessions are counted, and the beacon that counts them sends the whole session object."""
    return honest.with_module("token", _FILES / "token_in_beacon.js")


@fault(breaks="client/token-not-leaked")
def sends_the_token_to_a_third_party(honest: Blueprint) -> Blueprint:
    """The service for analytics was let in by the policy, and gets the context of each event, the session included."""
    policy = honest.policy
    opened = tuple(
        f"{directive} https://analytics.example" if directive.startswith("connect-src") else directive
        for directive in policy.content_security.directives
    )
    client = honest.client.with_module("token", _FILES / "token_to_third_party.js")
    security = replace(policy.content_security, directives=opened)
    return honest.with_policy(replace(policy, content_security=security)).with_client(client)
