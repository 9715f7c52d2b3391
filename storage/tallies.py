"""Tallies: sealed counts of a day, in coarse buckets. Nothing in them names a case or a person."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bot.errors import SealError
from storage.packing import from_json, to_json
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Row, Tx

_DAY: Final = 86_400
_SEEN: Final = "seen"


class Tallies:
    """Counts by name, day and bucket, and the second at which an operator last did something."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, name: str, bucket: str, *, now: int) -> None:
        """Count one more in today's bucket."""
        day = now // _DAY
        row = await tx.one("tally_find", name=name, day=day)
        counts = self._counts(name, day, row) if row is not None else {}
        await self._save(tx, name, day, {**counts, bucket: counts.get(bucket, 0) + 1})

    async def lately(self, tx: Tx, name: str, *, days: int, now: int) -> Counter[str]:
        """The counts of today and so many days before."""
        total: Counter[str] = Counter()
        for row in await tx.all("tallies_since", name=name, day=now // _DAY - days):
            total.update(self._open(name, row["day"], row))
        return total

    async def between(self, tx: Tx, name: str, *, first: int, last: int) -> dict[int, Counter[str]]:
        """The counts by day of 1970, both ends included; days that do not open, and empty ones, are left out."""
        rows = await tx.all("tallies_since", name=name, day=first)
        days = {row["day"]: Counter(self._counts(name, row["day"], row)) for row in rows if row["day"] <= last}
        return {day: counts for day, counts in days.items() if counts}

    async def sweep(self, tx: Tx, name: str, *, days: int, now: int) -> None:
        """Forget what is older than so many days."""
        await tx.run("tallies_sweep", name=name, day=now // _DAY - days)

    async def saw_operator(self, tx: Tx, *, now: int) -> None:
        """Note that an operator did something at this second."""
        await self._save(tx, _SEEN, 0, {"at": now})

    async def operator_seen(self, tx: Tx) -> int | None:
        """When an operator last did something; None: never."""
        row = await tx.one("tally_find", name=_SEEN, day=0)
        return None if row is None else self._open(_SEEN, 0, row).get("at")

    def _counts(self, name: str, day: int, row: Row) -> dict[str, int]:
        """Counts that do not open are lost, and count from nothing: nobody's application may be lost with them."""
        with suppress(SealError, ValueError):
            return self._open(name, day, row)
        return {}

    async def _save(self, tx: Tx, name: str, day: int, counts: Mapping[str, int]) -> None:
        body = self._vault.seal(to_json(counts), _field(name, day))
        await tx.run("tally_save", name=name, day=day, body=body)

    def _open(self, name: str, day: int, row: Row) -> dict[str, int]:
        counts: dict[str, int] = from_json(self._vault.open(row["body"], _field(name, day)))
        return counts


def _field(name: str, day: int) -> Field:
    return Field("tallies", "body", f"{name}|{day}".encode("ascii"))
