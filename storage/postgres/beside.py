"""Reading beside those who serve: one snapshot of everything, and nothing can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import StorageError
from storage.postgres.session import session
from storage.postgres.units import PostgresTx
from storage.postgres.versions import require_current

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.places import Server
    from storage.database import Tx

T = TypeVar("T")


class _Reading(PostgresTx):
    def after_commit(self, call: Callable[[], object]) -> None:
        del call
        raise StorageError("after_commit: beside a running program everything is only read")


async def read_beside(server: Server, unit: Callable[[Tx], Coroutine[Any, Any, T]], *, of_any: bool) -> T:
    """See storage/beside.py."""
    async with session(server, default_transaction_read_only="on") as connection:
        if not of_any:
            await require_current(connection, server)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await unit(_Reading(connection, alone=True))
