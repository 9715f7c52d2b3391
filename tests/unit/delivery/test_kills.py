"""Stopped dead at every point of the delivery, and started again: nothing lost, and a repeat says that it is one."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.inbox import Intake, Poller
from bot.delivery.lanes import Lanes
from bot.messages import OpenTopic, Work
from tests.unit.delivery.conftest import NOW
from tests.unit.delivery.test_outbox import GROUP, OTHER, Office, post, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.delivery.api import Api
    from storage.database import Database, Tx
    from storage.keys import Keyring
    from storage.outbox import Outbox
    from storage.posts import Posts
    from storage.queues import Inbox
    from tests.unit.delivery.conftest import Answer, Telegram

BOT = 4242
SENDING = ("outbox.picked", "outbox.claimed", "outbox.called", "outbox.settled")
TAKING = ("poll.received", "inbox.sealed", "inbox.committed", "lane.taken", "lane.loaded", "lane.worked")


class Killed(BaseException):
    """The process is gone at this point."""


def killer(point: str, nth: int) -> Callable[[str], None]:
    """A probe that kills at the nth time a point is reached, and at every point after that."""
    left = nth

    def probe(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if left <= 0:
            raise Killed

    return probe


async def sends_all_the_same(office: Office, telegram: Telegram, point: str, nth: int) -> None:
    """Kill the sender at a point, start another; every message must come, a second time only as a repeat."""
    office.fresh(probe=killer(point, nth))
    await office.put(text(1), text(2), text(3, OTHER), OpenTopic(post=post(4), chat=GROUP, title="t"))
    await office.put(text(5, GROUP, topic=post(4)))
    with pytest.raises(Killed):
        await office.go()
    office.fresh()
    await office.go()
    texts = telegram.texts()
    assert {said.removesuffix(" ↻") for said in texts} == {"text 1", "text 2", "text 3", "text 5"}
    assert len(texts) == len(set(texts))
    assert await office.left() == 0


@pytest.fixture
def office(api: Api, database: Database, outbox: Outbox, posts: Posts) -> Office:
    return Office(api, database, outbox, posts)


@pytest.mark.parametrize("nth", [1, 2, 4])
@pytest.mark.parametrize("point", SENDING)
async def test_no_message_is_lost_or_repeated_unmarked(
    office: Office, telegram: Telegram, point: str, nth: int
) -> None:
    await sends_all_the_same(office, telegram, point, nth)


async def test_without_the_claim_a_repeat_would_go_unmarked(office: Office, telegram: Telegram) -> None:
    async def unclaimed(_tx: Tx, _row: bytes) -> bool:
        return True

    office.outbox.claim = unclaimed  # type: ignore[method-assign,assignment]
    with pytest.raises(AssertionError):
        await sends_all_the_same(office, telegram, "outbox.called", 1)


class Line:
    """Telegram's own queue: keeps updates until a higher offset confirms them."""

    def __init__(self, telegram: Telegram, count: int) -> None:
        self.updates = [{"update_id": n, "message": {"chat": {"id": n % 3}}} for n in range(1, count + 1)]
        self.empty = asyncio.Event()
        telegram.rule = self.answer

    def answer(self, method: str, params: dict[str, Any]) -> Answer:
        assert method == "getUpdates"
        self.updates = [update for update in self.updates if update["update_id"] >= params.get("offset", 0)]
        if not self.updates:
            self.empty.set()
        return 200, {"ok": True, "result": self.updates[:5]}


class Bot:
    """Poller, intake and lanes over the real inbox; its use case counts in the transaction that marks the row."""

    def __init__(self, api: Api, database: Database, inbox: Inbox, keyring: Keyring) -> None:
        self.parts = (api, database, inbox, keyring)
        self.worked: list[int] = []
        self.kind: type[Poller] = Poller

    async def work(self, raw: dict[str, Any], work: Work) -> bool:
        _, database, inbox, _ = self.parts

        async def unit(tx: Tx) -> None:
            await inbox.done(tx, work)
            tx.after_commit(lambda: self.worked.append(raw["update_id"]))

        await database.transact(unit)
        return True

    async def bury(self, raw: dict[str, Any], work: Work) -> None:
        raise AssertionError(json.dumps(raw))

    async def live(self, line: Line, probe: Callable[[str], None]) -> None:
        """Run until Telegram has nothing left and the lanes are empty, or until killed."""
        api, database, inbox, keyring = self.parts
        dead = asyncio.Event()

        def watched(point: str) -> None:
            try:
                probe(point)
            except Killed:
                dead.set()
                raise

        lanes = Lanes(
            bot=BOT,
            database=database,
            inbox=inbox,
            worker=self.work,
            on_dead=self.bury,
            now=lambda: NOW,
            probe=watched,
        )
        intake = Intake(
            bot=BOT,
            database=database,
            inbox=inbox,
            lane=lambda chat: keyring.lane(BOT, chat),
            urgent=lambda _raw: False,
            take=lanes.take,
            now=lambda: NOW,
            probe=watched,
        )
        await lanes.load()
        poller = asyncio.create_task(self.kind(api=api, intake=intake, room=lanes.room, probe=watched).run())
        ends = [asyncio.create_task(dead.wait()), asyncio.create_task(line.empty.wait())]
        await asyncio.wait([poller, *ends], return_when=asyncio.FIRST_COMPLETED)
        await lanes.drain(0 if dead.is_set() else 5)
        for task in (poller, *ends):
            task.cancel()
        await asyncio.gather(poller, *ends, return_exceptions=True)


async def works_all_the_same(bot: Bot, telegram: Telegram, point: str, nth: int) -> None:
    """Kill the bot at a point, start it again; every update must be worked once."""
    line = Line(telegram, 12)
    await bot.live(line, killer(point, nth))
    await bot.live(line, lambda _point: None)
    assert sorted(bot.worked) == list(range(1, 13))


@pytest.fixture
def bot(api: Api, database: Database, inbox: Inbox, keyring: Keyring) -> Bot:
    return Bot(api, database, inbox, keyring)


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("point", TAKING)
async def test_no_update_is_lost_or_worked_twice(bot: Bot, telegram: Telegram, point: str, nth: int) -> None:
    await works_all_the_same(bot, telegram, point, nth)


async def test_confirming_before_the_commit_would_lose_updates(bot: Bot, telegram: Telegram) -> None:
    class Hasty(Poller):
        """Moves the offset at Telegram first, as polling loops commonly do."""

        async def _poll(self) -> None:
            pieces = await self._api.updates(self._offset, timeout=0, limit=5)
            self._offset = max((json.loads(piece)["update_id"] for piece in pieces), default=0) + 1
            await self._api.updates(self._offset, timeout=0, limit=5)
            self._probe("poll.received")
            await self._intake.accept(pieces)

    bot.kind = Hasty
    with pytest.raises(AssertionError):
        await works_all_the_same(bot, telegram, "poll.received", 1)
