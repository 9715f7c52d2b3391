"""A man's case and his family's, linked by three words that he hands out, and by his own yes. Pure.

Neither side is told that the other writes here: his words are accepted in the same way whether they fit or not, and
he is asked only because somebody said the words that he gave away himself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows.buttons import RELATIVE, WAY_OUT, button
from bot.flows.effects import LinkAct, Remove
from bot.flows.talk import Phrase, Place, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row, Talk

WORDS: Final = 3
_WORD: Final = r"[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*"
_SURELY_NOT: Final = 7
_TALKS: Final = "wants-out"
"""The plight of a man who talks with his family about writing here."""
_STATES: Final = {
    "": ("link-make",),
    "waits": ("link-drop",),
    "asked": ("link-yes", "link-no"),
    "linked": ("link-drop",),
}
"""The buttons of each state."""


def his_own(book: Book, known: Known) -> bool:
    """Whether the open case is an application of somebody for himself."""
    return known.has_case and known.case_kind == "application" and book.second_of(known.case_door) is not None


def row(book: Book, known: Known) -> tuple[Row, ...]:
    """Return the row of an open case that leads to the link: his side's, or his family's."""
    if his_own(book, known):
        return ((button("link-asked" if known.link == "asked" else "link", "link"),),)
    return ((button("tell"),),) if known.has_case and known.case_door == RELATIVE else ()


def tell_row(book: Book, known: Known, plight: str) -> tuple[Row, ...]:
    """Return the row for the words he gave away: on his family's screens once they have a case, else where he talks."""
    offered = not his_own(book, known) if known.has_case else plight == _TALKS
    return ((button("tell"),),) if offered else ()


def show(_book: Book, _talk: Talk, known: Known) -> Screen:
    """Return how far the link is, and what he can do: nothing is linked without his last word here."""
    parts = [Phrase.of(f"link-{known.link}" if known.link else "link")]
    if known.link == "waits":
        parts.append(Phrase.of("link-words", words=" ".join(known.link_words)))
    rows = tuple((button(name),) for name in _STATES[known.link])
    return Screen(tuple(parts), (*rows, WAY_OUT))


def tell(_book: Book, _talk: Talk, _known: Known) -> Screen:
    """Return the question for the words he gave to his family."""
    return Screen((Phrase.of("tell"),), (WAY_OUT,))


def said(turn: Turn, text: str) -> Move | None:
    """Take three words; what follows looks the same whether they fit. None: it is a message, not three words."""
    words = re.findall(_WORD, text.casefold())
    if len(words) == WORDS:
        done = turn.talk.to(Place.STATUS, hint="hint-told")
        return done, (Remove(), LinkAct("tell", " ".join(words)))
    if len(words) < _SURELY_NOT:
        return replace(turn.talk, hint="hint-three-words"), (Remove(),)
    return None


def taken(turn: Turn, text: str) -> Move:
    """Take the words wherever they were written: nobody reads along, whether they fit or not."""
    return said(turn, text) or _asked(turn) if turn.known.has_case else (_asked(turn)[0], (Remove(),))


def _asked(turn: Turn) -> Move:
    """Ask for the words; a link joins two cases, so who has none yet begins one with a question."""
    if turn.known.has_case:
        return turn.talk.to(Place.TELL), ()
    return turn.talk.to(Place.ASK, hint="hint-tell-first"), ()


def _act(turn: Turn, act: str) -> Move:
    return turn.talk.to(Place.LINK), (LinkAct(act),)


MOVES: Final = {
    "link": lambda turn, _: (turn.talk.to(Place.LINK), ()),
    "tell": lambda turn, _: _asked(turn),
    "link-make": lambda turn, _: _act(turn, "make"),
    "link-yes": lambda turn, _: _act(turn, "yes"),
    "link-no": lambda turn, _: (turn.talk.to(Place.LINK, hint="hint-link-no"), (LinkAct("no"),)),
    "link-drop": lambda turn, _: _act(turn, "drop"),
}
"""What the buttons of these screens do; a part of the moves."""
