"""The whole talk of a case as an operator reads it: answers, both sides' words, and what became of the operators'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.cards import ANSWERED, UNDELIVERED
from bot.texts import split, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from storage.cases import Case, Entry

PAGE_LIMIT: Final = 3700
QUOTE_LIMIT: Final = 3500
"""UTF-16 units of one quoted piece: with its question it still fits a page, and a page fits one message."""


def reveal_pages(house: House, case: Case, entries: Sequence[Entry]) -> list[str]:
    """The whole talk, as HTML, each page fit for one message in an operator's private chat."""
    lines = [house.say("desk-card-head", alias=case.alias, kind=house.plain(f"desk-kind-{case.kind}"))]
    for at, entry in enumerate(entries):
        for answer in entry.body.get("answers", ()):
            text = answer["text"] or house.plain("desk-skipped")
            first, *rest = split(text, QUOTE_LIMIT)
            lines.append(house.say("desk-answer", question=answer["question"], text=first))
            lines += [house.say("desk-more", text=part) for part in rest]
        lines += said_lines(house, entry)
        if entry.kind == ANSWERED:
            lost = _never_arrived(entry, entries[at + 1 :])
            lines += _quoted(house, "desk-answered-lost" if lost else "desk-answered", entry)
    return pages(lines)


def _never_arrived(answer: Entry, later: Sequence[Entry]) -> bool:
    """Whether what is noted next of the same message says that the person's chat did not take it."""
    message = answer.body.get("message")
    kinds = (entry.kind for entry in later if entry.body.get("message") == message)
    return next((kind for kind in kinds if kind in {ANSWERED, UNDELIVERED}), "") == UNDELIVERED


def said_lines(house: House, entry: Entry) -> list[str]:
    """What a person wrote or sent in one message; a medium itself stands where it was relayed to."""
    return _quoted(house, "desk-said", entry) if entry.kind == "said" else []


def _quoted(house: House, key: str, entry: Entry) -> list[str]:
    """One message, marked as its side's, in pieces that fit."""
    medium, text = entry.body.get("media"), entry.body.get("text")
    shown = [house.plain("desk-medium", kind=medium)] if medium else []
    return [house.say(key, text=part) for part in (*shown, *(split(text, QUOTE_LIMIT) if text else ()))]


def pages(lines: Sequence[str]) -> list[str]:
    """Lines joined into as few messages as hold them."""
    filled: list[str] = []
    for line in lines:
        if filled and units(filled[-1]) + units(line) + 2 <= PAGE_LIMIT:
            filled[-1] += "\n\n" + line
        else:
            filled.append(line)
    return filled
