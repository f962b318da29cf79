"""References become links only where the address follows from the number."""

import pytest

from reports.references import link_to, named

WSTG = "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("RFC 9700 §4.14.2", "https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"),
        ("RFC 7519 §1, §7.2", "https://www.rfc-editor.org/rfc/rfc7519#section-1"),
        ("RFC 7519", "https://www.rfc-editor.org/rfc/rfc7519"),
        ("CWE-613", "https://cwe.mitre.org/data/definitions/613.html"),
        ("CWE-347, CWE-20", "https://cwe.mitre.org/data/definitions/347.html"),
        ("CVE-2022-23540, CVE-2020-28042", "https://www.cve.org/CVERecord?id=CVE-2022-23540"),
        (
            'RFC 8725bis-08 "Check JWT Format Type"',
            "https://datatracker.ietf.org/doc/draft-ietf-oauth-rfc8725bis/08/",
        ),
        ("GHSA-7fpj-9hr8-28vh (Keycloak)", "https://github.com/advisories/GHSA-7fpj-9hr8-28vh"),
        (
            "WSTG-SESS-02",
            f"{WSTG}06-Session_Management_Testing/README",
        ),
        ("WSTG-NONE-02", None),
        ("NIST 63B-4 2pd §5.1.1", "https://csrc.nist.gov/pubs/sp/800/63/b/4/2pd"),
        ("NIST SP 800-63B-4 §2.1.3", "https://pages.nist.gov/800-63-4/sp800-63b.html"),
        (
            'browser-based-apps "Refresh Tokens" (MUST)',
            "https://datatracker.ietf.org/doc/draft-ietf-oauth-browser-based-apps/",
        ),
        (
            "draft-ietf-httpbis-layered-cookies §4.1.3",
            "https://datatracker.ietf.org/doc/draft-ietf-httpbis-layered-cookies/",
        ),
        ("OWASP GraphQL cheat sheet", "https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html"),
        ("vercel/next.js#1731", "https://github.com/vercel/next.js/issues/1731"),
        ("infisical#5947", None),
        ("../..#12", None),
        ("https://evil.example/x#1", None),
        ("v5.0.0-10.4.5", "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x19-V10-OAuth-and-OIDC.md"),
        ("v5.0.0-99.4.5", None),
        ("v4.0.3-3.2.3", "https://github.com/OWASP/ASVS/blob/v4.0.3/4.0/en/0x12-V3-Session-management.md"),
        ("A4 v4.0.3-8.2.1", "https://github.com/OWASP/ASVS/blob/v4.0.3/4.0/en/0x16-V8-Data-Protection.md"),
        ("v4.0.3-77.2.1", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_link_follows_the_number(reference: str, address: str | None) -> None:
    assert link_to(reference) == address


def test_a_number_of_asvs_has_its_standard_beside_it() -> None:
    assert named("v5.0.0-10.4.5") == "ASVS v5.0.0-10.4.5"
    assert named("A4 v4.0.3-3.4.3") == "ASVS v4.0.3-3.4.3"
    assert named("NIST 63B-4 2pd §5.1") == "NIST SP 800-63B-4 2pd §5.1"
    assert named('browser-based-apps "Cookie Security"') == 'OAuth 2.0 for Browser-Based Applications "Cookie Security"'
    assert named("WSTG-SESS-02") == "OWASP WSTG-SESS-02"
    assert named("RFC 9700 §4.14.2") == "RFC 9700 §4.14.2"
