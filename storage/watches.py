"""Watches: cases that somebody must look at by a certain second. They outlive a crash; a case's end ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
_AT_ONCE: Final = 200
SNOOZE: Final = "snooze"
"""The kind of watch that wakes a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One thing to look at. `due`: unix seconds. `kind` tells what is done then, `step` for the how manieth time.

    `since`: the second from which on somebody waits; 0 where it does not matter.
    """

    id: bytes
    case: bytes
    kind: str
    due: int
    step: int = 0
    since: int = 0


_watches = Packing(Watch)


class Watches:
    """Everything of a watch is sealed but the hour it is due in; a case's are found by a blind index."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(  # noqa: PLR0913 - what a watch is made of
        self, tx: Tx, case: bytes, kind: str, *, due: int, step: int = 0, since: int = 0
    ) -> bool:
        """Watch a case from now on. False: it is watched so already, and the earlier second stands."""
        if any(watch.kind == kind for watch in await self.of_case(tx, case)):
            return False
        watch = Watch(id=self._vault.new_id(), case=case, kind=kind, due=due, step=step, since=since)
        body = self._vault.seal(_watches.pack(watch), Field("watches", "body", watch.id))
        blind = self._vault.blind("watch", case)
        await tx.run("watch_add", id=watch.id, blind=blind, hour=due // _HOUR * _HOUR, body=body)
        return True

    async def of_case(self, tx: Tx, case: bytes) -> list[Watch]:
        """What is waited for in a case."""
        found = [
            self._open(row)
            for blind in self._vault.blinds("watch", case)
            for row in await tx.all("watches_of_case", blind=blind)
        ]
        for watch in found:
            require_asked("watches", watch.case, case)
        return found

    async def due(self, tx: Tx, *, now: int) -> list[Watch]:
        """The watches whose second has come, at most a few hundred at once.

        Only the hour stands outside the seal: those of this hour whose second is still to come are read and left.
        """
        found: list[Watch] = []
        hour, after = -1, b""
        while len(found) < _AT_ONCE:
            rows = await tx.all("watches_due", now=now, hour=hour, after=after, limit=_AT_ONCE)
            found += [watch for watch in opened(rows, self._open) if watch.due <= now]
            if len(rows) < _AT_ONCE:
                break
            hour, after = rows[-1]["hour"], rows[-1]["id"]
        return found

    async def drop(self, tx: Tx, watch: Watch) -> None:
        """End one watch."""
        await tx.run("watch_drop", id=watch.id)

    async def drop_case(self, tx: Tx, case: bytes) -> None:
        """End every watch of a case: somebody looked at it, or it is no more. It sleeps on as long as it was to."""
        for watch in await self.of_case(tx, case):
            if watch.kind != SNOOZE:
                await self.drop(tx, watch)

    def _open(self, row: Row) -> Watch:
        return _watches.unpack(self._vault.open(row["body"], Field("watches", "body", row["id"])))
