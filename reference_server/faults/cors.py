"""Faults of what pages of other origins may read."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault
from reference_server.policy import CrossOriginAccess, Policy, Profile


@fault(breaks="cors/no-untrusted-origin")
def echoes_every_origin(honest: Policy) -> Policy:
    """The star did not work together with cookies, so the server answers with whatever origin asked."""
    return replace(honest, cross_origin=CrossOriginAccess(pattern=".*"))


@fault(breaks="cors/no-untrusted-origin")
def looks_at_the_end_of_the_origin(honest: Policy) -> Policy:
    """A host that ends with the company's name is the company's; that a name can end so by chance was forgotten."""
    return replace(honest, cross_origin=CrossOriginAccess(pattern=r"https://.*localhost(:\d+)?"))


@fault(breaks="cors/no-untrusted-origin")
def looks_at_the_beginning_of_the_origin(honest: Policy) -> Policy:
    """The origin has to begin with the right address, so that every port of the test machines works."""
    return replace(honest, cross_origin=CrossOriginAccess(pattern="https://localhost.*"))


@fault(breaks="cors/no-untrusted-origin")
def trusts_the_null_origin(honest: Policy) -> Policy:
    """Pages opened from the disk during development send the origin "null", which is on the list since then."""
    return replace(honest, cross_origin=CrossOriginAccess(origins=("null",)))


@fault(breaks="cors/no-wildcard-credentials")
def lets_everybody_read_without_cookies(honest: Policy) -> Policy:
    """The API is public, says its documentation, so every answer has a star, those with tokens included."""
    return replace(honest, cross_origin=CrossOriginAccess(origins=("*",), with_credentials=False))


class _LoginForEveryPage(Authentication):
    async def login(self, request: Request) -> Response:
        if request.headers.get("origin") in {None, *self._services.origins}:
            return await super().login(request)
        open_to_all = replace(self._services.policy, same_origin_required=False)
        answer = await Authentication(replace(self._services, policy=open_to_all)).login(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


@fault(breaks="cors/no-wildcard-credentials", profiles=(Profile.GUIDE_2019, Profile.GUIDE_2022))
def lets_every_page_read_its_logins(honest: Parts) -> Parts:
    """Partners log their customers in from pages of their own, so whoever has a password may read what it earns."""
    return replace(honest, authentication=_LoginForEveryPage)


class _FilesForOurOrigins(Pages):
    async def static_file(self, request: Request) -> Response:
        answer = await super().static_file(request)
        origin = request.headers.get("origin")
        if origin in self._services.origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
        return answer


@fault(breaks="cors/vary-origin", profiles=(Profile.BCP_2026,))
def forgets_that_files_vary(honest: Parts) -> Parts:
    """Scripts are let in for our own origins, one at a time, and the cache in between keeps the first answer."""
    return replace(honest, pages=_FilesForOurOrigins)
