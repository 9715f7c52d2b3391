"""The operators' side in a group without topics: the card's reply thread is the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def with_topics() -> bool:
    return False


async def test_a_group_without_topics_answers_beneath_the_card(person: Phone, desk: Operator) -> None:
    await applies(person)
    await takes(desk)
    card = await desk.sees("Check word")
    answer = await desk.replies(card, "I read you")
    await person.reads("I read you")
    await person.sends("and I you")
    relayed = await desk.sees("and I you")
    assert relayed.reply_to is not None
    await desk.replies(relayed, "Good")
    await person.reads("Good")
    await desk.replies(answer, "he sounds calm")
    await desk.sees("Internal note")
    assert not any("calm" in message.text for message in person.messages)
