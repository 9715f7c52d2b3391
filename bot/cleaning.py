"""What people type, without what could deceive a reader or break a message."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS_IN_A_ROW: Final = 4
_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNREADABLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
"""All letters of the categories Cc (but the new line), Cs and Co."""
_NEW_LINE: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_BLANK_ENDS: Final = re.compile(r" +\n")
_ORDINARY: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ac\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2116]*"
)
"""One line in Latin or Cyrillic letters, in which there is nothing to clean but its edges."""


def clean(text: str) -> str:
    """Return a typed text without what could deceive a reader or break a message; idempotent.

    Gone: direction and other invisible controls (joiners stay, scripts need them), tags, control characters but the new
    line, surrogates, private use; more than four marks on one letter; blank edges and stacks of empty lines.
    """
    if _ORDINARY.fullmatch(text):
        return text.strip()
    text = _INVISIBLE.sub("", _NEW_LINE.sub("\n", text).replace("\t", " "))
    text = unicodedata.normalize("NFC", _UNREADABLE.sub("", text))
    if any(unicodedata.category(letter).startswith("M") for letter in set(text)):
        text = "".join(_few_marks(text))
    return _EMPTY_LINES.sub("\n\n", _BLANK_ENDS.sub("\n", text)).strip()


def _few_marks(text: str) -> Iterator[str]:
    row = 0
    for letter in text:
        row = row + 1 if unicodedata.category(letter).startswith("M") else 0
        if row <= _MARKS_IN_A_ROW:
            yield letter
