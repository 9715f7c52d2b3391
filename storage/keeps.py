"""Photos and voices that an operator wants kept: what is still to be fetched. A crash between only means: again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """One file to fetch. `id` is the post that relayed it; `kind`: photo or voice.

    `said`: an operator's message whose picture is to go to the person, as its case would keep it. `turns`: the entries
    that hold what of it is sealed already.
    """

    id: bytes
    case: bytes
    kind: str
    file: str
    said: Mapping[str, Any] | None = None
    turns: tuple[int, ...] = ()


_keeps = Packing(Keep)


class Keeps:
    """Files by Telegram's own id, sealed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, keep: Keep) -> None:
        """Note a file to be fetched; once."""
        await tx.run("keep_add", id=keep.id, case_id=keep.case, body=self._sealed(keep))

    async def save(self, tx: Tx, keep: Keep) -> None:
        """Note how far it is; nothing where it was dropped."""
        await tx.run("keep_save", id=keep.id, body=self._sealed(keep))

    async def all(self, tx: Tx) -> list[Keep]:
        """Everything still to be fetched."""
        return opened(await tx.all("keeps_all"), self._open)

    async def find(self, tx: Tx, keep_id: bytes) -> Keep | None:
        """One of them; None: it was done, or its case is gone."""
        row = await tx.one("keep_by_id", id=keep_id)
        return None if row is None else self._open(row)

    async def drop(self, tx: Tx, keep: Keep) -> None:
        """It is done, or can not be."""
        await tx.run("keep_drop", id=keep.id)

    def _sealed(self, keep: Keep) -> bytes:
        return self._vault.seal(_keeps.pack(keep), Field("keeps", "body", keep.id))

    def _open(self, row: Row) -> Keep:
        keep = _keeps.unpack(self._vault.open(row["body"], Field("keeps", "body", row["id"])))
        require_asked("keeps", keep.case, row["case_id"])
        return keep
