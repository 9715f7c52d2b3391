"""Who wrote this program: the names its checkout remembers. Nobody of them approves an answer."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_SECONDS: Final = 10


def authors(root: Path = ROOT) -> frozenset[str]:
    """Return the authors' names, in small letters; empty where the program was installed without its history."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return frozenset()
    command = [git, "-C", str(root), "log", "--format=%an%n%cn"]
    try:
        said = subprocess.run(command, capture_output=True, check=True, text=True, timeout=_SECONDS).stdout  # noqa: S603 - no shell, nothing of a user's
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(" ".join(name.split()).casefold() for name in said.splitlines() if name.strip())
