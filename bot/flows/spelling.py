"""How people type: doubled letters, mixed alphabets, Russian and Ukrainian in Latin letters. Pure."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+|[.!?;\n\u2026]+")
_DROPPED: Final = re.compile("['\"`\u00b4\u02bc\u2018\u2019\u044c\u044a]")
_LATIN: Final = re.compile("[a-z]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_TWINS: Final = str.maketrans("aceikmoptxy", "асеікмортху")
"""Latin letters that look like Cyrillic ones: in a Cyrillic word they are a slip, or a way past a filter."""
_ALIKE: Final = {ord("ё"): "\u0435", ord("ґ"): "\u0433"}
_SOUNDS: Final = dict(zip("абвгдежзийклмнопрстуфхчшщыэюяіїє", "abvgdejziiklmnoprstufh4wwieuaiie", strict=True)) | {
    "ц": "ts"
}
_HEARD: Final = {
    "shch": "w", "sch": "w", "sh": "w", "ch": "4", "zh": "j", "kh": "h", "tz": "ts",
    "ya": "a", "ja": "a", "yu": "u", "ju": "u", "ye": "e", "je": "e", "yo": "e", "jo": "e",
    "x": "h", "y": "i", "c": "ts",
}  # fmt: skip
_BLURRED: Final = str.maketrans("oe", "ai")
BLURRED_FROM: Final = 4
"""Of shorter words too many would be one: `не` is not `ни`."""
_SPELLINGS: Final = re.compile("|".join([*_HEARD, "j(?![aeiouy])"]))
_AS_SOUNDS: Final = str.maketrans(_SOUNDS)
_REPEATED: Final = re.compile(r"([^\W\d])\1+")


def as_typed(text: str) -> list[str]:
    """Return the words of a text in small letters, a full stop for each end of a sentence.

    One letter for a doubled one, no apostrophes, no soft or hard sign: `can't` is `cant`, `незачемм` is `незачем`.
    """
    folded = _DROPPED.sub("", text.casefold()).translate(_ALIKE)
    return [_whole(token) for token in _TOKEN.findall(folded)]


def word_as_typed(word: str) -> str:
    """Return one word in the same spelling; empty where nothing is left of it."""
    folded = _DROPPED.sub("", word.casefold()).translate(_ALIKE)
    return _whole(folded) if folded else ""


def latin(word: str) -> bool:
    """Whether a word has Latin letters."""
    return _LATIN.search(word) is not None


def heard(word: str) -> str:
    """Return how a word sounds, one spelling for both alphabets: `хочу`, `hochu`, `khochu` and `ho4u` are the same."""
    return sounds(_SPELLINGS.sub(lambda found: _HEARD.get(found[0], "i"), word))


def sounds(word: str) -> str:
    """Return a Cyrillic word by its sounds; other letters stay."""
    return _single(word if word.isascii() else word.translate(_AS_SOUNDS))


def blurred(word: str) -> str:
    """Return a word's sounds without what the ear does not tell apart: `хачу` is `хочу`. Short words stay distinct."""
    return word if len(word) < BLURRED_FROM else blur(word)


def blur(word: str) -> str:
    """Return the same of a word of any length."""
    return _single(word.translate(_BLURRED))


def _whole(token: str) -> str:
    if not token[0].isalnum():
        return "."
    if not token.isascii() and latin(token) and _CYRILLIC.search(token):
        token = token.translate(_TWINS)
    return _single(token)


def _single(word: str) -> str:
    return _REPEATED.sub(r"\1", word)
