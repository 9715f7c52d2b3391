"""Operators' words on their way to a person: whatever comes between, he can read them or their writer learns it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.codes import codes
from bot.desk.showing.cards import FORWARD_NOTE
from bot.desk.words.fates import Fate
from bot.desk.words.relay import NOTE
from bot.messages import Send, unpack
from storage.cases import NewCase
from storage.outgoing import DOTS
from storage.sealing import Field
from tests.promises.searched import PIN, chooses_a_pin, press, summary
from tests.promises.searched import said as label
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.unit.desk.wire import CHAT, HOUR, LONG, Talk, dots, says, ties

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Tx
    from storage.posts import Post
    from storage.queued import Queued

GATE = "Write to us again at noon"


async def closes(talk: Talk) -> None:
    await talk.presses("c")
    await talk.presses("1")
    assert (await talk.case()).state == "closed"


async def his_posts(talk: Talk) -> list[Post]:
    """Every post in his chat, whatever it belongs to."""
    house = talk.wire.house
    with closing(sqlite3.connect(talk.wire.store.path)) as rows:
        ids = [row[0] for row in rows.execute("SELECT id FROM posts")]

    async def unit(tx: Tx) -> list[Post | None]:
        return [await house.posts.by_id(tx, one) for one in ids]

    found = await house.database.transact(unit)
    return [post for post in found if post is not None and post.chat == CHAT]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_words_on_their_way_when_the_case_is_closed_are_read_with_the_farewell_and_tie_him_to_no_case(
    talk: Talk, method: str
) -> None:
    await talk.answers("Read this first")
    await talk.answers(LONG)
    talk.wire.flood(method, DOTS if method == "sendMessage" else "first")
    await talk.reads()
    await closes(talk)
    assert not await talk.wire.rows(ties)
    await talk.wire.passes(400)
    assert all(post.case is None and post.source is None for post in await his_posts(talk))
    await talk.reads()
    assert talk.has("Read this first")
    assert talk.has("TAIL")
    await talk.phone.writes("/delete")
    await talk.phone.presses("Yes, erase everything")
    assert not talk.has("TAIL")
    assert not talk.has("first")


async def test_a_line_on_its_way_when_the_case_is_closed_ties_nobody_to_it(talk: Talk) -> None:
    talk.wire.flood("sendMessage")
    await talk.answers(GATE)
    await closes(talk)
    talk.wire.refuse("sendMessage")
    await talk.wire.passes(400)
    with closing(sqlite3.connect(talk.wire.store.path)) as rows:
        letters = rows.execute("SELECT id, body FROM dead_letters").fetchall()
    assert letters

    opened = [unpack(talk.wire.store.vault.open(body, Field("dead_letters", "body", one))) for one, body in letters]
    assert (await talk.case()).alias not in str(opened)
    assert talk.case_id not in [getattr(item, "case", None) for item in opened]


async def test_a_note_that_arrived_in_part_is_sent_whole_when_it_is_pressed_again(talk: Talk) -> None:
    note = await talk.answers(LONG, thread=True)
    marker = next(post for post in await talk.posts() if post.role == NOTE)
    await talk.presses(FORWARD_NOTE, marker.id)
    talk.wire.refuse("editMessageText", "TAIL")
    await talk.reads()
    assert await talk.fates(note) == [Fate.UNDELIVERED]
    await talk.presses(FORWARD_NOTE, marker.id)
    assert talk.has("BEGINNING")
    await talk.reads()
    assert talk.has("TAIL")
    assert sum("BEGINNING" in words for words, _ in talk.phone.messages.values()) == 1
    assert (await talk.fates(note))[-1] == Fate.ARRIVED


@pytest.mark.parametrize("text", ["BEGINNING", "TAIL"])
async def test_words_held_up_until_their_message_is_gone_wait_to_be_read(talk: Talk, text: str) -> None:
    answer = await talk.answers(LONG)
    talk.wire.flood("editMessageText", text)
    await talk.reads()
    talk.wire.now += 12 * HOUR + 400
    talk.wire.restart()
    await talk.wire.passes(HOUR)
    assert talk.wire.marks[answer] == "👌"
    await talk.reads()
    assert talk.has("BEGINNING")
    assert talk.has("TAIL")
    assert talk.wire.marks[answer] == "👀"
    assert await talk.fates(answer) == [Fate.ARRIVED]


@pytest.mark.parametrize(
    ("method", "held", "fits"),
    [
        ("sendMessage", DOTS, dots),
        ("editMessageText", "BEGINNING", says("BEGINNING")),
        ("editMessageText", "TAIL", says("TAIL")),
    ],
    ids=["dots", "beginning", "end"],
)
async def test_words_that_no_key_opens_any_more_wait_to_be_read_anew(
    talk: Talk, method: str, held: str, fits: Callable[[Queued], bool]
) -> None:
    answer = await talk.answers(LONG)
    talk.wire.flood(method, held)
    await talk.reads()
    await talk.wire.spoil(fits)
    await talk.wire.passes(800)
    assert talk.told("desk-undelivered-rest") == 0
    await talk.reads()
    assert talk.has("BEGINNING")
    assert talk.has("TAIL")
    assert not talk.has(DOTS)
    assert talk.wire.marks[answer] == "👀"


async def chooses_no_traces(talk: Talk) -> None:
    await talk.phone.writes("/privacy")
    await talk.phone.does("traces")
    await talk.phone.does("trace:0")


async def test_who_wants_no_traces_does_not_lose_the_end_of_an_answer_by_going_on(talk: Talk) -> None:
    await chooses_no_traces(talk)
    await talk.answers("Read this first")
    answer = await talk.answers(LONG)
    talk.wire.flood("editMessageText", "BEGINNING")
    await talk.reads()
    await talk.phone.writes("/help")
    await talk.wire.passes(400)
    assert talk.has("BEGINNING")
    assert talk.has("TAIL")
    assert talk.wire.marks[answer] == "👀"
    await talk.phone.writes("/help")
    assert not talk.has("BEGINNING")
    assert not talk.has("TAIL")


async def test_who_chooses_no_traces_now_still_gets_what_is_on_its_way(talk: Talk) -> None:
    await talk.answers("Read this first")
    answer = await talk.answers(LONG)
    await talk.phone.writes("/privacy")
    await talk.phone.does("traces")
    talk.wire.flood("editMessageText", "BEGINNING")
    await talk.reads()
    await talk.phone.does("trace:0")
    await talk.wire.passes(400)
    assert not talk.has("Read this first")
    assert talk.has("TAIL")
    assert talk.wire.marks[answer] == "👀"
    await talk.phone.writes("/help")
    assert not talk.has("TAIL")


@pytest.mark.parametrize("lost", ["refused", "pressed"])
@pytest.mark.parametrize("ends", [False, True])
async def test_what_waited_behind_the_lock_is_offered_to_read_once_it_opens(
    talk: Talk, lost: str, *, ends: bool
) -> None:
    await chooses_a_pin(talk.phone)
    await talk.phone.writes("/clear")
    if lost == "refused":
        talk.wire.refuse("sendMessage", "new message")
    answer = await talk.answers(GATE)
    if lost == "pressed":
        await talk.reads()
        await talk.phone.writes("/start")
    if ends:
        await closes(talk)
    assert not talk.offered()
    await talk.phone.writes(PIN)
    assert talk.offered()
    await talk.reads()
    assert talk.has(GATE)
    if not ends:
        assert talk.wire.marks[answer] == "👀"
        assert await talk.fates(answer) == [Fate.ARRIVED]


async def test_read_goes_from_the_screen_with_the_last_unread_word_and_an_old_one_is_answered_kindly(
    talk: Talk,
) -> None:
    await talk.answers(GATE)
    await talk.phone.writes("/start")
    assert talk.offered()
    old = [
        (message, pressed)
        for message, (_, keys) in talk.phone.messages.items()
        for said, pressed in keys
        if said == "Read"
    ]
    await talk.reads()
    assert talk.has(GATE)
    assert not talk.offered()
    calls = await talk.phone.taps(*old[-1])
    assert calls[-1][1] == "You have read everything. There is nothing new yet."


async def test_five_words_offer_everything_that_waited_behind_the_lock(talk: Talk) -> None:
    await talk.phone.writes("/start")
    await summary(talk.phone)
    await press(talk.phone, "button-send-now")
    house = talk.wire.house
    words = await house.database.transact(lambda tx: house.cases.words(tx, talk.case_id))
    assert words
    await codes.finish(house, talk.case_id, talk.wire.now)
    await talk.phone.writes("/clear")
    talk.wire.refuse("sendMessage", "new message")
    answer = await talk.answers(GATE)
    assert not talk.offered()
    await talk.phone.writes(" ".join(words))
    assert talk.offered()
    await talk.reads()
    assert talk.has(GATE)
    assert talk.wire.marks[answer] == "👀"
    assert not talk.offered()


async def test_the_last_words_of_a_closed_case_on_their_way_when_the_lock_comes_are_read_once_it_opens(
    talk: Talk,
) -> None:
    await chooses_a_pin(talk.phone)
    await talk.answers("Read this first")
    await talk.answers(LONG)
    await closes(talk)
    talk.wire.flood("editMessageText", "first")
    await talk.reads()
    await talk.phone.writes("/clear")
    await talk.wire.passes(400)
    assert not talk.has("first")
    await talk.phone.writes(PIN)
    await talk.reads()
    for words in ("Read this first", "BEGINNING", "TAIL", "The conversation has ended"):
        assert talk.has(words)
    assert not talk.offered()


async def test_the_last_words_of_a_closed_case_are_shown_once_however_often_read_is_pressed(talk: Talk) -> None:
    await talk.answers(LONG)
    await closes(talk)
    await talk.phone.writes("/start")
    talk.wire.flood("editMessageText", "BEGINNING")
    pressed = [
        (message, key)
        for message, (_, keys) in talk.phone.messages.items()
        for said, key in keys
        if said == label(talk.phone, "button-read")
    ]
    for message, key in (*pressed, *pressed):
        await talk.phone.taps(message, key)
    await talk.wire.passes(400)
    assert sum("TAIL" in words for words, _ in talk.phone.messages.values()) == 1
    assert not talk.offered()


async def test_words_on_their_way_go_with_everything_he_erases(talk: Talk) -> None:
    answer = await talk.answers(LONG)
    await talk.phone.writes("/delete")
    talk.wire.flood("editMessageText", "BEGINNING")
    await talk.reads()
    await talk.phone.presses("Yes, erase everything")
    await talk.wire.passes(800)
    assert not talk.has("BEGINNING")
    assert not talk.has("TAIL")
    assert not talk.has(DOTS)
    assert talk.wire.marks[answer] == "💔"
    assert all(post.case is None for post in await his_posts(talk))


async def test_a_line_that_no_key_opens_any_more_is_sent_anew(talk: Talk) -> None:
    talk.wire.flood("sendMessage")
    answer = await talk.answers(GATE)
    await talk.wire.spoil(lambda row: isinstance(row.item, Send) and row.item.chat == CHAT)
    await talk.wire.passes(400)
    assert talk.wire.marks[answer] == "👌"
    await talk.reads()
    assert talk.has(GATE)


async def test_what_is_unread_in_another_case_of_his_is_offered_on_his_screen(talk: Talk) -> None:
    house, chat = talk.wire.house, talk.phone.chat
    line = talk.phone.messages
    await talk.answers(GATE)

    async def unit(tx: Tx) -> bytes:
        new = NewCase(kind="question", door="soldier", language="en", bot=house.line.bot, chat=chat)
        other = await house.cases.open(tx, new, now=talk.wire.now)
        person = await house.people.find(tx, bot=house.line.bot, chat=chat)
        assert person is not None
        await house.people.save(tx, replace(person, case=other.id), bot=house.line.bot)
        return other.id

    await house.database.transact(unit)
    await talk.wire.passes(13 * HOUR)
    assert not any(GATE in words or "new message" in words for words, _ in line.values())
    await talk.phone.writes("/start")
    await talk.reads()
    assert talk.has(GATE)
    assert not talk.offered()


async def test_read_pressed_once_more_after_a_long_silence_locks_and_loses_nothing(talk: Talk) -> None:
    await chooses_a_pin(talk.phone)
    answer = await talk.answers(GATE)
    read = next(
        (message, key)
        for message, (_, keys) in sorted(talk.phone.messages.items(), reverse=True)
        for said, key in keys
        if said == label(talk.phone, "button-read")
    )
    talk.wire.flood("editMessageText", GATE)
    await talk.reads()
    talk.wire.now += 2_000
    await talk.phone.taps(*read)
    await talk.wire.deliver()
    assert (await talk.case()).reach == "locked"
    assert not talk.has(GATE)
    assert not talk.has("operator has answered")
    await talk.phone.writes(PIN)
    await talk.reads()
    assert talk.has(GATE)
    assert talk.wire.marks[answer] == "👀"
