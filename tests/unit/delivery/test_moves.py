"""Only Telegram's own word moves an operator chat."""

from __future__ import annotations

from typing import Any

from bot.delivery.faults import ApiFault
from bot.delivery.moves import Moves

HOME, NEW = -1001, -1002


class Played:
    """Answers getChat: the chat is there, or it was upgraded."""

    def __init__(self, migrate_to: int | None = None) -> None:
        self.migrate_to = migrate_to

    async def call(self, method: str, **_params: Any) -> Any:
        if self.migrate_to is not None:
            raise ApiFault(method, 400, "Bad Request: upgraded", migrate_to=self.migrate_to)
        return {}


async def test_a_chat_that_telegram_names_is_followed() -> None:
    moves = Moves(Played(NEW), (HOME,))  # type: ignore[arg-type]
    assert await moves.became(NEW)
    assert (moves.where(HOME), moves.home(NEW)) == (NEW, HOME)


async def test_an_update_that_names_no_chat_moves_nothing() -> None:
    nowhere: Any = None
    moves = Moves(Played(), (HOME,))  # type: ignore[arg-type]
    assert not await moves.became(nowhere)
    assert not await moves.became(NEW)
    assert moves.where(HOME) == HOME
