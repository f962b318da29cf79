"""What is refused of rules, faults and sources, as functions that say what is wrong; nothing where all is well."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from fixtures.rule import Profile, Rule
from reference_server.faults.registry import Fault
from tests.meta.sources import PACKAGES

MOST_STATEMENTS = 15
"""The longest body of a rule."""
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "suites": ("fixtures",),
    "fixtures": ("fixtures",),
    "reports": ("reports", "fixtures.rule", "fixtures.verdict"),
    "reference_server": ("reference_server",),
    "bearproof": ("bearproof", "fixtures", "reports"),
}
"""The arrows of the architecture: who may import whom."""
_BANNED = frozenset({"should", "handle", "util", "utils", "helper", "helpers", "manager", "base"})
_BANNED_STARTS = ("check_", "verify_")
_GIVEN = frozenset({"base_url", "handle_request", "handle_error", "handle_starttag", "SHOULD", "BASE64", "BASE64URL"})
"""Names that others gave: httpx an argument, libraries methods to override, RFC 2119 a level, RFC 4648 encodings."""
_REFUSED_IN_A_BODY = (
    ast.If, ast.IfExp, ast.For, ast.While, ast.Assert, ast.Try, ast.With, ast.Match, ast.Lambda, ast.FunctionDef,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BoolOp, ast.Compare, ast.Raise, ast.Return,
    ast.Global,
)  # fmt: skip


def rules_without_a_fault(rules: Mapping[str, Rule], faults: Iterable[Fault], profile: Profile) -> list[str]:
    """Return the rules of ``profile`` that no fault is marked to break there."""
    asked = {name for name, rule in rules.items() if rule.level_in(profile) is not None}
    broken = {name for fault in faults if profile in map(Profile, fault.profiles) for name in fault.breaks}
    return sorted(asked - broken)


def faults_of_a_marking(rules: Mapping[str, Rule], fault: Fault) -> list[str]:
    """Return what is wrong with the rules and the profiles that a fault names."""
    named = set(fault.breaks)
    seen = {
        profile: {name for name in named & set(rules) if rules[name].level_in(Profile(profile)) is not None}
        for profile in fault.profiles
    }
    found = [] if named else [f"{fault.name} breaks no rule"]
    found += [f"{fault.name} names a rule twice"] if len(named) != len(fault.breaks) else []
    found += [f"{fault.name} breaks {name}, which is no rule" for name in sorted(named - set(rules))]
    found += [f"{fault.name} breaks nothing in {profile}" for profile, broken in seen.items() if not broken]
    unseen = sorted((named & set(rules)) - set().union(*seen.values()))
    return found + [f"{fault.name} breaks {name}, which none of its profiles has" for name in unseen]


def strays(package: str, imported: Iterable[str]) -> list[str]:
    """Return those of the ``imported`` modules of ours that a module of ``package`` may not import."""
    ours = [name for name in imported if name.partition(".")[0] in PACKAGES]
    return [name for name in ours if not any(f"{name}.".startswith(f"{one}.") for one in ALLOWED[package])]


def refused_in(body: ast.FunctionDef) -> list[str]:
    """Return what the body of a rule has and may not have: branches, loops, asserts, too many statements."""
    statements = body.body[1:]
    found = [type(node).__name__ for statement in statements for node in ast.walk(statement)
             if isinstance(node, _REFUSED_IN_A_BODY)]  # fmt: skip
    return found if 1 <= len(statements) <= MOST_STATEMENTS else [*found, f"{len(statements)} statements"]


def ends_in_a_verdict(body: ast.FunctionDef) -> bool:
    """Whether the last statement of a rule is a call of a verdict verb."""
    last = body.body[-1]
    called = last.value.func if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return re.search(r"(^|_)(must|may)(_|$)", name) is not None


def names_in(tree: ast.Module) -> Iterator[str]:
    """Yield every name that a module gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def names_that_say_nothing(given: Iterable[str]) -> list[str]:
    """Return the names that are made of a word which says nothing."""
    # A "should rule" is a rule of that level, and no wish.
    names = {name.replace("should_rule", "rule") for name in set(given) - _GIVEN}
    words = {name: set(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)) for name in names}
    found = {name for name in names if {word.lower() for word in words[name]} & _BANNED}
    return sorted(found | {name for name in names if name.lstrip("_").startswith(_BANNED_STARTS)})
