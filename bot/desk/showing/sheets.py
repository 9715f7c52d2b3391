"""A sheet: one message of the operator chat that shows several new cases, each as a line with a Take button.

The sender makes it where the group's messages run short. What a line says is read from its case each time it is drawn.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from bot.desk.showing.cards import TAKE, post_card
from bot.errors import SealError
from bot.messages import Edit, Priority
from bot.texts import cut
from storage.outgoing import SHEET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from bot.messages import Button, Keyboard
    from storage.cases import Case
    from storage.posts import Post

__all__ = ["SHEET", "arrives_never", "draw", "draw_again"]

IN_A_ROW: Final = 2
NAME_UNITS: Final = 40


async def _lines_of(turn: Turn, lines: Sequence[bytes]) -> list[tuple[Post, Case | None]]:
    """The posts that a sheet shows, each with its case; None where that is gone or can not be read."""
    found = []
    for line in lines:
        with contextlib.suppress(SealError, ValueError):
            if (post := await turn.house.posts.by_id(turn.tx, line)) is not None:
                found.append((post, await _case_of(turn, post)))
    return found


async def draw(turn: Turn, sheet: Post) -> tuple[str, Keyboard]:
    """Its words, as HTML, and a button for each case that nobody took."""
    lines = await _lines_of(turn, sheet.lines)
    house = turn.house
    said = [_line(house, sheet, post, case) for post, case in lines]
    buttons = [_button(turn, sheet, case) for post, case in lines if case and _waits(sheet, post, case)]
    head = house.say("desk-sheet-head", count=len(buttons))
    foot = [house.say("desk-sheet-foot")] if buttons else []
    return "\n".join([head, *said, *foot]), _rows(buttons)


async def draw_again(turn: Turn, sheet: Post) -> None:
    """Have a sheet that stands in the chat show what its lines are now."""
    await turn.put(Edit(post=sheet.id, text="", html=True, drawn=True, priority=Priority.CARD))


async def arrives_never(turn: Turn, sheet: bytes, lines: Sequence[bytes]) -> None:
    """The sheet will never be sent: each of its cards goes alone."""
    for post, case in await _lines_of(turn, lines):
        if post.sheet == sheet and case is not None and case.hot and case.card == post.id:
            await post_card(turn, case, alone=True)


async def _case_of(turn: Turn, post: Post) -> Case | None:
    with contextlib.suppress(SealError, ValueError):
        return await turn.case(post.case)
    return None


def _waits(sheet: Post, post: Post, case: Case) -> bool:
    """Whether the case can be taken by its line: it has no card of its own."""
    return post.sheet == sheet.id and case.hot and case.state == "new" and case.reach != "lost"


def _line(house: House, sheet: Post, post: Post, case: Case | None) -> str:
    if case is None:
        return house.say("desk-sheet-gone")
    alias = case.alias
    if post.sheet != sheet.id:
        return house.say("desk-sheet-own", alias=alias)
    if not case.hot:
        return house.say("desk-sheet-closed", alias=alias)
    if case.state == "new":
        key = "desk-sheet-lost" if case.reach == "lost" else "desk-sheet-urgent" if case.urgent else "desk-sheet-new"
        kind = house.plain(f"desk-kind-{case.kind}")
        door = house.plain(f"desk-door-{case.door}")
        return house.say(key, alias=alias, kind=kind, door=door, language=case.tongue or case.language)
    return house.say("desk-sheet-taken", alias=alias, name=cut(case.taker_name, NAME_UNITS))


def _button(turn: Turn, sheet: Post, case: Case) -> Button:
    label = turn.house.plain("desk-sheet-take", alias=case.alias)
    return turn.house.desk_button(label, TAKE, case.id, turn.now, chat=turn.house.desk_of(case) or sheet.chat)


def _rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
