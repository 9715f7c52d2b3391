"""How much an operator opened today: which cases, by what was shown of them. Gone with the day after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One operator's day. `seen`: the cases, in hex, by the kind of what was shown; each counts once.

    `asked`: cases that wait for his reason, with the kind he wanted to see.
    """

    id: bytes
    user: int
    day: int
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)

    def count(self, kinds: frozenset[str]) -> int:
        """How many cases he saw any of these kinds of."""
        return len({case for kind, cases in self.seen.items() if kind in kinds for case in cases})

    def has(self, case: bytes, kinds: frozenset[str]) -> bool:
        """Whether this case is among them."""
        return any(case.hex() in cases for kind, cases in self.seen.items() if kind in kinds)

    def with_seen(self, case: bytes, kind: str) -> Opened:
        """The day once this was shown too; what was asked about the case is answered."""
        cases = dict.fromkeys((*self.seen.get(kind, ()), case.hex()))
        asked = {other: wanted for other, wanted in self.asked.items() if other != case.hex()}
        return replace(self, seen={**self.seen, kind: tuple(cases)}, asked=asked)

    def with_asked(self, case: bytes, kind: str) -> Opened:
        """The day once he was asked for a reason."""
        return replace(self, asked={**self.asked, case.hex(): kind})


_opened = Packing(Opened)


class Openings:
    """A row an operator and day, sealed, under a blind index of both."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def of(self, tx: Tx, user: int, *, now: int) -> Opened:
        """What this operator opened today."""
        day = now // _DAY
        for blind in self._vault.blinds("opening", user, day):
            if (row := await tx.one("opening_find", blind=blind)) is not None:
                opened = self._open(row)
                require_asked("openings", (opened.user, opened.day), (user, day))
                return opened
        return Opened(id=self._vault.new_id(), user=user, day=day)

    async def save(self, tx: Tx, opened: Opened) -> None:
        """Insert or replace by `opened.id`."""
        body = self._vault.seal(_opened.pack(opened), Field("openings", "body", opened.id))
        blind = self._vault.blind("opening", opened.user, opened.day)
        await tx.run("opening_save", id=opened.id, blind=blind, day=opened.day, body=body)

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget the days before today."""
        await tx.run("openings_sweep", day=now // _DAY)

    def _open(self, row: Row) -> Opened:
        return _opened.unpack(self._vault.open(row["body"], Field("openings", "body", row["id"])))
