"""Faults of the access token: how it is issued, and how it is read."""

import base64
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from starlette.requests import Request

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.faults.lenient import LenientTokens, bytes_in
from reference_server.faults.registry import fault
from reference_server.keys import TokenKeys
from reference_server.policy import Policy, SignatureAlgorithm
from reference_server.store import Account

_KEPT_BYTES: Final = 16


@fault(
    breaks=(
        "token/signature-verified", "token/unsigned-rejected", "token/alg-none-case-variants",
        "token/untrusted-key-headers", "token/kid-not-injectable", "fuzz/token-never-authenticates",
    )
)  # fmt: skip
def skips_signature_check(honest: Policy) -> Policy:
    """The API decodes the token to see who is calling; that it should also be verified was the gateway's job once."""
    return replace(honest, signature_required=False)


class _ShortComparison(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        signature = bytes_in(parts[2])
        return (
            header.get("alg") == self._policy.algorithm
            and signature is not None
            and len(signature) >= _KEPT_BYTES
            and hmac.compare_digest(signature[:_KEPT_BYTES], self.honest_signature(parts)[:_KEPT_BYTES])
        )


@fault(breaks=("token/signature-verified", "fuzz/token-never-authenticates"))
def compares_half_of_the_signature(honest: Parts) -> Parts:
    """To save bytes in a log, signatures were once cut to 128 bits; the comparison has stopped there ever since."""
    return replace(honest, tokens=_ShortComparison)


class _RememberedSignatures(LenientTokens):
    def __init__(self, policy: Policy, *, issuer: str, keys: TokenKeys) -> None:
        super().__init__(policy, issuer=issuer, keys=keys)
        self._seen: set[str] = set()

    def _verified_claims(self, token: str) -> dict[str, Any]:
        claims = super()._verified_claims(token)
        self._seen.add(token.rpartition(".")[2])
        return claims

    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == self._policy.algorithm and parts[2] in self._seen


@fault(breaks=("token/signature-verified", "fuzz/token-never-authenticates"))
def remembers_signatures_without_their_payload(honest: Parts) -> Parts:
    """Verifying is slow, so signatures that were good once are kept in a cache, and only the signature is the key."""
    return replace(honest, tokens=_RememberedSignatures)


class _RememberedPayloads(_RememberedSignatures):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        claims = super()._verified_claims(token)
        self._seen.add(token.partition(".")[2])
        return claims

    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == self._policy.algorithm and f"{parts[1]}.{parts[2]}" in self._seen


@fault(breaks=("token/signature-verified", "fuzz/token-never-authenticates"))
def leaves_the_header_out_of_the_signature(honest: Parts) -> Parts:
    """What was verified once is kept by payload and signature: the header, it was thought, is the library's matter."""
    return replace(honest, tokens=_RememberedPayloads)


class _AnyLetterCase(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        honest = base64.urlsafe_b64encode(self.honest_signature(parts)).rstrip(b"=").decode("ascii")
        return header.get("alg") == self._policy.algorithm and parts[2].lower() == honest.lower()


@fault(breaks="token/signature-verified", algorithm=SignatureAlgorithm.HS256)
def compares_signatures_in_any_letter_case(honest: Parts) -> Parts:
    """Signatures are kept in a table and found by a query, and the texts of that database know no letter case."""
    return replace(honest, tokens=_AnyLetterCase)


class _PlainNone(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], _parts: list[str]) -> bool:
        return header.get("alg") == "none"


@fault(breaks=("token/unsigned-rejected", "fuzz/token-never-authenticates"))
def accepts_the_algorithm_none(honest: Parts) -> Parts:
    """The list of accepted algorithms was filled with everything that the standard names, and it names "none"."""
    return replace(honest, tokens=_PlainNone)


class _EmptySignature(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == self._policy.algorithm and parts[2] == ""


@fault(breaks=("token/unsigned-rejected", "fuzz/token-never-authenticates"))
def accepts_an_empty_signature(honest: Parts) -> Parts:
    """The signature is verified if there is one: the check was wrapped in an `if` to make a test double work."""
    return replace(honest, tokens=_EmptySignature)


class _OddlySpelledNone(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], _parts: list[str]) -> bool:
        algorithm = header.get("alg")
        return isinstance(algorithm, str) and algorithm != "none" and algorithm.lower() == "none"


@fault(breaks=("token/alg-none-case-variants", "fuzz/token-never-authenticates"))
def blocks_none_in_lower_case_only(honest: Parts) -> Parts:
    """A penetration test found "none" accepted, so exactly "none" was blocked; the library goes by any spelling."""
    return replace(honest, tokens=_OddlySpelledNone)


class _AbsentAlgorithm(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], _parts: list[str]) -> bool:
        return not header.get("alg")


@fault(breaks=("token/alg-none-case-variants", "fuzz/token-never-authenticates"))
def takes_no_algorithm_for_no_signature(honest: Parts) -> Parts:
    """A token that names no algorithm, or an empty one, is a development token and needs no signature."""
    return replace(honest, tokens=_AbsentAlgorithm)


@fault(breaks="token/short-lifetime")
def issues_tokens_for_a_day(honest: Policy) -> Policy:
    """Fifteen minutes made support tickets, so the life of the access token was raised until they stopped."""
    return replace(honest, access_life=timedelta(days=1))


@fault(breaks="token/expired-rejected")
def forgets_to_look_at_the_expiry(honest: Policy) -> Policy:
    """The tokens carry an expiry for the client's sake; the API only looks at the signature."""
    return replace(honest, expiry_required=False)


@fault(breaks="token/expired-rejected")
def allows_a_day_of_leeway(honest: Policy) -> Policy:
    """One server's clock was off by an hour in summer, and a leeway of a day settled the matter for good."""
    return replace(honest, access_leeway=timedelta(days=1))


@fault(breaks="token/published-secret", algorithm=SignatureAlgorithm.HS256)
def signs_with_the_word_secret(honest: Policy) -> Policy:
    """The key in the settings file is the one from the tutorial, and nobody has changed it for production."""
    return replace(honest, signing_key="secret")


@fault(breaks="token/published-secret", algorithm=SignatureAlgorithm.HS256)
def signs_with_the_example_key_of_a_website(honest: Policy) -> Policy:
    """The key was copied from the page on which the first token was decoded to see what is inside."""
    return replace(honest, signing_key="your-256-bit-secret")


class _CallerByHint(AccountApi):
    def account_id_of(self, request: Request, token: str) -> str:
        account_id = super().account_id_of(request, token)
        named = self._named_account(self._hint(request))
        return account_id if named is None else named.id

    def _hint(self, request: Request) -> str:
        raise NotImplementedError

    def _named_account(self, hint: str) -> Account | None:
        return self._services.accounts.by_id(hint) or self._services.accounts.by_username(hint)


class _CallerByHeader(_CallerByHint):
    def _hint(self, request: Request) -> str:
        return request.headers.get("x-user-id", "")


@fault(breaks="token/subject-matches-login")
def takes_the_user_from_a_header(honest: Parts) -> Parts:
    """The gateway passes the user on as X-User-Id, and the API believes the header whoever sent it."""
    return replace(honest, account_api=_CallerByHeader)


class _CallerByQuery(_CallerByHint):
    def _hint(self, request: Request) -> str:
        return request.query_params.get("user", "")


@fault(breaks="token/subject-matches-login")
def takes_the_user_from_the_query(honest: Parts) -> Parts:
    """Support staff look at an account with ?user=NAME; that the caller must be staff was to come next sprint."""
    return replace(honest, account_api=_CallerByQuery)
