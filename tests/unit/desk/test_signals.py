"""Signals and marks: what is noticed, how it is explained, and that nobody is treated otherwise for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.doubt import marks, signals
from bot.desk.doubt.noticed import (
    ALERT_LIMIT,
    BANNED,
    CODES,
    DURESS,
    LETTERS,
    MARK,
    OTHERWISE,
    SAME_TEXT,
    standing,
    why,
)
from bot.messages import Edit, Priority, Send
from bot.texts import units
from storage.cases import Case
from tests.switched import shipped
from tests.unit.desk.order import orders_of
from tests.unit.desk.wire import CHAT, Talk

if TYPE_CHECKING:
    from storage.queued import Queued
    from tests.unit.desk.wire import Wire

LONG = "I serve in the second week now and want to surrender with a friend of mine, what are we to do next?"
DAY = 86_400
BY_NAME = {name: letter for letter, name in LETTERS.items()}


async def writes_the_same(wire: Wire) -> tuple[Talk, Talk]:
    """Two people with open cases write the same long words."""
    talks = []
    for chat in (CHAT, CHAT + 1):
        talk = Talk(wire, wire.phone(chat, "en"))
        await talk.begins()
        await talk.phone.writes(LONG)
        await wire.deliver()
        talks.append(talk)
    return talks[0], talks[1]


async def test_the_same_text_from_two_accounts_is_on_both_cards(wire: Wire) -> None:
    one, other = await writes_the_same(wire)
    assert (await one.case()).signals == (SAME_TEXT,)
    assert (await other.case()).signals == (SAME_TEXT,)
    assert await other.presses(BY_NAME[SAME_TEXT]) == wire.house.plain("desk-signal-same-text-why")


async def test_a_person_who_says_it_twice_is_nobodys_double(talk: Talk) -> None:
    for _ in range(2):
        await talk.phone.writes(LONG)
    assert (await talk.case()).signals == ()


async def test_what_was_not_noticed_is_not_explained(talk: Talk) -> None:
    for name, letter in BY_NAME.items():
        assert await talk.presses(letter) == talk.wire.house.plain("desk-signal-over"), name


async def test_many_tries_of_codes_are_noticed(talk: Talk) -> None:
    wire = talk.wire
    for _ in range(signals.MANY_TRIES):
        words = " ".join(wire.house.lists.draw_code("en", wire.house.random_bytes))
        await talk.phone.writes("/start")
        await talk.phone.writes(words)
    assert CODES in (await talk.case()).signals


def test_every_explanation_fits_a_popup_in_every_language() -> None:
    texts = shipped().texts
    longest = {"name": "N" * 20, "reason": "r" * 60, "day": "22.12.2026"}
    for language in texts.languages:
        for name in LETTERS.values():
            told = texts.plain(language, f"desk-signal-{name}-why", **(longest if name == MARK else {}))
            assert units(told) <= ALERT_LIMIT, (language, name, units(told))


def test_a_case_shows_its_signals_in_one_order() -> None:
    case = Case(id=b"1" * 16, alias="A", signals=(OTHERWISE, BANNED), duress=True, mark="look", mark_until=10)
    assert standing(case, 9) == [OTHERWISE, DURESS, BANNED, MARK]
    assert standing(case, 10) == [OTHERWISE, DURESS, BANNED]


async def rows_of(wire: Wire) -> list[Queued]:
    return await wire.rows(lambda row: True)


def shape(row: Queued) -> tuple[object, ...]:
    chat = getattr(row.item, "chat", None)
    return (type(row.item).__name__, getattr(row.item, "role", ""), chat, row.priority)


async def test_a_signal_refuses_delays_and_reorders_nobody(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox holds the same rows in the same order, with one more behind them: the new face of a card."""

    async def rows(seen: str, first: int) -> list[tuple[object, ...]]:
        talk = Talk(wire, wire.phone(first, "en"))
        await talk.begins()
        await talk.phone.writes(seen)
        other = Talk(wire, wire.phone(first + 1, "en"))
        await other.begins()
        before = {row.id for row in await rows_of(wire)}
        monkeypatch.setattr(wire, "deliver", nothing)
        await other.phone.writes(seen)
        found = [row for row in await rows_of(wire) if row.id not in before]
        monkeypatch.delattr(wire, "deliver")
        await wire.deliver()
        return [replace_chat(shape(row), first) for row in found]

    def replace_chat(row: tuple[object, ...], first: int) -> tuple[object, ...]:
        return tuple(part - first if isinstance(part, int) and part >= first else part for part in row)

    async def nothing() -> None:
        """Nothing leaves the outbox."""

    with_signal = await rows(LONG, 6_000)
    monkeypatch.setattr(signals, "heard", no_signal)
    without = await rows(LONG + " And when?", 7_000)
    extra = [row for row in with_signal if row[3] == Priority.BOARD]
    assert [row for row in with_signal if row not in extra] == without
    assert with_signal[len(without) :] == extra
    assert all(row[0] == Edit.__name__ for row in extra)
    assert extra
    assert any(row[0] == Send.__name__ for row in without)


async def no_signal(*_given: object, **_named: object) -> None:
    """Notice nothing."""


async def test_a_mark_stands_on_the_card_with_its_reason_and_ends(talk: Talk) -> None:
    wire, alias = talk.wire, (await talk.case()).alias
    assert await orders_of(wire, f"/mark {alias}") == [wire.house.say("desk-mark-why", alias=alias)]
    told = await orders_of(wire, f"/mark {alias} two stories do not fit")
    assert any("is marked until" in line for line in told)
    assert any("two stories do not fit" in line for line in wire.told)
    case = await talk.case()
    assert case.mark_by == "Olga"
    assert await talk.presses(BY_NAME[MARK]) == why(wire.house, case, MARK)
    wire.now += 30 * DAY
    assert standing(await talk.case(), wire.now) == []
    await marks.sweep(wire.house, wire.now + 3_600)
    assert (await talk.case()).mark == ""
    waiting = await wire.rows(lambda row: isinstance(row.item, Edit) and "two stories" in row.item.text)
    assert waiting == []


async def test_a_mark_is_renewed_with_a_new_reason_and_taken_away(talk: Talk) -> None:
    wire, alias = talk.wire, (await talk.case()).alias
    await orders_of(wire, f"/mark {alias} first")
    wire.now += 20 * DAY
    told = await orders_of(wire, f"/mark {alias} second")
    assert any("renewed" in line for line in told)
    wire.now += 20 * DAY
    await marks.sweep(wire.house, wire.now)
    assert (await talk.case()).mark == "second"
    told = await orders_of(wire, f"/unmark {alias}")
    assert any("the mark is gone" in line for line in told)
    assert (await talk.case()).mark == ""
    deeds = await wire.house.database.transact(wire.house.audit.deeds)
    assert [deed.action for deed in deeds if "mark" in deed.action] == ["marked", "marked", "unmarked"]


async def test_signals_and_marks_open_from_older_rows(talk: Talk) -> None:
    case = replace(await talk.case(), signals=(), mark="")
    assert standing(case, talk.wire.now) == []
