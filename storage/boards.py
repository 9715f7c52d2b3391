"""Which post is the board of an operator chat: one row a chat, found again after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.packing import from_json, to_json
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Tx


class Boards:
    """Sealed; found by a blind index of the chat."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, tx: Tx, chat: int) -> bytes | None:
        """The post of the chat's board, or None."""
        for blind in self._vault.blinds("board", chat):
            if (row := await tx.one("board_find", blind=blind)) is not None:
                body = from_json(self._vault.open(row["body"], Field("boards", "body", row["id"])))
                require_asked("boards", body["chat"], chat)
                post: bytes = body["post"]
                return post
        return None

    async def keep(self, tx: Tx, chat: int, post: bytes) -> None:
        """The chat's board is this post from now on."""
        for blind in self._vault.blinds("board", chat):
            await tx.run("board_drop", blind=blind)
        row_id = self._vault.new_id()
        body = self._vault.seal(to_json({"chat": chat, "post": post}), Field("boards", "body", row_id))
        await tx.run("board_add", id=row_id, blind=self._vault.blind("board", chat), body=body)
