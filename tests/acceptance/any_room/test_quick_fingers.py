"""Telegram shows a message before its sender hears of it: who presses or answers in between is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.rooms import Room
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.slow]
LATE = 0.7
"""Seconds for which every answer of Telegram is on its way, the message being there."""


async def test_whoever_is_quicker_than_telegrams_answer_is_understood(
    person: Phone, room: Room, desk: Operator, rehearsal: Stage
) -> None:
    rehearsal.world.faults.late = LATE
    await asks(person, "who hears me")
    await room.opens()
    await desk.replies(await room.sees("who hears me"), "I do, and I stay")
    line = await person.sees_button("Read")
    pressed = rehearsal.world.tap(person.user, line, "Read")
    await person.sees("I do, and I stay")
    await person.sends("thank you so much")
    await desk.replies(await room.sees("thank you so much"), "take care")
    await person.reads("take care")
    await desk.taps("Close", under=room.head)
    await desk.taps("Answered", under=room.head)
    await person.reads("The conversation has ended")
    assert pressed is not None
    said = [popup.text for popup in rehearsal.world.popups]
    assert not any("too old" in text or "stale" in text for text in said), said
    assert not any("belongs to no case" in one.text or "Internal note" in one.text for one in room.there())
