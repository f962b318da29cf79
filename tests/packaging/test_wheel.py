"""The wheel holds everything and works in an environment that has never seen the checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from bearproof.tree import TREE
from fixtures.catalogue import load_catalogue
from reports.stream import read_run

CACHES = {"__pycache__", ".mypy_cache", ".ruff_cache"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The built wheel; workers share one."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    folder = shared / "wheel"
    with FileLock(shared / "wheel.lock"):
        if not list(folder.glob("*.whl")):
            _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=TREE)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that holds the wheel, and sees our dependencies but not the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)], cwd=folder)
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # A .pth file in the folder that is named here, such as that of an editable install, is not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Path(sysconfig.get_path("scripts", "venv", vars={"base": str(folder)})) / "python"


def test_the_wheel_puts_one_name_into_site_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bearproof"}


@pytest.mark.parametrize("package", ["fixtures", "reference_server", "reports", "suites"])
def test_the_wheel_holds_every_file_of_the_tree(wheel: Path, package: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("bearproof/tree/") for name in archive.namelist()}
    wanted = {path.relative_to(TREE) for path in (TREE / package).rglob("*") if path.is_file()}
    assert {path.as_posix() for path in wanted if not CACHES & set(path.parts)} <= packed


def test_the_wheel_holds_the_licence_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name]


def test_the_installed_command_lists_the_whole_catalogue(installed: Path, tmp_path: Path) -> None:
    listed = _run([str(installed), "-m", "bearproof", "rules"], cwd=tmp_path)
    assert all(rule_id in listed for rule_id in load_catalogue())


def test_the_installed_command_runs_its_own_tree(installed: Path, tmp_path: Path) -> None:
    code = "from bearproof.tree import TREE; import fixtures, reports; print(TREE, fixtures.__file__, reports.__file__)"
    tree, *modules = _run([str(installed), "-c", code], cwd=tmp_path).split()
    assert Path(tree).is_relative_to(installed.parents[1])
    assert all(Path(module).is_relative_to(tree) for module in modules)


def test_the_installed_command_audits(installed: Path, tmp_path: Path) -> None:
    said = _run([str(installed), "-m", "bearproof", "audit", "--suite", "refresh"], cwd=tmp_path)
    assert "Exit code 0" in said
    run = read_run(tmp_path / "bearproof-report" / "run.json")
    assert run.judged == len(run.verdicts) > 0


def _run(command: list[str], *, cwd: Path) -> str:
    """Run a command that must succeed, shut off from this checkout's paths, and return what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST_"))}
    done = subprocess.run(
        command, cwd=cwd, env={**environ, "COLUMNS": "200"}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
