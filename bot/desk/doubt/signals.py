"""What is noticed about a case: the same words from several accounts, contradictions, codes tried again and again.

A signal refuses, delays and reorders nobody. It is noted after everything else was queued, and the only thing it sends
is the new face of a card, behind all else.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from bot.desk.doubt import likeness
from bot.desk.doubt.noticed import BANNED, CODES, LETTERS, OTHERWISE, SAME_DATA, SAME_TEXT, standing, why
from bot.desk.showing import cards
from bot.desk.showing.given import answer_of
from bot.flows.model import Need
from bot.messages import Reply
from storage.prints import Print

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.desk.doubt.likeness import Likeness
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.desk.talks.screens import Scene
    from bot.flows.effects import Submit
    from storage.cases import Case

MANY_TRIES: Final = 3
"""So many codes tried within an hour, the right one among them or not."""
_HOUR: Final = 3_600
_OF_PRINTS: Final = {likeness.TEXT: SAME_TEXT, likeness.DATA: SAME_DATA}
_TOLD: Final = frozenset({"application", cards.SECOND, cards.GROUP})


async def explain(turn: Turn, pressing: Pressing) -> Reply:
    """The button of a signal: what it is about, to its presser alone."""
    case, name = pressing.open_case, LETTERS[pressing.letter]
    over = name not in standing(case, turn.now)
    words = turn.house.plain("desk-signal-over") if over else why(turn.house, case, name)
    return Reply(toast=words, alert=True)


async def heard(
    scene: Scene, case: Case | None, said: Iterable[Likeness], *, opened: bool = False, otherwise: bool = False
) -> None:
    """Note what words tell of the case they went into. Call it last: the case is read anew, and saved."""
    turn = scene.turn
    case = await turn.case(case.id) if case is not None else None
    if case is None or not case.hot or case.chat is None:
        return
    seen = await _alike(turn, case, case.chat, said)
    if otherwise:
        seen.add(OTHERWISE)
    if opened and await _tried_often(turn, case.chat):
        seen.add(CODES)
    if opened and await _banned_before(scene, case.chat):
        seen.add(BANNED)
    noted = await note(turn, case, seen)
    if scene.case is not None and scene.case.id == noted.id:
        scene.case = noted


async def tried(scene: Scene) -> None:
    """A code was tried: where that happened often, the case says so."""
    here = await scene.open_case()
    case = await scene.turn.case(here.id) if here is not None else None
    if case is not None and case.hot and await _tried_often(scene.turn, scene.person.chat):
        scene.case = await note(scene.turn, case, {CODES})


async def note(turn: Turn, case: Case, seen: set[str]) -> Case:
    """Keep what was seen with the case; its card and its room show it once everything else has gone out."""
    if seen <= set(case.signals):
        return case
    noted = replace(case, signals=tuple(sorted({*case.signals, *seen})))
    await turn.house.cases.save(turn.tx, noted)
    await repaint(turn, noted)
    return noted


async def repaint(turn: Turn, case: Case) -> None:
    """The card and the room as they are now, behind everything else."""
    await cards.refresh_card(turn, case, behind=True)
    await cards.refresh_room(turn, case, behind=True)


def of_answers(house: House, submit: Submit, case: Case | None) -> list[Likeness]:
    """What of an application can be compared. Names told under duress are kept nowhere, in no form."""
    forced = case is not None and case.duress
    given = [answer for answer in submit.answers if not (forced and answer.needs is Need.IDENTITY)]
    return list(likeness.answers(house.book.flows.get(submit.flow), given))


async def answered_otherwise(turn: Turn, case: Case | None, submit: Submit) -> bool:
    """Whether a second contact answers what an earlier one was asked too, and otherwise. Ask before it is joined."""
    if case is None or submit.door:
        return False
    from_entries = [
        answer
        for entry in await turn.house.cases.entries(turn.tx, case)
        if entry.kind in _TOLD
        for answer in entry.body["answers"]
    ]
    kept = [
        answer
        for part in await turn.house.parts.of_case(turn.tx, case.id)
        if part.kind == Need.IDENTITY
        for answer in part.body["answers"]
    ]
    chosen = [asdict(answer_of(turn.house, one)) for one in submit.answers]
    names = [asdict(answer_of(turn.house, one)) for one in submit.answers if one.needs is Need.IDENTITY]
    return likeness.differs(from_entries, chosen) or likeness.differs(kept, names, by="text")


async def _alike(turn: Turn, case: Case, chat: int, said: Iterable[Likeness]) -> set[str]:
    """What other accounts said in the same words, or told of themselves alike; their cases are told, too."""
    words = list(said)
    if not words:
        return set()
    found = await turn.house.prints.note(turn.tx, words, Print(case=case.id, chat=chat), now=turn.now)
    alike = dict.fromkeys((_OF_PRINTS[kind], other.case) for kind, other in found)
    for signal, other in alike:
        earlier = await turn.case(other)
        if earlier is not None and earlier.hot:
            await note(turn, earlier, {signal})
    return {signal for signal, _ in alike}


async def _tried_often(turn: Turn, chat: int) -> bool:
    tries = await turn.house.tries.of(turn.tx, bot=turn.house.line.bot, chat=chat)
    return sum(abs(turn.now - at) < _HOUR for at in tries) >= MANY_TRIES


async def _banned_before(scene: Scene, chat: int) -> bool:
    """Whether a ban stands on this chat that does not bind this talk: its person erased or locked the banned one."""
    ban = await scene.turn.house.bans.of_chat(
        scene.turn.tx, bot=scene.turn.house.line.bot, chat=chat, now=scene.turn.now
    )
    return ban is not None and (scene.person.ban or (b"",))[0] != ban.id
