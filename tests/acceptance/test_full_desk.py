"""More cases at once than a group takes messages: sheets, the board, three operators who press together."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.slow]
MANY = 6


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.crowded")


def takes_of(message: Message) -> list[str]:
    """The aliases that can be taken from a sheet."""
    return [key["text"].split()[-1] for row in message.buttons for key in row if re.match(r"Take \w{6}$", key["text"])]


async def test_many_cases_come_as_lines_and_three_operators_share_them(
    phone: Callable[..., Phone], desk: Operator, operator: Callable[..., Operator]
) -> None:
    others = [operator("Petro"), operator("Stepan")]
    people = [phone(f"Person {number}") for number in range(MANY)]
    await desk.sees("📌 The queue")
    await asyncio.gather(*(asks(one, f"question of {one.user.name}") for one in people))
    sheet = await desk.stage.wait(
        lambda: next((one for one in desk.stage.group.messages.values() if len(takes_of(one)) > 1), None),
        "a sheet with several lines",
        desk.user,
    )
    assert "question of" not in sheet.text
    first, second = takes_of(sheet)[:2]
    await desk.replies(sheet, "to all of them")
    await desk.sees("This message is about several cases, so your reply went to nobody")
    for one in (desk, *others):
        one.world.tap(one.user, sheet, f"Take {first}")
    for one in others:
        await one.sees_popup("Olena")
    await others[0].taps(f"Take {second}", under=sheet)
    await desk.stage.wait(lambda: not {first, second} & {*takes_of(sheet)}, "lines without a button", desk.user)
    for alias, name in ((first, "Olena"), (second, "Petro")):
        assert f"👤 {alias} · {name}" in sheet.text
    head = await desk.sees("Reply to a 💬", in_=first)
    asked = await desk.sees("question of", in_=first)
    await desk.replies(head, "an answer for one of them")
    (heard,) = [one for one in people if one.user.name in asked.text]
    await heard.reads("an answer for one of them")
    assert not any("to all of them" in said.text for one in people for said in one.messages)
    assert not any("an answer for one" in said.text for one in people if one is not heard for said in one.messages)


async def test_the_board_is_pinned_and_edited_in_place(person: Phone, desk: Operator) -> None:
    board = await desk.sees("📌 The queue")
    await desk.stage.wait(lambda: desk.stage.group.pinned == board.id, "the board pinned", desk.user)
    assert "alive" in board.text
    await asks(person, "how long will it take")
    await desk.stage.wait(lambda: "Waiting: 1" in board.text, "one who waits on the board", desk.user)
    await desk.taps("Take")
    await desk.stage.wait(lambda: "In work: 1" in board.text, "one in work on the board", desk.user)
    assert "Waiting: 0" in board.text
    assert sum("📌 The queue" in one.text for one in desk.stage.group.messages.values()) == 1
