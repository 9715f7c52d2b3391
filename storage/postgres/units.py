"""One unit on one connection: its transaction, and the watch that it waits for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import RefusedUnitError, SuspendedUnitError
from storage.database import Row, Tx, Value
from storage.postgres.dialect import ALONE, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence

    import asyncpg

_ALONE = "this unit is to run alone"
_SUSPENDED = "a unit of work awaited something other than its transaction; move that await out of the unit"


class PostgresTx(Tx):
    """The transaction of one unit. `fault`: the first error of the server, after which nothing can be kept."""

    def __init__(self, connection: asyncpg.Connection, *, alone: bool) -> None:
        self._connection = connection
        self._alone = alone
        self.calls: list[Callable[[], object]] = []
        self.fault: BaseException | None = None
        self.wants_alone = False
        self.asking = False
        self.ended = False

    async def one(self, query: str, /, **values: Value) -> Row | None:
        """See Tx."""
        found = await self._call(query, values)
        return found[0] if found else None

    async def all(self, query: str, /, **values: Value) -> list[Row]:
        """See Tx."""
        return await self._call(query, values)

    async def run(self, query: str, /, **values: Value) -> None:
        """See Tx."""
        await self._call(query, values)

    async def many(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> None:
        """See Tx: one journey to the server for all of them."""
        if rows:
            await self._asked(self._connection.executemany(*self._statements(query, rows)))

    async def each(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> list[Row]:
        """See Tx: one journey to the server for all of them."""
        if not rows:
            return []
        found = await self._asked(self._connection.fetchmany(*self._statements(query, rows)))
        return [dict(row) for row in found]

    def after_commit(self, call: Callable[[], object]) -> None:
        """See Tx."""
        self.calls.append(call)

    def require_whole(self) -> None:
        """Raise what went wrong in it, also where the unit caught that and went on: nothing of it can be kept."""
        if self.fault is not None:
            raise self.fault
        if self.wants_alone:
            raise RefusedUnitError(_ALONE)

    async def _call(self, query: str, values: dict[str, Value]) -> list[Row]:
        statement = self._statement(query)
        found = await self._asked(self._connection.fetch(statement.sql, *map(values.get, statement.names)))
        return [dict(row) for row in found]

    def _statements(self, query: str, rows: Sequence[Mapping[str, Value]]) -> tuple[str, list[tuple[Value, ...]]]:
        """A statement, and what it takes for each of these."""
        statement = self._statement(query)
        return statement.sql, [tuple(row.get(name) for name in statement.names) for row in rows]

    def _statement(self, query: str) -> Statement:
        if self.ended:
            message = "a transaction was used after its unit ended; keep `tx` inside the unit"
            raise RefusedUnitError(message)
        if query in ALONE and not self._alone:
            self.wants_alone = True
            raise RefusedUnitError(_ALONE)
        return statements()[query]

    async def _asked(self, answer: Awaitable[Any]) -> Any:
        self.asking = True
        try:
            return await answer
        except BaseException as fault:
            self.fault = self.fault or fault
            raise
        finally:
            self.asking = False


class Watched:
    """A unit's run, awaited step by step. Where it waits while its transaction asks nothing: SuspendedUnitError."""

    def __init__(self, unit: Awaitable[Any], tx: PostgresTx) -> None:
        self._unit = unit
        self._tx = tx

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._unit.__await__()
        given: Any = None
        thrown: BaseException | None = None
        while True:
            try:
                waited = steps.send(given) if thrown is None else steps.throw(thrown)
            except StopIteration as end:
                return end.value
            if not self._tx.asking:
                steps.close()
                raise SuspendedUnitError(_SUSPENDED)
            given, thrown = None, None
            try:
                given = yield waited
            except BaseException as fault:  # noqa: BLE001 - handed on to the unit, as `yield from` does
                thrown = fault
