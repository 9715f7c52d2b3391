"""A newcomer at a terminal: he reads a question, thinks, types his answer letter by letter."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE: Final = 900
PASTED: Final = 20
"""Words of so many letters and more, without a blank, nobody types."""


@dataclass(frozen=True)
class Hands:
    """`thought`: seconds for a question; `letters`: typed a second; none: all at once."""

    thought: float = 0.0
    letters: float = 0.0

    def pause(self, answer: str) -> None:
        """As long as it takes him."""
        typed = 0 if len(answer) >= PASTED and " " not in answer else len(answer)
        time.sleep(self.thought + (typed / self.letters if self.letters else 0.0))


def answered(
    command: Sequence[str], talk: Sequence[tuple[str, str]], hands: Hands, cwd: Path | None, environ: dict[str, str]
) -> None:
    """Run a command at a terminal to its good end. `talk`: words of each question, and the answer to it.

    SystemExit: it ended otherwise, or did not ask.
    """
    here, there = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own
        command,
        cwd=cwd,
        env=environ | {"TERM": "dumb"},
        stdin=there,
        stdout=there,
        stderr=there,
        start_new_session=True,
    )
    os.close(there)
    try:
        shown = ""
        for question, answer in talk:
            shown = _until(here, question, shown)
            hands.pause(answer)
            os.write(here, f"{answer}\n".encode())
        shown = _until(here, None, shown)
        if status := process.wait(PATIENCE):
            sys.exit(f"{command[-1]}: exit status {status}\n{shown}")
    finally:
        process.kill()
        process.wait()
        os.close(here)


def _until(here: int, words: str | None, shown: str) -> str:
    """What was shown behind these words, once they are; None: to its end."""
    ends = time.monotonic() + PATIENCE
    while words is None or words not in shown:
        ready, _, _ = select.select([here], [], [], max(0.0, ends - time.monotonic()))
        try:
            more = os.read(here, 65_536) if ready else b""
        except OSError:  # a terminal that nobody has open any more
            more = b""
        if not more and words is None:
            return shown
        if not more:
            sys.exit(f"it did not ask {words!r}\n{shown}")
        shown += more.decode(errors="replace")
    return shown.partition(words)[2]
