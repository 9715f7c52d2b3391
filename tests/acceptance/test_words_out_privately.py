"""Words that go out of a private room: a second operator sees them privately, the group none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import asks
from tests.acceptance.test_private_rooms import follows, in_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture(params=[True, False], ids=["topics", "threads"])
def more_settings(rehearsal: Stage, request: pytest.FixtureRequest) -> dict[str, str]:
    rehearsal.world.bot.topics_enabled = bool(request.param)
    return {"HOTLINE_DESK": "private"}


async def test_a_second_operator_looks_privately_and_releases(
    person: Phone, desk: Operator, operator: Callable[..., Operator]
) -> None:
    second = operator("Petro")
    await second.starts()
    await second.sees("operators' side", in_=PRIVATELY)
    await asks(person, "what now?")
    await desk.taps("Take")
    await follows(desk)
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    typed = await desk.replies(head, "Come to the bridge tomorrow at 5:00")
    await desk.sees("Not sent yet", in_=PRIVATELY)
    alert = await second.sees("waits for a second operator")
    await second.taps("Show me", under=alert)
    await second.taps("Release", under=await second.sees("Come to the bridge", in_=PRIVATELY))
    await desk.sees("released by Petro", in_=PRIVATELY)
    await person.reads("Come to the bridge")
    await desk.sees_reaction(typed, "👀")
    await desk.replies(head, "/r hello")
    await desk.taps("Send", under=await desk.sees("will see", in_=PRIVATELY))
    await person.reads("An operator is writing to you")
    assert "to the bridge" not in in_group(desk)
    assert "An operator is writing" not in in_group(desk)


async def test_alone_on_shift_the_alias_is_typed_again_in_the_private_room(person: Phone, desk: Operator) -> None:
    await asks(person, "what now?")
    await desk.taps("Take")
    await follows(desk)
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    await desk.replies(head, "Come to the bridge tomorrow at 5:00")
    held = await desk.sees("Not sent yet", in_=PRIVATELY)
    await desk.taps("Release", under=held)
    await desk.sees_popup("nobody else is on shift")
    await desk.replies(held, held.text.partition("✋ ")[2].partition(":")[0])
    await person.reads("Come to the bridge")
