"""When marks end. The mark itself, its reason and who set it, lies sealed in the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.packing import from_json, to_json
from storage.sealing import Field, Vault, opened

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
_AT_ONCE: Final = 200


class Marks:
    """The ends of the marks of all cases; one a case."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def set(self, tx: Tx, case_id: bytes, *, until: int) -> None:
        """The mark of a case ends at this second, in whose hour it is looked for; an earlier end counts no more."""
        await self.drop(tx, case_id)
        row_id = self._vault.new_id()
        body = self._vault.seal(to_json({"case": case_id}), Field("marks", "body", row_id))
        blind = self._vault.blind("mark", case_id)
        await tx.run("mark_add", id=row_id, case_blind=blind, hour=until // _HOUR * _HOUR, body=body)

    async def drop(self, tx: Tx, case_id: bytes) -> None:
        """The case has no mark any more."""
        for blind in self._vault.blinds("mark", case_id):
            await tx.run("marks_drop", case_blind=blind)

    async def ended(self, tx: Tx, *, now: int) -> list[bytes]:
        """The cases whose mark ends in this hour or did before; they are told once."""
        found: list[tuple[bytes, bytes]] = []
        hour, after = -1, b""
        while len(found) < _AT_ONCE:
            rows = await tx.all("marks_due", now=now, hour=hour, after=after, limit=_AT_ONCE)
            found += opened(rows, self._open)
            if len(rows) < _AT_ONCE:
                break
            hour, after = rows[-1]["hour"], rows[-1]["id"]
        for row_id, _ in found:
            await tx.run("mark_drop", id=row_id)
        return [case_id for _, case_id in found]

    def _open(self, row: Row) -> tuple[bytes, bytes]:
        """The row's id and the case's."""
        return row["id"], from_json(self._vault.open(row["body"], Field("marks", "body", row["id"])))["case"]
