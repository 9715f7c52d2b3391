"""Several men, one group: a number without names, four words by which the others join from their own phones. Pure.

Nobody sees in his chat who else is there, how many joined, or that somebody left.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows import answers, links
from bot.flows.buttons import WAY_OUT, button
from bot.flows.effects import GroupAct, Remove
from bot.flows.talk import Phrase, Place, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row, Talk

FLOW: Final = "group"
"""The application of a group, and the answer it is begun beneath."""
LEADER: Final = "leader"
MEMBER: Final = "member"
WORDS: Final = 4
NONE: Final = "—"
_WORD: Final = r"[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*"
_SURELY_NOT: Final = 8


def row(book: Book, known: Known) -> tuple[Row, ...]:
    """Return the row of an open application that leads to its group."""
    return ((button("group"),),) if FLOW in book.flows and links.his_own(book, known) else ()


def join_row(book: Book, talk: Talk) -> tuple[Row, ...]:
    """Return the row for the four words of a group."""
    return ((button("join"),),) if FLOW in book.flows and not talk.minor else ()


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return what a group is, or what he may see of his: the leader his own numbers and the words, others neither."""
    begin = button("begin-group", f"begin:{FLOW}")
    change = button("group-change", f"begin:{FLOW}")
    leave: tuple[Row, ...] = ((button("group-leave"),),)
    if talk.minor or FLOW not in book.flows:
        return Screen((Phrase.of("group-how"),), (WAY_OUT,))
    if known.group == LEADER:
        return Screen(_his(known), ((change,), *leave, WAY_OUT))
    if known.group == MEMBER:
        return Screen((Phrase.of("group-in"),), (*leave, WAY_OUT))
    parts = (*answers.body(book, FLOW), Phrase.of("group-how"))
    return Screen(parts, ((begin,), (button("join"),), WAY_OUT))


def _his(known: Known) -> tuple[Phrase, ...]:
    told = Phrase.of("group-yours", men=known.group_men or NONE, wounded=known.group_wounded or NONE)
    shown = (Phrase.of("group-words", words=" ".join(known.group_words)),) if known.group_words else ()
    return (told, *shown, Phrase.of("group-yours-only"))


def join(_book: Book, _talk: Talk, _known: Known) -> Screen:
    """Return the question for the four words of a group."""
    return Screen((Phrase.of("join"),), (WAY_OUT,))


def said(turn: Turn, text: str) -> Move | None:
    """Take four words; wrong ones come back to their question. None: it is a message, or he is under 18."""
    if turn.talk.minor or FLOW not in turn.book.flows:
        return None
    words = re.findall(_WORD, text.casefold())
    if len(words) == WORDS:
        joined = turn.talk.to(Place.RECEIPT, sent="joined")
        return joined, (Remove(), GroupAct("join", " ".join(words)))
    if len(words) < _SURELY_NOT:
        return replace(turn.talk, hint="hint-four-words"), (Remove(),)
    return None


MOVES: Final = {
    "group": lambda turn, _: (turn.talk.to(Place.GROUP), ()),
    "join": lambda turn, _: (turn.talk.to(Place.JOIN), ()),
    "group-leave": lambda turn, _: (turn.talk.to(Place.GROUP, hint="hint-group-left"), (GroupAct("leave"),)),
}
"""What the buttons of these screens do; a part of the moves."""
