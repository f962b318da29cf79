"""A published key is proven by the signature, offline, and is never named."""

from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from fixtures.docket import current
from fixtures.forge import jws
from fixtures.outcome import Outcome
from fixtures.trials.token.keys import must_not_be_published, signed_by_published
from fixtures.trials.token.published_secrets import PRESENTED, PUBLISHED
from fixtures.verdict import Verdict
from tests.core.application import running
from tests.core.building import audit_of
from tests.core.judging import outcome
from tests.core.loopback import Visit, document

pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


def judged(mint: Callable[[str, int], str], *, takes: Callable[[str], bool] | None = None) -> tuple[Outcome, str]:
    """The outcome for an application that mints its tokens so, and everything that would be in the report.

    After the login, what ``takes`` says yes to names Ada, whether or not it was issued.
    """
    with running() as application:
        application.mint = mint
        with audit_of(application.target) as audit:
            session = audit.sessions.login("ada")
            seen: list[str] = []

            def me(visit: Visit) -> None:
                token = (visit.request.header("Authorization") or "").removeprefix("Bearer ")
                (document({"name": "ada"}) if takes is not None and takes(token) else application.me)(visit)

            application.instead["/me"] = me

            def verb() -> None:
                try:
                    must_not_be_published(session)
                finally:
                    seen.append(repr(current()))

            return outcome(verb), "".join(seen)


def minted(key: str, algorithm: str, **header: str) -> Callable[[str, int], str]:
    return lambda user, number: jwt.encode({"sub": user, "jti": str(number)}, key, algorithm, headers=header)


def verifies(token: str, key: str) -> bool:
    try:
        jwt.decode(token, key, algorithms=["HS256"])
    except jwt.PyJWTError:
        return False
    return True


RANDOM = "k7XN2m9wQe4Rt6Yu8Io0Pa3Sd5Fg7Hj1"
EDWARDS = ed25519.Ed25519PrivateKey.generate()


def signed(user: str, number: int) -> str:
    return jwt.encode({"sub": user, "jti": str(number)}, EDWARDS, algorithm="EdDSA", headers={"kid": "k1"})


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
    found, report = judged(minted(RANDOM, "HS256"))

    assert found.verdict is Verdict.PASSED
    assert f"None of {len(WORDS) + 5} published secrets" in found.deciding.sentence
    assert RANDOM not in report


def test_an_opaque_token_is_inapplicable() -> None:
    found, _report = judged(lambda user, number: f"opaque-{number}-of-{user}")

    assert found.verdict is Verdict.INAPPLICABLE


def test_a_token_without_a_shared_key_passes_where_the_api_takes_none_either() -> None:
    found, _report = judged(signed)

    assert found.verdict is Verdict.PASSED


@pytest.mark.parametrize("mint", [minted(RANDOM, "HS256", kid="k1"), signed])
@pytest.mark.parametrize("word", PRESENTED)
def test_a_published_key_beside_the_real_one_fails_and_is_not_named(word: str, mint: Callable[[str, int], str]) -> None:
    found, report = judged(mint, takes=lambda token: verifies(token, word))

    assert found.verdict is Verdict.FAILED
    assert next(name for name, words in PUBLISHED.items() if word in words) in found.deciding.sentence
    assert word in ("secret", "password") or word not in report + repr(found)


def test_a_published_key_of_tokens_without_a_kid_fails() -> None:
    found, _report = judged(
        signed, takes=lambda token: "kid" not in jwt.get_unverified_header(token) and verifies(token, "dev-secret")
    )

    assert found.verdict is Verdict.FAILED
    assert "no kid" in found.deciding.sentence


@pytest.mark.parametrize("mint", [minted(RANDOM, "HS256"), minted(RANDOM, "HS256", kid="k1"), signed])
def test_an_api_that_takes_any_key_is_not_blamed_for_a_published_one(mint: Callable[[str, int], str]) -> None:
    found, _report = judged(mint, takes=lambda token: token.count(".") == 2)

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "takes any key" in found.deciding.sentence


def test_neither_is_one_that_takes_any_key_without_a_kid() -> None:
    found, _report = judged(signed, takes=lambda token: "kid" not in jwt.get_unverified_header(token))

    assert found.verdict is Verdict.INCONCLUSIVE


def test_a_few_are_presented_each_under_the_honest_header_and_without_its_kid() -> None:
    lies = list(signed_by_published(jws(signed("ada", 1))))

    assert set(PRESENTED) <= set(WORDS)
    assert len(lies) == 2 * len(PRESENTED) <= 24
    assert all(any(verifies(lie.token, word) for lie in lies) for word in PRESENTED)
    assert [jws(lie.token).headers.get("kid") for lie in lies[:2]] == ["k1", None]


def test_every_published_word_is_listed_once() -> None:
    assert len(WORDS) == len(set(WORDS))
