"""Sockets for subscriptions."""

from fixtures.browser.journeys.tour import Tour
from fixtures.clock import Clock
from fixtures.graphql.endpoint import GraphQl
from fixtures.graphql.socket import addresses
from fixtures.graphql.socket_rules import (
    sockets_must_ask_for_a_token,
    sockets_must_end_with_their_token,
    sockets_must_know_their_pages,
)
from fixtures.rule import BCP_2026, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.WEBSOCKET,),
    statements=("S2.41",),
    refs=("v5.0.0-4.4.3", "v5.0.0-4.4.4", "OWASP WebSocket Security cheat sheet", "CWE-306", "WSTG-CLNT-10"),
)
def test_ws_auth_required(graphql: GraphQl, sessions: Sessions) -> None:
    """A socket runs nothing until a good token was shown on it, and cookies are no token.

    Why: a socket stays open for hours and is opened by any page, cookies and all; whatever it answers before it knows
    who asks, it answers to everybody.
    Judged: sockets with no connection_init, an empty one, a token that is none, unsigned ones and the refresh token,
    with the cookies of a session and without: neither the query nor the mutation nor the subscription of the target
    file gives data. Both protocols are offered; an honest socket is answered before and after.
    Fix: verify the token in connection_init, refuse operations before that, and close what stays silent.
    """
    sockets_must_ask_for_a_token(graphql, sessions.standing("ada"))


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.WEBSOCKET,),
    statements=("S2.45",),
    refs=("v5.0.0-4.4.2", "RFC 6455 §10.2", "CWE-1385", "CWE-346", "WSTG-CLNT-10", "CVE-2023-0957"),
)
def test_ws_origin_checked(graphql: GraphQl, sessions: Sessions) -> None:
    """Only pages of the application may open a socket.

    Why: browsers ask nobody before they open a socket to another origin, and send its cookies along; the Origin header
    is all that tells the server whose page it is.
    Judged: sockets with the session's cookies and its token from foreign origins, from look-alikes of the trusted ones
    and from "null" give no data; one from the application does. Clients without Origin are no browsers, and may
    connect. Where no cookie goes along with a handshake, the rule does not apply.
    Fix: compare Origin with a list of whole origins before the handshake is answered.
    """
    sockets_must_know_their_pages(graphql, sessions.standing("ada"))


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.WEBSOCKET, Capability.CLOCK),
    statements=("S1.39", "S2.42", "S2.50"),
    refs=(
        "v5.0.0-7.4.1",
        "v5.0.0-4.4.3",
        "OWASP WebSocket Security cheat sheet",
        "CWE-613",
        "WSTG-CLNT-10",
        "hasura/graphql-engine#578",
    ),
)
def test_ws_closes_with_session(graphql: GraphQl, clock: Clock) -> None:
    """A socket delivers nothing once the token that opened it is over.

    Why: a token is looked at when the socket opens, and a subscription that nobody looks at again goes on for days:
    short tokens and logouts mean nothing to it.
    Judged: a subscription delivers; time is moved past the token's expiry; a second socket with a fresh token hears the
    next news, and the first does not. The old token opens no socket any more. What a logout does is shown, and judged
    where the target says that it ends access tokens.
    Fix: close the socket by a timer at exp, keep the sockets of each session, and close them at logout.
    """
    sockets_must_end_with_their_token(graphql, clock)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.NONE,
    level=SHOULD,
    profiles=(GUIDE_2022,),
    needs=(Capability.WEBSOCKET, Capability.BROWSER),
    statements=("S2.43", "S2.44"),
    refs=("v5.0.0-4.4.1",),
)
def test_ws_lazy(graphql: GraphQl, app_tour: Tour) -> None:
    """A page opens no socket before it has a subscription for it, and none without TLS.

    Why: every open socket holds a session open at the server and carries a token that nobody may need; one without TLS
    shows that token to the network.
    Judged: every socket that pages open, or try to, is recorded while a person logs in, uses the application, comes
    back and logs out. One for GraphQL, by its protocol, its address or its first message, must send an operation as
    soon as it is let in: a quarter of a second without one is a socket opened early. From a page with https it
    must be wss. Sockets of other kinds, such as a development server's, are not looked at. A page that opens none
    passes.
    Fix: create the socket client as lazy, and derive its address from that of the page or of the API.
    """
    app_tour.must_have_opened_sockets_lazily(addresses(graphql)[1])
