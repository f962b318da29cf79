"""References become links only where the address follows from the number."""

import pytest

from reports.references import link_to, named


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("RFC 9700 §4.14.2", "https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"),
        ("RFC 7519 §1, §7.2", "https://www.rfc-editor.org/rfc/rfc7519#section-1"),
        ("RFC 7519", "https://www.rfc-editor.org/rfc/rfc7519"),
        ("CWE-613", "https://cwe.mitre.org/data/definitions/613.html"),
        ("CWE-347, CWE-20", "https://cwe.mitre.org/data/definitions/347.html"),
        ("CVE-2022-23540, CVE-2020-28042", "https://www.cve.org/CVERecord?id=CVE-2022-23540"),
        ('RFC 8725bis-08 "Check JWT Format Type"', None),
        ("v5.0.0-10.4.5", "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x19-V10-OAuth-and-OIDC.md"),
        ("v5.0.0-99.4.5", None),
        ("v4.0.3-3.2.3", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_link_follows_the_number(reference: str, address: str | None) -> None:
    assert link_to(reference) == address


def test_a_number_of_asvs_has_its_standard_beside_it() -> None:
    assert named("v5.0.0-10.4.5") == "ASVS v5.0.0-10.4.5"
    assert named("RFC 9700 §4.14.2") == "RFC 9700 §4.14.2"
