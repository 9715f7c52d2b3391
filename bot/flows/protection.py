"""The second contact of a man who has his five words, and what he can do who is made to tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows.buttons import WAY_OUT, button
from bot.flows.talk import Phrase, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Row, Talk


def show(_book: Book, _talk: Talk, known: Known) -> Screen:
    """Return how the words are told by one who is not free; his own words only while they may be shown at all."""
    parts = [Phrase.of("protection")]
    if known.words:
        turned = (*known.words[-1:], *known.words[:-1])
        parts.append(Phrase.of("protection-words", words=" ".join(known.words), turned=" ".join(turned)))
    return Screen((*parts, Phrase.of("protection-limits")), (WAY_OUT,))


def second_row(book: Book, known: Known) -> tuple[Row, ...]:
    """Return the row that leads on from an open application; none where its door has no second contact."""
    leads = known.has_case and known.case_kind == "application" and book.second_of(known.case_door) is not None
    return ((button("second"),),) if leads else ()
