"""When a chat tried return codes. Kept apart from the person: whoever erases everything has tried all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.packing import from_json, to_json
from storage.people import PLACE
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600


class CodeTries:
    """The seconds of a chat's last tries, sealed, under a blind index; gone two hours after the last at the latest."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def of(self, tx: Tx, *, bot: int, chat: int) -> tuple[int, ...]:
        """When this chat tried, as `keep` was told."""
        row = await self._find(tx, bot, chat)
        return () if row is None else self._open(row, chat)

    async def keep(self, tx: Tx, tries: tuple[int, ...], *, bot: int, chat: int, now: int) -> None:
        """Insert or replace the tries of a chat."""
        row = await self._find(tx, bot, chat)
        row_id: bytes = self._vault.new_id() if row is None else row["id"]
        body = self._vault.seal(to_json({"chat": chat, "at": tries, PLACE: bot}), Field("tries", "body", row_id))
        blind = self._vault.blind("tries", bot, chat)
        await tx.run("tries_save", id=row_id, blind=blind, hour=now // _HOUR * _HOUR, body=body)

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget tries that count no more."""
        await tx.run("tries_sweep", before=now // _HOUR * _HOUR - _HOUR)

    async def _find(self, tx: Tx, bot: int, chat: int) -> Row | None:
        for blind in self._vault.blinds("tries", bot, chat):
            if (row := await tx.one("tries_find", blind=blind)) is not None:
                return row
        return None

    def _open(self, row: Row, chat: int) -> tuple[int, ...]:
        kept = from_json(self._vault.open(row["body"], Field("tries", "body", row["id"])))
        require_asked("tries", kept["chat"], chat)
        return tuple(kept["at"])
