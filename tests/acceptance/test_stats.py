"""/stats over HTTP: the words at once, then the picture, drawn and uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.acceptance.driver import Operator

pytestmark = pytest.mark.usefixtures("bot")


async def test_the_figures_come_in_words_and_as_a_picture(desk: Operator) -> None:
    await desk.sends("/stats month")
    await desk.sees("Fewer than five are not shown")

    def drawn() -> bytes | None:
        pictures = [one.media.file for one in desk.stage.group.messages.values() if one.media and one.media.file]
        return pictures[-1].content if pictures else None

    picture = await desk.stage.wait(drawn, "the picture", desk.user)
    assert picture.startswith(b"\x89PNG")
