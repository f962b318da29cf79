"""What ``bearproof init`` is told about a product (``init.toml``), and the target file that it then writes."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from deployments.truths import HERE, Product

_SEARCH_SECONDS = 600


class SearchFailedError(Exception):
    """A search wrote no file, or one without the line that is to be edited; the message holds what it printed."""


class Edit(BaseModel):
    """One line that a person changes in the written file, where the search cannot know what it says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    """The table it stands in, which is added at the end where the file has none."""
    line: str
    why: str
    """What only a person knows."""

    def made(self, text: str) -> str:
        """Return a target file with the line put in, in the place of one with the same key."""
        key = self.line.partition("=")[0].strip()
        header = f"[{self.section}]"
        lines = text.splitlines()
        if header not in lines:
            return "\n".join([*lines, "", header, self.line]) + "\n"
        begin = lines.index(header) + 1
        end = next((at for at in range(begin, len(lines)) if lines[at].startswith("[")), len(lines))
        same = [at for at in range(begin, end) if lines[at].partition("=")[0].strip() == key]
        before, after = (same[0], same[0] + 1) if same else (begin, begin)
        return "\n".join([*lines[:before], self.line, *lines[after:]]) + "\n"


class Beginning(BaseModel):
    """What a search of one variant is told beyond its address, its accounts and what it does not have by design."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    options: tuple[str, ...] = ()
    """Options of ``bearproof init``, of those that a user of the product would give."""
    edit: Edit | None = None
    hopeless: str = ""
    """Why no search can find this variant; nothing else is said then."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.hopeless and (self.options or self.edit):
            raise ValueError("a variant that no search can find has nothing else to say")
        return self


def beginning_of(product: Product, variant: str) -> Beginning:
    """Return how a search of a variant begins. Raises ``ValueError`` where ``init.toml`` names an unknown variant."""
    file = product.folder / "init.toml"
    written = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    strays = set(written) - set(product.truths.variants)
    if strays:
        raise ValueError(f"{file}: unknown variants: {', '.join(sorted(strays))}")
    return Beginning.model_validate(written.get(variant, {}))


def search_command(product: Product, variant: str, *, port: int, output: Path) -> list[str]:
    """Return the command that searches a variant; accounts and absent capabilities are those of its target file."""
    known = tomllib.loads(product.target_file(variant).read_text("utf-8"))
    accounts = [
        part for name, account in known["users"].items()
        for part in (f"--{name}", account["username"], f"--{name}-password-env", account["password"].strip("${}"))
    ]  # fmt: skip
    absent = [part for capability in known["target"].get("absent", ()) for part in ("--absent", capability)]
    return [
        sys.executable, "-m", "bearproof", "init", f"http://127.0.0.1:{port}", *accounts, *absent,
        "--profile", product.truths.profile, "--output", str(output), "--force",
        "--start", str(product.folder / "start.sh"),
        *(option.replace("{port}", str(port)) for option in beginning_of(product, variant).options),
    ]  # fmt: skip


def begun_file(product: Product, variant: str, *, port: int, folder: Path, environ: Mapping[str, str]) -> Path:
    """Search a variant, which the search starts on ``port``, and return the written file, edited where that is said.

    What the search says stays beside it. Raises ``SearchFailedError`` where nothing was written.
    """
    target, beginning = folder / "begun.toml", beginning_of(product, variant)
    if beginning.hopeless:
        raise SearchFailedError(beginning.hopeless)
    folder.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603  our own command
        search_command(product, variant, port=port, output=target),
        cwd=HERE.parent, env=dict(environ), capture_output=True, text=True, timeout=_SEARCH_SECONDS, check=False,
    )  # fmt: skip
    (folder / "begun.log").write_text(f"{done.stdout}{done.stderr}", encoding="utf-8")
    if not target.is_file():
        raise SearchFailedError(f"the search ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    if beginning.edit is not None:
        target.write_text(beginning.edit.made(target.read_text("utf-8")), encoding="utf-8")
    return target
