"""References as links, where the address follows from the number alone."""

import re

_RFC = re.compile(r"RFC (?P<number>\d+)(?= |,|$)(?: §(?P<section>\d+(?:\.\d+)*))?")
_CWE = re.compile(r"CWE-(?P<number>\d+)")
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")


def link_to(reference: str) -> str | None:
    """Return the public address of an RFC (with its section), a CWE or a CVE; None for anything else."""
    if rfc := _RFC.match(reference):
        section = f"#section-{rfc['section']}" if rfc["section"] else ""
        return f"https://www.rfc-editor.org/rfc/rfc{rfc['number']}{section}"
    if cwe := _CWE.match(reference):
        return f"https://cwe.mitre.org/data/definitions/{cwe['number']}.html"
    if cve := _CVE.match(reference):
        return f"https://www.cve.org/CVERecord?id={cve[0]}"
    return None
