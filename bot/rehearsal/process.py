"""The bot as a process of its own: made ready, started, killed in the middle of its work, started again."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.errors import HotlineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "HOTLINE_"
KEPT_LINES = 300
LONGEST_LINE = 2000
LONGEST_READ = 2**20
STOP_SECONDS = 12.0
PREPARE_SECONDS = 240.0
_PR_SET_PDEATHSIG = 1


def _nobody() -> None:
    """Nobody listens yet."""


class RehearsalError(HotlineError):
    """The rehearsal can not go on: says what failed and what to do."""


class State(StrEnum):
    """How the bot's process is."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    KILLED = "killed"
    FAILED = "failed"


class Child(Protocol):
    """What is needed of a process that was started."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """What it says."""

    async def wait(self) -> int:
        """Its exit status, or the signal that ended it, negative."""


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these HOTLINE_ settings and no other: a real token must never get in here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))
    return {**kept, **settings, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def dying_with(parent: int) -> Callable[[], None] | None:
    """What a new process does first, so that the kernel kills it when `parent` is gone."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def first() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return first


async def prepare(arguments: Sequence[str], settings: Mapping[str, str], folder: Path) -> None:
    """Run `python -m bot ARGUMENTS` to its end. Raises RehearsalError with its own last line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=clean_environment(settings),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PREPARE_SECONDS):
            output, _ = await process.communicate()
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode:
        last = (output.decode(errors="replace").strip().splitlines() or ["no output"])[-1]
        raise RehearsalError(f"`bot {' '.join(arguments)}` failed: {last}")


@dataclass(kw_only=True)
class BotProcess:
    """`python -m bot run` with its settings. `changed` is called whenever its state or its log is another.

    The process leads a group of its own: Ctrl-C in the terminal does not reach it, a kill reaches its children too.
    On Linux it dies with the rehearsal, however that ends: nobody would be left to stop it.
    `cwd` is `folder`, which holds no .env: settings of the machine stay out.
    """

    settings: Mapping[str, str]
    folder: Path
    changed: Callable[[], None] = _nobody
    command: Sequence[str] = ("-m", "bot", "run")
    state: State = State.STOPPED
    detail: str = ""
    started_at: float = 0.0
    log: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    _process: Child | None = None
    _watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process's number while it lives."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start it, unless it lives."""
        if self._process is not None:
            return
        self.started_at = time.time()
        self._turn(State.STARTING)
        self._process = await self._born()
        self._watch = asyncio.create_task(self._follow(self._process), name="bot process")

    async def _born(self) -> Child:
        return await asyncio.create_subprocess_exec(
            sys.executable, *self.command, cwd=self.folder, env=clean_environment(self.settings),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            start_new_session=True, limit=LONGEST_READ, preexec_fn=dying_with(os.getpid()),
        )  # fmt: skip

    def seen(self) -> None:
        """The bot called its API: it is at work."""
        if self._process is not None and self.state is State.STARTING:
            self._turn(State.RUNNING)

    async def kill(self) -> None:
        """End it by kill -9, at whatever it is doing, and wait until it is gone."""
        await self._end(signal.SIGKILL, State.KILLED)

    async def stop(self) -> None:
        """Ask it to finish; kill it if it does not within twelve seconds."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._end(signal.SIGTERM, State.STOPPED)
        except TimeoutError:
            await self.kill()

    async def _end(self, number: signal.Signals, state: State) -> None:
        process, watch = self._process, self._watch
        if process is None or watch is None:
            return
        self._turn(state)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        await asyncio.shield(watch)

    async def _follow(self, process: Child) -> None:
        """Keep its last lines, then take note of its end."""
        while process.stdout and (line := await process.stdout.readline()):
            self.log.append(line.decode(errors="replace").rstrip()[:LONGEST_LINE])
            self.changed()
        code = await process.wait()
        self._process = self._watch = None
        if self.state in {State.STARTING, State.RUNNING}:
            self._turn(*self._end_of(code))
        self.changed()

    def _end_of(self, code: int) -> tuple[State, str]:
        """What an end that nobody here asked for is called, and why it came."""
        if code == -signal.SIGKILL:
            return State.KILLED, ""
        if code < 0:
            return State.FAILED, f"ended by {signal.Signals(-code).name}"
        return State.FAILED, self.log[-1] if self.log else f"exit status {code}"

    def _turn(self, state: State, detail: str = "") -> None:
        self.state, self.detail = state, detail
        self.changed()
