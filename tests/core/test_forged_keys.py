"""Each forgery is what its name says: an honest verifier refuses it, and the mistaken one that it is for takes it."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from fixtures.forge import jws
from fixtures.trials.token.foreign_keys import embedding
from fixtures.trials.token.key_confusion import confused, writings
from fixtures.trials.token.key_ids import injected
from fixtures.trials.token.nested_tokens import encrypted
from fixtures.trials.token.psychic import _ORDERS, psychic
from fixtures.trials.token.public_keys import KnownKey, verifies
from fixtures.trials.token.serialization import other_forms

_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_EC = ec.generate_private_key(ec.SECP256R1())
KEYS: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey] = {"RS256": _RSA, "ES256": _EC}


def issued(algorithm: str, subject: str = "ada") -> str:
    return jwt.encode({"sub": subject, "exp": 4_000_000_000}, KEYS[algorithm], algorithm, headers={"kid": "k1"})


def known(algorithm: str) -> KnownKey:
    return KnownKey(source="a test", key=KEYS[algorithm].public_key(), document={"kty": "?"})


@pytest.fixture(params=KEYS)
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_key_that_verifies_is_told_from_any_other(algorithm: str) -> None:
    token, other = issued(algorithm), next(name for name in KEYS if name != algorithm)

    assert verifies(known(algorithm).key, token)
    assert not verifies(known(other).key, token)
    assert not verifies(known(algorithm).key, issued(other))


def test_confused_tokens_are_macs_by_each_writing_of_the_key(algorithm: str) -> None:
    honest = jws(issued(algorithm))
    lies = list(confused(honest, known(algorithm)))
    secrets = [secret for _how, secret in writings(known(algorithm))]
    pem = known(algorithm).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert {jws(lie.token).algorithm for lie in lies} == {"HS256", "HS384", "HS512"}
    assert {jws(lie.token).payload for lie in lies} == {honest.payload}
    assert len({lie.token for lie in lies}) == len(lies) == len(secrets) + 2
    assert pem in secrets
    assert pem.rstrip(b"\n") in secrets
    parts, _, signature = lies[0].token.rpartition(".")
    mac = hmac.new(pem, parts.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(mac).rstrip(b"=").decode() == signature


@pytest.mark.parametrize("issued_with", ["RS256", "ES256", "HS256"])
def test_embedded_keys_verify_the_tokens_that_bring_them(issued_with: str) -> None:
    secret = "a-secret-of-thirty-two-bytes-and-more"
    honest = jws(jwt.encode({"sub": "ada"}, KEYS.get(issued_with, secret), issued_with))
    brought = [(lie, jws(lie.token)) for lie in embedding(honest)]

    assert {"jwk", "x5c"} <= {name for _lie, one in brought for name in one.headers}
    for lie, one in brought:
        assert one.payload == honest.payload
        if "jwk" in one.headers:
            own = jwt.PyJWK.from_json(json.dumps(one.headers["jwk"]), one.algorithm)
            assert jwt.decode(lie.token, own, algorithms=[one.algorithm], options={"verify_aud": False})


def test_key_ids_come_with_the_key_that_they_lead_to(algorithm: str) -> None:
    lies = list(injected(jws(issued(algorithm))))

    assert len({lie.name for lie in lies}) == len(lies)
    assert {jws(lie.token).algorithm for lie in lies} == {"HS256"}
    assert any("kid" not in jws(lie.token).headers for lie in lies)
    union = next(jws(lie.token) for lie in lies if lie.name == "a kid with UNION SELECT")
    mac = hmac.new(b"AA", f"{union.header}.{union.payload}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(mac).rstrip(b"=").decode() == union.signature


def test_signatures_of_zeroes_are_as_long_as_real_ones_and_refused(algorithm: str) -> None:
    lies = list(psychic(jws(issued(algorithm))))

    lengths = {(jws(lie.token).algorithm, len(base64.urlsafe_b64decode(jws(lie.token).signature + "==")))
               for lie in lies}  # fmt: skip
    assert {("ES256", 64), ("ES384", 96), ("ES512", 132), ("ES256", 8)} <= lengths
    assert [lie.name for lie in lies if verifies(known("ES256").key, lie.token)] == []


@pytest.mark.parametrize(
    ("name", "curve"), [("ES256", ec.SECP256R1()), ("ES384", ec.SECP384R1()), ("ES512", ec.SECP521R1())]
)
def test_the_orders_are_those_of_the_curves(name: str, curve: ec.EllipticCurve) -> None:
    size, order = _ORDERS[name]
    one, last = (ec.derive_private_key(value, curve).public_key().public_numbers() for value in (1, order - 1))

    assert (one.x, one.y != last.y) == (last.x, True)
    assert size == (curve.key_size + 7) // 8


def test_encrypted_lies_open_with_the_private_key_and_hold_the_claims(algorithm: str) -> None:
    honest = jws(issued(algorithm))

    for lie in encrypted(honest, known(algorithm)):
        sealed = JWE()
        sealed.deserialize(lie.token, JWK.from_pyca(KEYS[algorithm]))
        content = bytes(sealed.payload or b"").decode()
        assert honest.payload in content or json.loads(content) == honest.claims
        assert honest.signature not in content


def test_the_polyglot_is_json_with_the_honest_parts_and_compact_with_the_victims(algorithm: str) -> None:
    honest, victim = jws(issued(algorithm)), issued(algorithm, "bob")
    flattened, general, polyglot = (lie.token for lie in other_forms(honest, victim))

    assert json.loads(flattened)["payload"] == honest.payload
    assert json.loads(general)["signatures"][0]["signature"] == honest.signature
    assert json.loads(polyglot)["payload"] == honest.payload
    assert polyglot.split(".")[1] == jws(victim).payload
