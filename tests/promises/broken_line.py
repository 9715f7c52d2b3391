"""A line that is sent broken updates with honest ones among them, and what came of all of them."""

from __future__ import annotations

import io
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from bot import logs
from bot.rehearsal.world import World
from tests.promises.line import running, telegram
from tests.promises.malformed import MARK, broken, templates

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsal.things import Chat, User

FIRST = 100_000_000
GOES_ON = {
    "alarm_begun",
    "alarm_over",
    "poll_failed",
    "foreign",
    "memory_lock_missed",
    "night_done",
    "night_moving",
    "overdue_gone",
    "update_failed",
    "update_dead",
    "update_quarantined",
    "send_dead",
    "started",
    "stopping",
}
"""What the log may say. Everything else (a loop that failed, a crash) is a fault."""
LATE_POLLS = 50
"""So many polls may fail: on a busy machine some come too late. One that its updates spoil fails for ever."""
NEIGHBOURS_IN_TEN = 2


@dataclass(frozen=True)
class Verdict:
    """What came of a flood of updates: honest people without a screen, rows never worked, and what the log told."""

    unanswered: list[str]
    waiting: int
    put_aside: int
    events: Counter[str]
    log: str = field(repr=False)
    files: bytes = field(repr=False)


@dataclass
class Crowd:
    """The updates to come, and what must be seen in whose chat once they are worked."""

    world: World
    group: Chat
    dice: random.Random
    waiting: list[tuple[User, str]] = field(default_factory=list)
    pieces: list[tuple[int, bytes]] = field(default_factory=list)

    def gather(self, count: int) -> None:
        """Broken updates with honest ones among them; at last everybody whose updates were broken asks for a page."""
        valid = templates(self.world, self.group)
        strangers = [user for user in self.world.users.values() if MARK in user.name]
        for _ in range(count):
            if self.dice.randrange(10) < NEIGHBOURS_IN_TEN:
                text = f"{MARK} вопрос {self.number}"
                self._say(self.world.add_user(f"{MARK} честный", "ru"), text, text)
            else:
                self._send(broken(self.dice, valid, self.number))
        for user in strangers:
            self._say(user, "/privacy", "Telegram")

    @property
    def number(self) -> int:
        return FIRST + len(self.pieces)

    def unanswered(self) -> list[str]:
        """Who still waits, and for what; whoever was answered is not looked at again."""
        self.waiting = [(user, text) for user, text in self.waiting if not answered(self.world, user, text)]
        return [f"{user.name}: {text}" for user, text in self.waiting]

    def _say(self, user: User, text: str, wanted: str) -> None:
        self.world.say(user, None, text)
        self._send(orjson.dumps(self.world.bot.updates.pop()[1] | {"update_id": self.number}))
        self.waiting.append((user, wanted))

    def _send(self, piece: bytes) -> None:
        self.pieces += [(self.number, piece)] * (2 if self.dice.randrange(20) == 0 else 1)


def answered(world: World, user: User, text: str) -> bool:
    """Whether a screen of the bot's shows these words."""
    return any(text in one.text and one.buttons for one in world.see(user))


async def live_through(data: Path, count: int, *, seed: int, patience: float) -> Verdict:
    """So many updates in eight lanes for all: what became of them."""
    world, stream = World(), io.StringIO()
    crowd = Crowd(world, world.add_group("Operators", forum=True), random.Random(seed))
    crowd.gather(count)
    logs.configure("debug", json=True, stream=stream)
    async with telegram(world) as feed:
        feed.pieces.extend(crowd.pieces)
        async with running(feed, crowd.group.id, data) as plant:
            plant.ears.intake._lane = lambda chat: bytes((0, chat % 8))
            await until(world, lambda: not plant.ears.lanes.held and not crowd.unanswered(), patience)
    return verdict(data, crowd.unanswered(), stream.getvalue())


async def until(world: World, done: Any, patience: float) -> None:
    try:
        await world.until(done, patience)
    except TimeoutError:
        return


def verdict(data: Path, unanswered: list[str], log: str) -> Verdict:
    with closing(sqlite3.connect(data / "parley.db")) as rows:
        (waiting,) = rows.execute("SELECT COUNT(*) FROM inbox WHERE state = 0").fetchone()
        (put_aside,) = rows.execute("SELECT COUNT(*) FROM quarantine").fetchone()
    files = b"".join(path.read_bytes() for path in data.glob("parley.db*"))
    lines = [orjson.loads(line) for line in log.splitlines()]
    return Verdict(unanswered, waiting, put_aside, Counter(line["event"] for line in lines), log, files)


def broken_promises(found: Verdict) -> list[str]:
    """Everything that must not be, a line each."""
    lines = [f"unanswered: {one}" for one in found.unanswered]
    lines += [f"waiting: {found.waiting}"] * bool(found.waiting)
    lines += [f"the log says {event}" for event in sorted(set(found.events) - GOES_ON)]
    lines += ["polls failed for ever"] * (found.events["poll_failed"] > LATE_POLLS)
    for spelling in (MARK, MARK.encode("unicode_escape").decode(), "marker"):
        lines += ["a text is in the log"] * (spelling in found.log)
        lines += ["a text is in the files"] * (spelling.encode() in found.files)
    return lines
