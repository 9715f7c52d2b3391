"""What became of an operator's answers: still on their way, arrived, or not. One mark in the case for each wording."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.desk.pieces import TO_PERSON_ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.desk.house import Turn
    from storage.cases import Case, Entry

ANSWERED: Final = "answered"
"""The entry of an operator's answer or of its correction; its `wording` names it."""


class Fate(StrEnum):
    """The end of a wording, as the case notes it. `WAITING` is never noted: the outbox knows."""

    ARRIVED = "arrived"
    UNDELIVERED = "undelivered"
    WAITING = "waiting"


def fates(entries: Sequence[Entry]) -> dict[str, Fate]:
    """The newest mark of each wording that has one."""
    marks = [entry for entry in entries if entry.kind in {Fate.ARRIVED, Fate.UNDELIVERED}]
    return {mark.body["wording"]: Fate(mark.kind) for mark in marks}


def fate_of(answer: Entry, noted: dict[str, Fate], waiting: Collection[int]) -> Fate:
    """Where one wording stands; what was never sent, because another took its place, did not arrive.

    Answers of a version that gave wordings no names have no mark: of their losses the room was told at the time.
    """
    wording = answer.body.get("wording", "")
    if wording in noted:
        return noted[wording]
    if answer.body.get("message") in waiting:
        return Fate.WAITING
    return Fate.UNDELIVERED if wording else Fate.ARRIVED


async def on_its_way(turn: Turn, case: Case) -> set[int]:
    """The operators' messages of which something still waits to go to the case's person."""
    found: set[int] = set()
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.chat != case.chat or post.role not in TO_PERSON_ROLES or post.source is None:
            continue
        if await turn.house.outbox.unfinished(turn.tx, post.id, now=turn.now):
            found.add(post.source[1])
    return found
