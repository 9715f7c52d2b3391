"""Dead letters and quarantined updates of somebody who erases everything: found by what they name, and destroyed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from storage.cases import Case

_AT_ONCE: Final = 100


async def forget(turn: Turn, chat: int, cases: Sequence[Case]) -> None:
    """Destroy what could never be worked or delivered and names this chat or one of these cases."""
    names = (str(chat).encode("ascii"), *(base64.urlsafe_b64encode(case.id) for case in cases))
    overdue = turn.house.overdue
    for forget_page in (overdue.forget_letters, overdue.forget_quarantined):
        after: bytes | None = b""
        while after is not None:
            after = await forget_page(turn.tx, naming=names, after=after, limit=_AT_ONCE)
