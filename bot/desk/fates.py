"""What became of operators' answers: waiting to be read, arrived, or not. One mark in the case for each wording."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.cases import Case, Entry

ANSWERED: Final = "answered"
"""The entry of an operator's answer or of its correction: `answer` names the answer, `wording` this wording of it."""


class Fate(StrEnum):
    """Where a wording stands. The case notes its end; `WAITING` is never noted: the case's head knows."""

    ARRIVED = "arrived"
    UNDELIVERED = "undelivered"
    WAITING = "waiting"


_ENDS: Final = {str(end): end for end in (Fate.ARRIVED, Fate.UNDELIVERED)}


def fates(case: Case, entries: Sequence[Entry]) -> dict[int, Fate]:
    """The fate of each answered entry, by its place among the entries."""
    ends = {entry.body.get("wording"): _ENDS[entry.kind] for entry in entries if entry.kind in _ENDS}
    newest = {entry.body.get("answer"): at for at, entry in enumerate(entries) if entry.kind == ANSWERED}
    waits = {answer.hex() for answer in (*case.unread, *case.showing)}

    def fate(at: int, entry: Entry) -> Fate:
        if (wording := entry.body.get("wording")) is None:
            return _unnamed(entry, entries[at + 1 :])
        answer = entry.body.get("answer")
        # What was never shown, because another wording took its place, did not arrive.
        waiting = answer in waits and newest[answer] == at
        return ends.get(wording, Fate.WAITING if waiting else Fate.UNDELIVERED)

    return {at: fate(at, entry) for at, entry in enumerate(entries) if entry.kind == ANSWERED}


def _unnamed(answered: Entry, later: Sequence[Entry]) -> Fate:
    """The same for a wording without a name, from before they had one: what is noted next of its message tells."""
    message = answered.body.get("message")
    kinds = (entry.kind for entry in later if entry.body.get("message") == message)
    told = next((kind for kind in kinds if kind in {ANSWERED, Fate.UNDELIVERED}), "")
    return Fate.UNDELIVERED if told == Fate.UNDELIVERED else Fate.ARRIVED


def fates_of(case: Case, entries: Sequence[Entry], message: int) -> list[Fate]:
    """The fates of every wording of one message of an operator, the newest last."""
    return [fate for at, fate in fates(case, entries).items() if entries[at].body.get("message") == message]
