"""Faults of the fingerprint that ties the tokens of the 2022 guide to a browser."""

from dataclasses import replace
from typing import Any, Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from reference_server.blueprint import Parts
from reference_server.cookies import cookies_named, set_cookie
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.second_api import SecondApi
from reference_server.faults.registry import fault
from reference_server.fingerprints import Fingerprints
from reference_server.policy import Policy, Profile, SameSite
from reference_server.sessions import Grant
from reference_server.store import Account
from reference_server.tokens import TokenRefused

_HERE: Final = (Profile.GUIDE_2022,)
WHEREVER_THERE_IS_ONE: Final = (Profile.GUIDE_2022, Profile.BCP_2026)
"""The profiles whose rules look at a fingerprint; in the second one it is an extra, which the fault brings along."""


def with_fingerprint(honest: Policy, **changes: Any) -> Policy:
    """The same policy with some of its fingerprint's attributes changed."""
    assert honest.fingerprint is not None
    return replace(honest, fingerprint=replace(honest.fingerprint, **changes))


@fault(
    breaks=("fingerprint/enforced-at-api", "fingerprint/survives-refresh", "fingerprint/not-fixable"),
    profiles=WHEREVER_THERE_IS_ONE,
    fingerprint=True,
)
def asks_for_no_fingerprint_at_the_api(honest: Policy) -> Policy:
    """The fingerprint is looked at when a token is refreshed; the API is another team's, and verifies signatures."""
    return with_fingerprint(honest, required_at_api=False)


class _TokensAlone(SecondApi):
    def subject_of(self, _request: Request, token: str) -> str:
        subject = self._tokens.read(token)
        if self._is_denied(self._tokens.session_of(token)):
            raise TokenRefused
        return subject


@fault(breaks="fingerprint/enforced-at-api", profiles=_HERE)
def asks_for_no_fingerprint_at_the_second_api(honest: Parts) -> Parts:
    """The second service came later, with a library that verifies tokens; fingerprints it has never heard of."""
    return replace(honest, second_api=_TokensAlone)


class _NotForGraphQl(Fingerprints):
    def is_met_at_api(self, request: HTTPConnection, context: str | None) -> bool:
        is_query = request.url.path == "/graphql" and not isinstance(request, WebSocket)
        return is_query or super().is_met_at_api(request, context)


@fault(breaks="fingerprint/enforced-at-api", profiles=_HERE)
def asks_for_no_fingerprint_in_graphql(honest: Parts) -> Parts:
    """The check is a decorator on the REST endpoints, and the GraphQL server has middleware of its own."""
    return replace(honest, fingerprints=_NotForGraphQl)


class _NotOnSockets(Fingerprints):
    def is_met_at_api(self, request: HTTPConnection, context: str | None) -> bool:
        return isinstance(request, WebSocket) or super().is_met_at_api(request, context)


@fault(breaks="fingerprint/enforced-at-api", profiles=_HERE)
def asks_for_no_fingerprint_on_sockets(honest: Parts) -> Parts:
    """A socket shows its token in its first message, where nobody thought of the cookies of the handshake."""
    return replace(honest, fingerprints=_NotOnSockets)


class _TheThingItself(Fingerprints):
    def context_of(self, fingerprint: str) -> str:
        return fingerprint


@fault(
    breaks=("fingerprint/hash-claim-matches", "fingerprint/survives-refresh", "token/claims-minimal"), profiles=_HERE
)
def says_the_fingerprint_itself_in_the_token(honest: Parts) -> Parts:
    """The token is signed and sent over TLS, so the fingerprint was put into it as it is."""
    return replace(honest, fingerprints=_TheThingItself)


class _FingerprintInTheBody(Authentication):
    def granted(self, grant: Grant) -> Response:
        if grant.fingerprint is None:
            return super().granted(grant)
        answer = JSONResponse({**self.token_document(grant), "fingerprint": grant.fingerprint})
        self._services.fingerprints.write(answer, grant.fingerprint)
        if grant.page_pass is not None:
            self._services.page_cookie.write(answer, grant.page_pass)
        return answer


@fault(breaks="fingerprint/hash-claim-matches", profiles=_HERE)
def returns_the_fingerprint_in_the_body_too(honest: Parts) -> Parts:
    """The mobile application has no cookie jar, so the login answers with the fingerprint as well, for everyone."""
    return replace(honest, authentication=_FingerprintInTheBody)


class _OneForAll(Fingerprints):
    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self._only: str | None = None

    def fresh(self, request: Request) -> str | None:
        self._only = self._only or super().fresh(request)
        return self._only


@fault(
    breaks=(
        "fingerprint/cookie-set-at-login",
        "fingerprint/required-at-refresh",
        "fingerprint/enforced-at-api",
        "fingerprint/not-fixable",
        "login/fresh-credentials",
        "session/concurrent-independent",
    ),
    profiles=_HERE,
)
def gives_everyone_the_same_fingerprint(honest: Parts) -> Parts:
    """The random value is made where the module is loaded, and not where it is used."""
    return replace(honest, fingerprints=_OneForAll)


class _Adopted(Fingerprints):
    def fresh(self, request: Request) -> str | None:
        return self.presented(request) or super().fresh(request)


@fault(breaks="fingerprint/not-fixable", profiles=WHEREVER_THERE_IS_ONE, fingerprint=True)
def adopts_a_fingerprint_that_was_there(honest: Parts) -> Parts:
    """A browser that has a fingerprint keeps it at the next login: it names the browser, after all."""
    return replace(honest, fingerprints=_Adopted)


class _AnyOfTheAccount(Fingerprints):
    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.accounts: dict[str, str] = {}

    def matches(self, request: HTTPConnection, context: str | None) -> bool:
        presented, account_id = self.presented(request), self.accounts.get(context or "")
        if presented is None or account_id is None:
            return super().matches(request, context)
        return self.accounts.get(self.context_of(presented)) == account_id


class _ListedByAccount(Authentication):
    def open_session(self, request: Request, account: Account) -> Grant:
        grant, fingerprints = super().open_session(request, account), self._services.fingerprints
        if grant.fingerprint is not None and isinstance(fingerprints, _AnyOfTheAccount):
            fingerprints.accounts[fingerprints.context_of(grant.fingerprint)] = account.id
        return grant


@fault(
    breaks=("fingerprint/required-at-refresh", "fingerprint/enforced-at-api", "fingerprint/not-fixable"), profiles=_HERE
)
def takes_any_fingerprint_of_the_account(honest: Parts) -> Parts:
    """Fingerprints are kept in a list of the browsers of each account, and any that is on the list will do."""
    return replace(honest, fingerprints=_AnyOfTheAccount, authentication=_ListedByAccount)


class _LastOfTwo(Fingerprints):
    def presented(self, request: HTTPConnection) -> str | None:
        values = [] if self._design is None else cookies_named(request, self._design.cookie_name)
        return values[-1] or None if values else None


@fault(breaks=("fingerprint/required-at-refresh", "fingerprint/enforced-at-api"), profiles=_HERE)
def takes_the_last_of_two_fingerprints(honest: Parts) -> Parts:
    """The framework hands out cookies as a dictionary, in which the last of two of a name is left."""
    return replace(honest, fingerprints=_LastOfTwo)


class _TiedToTheAddress(Fingerprints):
    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self._addresses: dict[str, str] = {}

    def fresh(self, request: Request) -> str | None:
        fingerprint = super().fresh(request)
        if fingerprint is not None:
            self._addresses[self.context_of(fingerprint)] = self._address(request)
        return fingerprint

    def matches(self, request: HTTPConnection, context: str | None) -> bool:
        known = self._addresses.get(context or "")
        return super().matches(request, context) and known in (None, self._address(request))

    def _address(self, request: HTTPConnection) -> str:
        return request.client.host if request.client is not None else ""


@fault(breaks="fingerprint/no-ip-binding", profiles=_HERE)
def ties_the_session_to_the_address(honest: Parts) -> Parts:
    """A token that comes from another address than the login has been stolen, it was thought by someone at a desk."""
    return replace(honest, fingerprints=_TiedToTheAddress)


class _TiedToTheForwarded(_TiedToTheAddress):
    def _address(self, request: HTTPConnection) -> str:
        return request.headers.get("x-forwarded-for") or "direct"


@fault(breaks="fingerprint/no-ip-binding", profiles=_HERE)
def ties_the_session_to_the_forwarded_address(honest: Parts) -> Parts:
    """Behind the load balancer every address is its own, so the one that X-Forwarded-For names is compared."""
    return replace(honest, fingerprints=_TiedToTheForwarded)


@fault(breaks=("cookie/httponly", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def lets_scripts_read_the_fingerprint(honest: Policy) -> Policy:
    """The client sends the fingerprint as a header too, for an API on another host, and must read it for that."""
    return with_fingerprint(honest, http_only=False)


@fault(breaks=("cookie/secure", "cookie/name-prefix", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def sends_the_fingerprint_without_encryption_too(honest: Policy) -> Policy:
    """The flag is set in production only, by the name of the environment, and that name has changed."""
    return with_fingerprint(honest, secure=False)


@fault(breaks=("cookie/samesite", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def leaves_same_site_of_the_fingerprint_to_the_browser(honest: Policy) -> Policy:
    """The fingerprint is no session cookie, so the list of attributes for session cookies was not applied to it."""
    return with_fingerprint(honest, same_site=None)


@fault(breaks=("cookie/samesite", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def sends_the_fingerprint_from_every_site(honest: Policy) -> Policy:
    """A partner embeds the application in a frame, and there it only worked with SameSite=None."""
    return with_fingerprint(honest, same_site=SameSite.NONE)


@fault(breaks=("cookie/name-prefix", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def invents_a_prefix_of_its_own(honest: Policy) -> Policy:
    """The guide asks for a cookie prefix, and its sample has one that no browser knows."""
    return with_fingerprint(honest, cookie_name="__User-Fgp")


@fault(breaks=("cookie/name-prefix", "fingerprint/cookie-set-at-login"), profiles=_HERE)
def writes_the_prefix_in_lower_case(honest: Policy) -> Policy:
    """The style guide of the house wants names of cookies in lower case."""
    return with_fingerprint(honest, cookie_name="__host-fingerprint")


class KeptForAYear(Fingerprints):
    """Fingerprints that outlive the browser, and the session by far."""

    def write(self, response: Response, fingerprint: str) -> None:
        """Hands the fingerprint to the browser for a year."""
        if self._design is not None:
            set_cookie(
                response, self._design.cookie_name, fingerprint, max_age=31_536_000, same_site=self._design.same_site
            )


@fault(breaks="cookie/lifetime-bounded", profiles=_HERE)
def keeps_the_fingerprint_for_a_year(honest: Parts) -> Parts:
    """It names the browser and not the session, so it may as well stay."""
    return replace(honest, fingerprints=KeptForAYear)


class _KeptForAWeek(Fingerprints):
    def write(self, response: Response, fingerprint: str) -> None:
        if self._design is not None:
            set_cookie(response, self._design.cookie_name, fingerprint, max_age=604_800,
                       same_site=self._design.same_site)  # fmt: skip


@fault(breaks="cookie/lifetime-bounded", profiles=_HERE)
def keeps_the_fingerprint_as_long_as_the_refresh_token(honest: Parts) -> Parts:
    """A refresh needs both, so both got the same life; that sessions were to end with the browser was forgotten."""
    return replace(honest, fingerprints=_KeptForAWeek)


class _RefreshCookieToo(Authentication):
    def granted(self, grant: Grant) -> Response:
        answer = super().granted(grant)
        set_cookie(answer, "__Host-refresh", grant.refresh_token, max_age=grant.life)
        return answer


@fault(breaks=("login/refresh-transport", "logout/cookie-cleared"), profiles=_HERE)
def sets_the_refresh_token_as_a_cookie_too(honest: Parts) -> Parts:
    """The page server wanted to know who asks, so the refresh token goes out as a cookie as well as in the body."""
    return replace(honest, authentication=_RefreshCookieToo)


class _FirstHalf(Fingerprints):
    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self._halves: dict[str, str] = {}

    def fresh(self, request: Request) -> str | None:
        fingerprint = super().fresh(request)
        if fingerprint is not None:
            self._halves[self.context_of(fingerprint)] = fingerprint[: len(fingerprint) // 2]
        return fingerprint

    def matches(self, request: HTTPConnection, context: str | None) -> bool:
        presented, half = self.presented(request), self._halves.get(context or "")
        if presented is None or half is None:
            return super().matches(request, context)
        return presented.startswith(half)


@fault(breaks=("fingerprint/required-at-refresh", "fingerprint/enforced-at-api"), profiles=_HERE)
def compares_the_first_half_of_a_fingerprint(honest: Parts) -> Parts:
    """The column in the database was too short for a fingerprint, so what it kept is what is compared."""
    return replace(honest, fingerprints=_FirstHalf)


class _HashOrValue(Fingerprints):
    def matches(self, request: HTTPConnection, context: str | None) -> bool:
        return super().matches(request, context) or (context is not None and self.presented(request) == context)


@fault(breaks=("fingerprint/required-at-refresh", "fingerprint/enforced-at-api"), profiles=_HERE)
def takes_the_hash_for_the_fingerprint(honest: Parts) -> Parts:
    """Some browsers still had the hash in their cookie after a release that was taken back, so both are welcome."""
    return replace(honest, fingerprints=_HashOrValue)
