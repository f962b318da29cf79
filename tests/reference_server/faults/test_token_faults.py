"""Faults of the access token do what their stories say, and refuse what they should go on refusing."""

import jwt
import pytest

from tests.reference_server.faults.workshop import Workshop, claims, forged, later, me


def _attempts(workshop: Workshop) -> dict[str, str | None]:
    ada, bob = workshop.device("ada"), workshop.device("bob")
    client, token, subject = workshop.client(), ada.token, claims(bob.token)["sub"]
    assert me(client, token) == "ada"
    head, payload, signature = token.split(".")
    attempts = {
        "kept signature": forged(token, subject=subject, signature=signature),
        "wrong end": f"{head}.{payload}.{signature[:30]}{'A' if signature[30] != 'A' else 'B'}{signature[31:]}",
        "wrong start": f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "other signature": f"{head}.{payload}.{bob.token.split('.')[2]}",
        "empty signature": forged(token, subject=subject),
        "none": forged(token, subject=subject, header={"alg": "none"}),
        "none, signed": forged(token, subject=subject, header={"alg": "none"}, signature=signature),
        "nOnE": forged(token, subject=subject, header={"alg": "nOnE"}),
        "no algorithm": forged(token, subject=subject, header={}),
        "other key": jwt.encode({**claims(token), "sub": subject}, "k" * 32, "HS256", headers={"typ": "at+jwt"}),
    }
    answers = {name: me(client, attempt) for name, attempt in attempts.items()}
    assert me(client, token) == "ada"
    return {name: identity for name, identity in answers.items() if identity is not None}


def test_skips_signature_check() -> None:
    assert len(_attempts(Workshop("skips_signature_check"))) == 10


def test_compares_half_of_the_signature() -> None:
    assert _attempts(Workshop("compares_half_of_the_signature")) == {"wrong end": "ada"}


def test_remembers_signatures_without_their_payload() -> None:
    workshop = Workshop("remembers_signatures_without_their_payload")

    assert _attempts(workshop) == {"kept signature": "bob"}


def test_accepts_the_algorithm_none() -> None:
    assert _attempts(Workshop("accepts_the_algorithm_none")) == {"none": "bob", "none, signed": "bob"}


def test_accepts_an_empty_signature() -> None:
    assert _attempts(Workshop("accepts_an_empty_signature")) == {"empty signature": "bob"}


def test_blocks_none_in_lower_case_only() -> None:
    assert _attempts(Workshop("blocks_none_in_lower_case_only")) == {"nOnE": "bob"}


def test_takes_no_algorithm_for_no_signature() -> None:
    assert _attempts(Workshop("takes_no_algorithm_for_no_signature")) == {"no algorithm": "bob"}


@pytest.mark.parametrize("fault", ["skips_signature_check", "accepts_an_empty_signature", "allows_a_day_of_leeway"])
def test_a_fault_leaves_the_other_demands_in_place(fault: str) -> None:
    workshop = Workshop(fault)
    token = workshop.device().token
    with later(seconds=3 * 86_400):
        assert me(workshop.client(), token) is None


def test_issues_tokens_for_a_day() -> None:
    contents = claims(Workshop("issues_tokens_for_a_day").device().token)

    assert contents["exp"] - contents["iat"] == 86_400


@pytest.mark.parametrize("fault", ["forgets_to_look_at_the_expiry", "allows_a_day_of_leeway"])
def test_an_expired_token_is_accepted(fault: str) -> None:
    workshop = Workshop(fault)
    token = workshop.device().token
    with later(seconds=2 * 3600):
        assert me(workshop.client(), token) == "ada"


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("fault", "secret"),
    [
        ("signs_with_the_word_secret", "secret"),
        ("signs_with_the_example_key_of_a_website", "your-256-bit-secret"),
    ],
)
def test_the_key_is_published(fault: str, secret: str) -> None:
    token = Workshop(fault).device().token

    assert jwt.decode(token, secret, ["HS256"], audience="reference-server-api")["sub"]
