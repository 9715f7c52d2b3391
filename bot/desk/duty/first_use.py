"""What an operator sets up on his own phone before he works: five points, asked again until he ticked them all.

It stops nobody from working: a person in danger does not wait for a passcode.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.messages import NOTHING_TO_SAY, Edit, Priority, Reply, Send

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.desk.presses import Pressing
    from bot.messages import Keyboard
    from storage.people import Operator

TICK: Final = "S"
"""The letter of its buttons."""
POINTS: Final = ("login", "passcode", "name", "documents", "screens")
AGAIN_SECONDS: Final = 20 * 3_600
"""Asked once a shift, not at each of its steps."""
STANDS_SECONDS: Final = 40 * 3_600
_DONE: Final = "☑"
_OPEN: Final = "☐"


def is_done(operator: Operator) -> bool:
    """Whether he ticked every point."""
    return set(POINTS) <= set(operator.ticked)


async def ask(turn: Turn, operator: Operator, *, anyway: bool = False) -> None:
    """Show what is still open, in his private chat. `anyway`: also if he was asked a short while ago."""
    lately = not anyway and 0 <= turn.now - operator.reminded < AGAIN_SECONDS
    if is_done(operator) or not operator.started or lately:
        return
    await _save(turn, replace(operator, reminded=turn.now))
    text = turn.house.texts.say(operator.language, "desk-first")
    line = Send(post=turn.house.new_post(), chat=operator.user, html=True, role="checklist", text=text)
    await turn.put(
        replace(line, keyboard=_keyboard(turn, operator), silent=True, lives=STANDS_SECONDS, priority=Priority.BOARD)
    )


async def tick(turn: Turn, pressing: Pressing) -> Reply:
    """A point was pressed: done, or not done after all."""
    point = pressing.reference.rstrip(b"\0").decode("ascii", "replace")
    if point not in POINTS:
        return NOTHING_TO_SAY
    operator = pressing.operator
    others = tuple(one for one in operator.ticked if one != point)
    operator = replace(operator, ticked=others if point in operator.ticked else (*operator.ticked, point))
    await _save(turn, operator)
    shown = await turn.house.posts.by_message(turn.tx, pressing.came.chat, pressing.came.message)
    if shown is not None and shown.chat == operator.user:
        text = turn.house.texts.say(operator.language, "desk-first-done" if is_done(operator) else "desk-first")
        await turn.put(Edit(post=shown.id, html=True, text=text, keyboard=_keyboard(turn, operator), anew=False))
    return NOTHING_TO_SAY


def _keyboard(turn: Turn, operator: Operator) -> Keyboard:
    """A row for each point; none once all are ticked."""
    house = turn.house
    if is_done(operator):
        return ()
    rows = []
    for point in POINTS:
        mark = _DONE if point in operator.ticked else _OPEN
        label = f"{mark} {house.texts.plain(operator.language, f'desk-first-{point}')}"
        carried = point.encode("ascii").ljust(16, b"\0")
        rows.append((house.desk_button(label, TICK, carried, turn.now, chat=operator.user),))
    return tuple(rows)


async def _save(turn: Turn, operator: Operator) -> None:
    await turn.house.operators.save(turn.tx, operator, chat=turn.house.line.chat)
