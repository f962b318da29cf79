"""Nothing that is secret is left in a text that leaves, however it is spelled, and whoever named it or did not."""

import base64
import html
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote, quote_plus

import jwt
import pytest

from fixtures.redact import Vault, fingerprint

PASSWORDS = (
    "correct horse battery",
    'a"quoted\\one',
    "p/a+s=s&w<o>r'd!(*)",
    "pässwörd-with-ümlauts",
    'mïxed "quotes" & slashes/',
    "emoji-🔑-key",
    "tab\tand\nline",
)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda secret: secret,
    "in a URL": lambda secret: quote(secret, safe=""),
    "in a URL by a browser": lambda secret: quote(secret, safe="!'()*"),
    "in a path": lambda secret: quote(secret),
    "in a URL with small letters": lambda secret: re.sub("%..", lambda code: code[0].lower(), quote(secret, safe="")),
    "in a form": quote_plus,
    "in JSON": json.dumps,
    "in JSON that keeps letters": lambda secret: json.dumps(secret, ensure_ascii=False),
    "in JSON that escapes slashes": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "in HTML": html.escape,
    "in HTML with numbers for quotes": lambda secret: html.escape(secret).replace("&#x27;", "&#39;"),
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "in URL-safe base64": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("secret", PASSWORDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_known_password_is_masked_in_every_spelling(secret: str, spelling: str) -> None:
    vault = Vault()
    vault.remember(secret, "password")
    written = SPELLINGS[spelling](secret)

    masked = vault.masked(f"before {written} after")

    assert "‹password›" in masked
    assert written not in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")


def test_a_password_leaves_no_hash_that_could_be_guessed_and_a_token_leaves_one_to_compare() -> None:
    vault = Vault()
    vault.remember("hunter2hunter2", "password")
    vault.remember("0pAque-t0ken", "access token")

    assert vault.masked("hunter2hunter2 and 0pAque-t0ken") == (
        f"‹password› and ‹access token sha256:{fingerprint('0pAque-t0ken')}›"
    )


def test_a_secret_inside_a_longer_secret_leaves_nothing_of_either() -> None:
    vault = Vault()
    vault.remember("horse", "password")
    vault.remember("horse-battery-staple", "refresh token")

    assert vault.masked("horse-battery-staple").startswith("‹refresh token")
    assert "battery" not in vault.masked("a horse-battery-staple")


def test_a_secret_that_is_no_valid_text_can_be_remembered() -> None:
    vault = Vault()

    vault.remember("half a pair \ud800 of surrogates", "access token")

    assert "surrogates" not in vault.masked("half a pair \ud800 of surrogates")


def test_words_of_three_letters_are_no_secrets() -> None:
    vault = Vault()
    vault.remember("ada", "password")

    assert vault.masked("ada has metadata") == "ada has metadata"


def test_a_jwt_that_nobody_named_is_masked_wherever_it_stands() -> None:
    token = jwt.encode({"sub": "ada"}, "k" * 32, algorithm="HS256")
    unsigned = token[: token.rindex(".") + 1]
    without_third_part = token[: token.rindex(".")]

    for shape in (token, unsigned, without_third_part):
        for text in (f"Bearer {shape}", f"x={shape}&y=1", f'{{"a":"{shape}"}}', f"prefix-{shape}", f"a.{shape}"):
            masked = Vault().masked(text)
            assert "eyJ" not in masked
            assert "‹jwt sha256:" in masked


def test_a_cut_off_jwt_is_masked_too() -> None:
    token = jwt.encode({"sub": "ada", "name": "Ada Lovelace"}, "k" * 32, algorithm="HS256")

    masked = Vault().masked('{"token": "' + token[: len(token) // 2])

    assert token[40 : len(token) // 2] not in masked


@pytest.mark.parametrize("text", ["example.com/eyJust/a.path", "version 1.2.3", "the.quick.brown.fox.jumps", "eyJ."])
def test_what_only_looks_a_little_like_a_jwt_stays(text: str) -> None:
    assert Vault().masked(text) == text


@pytest.mark.parametrize(
    "field", ["refresh_token", "accessToken", "client_secret", "X-CSRF-Token", "session.id", "api_key", "jwt", "Passwd"]
)
@pytest.mark.parametrize("value", ["Zm9vYmFyYmF6cXV4", "slashes\\/are\\/escaped", "'tis-a-secret-too"])
def test_a_json_field_with_a_telling_name_is_masked_though_its_value_is_unknown(field: str, value: str) -> None:
    if "'" in value:
        value = value.replace("'", "\\u0027")

    masked = Vault().masked(f'{{"{field}" : "{value}", "name": "ada"}}')

    assert value not in masked
    assert '"name": "ada"' in masked
    assert json.loads(masked)[field].startswith("‹value sha256:")


def test_a_telling_field_is_masked_where_the_answer_was_cut_in_its_middle() -> None:
    assert "Zm9vYmFyYmF6" not in Vault().masked('{"id": 1, "refresh_token": "Zm9vYmFyYmF6')


@pytest.mark.parametrize("text", ['{"token_type": "Bearer"}', '{"token_error": "The token has been revoked, sorry"}'])
def test_words_and_sentences_in_a_telling_field_stay_readable(text: str) -> None:
    assert Vault().masked(text) == text


def test_credentials_and_cookies_are_masked_in_headers_by_their_place() -> None:
    masked = dict(
        Vault().masked_headers(
            [
                ("Authorization", "Bearer opaque-credential"),
                ("Proxy-Authorization", "dXNlcjpwYXNz"),
                ("Cookie", "sid=abc; theme=dark; empty="),
                ("Set-Cookie", "refresh=abcdef; Path=/; Max-Age=60"),
                ("X-CSRF-TOKEN", "0123456789abcdef"),
                ("X-Refresh-Token", "0123456789abcdef"),
                ("Content-Type", "text/html"),
                ("X-Token-Hint", "try again"),
            ]
        )
    )

    assert masked["Authorization"] == f"Bearer ‹credential sha256:{fingerprint('opaque-credential')}›"
    assert masked["Proxy-Authorization"].startswith("‹credential")
    assert masked["Cookie"] == (
        f"sid=‹cookie sha256:{fingerprint('abc')}›; theme=‹cookie sha256:{fingerprint('dark')}›; empty="
    )
    assert masked["Set-Cookie"] == f"refresh=‹cookie sha256:{fingerprint('abcdef')}›; Path=/; Max-Age=60"
    assert "0123456789abcdef" not in masked["X-CSRF-TOKEN"] + masked["X-Refresh-Token"]
    assert masked["Content-Type"] == "text/html"
    assert masked["X-Token-Hint"] == "try again"


def test_the_same_secret_has_the_same_mark_in_every_place_so_that_a_reader_can_follow_it() -> None:
    mark = fingerprint("opaque-refresh")

    assert mark in Vault().masked_headers([("Set-Cookie", "r=opaque-refresh; Path=/")])[0][1]
    assert mark in Vault().masked_headers([("Cookie", "a=1; r=opaque-refresh")])[0][1]


def test_masking_twice_changes_nothing_more() -> None:
    vault = Vault()
    vault.remember("0pAque-t0ken", "access token")
    once = vault.masked('{"token": "0pAque-t0ken", "other_token": "Zm9vYmFyYmF6cXV4", "j": "eyJhbGciOi.eyJzdWIi.x"}')

    assert vault.masked(once) == once


@pytest.mark.parametrize(
    "brick", ['"token', "token", "-eyJ", "eyJhbGci", '"', "'a'", '"token":', '"a" ', "eyJhbGci.", '"session":"\\a']
)
def test_a_hostile_megabyte_is_masked_in_a_moment(brick: str) -> None:
    text = '"' + brick * (1_000_000 // len(brick))
    started = time.process_time()

    Vault().masked(text)

    assert time.process_time() - started < 5


@pytest.mark.parametrize("word", ["none", "test", "Password", "abc", "7"])
@pytest.mark.parametrize("whole", ['{{"password": "{}"}}', "user=ada&password={}&next=1", "password={}", "'{}'"])
def test_a_password_that_is_a_word_of_every_report_is_masked_where_it_is_a_whole_value(word: str, whole: str) -> None:
    vault = Vault()
    vault.remember(word, "password")

    assert vault.masked(whole.format(word)) == whole.format("‹password›")


@pytest.mark.parametrize("word", ["none", "test", "password"])
def test_a_password_that_is_a_word_of_every_report_leaves_the_sentences_readable(word: str) -> None:
    vault = Vault()
    vault.remember(word, "password")
    sentence = f"Of 3 requests {word} was refused, as in {word}s before."

    assert vault.masked(sentence) == sentence


def test_secrets_are_remembered_while_others_are_masked() -> None:
    vault = Vault()
    barrier = Barrier(4)

    def work(who: int) -> str:
        barrier.wait(5.0)
        for number in range(200):
            vault.remember(f"secret-{who}-{number}-of-some-length", "access token")
            vault.masked("one text among many")
        return vault.masked(f"secret-{who}-199-of-some-length")

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert all("secret-" not in masked for masked in pool.map(work, range(4)))
