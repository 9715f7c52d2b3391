"""Pictures of ours that Telegram has not got yet: sealed, until they were sent or their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sealing import Field

if TYPE_CHECKING:
    from storage.database import Tx
    from storage.sealing import Vault

HOUR = 3_600


class Uploads:
    """Bytes under a random id, which a `Media(upload=...)` names. One of a case goes with its case."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, data: bytes, *, until: int, case: bytes | None = None) -> bytes:
        """Keep these bytes at most until that second, rounded up to its hour. Returns their id."""
        upload = self._vault.new_id()
        body = self._vault.seal(data, Field("uploads", "body", upload))
        await tx.run("upload_add", id=upload, case_id=case, hour=-(-until // HOUR) * HOUR, body=body)
        return upload

    async def find(self, tx: Tx, upload: bytes) -> bytes | None:
        """The bytes; None: they are gone."""
        row = await tx.one("upload_by_id", id=upload)
        return None if row is None else self._vault.open(row["body"], Field("uploads", "body", upload))

    async def drop(self, tx: Tx, upload: bytes) -> None:
        """Nobody needs them any more."""
        await tx.run("upload_drop", id=upload)

    async def spent(self, tx: Tx, upload: bytes) -> None:
        """Telegram has them: those of no case go. A case's may be shown again, and go by its desk's word."""
        await tx.run("upload_spent", id=upload)

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget what is over."""
        await tx.run("uploads_sweep", now=now)
