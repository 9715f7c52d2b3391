"""The inbox keeps every update until it is worked, and knows it for two days after."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.errors import WorkedAlready
from bot.messages import Work
from storage.inbox import Waiting
from storage.sealing import Field

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

BOT = 4242
HOUR = 3_600


class Post:
    """The inbox of a test, one transaction a word."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def accept(self, update_id: int, *, urgent: bool = False, now: int = NOW, bot: int = BOT) -> bool:
        return await self.store(
            lambda tx: self.store.inbox.accept(
                tx, bot=bot, update_id=update_id, lane=b"ab", urgent=urgent, body=b"body %d" % update_id, now=now
            )
        )

    async def waiting(self, bot: int | None = None, limit: int = 100) -> list[int]:
        rows = await self.store(lambda tx: self.store.inbox.waiting(tx, bot=bot, limit=limit))
        return [row.update_id for row in rows]

    async def load(self, update_id: int, bot: int = BOT) -> bytes | None:
        return await self.store(lambda tx: self.store.inbox.load(tx, bot=bot, update_id=update_id))

    async def done(self, update_id: int) -> None:
        await self.store(lambda tx: self.store.inbox.done(tx, Work(BOT, update_id, NOW)))

    async def offset(self, bot: int = BOT, *, now: int = NOW) -> int | None:
        return await self.store(lambda tx: self.store.inbox.offset(tx, bot, now=now))

    async def sweep(self, now: int) -> None:
        await self.store(lambda tx: self.store.inbox.sweep(tx, now))

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.store.path)) as raw:
            (found,) = raw.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        return int(found)


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


async def test_an_update_is_kept_until_it_is_done(post: Post) -> None:
    assert await post.accept(7)
    assert await post.load(7) == b"body 7"
    await post.done(7)
    assert await post.load(7) is None
    assert await post.waiting() == []


async def test_of_two_runs_of_an_update_one_is_kept(post: Post) -> None:
    store = post.store

    async def run(tx: Tx) -> None:
        await tx.run("hour_save", what="second", hour=1)
        await store.inbox.done(tx, Work(BOT, 7, NOW))

    await post.accept(7)
    await post.done(7)
    with pytest.raises(WorkedAlready):
        await store(run)
    assert await store(lambda tx: tx.one("hour_find", what="second")) is None
    await post.done(8)


async def test_an_update_that_comes_again_is_known_waiting_or_done(post: Post) -> None:
    assert await post.accept(7)
    assert not await post.accept(7)
    await post.done(7)
    assert not await post.accept(7)
    assert await post.waiting() == []
    assert await post.accept(7, bot=1)


async def test_urgent_first_then_in_order_of_one_bot_or_all(post: Post) -> None:
    for update_id in (5, 3, 9):
        await post.accept(update_id)
    await post.accept(8, urgent=True)
    await post.accept(4, bot=1)
    assert await post.waiting() == [8, 3, 4, 5, 9]
    assert await post.waiting(BOT) == [8, 3, 5, 9]
    assert await post.waiting(BOT, limit=2) == [8, 3]
    first = await post.store(lambda tx: post.store.inbox.waiting(tx, bot=BOT, limit=1))
    assert first == [Waiting(BOT, 8, b"ab", urgent=True)]


async def test_beside_whoever_is_urgent_stands_his_whole_lane_and_no_other(store: Store) -> None:
    rows = [(1, b"aa", False), (2, b"bb", False), (3, b"aa", True), (4, b"aa", False), (5, b"cc", True)]
    for number, lane, urgent in [*rows, (6, b"dd", True), (7, b"dd", False)]:
        await store(
            lambda tx, number=number, lane=lane, urgent=urgent: store.inbox.accept(  # type: ignore[misc]
                tx, bot=BOT, update_id=number, lane=lane, urgent=urgent, body=b"", now=NOW
            )
        )
    await store(lambda tx: store.inbox.done(tx, Work(BOT, 6, NOW)))
    found = await store(lambda tx: store.inbox.beside_urgent(tx, bot=BOT))
    assert [(row.update_id, row.lane, row.urgent) for row in found] == [
        (1, b"aa", False),
        (3, b"aa", True),
        (4, b"aa", False),
        (5, b"cc", True),
    ]
    assert await store(lambda tx: store.inbox.beside_urgent(tx, bot=BOT + 1)) == []


async def test_the_offset_is_the_highest_number_known(post: Post) -> None:
    assert await post.offset() is None
    await post.accept(5)
    await post.accept(9)
    await post.done(9)
    assert await post.offset() == 9
    await post.store(lambda tx: post.store.inbox.quarantine(tx, bot=BOT, update_id=12, body=b"x", now=NOW))
    assert await post.offset() == 12
    assert await post.offset(1) is None


async def test_a_row_older_than_five_days_gives_no_offset_not_even_a_waiting_one(post: Post) -> None:
    """After a week of silence Telegram may number anew and lower: the old offset would confirm what nobody saw."""
    await post.accept(900)
    assert await post.offset(now=NOW + 119 * HOUR) == 900
    assert await post.offset(now=NOW + 121 * HOUR) is None
    assert await post.waiting() == [900]
    await post.accept(7, now=NOW + 8 * 24 * HOUR)
    assert await post.offset(now=NOW + 8 * 24 * HOUR) == 7


async def test_quarantine_keeps_a_malformed_update_once_and_does_not_work_it(post: Post) -> None:
    for _ in range(2):
        await post.store(lambda tx: post.store.inbox.quarantine(tx, bot=BOT, update_id=12, body=b"bad", now=NOW))
    assert await post.waiting() == []
    assert post.count("quarantine") == 1
    with closing(sqlite3.connect(post.store.path)) as raw:
        row, body = raw.execute("SELECT id, body FROM quarantine").fetchone()
    assert post.store.vault.open(body, Field("quarantine", "body", row)) == b"bad"


async def test_a_dead_update_moves_to_the_dead_letters(post: Post) -> None:
    await post.accept(7)
    for _ in range(2):
        await post.store(lambda tx: post.store.inbox.dead(tx, bot=BOT, update_id=7, now=NOW))
    assert await post.waiting() == []
    assert not await post.accept(7)
    with closing(sqlite3.connect(post.store.path)) as raw:
        ((row, origin, body),) = raw.execute("SELECT id, origin, body FROM dead_letters").fetchall()
    assert origin == "inbox"
    assert post.store.vault.open(body, Field("dead_letters", "body", row)) == b"body 7"


async def test_a_body_that_does_not_open_becomes_a_dead_letter_too(post: Post) -> None:
    await post.accept(7)
    with closing(sqlite3.connect(post.store.path)) as raw, raw:
        raw.execute("UPDATE inbox SET body = x'00'")
    await post.store(lambda tx: post.store.inbox.dead(tx, bot=BOT, update_id=7, now=NOW))
    assert await post.waiting() == []
    assert post.count("dead_letters") == 1


async def test_sweep_forgets_done_numbers_after_two_days_and_never_a_waiting_one(post: Post) -> None:
    await post.accept(1)
    await post.accept(2)
    await post.done(1)
    await post.sweep(NOW + 48 * HOUR)
    assert post.count("inbox") == 2
    await post.sweep(NOW + 50 * HOUR)
    assert post.count("inbox") == 1
    assert await post.waiting() == [2]


async def test_a_body_moved_to_another_update_does_not_open(post: Post) -> None:
    await post.accept(1)
    await post.accept(2)
    with closing(sqlite3.connect(post.store.path)) as raw, raw:
        raw.execute("UPDATE inbox SET body = (SELECT body FROM inbox WHERE update_id = 1) WHERE update_id = 2")
    from bot.errors import SealError

    with pytest.raises(SealError):
        await post.load(2)


class Counting:
    """A transaction that counts what it is asked."""

    def __init__(self, tx: Tx) -> None:
        self.tx, self.asked = tx, 0

    def __getattr__(self, name: str) -> Any:
        self.asked += 1
        return getattr(self.tx, name)


def answer(*numbers: int) -> list[Waiting]:
    return [Waiting(BOT, number, b"ab", number % 2 > 0, b"body %d" % number) for number in numbers]


async def accept_all(post: Post, updates: list[Waiting]) -> tuple[set[int], int]:
    """The numbers that were new, and how often the database was asked."""
    asked = []

    async def unit(tx: Tx) -> set[int]:
        counting = Counting(tx)
        new = await post.store.inbox.accept_all(cast("Tx", counting), updates, now=NOW)
        asked.append(counting.asked)
        return new

    return await post.store(unit), asked[-1]


async def test_an_answer_of_a_hundred_is_one_question(post: Post) -> None:
    await post.accept(7)
    await post.accept(9)
    await post.done(9)
    new, asked = await accept_all(post, answer(*range(1, 101)))
    assert (new, asked) == ({*range(1, 101)} - {7, 9}, 1)
    urgent = [1, 3, 5, *range(11, 101, 2)]
    assert await post.waiting(BOT) == [*urgent, *sorted({*range(1, 101)} - {*urgent, 9})]
    assert await post.load(100) == b"body 100"
    assert (await accept_all(post, answer(*range(1, 101))))[0] == set()
    assert await post.load(9) is None, "what is worked is not worked again"


@pytest.mark.parametrize("numbers", [(1,), (*range(1, 50), 10**9), (*range(1, 50), 7)], ids=["one", "far", "twice"])
async def test_strange_answers_are_kept_as_well(post: Post, numbers: tuple[int, ...]) -> None:
    assert (await accept_all(post, answer(*numbers)))[0] == set(numbers)
    assert sorted(await post.waiting(BOT)) == sorted(set(numbers))
    assert (await accept_all(post, answer(*numbers)))[0] == set()


async def test_of_an_empty_answer_nothing_is_kept(post: Post) -> None:
    assert (await accept_all(post, []))[0] == set()
