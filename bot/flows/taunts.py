"""Mockery and abuse: one calm line, then fewer and fewer replies. Nothing is argued, nothing lost, nobody shut out.

Words with a question that is answered here are never a taunt, and a serious word later is answered as if nothing had
been.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows.effects import Ask, Remove, Slow
from bot.flows.talk import Place
from bot.texts import units

if TYPE_CHECKING:
    from bot.flows.talk import Talk
    from bot.flows.turns import Move, Turn

WAITS: Final = (0, 10, 30, 60, 180, 600)
"""Seconds until the next taunt is replied to, the first at once; the last holds for all that follow."""
KEPT_UNITS: Final = 4_000
"""Of taunts no more is kept: there must be room for serious words."""
ANSWER: Final = "mocking"
"""The answer that taunts are near to."""


def taunts(turn: Turn, said: str) -> bool:
    """Whether words are nothing but a taunt: no question, and nothing that is answered here."""
    if "?" in said or not turn.book.taunts.hold(said):
        return False
    return turn.look_up_surely(said)[:1] in {(), (ANSWER,)}


def met(turn: Turn, said: str) -> Move:
    """Keep a taunt apart from what is unsent. The first is met with a calm line, at once; later ones wait, in place."""
    talk = replace(turn.talk, taunts=turn.talk.taunts + 1)
    if turn.known.has_case and talk.place is not Place.HELD:
        return _passed_on(talk, said)
    line = " ".join(said.split())
    fits = units(talk.mocked) + units(line) <= KEPT_UNITS
    kept = replace(talk, mocked=f"{talk.mocked}\n{line}".strip(), near="") if fits else talk
    gone = (Remove(),) if fits else ()
    if talk.taunts == 1:
        return kept.to(Place.HELD, found=turn.look_up(line), hint="hint-calm" if fits else "hint-full"), gone
    return kept, (*gone, _slow(talk))


def _passed_on(talk: Talk, said: str) -> Move:
    """With an open case the operators have it, without a sound."""
    here = talk.to(Place.STATUS) if talk.place is Place.ASK else talk
    asked = Ask(door=talk.door or "question", text=said, silent=True)
    if talk.taunts == 1:
        return replace(here, hint="hint-calm-passed"), (Remove(), asked)
    return here, (Remove(), asked, _slow(talk))


def _slow(talk: Talk) -> Slow:
    return Slow(WAITS[min(talk.taunts, len(WAITS)) - 1])
