"""Each lie differs from the honest token in what its name says and in nothing else; a strict verifier refuses it."""

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from fixtures.forge import Compact, Lie, jws, key_found, none_spellings, number, parse, signed_with, tampered, unsigned
from fixtures.verdict import Verdict, VerdictReached

NOW = 4_000_000_000
SECRET = "a-secret-of-more-than-sixty-four-bytes-so-that-it-is-long-enough-for-HS512"
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_P256, _P384 = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
_ED = ed25519.Ed25519PrivateKey.generate()
KEYS: dict[str, tuple[Any, Any]] = {
    "HS256": (SECRET, SECRET),
    "HS512": (SECRET, SECRET),
    "RS256": (_RSA, _RSA.public_key()),
    "PS384": (_RSA, _RSA.public_key()),
    "ES256": (_P256, _P256.public_key()),
    "ES384": (_P384, _P384.public_key()),
    "EdDSA": (_ED, _ED.public_key()),
}


def issued(algorithm: str, subject: str = "ada", **claims: object) -> str:
    content = {"sub": subject, "exp": NOW, "jti": f"{subject}-1", **claims}
    return jwt.encode(content, KEYS[algorithm][0], algorithm=algorithm, headers={"typ": "at+jwt", "kid": "k1"})


def accepts(token: str, algorithm: str) -> bool:
    """Whether a strict verifier takes the token."""
    try:
        jwt.decode(token, KEYS[algorithm][1], algorithms=[algorithm], options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError:
        return False
    return True


def lies_about(algorithm: str) -> list[Lie]:
    token = issued(algorithm)
    changed = tampered(token, other=issued(algorithm, jti="2"), victim=issued(algorithm, "bob"))
    return [*changed, *unsigned(token), *none_spellings(token)]


@pytest.fixture(scope="module", params=KEYS)
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_honest_token_is_accepted_and_no_lie_is(algorithm: str) -> None:
    assert accepts(issued(algorithm), algorithm)
    assert [lie.name for lie in lies_about(algorithm) if accepts(lie.token, algorithm)] == []


def test_no_lie_is_the_honest_token_and_no_two_are_alike(algorithm: str) -> None:
    token = issued(algorithm)
    lies = [*tampered(token, other=issued(algorithm, jti="2"), victim=issued(algorithm, "bob")), *unsigned(token)]
    lies += none_spellings(token)

    assert token not in [lie.token for lie in lies]
    assert len({lie.token for lie in lies}) == len(lies)
    assert len({lie.name for lie in lies}) == len(lies)


def part(token: str, index: int) -> dict[str, Any]:
    raw = token.split(".")[index]
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
    return value


def test_a_token_without_a_signature_keeps_its_claims(algorithm: str) -> None:
    token = issued(algorithm)
    header, payload, signature = token.split(".")
    lies = {lie.name: lie.token for lie in unsigned(token)}

    assert lies["its own alg and an empty signature"] == f"{header}.{payload}."
    assert lies["its own alg and no signature part"] == f"{header}.{payload}"
    ends = {
        "alg none and an empty signature": ".",
        "alg none and no signature part": "",
        "alg none and the old signature": f".{signature}",
    }
    keyless = {name: part(lies[name], 0) for name in lies if " kid" in name}
    assert lies.keys() == {*ends, *keyless, "its own alg and an empty signature", "its own alg and no signature part"}
    assert {header.get("kid") for header in keyless.values()} >= {"bearproof-unknown"}
    assert {header["alg"] for header in keyless.values()} == {"none"}
    for name, end in ends.items():
        assert part(lies[name], 0) == {**part(token, 0), "alg": "none"}
        assert lies[name].removeprefix(lies[name].split(".")[0]) == f".{payload}{end}"


def test_every_spelling_of_none_changes_alg_alone(algorithm: str) -> None:
    token = issued(algorithm)
    honest, lies = part(token, 0), none_spellings(token)
    spelled = [part(lie.token, 0).get("alg", "missing") for lie in lies]

    assert "none" not in spelled, "the plain spelling is another rule's matter"
    assert {"None", "NONE", "nOnE", " none", "none ", "none\u0000", "", None, 0, "missing"} <= {
        alg for alg in spelled if not isinstance(alg, list | dict)
    }
    assert sum(isinstance(alg, str) and alg.lower() == "none" for alg in spelled) == 15
    for lie in lies:
        header, payload, signature = lie.token.split(".")
        assert {**part(lie.token, 0), "alg": 1} == {**honest, "alg": 1}
        assert (payload, signature) == (token.split(".")[1], "")
        assert header


def test_a_changed_token_differs_in_one_part(algorithm: str) -> None:
    token, other, victim = issued(algorithm), issued(algorithm, jti="2"), issued(algorithm, "bob")
    honest = jws(token)

    for lie in tampered(token, other=other, victim=victim):
        told = Compact(*lie.token.split("."))
        changed = [name for name in ("header", "payload", "signature") if getattr(told, name) != getattr(honest, name)]
        is_about_claims = "claims" in lie.name or "exp" in lie.name
        expected = "payload" if is_about_claims else "header" if "another header" in lie.name else "signature"
        assert changed == [expected], lie.name


def test_a_changed_token_says_what_its_name_says(algorithm: str) -> None:
    token, other, victim = issued(algorithm), issued(algorithm, jti="2"), issued(algorithm, "bob")
    lies = {lie.name: Compact(*lie.token.split(".")) for lie in tampered(token, other=other, victim=victim)}
    length = len(raw_signature(token))

    assert lies["a later exp under the old signature"].claims == {**jws(token).claims, "exp": NOW + 3600}
    assert lies["the claims of another user under the old signature"].payload == jws(victim).payload
    assert lies["the signature of another token"].signature == jws(other).signature
    half = jws(str(lies["half of its signature"])).signature
    assert jws(token).signature.startswith(half)
    assert 0.4 < len(half) / len(jws(token).signature) <= 0.5
    assert len(raw_signature(str(lies["a signature by a random key"]))) == length
    for place in ("first third", "middle", "last third"):
        told = raw_signature(str(lies[f"a bit changed in the {place} of its signature"]))
        different = [index for index in range(length) if told[index] != raw_signature(token)[index]]
        assert len(told) == length
        assert len(different) == 1
        assert (told[different[0]] ^ raw_signature(token)[different[0]]).bit_count() == 1
        assert different[0] * 3 // length == ["first third", "middle", "last third"].index(place)


def raw_signature(token: str) -> bytes:
    text = token.split(".")[2]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("name", ["HS384", "RS256", "ES256", "ES384", "ES512", "EdDSA"])
def test_a_signature_by_a_random_key_is_one_of_the_same_kind(name: str) -> None:
    keys: dict[str, tuple[Any, Any]] = {**KEYS, "HS384": (SECRET, SECRET)}
    p521 = ec.generate_private_key(ec.SECP521R1())
    keys["ES512"] = (p521, p521.public_key())
    token = jwt.encode({"sub": "ada"}, keys[name][0], algorithm=name)

    lie = next(lie for lie in tampered(token, other=token, victim=None) if lie.name == "a signature by a random key")

    assert len(raw_signature(lie.token)) == len(raw_signature(token))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(lie.token, keys[name][1], algorithms=[name])


def test_a_sibling_with_the_same_signature_and_a_missing_victim_are_left_out() -> None:
    token = issued("HS256")

    names = [lie.name for lie in tampered(token, other=token, victim=None)]

    assert "the signature of another token" not in names
    assert "the claims of another user under the old signature" not in names
    assert len(names) == 8


def test_a_key_is_missed_with_an_unknown_kid_and_with_none() -> None:
    token = crafted({"alg": "HS256", "kid": "k1"}, {"sub": "ada"})

    headers = [part(lie.token, 0) for lie in unsigned(token) if " kid" in lie.name]

    assert headers == [{"alg": "none", "kid": "bearproof-unknown"}, {"alg": "none"}]


def crafted(header: object, claims: object, signature: bytes = b"s" * 32) -> str:
    texts = [json.dumps(part).encode() for part in (header, claims)]
    return ".".join(base64.urlsafe_b64encode(raw).rstrip(b"=").decode() for raw in (*texts, signature))


@pytest.mark.parametrize(
    "alg", ["HS999", "HS", "none", "ES256K", "Ed25519", "RSA-OAEP", "", "\u0000", 5, None, ["HS256"]]
)
@pytest.mark.parametrize("exp", [NOW, 1.5e9, -1, True, "soon", None, 10**400, float("inf"), float("nan")])
def test_a_token_that_no_library_knows_does_not_stop_the_forge(alg: object, exp: object) -> None:
    token = crafted({"alg": alg}, {"exp": exp})

    lies = [*tampered(token, other=token, victim=token), *unsigned(token), *none_spellings(token)]

    assert len(lies) > 30


@pytest.mark.parametrize("signature", [b"", b"s"])
def test_a_token_with_hardly_a_signature_does_not_stop_the_forge(signature: bytes) -> None:
    token = crafted({"alg": "HS256"}, {"exp": NOW}, signature)

    assert token not in [lie.token for lie in tampered(token, other=token, victim=None)]


OPAQUE = [
    "", "opaque", "a.b", "a.b.c", "..", "a.b.c.d", "eyJhbGciOiJub25lIn0.e30", "§.§.§", "eyJhbGciOiJub25lIn0.W10.",
    "bnVsbA.e30.", "e30.e30.x", crafted([], {}), crafted({}, "text"), "[" * 9, "e30." + "W1tb" * 30_000 + ".",
]  # fmt: skip


@pytest.mark.parametrize("token", OPAQUE, ids=range(len(OPAQUE)))
def test_what_is_no_jws_is_opaque_and_rules_about_its_inside_do_not_apply(token: str) -> None:
    assert parse(token) is None
    with pytest.raises(VerdictReached) as reached:
        jws(token)
    assert reached.value.judgement.verdict is Verdict.INAPPLICABLE


def test_the_key_is_found_among_words_and_only_there() -> None:
    for name in ("HS256", "HS384", "HS512"):
        token = jwt.encode({"sub": "ada"}, SECRET, algorithm=name)
        assert key_found(token, ["password", "", SECRET, "x"]) == SECRET
        assert key_found(token, ["password", "", SECRET[:-1]]) is None
        assert key_found(f"{token}=", ["password", "", SECRET, "x"]) == SECRET, "padding changes no signature"


def test_a_token_signed_with_a_found_key_is_accepted() -> None:
    claims = {"sub": "ada", "exp": NOW}
    token = jwt.encode(claims, SECRET, algorithm="HS256")

    assert jwt.decode(signed_with(token, SECRET).token, SECRET, algorithms=["HS256"]) == claims


@pytest.mark.parametrize(
    ("claim", "seconds"),
    [
        (5, 5.0), (1.5, 1.5), (-3, -3.0), (True, None), ("5", None), (None, None), ([], None), (float("nan"), None),
        (float("inf"), None), (10**12, None), (10**400, None),
    ],
)  # fmt: skip
def test_a_time_claim_is_a_plausible_number(claim: object, seconds: float | None) -> None:
    assert number(claim) == seconds
