"""The files of the word lists: read, checked, and brought up to date where a line has a folder of its own.

The lists are `locales/<language>/words.txt` (4,096 nouns for codes: five are 60 bits) and `check_words.txt` (512).
Beside them `words_never.txt` names what no list may hold, a word or the beginning of words (`bomb*`), and
`words_former.txt` holds the words that codes once were drawn from and are no more, each with the word that stands in
its place: `pilot = pimento`. A code with a former word in it opens its case for as long as the case lives.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import ContentError
from bot.flows.load import SHIPPED

CODE_LIST_SIZE: Final = 4096
CHECK_LIST_SIZE: Final = 512
LENGTHS: Final = range(4, 10)
ALPHABETS: Final = {
    "ru": frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    "uk": frozenset("абвгдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "en": frozenset("abcdefghijklmnopqrstuvwxyz"),
}
"""Letters a list may use. Without ё and ґ, which many do not type, and without apostrophes."""

_FORMER: Final = "words_former.txt"


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of one language, valid.

    `former`: the word that is drawn in the place of each that is drawn no more. `kept`: of each file the words that
    what ships has replaced, and that this line's list draws all the same, as their successors do not fit into it.
    """

    words: tuple[str, ...]
    check_words: tuple[str, ...]
    former: Mapping[str, str]
    kept: Mapping[Path, tuple[str, ...]]


def read_words(folder: Path, language: str, *, shipped: Path = SHIPPED) -> Words:
    """Read and check the lists in `folder`. Raises ContentError naming file and line.

    What ships has replaced in its own lists is replaced in a line's own ones, too, for as far as it stands in them and
    its successor is two edits from all others and not refused by this line: a word that was found to alarm should be
    drawn nowhere, and understood everywhere.
    """
    never = _never(folder / "words_never.txt")
    words = _checked(codes := folder / "words.txt", CODE_LIST_SIZE, language, never)
    check_words = _checked(checks := folder / "check_words.txt", CHECK_LIST_SIZE, language, never)
    former = _former(folder / _FORMER, language)
    _agree(folder / _FORMER, former, words)
    news = _former(shipped / language / _FORMER, language)
    today = {old: new for old, (_, new) in news.items()}
    newer = {old: new for old, new in today.items() if old not in former}
    words, more = _renewed(words, newer, former, never)
    check_words, _ = _renewed(check_words, today, (), never)
    kept = {codes: _left(words, newer), checks: _left(check_words, today)}
    return Words(words, check_words, {**{old: new for old, (_, new) in former.items()}, **more}, kept)


def near_spellings(word: str, letters: Iterable[str]) -> Iterator[str]:
    """Yield every spelling with one letter less, more or another, or with two neighbours swapped."""
    if len(word) not in range(LENGTHS.start - 1, LENGTHS.stop + 1):
        return
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before[:-1] + after[:1] + before[-1:] + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: the word list can not be read as UTF-8 text; put the file back"
        raise ContentError(msg) from error


def _never(path: Path) -> re.Pattern[str]:
    patterns = [line.strip() for line in _lines(path) if line.strip() and not line.startswith("#")]
    return re.compile("|".join(re.escape(pattern).replace(r"\*", ".*") for pattern in patterns) or "(?!)")


def _checked(path: Path, size: int, language: str, never: re.Pattern[str]) -> tuple[str, ...]:
    words = _lines(path)
    for number, word in enumerate(words, start=1):
        if fault := _fault(word, language, never):
            msg = f"{path}:{number}: {fault}"
            raise ContentError(msg)
    if (clash := _clash(words)) is not None:
        number, word, earlier = clash
        msg = f"{path}:{number}: “{word}” is one slip of the finger from “{earlier}”, or the same; replace one"
        raise ContentError(msg)
    if len(words) != size:
        msg = f"{path}:{len(words)}: {len(words)} words where {size} are needed"
        raise ContentError(msg)
    return tuple(words)


def _fault(word: str, language: str, never: re.Pattern[str] | None) -> str | None:
    alphabet = ALPHABETS.get(language)
    if not (set(word) <= alphabet if alphabet else word.isalpha() and word.islower()):
        return f"“{word}” has something other than the small letters of the language"
    if len(word) not in LENGTHS:
        return f"“{word}” is not {LENGTHS.start} to {LENGTHS.stop - 1} letters long"
    if never is not None and never.fullmatch(word):
        return f"“{word}” is refused by words_never.txt; replace it"
    return None


def _former(path: Path, language: str) -> dict[str, tuple[int, str]]:
    """Read the words that are drawn no more: each with its line and the word in its place. No file: none."""
    former: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(_lines(path) if path.exists() else (), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        old, sign, new = (part.strip() for part in line.partition("="))
        fault = _fault(old, language, None) if sign and new else "write “old word = the word in its place”"
        if fault is None and old in former:
            fault = f"“{old}” stands here twice; take one line out"
        if fault is not None:
            msg = f"{path}:{number}: {fault}"
            raise ContentError(msg)
        former[old] = number, new
    return former


def _agree(path: Path, former: Mapping[str, tuple[int, str]], words: Sequence[str]) -> None:
    """Refuse a former word that is drawn, has no place of its own, or is one slip from a word that is understood."""
    drawn, taken = frozenset(words), dict[str, str]()
    for old, (number, new) in former.items():
        fault = None
        if old in drawn:
            fault = f"“{old}” is still drawn: take it out of words.txt, or this line"
        elif new not in drawn and new not in former:
            fault = f"“{new}” is no word of words.txt: name the one that stands in the place of “{old}”"
        elif (other := taken.setdefault(new, old)) != old:
            fault = f"“{new}” stands in the place of “{other}”; no two words had one place"
        if fault is not None:
            msg = f"{path}:{number}: {fault}"
            raise ContentError(msg)
    if (clash := _clash([*words, *former])) is not None:
        _, word, earlier = clash
        where = f"{path}:{former[word][0]}"
        msg = f"{where}: “{word}” is one slip of the finger from “{earlier}”: a typed code could mean both"
        raise ContentError(msg)


def _renewed(
    words: tuple[str, ...], news: Mapping[str, str], former: Iterable[str], never: re.Pattern[str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Put what ships today in the place of what shipped before; also the words that are understood besides."""
    renewed, understood = list(words), dict[str, str]()
    places = {word: place for place, word in enumerate(words)}
    near = {blur for word in (*words, *former) for blur in _blurs(word)} if news else set()
    for old in news:
        new = _newest(old, news)
        if old in places and not never.fullmatch(new) and near.isdisjoint(_blurs(new)):
            renewed[places[old]] = new
            places[new] = places.pop(old)
            near.update(_blurs(new))
            understood[old] = new
        elif new in places and near.isdisjoint(_blurs(old)):
            near.update(_blurs(old))
            understood[old] = new
    return tuple(renewed), understood


def _left(words: Sequence[str], news: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that should be drawn no more, and are."""
    return tuple(word for word in words if word in news)


def _newest(word: str, news: Mapping[str, str]) -> str:
    """Return the word that stands in the place of this one today: a place may have changed more than once."""
    for _ in range(len(news)):
        word = news.get(word, word)
    return word


def _clash(words: Sequence[str]) -> tuple[int, str, str] | None:
    """Return the first word (line, word, the earlier one) at less than two edits from another."""
    seen: dict[str, str] = {}
    for number, word in enumerate(words, start=1):
        for blur in _blurs(word):
            if blur in seen:
                return number, word, seen[blur]
        seen.update(dict.fromkeys(_blurs(word), word))
    return None


def _blurs(word: str) -> Iterator[str]:
    """Yield the word with a gap for or before each letter: two words at most one edit apart share one, others none."""
    for place in range(len(word) + 1):
        yield word[:place] + "_" + word[place:]
        yield word[:place] + "_" + word[place + 1 :]
