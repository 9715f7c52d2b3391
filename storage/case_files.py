"""A case's keys and entries: under its data key for the server while it is hot, as age files for operators for ever.

The data key and the case's own age identity are wrapped by the epoch (`hot`, `hot_identity`) and go when the case is
closed. Entries sealed to the case's own recipient can still be added then, and only operators open them:
`age -d -i op.key case.key.age | age -d -i - entry.age`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.errors import SealError
from storage import age
from storage.case_head import ANEW, Case
from storage.epochs import KEY_ID_SIZE
from storage.packing import Packing, from_json, to_json
from storage.recipients import number_of
from storage.sealing import Field, Vault, as_form, bucket, open_under, require_asked, seal_under

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from storage.database import Row, Tx
    from storage.keys import Keyring

HOUR = 3_600
_DATA_KEY_SIZE = 32
_NONCE_SIZE = 12
_UNDER_DATA_KEY = b"case"
"""The key id of fields sealed under a case's own data key."""


__all__ = ["Case", "CaseFiles", "Entry", "EntryKind"]


class EntryKind(StrEnum):
    """The kinds of entries that storage itself writes and reads; `append` takes any other name too.

    HEAD: what the bot knew when it closed the case. WAY_BACK: the person's account. Neither is shown to operators.
    KEPT: a photo or a voice, in so many PIECEs; these the server itself never reads again. URGENCY: how urgent it is
    now; where the head is lost with the server, it comes back as urgent as it was.
    """

    HEAD = "head"
    WAY_BACK = "way_back"
    CLOSED = "closed"
    PIECE = "piece"
    KEPT = "kept"
    URGENCY = "urgency"
    DURESS = "duress"


ANSWERS = "answers"
"""What the body of an entry has that is a form."""

HIDDEN = frozenset({EntryKind.HEAD, EntryKind.WAY_BACK, EntryKind.URGENCY})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was noted about a case. `hour`: when, unix time rounded down. `turn`: its number in the case."""

    kind: str
    body: Mapping[str, Any]
    hour: int
    turn: int = 0


_heads = Packing(Case)


class CaseFiles:
    """What every part of `Cases` stands on."""

    def __init__(self, vault: Vault, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._vault = vault
        self.seal_to(keyring.recipients)
        self._random_bytes = random_bytes

    @property
    def sealed_to(self) -> tuple[str, ...]:
        """Which operators open what is sealed now."""
        return self._recipients

    def seal_to(self, recipients: tuple[str, ...]) -> None:
        """Seal cases to these operators from now on; see `Cases.wrap_again` for those that are there."""
        self._recipients = recipients
        self._list = number_of(recipients)

    async def load(self, tx: Tx, case_id: bytes) -> Case | None:
        """The case, or None. Of a closed case only what the database has in clear."""
        row = await tx.one("case_load", id=case_id)
        return None if row is None else self._case(row)

    async def save(self, tx: Tx, case: Case) -> None:
        """Seal the head of a hot case and keep its state. Nothing else of the case is touched."""
        row = await tx.one("case_load", id=case.id)
        if row is None or not self._hot(row):
            return
        head = self._sealed(self._data_key(row), _heads.pack(case), Field("cases", "head", case.id))
        await tx.run("case_save", id=case.id, state=case.state, head=head)
        person = None if case.chat is None else self._vault.mark("case", case.bot, case.chat)
        word = case.check_word.casefold()
        check = self._vault.mark("check", word) if word else None
        if (row["blind"], row["check_blind"]) != (person, check):
            await self._find_by(tx, case.id, person, check)

    async def _find_by(self, tx: Tx, case_id: bytes, person: bytes | None, check: bytes | None) -> None:
        """From now on a case is found by these two and by nothing else."""
        await tx.run("finds_drop", case_id=case_id)
        await tx.run("wrap_found_by", case_id=case_id, blind=person, check_blind=check)
        for blind in (person, check):
            if blind is not None:
                await tx.run("find_add", blind=blind, case_id=case_id)

    async def append(self, tx: Tx, case: Case, kind: str, body: Mapping[str, Any], *, now: int) -> int:
        """Add an entry: under the data key while the case is hot, and always as an age file. Returns its number."""
        row = await tx.one("case_load", id=case.id)
        last = await tx.one("entry_last", case_id=case.id)
        if row is None or last is None:
            return 0
        turn, hour, entry_id = last["turn"] + 1, now // HOUR * HOUR, self._vault.new_id()
        content = {"case": case.id.hex(), "alias": row["alias"], "n": turn, "hour": hour, "kind": kind, "body": body}
        packed = as_form(to_json(content)) if ANSWERS in body else to_json(content)
        await tx.run(
            "entry_add",
            id=entry_id,
            case_id=case.id,
            turn=turn,
            hour=hour,
            body=self._warm(row, packed, entry_id) if kind != EntryKind.PIECE and self._hot(row) else None,
            copy=age.seal(padded(packed), [self._recipient(row)]),
        )
        return int(turn)

    async def note_urgency(self, tx: Tx, case: Case, *, now: int) -> None:
        """Keep for the operators' copy how urgent it is from now on."""
        body = {"urgent": case.urgent, "dangers": list(map(str, case.dangers))}
        await self.append(tx, case, EntryKind.URGENCY, body, now=now)

    async def blank(self, tx: Tx, case: Case, entry: Entry, kind: str) -> None:
        """Put an empty entry of this kind in the place of one: of what it said nothing is left, in either copy."""
        row = await tx.one("case_load", id=case.id)
        found = await tx.one("entry_at", case_id=case.id, turn=entry.turn)
        if row is None or found is None or not self._hot(row):
            return
        content = {"case": case.id.hex(), "alias": row["alias"], "n": entry.turn, "hour": entry.hour, "kind": kind}
        packed = to_json(content | {"body": {"was": entry.kind}})
        body = None if found["cold"] else self._warm(row, packed, found["id"])
        await tx.run("entry_blank", id=found["id"], body=body, copy=age.seal(padded(packed), [self._recipient(row)]))

    def _warm(self, row: Row, packed: bytes, entry_id: bytes) -> bytes:
        return self._sealed(self._data_key(row), packed, Field("entries", "body", entry_id))

    async def entries(self, tx: Tx, case: Case) -> list[Entry]:
        """The entries of a hot case, oldest first; of a closed one the server can read none."""
        row = await tx.one("case_load", id=case.id)
        if row is None or not self._hot(row):
            return []
        key = self._data_key(row)
        found = await tx.all("entries_of_case", case_id=case.id)
        return [self._entry(key, case.id, entry) for entry in found if entry["body"] is not None]

    async def _revive(self, tx: Tx, row: Row, identity: str) -> None:
        """Make a closed case hot and `waiting` by its identity: a new data key, entries opened from their age files."""
        key = self._random_bytes(_DATA_KEY_SIZE)
        head = first = None
        way_back: dict[str, Any] = {}
        urgency: dict[str, Any] = {}
        forced: dict[str, Any] = {}
        for entry in await tx.all("entries_of_case", case_id=row["id"]):
            packed = age.unseal(entry["copy"], identity).rstrip(b" ")
            content = checked(from_json(packed), row["id"].hex(), entry["turn"])
            match content["kind"]:
                case EntryKind.HEAD:
                    head = _heads.unpack(to_json(content["body"]))
                case EntryKind.WAY_BACK:
                    way_back = content["body"]
                case EntryKind.URGENCY:
                    urgency = content["body"]
                case EntryKind.DURESS:
                    forced = {"duress": True}
                case _ if first is None:
                    first = content
            if content["kind"] == EntryKind.PIECE:
                continue
            field = Field("entries", "body", entry["id"])
            await tx.run("entry_reseal", id=entry["id"], body=self._sealed(key, packed, field))
        await tx.run("case_warm", id=row["id"])
        await tx.run("wrap_put", case_id=row["id"], **self._wraps(row["id"], key, identity))
        await tx.run("case_rekey", id=row["id"], sealed_key=self._key_file(identity), sealed_for=self._list)
        head = replace(head or _head_of(row, first or {}, urgency), **forced)
        again = replace(head, **ANEW, reopened=head.reopened or head.state != "new")
        await self.save(tx, replace(again, **way_back))

    def _wraps(self, case_id: bytes, key: bytes, identity: str) -> dict[str, bytes]:
        """Data key and identity, wrapped by the newest epoch."""
        hot = self._vault.seal(key, Field("cases", "hot", case_id))
        kept = self._vault.seal(identity.encode("ascii"), Field("cases", "hot_identity", case_id))
        return {"hot": hot, "hot_identity": kept}

    def _key_file(self, identity: str) -> bytes:
        """The case's identity as every operator opens it."""
        return age.seal(f"{identity}\n".encode("ascii"), self._recipients)

    def _identity(self, row: Row) -> str:
        """The case's secret age key; only of a hot case."""
        return self._identity_bytes(row).decode("ascii")

    def _identity_bytes(self, row: Row) -> bytes:
        return self._vault.open(row["hot_identity"], Field("cases", "hot_identity", row["id"]))

    def _recipient(self, row: Row) -> str:
        """What new entries are sealed to. While the case is hot its identity vouches for the clear column."""
        if self._hot(row):
            require_asked("cases", row["recipient"], age.read_identity(self._identity(row)).recipient)
        recipient: str = row["recipient"]
        return recipient

    def _hot(self, row: Row) -> bool:
        """Whether the server can read a case now: it is not closed, and the epoch that wraps its keys is held."""
        return row["hot"] is not None and self._vault.holds(row["hot"])

    def _data_key(self, row: Row) -> bytes:
        return self._vault.open(row["hot"], Field("cases", "hot", row["id"]))

    def _sealed(self, key: bytes, body: bytes, field: Field) -> bytes:
        return seal_under(key, _UNDER_DATA_KEY, body, field, nonce=self._random_bytes(_NONCE_SIZE))

    def _case(self, row: Row) -> Case:
        if row["head"] is None or not self._hot(row):
            return Case(id=row["id"], alias=row["alias"], state=row["state"], hour=row["hour"], hot=False)
        return _heads.unpack(open_under(self._data_key(row), row["head"], Field("cases", "head", row["id"])))

    def _entry(self, key: bytes, case_id: bytes, row: Row) -> Entry:
        opened = from_json(open_under(key, row["body"], Field("entries", "body", row["id"])))
        content = checked(opened, case_id.hex(), row["turn"])
        return Entry(content["kind"], content["body"], content["hour"], content["n"])


def sought(mark: bytes) -> dict[str, bytes]:
    """What the query `cases_found` asks by: a mark, and as a version without key ids left it."""
    return {"blind": mark, "bare": mark[KEY_ID_SIZE:]}


def _head_of(row: Row, first: Mapping[str, Any], urgency: Mapping[str, Any]) -> Case:
    """What can be told of a case whose head was lost with its keys: what it began with, and how urgent it became."""
    body = {**first.get("body", {}), **urgency}
    told = {name: body.get(name, "") for name in ("door", "language", "tongue", "check_word")}
    case = Case(id=row["id"], alias=row["alias"], kind=str(first.get("kind", "question")), hour=row["hour"])
    dangers = tuple(body.get("dangers", ()))
    return replace(case, reopened=True, urgent=bool(body.get("urgent")), dangers=dangers, **told)


def padded(packed: bytes) -> bytes:
    """JSON filled with blanks to a bucket: still JSON, and its size tells little."""
    return packed.ljust(bucket(len(packed)), b" ")


def checked(content: Any, case_hex: str, turn: int) -> dict[str, Any]:
    """The content of an entry, if it is the one that belongs at this place; age itself binds no place."""
    if not isinstance(content, dict) or (content.get("case"), content.get("n")) != (case_hex, turn):
        message = "an entry of a case stands at another's place; the database was changed"
        raise SealError(message)
    return content
