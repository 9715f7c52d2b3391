"""The editor's list of what no text says: `locales/<language>/banned.txt`.

One entry a line, the beginning of a word is enough; `*` is any ending within a phrase, `|` at the end means that the
word ends there. After ` = ` stand the texts in which it may stand all the same, with `*` for any ending of a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FILE: Final = "banned.txt"
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: what is not said, and the keys of the texts that may say it."""

    said: str
    where: tuple[str, ...]

    def may(self, key: str) -> bool:
        """Whether the text of this key may say it."""
        return any(fnmatchcase(key, pattern) for pattern in self.where)


@dataclass(frozen=True, slots=True)
class Banned:
    """The list of one language. `pattern` finds any of its entries; the groups are numbered as they are."""

    entries: tuple[Entry, ...]
    pattern: re.Pattern[str]

    def found(self, key: str, said: str) -> Iterator[str]:
        """Yield what is wrong with the words of a text, each entry once."""
        hits = {hit.lastindex: hit[0] for hit in self.pattern.finditer(said) if hit.lastindex}
        for number, word in hits.items():
            entry = self.entries[number - 1]
            if not entry.may(key):
                yield f"{word!r}: {FILE} has {entry.said!r}; say it otherwise"


def parse(sources: Mapping[str, str], keys: Mapping[str, Iterable[str]], faults: list[Fault]) -> dict[str, Banned]:
    """Return the list of each language, from the text of its file. `keys`: the texts each language has."""
    return {language: _banned(language, source, keys[language], faults) for language, source in sources.items()}


def _banned(language: str, source: str, keys: Iterable[str], faults: list[Fault]) -> Banned:
    entries = [entry for line in source.splitlines() if (entry := _entry(line)) is not None]
    there = frozenset(keys)
    for entry in entries:
        faults += _entry_faults(f"{language}/{FILE}", entry, there)
    fit = tuple(entry for entry in entries if len(entry.said) >= _SHORTEST)
    return Banned(fit, re.compile(_pattern(fit), re.IGNORECASE))


def _pattern(entries: Sequence[Entry]) -> str:
    """Any of them; that a word begins there is looked at once for all, which is by far quicker."""
    return rf"(?<!\w)(?:{'|'.join(f'({_as_pattern(entry.said)})' for entry in entries) or '(?!)'})"


def _entry(line: str) -> Entry | None:
    said, _, where = line.partition("#")[0].partition(" = ")
    return Entry(" ".join(said.split()), tuple(where.replace(",", " ").split())) if said.strip() else None


def _entry_faults(where: str, entry: Entry, keys: frozenset[str]) -> Iterator[Fault]:
    if len(entry.said) < _SHORTEST:
        yield Fault(where, "", entry.said, "one letter would be found everywhere; write the word", style=True)
    for pattern in entry.where:
        if not any(fnmatchcase(key, pattern) for key in keys):
            what = f"no text {pattern}; take it off this line or mend the key"
            yield Fault(where, "", entry.said, what, style=True)


def _as_pattern(said: str) -> str:
    whole = said.endswith("|")
    stems = (r"\w*".join(map(re.escape, word.split("*"))) for word in said.removesuffix("|").split())
    return r"\s+".join(stems) + (r"(?!\w)" if whole else "")
