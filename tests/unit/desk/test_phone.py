"""Somebody calls: a case without a chat, five words dictated, or the five words as they were heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import access, private_desk
from bot.desk.calls import call_desk, phone, phone_screen
from bot.desk.calls.phone_screen import LEARNED, MEANT, STEP, Step
from bot.desk.codes import codes
from bot.desk.codes.word_lists import WordLists
from bot.messages import Said
from storage.audit import Action
from tests.promises.officer import DESK
from tests.unit.desk.watch import NAMES, PERSON, Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.calls import Call
    from storage.cases import Case
    from tests.storage.conftest import Store

OLGA = 5


@pytest.fixture
def line(store: Store, book: Book) -> Room:
    return room(store, book)


async def types(line: Room, text: str, **how: Any) -> int:
    """Olga types into her private chat with the bot; the message."""
    line.desk_message += 1
    came = Said(chat=OLGA, user=OLGA, message=line.desk_message, text=text, name=NAMES[OLGA], language="en", **how)
    await private_desk.said(line.house, came, line.work())
    await call_desk.try_all(line.house, line.now)
    await line.deliver()
    return came.message


async def step(line: Room, kind: str, *chosen: int) -> str | None:
    return await line.presses(OLGA, STEP, Step(kind, *chosen).packed(), chat=OLGA)


async def call_of(line: Room) -> Call:
    call = await line.house.database.transact(lambda tx: line.house.calls.find(tx, OLGA))
    assert call is not None
    return call


async def repeats(line: Room) -> None:
    """The caller said the new words back."""
    await line.presses(OLGA, LEARNED, (await call_of(line)).id, chat=OLGA)


async def begins(line: Room) -> None:
    await line.writes(OLGA, "/phone", private=True)


async def new_case(line: Room, *, urgent: int = 0) -> Case:
    await begins(line)
    for kind, chosen in (("n", ()), ("d", (0,)), ("l", (0, 0)), ("u", (0, 0, urgent))):
        await step(line, kind, *chosen)
    return await line.case((await call_of(line)).case)


async def attach(line: Room) -> None:
    """The code desk makes keys of the words that are kept."""
    for case_id in await line.house.database.transact(line.house.cases.codes_pending):
        await codes.attach(line.house, case_id)


async def opens(line: Room, words: tuple[str, ...]) -> bool:
    """Whether these words open anything."""
    keys = await line.house.kitchen.cook(words, asker=9)
    found = await line.house.database.transact(
        lambda tx: line.house.cases.find_code(tx, lookup=keys.lookup, wrap=keys.wrap)
    )
    return found is not None


async def texts(line: Room, case: Case) -> list[str]:
    entries = await line.house.database.transact(lambda tx: line.house.cases.entries(tx, case))
    return [entry.body["text"] for entry in entries if entry.kind == "said"]


async def test_a_call_makes_a_case_without_a_chat_in_the_hands_of_who_answered(line: Room) -> None:
    case = await new_case(line, urgent=1)
    assert (case.chat, case.door, case.urgent, case.taker) == (None, "soldier", True, OLGA)
    assert any("There is no chat" in text for text in line.told)
    assert await line.on_shift() == ["Olga"]
    words = (await call_of(line)).fresh
    assert line.shows(f"1. {words[0]}")
    assert line.shows(case.check_word)
    assert Action.PHONED in [deed.action for deed in await line.deeds()]
    await line.runs(3_600, step=60)
    assert (await line.case(case.id)).taker == OLGA


async def test_the_dictated_words_vanish_and_open_the_case(line: Room) -> None:
    case = await new_case(line)
    words = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    assert not line.shows(words[0])
    assert await line.house.database.transact(lambda tx: line.house.cases.words(tx, case.id)) is None
    assert await opens(line, words)


async def test_a_button_of_an_earlier_call_confirms_no_words(line: Room) -> None:
    case = await new_case(line)
    said = await line.presses(OLGA, LEARNED, case.id, chat=OLGA)
    assert said == line.house.plain("desk-phone-no-call")
    assert line.shows((await call_of(line)).fresh[0])


async def test_what_the_caller_says_leaves_the_chat_and_is_kept_without_any_number(line: Room) -> None:
    case = await new_case(line)
    erased: list[int] = []
    sent = line.call

    async def noted(method: str, **params: Any) -> Any:
        erased.extend(params.get("message_ids", ()))
        return await sent(method, **params)

    line.call = noted  # type: ignore[method-assign]
    first = await types(line, "he wants to know how it goes on")
    second = await types(line, "call me back at 123-45-67 or +7 921 123 45 67")
    assert {first, second} <= set(erased)
    kept = await texts(line, case)
    assert kept[0] == "he wants to know how it goes on"
    assert not any(number in kept[1] for number in ("123", "921", "45"))
    assert line.shows("hidden")


async def test_words_as_heard_open_a_case_show_it_and_are_replaced_only_once_repeated(line: Room) -> None:
    case = await new_case(line)
    old = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await types(line, "he asks about his papers")
    await step(line, "e")
    await begins(line)
    await step(line, "w")
    await types(line, old[0].upper())
    await types(line, f"5 {old[4]} 4 {old[3]}")
    await types(line, f"{old[1]} {old[2]}")
    call = await call_of(line)
    assert (call.stage, call.case) == ("notes", case.id)
    assert line.shows("he asks about his papers")
    assert await opens(line, old)
    assert call.fresh != old
    await repeats(line)
    await attach(line)
    assert not await opens(line, old)
    assert await opens(line, call.fresh)


async def test_a_call_that_breaks_off_leaves_the_old_words_in_force(line: Room) -> None:
    await new_case(line)
    old = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await begins(line)
    await step(line, "w")
    await types(line, " ".join(old))
    assert (await call_of(line)).fresh != old
    assert (
        await step(line, "e")
        == "The call has ended. The new words were not confirmed: if there were earlier ones, those are in force."
    )
    await attach(line)
    assert await opens(line, old)


async def test_an_unclear_word_is_suggested_and_chosen_by_a_press(line: Room) -> None:
    case = await new_case(line)
    old = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await begins(line)
    await step(line, "w")
    await types(line, f"2 {old[1]} 3 {old[2]} 4 {old[3]} 5 {old[4]}")
    await types(line, "1 qqqqqqqq")
    assert line.shows("1. ❓")
    await line.presses(OLGA, MEANT, phone_screen.carried(0, old[0]), chat=OLGA)
    await call_desk.try_all(line.house, line.now)
    await line.deliver()
    assert (await call_of(line)).case == case.id


def test_a_suggestion_means_its_word_whatever_list_it_is_read_with(line: Room) -> None:
    languages = dict(line.house.lists.languages)
    english = languages["en"]
    old, other = english.words[0], english.words[1]
    reference = phone_screen.carried(3, old)
    assert len(reference) == 16
    newer = WordLists({**languages, "en": replace(english, words=("newword", *english.words[1:]), former=(old,))})
    assert phone_screen.read_word(replace(line.house, lists=newer), reference) == (3, old)
    without = WordLists({**languages, "en": replace(english, words=(other, *english.words[1:]), former=())})
    assert phone_screen.read_word(replace(line.house, lists=without), reference) is None
    by_number = b"m" + bytes([0, 2, 0, 0]) + bytes(11)
    assert phone_screen.read_word(line.house, by_number) is None, "a button of the version before"


async def test_wrong_words_are_all_answered_alike_and_five_wrong_tries_are_enough(line: Room) -> None:
    await begins(line)
    await step(line, "w")
    words = line.house.lists.words_of("en")
    for at in range(5):
        await types(line, " ".join(words[at * 5 : at * 5 + 5]))
        assert line.shows("opened nothing")
    await types(line, " ".join(words[100:105]))
    assert line.shows("used up")
    assert (await call_of(line)).stage == "words"


async def test_who_called_comes_to_telegram_by_the_words_and_can_be_answered(line: Room) -> None:
    case = await new_case(line)
    words = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await line.answers(case)
    assert any("there is no chat" in text for text in line.told)
    phone_ = line.phone(PERSON, "en")
    await phone_.writes(" ".join(words))
    await line.deliver()
    assert (await line.case(case.id)).chat == PERSON
    assert any("came to Telegram" in text for text in line.told)
    await line.answers(case, "welcome")
    assert (await line.case(case.id)).unread


async def test_a_call_of_another_operators_case_tells_him(line: Room) -> None:
    case = await line.asks()
    await line.takes(case, user=6)
    words = line.house.lists.draw_code("en", line.house.random_bytes)
    await line.house.database.transact(lambda tx: line.house.cases.keep_words(tx, case.id, words, now=line.now))
    await attach(line)
    await begins(line)
    await step(line, "w")
    await types(line, " ".join(words))
    assert (await line.case(case.id)).taker == 6
    assert any("speaks with the person" in text for text in line.told)
    assert line.shows("has a chat in Telegram")


async def test_told_with_the_last_word_first_the_operators_learn_it_and_the_caller_does_not(line: Room) -> None:
    case = await new_case(line)
    old = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await begins(line)
    await step(line, "w")
    await types(line, " ".join((old[4], *old[:4])))
    assert (await line.case(case.id)).duress
    assert (await call_of(line)).fresh


async def test_a_forgotten_call_ends_by_itself_and_leaves_nothing(line: Room) -> None:
    await new_case(line)
    line.now += phone.OVER_SECONDS + 1
    await phone.sweep(line.house, line.now)
    await line.deliver()
    assert await line.house.database.transact(lambda tx: line.house.calls.find(tx, OLGA)) is None
    assert not line.shows("Dictate")
    assert await step(line, "e") == "This call has ended already. A new one: /phone"


async def test_a_closed_case_of_a_call_is_opened_again_by_its_words(line: Room) -> None:
    case = await new_case(line)
    words = (await call_of(line)).fresh
    await attach(line)
    await repeats(line)
    await step(line, "e")
    await line.presses(OLGA, "1", case.id)
    assert not (await line.case(case.id)).hot
    await begins(line)
    await step(line, "w")
    await types(line, " ".join(words))
    again = await line.case(case.id)
    assert (again.hot, again.chat, again.taker) == (True, None, OLGA)


async def test_who_leaves_in_the_middle_of_a_call_leaves_nothing_of_it(line: Room) -> None:
    await new_case(line)
    await access.left(line.house, DESK, OLGA, line.work())
    await line.deliver()
    assert await line.house.database.transact(lambda tx: line.house.calls.find(tx, OLGA)) is None
    assert not line.shows("Dictate")


async def test_a_reply_is_no_note_of_a_call(line: Room) -> None:
    case = await new_case(line)
    await types(line, "this is a reply", reply_to=77, reply_to_bot=True)
    assert await texts(line, case) == []
    assert DESK not in line.stands
