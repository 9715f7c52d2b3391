"""Whether a person asked to wait for a sign of his, and gave one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.showing.cards import SECOND, answers_of
from bot.desk.words.fates import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.cases import Entry

SIGNS: Final = frozenset({"said", "way_back", "closed", SECOND, ANSWERED})
"""Entries after which nobody waits any more for a person's first sign: he wrote, or came back with his five words."""


def too_early(entries: Sequence[Entry]) -> bool:
    """Whether a first answer would come before the sign that the person asked to wait for."""
    since: set[str] = set()
    for entry in entries:
        if entry.kind == "application" and _wishes_anew(entry):
            since = set()
        elif not entry.body.get("form"):
            since.add(entry.kind)
    return any(answer.get("heed") for answer in answers_of(entries)) and not since & SIGNS


def _wishes_anew(application: Entry) -> bool:
    """Whether this version says how its person may be answered; a change of something else does not."""
    given = application.body.get("given")
    return given is None or any(
        answer["name"] in given and answer.get("heed") for answer in application.body["answers"]
    )
