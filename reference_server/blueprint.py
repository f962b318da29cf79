"""What a server is built from: its policy, its parts and its client. A fault is a blueprint with one difference."""

from dataclasses import dataclass, field, replace

from reference_server.client_files import CLIENTS, Client
from reference_server.cookies import RefreshCookie
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.handlers import Handlers
from reference_server.endpoints.pages import Pages
from reference_server.endpoints.second_api import SecondApi
from reference_server.fingerprints import Fingerprints
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.other_origins import OtherOrigins
from reference_server.passwords import Passwords
from reference_server.policy import POLICIES, Policy, Profile
from reference_server.sessions import Sessions
from reference_server.tokens import AccessTokens


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The classes that do the work."""

    tokens: type[AccessTokens] = AccessTokens
    sessions: type[Sessions] = Sessions
    passwords: type[Passwords] = Passwords
    cookie: type[RefreshCookie] = RefreshCookie
    fingerprints: type[Fingerprints] = Fingerprints
    authentication: type[Authentication] = Authentication
    account_api: type[AccountApi] = AccountApi
    pages: type[Pages] = Pages
    second_api: type[SecondApi] = SecondApi
    graphql: type[GraphQlApi] = GraphQlApi
    handlers: type[Handlers] = Handlers
    other_origins: type[OtherOrigins] = OtherOrigins


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A whole server on paper."""

    policy: Policy
    parts: Parts = Parts()
    client: Client = field(default_factory=Client)

    def with_policy(self, policy: Policy) -> "Blueprint":
        """This blueprint with another policy."""
        return replace(self, policy=policy)

    def with_parts(self, parts: Parts) -> "Blueprint":
        """This blueprint with other parts."""
        return replace(self, parts=parts)

    def with_client(self, client: Client) -> "Blueprint":
        """This blueprint with another client."""
        return replace(self, client=client)


def honest(profile: Profile) -> Blueprint:
    """The exemplary server of this profile."""
    return Blueprint(policy=POLICIES[profile], client=CLIENTS.get(profile, Client()))
