"""Rows as they must be under the epoch that seals now: opened, sealed again, and what they are found by made anew.

Only what a row says of itself counts here, and no other row is asked, so that a process beside can do it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.errors import SealError
from storage.epochs import KEY_ID_SIZE
from storage.moves import MOVES, Content, Move
from storage.people import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database import Row
    from storage.sealing import Vault

Values = dict[str, Any]
"""What a row's statement `<table>_move` takes."""
Columns = Mapping[str, bytes | None]
NO_ROW = (SealError, ValueError, KeyError, TypeError)
"""What is raised where a row does not open, or says nothing that can be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Numbers that a row written by an older program may belong to without saying so."""

    bots: tuple[int, ...] = ()
    chats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """Makes rows anew with this vault. Everything raises one of NO_ROW."""

    vault: Vault
    known: Known = field(default_factory=Known)

    def sealed(self, table: str, row: Row) -> tuple[dict[str, bytes], Content | None]:
        """The sealed columns of a row under the epoch that seals, and what it says. None: where it belongs is lost."""
        move = MOVES[table]
        anew = {column: self.vault.anew(row[column], move.place(row, column)) for column in move.sealed}
        content = self._content(move, row, {column: opened for column, (opened, _) in anew.items()})
        return {column: again for column, (_, again) in anew.items()}, content

    def values(self, table: str, row: Row, sealed: Columns, blinds: Columns) -> Values:
        """All that its statement takes; `was` and `was_<column>`: it changes nothing once the row is another one.

        A marked index is asked about too: a case that is changed meanwhile is found by something else, and keeps its
        wraps. Where there was none the wrap stands for it.
        """
        (values,) = self.page(table, [row], {column: (new,) for column, new in (*sealed.items(), *blinds.items())})
        return values

    def page(self, table: str, rows: Sequence[Row], new: Mapping[str, Sequence[bytes | None]]) -> list[Values]:
        """The same for rows of one table; `new`: by column, what each has in it from now on."""
        move = MOVES[table]
        was = [row[move.sealed[0]] for row in rows]
        values: dict[str, Sequence[Any]] = {key: [row[key] for row in rows] for key in move.keys}
        values |= {**new, "was": was}
        for column in found_by(tuple(new)) if move.marked else ():
            before = [row[column] for row in rows]
            values[f"was_{column}"] = [old if one is None else one for one, old in zip(before, was, strict=True)]
        names = tuple(values)
        return [dict(zip(names, row, strict=True)) for row in zip(*values.values(), strict=True)]

    def blinds(self, table: str, row: Row, content: Content) -> dict[str, bytes | None]:
        """Each blind index of a row as it is stored from now on."""
        move = MOVES[table]
        if move.blinds is None:
            return {}
        blind = self.vault.mark if move.marked else self.vault.blind
        made = {c: None if parts is None else blind(*parts) for c, parts in move.blinds(content).items()}
        return {**{column: row[column] for column in found_by(row)}, **made}

    def whole(self, table: str, row: Row) -> bool:
        """Whether a row opens under the epoch that seals, and is found under it by what it says of itself."""
        move, key_id = MOVES[table], self.vault.sealing.key_id
        try:
            content = self._content(move, row, self.opened(table, row))
            blinds = {} if content is None else self.blinds(table, row, content)
        except NO_ROW:
            return False
        return all(row[column][1:5] == key_id for column in move.sealed) and all(
            row[column] in _as_found(move, blind) for column, blind in blinds.items()
        )

    def opened(self, table: str, row: Row) -> dict[str, bytes]:
        """The sealed columns of a row, opened under whichever epoch."""
        move = MOVES[table]
        return {column: self.vault.open(row[column], move.place(row, column)) for column in move.sealed}

    def _content(self, move: Move, row: Row, opened: Mapping[str, bytes]) -> Content | None:
        """What a row says of itself, its place included. None: where it belongs is known no more."""
        if move.blinds is None:
            return {}
        content = move.content(row, opened)
        if move.candidates and PLACE not in content:
            place = self._place_of(move, row, content)
            return None if place is None else {**content, PLACE: place}
        return content

    def _place_of(self, move: Move, row: Row, content: Content) -> int | None:
        """To which of the known numbers a row belongs that an older program wrote: the one that finds it."""
        assert move.blinds is not None  # noqa: S101 - for the type checker
        places: tuple[int, ...] = getattr(self.known, move.candidates)
        for place in places:
            parts = move.blinds({**content, PLACE: place})["blind"]
            if parts is not None and row["blind"] in self.vault.blinds(*parts):
                return place
        return None


def found_by(columns: Row | tuple[str, ...]) -> tuple[str, ...]:
    """Those of a row's columns that are blind indexes."""
    return tuple(column for column in columns if column == "blind" or column.endswith("_blind"))


def _as_found(move: Move, blind: bytes | None) -> tuple[bytes | None, ...]:
    """How a blind index may stand: as it is made, or as a version without key ids left it until the next epoch."""
    return (blind, blind[KEY_ID_SIZE:]) if move.marked and blind is not None else (blind,)
