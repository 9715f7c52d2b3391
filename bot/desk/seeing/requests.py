"""What needs two supervisors: an export of cases, another recipient. One asks, another confirms, anybody stops it.

Where its asker is the only supervisor it waits 24 hours in the open instead. What is confirmed is done by `granted`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import commands
from bot.errors import KeyFault
from bot.messages import Edit, Reply, Send
from storage import age, forgetting
from storage.audit import Action
from storage.requests import Request, RequestKind, RequestState

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.messages import Keyboard

GRANT: Final = "r"
STOP: Final = "u"
LASTS_SECONDS: Final = 86_400
MOST_CASES: Final = 20
FORGET_SECONDS: Final = 300
ASKED: Final = {
    RequestKind.EXPORT: Action.EXPORT_ASKED,
    RequestKind.RECIPIENT: Action.RECIPIENT_ASKED,
    RequestKind.FORGET: Action.FORGET_ASKED,
}
GRANTED: Final = {
    RequestKind.EXPORT: Action.EXPORT_GRANTED,
    RequestKind.RECIPIENT: Action.RECIPIENT_GRANTED,
    RequestKind.FORGET: Action.FORGET_GRANTED,
}


async def export(turn: Turn, asked: Asked) -> None:
    """`/export ALIAS...`: ask for the sealed files of these cases, or of the one whose room this is."""
    named = asked.came.text.split()[1:]
    if not named and asked.case is not None:
        named = [asked.case.alias]
    aliases = tuple(dict.fromkeys(alias.upper() for alias in named))
    unknown = [alias for alias in aliases if not await _spoken_of(turn, asked, alias)]
    if not aliases or len(aliases) > MOST_CASES:
        await commands.tell(turn, asked, "desk-export-which", most=MOST_CASES)
    elif unknown:
        await commands.tell(turn, asked, "desk-export-unknown", aliases=", ".join(unknown[:MOST_CASES]))
    else:
        await _ask(turn, asked, RequestKind.EXPORT, aliases)


async def _spoken_of(turn: Turn, asked: Asked, alias: str) -> bool:
    """Whether there is such a case, and not in another operator chat; a closed one says no more where it was."""
    case = await turn.house.cases.by_alias(turn.tx, alias)
    return case is not None and (not case.hot or turn.house.desk_of(case) in asked.desks)


async def recipient(turn: Turn, asked: Asked) -> None:
    """`/recipient`: who can open sealed cases; `/recipient add age1...`: ask for one more."""
    listed = turn.house.cases.sealed_to
    verb, _, key = asked.words.partition(" ")
    if verb != "add" or not key.strip():
        await commands.tell(turn, asked, "desk-recipients", count=len(listed), keys="\n".join(listed))
        return
    try:
        (checked,) = age.check_recipients([key])
    except KeyFault:
        await commands.tell(turn, asked, "desk-recipient-wrong")
        return
    if checked in listed:
        await commands.tell(turn, asked, "desk-recipient-there")
    elif turn.house.recipients_fixed:
        await commands.tell(turn, asked, "desk-recipient-fixed")
    else:
        await _ask(turn, asked, RequestKind.RECIPIENT, (checked,))


async def forget_keys(turn: Turn, asked: Asked) -> None:
    """`/forget_keys`: ask that the hot keys be destroyed at once, within five minutes; what is lost is said first."""
    lost = await forgetting.counts(turn.tx)
    about = (str(lost.cases), str(lost.drafts), str(lost.waiting), str(lost.unsent))
    await _ask(turn, asked, RequestKind.FORGET, about, lasts=FORGET_SECONDS)


async def _ask(
    turn: Turn, asked: Asked, kind: RequestKind, about: tuple[str, ...], *, lasts: int | None = None
) -> None:
    """Note the request; the loop of `granted` finds out how many supervisors there are, and announces it."""
    house = turn.house
    request = Request(
        id=house.new_post(),
        kind=kind,
        about=about,
        asker=asked.operator.user,
        asker_name=asked.operator.name,
        desk=house.home(asked.came.chat),
        due=turn.now + (LASTS_SECONDS if lasts is None else lasts),
    )
    await house.requests.save(turn.tx, request)
    await turn.audit(ASKED[kind], operator=asked.operator)
    turn.tx.after_commit(house.wake_requests)
    await commands.tell(turn, asked, "desk-request-noted")


def announcement(house: House, request: Request) -> str:
    """What the operator chat reads of a request, as HTML."""
    if request.kind is RequestKind.FORGET:
        lost = dict(zip(("cases", "drafts", "waiting", "unsent"), request.about, strict=True))
        what = house.say("desk-request-forget", **lost)
    else:
        what = house.say(f"desk-request-{request.kind}", about=", ".join(request.about))
    when = time.strftime("%d.%m. %H:%M", time.gmtime(request.due))
    key = "desk-request-alone" if request.alone else "desk-request-two"
    return house.say("desk-request", name=request.asker_name) + f" {what}\n" + house.say(key, time=when)


def keyboard(house: House, request: Request, now: int) -> Keyboard:
    """Confirm, and stop."""

    def button(name: str, letter: str) -> Keyboard:
        return ((house.case_button(f"desk-button-{name}", letter, request.id, now, chat=request.desk),),)

    return button("grant", GRANT) + button("stop", STOP)


async def grant(turn: Turn, pressing: Pressing) -> Reply:
    """Another supervisor confirms: it will be done."""
    house, operator = turn.house, pressing.operator
    request = await house.requests.load(turn.tx, pressing.reference)
    if request is None or request.state is not RequestState.ASKED or turn.now >= request.due:
        return Reply(toast=house.plain("desk-request-gone"), alert=True)
    if request.asker == operator.user:
        return Reply(toast=house.plain("desk-request-own"), alert=True)
    granted = replace(request, state=RequestState.GRANTED, granter=operator.user)
    await house.requests.save(turn.tx, granted)
    await turn.audit(GRANTED[request.kind], operator=operator)
    await show(turn, granted, house.say("desk-request-granted", name=operator.name))
    turn.tx.after_commit(house.wake_requests)
    return Reply(toast=house.plain("desk-request-granted-toast"))


async def stop(turn: Turn, pressing: Pressing) -> Reply:
    """Anybody in the operator chat stops it, as long as nobody began to do it."""
    house, operator = turn.house, pressing.operator
    request = await house.requests.load(turn.tx, pressing.reference)
    if request is None or request.state is not RequestState.ASKED:
        return Reply(toast=house.plain("desk-request-gone"), alert=True)
    await turn.audit(Action.REQUEST_STOPPED, operator=operator)
    await ended(turn, request, house.say("desk-request-stopped", name=operator.name))
    return Reply(toast=house.plain("desk-request-stopped-toast"))


async def left(turn: Turn, user: int) -> None:
    """What somebody asked for who is no operator any more will not happen."""
    for request in await turn.house.requests.all(turn.tx):
        if request.asker == user:
            await ended(turn, request, turn.house.say("desk-request-left", name=request.asker_name))


async def show(turn: Turn, request: Request, outcome: str) -> None:
    """The announcement says what became of it; its buttons are gone."""
    if request.post is not None:
        text = f"{announcement(turn.house, request)}\n{outcome}"
        await turn.put(Edit(post=request.post, html=True, text=text))


async def ended(turn: Turn, request: Request, outcome: str) -> None:
    """It is over; a line beneath the announcement says how."""
    house = turn.house
    await house.requests.drop(turn.tx, request)
    await show(turn, request, outcome)
    line = Send(post=house.new_post(), chat=request.desk, html=True, role="notice", text=outcome, reply_to=request.post)
    await turn.put(line)
