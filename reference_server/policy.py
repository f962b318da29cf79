"""Every security decision of the reference server, in one frozen object that is safe by default."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from ssl import TLSVersion
from types import MappingProxyType
from typing import Final


class Profile(StrEnum):
    """The guide whose advice the server follows."""

    GUIDE_2019 = "guide-2019"
    GUIDE_2022 = "guide-2022"
    """Both tokens in the body and in sessionStorage, bound to a fingerprint cookie."""
    BCP_2026 = "bcp-2026"
    """Today's best current practice. The design of the 2019 guide, done with care, meets it."""


class SignatureAlgorithm(StrEnum):
    """How access tokens are signed (RFC 7518, section 3.1)."""

    HS256 = "HS256"
    RS256 = "RS256"
    ES256 = "ES256"


class SameSite(StrEnum):
    """The values of a cookie's ``SameSite`` attribute (RFC 6265bis, section 5.6.7)."""

    STRICT = "Strict"
    LAX = "Lax"
    NONE = "None"


class RefreshTransport(StrEnum):
    """How a refresh token travels, both ways."""

    COOKIE = "cookie"
    BODY = "body"


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """What ties a session to the browser that logged in (S2.24 to S2.31): a random cookie, its hash in every token."""

    cookie_name: str = "__Host-fingerprint"
    claim: str = "fingerprint_sha256"
    random_bytes: int = 32
    """Random bytes in the cookie: 256 bits."""
    http_only: bool = True
    secure: bool = True
    same_site: SameSite | None = SameSite.STRICT
    """Strict: it serves requests of our own pages alone."""
    required_at_api: bool = True
    required_at_refresh: bool = True


@dataclass(frozen=True, kw_only=True)
class ContentSecurity:
    """The content security policy of every answer: nothing but our own script, style and data, and never a frame."""

    directives: tuple[str, ...] = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )

    def __str__(self) -> str:
        """The value of the ``Content-Security-Policy`` header."""
        return "; ".join(self.directives)

    def reaching(self, origin: str) -> "ContentSecurity":
        """This policy for pages whose API is at another origin: scripts may talk to that one too."""
        kept = (f"{one} {origin}" if one.startswith("connect-src ") else one for one in self.directives)
        return replace(self, directives=tuple(kept))


@dataclass(frozen=True, kw_only=True)
class CrossOriginAccess:
    """Which pages of other origins may read answers (Fetch, "CORS protocol"). None: page and API share an origin."""

    origins: tuple[str, ...] = ()
    """Origins, compared exactly."""
    pattern: str | None = None
    """A regular expression that a whole origin may match instead."""
    with_credentials: bool = True
    """Whether such a page may use the user's cookies."""
    headers: tuple[str, ...] = ("Authorization", "Content-Type")
    """What such a page may send beyond what every page may."""

    @property
    def is_given(self) -> bool:
        """Whether any other origin is let in."""
        return bool(self.origins) or self.pattern is not None


@dataclass(frozen=True, kw_only=True)
class GraphQlLimits:
    """How much one GraphQL document may ask for (ASVS 5.0, 4.3.1)."""

    tokens: int = 300
    fields: int = 30
    depth: int = 6
    fragments: int = 8
    logins: int = 1
    """A password is tried once for each request, so that whatever counts requests counts attempts."""


class PlainHttp(StrEnum):
    """What becomes of a request without TLS on the server's port."""

    REFUSED = "refused"
    REDIRECTED = "redirected"
    SERVED = "served"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the server decides about security. Each default is the safe choice of the 2019 guide.

    Durations are ``timedelta``; sizes are bytes unless the name says otherwise.
    """

    # The access token (S1.1 to S1.9; RFC 8725, RFC 9068)
    algorithm: SignatureAlgorithm = SignatureAlgorithm.HS256
    """The only algorithm that is signed with and accepted, compared exactly."""
    signing_key: str | None = field(default=None, repr=False)
    """The key of the HMAC; ``None`` means 256 random bits, made anew at each start."""
    token_type: str = "at+jwt"  # noqa: S105 - the media type of a token, not a token
    """The ``typ`` header, so that no other kind of signed object passes for an access token."""
    audience: str = "reference-server-api"
    access_life: timedelta = timedelta(minutes=15)
    access_leeway: timedelta = timedelta(0)
    """How long after ``exp`` a token still works; zero, because issuer and API share one clock."""
    signature_required: bool = True
    expiry_required: bool = True
    """Whether ``exp`` must be present and in the future."""
    not_before_required: bool = True
    """Whether a token with ``nbf`` works only from then on."""
    time_claims_strict: bool = True
    """Whether times must be plain numbers of seconds, and no further apart than the tokens that we issue."""
    issuer_required: bool = True
    """Whether ``iss`` must name us, letter for letter."""
    audience_required: bool = True
    """Whether ``aud`` must name our API, letter for letter."""

    # The refresh token (S1.56 to S1.60, S1.73 to S1.86; RFC 9700, section 4.14.2)
    refresh_bytes: int = 32
    """Random bytes in a refresh token: 256 bits."""
    refresh_life: timedelta = timedelta(days=30)
    """How long a refresh token waits for its one use."""
    session_life: timedelta = timedelta(days=90)
    """How long rotation can keep one login alive."""
    refresh_expiry_enforced: bool = True
    rotate: bool = True
    """Whether each refresh issues a new refresh token."""
    retire_spent: bool = True
    """Whether a refresh token stops working once its successor was issued."""
    rotation_grace: timedelta = timedelta(seconds=10)
    """How long a retired token still leads to the newest one of its session, and never to another: two tabs refresh at
    once, and answers get lost."""
    reuse_revokes_family: bool = True
    """Whether a retired token that comes back after the grace ends the session: two parties hold it, and one of them is
    a thief."""

    refresh_transport: RefreshTransport = RefreshTransport.COOKIE
    fingerprint: Fingerprint | None = None
    """What ties tokens to a browser, where anything but the transport does."""
    page_cookie_name: str | None = None
    """A cookie that opens rendered pages and nothing else; where it is ``None``, the refresh cookie opens them."""

    # Sessions (S1.43 to S1.55, S1.85)
    logout_revokes: bool = True
    logout_everywhere_revokes: bool = True
    login_ends_replaced_session: bool = True
    """Whether a login ends the session whose cookie the same browser still sent."""
    one_session_per_account: bool = False
    ended_sessions_denied: bool = True
    """Whether the API refuses the access tokens of a session that has ended: a deny-list by ``sid`` (ASVS 7.4.1)."""
    password_change_ends_other_sessions: bool = True
    """Whether a new password ends every session but the one that chose it (ASVS 7.4.3)."""
    disabled_accounts_refused: bool = True
    """Whether the refresh looks at the account; login and API always do (ASVS 7.4.2)."""

    # The refresh cookie (S1.61 to S1.63, S1.91; RFC 6265bis)
    cookie_name: str = "__Host-refresh_token"
    cookie_path: str = "/"
    cookie_domain: str | None = None
    """``None`` keeps the cookie to exactly this host, as ``__Host-`` demands."""
    cookie_http_only: bool = True
    cookie_secure: bool = True
    cookie_same_site: SameSite | None = SameSite.LAX
    """Lax and not Strict: a rendered page must see the cookie on a link from elsewhere (S1.90)."""
    cookie_persistent: bool = True
    """Whether the cookie outlives the browser, with the life of the token that it carries (S1.76)."""
    logout_clears_cookie: bool = True
    clear_site_data: tuple[str, ...] = ()
    """What ``Clear-Site-Data`` names at logout. Nothing: "cookies" would clear the whole registrable domain, "storage"
    the signal to the other tabs, and the cache holds nothing private: private answers are no-store."""

    # Passwords (RFC 9106; the costs are one of OWASP's equal choices for argon2id, and the quickest here)
    password_memory_kib: int = 9_216
    password_passes: int = 4
    password_lanes: int = 1
    unknown_user_costs_a_hash: bool = True
    """Whether a login for an unknown name takes as long as one for a known name."""
    password_length: int = 8
    """The fewest characters of a new password (NIST SP 800-63B-4, section 3.1.1.2)."""
    login_attempts: int = 5
    """Wrong passwords in a row after which a name must wait."""
    login_pause: timedelta = timedelta(minutes=1)
    """How long it waits. Short, because the owner waits as well."""

    # Requests
    minimum_tls: TLSVersion = TLSVersion.TLSv1_2
    plain_http: PlainHttp = PlainHttp.REFUSED
    bearer_limit: int = 4096
    """The longest ``Authorization`` token that is looked at, in characters."""
    body_limit: int = 16_384
    body_seconds: float = 10.0
    """How long a client may take to send a request body."""
    same_origin_required: bool = True
    """Whether a request that is authenticated by the cookie must come from our own pages (Origin, Sec-Fetch-Site)."""
    json_required: bool = True
    """Whether a request body of any other media type is refused, which keeps HTML forms out."""

    # GraphQL
    graphql_introspection: bool = False
    """Whether the schema is told to whoever asks (ASVS 5.0, 4.3.2)."""
    graphql_limits: GraphQlLimits = GraphQlLimits()
    socket_origin_required: bool = True
    """Whether a page of another origin is refused a WebSocket; browsers ask nobody before they open one."""
    socket_follows_session: bool = True
    """Whether a socket ends with the token that opened it, and with the session of that token."""
    socket_pulse: timedelta = timedelta(seconds=0.5)
    """How often an idle socket is asked whether its session still lives."""
    socket_patience: timedelta = timedelta(seconds=5)
    """How long a socket may stay silent before it says who it is."""
    gateway_key_required: bool = True
    """Whether the action handlers answer only to the gateway, which knows a key."""
    gateway_key: str | None = field(default=None, repr=False)
    """That key; ``None`` means a random one, which nobody knows."""

    # Answers
    split_origin: bool = False
    """Whether the pages have an origin of their own, on the second port, and reach the API across origins. Both are on
    one site, so that the cookies go along; the API lets in that origin and no other."""
    cross_origin: CrossOriginAccess = CrossOriginAccess()
    content_security: ContentSecurity = ContentSecurity()
    content_security_enforced: bool = True
    """Whether browsers keep to the content security policy, or only report what it would have stopped."""
    transport_security: str | None = "max-age=31536000; includeSubDomains"
    referrer_policy: str = "same-origin"
    opener_policy: str = "same-origin"
    resource_policy: str = "same-origin"
    content_type_options: str = "nosniff"
    private_answers_cache_control: str = "no-store"


_GUIDE_2022: Final = Policy(
    access_life=timedelta(minutes=10),
    refresh_transport=RefreshTransport.BODY,
    # Every tab has a copy of the refresh token, so that it can not change: it is short-lived and bound instead (S2.33).
    rotate=False,
    refresh_life=timedelta(minutes=60),
    session_life=timedelta(minutes=60),
    fingerprint=Fingerprint(),
    page_cookie_name="__Host-page",
)

POLICIES: Final = MappingProxyType(
    {
        Profile.GUIDE_2019: Policy(),
        Profile.GUIDE_2022: _GUIDE_2022,
        Profile.BCP_2026: Policy(algorithm=SignatureAlgorithm.ES256),
    }
)
"""The honest policy of each profile."""
