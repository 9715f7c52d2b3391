"""What stands in an operator's private chat: our posts, and what he wrote there. When he leaves, all of it goes.

Without it a message that showed him something could be forgotten; a person's chat needs none, his case knows its posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One message of a private chat. `message`: Telegram's number of what he wrote; None: `id` is a post of ours.

    `at`: when it came or was queued, unix seconds.
    """

    id: bytes
    chat: int
    at: int
    message: int | None = None


_stood = Packing(Stood)


class Standing:
    """Found by a blind index of the chat; sealed but for the hour."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add_post(self, tx: Tx, post: bytes, *, chat: int, now: int) -> None:
        """Note that this post of ours goes into an operator's private chat."""
        await self._save(tx, Stood(id=post, chat=chat, at=now))

    async def add_message(self, tx: Tx, message: int, *, chat: int, now: int) -> None:
        """Note that he wrote this message there."""
        await self._save(tx, Stood(id=self._vault.new_id(), chat=chat, at=now, message=message))

    async def of_chat(self, tx: Tx, chat: int) -> list[Stood]:
        """Everything noted of a chat, oldest first."""
        found = [
            self._open(row)
            for blind in self._vault.blinds("standing", chat)
            for row in await tx.all("standing_of_chat", blind=blind)
        ]
        for one in found:
            require_asked("standing", one.chat, chat)
        return sorted(found, key=lambda one: one.at)

    async def drop(self, tx: Tx, row_id: bytes) -> None:
        """Forget one."""
        await tx.run("standing_drop", id=row_id)

    async def old(self, tx: Tx, *, before: int) -> list[Stood]:
        """Some hundred of those noted before that second's hour, oldest first, which open: for the sweep."""
        found: list[Stood] = []
        hour, after = -1, b""
        while len(found) < _AT_ONCE:
            rows = await tx.all("standing_old", before=before // _HOUR * _HOUR, hour=hour, after=after, limit=_AT_ONCE)
            found += opened(rows, self._open)
            if len(rows) < _AT_ONCE:
                break
            hour, after = rows[-1]["hour"], rows[-1]["id"]
        return found

    async def look_later(self, tx: Tx, stood: Stood, *, now: int) -> None:
        """It still stands: the sweep comes back to it when as much time has passed again."""
        await tx.run("standing_later", id=stood.id, hour=now // _HOUR * _HOUR)

    async def _save(self, tx: Tx, stood: Stood) -> None:
        body = self._vault.seal(_stood.pack(stood), Field("standing", "body", stood.id))
        blind = self._vault.blind("standing", stood.chat)
        await tx.run("standing_save", id=stood.id, blind=blind, hour=stood.at // _HOUR * _HOUR, body=body)

    def _open(self, row: Row) -> Stood:
        return _stood.unpack(self._vault.open(row["body"], Field("standing", "body", row["id"])))
