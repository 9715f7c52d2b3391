"""A person at a real terminal: a program on a pseudo-terminal, what it showed, and keys pressed."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import subprocess
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import pytest

from bot.rehearsal.process import clean_environment, dying_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 120.0


def _seated(parent: int) -> Callable[[], None]:
    """What a new process does first: the terminal is its own, so that Ctrl-C reaches it."""
    dying = dying_with(parent)

    def first() -> None:
        if dying is not None:
            dying()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    return first


class Terminal:
    """One program; `shown` is all that stood on the screen. Use it in `async with`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._here, there = pty.openpty()
        self.shown = ""
        self._read = 0
        self._more = asyncio.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder, env=clean_environment({}) | {"TERM": "xterm"}, stdin=there, stdout=there, stderr=there,
            start_new_session=True, preexec_fn=_seated(os.getpid()),  # noqa: PLW1509 - the loop's own thread forks
        )  # fmt: skip
        os.close(there)

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._here, self._take)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        asyncio.get_running_loop().remove_reader(self._here)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._here)

    def _take(self) -> None:
        with suppress(OSError):
            self.shown += os.read(self._here, 65_536).decode(errors="replace").replace("\r\n", "\n")
            self._more.set()
            return
        asyncio.get_running_loop().remove_reader(self._here)
        self._more.set()

    async def sees(self, words: str) -> str:
        """What was shown since the last time, up to these words; they may come later."""
        while (at := self.shown.find(words, self._read)) < 0:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), PATIENCE)
            except TimeoutError:
                pytest.fail(f"no {words!r} in\n{self.shown[self._read :]}", pytrace=False)
        before, self._read = self.shown[self._read : at], at + len(words)
        return before

    async def types(self, question: str, answer: str = "") -> str:
        """Waits for a question and answers it; returns what was shown before it."""
        before = await self.sees(question)
        os.write(self._here, f"{answer}\n".encode())
        return before

    async def hides(self) -> None:
        """Waits until what is typed is not shown."""
        while termios.tcgetattr(self._here)[3] & termios.ECHO:  # noqa: ASYNC110 - a terminal tells nobody
            await asyncio.sleep(0.01)

    async def ends(self) -> int:
        """The exit status."""
        return await asyncio.to_thread(self.process.wait, PATIENCE)
