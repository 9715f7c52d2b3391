"""What became of operators' answers: waiting to be read, arrived, or not. One mark in the case for each wording."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.desk.words.said import keeps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.cases import Case, Entry

ANSWERED: Final = "answered"
"""The entry of an operator's answer or of its correction: `answer` names the answer, `wording` this wording of it."""
BEGUN: Final = "begun"
"""In the mark of what did not arrive: its beginning did."""


class Fate(StrEnum):
    """Where a wording stands. The case notes its end; `WAITING` is never noted: the case's head knows."""

    ARRIVED = "arrived"
    UNDELIVERED = "undelivered"
    WAITING = "waiting"
    UNDONE = "undone"


_ENDS: Final = {str(end): end for end in (Fate.ARRIVED, Fate.UNDELIVERED, Fate.UNDONE)}


def fates(case: Case, entries: Sequence[Entry]) -> dict[int, Fate]:
    """The fate of each answered entry, by its place among the entries.

    Entries of older versions name neither their answer nor, the oldest, their wording.
    """
    marks = (entry for entry in entries if entry.kind in _ENDS)
    ends = {wording: _ENDS[mark.kind] for mark in marks if (wording := mark.body.get("wording"))}
    answered = {at: entry.body for at, entry in enumerate(entries) if entry.kind == ANSWERED}
    newest = {answer: at for at, body in answered.items() if (answer := body.get("answer"))}
    waits = {newest[answer] for one in (*case.unread, *case.showing) if (answer := one.hex()) in newest}

    def fate(at: int) -> Fate:
        wording = answered[at].get("wording")
        if not wording:
            return _unnamed(entries[at], entries[at + 1 :])
        # What was never shown, because another wording took its place, did not arrive.
        return ends.get(wording, Fate.WAITING if at in waits else Fate.UNDELIVERED)

    return {at: fate(at) for at in answered}


def _unnamed(answered: Entry, later: Sequence[Entry]) -> Fate:
    """The same for a wording without a name, from before they had one: what is noted next of its message tells."""
    message = answered.body.get("message")
    kinds = (entry.kind for entry in later if entry.body.get("message") == message)
    told = next((kind for kind in kinds if kind in {ANSWERED, Fate.UNDELIVERED}), "")
    return Fate.UNDELIVERED if told == Fate.UNDELIVERED else Fate.ARRIVED


def fates_of(case: Case, entries: Sequence[Entry], source: tuple[int, int]) -> list[Fate]:
    """The fates of every wording of one message of an operator (its chat, its number), the newest last."""
    return [fate for at, fate in fates(case, entries).items() if keeps(entries[at].body, source)]


def was_there(case: Case, entries: Sequence[Entry], source: tuple[int, int]) -> bool:
    """Whether any words of this message of an operator stood before its person, and be it their beginning."""
    begun = any(mark.body.get(BEGUN) for mark in entries if keeps(mark.body, source))
    return begun or Fate.ARRIVED in fates_of(case, entries, source)
