"""The deliberate defects of the bundled reference server, as the server itself lists them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError

from bearproof.tree import TREE
from fixtures.catalogue import load_catalogue
from fixtures.errors import ExitCode, RunError
from fixtures.rule import Profile


@dataclass(frozen=True)
class Fault:
    """One deliberate defect: the rules it breaks, the profiles it exists in, and the story behind it."""

    name: str
    breaks: tuple[str, ...]
    profiles: tuple[str, ...]
    story: str


_FAULTS = TypeAdapter(tuple[Fault, ...])


def known_faults() -> tuple[Fault, ...]:
    """Ask the reference server for its faults.

    Raises ``RunError`` (our own fault) where it does not answer as agreed.
    """
    listed = subprocess.run(
        [sys.executable, "-m", "reference_server", "--list-faults", "--json"],
        cwd=TREE, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return _FAULTS.validate_json(listed.stdout)
    except (ValidationError, json.JSONDecodeError) as error:
        raise RunError(
            f"The reference server could not list its faults: {listed.stderr.strip()[-400:] or listed.stdout[:200]}",
            next_step="This is a defect of Bearproof; report it.",
            exit_code=ExitCode.INTERNAL,
        ) from error


def rules_broken(fault: Fault) -> dict[str, list[str]]:
    """Return, for each profile of a fault, the rules that it breaks there: those that the profile has."""
    catalogue = load_catalogue()
    return {
        profile: [rule for rule in fault.breaks if catalogue[rule].level_in(Profile(profile)) is not None]
        for profile in fault.profiles
    }


def profile_with(names: tuple[str, ...], *, asked: Profile | None) -> Profile:
    """Return the profile in which these faults can be shown: the one that was ``asked`` for, or else their own.

    Raises ``RunError`` (bad usage) for a name that no fault has, naming the nearest, and for faults that cannot be
    built into the server of that profile, or not into one server together.
    """
    if not names:
        return asked or Profile.GUIDE_2019
    faults = {fault.name: fault for fault in known_faults()}
    _require_known(names, list(faults))
    wanted = [faults[name] for name in names]
    homes = map(Profile, wanted[0].profiles)
    shared = [profile for profile in homes if all(_is_at_home(profile, fault) for fault in wanted)]
    if asked is not None and all(_is_at_home(asked, fault) for fault in wanted):
        return asked
    if asked is None and shared:
        return shared[0]
    where = "; ".join(f"{name}: {', '.join(faults[name].profiles)}" for name in names)
    raise RunError(
        f"There is no server of {f'the profile {asked}' if asked else 'one profile'} with {' and '.join(names)}.",
        next_step=f"Each fault belongs to a design. Name its profile, or none ({where}).",
        exit_code=ExitCode.USAGE,
    )


def _is_at_home(profile: Profile, fault: Fault) -> bool:
    # The server of bcp-2026 is built like that of guide-2019, so that their faults fit both: those that a rule notices.
    alike = {Profile.GUIDE_2019, Profile.BCP_2026} if profile is not Profile.GUIDE_2022 else {profile}
    catalogue = load_catalogue()
    is_noticed = any(catalogue[rule].level_in(profile) is not None for rule in fault.breaks)
    return is_noticed and bool(alike & set(map(Profile, fault.profiles)))


def _require_known(names: tuple[str, ...], known: list[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.3)
            hint = f'Did you mean "{near[0]}"? ' if near else ""
            raise RunError(
                f'There is no fault "{name}".',
                next_step=f"{hint}Run `bearproof faults` to see them all.",
                exit_code=ExitCode.USAGE,
            )
