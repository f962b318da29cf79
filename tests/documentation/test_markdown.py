"""What is written shows as it was said."""

import pytest

from bearproof.documentation.markdown import plain, reference, table


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A fact.", "A fact."),
        ("__Host-token", r"\_\_Host-token"),
        ("a | b", r"a \| b"),
        ("<script>", "&lt;script>"),
        ("2 * 3 * `4`", r"2 \* 3 \* \`4\`"),
        ("[ssr]", r"\[ssr\]"),
        ("\\", r"\\"),
    ],
)
def test_text_is_shown_as_it_is(text: str, written: str) -> None:
    assert plain(text) == written


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_a_reference_is_a_link_where_its_address_is_known() -> None:
    assert reference("CWE-613") == "[CWE-613](https://cwe.mitre.org/data/definitions/613.html)"
    assert reference("Okta HAR incident (2023)") == "Okta HAR incident (2023)"
