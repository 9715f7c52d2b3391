"""The audit: who did what with which case, in which hour. A chain: each link covers the one before it.

Sealed under the root, not under an epoch: it outlives the cases. An operator is a pseudonym, a case its alias; no text.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.errors import SealError
from storage.packing import from_json, to_json
from storage.sealing import Field, joined, open_under, seal_under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from storage.database import Row, Tx
    from storage.keys import Keyring

HOUR: Final = 3_600
FIRST_LINK: Final = bytes(32)
"""What the first entry's link stands on."""
_NONCE_SIZE: Final = 12
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


class Audit:
    """Appends and reads; nothing here changes or deletes an entry."""

    def __init__(self, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._key = keyring.audit_key
        self._key_id = hmac.digest(self._key, b"id", "sha256")[:4]
        self._random_bytes = random_bytes

    def pseudonym(self, user: int) -> str:
        """What an operator is called here: the same for the same account, and nobody can compute it without the key."""
        return hmac.digest(self._key, b"actor" + str(user).encode("ascii"), "sha256")[:_PSEUDONYM_SIZE].hex()

    async def add(self, tx: Tx, action: Action, *, user: int | None, alias: str, now: int) -> None:
        """Append one entry."""
        last = await tx.one("audit_last")
        turn, before = (last["turn"] + 1, last["link"]) if last else (1, FIRST_LINK)
        hour = now // HOUR * HOUR
        told = {"action": action, "actor": "" if user is None else self.pseudonym(user), "case": alias}
        nonce = self._random_bytes(_NONCE_SIZE)
        body = seal_under(self._key, self._key_id, to_json(told), _field(turn), nonce=nonce)
        await tx.run("audit_add", turn=turn, hour=hour, body=body, link=self._link(before, turn, hour, body))

    async def head(self, tx: Tx) -> tuple[int, bytes]:
        """How many entries there are and the newest link: together they tell whether the end was cut off."""
        last = await tx.one("audit_last")
        return (last["turn"], last["link"]) if last else (0, FIRST_LINK)

    async def deeds(self, tx: Tx) -> list[Deed]:
        """Every entry in its order."""
        return list(self.read(await tx.all("audit_all")))

    def read(self, rows: Sequence[Row]) -> Iterator[Deed]:
        """Rows as they lie there, with whether each is whole; of one that does not open nothing else is told."""
        before = FIRST_LINK
        for row in rows:
            link = self._link(before, row["turn"], row["hour"], row["body"])
            whole = hmac.compare_digest(link, row["link"])
            try:
                told = from_json(open_under(self._key, row["body"], _field(row["turn"])))
            except SealError:
                whole, told = False, {"action": "", "actor": "", "case": ""}
            yield Deed(turn=row["turn"], hour=row["hour"], whole=whole, **told)
            before = row["link"]

    def _link(self, before: bytes, turn: int, hour: int, body: bytes) -> bytes:
        parts = (before, str(turn).encode("ascii"), str(hour).encode("ascii"), body)
        return hmac.new(self._key, joined(parts), hashlib.sha256).digest()


def _field(turn: int) -> Field:
    return Field("audit", "body", str(turn).encode("ascii"))
