"""What is done with a case besides answering, in each kind of room: the buttons behind More, merging, taking back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.rooms import Room
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.slow]


@pytest.mark.parametrize("kind", ["plain group", "private topics", "private threads"], indirect=True)
async def test_two_phones_of_one_man_share_a_room_and_the_chosen_one_is_answered(
    phone: Callable[..., Phone], room: Room, desk: Operator
) -> None:
    old, new = phone("Ivan"), phone("Ivan again")
    await asks(old, "how long will it take")
    await room.opens()
    first, head = room.alias, room.head
    await asks(new, "it is me on another phone")
    second = (await desk.sees("Waiting for an operator")).text.split(" ")[0]
    await desk.replies(head, f"/merge {second}")
    asked = await room.sees("They write from two different chats")
    await desk.taps(f"Merge, answers to {second}", under=asked)
    await room.sees(f"Answers go to {second} only")
    words = await room.sees("it is me on another phone")
    await new.sends("more from the new phone")
    later = await room.sees("more from the new phone")
    await desk.replies(later, "this is for the new phone")
    await new.reads("this is for the new phone")
    await desk.replies(head, "and so is this")
    await new.reads("and so is this")
    assert not any("new phone" in one.text or "so is this" in one.text for one in old.messages)
    assert second in words.text or (room.topical and not room.private)
    await desk.sends(f"/separate {second}", in_=PRIVATELY if room.private else None)
    await room.sees("Separate again")
    await desk.replies(head, "this is for the old phone")
    await old.reads("this is for the old phone")
    assert not any("for the old phone" in one.text for one in new.messages)
    assert first != second


@pytest.mark.parametrize("kind", ["group topics", "plain group", "private threads"], indirect=True)
async def test_every_button_behind_more(
    person: Phone, room: Room, desk: Operator, operator: Callable[..., Operator]
) -> None:
    other = operator("Taras")
    await other.starts()
    await other.sees("operators' side", in_=PRIVATELY)
    await asks(person, "how long will it take")
    await room.opens()
    card = await desk.sees(f"{room.alias} · question")
    told = room.head if room.private or room.topical else card

    def shows(sign: str, there: bool) -> bool:
        return (sign in card.text) is there

    async def presses(*labels: str) -> None:
        for label in ("More…", *labels):
            await desk.taps(label, under=told)

    for label, sign, there in (
        ("🔴 Urgent", "Urgent", True),
        ("Not urgent", "Urgent", False),
        ("Wait for him", "Olena: waiting for the person", True),
        ("Back to work", "Taken by Olena", True),
    ):
        await presses(label)
        await desk.stage.wait(partial(shows, sign, there), f"{sign} after {label}", desk.user)
    await presses("Snooze…", "2 hours")
    await desk.stage.wait(lambda: "asleep until" in card.text, "that it sleeps", desk.user)
    await person.sends("I wrote again")
    await room.sees("I wrote again")
    await desk.stage.wait(lambda: "Taken by Olena" in card.text, "that it woke", desk.user)
    await presses("Assign…", "Taras")
    await desk.stage.wait(lambda: "Taken by Taras" in card.text, "his name on the card", desk.user)
    await other.sees("gave it to you", in_=PRIVATELY)
    shown = await other.sees("Reply to a 💬", in_=PRIVATELY) if room.private else card
    await other.taps("More…", under=shown)
    await other.taps("Hand over", under=shown)
    await desk.stage.wait(lambda: "Handed over, waiting" in card.text, "that anybody may take it", desk.user)
    await other.sees("Taras handed it over. Who takes it?")
    assert not room.private or not any("I wrote again" in one.text for one in (*desk.messages, *other.messages))


@pytest.mark.parametrize("kind", ["plain group", "private topics"], indirect=True)
async def test_taken_back_on_either_side_it_says_whether_it_was_read(person: Phone, room: Room, desk: Operator) -> None:
    await asks(person, "how long will it take")
    await room.opens()
    unread = await desk.replies(room.head, "words nobody should read")
    await desk.sees_reaction(unread, "👌")
    await desk.replies(unread, "/undo")
    await room.sees("The person had not read it")
    read = await desk.replies(room.head, "words he read")
    await person.reads("words he read")
    await desk.sees_reaction(read, "👀")
    await desk.replies(read, "/undo")
    await room.sees("The person had read it")
    await person.no_longer_sees("words he read")
    said = await person.sends("what I regret")
    await room.sees("what I regret")
    await person.taps("My case")
    await person.taps("Take back my last message")
    await person.sees("Taken back")
    await room.sees("took a message back")
    gone = lambda: not any("what I regret" in one.text for one in room.there())  # noqa: E731
    await desk.stage.wait(gone, "his words gone from the room", desk.user)
    assert said not in person.messages
    assert not any("nobody should" in one.text for one in person.messages)


@pytest.mark.parametrize("kind", ["group topics", "private threads"], indirect=True)
async def test_an_edit_follows_both_ways_and_both_versions_are_shown(person: Phone, room: Room, desk: Operator) -> None:
    await asks(person, "how long will it take")
    await room.opens()
    answer = await desk.replies(room.head, "the frist words")
    await person.reads("the frist words")
    await desk.edits(answer, "the first words")
    await person.sees("the first words")
    said = await person.sends("I am at teh door")
    await room.sees("at teh door")
    await person.edits(said, "I am at the door")
    await room.sees("at the door")
    if not room.private:
        await desk.starts()
        await desk.sees("operators' side", in_=PRIVATELY)
    await desk.taps("Open", under=await desk.sees(f"{room.alias} · question"))
    for words in ("the frist words", "the first words", "at teh door", "at the door"):
        await desk.sees(words, in_=PRIVATELY)
