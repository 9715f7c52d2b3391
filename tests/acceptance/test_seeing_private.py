"""Private rooms, and an operator who leaves: nothing of a case stays in his chat with the bot, and none of it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture(params=[True, False], ids=["topics", "threads"])
def more_settings(rehearsal: Stage, request: pytest.FixtureRequest) -> dict[str, str]:
    rehearsal.world.bot.topics_enabled = bool(request.param)
    return {"HOTLINE_DESK": "private"}


async def test_a_private_room_goes_with_its_operator(
    person: Phone, desk: Operator, operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    other = operator("Petro")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await asks(person, "words of the person")
    alias = (await desk.sees("Waiting for an operator")).text.split()[0]
    await desk.taps("Take")
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    await desk.sees("words of the person", in_=PRIVATELY)
    await desk.replies(head, "an answer of hers")
    await person.reads("an answer of hers")
    await desk.taps("Open")
    await desk.sees("an answer of hers", in_=PRIVATELY)
    rehearsal.world.leave(rehearsal.group, desk.user)
    for words in ("words of the person", "an answer of hers", "Reply to a 💬", "operators' side"):
        await desk.no_longer_sees(words)
    await other.sees("left the operators")
    assert not any(alias in message.text for message in rehearsal.world.private(desk.user).messages.values())
    await desk.starts(f"open_{alias}")
    await desk.sees_button("I am serving")
    await desk.starts(f"room_{alias}")
    await other.starts()
    await other.taps("Take")
    await other.sees("words of the person", in_=PRIVATELY)
    assert not any("words of" in message.text for message in rehearsal.world.private(desk.user).messages.values())
