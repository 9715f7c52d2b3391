"""A storm of return codes at their real cost: `python -m benchmarks.code_storm`.

So many chats type five words at once, into the lanes of a process of its own, while others write as ever. Printed: what
memory and threads that takes above the same process at rest, how long the others wait, how long the storm lasts; then
the times that wrong, expired and unknown codes take, and their ratio. Nothing is asserted.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import click

from benchmarks.proofs.bare_store import bare_store
from bot.delivery.lanes import Lanes
from bot.desk.codes import return_code
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.talks import intake
from bot.logs import configure
from bot.messages import Said
from storage.cases import NewCase
from storage.primitives import stretch
from storage.queues import Waiting
from tests.promises.officer import BOT, START, build
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from bot.messages import Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.primitives import Cost

FIRST: Final = 50_000
OTHERS: Final = 40
"""Chats that write a plain message in the middle of the storm."""
WAIT: Final = 0.05


@dataclass
class Storm:
    """One process under measurement."""

    house: House
    lanes: Lanes = field(init=False)
    texts: dict[int, str] = field(default_factory=dict)
    took: dict[int, float] = field(default_factory=dict)
    came: dict[int, float] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        house = self.house
        parts: dict[str, Any] = {"database": house.database, "inbox": house.inbox}
        self.lanes = Lanes(bot=BOT, now=lambda: START, worker=self._work, on_dead=_lost, **parts)

    async def _work(self, raw: dict[str, Any], work: Work) -> bool:
        chat = raw["chat"]
        came = Said(chat=chat, user=chat, message=work.update_id, text=self.texts[work.update_id], language="ru")
        await intake.said(self.house, came, work)
        self.took[work.update_id] = time.monotonic() - self.came[work.update_id]
        return True

    async def comes(self, chat: int, text: str) -> int:
        """An update came; its number."""
        self.number += 1
        number, lane = self.number, (chat % 65_536).to_bytes(2, "big")
        self.texts[number], self.came[number] = text, time.monotonic()
        body = b'{"chat":%d}' % chat

        async def unit(tx: Tx) -> None:
            accept = self.house.inbox.accept
            await accept(tx, bot=BOT, update_id=number, lane=lane, urgent=False, body=body, now=START)

        await self.house.database.transact(unit)
        self.lanes.take(Waiting(BOT, number, lane, urgent=False))
        return number

    async def until(self, numbers: list[int]) -> None:
        """Wait until these are worked."""
        while not all(number in self.took for number in numbers):  # noqa: ASYNC110 - measured between
            await asyncio.sleep(WAIT)


async def _lost(_raw: dict[str, Any], _work: Work) -> None:
    raise AssertionError("a code ended as a dead letter")


def kib(name: str) -> int:
    """A number out of this process's status."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[name].split()[0])


async def measured(
    chats: int, rounds: int, *, kitchen: Callable[..., CodeKitchen] = CodeKitchen, passes: int = 3
) -> dict[str, float]:
    """The whole run, in this process. `rounds`: none leaves the ratios out; `passes`: fewer take less time alone."""
    configure("error")
    used: set[int] = set()

    def watched(typed: bytes, salt: bytes, cost: Cost) -> bytes:
        used.add(threading.get_ident())
        return stretch(typed, salt, cost)

    async with bare_store() as store:
        codes = kitchen(store.keyring.pepper, aside=True, passes=passes)
        storm = Storm(replace(build(store, shipped()).house, kitchen=codes))
        await storm.until([await storm.comes(FIRST - 1 - number, "здравствуйте") for number in range(chats)])
        with patch.object(return_code, "stretch", watched):
            told = await _stormed(storm, chats)
        told |= {"argon_threads": len(used), "on_the_loop": int(threading.get_ident() in used)}
        if rounds:
            told |= await _ratios(storm.house, rounds)
        await codes.close()
    return told


async def _stormed(storm: Storm, chats: int) -> dict[str, float]:
    house = storm.house
    idle, threads, began = kib("VmRSS"), threading.active_count(), time.monotonic()
    most = {"rss": 0, "threads": 0}
    codes = [
        await storm.comes(FIRST + number, " ".join(house.lists.draw_code("ru", house.random_bytes)))
        for number in range(chats)
    ]
    others = [await storm.comes(FIRST + chats + number, "здравствуйте") for number in range(OTHERS)]
    while not all(number in storm.took for number in (*codes, *others)):
        most["rss"] = max(most["rss"], kib("VmRSS"))
        most["threads"] = max(most["threads"], threading.active_count())
        await asyncio.sleep(WAIT)
    return {
        "above_idle_mb": (most["rss"] - idle) * 1_024 / 1e6,
        "more_threads": most["threads"] - threads,
        "storm_seconds": time.monotonic() - began,
        "others_worst_seconds": max(storm.took[number] for number in others),
    }


async def _ratios(house: House, rounds: int) -> dict[str, float]:
    """Medians in milliseconds of the whole way of a code that opens nothing: one word wrong, deleted, never given."""
    waiting = replace(house, kitchen=CodeKitchen(b"\1" * 32))
    kept, _ = await _with_code(waiting)
    gone, case = await _with_code(waiting)
    await house.database.transact(lambda tx: house.cases.delete(tx, case))
    times: dict[str, list[float]] = {"wrong": [], "expired": [], "unknown": []}
    chance = random.Random(5)  # noqa: S311 - an order
    for _ in range(rounds):
        for name in chance.sample(list(times), 3):
            other = house.lists.draw_code("ru", house.random_bytes)
            words = {"wrong": (*kept[:4], other[4]), "expired": gone, "unknown": other}[name]
            times[name].append(await _timed(waiting, words))
    await waiting.kitchen.close()
    medians = {f"{name}_ms": statistics.median(values) * 1_000 for name, values in times.items()}
    return medians | {"ratio": max(medians.values()) / min(medians.values())}


async def _with_code(house: House) -> tuple[tuple[str, ...], Case]:
    words = house.lists.draw_code("ru", house.random_bytes)
    new = NewCase(kind="question", door="soldier", language="ru", bot=BOT, chat=1, words=words)
    keys = await house.kitchen.cook(words, asker=1)

    async def unit(tx: Tx) -> Case:
        case = await house.cases.open(tx, new, now=START)
        await house.cases.attach_code(tx, case.id, lookup=keys.lookup, wrap=keys.wrap)
        return case

    return words, await house.database.transact(unit)


_chats = iter(range(FIRST * 2, FIRST * 3))


async def _timed(house: House, words: tuple[str, ...]) -> float:
    from bot.messages import Work  # noqa: PLC0415 - at run time here alone

    chat = next(_chats)
    came = Said(chat=chat, user=chat, message=chat, text=" ".join(words), language="ru")
    began = time.perf_counter()
    await intake.said(house, came, Work(BOT, chat, START))
    return time.perf_counter() - began


@click.command()
@click.option("--chats", default=500, show_default=True, help="So many type a code at once.")
@click.option("--rounds", default=25, show_default=True, help="Of timing: a wrong, an expired, an unknown one.")
@click.option("--inside", is_flag=True, hidden=True)
def main(chats: int, rounds: int, *, inside: bool) -> None:
    """Run it in a process of its own, and tell."""
    if inside:
        click.echo(json.dumps(asyncio.run(measured(chats, rounds))))
        return
    command = [sys.executable, "-m", "benchmarks.code_storm", "--inside", f"--chats={chats}", f"--rounds={rounds}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    told = json.loads(done.stdout.splitlines()[-1])
    click.echo(
        f"{chats} codes at once: {told['above_idle_mb']:.1f} MB and {told['more_threads']:.0f} thread above the idle "
        f"process, {told['storm_seconds']:.0f} s; meanwhile {OTHERS} others waited "
        f"{told['others_worst_seconds']:.2f} s at most"
    )
    medians = ", ".join(f"{name} {told[f'{name}_ms']:.0f} ms" for name in ("wrong", "expired", "unknown"))
    click.echo(f"medians of {rounds}: {medians}; the slowest is {told['ratio']:.3f} of the quickest")


if __name__ == "__main__":
    main()
