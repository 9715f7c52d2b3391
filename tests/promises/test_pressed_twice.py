"""Promise: a button that changes something does it once: pressed again, or by two at once, nothing more comes of it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.desk import presses
from bot.desk.casework import working
from bot.desk.showing import cards
from storage.cases import NewCase
from tests.promises.officer import BOT, START
from tests.promises.test_who_may_do_what import (
    ACTORS,
    OFF_SHIFT,
    PERSON_A,
    Actor,
    Front,
    book,
    house,
)

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.messages import Reply
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

__all__ = ["book", "house"]

GROUP: Final = next(actor for actor in ACTORS if actor.name == "operator in the group")
SUPERVISOR: Final = next(actor for actor in ACTORS if actor.name == "supervisor in the group")
COLLEAGUE: Final = replace(GROUP, name="a colleague", user=OFF_SHIFT)
TELLS_NOTHING: Final = frozenset({"inbox", "operators"})
"""Each press is an update, and tells when its operator was last seen."""

Rows = dict[str, list[Any]]


async def case_of(house: House, chat: int) -> Case:
    async def unit(tx: Tx) -> Case:
        new = NewCase(kind="application", door="soldier", language="en", bot=BOT, chat=chat)
        return await house.cases.open(tx, new, now=START)

    return await house.database.transact(unit)


def rows(store: Store) -> Rows:
    with closing(sqlite3.connect(store.path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables if name not in TELLS_NOTHING}


def data_of(house: House, letter: str, case: Case, by: Actor) -> str:
    return house.desk_button("x", letter, case.id, START, chat=by.chat).data or ""


async def pressed_again(house: House, store: Store, before: str = "") -> tuple[list[str], int]:
    """The buttons whose second press changed something more, and how many changed something at all."""
    front, again, changing = Front(house), [], 0
    for number, letter in enumerate(presses.PRESSES):
        case = await case_of(house, PERSON_A + number)
        for earlier in before:
            await front.presses(GROUP, data_of(house, earlier, case, GROUP))
        by = SUPERVISOR if presses.PRESSES[letter].supervisor else GROUP
        untouched = rows(store)
        await front.presses(by, data_of(house, letter, case, by))
        once = rows(store)
        await front.presses(by, data_of(house, letter, case, by))
        again += [letter] if rows(store) != once else []
        changing += once != untouched
    return again, changing


@pytest.mark.parametrize(
    "before",
    [
        "",
        cards.TAKE,
        pytest.param(cards.TAKE + working.ASIDE, marks=pytest.mark.slow),
        pytest.param(working.URGENT, marks=pytest.mark.slow),
    ],
)
async def test_every_button_pressed_again_changes_nothing_more(house: House, store: Store, before: str) -> None:
    again, changing = await pressed_again(house, store, before)
    assert again == []
    assert changing >= 5


async def test_control_a_button_that_goes_there_and_back_is_found(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def there_and_back(turn: Turn, pressing: presses.Pressing) -> Reply:
        other = working.calm if pressing.open_case.urgent else working.urgent
        return await other(turn, pressing)

    monkeypatch.setattr(presses, "PRESSES", {working.URGENT: presses.Press(work=there_and_back)})
    assert (await pressed_again(house, store))[0] == [working.URGENT]


@pytest.mark.parametrize("letter", [cards.TAKE, *cards.REASON_LETTERS, working.URGENT])
async def test_two_at_once_do_it_once(house: House, letter: str) -> None:
    case, front = await case_of(house, PERSON_A), Front(house)
    await asyncio.gather(*(front.presses(by, data_of(house, letter, case, by)) for by in (GROUP, COLLEAGUE)))
    deeds = await house.database.transact(house.audit.deeds)
    assert len(deeds) == 1
    assert len({reply.toast for reply in front.answers}) == 2
