"""Where a newcomer gives his commands: machines one after another, each a folder, or a bare Debian in a folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.newcomer_terminal import answered
from bot.setting_names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.newcomer_terminal import Hands

ROOT: Final = Path(__file__).parents[1]
PATIENCE: Final = 900
PYTHON: Final = ".venv/bin/python"
INSIDE: Final = Path("/root")
"""Where the newcomer works in a Debian root, and where the bare copy lies that he clones."""
_SOURCE: Final = INSIDE / "parley.git"
_LINE: Final = ("data", "texts", ".env")
"""What a line has in its folder, beside the program."""
_CHANGED: Final = """
mount -t proc proc "$0/proc" && cd "$0" && exec chroot "$0" /bin/sh -c 'cd "$0" && exec "$@"' "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Yard:
    """Where machines are made, in `folder`, which is empty. `debian`: a bare one, of which each is a copy.

    `python`: in place of the virtual environment's, where that is not made; then nothing is cloned.
    """

    folder: Path
    python: str | None = None
    debian: Path | None = None

    def machine(self, name: str) -> Machine:
        """One on which nothing was done yet; the line's folder there will have this name."""
        place = self.folder / name
        if self.debian is None:
            (place / name if self.python is not None else place).mkdir(parents=True)
            return Machine(place / name, self.python)
        subprocess.run(["cp", "-a", self.debian, place], check=True)  # noqa: S603, S607 - our own
        clone = ["git", "clone", "-q", "--bare", str(ROOT), str(place / _SOURCE.relative_to("/"))]
        subprocess.run(clone, check=True)  # noqa: S603 - our own
        return Machine(INSIDE / name, root=place)


@dataclass(frozen=True)
class Machine:
    """`folder`: of the line, as it is seen there. `root`: a Debian in which all of it is done.

    `python`: in place of the virtual environment's, where that is not made.
    """

    folder: Path
    python: str | None = None
    root: Path | None = None

    @property
    def source(self) -> Path:
        """What is cloned."""
        return ROOT if self.root is None else _SOURCE

    def lost(self, carried: Iterable[str], other: Machine) -> None:
        """What was put beside the line's folder is brought to the other machine; of the line nothing stays here."""
        for name in carried:
            shutil.move(self._seen(self.folder.parent / name), other._seen(other.folder.parent / name))
        for name in _LINE:
            path = self._seen(self.folder / name)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def run(self, line: str, *, above: bool = False) -> str:
        """One command to its good end; what it said on both ways. `above`: in the folder around the line's."""
        done = subprocess.run(  # noqa: S603 - our own
            self._placed(line, above=above), cwd=self._cwd(above=above), env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"{line}: exit status {done.returncode}\n{done.stdout}")
        return done.stdout

    def talked(self, line: str, talk: Sequence[tuple[str, str]], hands: Hands) -> None:
        """One command at a terminal, where its questions are answered."""
        answered(self._placed(line, above=False), talk, hands, self._cwd(above=False), self._environment())

    @contextmanager
    def beside(self, line: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on meanwhile; ended by Ctrl-C, which reaches all that it started."""
        process = subprocess.Popen(  # noqa: S603 - our own
            self._placed(line, above=False), cwd=self._cwd(above=False), env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=60)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _seen(self, path: Path) -> Path:
        """A path of that machine, as it is on this one."""
        return path if self.root is None else self.root / path.relative_to("/")

    def _placed(self, line: str, *, above: bool) -> list[str]:
        """The command, where it shall run; its number is that of the process itself."""
        command = ["/bin/sh", "-c", line if self.python is None else line.replace(PYTHON, self.python)]
        if self.root is None:
            return command
        return ["unshare", "--mount", "/bin/sh", "-c", _CHANGED, str(self.root), str(self._folder(above)), *command]

    def _folder(self, above: bool) -> Path:  # noqa: FBT001 - as it was asked
        return self.folder.parent if above else self.folder

    def _cwd(self, *, above: bool) -> Path | None:
        return self._folder(above) if self.root is None else None

    def _environment(self) -> dict[str, str]:
        """Of this machine, without settings; or what a new machine's root has, nothing of this one."""
        if self.root is not None:
            path = "/usr/sbin:/usr/bin:/sbin:/bin"
            return {"PATH": path, "HOME": str(INSIDE), "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return kept if self.python is None else kept | {"PYTHONPATH": str(ROOT)}
