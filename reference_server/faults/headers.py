"""Faults of what answers say about themselves."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.policy import ContentSecurity, Policy, Profile
from reference_server.refusals import Refusal
from reference_server.sessions import Grant


class _KeptTokens(Authentication):
    def granted(self, grant: Grant) -> Response:
        answer = super().granted(grant)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


@fault(breaks="headers/auth-responses-no-store")
def lets_the_browser_keep_the_tokens(honest: Parts) -> Parts:
    """Nobody caches a POST, so the answers with tokens have what the framework gives to all: no-cache."""
    return replace(honest, authentication=_KeptTokens)


class _KeptProfile(AccountApi):
    async def me(self, request: Request) -> Response:
        answer = await super().me(request)
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


@fault(breaks="headers/auth-responses-no-store")
def lets_the_browser_keep_the_profile(honest: Parts) -> Parts:
    """Every page asks for the profile first, so the browser may keep it for a minute."""
    return replace(honest, account_api=_KeptProfile)


class _KeptAnswers(GraphQlApi):
    async def executed(self, document: dict[str, object], conversation: Conversation) -> Response:
        answer = await super().executed(document, conversation)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


@fault(breaks="headers/auth-responses-no-store", profiles=(Profile.GUIDE_2022,))
def lets_the_browser_keep_graphql(honest: Parts) -> Parts:
    """The middleware that forbids keeping knows the paths of REST, and GraphQL has one of its own."""
    return replace(honest, graphql=_KeptAnswers)


@fault(breaks="headers/csp-effective")
def sends_no_content_policy(honest: Policy) -> Policy:
    """The policy broke the statistics script on the first day and was switched off until there is time."""
    return replace(honest, content_security=ContentSecurity(directives=()))


@fault(breaks="headers/csp-effective")
def reports_what_the_policy_would_stop(honest: Policy) -> Policy:
    """The policy goes out as Report-Only to see what it would break; nobody has read the reports."""
    return replace(honest, content_security_enforced=False)


@fault(breaks="headers/csp-effective")
def lets_inline_script_run(honest: Policy) -> Policy:
    """One widget has a handler in its markup, so inline script is allowed."""
    return replace(honest, content_security=_with_script(honest, "'self' 'unsafe-inline'"))


@fault(breaks="headers/csp-effective")
def loads_scripts_from_anywhere(honest: Policy) -> Policy:
    """Marketing adds a new script every week, so scripts may come from any host that has TLS."""
    return replace(honest, content_security=_with_script(honest, "'self' https:"))


@fault(breaks="headers/csp-effective")
def repeats_its_nonce(honest: Policy) -> Policy:
    """The nonce is made when the server starts: the template is rendered only once, so there is one for all."""
    return replace(honest, content_security=_with_script(honest, "'self' 'nonce-bWFkZSBhdCB0aGUgc3RhcnQ='"))


@fault(breaks="headers/csp-effective")
def lets_links_be_led_elsewhere(honest: Policy) -> Policy:
    """The policy was copied from a page that names six directives, and base-uri is not one of them."""
    kept = tuple(directive for directive in honest.content_security.directives if not directive.startswith("base-uri"))
    return replace(honest, content_security=ContentSecurity(directives=kept))


@fault(breaks="headers/framing", profiles=(Profile.BCP_2026,))
def lets_every_site_frame_the_page(honest: Policy) -> Policy:
    """Partners want to embed the page, and there are many of them."""
    kept = tuple(each for each in honest.content_security.directives if not each.startswith("frame-ancestors"))
    return replace(honest, content_security=ContentSecurity(directives=(*kept, "frame-ancestors *")))


@fault(breaks="headers/baseline", profiles=(Profile.BCP_2026,))
def tells_other_sites_the_whole_address(honest: Policy) -> Policy:
    """The partner's statistics need the full address of the page that a visitor came from."""
    return replace(honest, referrer_policy="unsafe-url")


@fault(breaks="headers/baseline", profiles=(Profile.BCP_2026,))
def stays_with_its_opener(honest: Policy) -> Policy:
    """The payment window did not come back with the header set, so it says what browsers do without it."""
    return replace(honest, opener_policy="unsafe-none")


class _ProfileAsText(AccountApi):
    async def me(self, request: Request) -> Response:
        answer = await super().me(request)
        answer.headers["Content-Type"] = "text/html; charset=utf-8"
        return answer


@fault(breaks="headers/baseline", profiles=(Profile.BCP_2026,))
def sends_data_as_a_document(honest: Parts) -> Parts:
    """The text is put together by hand, and the framework takes what it does not know for HTML."""
    return replace(honest, account_api=_ProfileAsText)


class _NoChallenge(AccountApi):
    async def me(self, request: Request) -> Response:
        try:
            return await super().me(request)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code) from None


@fault(breaks="headers/challenge-on-401")
def refuses_without_a_challenge(honest: Parts) -> Parts:
    """WWW-Authenticate makes browsers ask for a password, someone remembered, so it is taken off."""
    return replace(honest, account_api=_NoChallenge)


class _Forbidden(AccountApi):
    async def me(self, request: Request) -> Response:
        try:
            return await super().me(request)
        except Refusal as refusal:
            return JSONResponse({"error": refusal.code}, 403, refusal.headers)


@fault(breaks=("headers/challenge-on-401", "client/unauthorized-handled"))
def answers_forbidden_for_everything(honest: Parts) -> Parts:
    """Not signed in, not allowed, expired: the client gets 403, because it may not see the data in any case.

    The page waits for 401, and never learns that its token is over.
    """
    return replace(honest, account_api=_Forbidden)


def _with_script(honest: Policy, sources: str) -> ContentSecurity:
    return ContentSecurity(
        directives=tuple(
            f"script-src {sources}" if directive.startswith("script-src") else directive
            for directive in honest.content_security.directives
        )
    )
