"""The audit: who did what with which case, in which hour. A chain: each link covers the one before it.

Sealed under the root, not under an epoch: it outlives the cases. An operator is a pseudonym, a case its alias; no text.
Each entry names the key it was written under. A rotation of the root closes one chain by its last entry and begins the
next behind it, whose first link covers the closed one: whoever has the old key can not rewrite what it wrote.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SealError
from storage.lost_chain import Lost, noted, read
from storage.packing import from_json, to_json
from storage.primitives import NONCE_SIZE, tag
from storage.sealing import Field, joined, key_id_of, open_under, seal_under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from storage.database import Row, Tx
    from storage.keys import Keyring

HOUR: Final = 3_600
_DAY: Final = 24 * HOUR
_AT_ONCE: Final = 1_000
"""So many entries are cut off under one lock."""
FIRST_LINK: Final = bytes(32)
"""What the first entry's link stands on."""
_PSEUDONYM_SIZE: Final = 8


class Action(StrEnum):
    """What can be audited; nothing else is ever written there."""

    TAKEN = "taken"
    OPENED = "opened"
    OPENED_PLACE = "opened_place"
    OPENED_IDENTITY = "opened_identity"
    OPENED_SEARCH = "opened_search"
    OPENED_OVER = "opened_over"
    OPEN_REFUSED = "open_refused"
    LEFT = "left"
    EXPORT_ASKED = "export_asked"
    EXPORT_GRANTED = "export_granted"
    EXPORTED = "exported"
    RECIPIENT_ASKED = "recipient_asked"
    RECIPIENT_GRANTED = "recipient_granted"
    RECIPIENT_ADDED = "recipient_added"
    REQUEST_STOPPED = "request_stopped"
    REQUEST_LAPSED = "request_lapsed"
    MARKED = "marked"
    UNMARKED = "unmarked"
    BANNED = "banned"
    UNBANNED = "unbanned"
    CLOSED = "closed"
    RESTED = "rested"
    DELETED = "deleted"
    REVIVED = "revived"
    PHONED = "phoned"
    HELD = "held"
    RELEASED = "released"
    RELEASED_ALONE = "released_alone"
    RELEASE_REFUSED = "release_refused"
    UNDONE = "undone"
    ERASED = "erased"
    HANDED = "handed"
    ASSIGNED = "assigned"
    URGENT = "urgent"
    CALMED = "calmed"
    PUT_ASIDE = "put_aside"
    MERGED = "merged"
    SEPARATED = "separated"
    REDIRECTED = "redirected"
    RECIPIENT_REMOVED = "recipient_removed"
    FORGET_ASKED = "forget_asked"
    FORGET_GRANTED = "forget_granted"
    KEYS_FORGOTTEN = "keys_forgotten"
    CHAIN_CLOSED = "chain_closed"
    CHAIN_BEGUN = "chain_begun"
    CUT = "cut"
    NIGHT_MOVED = "night_moved"
    NIGHT_BLOCKED = "night_blocked"
    EPOCH_DESTROYED = "epoch_destroyed"
    MOVE_BEGUN = "move_begun"
    RESTORED = "restored"
    RESUMED = "resumed"
    REWRAPPED = "rewrapped"
    PURGED = "purged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One entry. `actor`: a pseudonym, empty for the program itself; `case`: an alias, empty where it is about none."""

    turn: int
    hour: int
    action: str
    actor: str
    case: str
    whole: bool
    """Whether its link fits the one before it and its body."""
    chain: str
    """The id of the key it was written under, in hex."""
    known: bool = True
    """Whether that key is here."""
    upto: int = 0
    """Of a cut: the last entry that was cut off, and in `link` what the next one stands on, in hex."""
    link: str = ""
    lost: Lost | None = None
    """Of a restore of a lost server: what lay there of its chains."""


class Audit:
    """Appends, reads, and cuts off what is too old; nothing here changes an entry, or takes one out but `turn_back`."""

    def __init__(self, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._chain = keyring.chain
        self._keys = {chain.key_id: chain.key for chain in (*keyring.chains, keyring.chain)}
        self._random_bytes = random_bytes

    @property
    def chain(self) -> str:
        """The id of the key that entries are written under now, in hex."""
        return self._chain.key_id.hex()

    def pseudonym(self, user: int) -> str:
        """What an operator is called here: the same for the same account, and nobody can compute it without the key.

        A rotation of the root gives new names: see `pseudonyms`.
        """
        return _pseudonym(self._chain.key, user)

    def pseudonyms(self, user: int) -> dict[str, str]:
        """What an account is called in each chain, by the chain's id; the one that is written now comes last."""
        return {key_id.hex(): _pseudonym(key, user) for key_id, key in self._keys.items()}

    async def add(self, tx: Tx, action: Action, *, user: int | None, alias: str, now: int) -> None:
        """Append one entry."""
        actor = "" if user is None else self.pseudonym(user)
        await self._append(tx, self._chain.key_id, {"action": action, "actor": actor, "case": alias}, now)

    async def turn_over(self, tx: Tx, *, now: int) -> None:
        """Close the chain of the root key before this one and begin this one's; done again, it changes nothing."""
        before = await self._last_key_id(tx)
        if before == self._chain.key_id:
            return
        if before in self._keys:
            await self._append(tx, before, {"action": Action.CHAIN_CLOSED, "actor": "", "case": ""}, now)
        await self._append(tx, self._chain.key_id, {"action": Action.CHAIN_BEGUN, "actor": "", "case": ""}, now)

    async def turn_back(self, tx: Tx, lost: bytes) -> None:
        """Undo a turning over to the chain `lost`, whose root key never counted. SealError: more was written under it.

        What goes is the entry that began it, and the end of this root key's chain; done again, it changes nothing.
        """
        newest = await tx.all("audit_newest", limit=3)
        under = [row for row in newest if bytes(row["body"][1:5]) == lost]
        if len(under) > 1:
            message = "the audit went on under the new root key: it counted; give that key"
            raise SealError(message)
        if not under or under[0] is not newest[0]:
            return
        await tx.run("audit_take_back", turn=newest[0]["turn"])
        if len(newest) > 1 and self._deed(newest[1], FIRST_LINK).action == Action.CHAIN_CLOSED:
            await tx.run("audit_take_back", turn=newest[1]["turn"])

    async def turned_over(self, tx: Tx) -> bool:
        """Whether the newest entry is of this root key's chain."""
        return await self._last_key_id(tx) == self._chain.key_id

    async def restored(self, tx: Tx, *, now: int) -> None:
        """Begin this root key's chain behind that of a lost server, and note what lies there that no key here opens."""
        rows = await tx.all("audit_all")
        sealed = (row["turn"] for row in reversed(rows) if self._key_id(row) not in self._keys)
        lost = noted(rows, next(sealed, 0))
        if not rows or self._key_id(rows[-1]) != self._chain.key_id:
            await self._append(tx, self._chain.key_id, {"action": Action.CHAIN_BEGUN, "actor": "", "case": ""}, now)
        told = {"action": Action.RESTORED, "actor": "", "case": "", "lost": lost.told()}
        await self._append(tx, self._chain.key_id, told, now)

    @staticmethod
    def _key_id(row: Row) -> bytes:
        return bytes(row["body"][1:5])

    @staticmethod
    async def _last_key_id(tx: Tx) -> bytes | None:
        last = await tx.one("audit_last_body")
        return None if last is None else bytes(last["head"][1:])

    def entry(self, action: Action, *, turn: int, before: bytes, now: int) -> dict[str, Any]:
        """One entry as it lies in the database: number `turn`, behind the link `before`."""
        told = {"action": action, "actor": "", "case": ""}
        return self._entry(self._chain.key_id, told, turn, before, now)

    async def cut(self, tx: Tx, *, before: int, now: int) -> int:
        """Cut off the oldest entries, those from before this second, a page at a time; how many.

        Only once they reach back a day further: an entry of the chain says how far it was cut, and there is one a day.
        """
        rows = await tx.all("audit_oldest", limit=_AT_ONCE)
        if not rows or rows[0]["hour"] >= before - _DAY:
            return 0
        over = list(takewhile(lambda row: row["hour"] < before, rows))
        last = over[-1]
        told = {"action": Action.CUT, "actor": "", "case": "", "upto": last["turn"], "link": last["link"].hex()}
        await self._append(tx, self._chain.key_id, told, now)
        await tx.run("audit_cut", turn=last["turn"])
        return len(over)

    async def _append(self, tx: Tx, key_id: bytes, told: dict[str, Any], now: int) -> None:
        last = await tx.one("audit_last")
        turn, before = (last["turn"] + 1, last["link"]) if last else (1, FIRST_LINK)
        await tx.run("audit_add", **self._entry(key_id, told, turn, before, now))

    def _entry(self, key_id: bytes, told: dict[str, Any], turn: int, before: bytes, now: int) -> dict[str, Any]:
        hour, key = now // HOUR * HOUR, self._keys[key_id]
        body = seal_under(key, key_id, to_json(told), _field(turn), nonce=self._random_bytes(NONCE_SIZE))
        return {"turn": turn, "hour": hour, "body": body, "link": _link(key, before, turn, hour, body)}

    async def head(self, tx: Tx) -> tuple[int, bytes]:
        """How many entries there are and the newest link: together they tell whether the end was cut off."""
        last = await tx.one("audit_last")
        return (last["turn"], last["link"]) if last else (0, FIRST_LINK)

    async def deeds(self, tx: Tx) -> list[Deed]:
        """Every entry in its order."""
        return list(self.read(await tx.all("audit_all")))

    def read(self, rows: Sequence[Row]) -> Iterator[Deed]:
        """Rows as they lie there, with whether each is whole; of one that does not open nothing else is told."""
        before = self._ground(rows)
        for row in rows:
            yield self._deed(row, before)
            before = row["link"]

    def _ground(self, rows: Sequence[Row]) -> bytes:
        """What the first of these entries stands on: the link of the last one that was cut off, as the cut noted it."""
        if not rows or rows[0]["turn"] == 1:
            return FIRST_LINK
        cuts = (deed for deed in (self._deed(row, FIRST_LINK) for row in reversed(rows)) if deed.action == Action.CUT)
        newest = next(cuts, None)
        return FIRST_LINK if newest is None else bytes.fromhex(newest.link)

    def _deed(self, row: Row, before: bytes) -> Deed:
        field = _field(row["turn"])
        told: dict[str, Any] = {"action": "", "actor": "", "case": ""}
        whole, key_id = False, b""
        with suppress(SealError, KeyError):
            key_id = key_id_of(row["body"], field)
            key = self._keys[key_id]
            told = from_json(open_under(key, row["body"], field))
            if "lost" in told:
                told["lost"] = read(told["lost"])
            link = _link(key, before, row["turn"], row["hour"], row["body"])
            whole = hmac.compare_digest(link, row["link"])
        return Deed(
            turn=row["turn"], hour=row["hour"], whole=whole, chain=key_id.hex(), known=key_id in self._keys, **told
        )


def _pseudonym(key: bytes, user: int) -> str:
    return tag(key, b"actor" + str(user).encode("ascii"))[:_PSEUDONYM_SIZE].hex()


def _link(key: bytes, before: bytes, turn: int, hour: int, body: bytes) -> bytes:
    parts = (before, str(turn).encode("ascii"), str(hour).encode("ascii"), body)
    return tag(key, joined(parts))


def _field(turn: int) -> Field:
    return Field("audit", "body", str(turn).encode("ascii"))
