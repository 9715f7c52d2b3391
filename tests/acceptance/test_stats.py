"""/stats over HTTP: the words at once, then the picture, drawn and uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def test_the_figures_come_in_words_and_as_a_picture(desk: Operator, phone: Callable[..., Phone]) -> None:
    for number in range(5):
        await asks(person := phone(f"Ivan {number}"), "May I bring my medicines?")
        await person.sees_button("My case")
    await desk.sends("/stats month")
    told = await desk.sees("Fewer than five are not shown")
    assert "New: 5" in told.text
    assert "not shown: taken, closed, first answers, not delivered" in told.text

    def drawn() -> bytes | None:
        pictures = [one.media.file for one in desk.stage.group.messages.values() if one.media and one.media.file]
        return pictures[-1].content if pictures else None

    picture = await desk.stage.wait(drawn, "the picture", desk.user)
    assert picture.startswith(b"\x89PNG")
