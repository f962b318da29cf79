"""Other spellings of a token: the same token to a lenient reader, another text to a list."""

import base64

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from fixtures.forge import parse
from fixtures.trials.logout.denial import spellings

CLAIMS = {"sub": "ada", "exp": 4_102_444_800}


def spelled(token: str) -> dict[str, str]:
    parsed = parse(token)
    assert parsed is not None
    return {lie.name: lie.token for lie in spellings(parsed)}


def test_every_spelling_is_another_text() -> None:
    token = jwt.encode(CLAIMS, "k" * 32)

    found = spelled(token)

    assert len(found) >= 4
    assert token not in found.values()
    assert len(set(found.values())) == len(found)


def test_a_lenient_decoder_takes_other_letters_for_the_same_signature() -> None:
    token = jwt.encode(CLAIMS, "k" * 32)

    found = spelled(token)

    signatures = {name: found[name].rpartition(".")[2] for name in found if name != "padding behind its signature"}
    decoded = {base64.urlsafe_b64decode(text + "=" * (-len(text.replace("~", "")) % 4)) for text in signatures.values()}
    assert decoded == {base64.urlsafe_b64decode(token.rpartition(".")[2] + "=")}


@pytest.mark.parametrize(("algorithm", "curve"), [("ES256", ec.SECP256R1()), ("ES384", ec.SECP384R1())])
def test_the_mirrored_signature_verifies(algorithm: str, curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    token = jwt.encode(CLAIMS, key, algorithm)

    mirrored = spelled(token)["its mirrored ECDSA signature"]

    assert mirrored != token
    assert jwt.decode(mirrored, key.public_key(), algorithms=[algorithm]) == CLAIMS
