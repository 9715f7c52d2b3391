"""The whole talk of a case as an operator reads it: answers, both sides' words, and what became of the operators'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.fates import ANSWERED, Fate, fate_of, fates
from bot.texts import split, units

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.desk.house import House
    from storage.cases import Case, Entry

PAGE_LIMIT: Final = 3700
QUOTE_LIMIT: Final = 3500
"""UTF-16 units of one quoted piece: with its question it still fits a page, and a page fits one message."""
_SHOWN: Final = {
    Fate.ARRIVED: "desk-answered",
    Fate.UNDELIVERED: "desk-answered-lost",
    Fate.WAITING: "desk-answered-waiting",
}


def reveal_pages(house: House, case: Case, entries: Sequence[Entry], waiting: Collection[int]) -> list[str]:
    """The whole talk, as HTML, each page fit for one message in an operator's private chat.

    `waiting`: the operators' messages of which something is still on its way.
    """
    lines = [house.say("desk-card-head", alias=case.alias, kind=house.plain(f"desk-kind-{case.kind}"))]
    noted = fates(entries)
    for entry in entries:
        lines += _answer_lines(house, entry)
        lines += said_lines(house, entry)
        if entry.kind == ANSWERED:
            lines += _quoted(house, _SHOWN[fate_of(entry, noted, waiting)], entry)
    return pages(lines)


def _answer_lines(house: House, entry: Entry) -> list[str]:
    """The answers of a form, each in pieces that fit."""
    lines: list[str] = []
    for answer in entry.body.get("answers", ()):
        text = answer["text"] or house.plain("desk-skipped")
        first, *rest = split(text, QUOTE_LIMIT)
        lines.append(house.say("desk-answer", question=answer["question"], text=first))
        lines += [house.say("desk-more", text=part) for part in rest]
    return lines


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
