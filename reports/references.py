"""References as a reader meets them: with the name of their standard, and as links where the address follows."""

import re

_RFC = re.compile(r"RFC (?P<number>\d+)(?= |,|$)(?: §(?P<section>\d+(?:\.\d+)*))?")
_CWE = re.compile(r"CWE-(?P<number>\d+)")
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_ASVS = re.compile(r"v[45]\.\d+\.\d+-\d")
_ASVS_5 = re.compile(r"v5\.0\.0-(?P<chapter>\d+)\.")

CHAPTERS = {
    1: "Encoding and Sanitization", 2: "Validation and Business Logic", 3: "Web Frontend Security",
    4: "API and Web Service", 5: "File Handling", 6: "Authentication", 7: "Session Management", 8: "Authorization",
    9: "Self-contained Tokens", 10: "OAuth and OIDC", 11: "Cryptography", 12: "Secure Communication",
    13: "Configuration", 14: "Data Protection", 15: "Secure Coding and Architecture",
    16: "Security Logging and Error Handling", 17: "WebRTC",
}  # fmt: skip
"""The chapters of OWASP ASVS 5.0.0."""


def named(reference: str) -> str:
    """Return the reference with the name of its standard: a number of ASVS says nothing by itself."""
    return f"ASVS {reference}" if _ASVS.match(reference) else reference


def link_to(reference: str) -> str | None:
    """Return the public address of an RFC (with its section), a chapter of ASVS 5.0, a CWE or a CVE, else None."""
    if rfc := _RFC.match(reference):
        section = f"#section-{rfc['section']}" if rfc["section"] else ""
        return f"https://www.rfc-editor.org/rfc/rfc{rfc['number']}{section}"
    if cwe := _CWE.match(reference):
        return f"https://cwe.mitre.org/data/definitions/{cwe['number']}.html"
    if cve := _CVE.match(reference):
        return f"https://www.cve.org/CVERecord?id={cve[0]}"
    asvs = _ASVS_5.match(reference)
    return _chapter(int(asvs["chapter"])) if asvs else None


def _chapter(number: int) -> str | None:
    """Return the address of a chapter of ASVS 5.0.0: its files count from 10 on, in the order of the chapters."""
    title = CHAPTERS.get(number)
    if title is None:
        return None
    return f"https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x{number + 9}-V{number}-{title.replace(' ', '-')}.md"
