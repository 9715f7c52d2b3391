"""Processes of ours that work beside the bot, told by pipe what to do: none has the bot's environment.

Each ends when its pipe does, however the bot ended. Whatever goes wrong with one is a NoChildError or an OSError.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

_BUFFER: Final = 1 << 18
"""Bytes of an answer that wait to be read."""


class NoChildError(Exception):
    """A process ended, or answered something else."""


async def _started(script: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Process:
    # -I: neither the environment nor the working folder says what is loaded.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(script), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=dict(env or {}),
        cwd="/",
        limit=_BUFFER,
    )


async def made_by(
    script: Path, *arguments: str, given: bytes, seconds: float, env: Mapping[str, str] | None = None
) -> tuple[int | None, bytes]:
    """Exit status of a script of ours, and what it made of what it was given. TimeoutError: it was ended for time."""
    process = await _started(script, *arguments, env=env)
    try:
        async with asyncio.timeout(seconds):
            made, _ = await process.communicate(given)
    finally:
        _end(process)
        await process.wait()
    return process.returncode, made


def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()


@asynccontextmanager
async def child(
    script: Path, lent: Callable[[Callable[[], None]], AbstractContextManager[object]] = nullcontext
) -> AsyncIterator[tuple[asyncio.StreamWriter, asyncio.StreamReader]]:
    """Start a script of ours; what it is asked and answers. At the end it is killed; `lent` is given what kills it."""
    process = await _started(script)

    try:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101 - as above
        with lent(partial(_end, process)):
            yield process.stdin, process.stdout
    finally:
        _end(process)
        await process.wait()


async def tell(asked: asyncio.StreamWriter, what: bytes) -> None:
    """Write to a process. NoChildError: it has ended; of that uvloop speaks as a RuntimeError."""
    try:
        asked.write(what)
        await asked.drain()
    except (OSError, RuntimeError) as fault:
        raise NoChildError from fault


class InOrder:
    """Questions to one process, answered in their order: one waits in its pipe already while it works another."""

    def __init__(self, asked: asyncio.StreamWriter) -> None:
        self._asked = asked
        self._asking, self._answering = asyncio.Lock(), asyncio.Lock()

    @asynccontextmanager
    async def ask(self, question: bytes) -> AsyncIterator[None]:
        """Within it the answer is to be read, all of it."""
        async with self._asking:
            await tell(self._asked, question)
            await self._answering.acquire()
        try:
            yield
        finally:
            self._answering.release()


async def together(works: list[Coroutine[object, object, None]]) -> None:
    """Do all of them at once; the first fault ends the others, and is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def answered(answers: asyncio.StreamReader, size: int) -> bytes:
    """So many bytes of an answer. NoChildError: they did not come."""
    try:
        return await answers.readexactly(size)
    except asyncio.IncompleteReadError as fault:
        raise NoChildError from fault
