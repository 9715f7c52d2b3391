"""Work while nobody serves or changes a database, wherever its rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.places import Place, Server
from storage.locking import hold

if TYPE_CHECKING:
    from collections.abc import Callable

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
