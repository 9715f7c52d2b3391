"""What an operator sees of a case in his private chat: counted, audited, limited by the day, gone in ten minutes.

The answers are one opening; what is kept apart (a place, a name) is another, with a count of its own. Beyond the limit
an urgent case, or one of his own, still opens: he says why, and supervisors are told. Any other is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import company
from bot.desk.seeing import apart
from bot.desk.showing import cards
from bot.desk.showing.cards import APART
from bot.flows.model import Need
from bot.messages import Delete, Reply, Send
from bot.texts import cut
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from storage.cases import Case
    from storage.openings import Opened
    from storage.people import Operator

REVEAL_SECONDS: Final = 600
"""How long it stays in an operator's private chat."""
REVEAL: Final = "reveal"
ANSWERS: Final = "answers"
_APART: Final = frozenset(need.value for need in Need)
WHY: Final = {"L": "now", "M": "over", "N": "double"}
"""Reasons that can be chosen, by the letter of their button."""
_WHY_LIMIT: Final = 200
_ACTIONS: Final = {
    ANSWERS: Action.OPENED,
    Need.PLACE: Action.OPENED_PLACE,
    Need.IDENTITY: Action.OPENED_IDENTITY,
    Need.SEARCH: Action.OPENED_SEARCH,
}


async def answers(turn: Turn, case: Case, operator: Operator) -> Reply:
    """Show the answers and the whole talk."""
    return await shown(turn, case, operator, ANSWERS)


async def shown(turn: Turn, case: Case, operator: Operator, kind: str, *, why: str = "") -> Reply:
    """Show one kind of what is known, if today's limit lets it; one who never pressed Start gets the way there first.

    `why`: his reason, as HTML, where it is beyond the limit.
    """
    house = turn.house
    pages = await _pages(turn, case, kind)
    if isinstance(pages, Reply):
        return pages
    if not operator.started:
        return Reply(url=f"https://t.me/{house.line.username}?start=open_{case.alias}")
    today = await house.openings.of(turn.tx, operator.user, now=turn.now)
    if _full(house, today, case, kind):
        if not (case.urgent or case.taker == operator.user):
            return await _refuse(turn, case, operator)
        if not why:
            return await _ask(turn, case, operator, kind, today)
        await _tell_supervisors(turn, case, operator, kind, why)
    await house.openings.save(turn.tx, today.with_seen(case.id, kind))
    await turn.audit(_ACTIONS[kind], operator=operator, case=case)
    await _send(turn, case, operator, pages)
    await company.looked_in(turn, case, operator)
    return Reply(toast=house.plain("desk-opened"))


async def because(turn: Turn, pressing: Pressing) -> Reply:
    """A reason was chosen: what he wanted to see is shown."""
    house, case, operator = turn.house, pressing.open_case, pressing.operator
    today = await house.openings.of(turn.tx, operator.user, now=turn.now)
    kind = today.asked.get(case.id.hex())
    if kind is None:
        return Reply(toast=house.plain("button-stale"))
    asked = await house.posts.by_message(turn.tx, pressing.came.chat, pressing.came.message)
    if asked is not None:
        await turn.put(Delete(post=asked.id))
    return await shown(turn, case, operator, kind, why=house.say(f"desk-open-why-{WHY[pressing.letter]}"))


async def command(turn: Turn, asked: Asked) -> None:
    """`/open ALIAS [place | identity | search] [reason]`: the same by a command, with a reason of one's own."""
    first, _, rest = asked.words.partition(" ")
    kind, words = (first, rest) if first in _APART else (ANSWERS, asked.words)
    why = turn.house.say("desk-open-why-typed", words=cut(words.strip(), _WHY_LIMIT)) if words.strip() else ""
    await _answer(turn, asked, await shown(turn, asked.open_case, asked.operator, kind, why=why))


async def by_link(turn: Turn, asked: Asked, case: Case) -> None:
    """Open a case by the link that one who had not pressed Start was given."""
    await _answer(turn, asked, await shown(turn, case, asked.operator, ANSWERS))


async def _answer(turn: Turn, asked: Asked, reply: Reply) -> None:
    """A command has no pop-up: what one would say stands beneath it, unless the answers themselves do."""
    text = reply.url or (reply.toast if reply.alert or not asked.private else None)
    if text:
        came = asked.came
        post = turn.house.new_post()
        line = Send(post=post, chat=came.chat, text=text, role="notice", silent=True, reply_message=came.message)
        await turn.put(line)


async def pressed(turn: Turn, pressing: Pressing) -> Reply:
    """Open, or one of the buttons for what is kept apart."""
    need = APART.get(pressing.letter)
    return await shown(turn, pressing.open_case, pressing.operator, need.value if need else ANSWERS)


async def _pages(turn: Turn, case: Case, kind: str) -> list[str] | Reply:
    """What there is to show, or why there is nothing."""
    if kind != ANSWERS:
        return await apart.pages_of(turn, case, Need(kind))
    return cards.reveal_pages(turn.house, case, await turn.house.cases.entries(turn.tx, case))


def _full(house: House, today: Opened, case: Case, kind: str) -> bool:
    """Whether this would be one more than today's limit; what he saw today already is not."""
    desk = house.book.project.desk
    kinds, most = (_APART, desk.apart_a_day) if kind in _APART else (frozenset({ANSWERS}), desk.opens_a_day)
    return not today.has(case.id, kinds) and today.count(kinds) >= most


async def _refuse(turn: Turn, case: Case, operator: Operator) -> Reply:
    await turn.audit(Action.OPEN_REFUSED, operator=operator, case=case)
    key = "desk-open-limit-taken" if case.taker else "desk-open-limit"
    return Reply(toast=turn.house.plain(key, alias=case.alias, name=case.taker_name), alert=True)


async def _ask(turn: Turn, case: Case, operator: Operator, kind: str, today: Opened) -> Reply:
    """Ask privately why; what he wants to see is kept with his day."""
    house = turn.house
    await house.openings.save(turn.tx, today.with_asked(case.id, kind))
    buttons = tuple(
        (house.case_button(f"desk-open-why-{why}", letter, case.id, turn.now, chat=operator.user),)
        for letter, why in WHY.items()
    )
    text = house.say("desk-open-why", alias=case.alias)
    question = Send(post=house.new_post(), chat=operator.user, text=text, html=True, keyboard=buttons, role="notice")
    await turn.put(replace(question, protect=True, lives=REVEAL_SECONDS))
    return Reply(toast=house.plain("desk-open-asked"), alert=True)


async def _tell_supervisors(turn: Turn, case: Case, operator: Operator, kind: str, why: str) -> None:
    house = turn.house
    await turn.audit(Action.OPENED_OVER, operator=operator, case=case)
    what = house.plain("desk-open-what-answers" if kind == ANSWERS else f"desk-button-{kind}")
    text = house.say("desk-open-over", alias=case.alias, name=operator.name, what=what)
    line = Send(post=house.new_post(), chat=house.desk_of(case), text=f"{text}\n{why}", html=True, role="alarm")
    await turn.put(line)


async def _send(turn: Turn, case: Case, operator: Operator, pages: list[str]) -> None:
    house = turn.house
    for page in pages:
        await turn.put(
            Send(
                post=house.new_post(),
                chat=operator.user,
                text=page,
                html=True,
                role=REVEAL,
                protect=True,
                lives=REVEAL_SECONDS,
                on_failed=(_not_shown(turn, case, operator),),
            )
        )


def _not_shown(turn: Turn, case: Case, operator: Operator) -> Send:
    """What the chat learns when the asker's private chat takes nothing."""
    house = turn.house
    text = house.say("desk-open-failed", alias=case.alias, name=operator.name)
    return Send(post=house.new_post(), chat=house.desk_of(case), text=text, html=True, role="notice", silent=True)
