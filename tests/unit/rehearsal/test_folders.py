"""A rehearsal's folder goes at its end; what a killed one left goes at the next start, and nothing else does."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot.rehearsal.folders import MARK, PREFIX, sweep, temporary_folder
from bot.rehearsal.process import ROOT

ANOTHER = """
import os, sys
from bot.rehearsal.folders import temporary_folder
with temporary_folder() as folder:
    (folder / "keys").mkdir()
    (folder / "keys" / "root.key").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def another(tmp: Path) -> tuple[subprocess.Popen[str], Path]:
    """A rehearsal of another process, that has its folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp)},
    )  # fmt: skip
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_closed_to_others_says_whose_it_is_and_goes_at_the_end() -> None:
    with temporary_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert f"process {os.getpid()} since " in (folder / MARK).read_text()
        assert sweep() == []
        assert folder.exists()
    assert not folder.exists()


def test_a_killed_rehearsals_folder_is_swept_and_a_living_ones_is_not(tmp: Path) -> None:
    living, its = another(tmp)
    killed, left = another(tmp)
    assert sweep() == []
    killed.kill()
    killed.communicate()
    assert sweep() == [left]
    assert not left.exists()
    assert (its / "keys" / "root.key").exists()
    living.communicate("")
    assert (living.returncode, its.exists()) == (0, False)


def test_what_is_no_folder_of_a_rehearsal_is_left_alone(tmp: Path) -> None:
    """No link is followed, as folder or as mark; without a mark, or open to others, it is nobody's of ours."""
    precious = tmp / "precious"
    precious.mkdir(0o700)
    (precious / MARK).touch()
    (tmp / f"{PREFIX}link").symlink_to(precious)
    linked, unmarked, wide = (tmp / f"{PREFIX}{name}" for name in ("linked-mark", "unmarked", "wide"))
    for folder in (linked, unmarked, wide):
        folder.mkdir(0o700)
    (linked / MARK).symlink_to(precious / MARK)
    (wide / MARK).touch()
    wide.chmod(0o755)
    (tmp / f"{PREFIX}file").touch()
    before = sorted(tmp.rglob("*"))
    assert sweep() == []
    assert sorted(tmp.rglob("*")) == before


def test_a_link_inside_a_dead_folder_is_removed_and_not_what_it_names(tmp: Path) -> None:
    killed, left = another(tmp)
    killed.kill()
    killed.communicate()
    (tmp / "precious").mkdir()
    (tmp / "precious" / "file").touch()
    (left / "out").symlink_to(tmp / "precious")
    assert sweep() == [left]
    assert (tmp / "precious" / "file").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a folder to another user")
def test_another_users_folder_is_left_alone(tmp: Path) -> None:
    killed, left = another(tmp)
    killed.kill()
    killed.communicate()
    os.chown(left, 65534, 65534)
    assert sweep() == []
    assert left.exists()
    shutil.rmtree(left)
