"""What every answer says."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.specimens import Specimens
from fixtures.trials.headers.challenges import refusals_must_challenge
from fixtures.trials.headers.response_headers import baseline_must_hold, private_answers_must_not_be_stored


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.10", "S2.6"),
    refs=(
        "v5.0.0-14.3.2",
        "v5.0.0-14.2.2",
        "A4 v4.0.3-8.2.1",
        "RFC 6749 §5.1",
        'OWASP Session Management cheat sheet "Web Content Caching"',
        "CWE-525",
        "WSTG-ATHN-06",
    ),
)
def test_auth_responses_no_store(specimens: Specimens) -> None:
    """Answers with tokens or private data are stored by nobody.

    Why: a token in a disk cache outlives the session, and the next person at the machine finds it with the back
    button.
    Judged: the answers of the login, the refreshes, the identity endpoint, GraphQL and the services of [[apis]] say
    Cache-Control: no-store. Rendered pages are the matter of ssr/not-cacheable.
    Fix: send Cache-Control: no-store with everything that is not a public file.
    """
    private_answers_must_not_be_stored(specimens)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    statements=("S1.10",),
    refs=("v5.0.0-3.4.4", "v5.0.0-3.4.5", "v5.0.0-3.4.8", "v5.0.0-4.1.1", "v5.0.0-3.2.1", "CWE-693", "WSTG-CONF-14"),
)
def test_baseline(specimens: Specimens) -> None:
    """Answers are typed, documents are isolated and discreet.

    Why: a browser that guesses runs data as script; a page that tells its address to others tells what is in
    it; a page that shares its opener can be steered by it.
    Judged: nosniff on every answer with a body, JSON sent as JSON, and on documents a charset, a Referrer-
    Policy that hides paths and queries from other sites, and Cross-Origin-Opener-Policy.
    Fix: set the headers once at the edge, for errors too.
    """
    baseline_must_hold(specimens)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    statements=("S1.38", "S1.80", "S1.82", "S2.50"),
    refs=("RFC 6750 §3, §3.1", "RFC 9068 §4", "RFC 9449 §7.1", "v5.0.0-16.5.1"),
)
def test_challenge_on_401(sessions: Sessions) -> None:
    """A refused call is answered 401 with a challenge.

    Why: a client that cannot tell "no token", "bad token" and "not allowed" apart logs people out at random, or
    goes on without noticing.
    Judged: calls of the API, and of the services of [[apis]], without a token, with a malformed one and with one
    whose signature is missing: the status is 401, WWW-Authenticate is there, and says invalid_token for the bad
    ones where the scheme is Bearer. Deployments whose token does not travel in the Authorization header have no
    such challenge.
    Fix: answer 401 with WWW-Authenticate: Bearer, and error="invalid_token" when a token was sent.
    """
    refusals_must_challenge(sessions.standing("ada"))
