"""What operators do with a case besides answering it, and how they find one: over HTTP, in a group with topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import asks, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_case_goes_from_hand_to_hand_and_its_person_never_loses_his_way(
    person: Phone, desk: Operator, operator: Callable[..., Operator]
) -> None:
    other = operator("Taras")
    await asks(person, "how long will it take")
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.taps("More…", under=head)
    await desk.taps("Hand over", under=head)
    await desk.sees("Olena handed it over. Who takes it?")
    await desk.sees("waits for an operator", in_=alias)
    await other.taps("Take")
    await other.sees("Taken by Taras")
    taken = await other.sees("Check word", in_=alias)
    await other.replies(taken, "I go on from here")
    await person.reads("I go on from here")
    assert len([one for one in desk.stage.group.topics.values() if alias in one.title]) == 1


async def test_lists_are_edited_in_place_and_an_alias_in_them_shows_its_card_in_private_too(
    person: Phone, desk: Operator
) -> None:
    await desk.starts()
    await asks(person, "how long will it take")
    alias = (await desk.sees("Waiting for an operator")).text.split(" ")[0]
    await desk.sends("/cases", in_=PRIVATELY)
    listed = await desk.sees(f"/case_{alias} · only a question · en · New", in_=PRIVATELY)
    assert "how long" not in listed.text
    await desk.taps("Taken", under=listed)
    await desk.sees("Open cases: 0", in_=PRIVATELY)
    await desk.sends(f"/case_{alias}", in_=PRIVATELY)
    card = await desk.sees(f"{alias} · question", in_=PRIVATELY)
    await desk.taps("More…", under=card)
    await desk.taps("🔴 Urgent", under=card)
    await desk.sees("is urgent now. Olena marked it.")
    await desk.sees("Urgent", in_=PRIVATELY)


async def test_two_phones_of_one_man_are_one_room_and_the_chosen_phone_gets_the_answers(
    phone: Callable[..., Phone], desk: Operator
) -> None:
    old, new = phone("Ivan"), phone("Ivan again")
    await asks(old, "how long will it take")
    first = await takes(desk)
    await asks(new, "it is me on another phone")
    card = await desk.sees("Waiting for an operator")
    second = card.text.split(" ")[0]
    await desk.sends(f"/merge {second}", in_=first)
    await desk.sees("They write from two different chats")
    await desk.taps(f"Merge, answers to {second}")
    await desk.sees("it is me on another phone", in_=first)
    await desk.sees(f"Answers go to {second} only", in_=first)
    head = await desk.sees("stays here as a note.\n🔗 Merged with", in_=first)
    assert f"Answers go to {second} only" in head.text
    await new.sends("more from the new phone")
    await desk.sees("more from the new phone", in_=first)
    await desk.replies(head, "this is for the new phone")
    await new.reads("this is for the new phone")
    await desk.sends(f"/separate {second}")
    await desk.sees("Separate again")
    await desk.replies(head, "this is for the old phone")
    await old.reads("this is for the old phone")
    assert not any("for the new phone" in one.text for one in old.messages)
    assert not any("for the old phone" in one.text for one in new.messages)
