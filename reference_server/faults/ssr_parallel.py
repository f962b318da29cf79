"""Faults of pages that are asked for at the same moment."""

from dataclasses import dataclass, fields, replace
from threading import Lock

from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.services import Services
from reference_server.sessions import Grant, Reason, SessionRefused, digest
from reference_server.store import Account, RefreshToken


class _OneAfterTheOther(Pages):
    """Knows of a cookie whether another page has spent it before."""

    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._turn = Lock()

    def spend(self, refresh_token: str) -> Grant:
        with self._turn:
            is_late = self._is_spent(refresh_token)
            return self.spend_late(refresh_token) if is_late else super().spend(refresh_token)

    def spend_late(self, refresh_token: str) -> Grant:
        """What a page gets for a cookie that is spent already."""
        return super().spend(refresh_token)

    def _is_spent(self, refresh_token: str) -> bool:
        with self._services.sessions._open_session() as work:
            known = work.get(RefreshToken, digest(refresh_token))
            return known is not None and known.retired_at is not None


class _LateAreStrangers(_OneAfterTheOther):
    def spend_late(self, _refresh_token: str) -> Grant:
        raise SessionRefused(Reason.SPENT)


@fault(breaks="ssr/parallel-renders-safe", profiles=(Profile.GUIDE_2019, Profile.BCP_2026))
def takes_the_second_of_two_pages_for_a_stranger(honest: Parts) -> Parts:
    """The API knows a grace for a spent cookie, but the page server looks the cookie up by itself and knows none."""
    return replace(honest, pages=_LateAreStrangers)


@dataclass(frozen=True, kw_only=True)
class _LateGrant(Grant):
    """A grant for a cookie that another page had spent."""


class _LateLoseTheCookie(_OneAfterTheOther):
    def spend_late(self, refresh_token: str) -> Grant:
        grant = super().spend_late(refresh_token)
        return _LateGrant(**{field.name: getattr(grant, field.name) for field in fields(grant)})

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        if isinstance(grant, _LateGrant):
            del answer.headers["set-cookie"]
            self._services.cookie.clear(answer)
        return answer


@fault(breaks="ssr/parallel-renders-safe")
def clears_the_cookie_with_the_second_of_two_pages(honest: Parts) -> Parts:
    """The page that comes late is rendered, but its cookie is spent, so it is cleared; the browser has only one."""
    return replace(honest, pages=_LateLoseTheCookie)
