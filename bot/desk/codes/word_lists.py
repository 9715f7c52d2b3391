"""The words of return codes and check words: lists checked at start, drawn from, and read back from what a man types.

The files behind them, and what they may hold: `word_files.py`.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.desk.codes.word_files import CHECK_LIST_SIZE, CODE_LIST_SIZE, near_spellings, read_words
from bot.texts import SPARE_LANGUAGE

RandomBytes = Callable[[int], bytes]

WORDS_IN_CODE: Final = 5
WORDS_IN_LINK: Final = 3
WORDS_IN_GROUP: Final = 4
CODES: Final = frozenset({WORDS_IN_CODE, WORDS_IN_LINK, WORDS_IN_GROUP})

_LONG_MESSAGE: Final = 12
"""A message of more words is prose, where five nouns in a row are a list of something: never taken for a code."""

_SURE_ALONE: Final = 2
_SURE_AMONG_OTHERS: Final = 4
"""So many of the five must be spelt exactly before a slip is forgiven: standing alone, and with words around."""

_LIKE_A_CODE: Final = 3
"""So many listed words make a short message look like a code."""

_FOLDED: Final = str.maketrans({"ё": "е", "ґ": "г"})  # noqa: RUF001  Cyrillic is meant
_TWINS: Final = "abcehikmoptxyïë", "авсенікмортхуїе"
_LATIN_TWINS: Final = str.maketrans(*_TWINS)
_ALL_TWINS: Final = re.compile(f"[{_TWINS[0]}]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Language:
    words: tuple[str, ...]
    former: tuple[str, ...]
    known: frozenset[str]
    letters: frozenset[str]
    check_words: tuple[str, ...]
    kept: Mapping[Path, tuple[str, ...]]

    @classmethod
    def load(cls, folder: Path, language: str) -> "_Language":
        """Read the lists of a language. What is known, and read back, are the words drawn and those once drawn."""
        read = read_words(folder, language)
        former = tuple(read.former)
        known = frozenset((*read.words, *former))
        return cls(read.words, former, known, frozenset("".join(known)), read.check_words, read.kept)

    def nearest(self, word: str) -> str | None:
        """Return the word meant: itself, or the only listed one that a single slip turns into it."""
        near = self.near(word)
        return near.pop() if len(near) == 1 else None

    def near(self, word: str) -> set[str]:
        """Return the word itself if it is listed, else every listed one that a single slip turns into it."""
        return {word} if word in self.known else set(near_spellings(word, self.letters)) & self.known

    def exact(self, words: Sequence[str]) -> int:
        """Count the words spelt as in the list."""
        return sum(word in self.known for word in words)


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of all languages, valid."""

    languages: dict[str, _Language]

    @classmethod
    def load(cls, root: Path, languages: Sequence[str] = ("ru", "uk", "en")) -> "WordLists":
        """Read and check the lists under `root` (the folder `locales`). Raises ContentError naming file and line.

        `languages` must have lists; another one may do without, and then draws from the English ones.
        """
        more = sorted(path.parent.name for path in root.glob("*/words.txt"))
        return cls(
            {language: _Language.load(root / language, language) for language in dict.fromkeys([*languages, *more])}
        )

    def draw_code(self, language: str, random_bytes: RandomBytes) -> tuple[str, ...]:
        """Draw a return code: five words, each as likely as any other, 60 bits in all."""
        words = self._of(language).words
        return tuple(words[_number(random_bytes) % CODE_LIST_SIZE] for _ in range(WORDS_IN_CODE))

    def draw_link(self, language: str, random_bytes: RandomBytes) -> tuple[str, ...]:
        """Draw the words by which a man lets his case be linked with his family's: three, 36 bits."""
        return self._draw(language, random_bytes, WORDS_IN_LINK)

    def draw_group(self, language: str, random_bytes: RandomBytes) -> tuple[str, ...]:
        """Draw the words by which the men of a group join it: four, 48 bits."""
        return self._draw(language, random_bytes, WORDS_IN_GROUP)

    def _draw(self, language: str, random_bytes: RandomBytes, count: int) -> tuple[str, ...]:
        words = self.languages[language].words
        return tuple(words[_number(random_bytes) % CODE_LIST_SIZE] for _ in range(count))

    def read_link(self, text: str) -> tuple[str, ...] | None:
        """Return the three words of one language that were typed, one slip in a word forgiven; None: no such words."""
        return self._read_all(text, WORDS_IN_LINK)

    def only_listed(self, text: str, counts: Container[int] = CODES) -> bool:
        """Tell whether a message is as many words of one list as a code of ours has, and nothing else."""
        typed = _typed(text)
        return len(typed) in counts and any(lang.exact(typed) == len(typed) for lang in self.languages.values())

    def read_group(self, text: str) -> tuple[str, ...] | None:
        """Return the four words of a group in the same way."""
        return self._read_all(text, WORDS_IN_GROUP)

    def _read_all(self, text: str, count: int) -> tuple[str, ...] | None:
        typed = _typed(text)
        for language in self.languages.values():
            meant = tuple(near for word in typed if (near := language.nearest(word)) is not None)
            if len(typed) == count == len(meant):
                return meant
        return None

    def draw_check_word(self, language: str, random_bytes: RandomBytes) -> str:
        """Draw a case's check word."""
        return self._of(language).check_words[_number(random_bytes) % CHECK_LIST_SIZE]

    def _of(self, language: str) -> _Language:
        return self.languages.get(language) or self.languages[SPARE_LANGUAGE]

    def read(self, text: str) -> tuple[str, ...] | None:
        """Return the five words of one language that stand side by side in a typed message, spelt as in the list.

        Case, the dots of ё, numbers, commas, line breaks and a few words around do not matter; one slip in a word is
        forgiven, where only one word of the list can be meant. None where nothing or too much fits, and in long texts.
        """
        if len(typed := _typed(text)) > _LONG_MESSAGE:
            return None
        found: dict[tuple[str, ...], int] = {}
        for language in self.languages.values():
            for window, code, exact in _codes(typed, language):
                if not self._doubtful(window, code):
                    found[code] = max(exact, found.get(code, 0))
        best = [code for code, exact in found.items() if exact == max(found.values())]
        return best[0] if len(best) == 1 else None

    def _doubtful(self, window: Sequence[str], code: Sequence[str]) -> bool:
        """Tell whether a slip could as well have been made in a word of another language."""
        slips = [(word, meant) for word, meant in zip(window, code, strict=True) if word != meant]
        return any(language.near(word) - {meant} for word, meant in slips for language in self.languages.values())

    def language_of(self, words: Sequence[str]) -> str:
        """Return the language whose list most of these words are of or near to; of two, that which holds more."""
        plain = [one for word in words for one in _typed(word)]
        near = {name: sum(bool(lang.near(word)) for word in plain) for name, lang in self.languages.items()}
        script = {name: sum(set(word) <= lang.letters for word in plain) for name, lang in self.languages.items()}
        exact = {name: lang.exact(plain) for name, lang in self.languages.items()}
        return max(self.languages, key=lambda name: (near[name], exact[name], script[name]))

    def meant(self, language: str, word: str) -> tuple[str, ...]:
        """Return the listed words of a language that this one is, or that a single slip turns into it."""
        return tuple(sorted({near for one in _typed(word) for near in self.languages[language].near(one)}))

    def words_of(self, language: str) -> tuple[str, ...]:
        """Return the words that codes of this language may hold: those drawn, then those that are drawn no more."""
        return (*self._of(language).words, *self._of(language).former)

    def unlisted(self, text: str) -> tuple[int, ...]:
        """Return the places (from 1) of the typed words that no slip turns into a word of the list most others are of.

        It tells of the lists, which everybody may read, and nothing of any code.
        """
        typed = _typed(text)
        missing = (
            tuple(place for place, word in enumerate(typed, start=1) if not language.near(word))
            for language in self.languages.values()
        )
        return min(missing, key=len, default=())

    def looks_like_code(self, text: str) -> bool:
        """Tell whether a message is, or was very likely meant to be, a return code: to ask about its spelling."""
        typed = _typed(text)
        if _LIKE_A_CODE <= len(typed) <= WORDS_IN_CODE + 2:
            return any(language.exact(typed) >= _LIKE_A_CODE for language in self.languages.values())
        return any(
            exact == WORDS_IN_CODE for language in self.languages.values() for _, _, exact in _codes(typed, language)
        )


def _number(random_bytes: RandomBytes) -> int:
    """Two random bytes as a number: both list sizes divide 65,536, so no word is likelier than another."""
    return int.from_bytes(random_bytes(2))


def _typed(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    cyrillic = _CYRILLIC.search(plain) is not None
    return [_in_one_script(word, among_cyrillic=cyrillic) for word in _WORD.findall(plain)]


def _in_one_script(word: str, *, among_cyrillic: bool) -> str:
    # A Russian keyboard lacks the Ukrainian i: men who write Ukrainian on it borrow the Latin one.
    borrowed = _CYRILLIC.search(word) or (among_cyrillic and _ALL_TWINS.fullmatch(word))
    return word.translate(_LATIN_TWINS) if borrowed else word


def _codes(typed: list[str], language: _Language) -> Iterator[tuple[list[str], tuple[str, ...], int]]:
    sure = _SURE_ALONE if len(typed) == WORDS_IN_CODE else _SURE_AMONG_OTHERS
    for start in range(len(typed) - WORDS_IN_CODE + 1):
        window = typed[start : start + WORDS_IN_CODE]
        if (exact := language.exact(window)) < sure:
            continue
        meant = tuple(near for word in window if (near := language.nearest(word)) is not None)
        if len(meant) == WORDS_IN_CODE:
            yield window, meant, exact
