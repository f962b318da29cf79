"""Faults of what ends with a logout, a password or an account, and of what keeps guesses slow."""

from dataclasses import replace

from starlette.requests import Request

from reference_server.blueprint import Parts
from reference_server.cookies import RefreshCookie
from reference_server.endpoints.account import AccountApi
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.services import Services
from reference_server.tokens import AccessTokens, TokenRefused

_BCP = (Profile.BCP_2026,)


@fault(
    breaks=("logout/access-token-denied", "fuzz/session-state-machine"),
    profiles=(Profile.GUIDE_2019, Profile.GUIDE_2022),
)
def lets_access_tokens_outlive_their_session(honest: Policy) -> Policy:
    """The deny-list is in the design, and fifteen minutes are so short that nobody has come round to writing it."""
    return replace(honest, ended_sessions_denied=False)


@fault(breaks=("logout/access-token-denied", "session/force-logout-all", "fuzz/session-state-machine"), profiles=_BCP)
def keeps_no_list_of_ended_sessions(honest: Policy) -> Policy:
    """Tokens are verified without a look into any table, which is what everybody praises them for."""
    return replace(honest, ended_sessions_denied=False)


class _DeniesWholeTokens(AccountApi):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._seen: set[str] = set()

    def account_id_of(self, _request: Request, token: str) -> str:
        account_id = self._services.tokens.read(token)
        if not self._services.sessions.is_denied(self._services.tokens.session_of(token)):
            self._seen.add(token)
            return account_id
        if token in self._seen:
            raise TokenRefused
        return account_id


@fault(breaks="logout/denylist-not-malleable", profiles=_BCP)
def denies_tokens_by_their_letters(honest: Parts) -> Parts:
    """At logout the tokens that were used in the session go on a list, letter by letter as they came."""
    return replace(honest, account_api=_DeniesWholeTokens)


@fault(breaks="session/credential-change-revokes", profiles=_BCP)
def keeps_all_sessions_at_a_new_password(honest: Policy) -> Policy:
    """A new password is a new hash in the users table, and the table of the sessions is another."""
    return replace(honest, password_change_ends_other_sessions=False)


@fault(breaks="session/disabled-account-cut", profiles=_BCP)
def refreshes_for_disabled_accounts(honest: Policy) -> Policy:
    """Who is disabled can not log in any more; the refresh asks for a token and not for a person."""
    return replace(honest, disabled_accounts_refused=False)


class _ClaimsABinding(AccessTokens):
    def _sign(self, claims: dict[str, object]) -> str:
        return super()._sign({**claims, "cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}})


@fault(breaks="session/sender-constraint-sound", profiles=_BCP)
def names_a_key_that_nobody_asks_for(honest: Parts) -> Parts:
    """The tokens name the key of the client since DPoP was planned; the services are to ask for proof next year."""
    return replace(honest, tokens=_ClaimsABinding)


class _AnyLetters(RefreshCookie):
    def read(self, request: Request) -> str | None:
        named = {name.lower(): value for name, value in request.cookies.items()}
        return named.get(self._policy.cookie_name.lower()) or None


@fault(breaks="cookie/tossing-resisted", profiles=_BCP)
def reads_cookie_names_in_any_letters(honest: Parts) -> Parts:
    """Header names know no case, so the code that reads headers and cookies knows none either."""
    return replace(honest, cookie=_AnyLetters)


@fault(breaks="login/throttled", profiles=_BCP)
def lets_everybody_guess(honest: Policy) -> Policy:
    """The limit made support calls, and argon2 is slow enough, says the one who set it to a million."""
    return replace(honest, login_attempts=1_000_000)
