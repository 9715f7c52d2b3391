"""The editor's lists of mockery and abuse: `locales/<language>/taunts.txt`, one section `[taunt]`.

Their grammar is that of the danger words. They hold what is thrown at the line itself: a frightened man curses too, and
a curse alone is no taunt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.flows.danger import Lists, forms_of, lists_of, read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.faults import Fault

FILE: Final = "taunts.txt"


class Kind(StrEnum):
    """The one section of a list."""

    TAUNT = "taunt"


@dataclass(frozen=True, slots=True)
class Taunts:
    """The lists of all languages, ready to search."""

    lists: Lists | None = None

    def hold(self, text: str) -> bool:
        """Whether a text holds a taunt."""
        return self.lists is not None and self.lists.hold(forms_of(text))


def parse(sources: Mapping[str, str], faults: list[Fault]) -> Taunts:
    """Return the lists in these texts, by the names of their files; a line that is none is added to the faults."""
    lines = [line for where, source in sources.items() for line in read_lines(where, source, faults, Kind)]
    return Taunts(lists_of(lines)) if lines else Taunts()
