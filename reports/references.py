"""References as a reader meets them: with the name of their standard, and as links where the address follows."""

import re
from collections.abc import Callable

_ASVS = re.compile(r"(?:A4 )?(?P<number>v[45]\.\d+\.\d+-\d.*)")
_WSTG = "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/"
_SHEETS = "https://cheatsheetseries.owasp.org/cheatsheets/"
_DRAFTS = "https://datatracker.ietf.org/doc/"
_BIS = f"{_DRAFTS}draft-ietf-oauth-rfc8725bis/"

CHAPTERS = {
    1: "Encoding and Sanitization", 2: "Validation and Business Logic", 3: "Web Frontend Security",
    4: "API and Web Service", 5: "File Handling", 6: "Authentication", 7: "Session Management", 8: "Authorization",
    9: "Self-contained Tokens", 10: "OAuth and OIDC", 11: "Cryptography", 12: "Secure Communication",
    13: "Configuration", 14: "Data Protection", 15: "Secure Coding and Architecture",
    16: "Security Logging and Error Handling", 17: "WebRTC",
}  # fmt: skip
"""The chapters of OWASP ASVS 5.0.0."""

_CHAPTERS_OF_4 = {
    2: "0x11-V2-Authentication", 3: "0x12-V3-Session-management", 4: "0x12-V4-Access-Control",
    6: "0x14-V6-Cryptography", 8: "0x16-V8-Data-Protection", 9: "0x17-V9-Communications", 13: "0x21-V13-API",
    14: "0x22-V14-Config",
}  # fmt: skip
"""The files of ASVS 4.0.3, chapter by chapter."""

_CATEGORIES = {
    "CONF": "02-Configuration_and_Deployment_Management_Testing", "IDNT": "03-Identity_Management_Testing",
    "ATHN": "04-Authentication_Testing", "ATHZ": "05-Authorization_Testing", "SESS": "06-Session_Management_Testing",
    "INPV": "07-Input_Validation_Testing", "ERRH": "08-Testing_for_Error_Handling",
    "CRYP": "09-Testing_for_Weak_Cryptography", "BUSL": "10-Business_Logic_Testing", "CLNT": "11-Client-side_Testing",
    "APIT": "12-API_Testing",
}  # fmt: skip
"""The parts of the OWASP Web Security Testing Guide, by the letters in the numbers of its tests."""

_NAMES = (
    (re.compile(r"NIST 63B-4"), "NIST SP 800-63B-4"),
    (re.compile(r"browser-based-apps"), "OAuth 2.0 for Browser-Based Applications"),
    (re.compile(r"WSTG-"), "OWASP WSTG-"),
    (re.compile(r"Fetch "), "WHATWG Fetch "),
)
"""Short names at the beginning of a reference, and what they stand for."""


def named(reference: str) -> str:
    """Return the reference with the name of its standard: a number of ASVS says nothing by itself."""
    if asvs := _ASVS.match(reference):
        return f"ASVS {asvs['number']}"
    for short, name in _NAMES:
        if short.match(reference):
            return short.sub(name, reference, count=1)
    return reference


def link_to(reference: str) -> str | None:
    """Return the public address of what is referred to, where it follows from the name and number, else None.

    Of a standard with addresses for its sections or chapters, that of the one which is named; else its front page.
    """
    for pattern, address in _ADDRESSES:
        if found := pattern.match(reference):
            return address(found)
    return None


def _rfc(found: re.Match[str]) -> str:
    section = f"#section-{found['section']}" if found["section"] else ""
    return f"https://www.rfc-editor.org/rfc/rfc{found['number']}{section}"


def _asvs_5(found: re.Match[str]) -> str | None:
    """Return the address of a chapter of ASVS 5.0.0: its files count from 10 on, in the order of the chapters."""
    number = int(found["chapter"])
    title = CHAPTERS.get(number)
    if title is None:
        return None
    return f"https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x{number + 9}-V{number}-{title.replace(' ', '-')}.md"


def _asvs_4(found: re.Match[str]) -> str | None:
    name = _CHAPTERS_OF_4.get(int(found["chapter"]))
    return f"https://github.com/OWASP/ASVS/blob/v4.0.3/4.0/en/{name}.md" if name else None


def _wstg(found: re.Match[str]) -> str | None:
    category = _CATEGORIES.get(found["category"])
    return f"{_WSTG}{category}/README" if category else None


def _fixed(address: str) -> Callable[[re.Match[str]], str]:
    return lambda _found: address


_ADDRESSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(r"RFC (?P<number>\d+)(?= |,|$)(?: §(?P<section>\d+(?:\.\d+)*))?"), _rfc),
    (
        re.compile(r"RFC 8725bis-(?P<draft>\d\d)"),
        lambda found: f"{_BIS}{found['draft']}/",
    ),
    (
        re.compile(r"CWE-(?P<number>\d+)"),
        lambda found: f"https://cwe.mitre.org/data/definitions/{found['number']}.html",
    ),
    (re.compile(r"CVE-\d{4}-\d{4,}"), lambda found: f"https://www.cve.org/CVERecord?id={found[0]}"),
    (re.compile(r"GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}"), lambda found: f"https://github.com/advisories/{found[0]}"),
    (re.compile(r"v5\.0\.0-(?P<chapter>\d+)\."), _asvs_5),
    (re.compile(r"(?:A4 )?v4\.0\.3-(?P<chapter>\d+)\."), _asvs_4),
    (re.compile(r"WSTG-(?P<category>[A-Z]{4})-\d\d"), _wstg),
    (re.compile(r"NIST (?:SP 800-)?63B-4 2pd"), _fixed("https://csrc.nist.gov/pubs/sp/800/63/b/4/2pd")),
    (re.compile(r"NIST (?:SP 800-)?63B-4"), _fixed("https://pages.nist.gov/800-63-4/sp800-63b.html")),
    (re.compile(r"browser-based-apps"), _fixed(f"{_DRAFTS}draft-ietf-oauth-browser-based-apps/")),
    (re.compile(r"draft-[a-z0-9]+(?:-[a-z0-9]+)+"), lambda found: f"{_DRAFTS}{found[0]}/"),
    (re.compile(r"OWASP CSRF"), _fixed(f"{_SHEETS}Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html")),
    (re.compile(r"OWASP GraphQL"), _fixed(f"{_SHEETS}GraphQL_Cheat_Sheet.html")),
    (re.compile(r"OWASP REST Security"), _fixed(f"{_SHEETS}REST_Security_Cheat_Sheet.html")),
    (re.compile(r"OWASP Session Management"), _fixed(f"{_SHEETS}Session_Management_Cheat_Sheet.html")),
    (re.compile(r"OWASP WebSocket Security"), _fixed(f"{_SHEETS}WebSocket_Security_Cheat_Sheet.html")),
    (re.compile(r'Fetch "'), _fixed("https://fetch.spec.whatwg.org/")),
    (re.compile(r"W3C Clear-Site-Data"), _fixed("https://www.w3.org/TR/clear-site-data/")),
    (re.compile(r"W3C Device Bound Session"), _fixed("https://w3c.github.io/webappsec-dbsc/")),
    (
        re.compile(r"(?P<project>[\w-]+/[\w.-]+)#(?P<number>\d+)\Z"),
        lambda found: f"https://github.com/{found['project']}/issues/{found['number']}",
    ),
)
"""What a reference begins with, and where it leads. The first that fits counts."""
