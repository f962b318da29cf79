"""The way in for pages of other origins (Fetch, "CORS protocol")."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from reference_server.policy import CrossOriginAccess


class OtherOrigins(CORSMiddleware):
    """Lets in the pages that the policy names, around the whole application."""

    def __init__(self, application: ASGIApp, access: CrossOriginAccess) -> None:
        super().__init__(
            application,
            allow_origins=access.origins,
            allow_origin_regex=access.pattern,
            allow_credentials=access.with_credentials,
            allow_methods=("GET", "POST", "PUT"),
            allow_headers=access.headers,
            # By which the page counts the life of its token, whatever its own clock says.
            expose_headers=("Date",),
        )
