"""The five words are learned by heart: two of them are asked back, then they are shown no more."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from bot.flows.buttons import HOME, button
from bot.flows.talk import Ask, CodeLearned, Phrase, Place, Remove, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Talk

_WORD: Final = r"[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*"
_NEAR: Final = 0.7
_ASKED: Final = 2
_MOST: Final = 5
"""Who writes more words than a code has does not answer the question: he tells something."""


def ask(turn: Turn, _value: str) -> Move:
    """Ask for two of the words, drawn by chance; they are shown no more meanwhile."""
    return turn.talk.to(Place.LEARN, quiz=turn.known.drawn), ()


def shown(talk: Talk, known: Known) -> bool:
    """Whether there is anything to ask: the words are still kept, and two were drawn."""
    return bool(known.words) and bool(talk.quiz)


def show(_book: Book, talk: Talk, _known: Known) -> Screen:
    """Return the question for two words by their places, and the way to see them again."""
    first, second = (place + 1 for place in sorted(talk.quiz))
    return Screen((Phrase.of("learn", first=first, second=second),), ((button("words"),), (HOME,)))


def answer(turn: Turn, said: str) -> Move | None:
    """Work what was written as an answer; None where it is none.

    Right: the words are forgotten. Nearly: shown again. Nothing like them: passed on to the operators, shown again.
    """
    written = re.findall(_WORD, said.casefold())
    if not shown(turn.talk, turn.known) or len(written) > _MOST:
        return None
    asked = [turn.known.words[place] for place in sorted(turn.talk.quiz)]
    if sorted(written) == sorted(asked):
        return turn.talk.to(Place.STATUS, quiz=(), hint="hint-learned"), (Remove(), CodeLearned())
    again = turn.talk.to(Place.RECEIPT, quiz=())
    if any(get_close_matches(word, turn.known.words, 1, _NEAR) for word in written):
        return replace(again, hint="hint-not-yet"), (Remove(),)
    if len(written) != _ASKED:
        return None
    passed = Ask(door=turn.talk.door or "question", text=said)
    return replace(again, hint="hint-not-these"), (Remove(), passed)


def own(turn: Turn, said: str) -> bool:
    """Whether nothing but words of his own code was written beneath them: half an answer, and nobody else's to read."""
    written = re.findall(_WORD, said.casefold())
    near = [get_close_matches(word, turn.known.words, 1, _NEAR) for word in written]
    return 0 < len(written) <= _MOST and all(near)
