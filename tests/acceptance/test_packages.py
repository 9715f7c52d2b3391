"""The wheel and the sdist: the same bytes from any clone, and a bot that works wherever the wheel is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTAINER = ROOT / "deploy" / "Containerfile"

needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="NOT RUN: this tree is no clone")


def run(*arguments: str | Path, cwd: Path, **environ: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "PYTHON"))}
    done = subprocess.run(
        [str(one) for one in arguments], cwd=cwd, env=clean | environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(folder: Path, *, umask: int) -> dict[str, bytes]:
    """What a clone in `folder` builds under this umask."""
    before = os.umask(umask)
    try:
        run("git", "clone", "-q", ROOT, folder / "clone", cwd=folder)
        run(sys.executable, "deploy/dist.py", folder / "out", cwd=folder / "clone")
    finally:
        os.umask(before)
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


@needs_git
@pytest.mark.slow
def test_two_clones_build_the_same_bytes(tmp_path: Path) -> None:
    (one := tmp_path / "one").mkdir()
    (other := tmp_path / "another place").mkdir()
    packages = built(one, umask=0o022)
    assert {name.rsplit(".", 1)[-1] for name in packages} == {"whl", "gz"}
    assert packages == built(other, umask=0o077)
    run("git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "later",
        cwd=one / "clone", GIT_COMMITTER_DATE="2040-01-01T00:00:00Z")  # fmt: skip
    run(sys.executable, "deploy/dist.py", one / "later", cwd=one / "clone")
    assert {path.read_bytes() for path in (one / "later").iterdir()}.isdisjoint(packages.values())


@needs_git
@pytest.mark.slow
def test_the_wheel_works_where_nothing_else_of_ours_is(tmp_path: Path) -> None:
    run(sys.executable, "deploy/dist.py", tmp_path / "out", cwd=ROOT)
    (wheel,) = (tmp_path / "out").glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    pip = (tmp_path / "venv/bin/python", "-m", "pip", "-q", "--disable-pip-version-check", "install")
    run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements.txt", cwd=tmp_path)
    run(*pip, "--no-deps", wheel, cwd=tmp_path)
    parley = tmp_path / "venv/bin/parley"
    assert "3 languages: no fault" in run(parley, "flows", "check", cwd=tmp_path)
    assert "parley.db" in run(parley, "keys", "init", cwd=tmp_path) + run(parley, "migrate", cwd=tmp_path)


def test_the_container_copies_what_is_there_and_is_nobody_special() -> None:
    said = CONTAINER.read_text()
    copied = re.findall(r"^COPY (?!--from)(\S+) ", said, re.MULTILINE)
    assert {"bot", "handlers", "storage", "locales"} <= set(copied)
    assert all((ROOT / name).exists() for name in copied)
    last = said.rsplit("FROM ", 1)[1]
    assert re.search(r"^USER (?!root|0)\w+$", last, re.MULTILINE)
    assert "--read-only" in said
    assert "NOT BUILT AND NOT RUN" in said
