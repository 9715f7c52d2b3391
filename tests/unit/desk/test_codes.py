"""Codes behind the scenes: words that do not open stand in nobody's way, and nobody is left believing in them."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import presses
from bot.desk.buttons import ANYBODY, Buttons
from bot.desk.codes.codes import CodeDesk, finish, sweep
from bot.desk.codes.return_code import CodeKitchen, turned
from bot.desk.codes.word_lists import WordLists
from bot.desk.house import House, Line, Shelf
from bot.desk.talks import intake
from bot.flows.load import SHIPPED
from bot.messages import Edit, Outgoing, Person, Said, Send, Tapped, Work
from storage.cases import NewCase
from storage.stores import stores_over
from tests.storage.conftest import (  # noqa: F401 - fixtures
    NOW,
    Store,
    data,
    database,
    folder,
    keyring,
    path,
    store,
    template,
)
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.cases import Case
    from storage.database import Tx

WORDS = ("apple", "bread", "cloud", "dream", "eagle")
BOT, CHAT = 42, -100


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:  # noqa: F811 - a fixture
    """Every part as it is, but cheap codes and an operator chat that nobody asks Telegram about."""
    kitchen = CodeKitchen(store.keyring.pepper, memory_kib=32, passes=1, lanes=1)

    async def is_member(_chat: int, _user: int) -> bool:
        return True

    async def supervisors(_chat: int) -> dict[int, str]:
        return {}

    async def serves(_chat: int) -> bool:
        return True

    async def is_ours_now(_chat: int) -> bool:
        return False

    yield House(
        **stores_over(store.vault, store.keyring),
        shelf=Shelf(shipped(), Line(bot=BOT, username="bot", chat=CHAT, forum=False)),
        database=store.database,
        buttons=Buttons(store.keyring.button_key),
        lists=WordLists.load(SHIPPED),
        kitchen=kitchen,
        random_bytes=os.urandom,
        is_member=is_member,
        is_supervisor=is_member,
        supervisors=supervisors,
        serves=serves,
        ours=lambda chat: chat == CHAT,
        became=is_ours_now,
        forget_member=lambda _chat, _user: None,
        wake_codes=lambda: None,
        wake_keeps=lambda: None,
    )
    await kitchen.close()


async def opened(house: House, chat: int) -> Case:
    """A case whose words wait, and its person, who looks at its state."""

    async def unit(tx: Tx) -> Case:
        new = NewCase(kind="application", door="soldier", language="en", bot=BOT, chat=chat, words=WORDS)
        case = await house.cases.open(tx, new, now=NOW)
        screen = Send(post=os.urandom(16), chat=chat, text="screen", role="screen")
        await house.outbox.put(tx, screen, now=NOW)
        person = Person(id=os.urandom(16), chat=chat, language="en", case=case.id, screen=screen.post)
        await house.people.save(tx, person, bot=BOT)
        await house.people.keep_draft(tx, person.id, {"place": "status"}, now=NOW)
        return case

    return await house.database.transact(unit)


def damage(store: Store, case: Case, column: str = "words", table: str = "codes", key: str = "case_id") -> None:  # noqa: F811
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute(f"UPDATE {table} SET {column} = CAST(substr({column}, 1, 40) AS BLOB) WHERE {key} = ?", (case.id,))


async def told_by(house: House, chat: int, words: tuple[str, ...]) -> None:
    """Somebody writes these words from another account."""
    came = Said(chat=chat, user=chat, message=1, text=" ".join(words), name="Petr", language="en")
    await intake.said(house, came, Work(BOT, 1, NOW))


async def attached(house: House, case: Case) -> bool:
    row = await house.database.transact(lambda tx: tx.one("code_of_case", case_id=case.id))
    return row is not None and row["lookup"] is not None


async def going(house: House) -> list[Outgoing]:
    rows = await house.database.transact(lambda tx: house.outbox.waiting(tx, now=NOW, limit=100))
    return [row.item for row in rows]


def texts(items: list[Outgoing]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Send | Edit))


async def test_words_that_do_not_open_hold_up_no_other_code(house: House, store: Store) -> None:  # noqa: F811
    spoilt, good = await opened(house, 5), await opened(house, 6)
    damage(store, spoilt)
    loop = asyncio.create_task(CodeDesk(now=lambda: NOW).run(house))
    async with asyncio.timeout(240):
        while not await attached(house, good):
            continue
    loop.cancel()


@pytest.mark.parametrize("told", [WORDS, turned(WORDS)], ids=["told", "told last word first"])
async def test_words_told_before_their_code_is_made_open_the_case(house: House, told: tuple[str, ...]) -> None:
    case = await opened(house, 5)
    assert not await attached(house, case)
    await told_by(house, 6, told)
    moved = await house.database.transact(lambda tx: house.cases.load(tx, case.id))
    assert moved is not None
    assert moved.chat == 6
    assert moved.duress is (told != WORDS)


async def test_words_of_no_code_wait_for_none_that_is_made(house: House) -> None:
    case = await opened(house, 5)
    await told_by(house, 6, tuple(reversed(WORDS)))
    assert not await attached(house, case)


async def test_words_not_learnt_yet_are_drawn_anew_and_the_person_is_told(house: House, store: Store) -> None:  # noqa: F811
    case = await opened(house, 5)
    damage(store, case)
    await finish(house, case.id, NOW)
    words = await store(lambda tx: store.cases.words(tx, case.id))
    assert words is not None
    assert words != WORDS
    assert await attached(house, case)
    assert "You have new ones" in texts(await going(house))


async def test_words_learnt_by_heart_that_came_to_nothing_are_told_to_both_sides(house: House, store: Store) -> None:  # noqa: F811
    case = await opened(house, 5)
    await store(lambda tx: store.cases.forget_words(tx, case.id))
    damage(store, case)
    await finish(house, case.id, NOW)
    assert not await attached(house, case)
    said = texts(await going(house))
    assert "Your five words do not work" in said
    assert f"{case.alias}</b>: the five words of this case do not work" in said


async def test_a_case_that_can_have_no_code_is_told_to_both_sides(house: House, store: Store) -> None:  # noqa: F811
    case = await opened(house, 5)
    damage(store, case, "hot_identity", "wraps")
    await finish(house, case.id, NOW)
    assert await store(lambda tx: store.cases.words(tx, case.id)) is None
    assert "Your five words do not work" in texts(await going(house))


@pytest.mark.parametrize("learned", [False, True])
async def test_a_case_whose_words_do_not_open_can_be_closed(house: House, store: Store, learned: bool) -> None:  # noqa: F811
    case = await opened(house, 5)
    await store(lambda tx: store.cases.save(tx, replace(case, state="taken")))
    if learned:
        await store(lambda tx: store.cases.forget_words(tx, case.id))
    damage(store, case)
    pressed = house.buttons.seal(action=Buttons.case_action("1", case.id), user=ANYBODY, chat=CHAT, expires=NOW + 9)
    tap = Tapped(chat=CHAT, user=7, message=1, data=pressed, callback="c", name="Olena")
    reply = await presses.tapped(house, tap, Work(BOT, 1, NOW))
    assert reply.toast == "Closed."
    closed = await store(lambda tx: store.cases.load(tx, case.id))
    assert closed is not None
    assert not closed.hot


async def test_words_that_nobody_learnt_are_forgotten_a_day_after_they_were_given(house: House) -> None:
    case, hour = await opened(house, 8), 3_600
    given = NOW // hour * hour
    await finish(house, case.id, NOW)
    await sweep(house, given + 24 * hour)
    assert await house.database.transact(lambda tx: house.cases.words(tx, case.id)) == WORDS
    await sweep(house, given + 24 * hour + 1)
    assert await house.database.transact(lambda tx: house.cases.words(tx, case.id)) is None
    assert await attached(house, case), "the code itself stays"
