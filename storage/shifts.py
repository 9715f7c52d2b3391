"""Who is on shift: one row each, and none for who is off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An operator who is on shift. `chat`: the operator chat he works in.

    `since`, `acted`: when he signed in, and last did something; `asked`: when he was asked whether he is still there,
    0 once he answered. Unix seconds.
    """

    id: bytes
    user: int
    name: str
    chat: int
    since: int
    acted: int
    asked: int = 0


_shifts = Packing(Shift)


class Shifts:
    """Everybody who is on shift, sealed, each found by a blind index."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, tx: Tx, user: int) -> Shift | None:
        """This operator's shift; None: he is off."""
        for blind in self._vault.blinds("shift", user):
            if (row := await tx.one("shift_find", blind=blind)) is not None:
                shift = self._open(row)
                require_asked("shifts", shift.user, user)
                return shift
        return None

    async def all(self, tx: Tx) -> list[Shift]:
        """Everybody, the longest on shift first."""
        return sorted(opened(await tx.all("shifts_all"), self._open), key=lambda shift: (shift.since, shift.name))

    async def begin(self, tx: Tx, *, user: int, name: str, chat: int, now: int) -> Shift:
        """Sign an operator in who is off."""
        shift = Shift(id=self._vault.new_id(), user=user, name=name, chat=chat, since=now, acted=now)
        await self.save(tx, shift)
        return shift

    async def save(self, tx: Tx, shift: Shift) -> None:
        """Insert or replace by `shift.id`."""
        body = self._vault.seal(_shifts.pack(shift), Field("shifts", "body", shift.id))
        await tx.run("shift_save", id=shift.id, blind=self._vault.blind("shift", shift.user), body=body)

    async def end(self, tx: Tx, shift: Shift) -> None:
        """Sign him out: nothing of it is left."""
        await tx.run("shift_drop", id=shift.id)

    def _open(self, row: Row) -> Shift:
        return _shifts.unpack(self._vault.open(row["body"], Field("shifts", "body", row["id"])))
