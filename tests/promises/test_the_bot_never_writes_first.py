"""Promise: the bot never writes first, and nothing comes to anybody without a cause he gave.

Who never wrote gets no call at all. Who erased everything, or whose case nobody answered, gets no new message whatever
the clock, the operators or a restart do. All that ever comes unasked is one neutral line, when an operator answered.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.duty import danger_call, waiting
from bot.messages import Send
from storage.migrate import migrate
from tests.promises.silent import SPANS, Stage, staged
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.flows.model import Book
    from storage.cases import Case
    from tests.storage.conftest import Store

STEPS = 30


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


async def walked(stage: Stage, steps: int) -> Stage:
    """A question, a call, a draft; then anything, in any order."""
    first, second, _ = stage.lives.values()
    await stage.asks(first)
    await stage.calls(second)
    for _ in range(steps):
        await stage.anything()
    await stage.later(SPANS[-1])
    return stage


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_comes_without_a_cause(store: Store, book: Book, seed: int) -> None:
    assert (await walked(staged(store, book, seed), STEPS)).faults == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
async def test_nothing_comes_without_a_cause_in_long_stories(store: Store, book: Book, seed: int) -> None:
    assert (await walked(staged(store, book, seed), 5 * STEPS)).faults == []


async def test_who_waits_is_told_by_one_line_when_he_is_answered(store: Store, book: Book) -> None:
    """The witness is not deaf: the line does come, once while it stands, and for nothing else."""
    stage = staged(store, book, 0)
    first, *_ = stage.lives.values()
    await stage.asks(first)
    for span in SPANS[:4]:
        await stage.later(span)
    await stage.take()
    assert (stage.lines, stage.faults) == (0, [])
    await stage.answer()
    await stage.answer()
    await stage.correct()
    assert (stage.lines, stage.faults) == (1, [])


async def test_who_erased_everything_hears_no_more(store: Store, book: Book) -> None:
    stage = staged(store, book, 0)
    first, second, _ = stage.lives.values()
    await stage.asks(first)
    await stage.calls(second)
    await stage.take()
    await stage.answer()
    for life in (first, second):
        await stage.erases(life)
    for act in (stage.take, stage.answer, stage.correct, stage.close, stage.alarm, stage.restart):
        await act()
    for span in SPANS:
        await stage.later(span)
    assert (stage.lines, stage.faults) == (1 + 1, [])
    assert first.phone.messages == {}


async def test_a_migration_sends_nothing(store: Store, book: Book) -> None:
    """Nothing goes out but what waited before."""
    stage = staged(store, book, 0)
    await stage.asks(stage.lives[100])
    before = waiting_rows(store)
    await store.database.close()
    migrate(store.path)
    assert waiting_rows(store) == before


def waiting_rows(store: Store) -> list[tuple[bytes, int]]:
    with closing(sqlite3.connect(store.path)) as raw:
        return raw.execute("SELECT id, due FROM outbox ORDER BY id").fetchall()


async def test_a_locked_account_gets_the_line_of_an_answer_and_nothing_else(store: Store, book: Book) -> None:
    stage = staged(store, book, 0)
    first, *_ = stage.lives.values()
    await stage.asks(first)
    await stage.acts(first, "/privacy", first.phone.writes("/privacy"))
    await stage.press(first, "pin")
    for _ in range(2):
        await stage.acts(first, "a PIN", first.phone.writes("4711"))
    await stage.acts(first, "/clear", first.phone.writes("/clear"))
    for span in SPANS[:5]:
        await stage.later(span)
    await stage.take()
    await stage.restart()
    assert stage.lines == 0
    await stage.answer()
    await stage.close()
    assert (stage.lines, stage.faults) == (1, [])


async def _reminds(turn: Turn, case: Case, **_: Any) -> None:
    """A planted fault: the second alarm becomes a message to the person."""
    if case.chat is not None:
        await turn.put(Send(post=turn.house.new_post(), chat=case.chat, text="Are you still there?"))


async def test_a_reminder_would_be_found(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger_call, "refresh_state", _reminds)
    monkeypatch.setattr(waiting, "refresh_state", _reminds)
    stage = staged(store, book, 0)
    first, second, _ = stage.lives.values()
    await stage.asks(first)
    await stage.calls(second)
    await stage.later(130)
    assert [fault for fault in stage.faults if "nobody asked for it" in fault and "to 200" in fault]
    await stage.later(3 * 3_600)
    assert [fault for fault in stage.faults if "to 100" in fault]


async def test_a_word_to_a_stranger_would_be_found(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: Take greets somebody who never wrote, and somebody who erased everything."""
    stage = staged(store, book, 0)
    first, second, _ = stage.lives.values()
    await stage.asks(second)
    await stage.calls(first)
    await stage.erases(first)

    async def greets(turn: Turn, case: Case) -> None:
        for chat in (100, 300):
            await turn.put(Send(post=turn.house.new_post(), chat=chat, text="Hello"))

    await stage.desk("take", greets)
    assert ["he erased everything" in stage.faults[0], "he never wrote" in stage.faults[1]] == [True, True]
