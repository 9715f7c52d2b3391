"""The port to the database: units of work, and the transaction they are given.

A unit is `async def unit(tx)`; it awaits nothing but `tx` (no network, no file, no sleep, no lock) and changes
nothing in memory, because a unit may be run more than once before one run is committed. What must follow the commit
goes through `Tx.after_commit`, or after `await transact(...)`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

Value = int | str | bytes | None
Row = Mapping[str, Any]
T = TypeVar("T")


class Tx(Protocol):
    """One transaction. Queries are named as in storage/sql/*.sql."""

    async def one(self, query: str, /, **values: Value) -> Row | None:
        """Run a `^` query: its one row or None. Also compare-and-set by RETURNING: None means another was first."""

    async def all(self, query: str, /, **values: Value) -> list[Row]:
        """Run a query without suffix: all its rows."""

    async def run(self, query: str, /, **values: Value) -> None:
        """Run a `!` query; there is no result to read."""

    async def many(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run a `!` query once for each of these values."""
        for values in rows:
            await self.run(query, **values)

    async def each(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> list[Row]:
        """Run a `^` query once for each of these values: the rows that it gave."""
        return [row for values in rows if (row := await self.one(query, **values)) is not None]

    def after_commit(self, call: Callable[[], object]) -> None:
        """Have `call` made in the event loop's thread once, and only if, this unit is committed."""


class Units(Protocol):
    """Where units are run."""

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """Run the unit; return its value after the COMMIT. Raises what the unit raised, with nothing of it kept.

        A full or broken disk is a StorageError; a unit that waits for anything but `tx` a SuspendedUnitError.
        """


class Database(Units, Protocol):
    """The database of a line. One object per process."""

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """Tell `call`, before units are run and as their transaction sees it, which epoch they must seal with.

        So no unit seals under an epoch that was committed as no longer writing before the unit began.
        """

    async def ping(self) -> None:
        """Return if a transaction can be committed now; StorageError if not."""

    async def tidy(self) -> bool:
        """Overwrite what was deleted in the log too. False: another process reads just now; ask again later.

        Happens by itself after a case or a person was forgotten. A broken disk is a StorageError.
        """

    async def close(self) -> None:
        """Finish the waiting units, then close. Later calls of `transact` raise StorageError."""
