"""`/shift`: who is there, and coming and going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.commands import beneath, in_words, tell
from bot.desk.duty import off_shift, shifts
from bot.desk.showing.digest import post_digest, shift_line
from bot.messages import Reply, Send

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import Turn
    from bot.desk.presses import Pressing


async def shift(turn: Turn, asked: Asked) -> None:
    """Show who is on shift, or begin or end one's own."""
    match asked.words.lower():
        case "":
            await _show(turn, asked)
        case "in":
            await _begin(turn, asked)
        case "out":
            await _end(turn, asked)
        case _:
            await tell(turn, asked, "desk-shift-what")


async def _show(turn: Turn, asked: Asked) -> None:
    house, came = turn.house, asked.came
    on_shift = [one for one in await house.shifts.all(turn.tx) if one.chat in asked.desks]
    lines = [shift_line(house, [one.name for one in on_shift]), in_words(turn, asked, "desk-shift-how")]
    shown = Send(post=house.new_post(), chat=came.chat, html=True, role="notice", silent=True, text="\n".join(lines))
    await turn.put(shown)


async def _begin(turn: Turn, asked: Asked) -> None:
    operator = asked.operator
    known = await turn.house.shifts.find(turn.tx, operator.user)
    await shifts.works(turn, operator, chat=_desk(turn, asked), desks=asked.desks)
    lines = [in_words(turn, asked, "desk-shift-in" if known is None else "desk-shift-in-already", name=operator.name)]
    if not operator.started:
        link = f"https://t.me/{turn.house.line.username}?start=desk"
        lines.append(in_words(turn, asked, "desk-shift-start", name=operator.name, link=link))
    await turn.put(beneath(turn, asked, "\n".join(lines)))


async def _end(turn: Turn, asked: Asked) -> None:
    """Off shift, all his cases handed over; those who stay see how things stand."""
    operator = asked.operator
    known = await turn.house.shifts.find(turn.tx, operator.user)
    given = await off_shift.ends(turn, operator.user)
    if given is None:
        given = await off_shift.hand_over_all(turn, operator.user)
    if known is None and not given:
        await tell(turn, asked, "desk-shift-out-already", name=operator.name)
        return
    await tell(turn, asked, "desk-shift-out", name=operator.name, count=given)
    here = _desk(turn, asked) or shifts.home(turn.house, asked.desks)
    await post_digest(turn, known.chat if known is not None else here)


def _desk(turn: Turn, asked: Asked) -> int:
    """The operator chat he writes in; 0 privately."""
    return 0 if asked.private else turn.house.home(asked.came.chat)


async def still_here(turn: Turn, pressing: Pressing) -> Reply:
    """A silent operator was asked whether he is there, and is: pressing anything was the sign."""
    shift_ = await turn.house.shifts.find(turn.tx, pressing.operator.user)
    if shift_ is not None and shift_.id == pressing.reference:
        return Reply(toast=turn.house.plain("desk-shift-here"))
    asked = any(one.id == pressing.reference for one in await turn.house.shifts.all(turn.tx))
    return Reply(toast=turn.house.plain("desk-shift-here-other" if asked else "desk-shift-here-over"), alert=True)
