"""Faults of the single-page application: how it opens sockets."""

from pathlib import Path
from typing import Final

from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Profile

_FILES: Final = Path(__file__).parent / "client"
_IN_2022: Final = (Profile.GUIDE_2022,)


@fault(breaks="graphql/ws-lazy", profiles=_IN_2022)
def keeps_a_socket_ready(honest: Client) -> Client:
    """The socket link connects when it is made, so that the first subscription need not wait; few pages have one."""
    return honest.with_module("token", _FILES / "token_opens_socket.js")


@fault(breaks="graphql/ws-lazy", profiles=_IN_2022)
def spells_the_socket_without_tls(honest: Client) -> Client:
    """The address of the socket is put together by hand, and begins with ws: as it did on the developer's machine."""
    return honest.with_module("token", _FILES / "token_opens_plain_socket.js")
