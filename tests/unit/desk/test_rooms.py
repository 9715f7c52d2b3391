"""Private rooms: opened with what was said, handed over, left without a trace; and nobody else gets a word."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import access
from bot.desk.casework import rooms, working
from bot.desk.showing.cards import KEEP, REASON_LETTERS
from bot.messages import Media
from tests.promises.searched import said as label
from tests.unit.desk.private import TARAS, PrivateWire, private_line
from tests.unit.desk.wire import CHAT, HOUR, OLGA

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.cases import Case
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

OTHER = 4_200
ANSWERED = next(iter(REASON_LETTERS))


@pytest.fixture(params=[True, False], ids=["topics", "threads"])
async def line(request: pytest.FixtureRequest, store: Store, book: Book) -> PrivateWire:
    wire = private_line(store, book, topics=bool(request.param))
    for user in (OLGA, TARAS):
        await wire.starts(user)
    return wire


@pytest.fixture
def phone(line: PrivateWire) -> Phone:
    return line.phone(CHAT, "en")


async def reads(phone: Phone) -> list[str]:
    read = label(phone, "button-read")
    if any(said == read for _, buttons in phone.messages.values() for said, _ in buttons):
        await phone.presses(read)
        await phone.bench.deliver()
    return [text for text, _ in phone.messages.values()]


async def test_a_room_that_is_handed_over_moves_with_all_that_was_said(line: PrivateWire, phone: Phone) -> None:
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    head = line.number(OLGA, "Check word")
    await phone.writes("later words")
    await line.deliver()
    await line.replies(OLGA, head, "an answer of Olga")
    moved = await line.hands_over(case, TARAS)
    assert (moved.taker, moved.seat) == (TARAS, TARAS)
    assert line.shows(TARAS, "when does this end")
    assert line.shows(TARAS, "later words")
    for words in ("when does this end", "later words", "Check word", "an answer of Olga"):
        assert not line.shows(OLGA, words)
    assert not line.topics[OLGA]
    assert line.shows(OLGA, "somebody else has this case now")
    await line.replies(OLGA, head, "too late")
    await line.replies(TARAS, line.number(TARAS, "Check word"), "an answer of Taras")
    shown = "\n".join(await reads(phone))
    assert "an answer of Taras" in shown
    assert "too late" not in shown


async def test_nothing_says_that_a_start_is_awaited_once_another_has_the_case(store: Store, book: Book) -> None:
    line = private_line(store, book, topics=True)
    await line.starts(TARAS)
    case = await line.takes(OLGA, await line.asks(line.phone(CHAT, "en"), "when does this end and what do I do"))

    async def awaited() -> int:
        posts = await line.house.database.transact(lambda tx: line.house.posts.of_case(tx, case.id))
        return sum(post.role == rooms.AWAITS for post in posts)

    assert await awaited() == 1
    await line.hands_over(case, TARAS)
    assert await awaited() == 0


async def test_what_can_no_longer_be_deleted_says_nothing_any_more(line: PrivateWire, phone: Phone) -> None:
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    await line.passes(49 * HOUR)
    await line.hands_over(case, TARAS)
    assert not line.shows(OLGA, "when does this end")
    assert not line.shows(OLGA, "Check word")
    assert line.shows(TARAS, "when does this end")


async def test_a_photo_that_waited_stands_in_the_room_and_can_be_kept(line: PrivateWire, phone: Phone) -> None:
    case = await line.asks(phone, "when does this end and what do I do")
    await phone.writes("see this", media=Media(kind="photo", file_id="photo-1"))
    case = await line.takes(OLGA, case)
    assert any(one.media and "see this" in one.text for one in line.chats[OLGA].values())
    entries = await line.house.database.transact(lambda tx: line.house.cases.entries(tx, case))
    (post,) = [bytes.fromhex(entry.body["post"]) for entry in entries if entry.body.get("media") == "photo"]
    kept = await line.presses(OLGA, KEEP, post, chat=OLGA)
    assert kept.toast == line.house.plain("desk-keep-asked")
    await line.hands_over(case, TARAS)
    assert any(one.media and "see this" in one.text for one in line.chats[TARAS].values())
    again = await line.presses(TARAS, KEEP, post, chat=TARAS)
    assert again.toast != line.house.plain("desk-reply-closed")


async def test_words_corrected_while_they_waited_stand_in_the_room_in_both_versions(
    line: PrivateWire, phone: Phone
) -> None:
    case = await line.asks(phone, "when does this end and what do I do")
    await phone.writes("we are at teh river")
    number = phone.last
    await phone.changes(number, "we are at the river")
    await line.takes(OLGA, case)
    assert line.shows(OLGA, "at teh river")
    assert line.shows(OLGA, "at the river")
    await phone.changes(number, "we are at the ford")
    await line.deliver()
    assert line.shows(OLGA, "at the ford")


async def test_a_place_that_came_before_the_room_opened_is_kept_apart(line: PrivateWire, phone: Phone) -> None:
    await access.blocked(line.house, OLGA, line.tick(), blocked=True)
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    await phone.writes(media=Media(kind="location", latitude=50.0, longitude=30.0))
    await line.deliver()
    assert (await line.case(case)).apart == ("place",)
    assert not any("50.0" in text for text in line.told)


@pytest.mark.parametrize("line", [True], indirect=True, ids=["topics"])
async def test_a_reply_in_another_cases_topic_goes_nowhere(line: PrivateWire, phone: Phone) -> None:
    other = line.phone(OTHER, "en")
    await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    mine = line.chats[OLGA][line.number(OLGA, "Check word")].topic
    await line.takes(OLGA, await line.asks(other, "is there somebody who can tell me more"))
    theirs = line.number(OLGA, "Check word")
    await line.replies(OLGA, theirs, "to whom", thread=mine)
    assert line.shows(OLGA, "a message of another case")
    for one in (phone, other):
        assert "to whom" not in "\n".join(await reads(one))


async def test_in_the_room_of_two_merged_cases_words_of_either_are_answered(line: PrivateWire, phone: Phone) -> None:
    other = line.phone(OTHER, "en")
    mine = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    theirs = await line.takes(OLGA, await line.asks(other, "is there somebody who can tell me more"))
    await line.merges(mine, theirs, by=OLGA)
    await other.writes("words from the second phone")
    await line.deliver()
    await line.replies(OLGA, line.number(OLGA, "words from the second phone"), "to one of you")
    assert not line.shows(OLGA, "a message of another case")
    assert "to one of you" in "\n".join(await reads(phone))


async def test_who_blocks_the_bot_has_no_case_any_more(line: PrivateWire, phone: Phone) -> None:
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    line.blocked.add(OLGA)
    await phone.writes("are you there")
    await line.deliver()
    freed = await line.case(case)
    assert (freed.state, freed.seat, freed.taker) == ("new", 0, None)
    assert any("can no longer be reached in the private chat" in text for text in line.told)
    assert not any("are you there" in text for text in line.told)
    await line.takes(TARAS, freed)
    assert line.shows(TARAS, "are you there")


async def test_the_second_who_takes_learns_who_was_faster(line: PrivateWire, phone: Phone) -> None:
    case = await line.asks(phone, "when does this end and what do I do")
    await line.takes(OLGA, case)
    late = await line.presses(TARAS, "t", case.id)
    assert late.toast == line.house.plain("desk-taken-already", name="Olga")
    assert not line.chats[TARAS]


async def test_nobody_takes_his_own_case(line: PrivateWire, phone: Phone) -> None:
    case = await line.asks(phone, "when does this end and what do I do")
    line.phones.pop(CHAT)
    refused = await line.presses(CHAT, "t", case.id)
    assert refused.toast == line.house.plain("desk-own-case")
    assert (await line.case(case)).state == "new"


async def test_a_topic_of_the_group_is_closed_when_the_case_gets_a_private_room(
    line: PrivateWire, phone: Phone
) -> None:
    line.house.shelf.line = replace(line.house.shelf.line, private=False)
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    assert (case.room is not None, case.seat) == (True, 0)
    line.house.shelf.line = replace(line.house.shelf.line, private=True)
    moved = await line.hands_over(case, TARAS)
    assert moved.seat == TARAS
    assert case.room != moved.room
    await phone.writes("later words")
    await line.deliver()
    assert line.shows(TARAS, "when does this end")
    assert line.shows(TARAS, "later words")
    assert not any("later words" in text for text in line.told)


async def test_a_closed_case_opened_again_gets_a_room_of_its_own(line: PrivateWire, phone: Phone) -> None:
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    await line.presses(OLGA, ANSWERED, case.id, chat=OLGA)
    assert not line.topics[OLGA]
    assert not line.shows(OLGA, "when does this end")
    posts = await line.house.database.transact(lambda tx: line.house.posts.of_case(tx, case.id))
    assert not [post for post in posts if post.source is not None and post.source[0] == CHAT]


async def test_unblocking_opens_what_waited(line: PrivateWire, phone: Phone) -> None:
    await access.blocked(line.house, OLGA, line.tick(), blocked=True)
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    assert (case.seat, case.room, case.head) == (OLGA, None, None)
    assert not line.chats[OLGA]
    await access.blocked(line.house, OLGA, line.tick(), blocked=False)
    await line.deliver()
    assert line.shows(OLGA, "when does this end")


async def test_given_back_before_its_room_opened_it_is_said_beneath_its_card(line: PrivateWire, phone: Phone) -> None:
    await access.blocked(line.house, OLGA, line.tick(), blocked=True)
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    assert (case.seat, case.room, case.head) == (OLGA, None, None)
    line.told.clear()
    await line.presses(TARAS, working.HAND, case.id)
    assert (await line.case(case)).state == "new"
    told = line.house.say("desk-handed-room", alias=case.alias, name="Olga")
    assert told in line.told


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))])
async def test_whatever_is_done_no_person_ever_reads_words_for_another(line: PrivateWire, seed: int) -> None:
    """Each answer names the case of the message it replies to; taken, handed over, refused and closed at random."""
    rolls = random.Random(seed)
    phones = [line.phone(chat, "en") for chat in (CHAT, OTHER, OTHER + 1)]
    cases: list[Case] = [await line.asks(phone, "when does this end and what do I do") for phone in phones]
    alias = {phone.chat: case.alias for phone, case in zip(phones, cases, strict=True)}
    read: set[str] = set()
    for _ in range(30):
        user, case = rolls.choice((OLGA, TARAS)), await line.case(rolls.choice(cases))
        match rolls.randrange(6):
            case 0 if case.state == "new" and case.hot:
                await line.takes(user, case)
            case 1 if case.seat and case.hot:
                await line.hands_over(case, user)
            case 2:
                phone = rolls.choice(phones)
                await phone.writes(f"words of {alias[phone.chat]}")
            case _ if line.chats[user]:
                to = rolls.choice(sorted(line.chats[user]))
                named = [one for one in alias.values() if one in line.chats[user][to].text]
                thread = rolls.choice([None, line.chats[user][to].topic, *sorted(line.topics[user])])
                await line.replies(user, to, f"for {named[0] if len(named) == 1 else 'NOBODY'}", thread=thread)
        for phone in phones:
            shown = await reads(phone)
            others = {one for chat, one in alias.items() if chat != phone.chat} | {"NOBODY"}
            assert not [text for text in shown for other in others if f"for {other}" in text]
            read |= {text for text in shown if f"for {alias[phone.chat]}" in text}
    assert read, "nobody was answered: this run proves nothing"
