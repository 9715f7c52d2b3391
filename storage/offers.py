"""Words of operators that wait for a press: choices, previews, and what a second operator must release. Sealed.

No age copy is made of them: what nobody sends is in no archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

HOUR = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One of them, under the id of the post that shows it. `kind`: choice, preview or held; `said`: the words.

    `operator`: whose they are, by the account's number and name. `why`: for what they wait. `alert`: a second post that
    tells of it. `choices`: what may be chosen, kind and name each.
    """

    id: bytes
    case: bytes
    kind: str
    operator: int
    name: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    alert: bytes | None = None
    choices: tuple[tuple[str, str], ...] = ()


_offers = Packing(Offer)


class Offers:
    """Each until it was sent, refused, or its time is over."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def save(self, tx: Tx, offer: Offer, *, until: int) -> None:
        """Insert or replace by `offer.id`; at most until that second, rounded up to its hour."""
        body = self._vault.seal(_offers.pack(offer), Field("offers", "body", offer.id))
        await tx.run("offer_save", id=offer.id, case_id=offer.case, hour=-(-until // HOUR) * HOUR, body=body)

    async def take(self, tx: Tx, offer_id: bytes) -> Offer | None:
        """Take one away, for whoever is first; None: it was taken, or is over."""
        row = await tx.one("offer_take", id=offer_id)
        return None if row is None else self._open(row)

    async def find(self, tx: Tx, offer_id: bytes) -> Offer | None:
        """One of them, left where it is."""
        row = await tx.one("offer_by_id", id=offer_id)
        return None if row is None else self._open(row)

    async def of_case(self, tx: Tx, case: bytes) -> list[Offer]:
        """All of a case."""
        return opened(await tx.all("offers_of_case", case_id=case), self._open)

    async def drop_case(self, tx: Tx, case: bytes) -> None:
        """Forget all of a case."""
        await tx.run("offers_drop", case_id=case)

    async def ended(self, tx: Tx, *, now: int) -> list[Offer]:
        """Take away those whose time is over."""
        return opened(await tx.all("offers_ended", now=now), self._open)

    def _open(self, row: Row) -> Offer:
        offer = _offers.unpack(self._vault.open(row["body"], Field("offers", "body", row["id"])))
        require_asked("offers", (offer.id, offer.case), (row["id"], row["case_id"]))
        return offer
