"""What `pip install` would bring: every package, text, statement, migration and page file; and locks that pin it."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("bot", "handlers", "storage", "locales")
BESIDE = ("pyproject.toml", "requirements.in", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("tree")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, folder / name)
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", "out", "."],
        cwd=folder, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (wheel,) = (folder / "out").glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def in_the_tree() -> set[str]:
    found = (path for name in SHIPPED for path in (ROOT / name).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts}


def test_the_wheel_holds_everything_the_program_reads(wheel_names: set[str]) -> None:
    assert not in_the_tree() - wheel_names
    for ending in (".ftl", ".toml", ".txt", ".sql", ".html", ".js", ".css"):
        assert any(name.endswith(ending) for name in wheel_names), ending


def test_the_wheel_holds_nothing_else(wheel_names: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel_names if ".dist-info" not in name} == set(SHIPPED)


def test_packages_are_declared_one_by_one() -> None:
    declared = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    folders = {path.parent.relative_to(ROOT) for name in SHIPPED for path in (ROOT / name).rglob("*.py")}
    assert {".".join(folder.parts) for folder in folders} <= declared


@pytest.mark.parametrize(
    "name", ["requirements", "requirements-dev", "requirements-mutants", "requirements-supply", "requirements-bench"]
)
def test_locks_pin_hashes_and_name_no_index(name: str) -> None:
    lock = (ROOT / f"{name}.txt").read_text()
    assert not re.search(r"https?://|file://|^\s*--(index|extra|find|trusted)", lock, re.MULTILINE)
    pins = re.findall(r"^([a-z0-9][\w.-]*)==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", lock, re.MULTILINE))
    wanted = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if re.match(r"[a-z]", line)]
    assert {line.replace(".", "-") for line in wanted} <= {pin.replace(".", "-") for pin in pins}


def test_locks_of_one_environment_agree() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-mutants.txt"):
        for package, version in re.findall(r"^(\S+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}
