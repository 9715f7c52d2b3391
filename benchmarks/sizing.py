"""What binds first, for so many contacts a day: computed from costs measured here and now, and from Telegram's limits.

`python -m benchmarks.sizing [--url URL] [--cpu-ms MS]`. A unit of an update's size is run many times on SQLite in a
temporary folder and, with `--url`, on that PostgreSQL database, which must be migrated and have "sizing" in its name:
its rows are written over. The processor's time of an update as a whole comes from `make bench` (`--cpu-ms`).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.delivery.pacing import Limits
from bot.places import Place, Server
from storage.migrate import migrate
from storage.opening import open_database

if TYPE_CHECKING:
    from storage.database import Tx

CONTACTS: Final = (100, 10_000, 1_000_000)
PEAK: Final = 0.10
"""The share of a day's contacts that comes in its fullest hour; an even day has 0.042 in each."""
UPDATES: Final = 14
"""What one contact sends: /start, a language, a door, eight answers, a look before sending, two more."""
CALLS: Final = 16
"""What is called for it in the person's chat: an edit or a message for each, deletions of what was typed."""
CARDS: Final = 0.2
"""Messages in the operators' group: when much waits, ten cards go together; the board is edited besides."""
ANSWERS: Final = 4
"""Messages in the group for a case that is worked there: the room, two replies, the close."""
_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that ends, and how many contacts in an hour it carries."""

    name: str
    an_hour: float


async def unit(tx: Tx) -> None:
    """As many statements as an answer in the form takes, on rows of the same size."""
    mark = os.urandom(16)
    await tx.one("person_find", blind=mark)
    await tx.run("person_save", id=mark, blind=mark, body=bytes(512))
    await tx.one("draft_find", person=mark)
    await tx.run("draft_save", person=mark, hour=0, body=bytes(4_096))
    await tx.all("outbox_of_post", post=mark)
    for _ in range(2):
        new = {"id": os.urandom(16), "post": mark, "turn": None, "priority": 1, "tries": 0, "due": 2**40}
        await tx.run("outbox_add", **new, body=bytes(1_024))
    await tx.run("person_save", id=mark, blind=mark, body=bytes(512))


async def measured(place: Place, seconds: float, at_once: int = 64) -> float:
    """Units a second with so many who wait at once."""
    database, done, end = await open_database(place), 0, time.monotonic() + seconds

    async def ask() -> None:
        nonlocal done
        while time.monotonic() < end:
            await database.transact(unit)
            done += 1

    begun = time.monotonic()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    took = time.monotonic() - begun
    await database.close()
    return done / took


def bounds(rate: float, cpu_ms: float, *, database: str) -> list[Bound]:
    """Everything that ends, for one bot, one process and one group."""
    limits = Limits()
    overall = limits.overall / limits.overall_seconds * _HOUR
    group = limits.group / limits.group_seconds * _HOUR
    return [
        Bound("group, worked in it (20/min)", group / (CARDS + ANSWERS)),
        Bound("group, rooms private (20/min)", group / CARDS),
        Bound("one bot (30/s)", overall / CALLS),
        Bound("one process (CPU)", 1_000 / cpu_ms * _HOUR / UPDATES),
        Bound(database, rate * _HOUR / UPDATES),
    ]


def table(found: list[Bound]) -> str:
    """Markdown: how much of each bound the fullest hour of a day takes. What binds first is bold."""
    names = [bound.name for bound in found]
    lines = ["| contacts a day | " + " | ".join(names) + " |", "| ---: |" + " ---: |" * len(names)]
    for contacts in CONTACTS:
        shares = [contacts * PEAK / bound.an_hour for bound in found]
        most = max(shares)
        told = [f"**{_share(one)}**" if one == most else _share(one) for one in shares]
        lines.append(f"| {contacts:,} | " + " | ".join(told) + " |")
    carried = " | ".join(f"{bound.an_hour:,.0f}" for bound in found)
    return "\n".join([*lines, f"| *contacts an hour at most* | {carried} |"])


def _share(share: float) -> str:
    return f"{share:.0%}" if share < 1 else f"{share:,.1f} of them"


async def main() -> None:
    """Measure, compute, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", help="a migrated PostgreSQL database whose name holds 'sizing'")
    asked.add_argument("--cpu-ms", type=float, default=3.9, help="processor milliseconds of an update, from make bench")
    asked.add_argument("--seconds", type=float, default=5.0)
    wish = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parley.db"
        migrate(path)
        rate = await measured(path, wish.seconds)
    sys.stdout.write(f"SQLite: {rate:,.0f} units a second\n")
    found = bounds(rate, wish.cpu_ms, database="SQLite")
    if wish.url:
        if "sizing" not in wish.url.rpartition("/")[2]:
            asked.error("the database's name must hold 'sizing': its rows are written over")
        other = await measured(Server(wish.url), wish.seconds)
        sys.stdout.write(f"PostgreSQL: {other:,.0f} units a second\n")
        found += bounds(other, wish.cpu_ms, database="PostgreSQL")[-1:]
    sys.stdout.write(f"\n{table(found)}\n")


if __name__ == "__main__":
    asyncio.run(main())
