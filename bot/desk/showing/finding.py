"""What a list of cases shows: its filters and its place, small enough for a button. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.cases import Case

STATES: Final = ("", "new", "taken", "waiting")
PAGE: Final = 8
WINDOW: Final = 300
"""So many cases are looked at for one list; behind them the next window begins."""
_LAYOUT: Final = struct.Struct(">BBB2sBI6s")
_URGENT, _MINE = 1, 2
_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One list. `door`: the place of a door among the book's, from 1; 0 for all. `after`: the last case before it."""

    state: str = ""
    urgent: bool = False
    mine: bool = False
    door: int = 0
    language: str = ""
    page: int = 0
    after: tuple[int, str] = (0, "")

    def packed(self) -> bytes:
        """Sixteen bytes: the reference of a button."""
        flags = (_URGENT if self.urgent else 0) | (_MINE if self.mine else 0)
        hour, alias = self.after
        place = STATES.index(self.state)
        return _LAYOUT.pack(place, flags, self.door, self.language.encode(), self.page, hour // _HOUR, alias.encode())

    def fits(self, case: Case, doors: Sequence[str], user: int) -> bool:
        """Whether a case belongs into the list of this operator."""
        return (
            case.into is None
            and (not self.state or case.state == self.state)
            and (not self.urgent or case.urgent)
            and (not self.mine or case.taker == user)
            and (not self.door or case.door == doors[self.door - 1])
            and (not self.language or case.language == self.language)
        )

    def turned(self, **changed: object) -> View:
        """The list with another filter, from its beginning."""
        return replace(self, **(changed | {"page": 0, "after": (0, "")}))  # type: ignore[arg-type]


def unpacked(reference: bytes) -> View:
    """What `packed` made."""
    state, flags, door, language, page, hour, alias = _LAYOUT.unpack(reference)
    return View(
        state=STATES[state],
        urgent=bool(flags & _URGENT),
        mine=bool(flags & _MINE),
        door=door,
        language=language.rstrip(b"\0").decode(),
        page=page,
        after=(hour * _HOUR, alias.rstrip(b"\0").decode()),
    )


def read(words: str, doors: Sequence[str], languages: Iterable[str]) -> View | None:
    """A list as somebody asks for it: states, doors, languages, `urgent`, `mine`. None: a word is none of them."""
    view = View()
    for word in words.casefold().split():
        if word in STATES[1:]:
            view = replace(view, state=word)
        elif word in {"urgent", "mine"}:
            view = replace(view, urgent=view.urgent or word == "urgent", mine=view.mine or word == "mine")
        elif word in doors:
            view = replace(view, door=list(doors).index(word) + 1)
        elif word in set(languages):
            view = replace(view, language=word)
        else:
            return None
    return view


def ordered(cases: Iterable[Case]) -> list[Case]:
    """The urgent first, each kind by how long it is open."""
    return sorted(cases, key=lambda case: (not case.urgent, case.since, case.alias))
