"""Each thing that can be wrong with a target file: the line, the key, what was expected and what to write."""

import os
from pathlib import Path

import pytest
import trustme

from fixtures.errors import ExitCode
from fixtures.target.errors import TargetFileError
from fixtures.target.loader import load_target
from tests.target.files import ENVIRON, HONEST, changed, refused, written

BOB = '\n[users.bob]\nusername = "bob"\npassword = "${BOB_PASSWORD}"\n'


def raised(path: Path) -> TargetFileError:
    with pytest.raises(TargetFileError) as caught:
        load_target(path, ENVIRON)
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    error = raised(tmp_path / "none.toml")
    assert "there is no such file" in error.cause
    assert str(tmp_path / "none.toml") in str(error)
    assert "docs/target-file.md" in error.next_step
    assert error.exit_code is ExitCode.USAGE


def test_folder(tmp_path: Path) -> None:
    assert "folder" in raised(tmp_path).cause


def test_unreadable_file(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert "cannot be read" in raised(loop).cause


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_forbidden_file(tmp_path: Path) -> None:
    path = written(tmp_path, HONEST)
    path.chmod(0)
    assert "Permission denied" in raised(path).cause


def test_binary_file_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(HONEST.replace("Notes", "Caf\u00e9").encode("latin-1"))
    error = raised(path)
    assert (error.line, error.cause) == (2, "the file is not UTF-8 text")


def test_endless_file_is_not_read_to_its_end() -> None:
    assert "larger than 1 MiB" in raised(Path("/dev/zero")).cause


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[target]\nname = Notes\n", 2),
        ("[target]\nname = 'Notes\nurl = 1\n", 3),  # the parser is past it; the message names the line before too
        ("[target\nname = 1\n", 1),
        ("[target]\nname = 1\nname = 2\n", 3),
        ("[target]\n[login]\n[target]\n", 3),
        ('[target]\nname = """no end\n', 2),
    ],
)
def test_syntax_error_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    error = refused(tmp_path, text)
    assert error.line == line
    assert error.cause.startswith("this is not TOML: ")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, f"x = {'[' * 100_000}")
    assert "nested too deeply" in error.cause


CASES = {
    "unknown key, near one": (changed("url = \"/login\"", 'ulr = "/login"\nurl = "/login"'), 10, "login.ulr",
                              "unknown key 'ulr'", "write url if that was meant. [login] can hold: url, method,"),
    "unknown key, moved": (changed("[login]", "[login]\nca_file = 1"), 10, "login.ca_file", "unknown key",
                           "tls.ca_file"),
    "unknown key, far from all": (changed("[login]", "[login]\nxyzzy = 1"), 10, "login.xyzzy", "unknown key", "remove"),
    "python name of a key": (changed("json =", "json_body ="), 11, "login.json_body", "unknown key", "write json"),
    "unknown table": (HONEST + "[refersh]\n", 17, "refersh", "unknown key", "write refresh if"),
    "missing key": (changed('url = "/login"\n', ""), 9, "login.url", "the key url of [login] is missing. A path below",
                    'url = "/login"'),
    "missing table": (HONEST[: HONEST.index("[identity]")], None, "identity",
                      "the table [identity] is missing. An endpoint that says", '[identity]\n    url = "/me"'),
    "wrong type": (changed('"Notes"', "7"), 2, "target.name", "expected a string, got 7", 'name = "'),
    "table instead of a string": (changed('"Notes"', "{}"), 2, "target.name", "expected a string, got an empty table",
                                  'name = "'),
    "string instead of a table": (changed('{ body = "/jwt_token" }', '"/jwt_token"'), 12, "login.access_token",
                                  "expected a table, got '/jwt_token'", 'access_token = { body = "/jwt_token" }'),
    "path without a slash": (changed('"/login"', '"login"'), 10, "login.url", "expected a path such as '/login'",
                             'url = "/login"'),
    "no address": (changed("https://notes.example", "notes.example"), 3, "target.url", "expected an absolute URL",
                   'url = "https://'),
    "method in small letters": (changed("[identity]", '[identity]\nmethod = "post"'), 15, "identity.method",
                                "expected one of 'GET' or 'POST', got 'post'", 'write "POST"'),
    "unknown profile": (changed("[target]", '[target]\nprofile = "guide-2020"'), 2, "target.profile",
                        "expected one of 'guide-2019'", 'write "guide-20'),
    "unknown capability": (changed("[target]", '[target]\nabsent = [\n"ssr",\n"brwser"]'), 4, "target.absent[1]",
                           "got 'brwser'", 'write "browser"'),
    "two places": (changed('{ body = "/jwt_token" }', '{ body = "/a", cookie = "b" }'), 12, "login.access_token",
                   "expected exactly one of body, header, cookie", "body ="),
    "pointer": (changed('"/jwt_token"', '"jwt_token"'), 12, "login.access_token.body", "a JSON Pointer (RFC 6901)",
                "access_token ="),
    "json and form": (changed("json =", 'form = { a = "b" }\njson ='), 9, "login", "expected json or form, not both",
                      ""),
    "number out of range": (HONEST + "[limits]\nlogins = 0\n", 18, "limits.logins", "expected a number greater than 0",
                            "logins = 60"),
    "malformed reference": (changed('"Notes"', '"${A-B}"'), 2, "target.name", "a '${' is not followed", "$${"),
    "default in a reference": (changed('"Notes"', '"${A:-x}"'), 2, "target.name", "a '${' is not followed",
                               "no default values"),
    "reference without an end": (changed('"Notes"', '"${A"'), 2, "target.name", "a '${' is not followed", "$${"),
    "variable not set": (changed('"Notes"', '"${PORTS}"'), 2, "target.name", "variable PORTS is not set",
                         "export PORTS=…, or write ${PORT} if that was meant"),
    "placeholder": (changed('"{username}"', '"{user_name}"'), 11, "login.json.username",
                    "unknown placeholder {user_name}", 'write "{username}"'),
    "date in JSON": (changed('username = "{username}"', "at = 2026-01-01"), 11, "login.json.at",
                     "JSON has no such value", "string"),
    "no number in JSON": (changed('username = "{username}"', "at = nan"), 11, "login.json.at", "JSON has no such value",
                          "string"),
    "no such certificate authority": (HONEST + '[tls]\nca_file = "no.pem"\n', 18, "tls.ca_file",
                                      "'no.pem' cannot be read: No such file", "relative to the folder"),
    "same user twice": (HONEST + BOB.replace('"bob"', '"ada"'), 19, "users.bob.username",
                        "the same as that of users.ada", "second account"),
    "same identity twice": (HONEST + BOB + 'identity = "ada"\n', 21, "users.bob.identity",
                            "the same as that of users.ada", "[identity] answers"),
    "present and absent": (changed("[target]", '[target]\nabsent = ["two-users"]') + BOB, 2, "target.absent",
                           '"two-users" is declared absent, but users.bob describes it', "remove"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "cause", "next_step"), CASES.values(), ids=CASES.keys())
def test_one_problem(tmp_path: Path, text: str, line: int | None, key: str, cause: str, next_step: str) -> None:
    error = refused(tmp_path, text)
    assert [(problem.line, problem.key) for problem in error.problems] == [(line, key)]
    assert cause in error.cause
    assert next_step in error.next_step


def test_markers_that_contain_one_another_matter_only_to_pages(tmp_path: Path) -> None:
    adam = BOB.replace('"bob"', '"adam"')
    error = refused(tmp_path, HONEST + adam + '[ssr]\nurl = "/dashboard"\n')
    assert error.key == "users.bob.marker"
    assert load_target(written(tmp_path, HONEST + adam), ENVIRON).target.users.bob is not None


def test_empty_variable(tmp_path: Path) -> None:
    error = refused(tmp_path, HONEST, {"ADA_PASSWORD": ""})
    assert (error.line, error.key) == (7, "users.ada.password")
    assert error.cause == "the environment variable ADA_PASSWORD is empty"


def test_certificate_authority_without_certificate(tmp_path: Path) -> None:
    key = trustme.CA().private_key_pem.bytes()
    (tmp_path / "ca.pem").write_bytes(key)
    error = refused(tmp_path, HONEST + '[tls]\nca_file = "ca.pem"\n')
    assert error.cause == "'ca.pem' holds no certificate in PEM form"


@pytest.mark.parametrize(("text", "cause"), [
    ("type Query {", "'notes.graphql' holds no GraphQL schema"),
    ("type Query { me: Nobody }", "holds no GraphQL schema"),
    (None, "the GraphQL schema 'notes.graphql' cannot be read"),
])  # fmt: skip
def test_schema_that_is_none(tmp_path: Path, text: str | None, cause: str) -> None:
    if text is not None:
        (tmp_path / "notes.graphql").write_text(text, "utf-8")
    section = '[graphql]\nurl = "/graphql"\nquery = "{ me }"\nuser = "/data/me"\nschema_file = "notes.graphql"\n'
    error = refused(tmp_path, HONEST + section)
    assert error.key == "graphql.schema_file"
    assert cause in error.cause


def test_header_with_a_line_break(tmp_path: Path) -> None:
    text = changed("json =", 'headers = { X-Key = "${KEY}" }\njson =')
    error = refused(tmp_path, text, {**ENVIRON, "KEY": "canary\n"})
    assert error.key == "login.headers.X-Key"
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        changed('"${ADA_PASSWORD}"', '"canary"'),
        changed('"${ADA_PASSWORD}"', '"canary${ADA_PASSWORD}"'),
        changed('"${ADA_PASSWORD}"', '["canary"]'),
        changed('"${ADA_PASSWORD}"', '{ canary = "canary" }').replace("{ canary = ", "{ value = "),
        changed('"{password}"', '"canary"'),
        changed("json =", 'headers = { Authorization = "Basic canary" }\njson ='),
        changed("json =", 'headers = { X-Key = ["canary"] }\njson ='),
        changed("json =", 'headers = { X-Key = "canary${NONE}" }\njson ='),
        changed('"https://notes.example"', '"https://ada:canary@notes.example"'),
        changed('[users.ada]\nusername = "ada"\npassword = "${ADA_PASSWORD}"', '[users]\nada = "ada:canary"'),
        changed("[users.ada]", '[users]\npassword = "canary"\n[users.ada]'),
        changed('password = "${ADA_PASSWORD}"', 'pasword = "canary"'),
        changed('password = "${ADA_PASSWORD}"', 'password = "canary'),
    ],
)
def test_no_message_shows_a_secret(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, text)
    assert error.line is not None
    assert "canary" not in str(error)
    assert "canary" not in repr(error)


def test_a_written_password_is_told_how_to_write_it(tmp_path: Path) -> None:
    error = refused(tmp_path, changed('"${ADA_PASSWORD}"', '"hunter2"'))
    assert (error.line, error.key) == (7, "users.ada.password")
    assert 'password = "${ADA_PASSWORD}"' in error.next_step


def test_a_number_from_the_environment_is_not_shown(tmp_path: Path) -> None:
    error = refused(tmp_path, HONEST + '[limits]\nlogins = "${LIMIT}"\n', {**ENVIRON, "LIMIT": "canary"})
    assert error.cause == "expected a whole number, got the value of ${LIMIT}"


def test_all_problems_are_shown_in_file_order(tmp_path: Path) -> None:
    text = HONEST.replace('"Notes"', "1").replace('"ada"', '"${NONE}"').replace('"/login"', '"login"')
    error = refused(tmp_path, text.replace("[identity]", "[identety]"))
    assert [problem.line for problem in error.problems] == [2, 6, 10, 14, None]
    message = str(error)
    assert message.count("Next: ") == 5
    assert f"{tmp_path / 'bearproof.toml'}:10: login.url: expected a path such as '/login'" in message


def test_a_faulty_key_is_told_once(tmp_path: Path) -> None:
    error = refused(tmp_path, changed('username = "ada"\n', ""))
    assert [problem.key for problem in error.problems] == ["users.ada.username"]
