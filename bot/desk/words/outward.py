"""Every word of an operator to a case's person passes here: typed, canned, a caption, an edit, a note sent after all.

What may lead somebody into a trap waits for a second operator; what no person should get on his phone is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.words import holding, passing, photos
from bot.desk.words.fates import ANSWERED
from bot.desk.words.said import keeps
from bot.flows.outgoing import why
from bot.texts import clean

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.flows.outgoing import Why
    from bot.messages import Said
    from storage.cases import Case
    from storage.people import Operator

PASSED: Final = frozenset({"photo", "location"})
"""Media that may go to a person."""
REFUSALS: Final = frozenset({"document", "animation", "audio", "sticker", "voice", "video", "video_note"})
"""Kinds that are refused for a reason of their own: the text `desk-refused-<kind>`."""
BEFORE: Final = 3
"""So many earlier answers are looked at together with a new one."""


def refusal(said: Said) -> str:
    """The text that tells why a message can not go to a person; empty where it can."""
    kind = said.refused or (said.media.kind if said.media is not None else "")
    if said.refused is None and kind in {"", *PASSED}:
        return ""
    return f"desk-refused-{kind.replace('_', '-')}" if kind in REFUSALS else "desk-refused-kind"


async def send(turn: Turn, case: Case, said: Said, operator: Operator) -> None:
    """Give an operator's words to the person who gets the answers in this case's room, or have them wait, or refuse.

    Where cases are merged that is one of them, as their room says. Who is meant is settled here and now: whatever
    becomes of the room until the words go, they go to nobody else.
    """
    target = await merged.voice(turn, case)
    if target is None:
        await turn.notice("desk-voice-gone", beneath=said)
        return
    await _give(turn, target, said, operator)


async def _give(turn: Turn, case: Case, said: Said, operator: Operator) -> None:
    if key := refusal(said):
        await turn.notice(key, beneath=said)
        return
    fresh = replace(said, edited=False)
    if reasons := await _reasons(turn, case, fresh):
        await holding.hold(turn, case, fresh, operator, reasons)
    else:
        await passing.pass_on(turn, case, fresh, operator)


async def correct(turn: Turn, case: Case, said: Said, operator: Operator) -> None:
    """The same for the newer words of an answer; the earlier ones stay until these may go."""
    if key := refusal(said):
        await turn.notice(key, beneath=said)
    elif reasons := await _reasons(turn, case, said):
        await holding.hold(turn, case, replace(said, edited=True), operator, reasons)
    else:
        await passing.amend(turn, case, replace(said, edited=True))


async def changed(turn: Turn, said: Said, operator: Operator) -> bool:
    """An operator edited what had not gone yet: the newest words are looked at instead. False: nothing of it waits.

    They are for the person they were written to, whoever gets the answers in that room by now.
    """
    source = (said.chat, said.message)
    held, painted = await holding.dropped(turn, source, "desk-held-changed"), await photos.withdrawn(turn, source)
    if held is None and painted is None:
        return False
    case = await turn.case(held.case if held is not None else painted.case if painted is not None else None)
    bodies = [one.said or {} for one in (held, painted) if one is not None]
    if case is None or not case.hot:
        await turn.notice("desk-reply-closed", beneath=said)
    elif any(body.get("edited") for body in bodies):
        await correct(turn, case, said, operator)
    else:
        await _give(turn, case, said, operator)
    return True


async def _reasons(turn: Turn, case: Case, said: Said) -> tuple[Why, ...]:
    entries = await turn.house.cases.entries(turn.tx, case)
    source = (said.chat, said.message)
    answers = [entry.body for entry in entries if entry.kind == ANSWERED and not keeps(entry.body, source)]
    before = [_nameless(case, str(body.get("text", ""))) for body in answers[-BEFORE:]]
    return why(turn.house.book, _nameless(case, clean(said.text)), media=said.media, before=before)


def _nameless(case: Case, text: str) -> str:
    """A text without the case's alias: some look like an hour, or like the name of a place."""
    return text.replace(case.alias, " ")
