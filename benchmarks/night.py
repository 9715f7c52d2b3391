"""100,000 case wraps while the line serves: `python -m benchmarks.night` (`--cases 2000`: a look).

The nightly move to a new epoch; then other recipients, to whom every hot case is sealed: two, the fewest with whom a
line serves, and three. A real database on disk, real keys; eight people whose updates are worked meanwhile (seven
statements each, as a tap in the form makes them), a hundred a second of all of them unless `--updates` says otherwise.
Printed: seconds of each, and how long such an update took before and during it.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.messages import Person, Send, Work
from storage import age
from storage.case_head import Case
from storage.epoch_keeping import EpochKeeper
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.moving import Mover
from storage.night import Night, NightReport
from storage.packing import to_json
from storage.resealing import seal_all
from storage.sealing import Field, Vault, seal_under
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from storage.database import Database, Tx

T = TypeVar("T")
DAY = 86_400
BOT = 1
AT_ONCE = 500
PEOPLE = 8
RECIPIENTS = (2, 3)


@dataclass(slots=True)
class Line:
    """A line without Telegram."""

    stores: Stores
    database: Database
    vault: Vault
    keeper: EpochKeeper
    now: int


@dataclass(slots=True)
class Took:
    """Seconds: of all of it, of this process's processor, and that updates took."""

    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    seconds: float = 0.0
    burnt: float = 0.0

    def told(self, rows: int) -> str:
        """How long so many rows took."""
        return f"{self.seconds:.1f} s ({rows / self.seconds:.0f}/s)"

    def say(self) -> None:
        """The rest."""
        click.echo(f"  {self.burnt:.1f} s of this process's processor, the updates included")
        for name, times in (("before", self.before), ("during", self.during)):
            told = " ".join(f"p{part} {_part(times, part) * 1000:.1f} ms" for part in (50, 99))
            click.echo(f"  updates {name}: {len(times)}, {told}, longest {max(times, default=0) * 1000:.1f} ms")


@click.command()
@click.option("--cases", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--updates", type=click.FloatRange(1), default=100, show_default=True, help="Of all, in a second.")
def night(cases: int, updates: float) -> None:
    """Move so many hot cases to a new epoch under load."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_night(Path(folder), cases, PEOPLE / updates))


async def _night(folder: Path, cases: int, every: float) -> None:
    line = await opened(folder / "data", now=int(time.time()))
    try:
        began = time.monotonic()
        await fill(line, cases)
        click.echo(f"{cases} hot cases made in {time.monotonic() - began:.1f} s")
        report, took = await under_load(line, moved(line), every)
        rows = report.moved.moved
        click.echo(f"moved {rows} rows in {took.told(rows)}, verified; {report.left} left")
        took.say()
        for recipients in RECIPIENTS:
            _, took = await under_load(line, sealed_anew(line, recipients), every)
            click.echo(f"sealed {cases} cases to {recipients} recipients in {took.told(cases)}")
            took.say()
    finally:
        await line.database.close()


async def opened(data: Path, *, now: int) -> Line:
    """A new line in this folder, whose only epoch is of the day before."""
    init_keys(data, recipients=(), operator_key_out=data.with_name("operator.key"), now=now - DAY)
    migrate(data / "parley.db")
    return await resumed(data, now=now)


async def resumed(data: Path, *, now: int) -> Line:
    """The line of this folder, as a start of the program finds it."""
    keyring = load_keyring(data, now=now)
    database = await open_sqlite(data / "parley.db")
    vault = Vault(keyring)
    await require_keys(database, keyring, vault, folder=data / "keys", path=data / "parley.db")
    keeper = EpochKeeper(folder=data / "keys", root=keyring.root, vault=vault, database=database)
    return Line(Stores(**stores_over(vault, keyring)), database, vault, keeper, now)


async def fill(line: Line, cases: int) -> None:
    """Hot cases as `Cases.open` leaves them; only their age files are all the same, which no move looks at."""
    identity = age.new_identity()
    shared = {
        "recipient": identity.recipient,
        "sealed_key": age.seal(b"x" * 75, [identity.recipient]),
        "sealed_for": bytes(16),
    }
    for first in range(0, cases, AT_ONCE):
        numbers = range(first, min(cases, first + AT_ONCE))
        await line.database.transact(partial(_some, line, numbers, identity.secret, shared))


async def _some(line: Line, numbers: range, secret: str, shared: dict[str, Any], tx: Tx) -> None:
    vault = line.vault
    for number in numbers:
        chat = 1_000_000 + number
        case = Case(id=vault.new_id(), alias=f"{number:06}", kind="application", bot=BOT, chat=chat, check_word="oak")
        key = os.urandom(32)
        head = seal_under(key, b"case", to_json(asdict(case)), Field("cases", "head", case.id), nonce=os.urandom(12))
        await tx.run(
            "case_add",
            id=case.id,
            alias=case.alias,
            state="new",
            hour=line.now // 3600 * 3600,
            **shared,
        )
        wraps = {
            "hot": vault.seal(key, Field("cases", "hot", case.id)),
            "hot_identity": vault.seal(secret.encode("ascii"), Field("cases", "hot_identity", case.id)),
        }
        await tx.run("wrap_put", case_id=case.id, **wraps)
        await tx.run("case_save", id=case.id, state="new", head=head)
        found = {"blind": vault.mark("case", BOT, chat), "check_blind": vault.mark("check", f"word{number}")}
        await tx.run("wrap_found_by", case_id=case.id, **found)
        for blind in found.values():
            await tx.run("find_add", blind=blind, case_id=case.id)


async def moved(line: Line) -> NightReport:
    """Make an epoch, move and verify."""
    one = Night(keeper=line.keeper, mover=Mover(vault=line.vault), life=2, pick=random.Random(1).randrange)  # noqa: S311
    return await one.run(now=line.now, pause=lambda _rows: asyncio.sleep(0))


async def sealed_anew(line: Line, recipients: int) -> None:
    """Let so many operators open every case."""
    cases = line.stores.cases
    cases.seal_to(tuple(age.new_identity().recipient for _ in range(recipients)))
    await seal_all(line.database, cases)


async def under_load(line: Line, work: Coroutine[Any, Any, T], every: float) -> tuple[T, Took]:
    """Do it while each writes once in so many seconds; what came of it, and what it and their updates took."""
    took, during = Took(), asyncio.Event()
    people = [asyncio.create_task(_writes(line, number, every, took, during)) for number in range(PEOPLE)]
    await asyncio.sleep(2)
    during.set()
    began, burnt = time.monotonic(), time.process_time()
    done = await work
    took.seconds, took.burnt = time.monotonic() - began, time.process_time() - burnt
    for task in people:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*people)
    return done, took


async def _writes(line: Line, number: int, every: float, took: Took, during: asyncio.Event) -> None:
    """One person who taps on and on, who begins at another moment than the others do; late, at once."""
    person = Person(id=line.vault.new_id(), chat=number, language="en")
    turn = time.monotonic_ns() // 1_000_000 % 1_000_000
    due = time.monotonic() + every * number / PEOPLE
    while True:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += every
        turn += 1
        began = time.monotonic()
        await line.database.transact(partial(_update, line, person, turn))
        (took.during if during.is_set() else took.before).append(time.monotonic() - began)


async def _update(line: Line, person: Person, turn: int, tx: Tx) -> None:
    """What a tap in the form does: found, worked, answered, done."""
    stores, number = line.stores, person.chat * 1_000_000 + turn
    await stores.inbox.accept(tx, bot=BOT, update_id=number, lane=b"ab", urgent=False, body=b"{}" * 150, now=line.now)
    found = await stores.people.find(tx, bot=BOT, chat=person.chat) or person
    await stores.people.draft(tx, found.id)
    await stores.people.save(tx, replace(found, seen=line.now), bot=BOT)
    await stores.people.keep_draft(tx, found.id, {"at": "step", "said": "word " * 60}, now=line.now)
    send = Send(post=line.vault.new_id(), chat=person.chat, text="the next question " * 8)
    await stores.outbox.put(tx, send, now=line.now)
    await stores.inbox.done(tx, Work(bot=BOT, update_id=number, now=line.now))


def _part(times: list[float], part: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * part // 100)] if times else 0.0


if __name__ == "__main__":
    night()
