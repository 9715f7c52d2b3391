"""Case by case: what was tried with the stolen keys on the stolen copies, whether it opened, and what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bot.rehearsal.thief.copies import rows_of
from storage.readable import Loot, Reading, Way, loot_of, readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.rehearsal.thief.copies import Copy, Row
    from bot.rehearsal.thief.line import Message
    from bot.rehearsal.thief.thefts import Haul

SHOWN_LETTERS: Final = 240
DELETED: Final = "deleted"

Opened = tuple[int, Reading]
"""The place of a copy, and what was read of a case in it."""


class Why(StrEnum):
    """Why a case is readable or not; each has a sentence on the page (page/thief.js)."""

    HOT = "hot"
    OLDER = "older"
    OPERATOR = "operator"
    OPERATOR_OLDER = "operator-older"
    CHAT = "chat"
    NO_ROWS = "no-rows"
    NO_KEYS = "no-keys"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a chat: where, whether operators see it, and the words."""

    at: Message
    desk: bool
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stolen:
    """What verdicts are made of. `copies`: oldest first, at least one. `said`: every message of the bot's."""

    haul: Haul
    copies: Sequence[Copy]
    root: bytes = field(repr=False)
    operator: str = field(repr=False)
    said: Sequence[Said] = ()

    @property
    def loot(self) -> Loot:
        """The keys that this theft brings: of the server's those of the newest copy's day."""
        root = self.root if self.haul.server else None
        return loot_of(self.copies[-1].keys, root, [self.operator] if self.haul.operator else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One case. `words`: what the thief reads, None: nothing. `day`: of the copy it was read from."""

    alias: str
    state: str
    why: Why
    words: str | None = field(default=None, repr=False)
    day: int | None = None
    cipher: str = ""


def verdicts(stolen: Stolen) -> list[Verdict]:
    """Try every case that any copy knows, newest copy first."""
    newest = {row.alias: row for row in rows_of(stolen.copies[-1])}
    known = _known(stolen.copies)
    opened = _opened(stolen.copies, stolen.loot, known) if stolen.haul.rows else {}
    told = _told(stolen, known) if stolen.haul.chats else {}
    seen = ((row, newest.get(alias), opened.get(alias), told.get(alias)) for alias, row in known.items())
    return [_verdict(*one, stolen) for one in seen]


def _known(copies: Iterable[Copy]) -> dict[str, Row]:
    """Every case of any copy, in the order they came, as it was when it was last there."""
    found = {row.alias: row for copy in copies for row in rows_of(copy)}
    return dict(sorted(found.items(), key=lambda item: (item[1].hour, item[0])))


def _opened(copies: Sequence[Copy], loot: Loot, wanted: Iterable[str]) -> dict[str, Opened]:
    """The newest reading of each case that opens, and the place of its copy."""
    missing, found = set(wanted), dict[str, Opened]()
    for place in reversed(range(len(copies))):
        for one in readings(copies[place].database, loot) if missing else ():
            if one.alias in missing and one.way is not Way.SEALED:
                found[one.alias] = (place, one)
                missing.discard(one.alias)
    return found


def _told(stolen: Stolen, known: Iterable[str]) -> dict[str, str]:
    """Cases whose words stand in a chat that the thief reads. What to look for, only all keys together can tell."""
    every = loot_of(stolen.copies[0].keys, stolen.root, [stolen.operator])
    words = {alias: words_of(one.entries) for alias, (_, one) in _opened(stolen.copies, every, known).items()}
    seen = [one.words for one in stolen.said if one.desk or stolen.haul.chats == "all"]
    return {alias: text for alias, text in words.items() if text and any(text in one for one in seen)}


def _verdict(row: Row, now: Row | None, opened: Opened | None, told: str | None, stolen: Stolen) -> Verdict:
    why, words, day = _judged(opened, told, stolen)
    state = now.state if now else DELETED
    return Verdict(alias=row.alias, state=state, why=why, words=words, day=day, cipher=now.cipher if now else "")


def _judged(opened: Opened | None, told: str | None, stolen: Stolen) -> tuple[Why, str | None, int | None]:
    if opened is not None:
        place, one = opened
        older = place < len(stolen.copies) - 1
        by_operator = one.way is Way.OPERATOR
        why = (Why.OPERATOR_OLDER if older else Why.OPERATOR) if by_operator else (Why.OLDER if older else Why.HOT)
        return why, words_of(one.entries), stolen.copies[place].day
    if told is not None:
        return Why.CHAT, told, None
    if not stolen.haul.rows:
        return Why.NO_ROWS, None, None
    return (Why.GONE if stolen.haul.server or stolen.haul.operator else Why.NO_KEYS), None, None


def words_of(entries: Iterable[Any]) -> str:
    """What the person said first: in his application, or in the words of his question."""
    for body in entries:
        told = [one["text"] for one in body.get("answers", ()) if one["text"]] or [body.get("text") or ""]
        if any(told):
            return " · ".join(told)[:SHOWN_LETTERS]
    return ""
