"""What operators see and lose, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.age import new_identity
from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, fills_the_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


async def opened(person: Phone, desk: Operator) -> None:
    """She takes an application and opens its answers."""
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    await desk.taps("Take")
    await desk.taps("Open")
    await desk.sees("application", in_=PRIVATELY)


async def test_who_leaves_loses_what_he_opened_and_his_cases(
    person: Phone, desk: Operator, operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    other = operator("Petro")
    await opened(person, desk)
    alias = (await other.sees("Taken by Olena")).text.split()[0]
    rehearsal.world.leave(rehearsal.group, desk.user)
    await desk.no_longer_sees("application")
    await desk.no_longer_sees("operators' side")
    await other.sees("left the operators")
    await other.sees("waiting for an operator")
    await desk.starts(f"open_{alias}")
    await desk.sees_button("I am serving")
    assert not any(alias in message.text for message in desk.messages)


async def test_the_card_shows_no_answer(person: Phone, desk: Operator) -> None:
    await fills_the_form(person, reply=WISH)
    await person.taps("Send")
    await person.taps("Yes, send it")
    card = await desk.sees("Waiting for an operator")
    assert "•" not in card.text
    assert WISH in card.text
    shown = "\n".join(message.text for message in desk.stage.group.messages.values())
    assert [answer for answer in ANSWERED if answer in shown] == []


WISH = "Only after I write again"
"""How he wants to be answered: an instruction, which the card does show."""
ANSWERED = ("nobody can see", "Only about me", "only I use it", "what happens", "I want to know")
"""Of each of his answers something that nothing else in the group says."""


ANONYMOUS = {
    "from": {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
    "sender_chat": {"id": -1, "type": "supergroup", "title": "Operators"},
}
"""How Telegram shows an admin who hides behind the group."""


@pytest.mark.parametrize("words", ["an order from above", "/open", "/help"])
async def test_an_anonymous_admin_reads_and_does_not_act(
    words: str, person: Phone, desk: Operator, rehearsal: Stage
) -> None:
    await applies(person)
    card = await desk.sees("Waiting for an operator")
    rehearsal.world.say(desk.user, rehearsal.group, words, reply_to=card.id, extra=ANONYMOUS)
    await desk.sees("anonymous administrator")
    card = await desk.sees("Waiting for an operator")
    assert not any("from above" in message.text for message in person.messages)


async def test_an_anonymous_note_is_kept_nowhere(person: Phone, desk: Operator, rehearsal: Stage) -> None:
    await applies(person)
    await desk.taps("Take")
    topic = await desk.sees_topic("soldier")
    rehearsal.world.say(desk.user, rehearsal.group, "a plain order", thread=topic.id, extra=ANONYMOUS)
    await desk.sees("not kept as a note")


async def test_an_export_needs_two_supervisors_and_comes_sealed(
    person: Phone, operator: Callable[..., Operator]
) -> None:
    boss, second = operator("Boss", admin=True), operator("Second", admin=True)
    await boss.starts()
    await boss.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    alias = (await boss.sees("Waiting for an operator")).text.split()[0]
    await boss.sends(f"/export {alias}")
    await boss.sees("A second supervisor confirms")
    await boss.taps("Confirm")
    await boss.sees_popup("Another supervisor must confirm")
    await second.taps("Confirm")
    await boss.sees("privately and sealed")
    caption = await boss.sees("age -d -i operator.key", in_=PRIVATELY)
    assert caption.protected
    assert caption.media is not None
    assert caption.media.kind == "document"
    assert caption.media.file is not None
    assert caption.media.file.content.startswith(b"age-encryption.org/v1")


async def test_a_recipient_is_announced_and_anybody_stops_it(operator: Callable[..., Operator], desk: Operator) -> None:
    boss = operator("Boss", admin=True)
    key = new_identity().recipient
    await boss.sends(f"/recipient add {key}")
    await desk.sees("A second supervisor confirms")
    await desk.sees(key)
    await desk.taps("Stop it")
    await boss.sees("Olena stopped it")
    await desk.sends("/recipient")
    await desk.sees("is for supervisors")
