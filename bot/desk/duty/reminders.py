"""Reminders: who waits too long is told of, first to those on shift, then to supervisors, until somebody takes him.

What is due together is one message a chat. At night only what is urgent makes a sound, and nothing else is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.casework.yielding import give_back
from bot.desk.duty import patience, watching
from bot.desk.duty.case_lines import LISTED, line_of, take_buttons
from bot.desk.duty.crisis_call import ring_two
from bot.desk.duty.danger_call import CALL
from bot.desk.duty.mentions import mentions
from bot.desk.house import Turn
from bot.desk.showing.digest import span
from bot.desk.words import relay
from bot.errors import ApiError, SealError
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx
    from storage.watches import Watch

ROLE: Final = "reminder"
HEALED_AT_ONCE: Final = 50
LAST: Final = (-1, "")


@dataclass(slots=True)
class Told:
    """What one operator chat is told of in one message: cases and since when each waits."""

    waits: list[tuple[Case, int]] = field(default_factory=list)
    supervisors: bool = False


@dataclass(slots=True)
class Round:
    """One look at what is due: `desks` by operator chat, `owed` by the chat of the silent operator's room."""

    turn: Turn
    chiefs: Mapping[int, Mapping[int, str]]
    desks: dict[int, Told] = field(default_factory=dict)
    owed: dict[int, list[tuple[Case, int]]] = field(default_factory=dict)

    def desk(self, case: Case) -> Told:
        """What its operator chat is told."""
        return self.desks.setdefault(self.turn.house.desk_of(case), Told())


async def look(house: House, now: int) -> None:
    """Tell of everybody who waits too long by now: one round of the loop."""
    found = await house.database.transact(partial(house.watches.due, now=now))
    due = [watch for watch in found if watch.kind in watching.KINDS]
    if due:
        chats = await house.database.transact(partial(_desks, house, due))
        chiefs = {chat: await _supervisors(house, chat) for chat in chats}
        await house.database.transact(partial(_round, house, due, chiefs, now))


async def _desks(house: House, due: Sequence[Watch], tx: Tx) -> set[int]:
    """The operator chats that are told of supervisors' business."""
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=0))
    later = [one for one in due if one.kind == watching.CRISIS or one.step >= watching.SUPERVISORS_FROM]
    cases = [await _readable(turn, watch) for watch in later]
    return {house.desk_of(case) for case in cases if case is not None}


async def _supervisors(house: House, chat: int) -> Mapping[int, str]:
    try:
        return await house.supervisors(chat)
    except ApiError:
        return {}


async def _readable(turn: Turn, watch: Watch) -> Case | None:
    """The case of a watch, unless it is over or damaged: one damaged row must not silence all reminders."""
    try:
        case = await turn.case(watch.case)
    except (SealError, ValueError):
        return None
    return case if case is not None and case.hot else None


async def _round(house: House, due: Sequence[Watch], chiefs: Mapping[int, Mapping[int, str]], now: int, tx: Tx) -> None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    round_ = Round(turn, chiefs)
    for watch in due:
        if watch.id not in [one.id for one in await house.watches.of_case(tx, watch.case)]:
            continue
        await house.watches.drop(tx, watch)
        case = await _readable(turn, watch)
        if case is not None and case.reach != "lost" and case.into is None:
            await _due(round_, watch, case)
    for seat, owed in round_.owed.items():
        await _tell_operator(turn, seat, owed)
    for chat, board in round_.desks.items():
        await _tell_desk(turn, chat, board, chiefs.get(chat, {}))


async def _due(round_: Round, watch: Watch, case: Case) -> None:
    turn = round_.turn
    if case.snoozed > turn.now and not case.urgent:
        await _put_off(turn, watch, case.snoozed)
        return
    match watch.kind:
        case watching.CRISIS:
            await ring_two(turn, case, round_.chiefs.get(turn.house.desk_of(case), {}))
        case watching.ANSWER:
            await _unanswered(round_, watch, case)
        case _:
            await _untaken(round_, watch, case)


async def _put_off(turn: Turn, watch: Watch, due: int) -> None:
    await turn.house.watches.add(turn.tx, watch.case, watch.kind, due=due, step=watch.step, since=watch.since)


async def _untaken(round_: Round, watch: Watch, case: Case) -> None:
    turn = round_.turn
    owed = case.state == "taken" and case.urgent and not await relay.answered_last(turn, case)
    if case.state != "new" and not owed:
        return
    if watch.step and not case.urgent and patience.is_night(turn.house, turn.now):
        await _put_off(turn, watch, patience.morning(turn.house, turn.now))
        return
    board = round_.desk(case)
    board.waits.append((case, watch.since))
    board.supervisors |= watch.step >= watching.SUPERVISORS_FROM
    if case.state == "new":
        await watching.waits(turn, case, since=watch.since, step=watch.step + 1)


async def _unanswered(round_: Round, watch: Watch, case: Case) -> None:
    """Its operator is silent: he is told, and at the second step his case is everybody's again."""
    turn, house = round_.turn, round_.turn.house
    # An answer ended the watch. Of a case that holds others it may stand among their entries.
    answered = not case.merged and await relay.answered_last(turn, case)
    if case.state not in {"taken", "waiting"} or case.chat is None or answered:
        return
    if not watch.step:
        round_.owed.setdefault(house.seat_of(case), []).append((case, watch.since))
        await watching.with_operator(turn, case, since=watch.since, step=1)
        return
    waited = span(house, turn.now - watch.since)
    back = await give_back(turn, case, "desk-unanswered-back", since=watch.since, step=1, waits=waited)
    await _tell_loser(turn, case, waited)
    board = round_.desk(back)
    board.waits.append((back, watch.since))


async def _tell_loser(turn: Turn, case: Case, waited: str) -> None:
    """Privately, where he can be written to."""
    house = turn.house
    if case.taker is None:
        return
    operator = await house.operators.find(turn.tx, chat=house.line.chat, user=case.taker)
    if operator is not None and operator.started:
        text = house.say("desk-unanswered-yours", alias=case.alias, waits=waited)
        await turn.put(_line(turn, case.taker, text, quiet=_quiet(turn, case)))


async def _tell_operator(turn: Turn, seat: int, owed: Sequence[tuple[Case, int]]) -> None:
    """An operator who owes answers: one in its room, several in one message."""
    house = turn.house
    quiet = all(_quiet(turn, case) for case, _ in owed)
    if len(owed) == 1:
        case, since = owed[0]
        waits, left = span(house, turn.now - since), span(house, _left(turn, since))
        text = house.say("desk-unanswered", alias=case.alias, name=case.taker_name, waits=waits, left=left)
        await turn.put(replace(house.to_room(case), role=ROLE, text=text, silent=quiet))
        return
    lines = [line_of(turn, case, since, name=case.taker_name) for case, since in owed]
    head = house.say("desk-unanswered-many", count=len(owed))
    await turn.put(_line(turn, seat, "\n".join([head, *_cut(house, lines)]), quiet=quiet))


def _left(turn: Turn, since: int) -> int:
    return max(since + patience.of(turn.house).unanswered - turn.now, 60)


async def _tell_desk(turn: Turn, chat: int, board: Told, chiefs: Mapping[int, str]) -> None:
    """One message for everybody who waits at this operator chat, the urgent and the longest waiting first."""
    house = turn.house
    waits = sorted(board.waits, key=lambda one: (not one[0].urgent, one[1]))
    lines = [house.say("desk-remind", count=len(waits))]
    lines += _cut(house, [line_of(turn, case, since) for case, since in waits])
    shifts = [shift for shift in await house.shifts.all(turn.tx) if shift.chat == chat]
    if not shifts:
        lines.append(house.say("desk-remind-nobody"))
    if board.supervisors or not shifts:
        lines += mentions(house, "desk-remind-supervisors", chiefs)
    urgent = any(case.urgent for case, _ in waits)
    quiet = not urgent and patience.is_night(house, turn.now)
    message = _line(turn, chat, "\n".join(lines), quiet=quiet)
    keyboard = take_buttons(turn, chat, [case for case, _ in waits if case.state == "new"])
    await turn.put(replace(message, keyboard=keyboard, priority=Priority.URGENT if urgent else Priority.CARD))


def _cut(house: House, lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], *([house.say("desk-remind-more", count=more)] if more > 0 else [])]


def _quiet(turn: Turn, case: Case) -> bool:
    return not case.urgent and patience.is_night(turn.house, turn.now)


def _line(turn: Turn, chat: int, text: str, *, quiet: bool) -> Send:
    return Send(post=turn.house.new_post(), chat=chat, html=True, role=ROLE, text=text, silent=quiet)


async def heal(house: House, now: int) -> None:
    """See that everybody who waits is watched, whatever came between: a few at a time."""
    for state in ("new", "taken"):
        after: tuple[int, str] = (0, "")
        while after != LAST:
            after = await house.database.transact(partial(_heal, house, state, after, now))


async def _heal(house: House, state: str, after: tuple[int, str], now: int, tx: Tx) -> tuple[int, str]:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    page = await house.cases.page(tx, state=state, after=after, limit=HEALED_AT_ONCE)
    for case in page:
        kinds = {watch.kind for watch in await house.watches.of_case(tx, case.id)}
        if not kinds & {CALL, watching.REMIND, watching.ANSWER} and not await relay.answered_last(turn, case):
            await watching.spoke(turn, case)
    return (page[-1].hour, page[-1].alias) if page else LAST
