"""Work while nobody serves or changes a database, wherever its rows are."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from bot.places import Place, Server
from storage.locking import hold

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

T = TypeVar("T")


def while_still(place: Place, work: Callable[[], T]) -> T:
    """What `work` gives, done while this process alone has the database. StorageError: another process has it."""
    if isinstance(place, Server):
        from storage.postgres.holding import held_while  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        return finished(held_while(place, work))
    held = hold(place)
    try:
        return work()
    finally:
        held.release()


@asynccontextmanager
async def nobody_in_turn(place: Place) -> AsyncIterator[None]:
    """While this lasts no process that stands by takes over, not even where the database is let go for a moment.

    The turn is a connection's: where the server drops it, another may take it. StorageError: another has the turn.
    Rows in a file have one process at a time, and nobody stands by for it.
    """
    if not isinstance(place, Server):
        yield
        return
    from storage.postgres.holding import Holder, Lock  # noqa: PLC0415 - as above

    turn = Holder(place, Lock.TURN)
    await turn.require()
    try:
        yield
    finally:
        await turn.release()
