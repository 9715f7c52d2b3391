"""Chats from which nothing is passed on to operators for a while. Found by a blind index, gone by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
LONGEST_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """One ban. `alias`: of the case it was set from; `by`: the supervisor's name. Both ends in unix seconds."""

    id: bytes
    bot: int
    chat: int
    alias: str
    reason: str
    by: str
    since: int
    until: int


_bans = Packing(Ban)


class Bans:
    """All bans that last."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, ban: Ban) -> None:
        """Set a ban instead of any this chat had. ValueError: it would last longer than any ban may."""
        if not 0 < ban.until - ban.since <= LONGEST_DAYS * 86_400:
            message = f"a ban lasts {LONGEST_DAYS} days at most"
            raise ValueError(message)
        for earlier in await self._of_chat(tx, ban.bot, ban.chat):
            await self.drop(tx, earlier)
        body = self._vault.seal(_bans.pack(ban), Field("bans", "body", ban.id))
        blind = self._vault.blind("ban", ban.bot, ban.chat)
        # Rounded up: the second itself is sealed, and nobody is banned by a row that is a little too old.
        await tx.run("ban_add", id=ban.id, blind=blind, hour=-(-ban.until // _HOUR) * _HOUR, body=body)

    async def of_chat(self, tx: Tx, *, bot: int, chat: int, now: int) -> Ban | None:
        """The ban of a chat, while it lasts."""
        found = await self._of_chat(tx, bot, chat)
        return next((ban for ban in found if now < ban.until), None)

    async def all(self, tx: Tx, *, now: int) -> list[Ban]:
        """Every ban that lasts, the one that ends first first."""
        bans = opened(await tx.all("bans_all"), self._open)
        return sorted((ban for ban in bans if now < ban.until), key=lambda ban: ban.until)

    async def drop(self, tx: Tx, ban: Ban) -> None:
        """It is over."""
        await tx.run("ban_drop", id=ban.id)

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget bans whose time is over."""
        await tx.run("bans_sweep", now=now)

    async def _of_chat(self, tx: Tx, bot: int, chat: int) -> list[Ban]:
        blinds = self._vault.blinds("ban", bot, chat)
        found = [self._open(row) for blind in blinds for row in await tx.all("bans_of_chat", blind=blind)]
        for ban in found:
            require_asked("bans", (ban.bot, ban.chat), (bot, chat))
        return found

    def _open(self, row: Row) -> Ban:
        return _bans.unpack(self._vault.open(row["body"], Field("bans", "body", row["id"])))
