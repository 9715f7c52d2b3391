"""What is kept apart from a case's entries because it must end: a place, the data of article 17.

Each part has a key of its own, wrapped by the epoch alone. No operator's key and no return code opens it: it is shown
by the running bot or not at all, and once its row is gone nothing but an older copy of database and keys has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.case_files import HOUR
from storage.packing import from_json, to_json
from storage.sealing import Field, Vault, open_under, require_asked, seal_under

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Row, Tx

_OWN = b"part"
"""The key id of a body under its part's own key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing kept apart. `hour`: when it ends, unix time rounded down."""

    case: bytes
    kind: str
    body: Mapping[str, Any]
    hour: int


class Parts:
    """The parts of all cases."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, case_id: bytes, kind: str, body: Mapping[str, Any], *, until: int) -> None:
        """Keep something apart, at most until this second; an hour's beginning before it ends it."""
        part_id, key = self._vault.new_id(), self._vault.new_id() + self._vault.new_id()
        packed = to_json({"case": case_id, "kind": kind, "body": body})
        await tx.run(
            "part_add",
            id=part_id,
            case_id=case_id,
            hour=until // HOUR * HOUR,
            own_key=self._vault.seal(key, Field("parts", "own_key", part_id)),
            body=seal_under(key, _OWN, packed, _body_field(part_id), nonce=self._vault.new_id()[:12]),
        )

    async def of_case(self, tx: Tx, case_id: bytes) -> list[Part]:
        """The parts of a case whose epochs are there, the one that ends last first."""
        rows = await tx.all("parts_of_case", case_id=case_id)
        return [self._open(row) for row in rows if self._vault.holds(row["own_key"])]

    async def drop_case(self, tx: Tx, case_id: bytes) -> None:
        """Destroy every part of a case, its key with it."""
        await tx.run("parts_drop", case_id=case_id)

    async def sweep(self, tx: Tx, *, now: int) -> list[bytes]:
        """Destroy every part whose time is over; the cases they belonged to."""
        ended = await tx.all("parts_ended", hour=now)
        for row in ended:
            await tx.run("part_drop", id=row["id"])
        return list(dict.fromkeys(row["case_id"] for row in ended))

    def _open(self, row: Row) -> Part:
        key = self._vault.open(row["own_key"], Field("parts", "own_key", row["id"]))
        content = from_json(open_under(key, row["body"], _body_field(row["id"])))
        require_asked("parts", content["case"], row["case_id"])
        return Part(case=row["case_id"], kind=content["kind"], body=content["body"], hour=row["hour"])


def _body_field(part_id: bytes) -> Field:
    return Field("parts", "body", part_id)
