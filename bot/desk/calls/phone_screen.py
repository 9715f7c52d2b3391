"""The one message that guides an operator through a call, in his own language."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.messages import Edit
from storage.calls import NO_CASE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.house import House, Turn
    from bot.messages import Button, Keyboard
    from storage.calls import Call
    from storage.cases import Case
    from storage.people import Operator

STEP: Final = "Q"
LEARNED: Final = "x"
MEANT: Final = "y"
DOORS: Final = ("soldier", "mobilized", "maybe", "relative", "question")
_STEP: Final = struct.Struct(">cBBB12x")
_SUGGESTED: Final = b"w"
"""Another letter than that of the buttons which carried a number: those are stale."""
_DIGEST: Final = 14
_IN_A_ROW: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A press: what it asks for, and what was chosen so far (places in `DOORS` and among the languages)."""

    kind: str
    door: int = 0
    language: int = 0
    urgent: int = 0

    def packed(self) -> bytes:
        """As a button carries it."""
        return _STEP.pack(self.kind.encode("ascii"), self.door, self.language, self.urgent)


def read_step(reference: bytes) -> Step | None:
    """What `packed` made."""
    kind, door, language, urgent = _STEP.unpack(reference)
    return Step(kind.decode("ascii", "replace"), door, language, urgent) if door < len(DOORS) else None


def read_word(house: House, reference: bytes) -> tuple[int, str] | None:
    """The place and the word that a suggestion carries; None where no list of today has the word.

    The word is carried by its digest: its number in the list is another word's after an update.
    """
    kind, place, digest = reference[:1], reference[1], reference[2:]
    if kind != _SUGGESTED or place >= 5:  # noqa: PLR2004 - the five words
        return None
    lists = house.lists
    word = {_digest(one): one for language in lists.languages for one in lists.words_of(language)}.get(digest)
    return (place, word) if word else None


def _digest(word: str) -> bytes:
    return sha256(word.encode()).digest()[:_DIGEST]


def say(turn: Turn, operator: Operator, key: str, **values: str | int) -> str:
    """A text for this operator, as HTML."""
    return turn.house.texts.say(operator.language, key, **values)


def plain(turn: Turn, operator: Operator, key: str, **values: str | int) -> str:
    """A text for this operator, for a toast or a label."""
    return turn.house.texts.plain(operator.language, key, **values)


def _button(turn: Turn, operator: Operator, label: str, step: Step) -> Button:
    return turn.house.desk_button(label, STEP, step.packed(), turn.now, chat=operator.user)


def _end(turn: Turn, operator: Operator) -> tuple[Button, ...]:
    return (_button(turn, operator, plain(turn, operator, "desk-phone-end"), Step("e")),)


def beginning(turn: Turn, operator: Operator) -> tuple[str, Keyboard]:
    """A new case, or the five words."""
    new = _button(turn, operator, plain(turn, operator, "desk-phone-new"), Step("n"))
    known = _button(turn, operator, plain(turn, operator, "desk-phone-known"), Step("w"))
    return say(turn, operator, "desk-phone-begin"), ((new,), (known,), _end(turn, operator))


async def choice(turn: Turn, operator: Operator, call: Call, step: Step) -> None:
    """The next question of a new case: who he is, his language, whether it can wait."""
    if call.case != NO_CASE:
        return
    match step.kind:
        case "n":
            steps = [(f"desk-door-{door}", Step("d", at)) for at, door in enumerate(DOORS)]
            asked = "desk-phone-door"
        case "d":
            languages = turn.house.texts.languages
            steps = [(f"language-name-{name}", Step("l", step.door, at)) for at, name in enumerate(languages)]
            asked = "desk-phone-language"
        case "l":
            steps = [
                ("desk-phone-calm", Step("u", step.door, step.language, 0)),
                ("desk-phone-urgent", Step("u", step.door, step.language, 1)),
            ]
            asked = "desk-phone-urgency"
        case _:
            return
    buttons = [_button(turn, operator, plain(turn, operator, key), one) for key, one in steps]
    await _show(turn, call, say(turn, operator, asked), (*_rows(buttons), _end(turn, operator)))


def _rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))


async def words(
    turn: Turn, operator: Operator, call: Call, *, near: Mapping[int, Sequence[str]] | None = None, hint: str = ""
) -> None:
    """The five words as far as they are clear, and what the unclear ones may be."""
    near = near or {}
    heard = (*call.heard, *("",) * 5)[:5]
    lines = [say(turn, operator, "desk-phone-hear"), ""]
    for at, word in enumerate(heard):
        key = "desk-phone-word" if word else "desk-phone-unclear" if at in near else "desk-phone-missing"
        lines.append(say(turn, operator, key, place=at + 1, word=word))
    if call.stage == "trying":
        lines += ["", say(turn, operator, "desk-phone-trying")]
    if hint:
        lines += ["", say(turn, operator, hint)]
    rows = tuple(tuple(_suggested(turn, operator, at, ones)) for at, ones in near.items() if ones)
    await _show(turn, call, "\n".join(lines), (*rows, _end(turn, operator)))


def _suggested(turn: Turn, operator: Operator, place: int, ones: Sequence[str]) -> list[Button]:
    return [
        turn.house.desk_button(f"{place + 1}. {word}", MEANT, carried(place, word), turn.now, chat=operator.user)
        for word in ones
    ]


def carried(place: int, word: str) -> bytes:
    """What the button of a suggestion carries: 16 bytes."""
    return _SUGGESTED + bytes([place]) + _digest(word)


async def notes(turn: Turn, operator: Operator, call: Call, case: Case | None, *, hint: str = "") -> None:
    """What the caller says is written down now."""
    if case is None:
        return
    lines = [say(turn, operator, "desk-phone-notes", alias=case.alias)]
    if case.chat is not None:
        lines.append(say(turn, operator, "desk-phone-has-chat"))
    if hint:
        lines += ["", say(turn, operator, hint)]
    again = _button(turn, operator, plain(turn, operator, "desk-phone-again"), Step("s"))
    rows = ((again,),) if call.fresh else ()
    await _show(turn, call, "\n".join(lines), (*rows, _end(turn, operator)))


async def again(turn: Turn, operator: Operator, call: Call, *, hint: str) -> None:
    """The same screen, with a hint."""
    if call.stage == "notes":
        await notes(turn, operator, call, await turn.case(call.case), hint=hint)
    else:
        await words(turn, operator, call, hint=hint)


async def _show(turn: Turn, call: Call, text: str, keyboard: Keyboard) -> None:
    if call.screen is not None:
        await turn.put(Edit(post=call.screen, text=text, html=True, keyboard=keyboard, anew=False))
