"""Every button of the operators' side: what it does, who may press it, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.desk import access
from bot.desk.buttons import ANYBODY, CaseAction
from bot.desk.calls import phone, phone_screen
from bot.desk.casework import cases, notes
from bot.desk.casework.working import ABOUT_CASE, BENEATH, OWN_ROOM
from bot.desk.codes import codes
from bot.desk.commands import there
from bot.desk.doubt import signals
from bot.desk.doubt.noticed import LETTERS
from bot.desk.duty import first_use, off_shift, shift_orders
from bot.desk.group import remember
from bot.desk.house import Turn
from bot.desk.seeing import leaving, opening, requests
from bot.desk.showing import cards
from bot.desk.showing.faces import pressed as pressed_face
from bot.desk.showing.faces import show as show_face
from bot.desk.showing.lists import TURN
from bot.desk.showing.lists import turned as turn_list
from bot.desk.whose import worked_here
from bot.desk.words import canned, holding
from bot.errors import ButtonError
from bot.messages import NOTHING_TO_SAY, Reply
from storage.audit import Action

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.desk.house import House
    from bot.messages import Tapped, Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.people import Operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """A button as an operator pressed it. `reference`: the 16 bytes it carries; `case`: the case of that id, if any.

    `desks`: the operator chats whose cases may be spoken of here.
    """

    came: Tapped
    letter: str
    operator: Operator
    supervisor: bool
    reference: bytes
    case: Case | None
    desks: frozenset[int] = frozenset()

    @property
    def open_case(self) -> Case:
        """The case; only where the press is `about_case`, whose dispatcher saw to it that there is one, and hot."""
        return there(self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a letter does. `about_case`: it carries the id of a case, which must be open.

    `own_room`: of a merged case it is done where its room is. `before`: what is made ready outside the unit (keys,
    codes), given the reference and the time.
    """

    work: Callable[[Turn, Pressing], Awaitable[Reply]]
    supervisor: bool = False
    about_case: bool = True
    own_room: bool = False
    before: Callable[[House, bytes, int], Awaitable[None]] | None = None


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """A button in the operator chat or in an operator's private chat. Which case it is stands in the sealed button."""
    letter, reference, fault = _opened(house, came, work)
    press = PRESSES.get(letter)
    supervisor = press is not None and press.supervisor and await access.supervises(house, came)
    member = await access.works_here(house, came)
    elsewhere = None if member else await access.remains(house, came)
    desks = await access.reach(house, came)
    if press is not None and press.before is not None and member:
        await press.before(house, reference, work.now)

    async def unit(tx: Tx) -> Reply:
        turn = Turn(house, tx, work)
        await turn.done()
        if not member:
            if elsewhere is not None:
                await leaving.gone(turn, came.user, elsewhere=elsewhere)
            return toast(turn, "desk-not-yours", alert=True)
        if fault is not None or press is None:
            return toast(turn, fault or "button-stale")
        operator = await remember(turn, came)
        case = await turn.case(reference) if press.about_case else None
        pressing = Pressing(
            came=came, letter=letter, operator=operator, supervisor=supervisor, reference=reference, case=case
        )
        pressing = replace(pressing, desks=desks)
        return await _refused(turn, press, pressing) or await press.work(turn, pressing)

    return await house.database.transact(unit)


def _opened(house: House, came: Tapped, work: Work) -> tuple[str, bytes, str | None]:
    """The letter and the reference of a button of ours, or the text that tells why it is not one."""
    try:
        action = house.buttons.open(came.data, user=ANYBODY, chat=house.home(came.chat), now=work.now)
    except ButtonError as error:
        return "", b"", error.text_key or "button-stale"
    match action:
        case CaseAction(letter, reference):
            return letter, reference, None
    return "", b"", "button-stale"


async def _refused(turn: Turn, press: Press, pressing: Pressing) -> Reply | None:
    if press.supervisor and not pressing.supervisor:
        return toast(turn, "desk-press-supervisors", alert=True)
    if press.about_case and pressing.case is None:
        return toast(turn, "desk-case-gone", alert=True)
    if press.about_case and pressing.case is not None and not pressing.case.hot:
        return toast(turn, "desk-reply-closed", alert=True)
    if pressing.case is not None and not await worked_here(turn, pressing.case, pressing.desks, pressing.came.chat):
        return toast(turn, "desk-elsewhere-toast", alert=True, alias=pressing.case.alias)
    if press.own_room and pressing.case is not None and pressing.case.into is not None:
        return toast(turn, "desk-is-merged", alert=True, alias=pressing.case.alias, into=pressing.case.into_alias)
    return None


def toast(turn: Turn, key: str, *, alert: bool = False, **values: str) -> Reply:
    """What the presser alone sees, for a moment or until he closes it."""
    return Reply(toast=turn.house.plain(key, **values), alert=alert)


async def _take(turn: Turn, pressing: Pressing) -> Reply:
    return await cases.take(turn, pressing.open_case, pressing.operator)


async def _reasons(turn: Turn, pressing: Pressing) -> Reply:
    case, face = pressing.open_case, await pressed_face(turn, pressing.came)
    if face is None or face.case != case.id:
        return toast(turn, "desk-old-message", alert=True)
    chat, closing = turn.house.home(face.chat), pressing.letter == cards.CLOSE
    reasons = cards.reasons_keyboard(turn.house, case, turn.now, chat=chat) if closing else None
    await show_face(turn, case, face, reasons)
    return NOTHING_TO_SAY


async def _close(turn: Turn, pressing: Pressing) -> Reply:
    case = pressing.open_case
    reply = await cases.close(turn, case, cards.REASON_LETTERS[pressing.letter])
    ended = await turn.case(case.id)
    if ended is None or not ended.hot:
        await turn.audit(Action.CLOSED, operator=pressing.operator, case=case)
    return reply


async def _keep(turn: Turn, pressing: Pressing) -> Reply:
    return await cases.keep(turn, pressing.reference)


async def _forward_note(turn: Turn, pressing: Pressing) -> Reply:
    return await cases.forward_note(turn, pressing.reference, pressing.operator)


_EXPLAIN: Final = Press(work=signals.explain)
_CLOSE: Final = Press(work=_close, own_room=True, before=codes.finish)
PRESSES: Final[Mapping[str, Press]] = {
    cards.TAKE: Press(work=_take, own_room=True),
    cards.OPEN: Press(work=opening.pressed),
    cards.CLOSE: Press(work=_reasons, own_room=True),
    cards.BACK: Press(work=_reasons),
    **dict.fromkeys(cards.APART, Press(work=opening.pressed)),
    requests.GRANT: Press(work=requests.grant, supervisor=True, about_case=False),
    requests.STOP: Press(work=requests.stop, about_case=False),
    **dict.fromkeys(opening.WHY, Press(work=opening.because)),
    **dict.fromkeys(cards.REASON_LETTERS, _CLOSE),
    cards.KEEP: Press(work=_keep, about_case=False),
    cards.FORWARD_NOTE: Press(work=_forward_note, about_case=False),
    holding.RELEASE: Press(work=holding.release, about_case=False),
    holding.REFUSE: Press(work=holding.refuse, about_case=False),
    holding.LOOK: Press(work=holding.look, about_case=False),
    notes.CHOOSE: Press(work=notes.choose, about_case=False),
    notes.DROP: Press(work=notes.drop, about_case=False),
    canned.CHOOSE: Press(work=canned.choose, about_case=False),
    canned.SEND: Press(work=canned.send, about_case=False),
    canned.CANCEL: Press(work=canned.cancel, about_case=False),
    off_shift.STILL_HERE: Press(work=shift_orders.still_here, about_case=False),
    first_use.TICK: Press(work=first_use.tick, about_case=False),
    phone_screen.STEP: Press(work=phone.pressed, about_case=False),
    phone_screen.LEARNED: Press(work=phone.learned, about_case=False),
    phone_screen.MEANT: Press(work=phone.meant, about_case=False),
    **{letter: Press(work=work, own_room=True) for letter, work in OWN_ROOM.items()},
    **{letter: Press(work=work) for letter, work in ABOUT_CASE.items()},
    **{letter: Press(work=work, about_case=False) for letter, work in BENEATH.items()},
    TURN: Press(work=turn_list, about_case=False),
    **dict.fromkeys(LETTERS, _EXPLAIN),
}
"""By the letter in the button."""
