"""`python -m benchmarks.proofs.dying LEVEL WAY`: a program that says and dies with a secret, behind our gate.

`bare` as WAY: the hooks are the interpreter's own again, for the search to find what they say.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import traceback
import warnings
from typing import Any, Final

from benchmarks.proofs.spelled import CYRILLIC, FIRST_PERSON, LATIN
from bot import logs

TOKEN: Final = f"7000000001:{'QZXTOKEN' * 4}00"
SECRET: Final = f"{LATIN} {CYRILLIC} {TOKEN} {FIRST_PERSON}"


class Fault(Exception):
    """Carries the secret wherever an exception can carry something."""


def fault() -> Fault:
    """With a cause, a context, a note and arguments."""
    made = Fault(SECRET, {"text": SECRET})
    made.__cause__, made.__context__ = ValueError(SECRET), KeyError(SECRET)
    made.add_note(SECRET)
    return made


class Unraisable:
    """Fails where nobody can catch it."""

    def __del__(self) -> None:
        """Raise."""
        raise fault()

    def __repr__(self) -> str:
        """Show the secret: the interpreter's own hook prints it."""
        return SECRET


def raises() -> None:
    """In a thread, a callback."""
    raise fault()


def foreign() -> None:
    """A library that speaks in every way it can, through loggers that were there and ones that were not."""
    for name in ("aiohttp.client", "telegram.ext", "aiosqlite", "asyncio", SECRET, f"made.late.{FIRST_PERSON}"):
        logger = logging.getLogger(name)
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
            logger.log(level, "said %s to %d", SECRET, FIRST_PERSON, extra={"text": SECRET}, stack_info=True)
        try:
            raises()
        except Fault:
            logger.exception(SECRET)
        logger.error("wrong %d", SECRET)
        warnings.warn(SECRET, stacklevel=1)


async def abandoned() -> None:
    """A task nobody waits for, a callback, a generator that fails at its end, a loop's own complaint."""
    loop = asyncio.get_running_loop()
    logs.install_loop(loop)
    loop.set_debug(True)
    task = loop.create_task(_fails(), name=SECRET)
    loop.call_soon(raises)
    loop.call_exception_handler({"message": SECRET, "exception": fault(), "text": SECRET})
    loop.call_exception_handler({"message": SECRET})
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()


async def _fails() -> None:
    raise fault()


def own() -> None:
    """Our own lines: a fault's place and type, numbers that are too large, words that are none."""
    logs.note_fault(logs.Event.LOOP_FAILED, fault(), chat=FIRST_PERSON)
    logs.note(logs.Event.STARTED, user=FIRST_PERSON)
    for value in (SECRET, SECRET.encode(), [SECRET], fault()):
        wrong: Any = value
        try:
            logs.note(logs.Event.STARTED, text=wrong)
        except TypeError as told:
            sys.stdout.write("".join(traceback.format_exception_only(told)))


def main() -> None:
    """Say everything, then die."""
    level, way = sys.argv[1:]
    logs.configure(level, json=way != "console")
    if way == "bare":
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
    foreign()
    own()
    thread = threading.Thread(target=raises, name=SECRET)
    thread.start()
    thread.join()
    Unraisable()
    asyncio.run(abandoned())
    raise fault()


if __name__ == "__main__":
    main()
