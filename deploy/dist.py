"""Wheel and sdist of the committed tree, the same bytes wherever and whenever they are built.

`python deploy/dist.py [FOLDER]` writes them (default: dist). What is not committed is not in them; every time in
them is that of the commit.
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = "from setuptools import build_meta as b; b.build_wheel({0!r}); b.build_sdist({0!r})"
_READABLE, _RUNNABLE = 0o644, 0o755


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603, S607 - our words


def _settled(found: tarfile.TarInfo, epoch: int) -> tarfile.TarInfo:
    """A member without a trace of who packed it, where and when."""
    found.mtime, found.uid, found.gid, found.uname, found.gname = epoch, 0, 0, "", ""
    found.mode = _RUNNABLE if found.isdir() or found.mode & 0o100 else _READABLE
    found.pax_headers = {}
    return found


def settle(sdist: Path, epoch: int) -> None:
    """Pack the archive anew: members by name, times and owners the same everywhere."""
    packed = io.BytesIO()
    with tarfile.open(sdist) as old, tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda one: one.name):
            new.addfile(_settled(member, epoch), old.extractfile(member) if member.isfile() else None)
    with sdist.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=epoch) as zipped:
        zipped.write(packed.getvalue())


def build(out: Path) -> list[Path]:
    """Build both from the last commit into `out`; their paths. CalledProcessError where git or setuptools refuse."""
    out.mkdir(parents=True, exist_ok=True)
    epoch = int(_git("log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(_git("archive", "HEAD"))) as tree:
            tree.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none yet
            tree.extractall(folder)  # noqa: S202 - our own commit
        subprocess.run(  # noqa: S603 - our words
            [sys.executable, "-c", BUILD.format(str(out.resolve()))], cwd=folder, check=True, capture_output=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, umask=0o022,
        )  # fmt: skip
    for sdist in out.glob("*.tar.gz"):
        settle(sdist, epoch)
    return sorted(out.glob("parley_bot-*"))


if __name__ == "__main__":
    for made in build(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")):
        sys.stdout.write(f"{made}\n")
