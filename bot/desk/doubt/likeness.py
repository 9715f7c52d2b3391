"""What of a person's words can be compared with others', and what he said otherwise before. Pure; keeps nothing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from bot.flows.model import Kind, Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.flows.effects import Answered
    from bot.flows.model import Flow

TEXT: Final = "text"
DATA: Final = "data"
"""What a fingerprint is of: long words of his own, or a name, a telephone, a document."""
LONG_LETTERS: Final = 60
"""Shorter words are everybody's."""
NAME_LETTERS: Final = 10
NAME_PARTS: Final = 2
"""A surname alone is shared by thousands."""
NUMBER_SIGNS: Final = 6
PHONE_DIGITS: Final = 9
"""The end of a telephone number: with and without the code of its country it is the same."""
_LOOK_ALIKE: Final = str.maketrans("abcehkmoptxy\u0456\u0457\u0491\u0451\u0439", "авсенкмортхуиигеи")
"""Latin letters that look Cyrillic, and what Russian and Ukrainian write with other signs."""

Likeness = tuple[str, str]


def long_words(text: str) -> Iterator[Likeness]:
    """Long words of one's own, without case, spaces, marks and look-alike letters."""
    letters = bare(text)
    if len(letters) >= LONG_LETTERS:
        yield TEXT, letters


def answers(flow: Flow | None, given: Sequence[Answered]) -> Iterator[Likeness]:
    """Everything in an application that can be compared."""
    names: list[str] = []
    for answer in given:
        step = flow.find(answer.step) if flow is not None else None
        letters = bare(answer.words)
        if step is not None and step.kind is Kind.PHONE:
            yield from _phone(answer.words)
        elif answer.needs is Need.IDENTITY and any(map(str.isdigit, letters)):
            if step is not None and step.kind is Kind.TEXT and len(letters) >= NUMBER_SIGNS:
                yield DATA, f"number {letters}"
        elif answer.needs is Need.IDENTITY and letters:
            names.append(letters)
        elif answer.needs is None:
            yield from long_words(answer.words)
    if len(names) >= NAME_PARTS and sum(map(len, names)) >= NAME_LETTERS:
        yield DATA, f"name {' '.join(sorted(names))}"


def _phone(words: str) -> Iterator[Likeness]:
    digits = "".join(sign for sign in words if sign.isdigit())
    if len(digits) >= PHONE_DIGITS:
        yield DATA, f"phone {digits[-PHONE_DIGITS:]}"


def bare(text: str) -> str:
    """Letters and digits alone, as one script would write them."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LOOK_ALIKE)
    return "".join(sign for sign in folded if sign.isalnum())


def differs(earlier: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]], *, by: str = "chosen") -> bool:
    """Whether a question was answered otherwise before: by another button or, of names, in other words (`text`).

    Buttons are compared by the names of their options: what they say differs between languages and forms. Entries of
    older versions do not have them, and contradict nothing.
    """
    said = {answer["name"]: bare(answer.get(by) or "") for answer in earlier}
    pairs = ((said.get(answer["name"], ""), bare(answer.get(by) or "")) for answer in now)
    return any(before and after and before != after for before, after in pairs)
