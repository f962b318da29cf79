"""The live registry of faults."""

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

from reference_server import faults
from reference_server.blueprint import Blueprint, Parts
from reference_server.client_files import Client
from reference_server.mistakes import Mistake
from reference_server.policy import Fingerprint, Policy, Profile, SignatureAlgorithm

Subject = TypeVar("Subject", Policy, Parts, Client, Blueprint)


class FaultKind(StrEnum):
    """Which side of the application is defective."""

    SERVER = "server"
    CLIENT = "client"


class UnknownFault(Mistake):
    """There is no fault of this name; the message names the nearest."""


class MisplacedFault(Mistake):
    """The fault is one of another design; the message names the profiles that it belongs to."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One deliberate defect."""

    name: str
    """The function's name, third person present: ``forgets_to_rotate``."""
    breaks: tuple[str, ...]
    """The ids of the rules that fail because of it, and of no others."""
    profiles: tuple[Profile, ...]
    """The profiles whose honest server it can be built into."""
    story: str
    """How a developer would tell it."""
    kind: FaultKind
    algorithm: SignatureAlgorithm | None
    """The algorithm of the tokens that it needs to be one; ``None`` for any. Applying the fault sets it."""
    split_origin: bool
    """Whether it only exists where the pages have an origin of their own. Applying the fault gives them one."""
    fingerprint: bool
    """Whether it only exists where sessions are tied to a fingerprint cookie. Applying the fault ties them to one."""
    apply: Callable[[Blueprint], Blueprint]
    """Builds the defect into an honest blueprint."""
    module: str
    """The module that defines it, with its package."""


_FAULTS: Final[dict[str, Fault]] = {}


def fault(
    *,
    breaks: str | tuple[str, ...],
    profiles: tuple[Profile, ...] = (Profile.GUIDE_2019,),
    algorithm: SignatureAlgorithm | None = None,
    split_origin: bool = False,
    fingerprint: bool = False,
) -> Callable[[Callable[[Subject], Subject]], Callable[[Subject], Subject]]:
    """Registers a function from the honest policy, parts or client to one with a single difference.

    The annotation of the function's parameter ``honest`` tells which of the three it changes, or that it changes the
    whole blueprint, where one mistake shows in two of them. A fault that only exists with one signature algorithm, with
    pages at an origin of their own or with a fingerprint says so, and brings that along wherever it is built in.

    :raises TypeError: the parameter is not annotated so, or there is no docstring.
    :raises ValueError: another fault has this name.
    """

    def register(change: Callable[[Subject], Subject]) -> Callable[[Subject], Subject]:
        name, story = change.__name__, inspect.getdoc(change)
        if not story:
            raise TypeError(f"the fault {name} needs a docstring: the story that a developer would tell")
        if name in _FAULTS:
            raise ValueError(f"there are two faults named {name}")
        subject = get_type_hints(change).get("honest")
        _FAULTS[name] = Fault(
            name=name,
            breaks=(breaks,) if isinstance(breaks, str) else breaks,
            profiles=profiles,
            story=story,
            kind=FaultKind.CLIENT if subject is Client else FaultKind.SERVER,
            algorithm=algorithm,
            split_origin=split_origin,
            fingerprint=fingerprint,
            apply=_with_needs(
                _application_of(name, subject, change),
                algorithm=algorithm,
                split_origin=split_origin,
                fingerprint=fingerprint,
            ),
            module=change.__module__,
        )
        return change

    return register


def all_faults() -> tuple[Fault, ...]:
    """Every fault, by name."""
    for module in pkgutil.iter_modules(faults.__path__):
        importlib.import_module(f"{faults.__name__}.{module.name}")
    return tuple(sorted(_FAULTS.values(), key=lambda one: one.name))


def fault_named(name: str) -> Fault:
    """The fault of this name.

    :raises UnknownFault: there is none.
    """
    known = {one.name: one for one in all_faults()}
    if name not in known:
        nearest = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else "--list-faults names them all"
        raise UnknownFault(f"there is no fault named {name}; {hint}")
    return known[name]


def _with_needs(
    apply: Callable[[Blueprint], Blueprint],
    *,
    algorithm: SignatureAlgorithm | None,
    split_origin: bool,
    fingerprint: bool,
) -> Callable[[Blueprint], Blueprint]:
    def prepared(blueprint: Blueprint) -> Blueprint:
        policy = blueprint.policy
        needed = replace(
            policy,
            algorithm=algorithm or policy.algorithm,
            split_origin=split_origin or policy.split_origin,
            fingerprint=policy.fingerprint or (Fingerprint() if fingerprint else None),
        )
        return apply(blueprint.with_policy(needed))

    return prepared


def fault_for(name: str, profile: Profile) -> Fault:
    """The fault of this name, to be built into the server of a profile.

    :raises UnknownFault: there is none.
    :raises MisplacedFault: it belongs to servers of another design. That of bcp-2026 is built like that of guide-2019.
    """
    found = fault_named(name)
    is_elsewhere = (profile is Profile.GUIDE_2022) not in {home is Profile.GUIDE_2022 for home in found.profiles}
    # Rules about fingerprints are those of few profiles: in another, nothing would notice it.
    if is_elsewhere or (found.fingerprint and profile not in found.profiles):
        raise MisplacedFault(f"the fault {name} is one of {', '.join(found.profiles)}: name that with --profile")
    return found


def _application_of(name: str, subject: object, change: Callable[[Any], Any]) -> Callable[[Blueprint], Blueprint]:
    if subject is Policy:
        return lambda blueprint: blueprint.with_policy(change(blueprint.policy))
    if subject is Parts:
        return lambda blueprint: blueprint.with_parts(change(blueprint.parts))
    if subject is Client:
        return lambda blueprint: blueprint.with_client(change(blueprint.client))
    if subject is Blueprint:
        return change
    raise TypeError(
        f"the fault {name} needs a parameter `honest: Policy`, `honest: Parts`, `honest: Client` or `honest: Blueprint`"
    )
