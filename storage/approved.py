"""The last approved version of each answer. Sealed: the database alone lets nobody change what is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.packing import from_json, to_json
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Tx


class ApprovedAnswers:
    """Approved answers as plain values, by their keys."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def all(self, tx: Tx) -> dict[str, dict[str, Any]]:
        """Every kept answer, but what a missing epoch sealed. SealError: one was changed, and none may be served."""
        rows = [row for row in await tx.all("approved_all") if self._vault.holds(row["body"])]
        return {row["answer"]: from_json(self._vault.open(row["body"], _field(row["answer"]))) for row in rows}

    async def save(self, tx: Tx, answer: str, body: Mapping[str, Any]) -> None:
        """Insert or replace one."""
        await tx.run("approved_save", answer=answer, body=self._vault.seal(to_json(body), _field(answer)))


def _field(answer: str) -> Field:
    return Field("approved_answers", "body", answer.encode())
