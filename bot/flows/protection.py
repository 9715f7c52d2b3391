"""What a person can do who is made to tell his five words, and that it may fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows.buttons import WAY_OUT
from bot.flows.talk import Phrase, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Talk


def show(_book: Book, _talk: Talk, known: Known) -> Screen:
    """Return how the words are told by one who is not free; his own words only while they may be shown at all."""
    parts = [Phrase.of("protection")]
    if known.words:
        turned = (*known.words[-1:], *known.words[:-1])
        parts.append(Phrase.of("protection-words", words=" ".join(known.words), turned=" ".join(turned)))
    return Screen((*parts, Phrase.of("protection-limits")), (WAY_OUT,))
