"""Fingerprints of what people wrote: the same words from several accounts are noticed, no word is kept.

A fingerprint is a blind index under the epoch's key. It can not be made anew, so it ends with its epoch, and its row is
swept after that time. Which case and which chat it came from is sealed, bound to the fingerprint it stands under.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database import Row, Tx

LIFE_SECONDS: Final = 2 * 86_400
"""An epoch lives so long."""
MOST_OF_CASE: Final = 40
"""So many fingerprints a case leaves at most: whoever writes without end fills no table."""
MOST_ALIKE: Final = 5
"""So many others are told of."""
_LOOKED_AT: Final = (MOST_ALIKE + 1, 30)
"""So many rows of the same words are read, and so many where those do not do: an account may have several cases."""
_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Where a fingerprint was seen."""

    case: bytes
    chat: int


_prints = Packing(Print)


class Prints:
    """The fingerprints of all cases."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def note(self, tx: Tx, said: Iterable[tuple[str, str]], seen: Print, *, now: int) -> list[tuple[str, Print]]:
        """Note that words were seen, each with its kind; where else they were, for each one of a few chats.

        What is told has the kind of its words.
        """
        case_blinds = self._vault.blinds("print-case", seen.case)
        own = {blind: await tx.all("prints_of_case", case_blind=blind) for blind in case_blinds}
        known, case_blind = [row for rows in own.values() for row in rows], self._vault.blind("print-case", seen.case)
        left, added, alike = MOST_OF_CASE - len(own[case_blind]), set[bytes](), list[tuple[str, Print]]()
        for kind, words in said:
            blinds = self._vault.blinds("print", kind, words)
            alike += [(kind, other) for other in await self._others(tx, blinds, seen)]
            again = any(row["blind"] in blinds and self._open(row) == seen for row in known)
            if len(added) < left and not again and blinds[0] not in added:
                await self._add(tx, blinds[0], case_blind, seen, now)
                added.add(blinds[0])
        return alike

    async def _others(self, tx: Tx, blinds: tuple[bytes, ...], seen: Print) -> list[Print]:
        """Where else words stand under one of these indexes: from other chats, one for each of a few."""
        others: dict[int, Print] = {}
        for blind in blinds:
            for limit in _LOOKED_AT:
                rows = await tx.all("prints_like", blind=blind, limit=limit)
                for row in rows:
                    if len(others) < MOST_ALIKE:
                        one = self._open(row)
                        if one.chat != seen.chat and one.case != seen.case:
                            others.setdefault(one.chat, one)
                if len(others) == MOST_ALIKE or len(rows) < limit:
                    break
        return list(others.values())

    async def drop(self, tx: Tx, case_id: bytes) -> None:
        """A case ended: what it was like is forgotten."""
        for blind in self._vault.blinds("print-case", case_id):
            await tx.run("prints_drop", case_blind=blind)

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget what is as old as an epoch."""
        await tx.run("prints_sweep", now=now)

    async def _add(self, tx: Tx, blind: bytes, case_blind: bytes, seen: Print, now: int) -> None:
        print_id = self._vault.new_id()
        await tx.run(
            "print_add",
            id=print_id,
            blind=blind,
            case_blind=case_blind,
            hour=(now + LIFE_SECONDS) // _HOUR * _HOUR,
            body=self._vault.seal(_prints.pack(seen), _field(print_id, blind)),
        )

    def _open(self, row: Row) -> Print:
        return _prints.unpack(self._vault.open(row["body"], _field(row["id"], row["blind"])))


def _field(print_id: bytes, blind: bytes) -> Field:
    return Field("prints", "body", print_id + blind)
