"""Lines of keys, in every spelling that TOML has."""

import tomllib

from fixtures.target.positions import dotted, key_lines, leaves, line_of

SOURCE = '''\
# a comment
top.inner = 1
"quoted \\"key\\"".'x.y' = { c = 1, d = [1, "s", { e = 2 }] }
[login]
json = { a = """
two lines""", b = 2 }
headers.X-Key = "k"
[users.ada]
username = "a" # a comment
[users]
extra = [ # a comment
  "one",
  "two",
]
[[aot.b]]
y = 1
[aot.b.sub]
z = 1
[[aot.b]]
y = 2
'''

EXPECTED = {
    ("top",): 2, ("top", "inner"): 2, ('quoted "key"',): 3, ('quoted "key"', "x.y"): 3, ('quoted "key"', "x.y", "c"): 3,
    ('quoted "key"', "x.y", "d", 2, "e"): 3, ("login",): 4, ("login", "json", "a"): 5, ("login", "json", "b"): 6,
    ("login", "headers", "X-Key"): 7, ("users",): 8, ("users", "ada", "username"): 9, ("users", "extra"): 11,
    ("users", "extra", 0): 12, ("users", "extra", 1): 13, ("aot", "b", 0): 15, ("aot", "b", 0, "y"): 16,
    ("aot", "b", 0, "sub", "z"): 18, ("aot", "b", 1): 19, ("aot", "b", 1, "y"): 20,
}  # fmt: skip


def test_every_spelling_has_its_line() -> None:
    lines = key_lines(SOURCE)
    assert {path: lines.get(path) for path in EXPECTED} == EXPECTED


def test_every_value_of_the_document_has_a_line() -> None:
    lines = key_lines(SOURCE)
    assert [path for path, _ in leaves(tomllib.loads(SOURCE)) if path not in lines] == []


def test_the_table_around_stands_in() -> None:
    lines = key_lines(SOURCE)
    assert line_of(("users", "ada", "password"), lines) == 8
    assert line_of(("nowhere", "at all"), lines) is None


def test_paths_read_as_a_person_writes_them() -> None:
    assert dotted(("target", "absent", 0)) == "target.absent[0]"
    assert dotted(("login", "json", "username")) == "login.json.username"
