"""A start with a million stored cases and a hundred thousand updates that wait in the inbox.

The urgent ones, people in danger and at the end of their strength, wrote last of all and must be answered first.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.bench.growth import filled
from benchmarks.bench.load import FIRST_CHAT, Load
from benchmarks.bench.people import said
from benchmarks.bench.runs import api, command, heard, started, usage
from benchmarks.bench.tables import OURS
from benchmarks.night import resumed
from bot.flows.danger import danger
from bot.flows.load import load_book
from storage.keys import load_keyring

if TYPE_CHECKING:
    from benchmarks.night import Line
    from storage.database import Tx

URGENT: Final = 20
FEW: Final = 200
WANTED_SECONDS: Final = 3.0
WANTED_MB: Final = 30.0
BOT: Final = 7_000_000_001
_AT_ONCE: Final = 500
_CRIES: Final = (b"I want to kill myself", b"They are shooting at us, help now")
_PLAIN: Final = b'"text":"Where can my brother get warm clothes and food?"'


def told(cases: int, waiting: int, *, note: Callable[[str], None]) -> list[str]:
    """Both starts, first with little that waits: the work of the first answers is the same."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = Path(name)
        filled(folder, cases)
        shutil.rmtree(folder / "locales")
        note(f"  {cases} cases made")
        asyncio.run(_wait_for(folder, FEW, first=0))
        # All of them are waited for: what was worked and not sent would be the first answers of the other start.
        idle = _start(folder, FEW + URGENT)
        note(f"  started with {FEW} updates that wait")
        asyncio.run(_wait_for(folder, waiting, first=2 * _FAR))
        note(f"  {waiting} updates wait")
        busy = _start(folder, URGENT)
    more = busy["rss"] - idle["rss"]
    quick, small = busy["first"] <= WANTED_SECONDS, more <= WANTED_MB
    first = f"first answer {busy['first']:.1f} s after the program was started"
    grown = f"{more:+.0f} MB of peak RSS above the same start with {FEW} that wait"
    return [
        f"{first}; wanted {WANTED_SECONDS:g} s: {'held' if quick else 'MISSED'}",
        f"until then it took {busy['cpu']:.1f} s of processor; with {FEW} that wait {idle['cpu']:.1f} s",
        f"of the first {URGENT} people answered {busy['urgent']} were urgent",
        f"{grown}; wanted {WANTED_MB:g} MB at most: {'held' if small else 'MISSED'}",
    ]


def _start(folder: Path, people: int) -> dict[str, Any]:
    """Start the program, listen until so many people were answered or nobody is for a while."""
    with ExitStack() as stack:
        telegram = stack.enter_context(started(api(Load(chats=people, listens=True)), pipe=True))
        url = f"http://127.0.0.1:{heard(telegram, 'listening')['port']}"
        began = time.time()
        bot = stack.enter_context(started(command(OURS, url, folder, Path("/none"))))
        stood = heard(telegram, "polled")["at"]
        cpu = usage(bot.pid)["cpu"]
        told = heard(telegram, "answered")
        urgent = sum((chat - FIRST_CHAT) // _FAR % 2 for chat in told["chats"])
        first = told["first"] or stood
        return {
            "first": first - began,
            "urgent": urgent,
            "cpu": cpu,
            "rss": usage(bot.pid)["peak"],
        }


_FAR: Final = 10_000_000
"""So far behind the first of a crowd the urgent ones' chats begin."""


async def _wait_for(folder: Path, waiting: int, *, first: int) -> None:
    line, book = await resumed(folder / "data", now=int(time.time())), load_book()
    keyring = replace(load_keyring(folder / "data", now=int(time.time())), epochs=())
    for start in range(first, first + waiting, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, first + waiting))
        plain = [(number, FIRST_CHAT + number, _PLAIN, False) for number in numbers]
        await line.database.transact(partial(_accept, line, keyring.lane, plain))
    last = first + waiting
    cries = [(last + number, _CRIES[number % len(_CRIES)]) for number in range(URGENT)]
    urgent = [
        (number, FIRST_CHAT + _FAR + number, b'"text":"%b"' % cry, danger(book, cry.decode()) is not None)
        for number, cry in cries
    ]
    await line.database.transact(partial(_accept, line, keyring.lane, urgent))
    await line.database.close()


async def _accept(
    line: Line, lane: Callable[[int, int], bytes], some: list[tuple[int, int, bytes, bool]], tx: Tx
) -> None:
    """As the intake does."""
    for number, chat, what, urgent in some:
        body = said(number, number, chat, what)
        named = lane(BOT, chat)
        await line.stores.inbox.accept(
            tx, bot=BOT, update_id=number, lane=named, urgent=urgent, body=body, now=line.now
        )
