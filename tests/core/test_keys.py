"""A published key is proven by the signature, offline, and is never named."""

from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from fixtures.docket import current
from fixtures.outcome import Outcome
from fixtures.trials.token.keys import must_not_be_published
from fixtures.trials.token.published_secrets import PUBLISHED
from fixtures.verdict import Verdict
from tests.core.application import running
from tests.core.building import audit_of
from tests.core.judging import outcome

pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


def judged(mint: Callable[[str, int], str]) -> tuple[Outcome, str]:
    """The outcome for an application that mints its tokens so, and everything that would be in the report."""
    with running() as application:
        application.mint = mint
        with audit_of(application.target) as audit:
            session = audit.sessions.login("ada")
            seen: list[str] = []

            def verb() -> None:
                try:
                    must_not_be_published(session)
                finally:
                    seen.append(repr(current()))

            return outcome(verb), "".join(seen)


def minted(key: str, algorithm: str) -> Callable[[str, int], str]:
    return lambda user, number: jwt.encode({"sub": user, "jti": str(number)}, key, algorithm=algorithm)


WORDS = [word for words in PUBLISHED.values() for word in words if word]


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("word", ["secret", "your-256-bit-secret", WORDS[-1], WORDS[-2]])
def test_a_published_key_fails_and_the_source_is_named_but_not_the_key(word: str, algorithm: str) -> None:
    found, report = judged(minted(word, algorithm))

    source = next(name for name, words in PUBLISHED.items() if word in words)
    assert found.verdict is Verdict.FAILED
    assert source in found.deciding.sentence
    assert algorithm in found.deciding.sentence
    assert word == "secret" or word not in report + repr(found)


def test_the_name_of_the_host_is_no_key_either() -> None:
    found, _report = judged(minted("127.0.0.1", "HS256"))

    assert found.verdict is Verdict.FAILED
    assert "the host name of the target" in found.deciding.sentence


def test_the_name_of_the_deployment_is_no_key_either() -> None:
    found, _report = judged(minted("target", "HS256"))

    assert found.verdict is Verdict.FAILED
    assert "the name of the target" in found.deciding.sentence


def test_a_random_key_passes_and_says_how_many_were_tried() -> None:
    found, report = judged(minted("k7XN2m9wQe4Rt6Yu8Io0Pa3Sd5Fg7Hj1", "HS256"))

    assert found.verdict is Verdict.PASSED
    assert f"None of {len(WORDS) + 5} published secrets" in found.deciding.sentence
    assert "k7XN2m9wQe4Rt6Yu8Io0Pa3Sd5Fg7Hj1" not in report


def test_a_token_without_a_shared_key_is_inapplicable() -> None:
    key = ed25519.Ed25519PrivateKey.generate()

    signed, _ = judged(lambda user, number: jwt.encode({"sub": user, "jti": str(number)}, key, algorithm="EdDSA"))
    opaque, _ = judged(lambda user, number: f"opaque-{number}-of-{user}")

    assert (signed.verdict, opaque.verdict) == (Verdict.INAPPLICABLE, Verdict.INAPPLICABLE)


def test_every_published_word_is_listed_once() -> None:
    assert len(WORDS) == len(set(WORDS))
