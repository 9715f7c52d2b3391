"""Promise: whatever Telegram sends, the line goes on: every valid update is worked, every other put aside, sealed."""

from __future__ import annotations

import io
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import structlog

from bot import logs
from bot.delivery.inbox import Intake
from bot.delivery.lanes import Lanes
from bot.rehearsal.world import World
from tests.promises.line import new_data, running, telegram
from tests.promises.malformed import MARK, broken, templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.rehearsal.things import Chat, User
    from storage.queues import Waiting

FIRST = 100_000_000
GOES_ON = {
    "poll_failed",
    "foreign",
    "update_failed",
    "update_dead",
    "update_quarantined",
    "send_dead",
    "started",
    "stopping",
}
"""What the log may say. Everything else (a loop that failed, a crash) is a fault."""
LATE_POLLS = 2
"""So many polls may fail: on a busy machine one comes too late. One that its updates spoil fails for ever."""
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


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return new_data(tmp_path)


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
            plant.poller._intake._lane = lambda chat: bytes((0, chat % 8))
            await until(world, lambda: not plant.lanes.held and not crowd.unanswered(), patience)
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


def assert_nothing_happened(found: Verdict) -> None:
    assert found.unanswered == []
    assert found.waiting == 0
    assert set(found.events) <= GOES_ON
    assert found.events["poll_failed"] <= LATE_POLLS
    for spelling in (MARK, MARK.encode("unicode_escape").decode(), "marker"):
        assert spelling not in found.log
        assert spelling.encode() not in found.files


async def test_broken_updates_stop_nobody(data: Path) -> None:
    found = await live_through(data, 300, seed=1, patience=40)
    assert_nothing_happened(found)
    assert found.put_aside > 10
    assert found.events["update_dead"] > 10


def as_a_whole(body: bytes) -> list[bytes]:
    """The planted fault of most libraries: one update that can not be read spoils its batch."""
    return [orjson.dumps(update) for update in orjson.loads(body)["result"]]


async def stands_still(_lanes: Lanes, _row: Waiting) -> None:
    """The planted fault of a lane that never gives an update up."""
    raise ValueError


async def tells_all(self: Intake, pieces: Sequence[bytes]) -> int | None:
    """The planted fault of a log that says what it can not read."""
    structlog.get_logger().warning(b"".join(pieces).decode(errors="replace"))
    return await accept(self, pieces)


accept = Intake.accept


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("bot.delivery.api.split", as_a_whole),
        pytest.param("bot.delivery.lanes.Lanes._bury", stands_still, marks=pytest.mark.slow),
        pytest.param("bot.delivery.inbox.Intake.accept", tells_all, marks=pytest.mark.slow),
    ],
)
async def test_a_planted_fault_is_found(data: Path, monkeypatch: pytest.MonkeyPatch, place: str, fault: Any) -> None:
    monkeypatch.setattr(place, fault)
    found = await live_through(data, 100, seed=1, patience=3)
    with pytest.raises(AssertionError):
        assert_nothing_happened(found)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ten_thousand_broken_updates_stop_nobody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = await live_through(data, 10_000, seed=2, patience=500)
    with capsys.disabled():
        print(f"\n10,000 updates: {found.put_aside} put aside, {dict(found.events)}")  # noqa: T201
    assert_nothing_happened(found)
