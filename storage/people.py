"""People and operators: found by a blind index of their Telegram ids, everything else sealed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SealError
from bot.messages import Person
from storage.packing import Packing, from_json, to_json
from storage.sealing import Field, Vault, as_form, opened, require_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Row, Tx

PLACE: Final = "found_in"
"""What a packed row says beside itself: in which place it is found, a person's bot, an operator's chat. See moves."""
_HOUR = 3_600
_people = Packing(Person)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row: its id, whose it is, None where it does not open, and the hour of the talk's last change."""

    id: bytes
    person: Person | None
    hour: int | None


class People:
    """Whoever writes privately, and the draft of their conversation."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, tx: Tx, *, bot: int, chat: int) -> Person | None:
        """The person of a private chat, or None."""
        row = await _first(tx, "person_find", self._vault.blinds("person", bot, chat))
        if row is None:
            return None
        person = self._open(row)
        require_asked("people", person.chat, chat)
        return person

    async def by_id(self, tx: Tx, person_id: bytes) -> Person | None:
        """The person of a draft, or None."""
        row = await tx.one("person_by_id", id=person_id)
        return None if row is None else self._open(row)

    async def save(self, tx: Tx, person: Person, *, bot: int) -> None:
        """Insert or replace by `person.id`."""
        body = self._vault.seal(_people.pack(person, **{PLACE: bot}), Field("people", "body", person.id))
        blind = self._vault.blind("person", bot, person.chat)
        await tx.run("person_save", id=person.id, blind=blind, body=body)

    async def drop(self, tx: Tx, person: Person) -> None:
        """Forget the person and the draft."""
        await self.drop_draft(tx, person.id)
        await tx.run("person_drop", id=person.id)

    async def draft(self, tx: Tx, person_id: bytes) -> dict[str, Any] | None:
        """The talk as `keep_draft` was given it, or None."""
        row = await tx.one("draft_find", person=person_id)
        if row is None:
            return None
        talk: dict[str, Any] = from_json(self._vault.open(row["body"], Field("drafts", "body", person_id)))
        return talk

    async def keep_draft(
        self, tx: Tx, person_id: bytes, talk: Mapping[str, Any], *, now: int, ends: int | None = None
    ) -> None:
        """Insert or replace the talk of a person. `ends`: the second at which something in it must be gone."""
        body = self._vault.seal(as_form(to_json(talk)), Field("drafts", "body", person_id))
        await tx.run("draft_save", person=person_id, hour=now // _HOUR * _HOUR, body=body)
        if ends is not None:
            await tx.run("draft_ends", person=person_id, ends=ends // _HOUR * _HOUR)

    async def drafts_ending(self, tx: Tx, *, now: int) -> list[bytes]:
        """Whose drafts hold something that must be gone by now."""
        return [row["person"] for row in await tx.all("drafts_ending", hour=now)]

    async def draft_ended(self, tx: Tx, person_id: bytes) -> None:
        """Nothing in the draft must end any more."""
        await tx.run("draft_ended", person=person_id)

    async def stirring(self, tx: Tx, *, since: int, after: bytes, limit: int) -> list[Stored]:
        """Who did something in the hour of `since` or later, in the order of rows behind an id."""
        rows = await tx.all("people_stirring", hour=since // _HOUR * _HOUR, after=after, limit=limit)
        return [self._stored(row) for row in rows]

    async def page(self, tx: Tx, *, after: bytes, limit: int) -> list[Stored]:
        """So many people in the order of their rows behind an id, each with the hour of his talk's last change."""
        return [self._stored(row) for row in await tx.all("people_page", after=after, limit=limit)]

    async def changed(self, tx: Tx, person_id: bytes) -> int | None:
        """The hour of the last change of somebody's talk; None: there is none."""
        row = await tx.one("draft_hour", person=person_id)
        return None if row is None else row["hour"]

    def _stored(self, row: Row) -> Stored:
        with suppress(SealError, ValueError):
            return Stored(row["id"], self._open(row), row["hour"])
        return Stored(row["id"], None, row["hour"])

    async def drop_draft(self, tx: Tx, person_id: bytes) -> None:
        """Forget the talk."""
        await tx.run("draft_drop", person=person_id)

    def _open(self, row: Row) -> Person:
        return _people.unpack(self._vault.open(row["body"], Field("people", "body", row["id"])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A member of an operator chat, as last seen. `started`: the bot may write to him privately.

    `ticked`: what he has set up on his phone; `reminded`: when he was last asked for the rest, unix seconds.
    `desks`: the operator chats he was seen in; empty: the line's first.
    """

    id: bytes
    user: int
    name: str
    started: bool = False
    language: str = "en"
    ticked: tuple[str, ...] = ()
    reminded: int = 0
    desks: tuple[int, ...] = ()


_operators = Packing(Operator)


class Operators:
    """The members of operator chats who did something there."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, tx: Tx, *, chat: int, user: int) -> Operator | None:
        """The operator `user` of the operator chat `chat`, or None."""
        row = await _first(tx, "operator_find", self._vault.blinds("operator", chat, user))
        if row is None:
            return None
        operator = _operators.unpack(self._vault.open(row["body"], Field("operators", "body", row["id"])))
        require_asked("operators", operator.user, user)
        return operator

    async def all(self, tx: Tx, *, chat: int) -> list[Operator]:
        """The operators seen in this operator chat, by name."""
        found = []
        for blind, operator in opened(await tx.all("operators_all"), self._seen):
            if blind in self._vault.blinds("operator", chat, operator.user):
                found.append(operator)
        return sorted(found, key=lambda operator: (operator.name.casefold(), operator.user))

    def _seen(self, row: Row) -> tuple[bytes, Operator]:
        """The row's blind index and what it holds."""
        body = self._vault.open(row["body"], Field("operators", "body", row["id"]))
        return row["blind"], _operators.unpack(body)

    async def save(self, tx: Tx, operator: Operator, *, chat: int) -> None:
        """Insert or replace by `operator.id`."""
        body = self._vault.seal(_operators.pack(operator, **{PLACE: chat}), Field("operators", "body", operator.id))
        blind = self._vault.blind("operator", chat, operator.user)
        await tx.run("operator_save", id=operator.id, blind=blind, body=body)

    async def drop(self, tx: Tx, *, chat: int, user: int) -> None:
        """Forget the operator."""
        for blind in self._vault.blinds("operator", chat, user):
            await tx.run("operator_drop", blind=blind)


async def _first(tx: Tx, query: str, blinds: tuple[bytes, ...]) -> Row | None:
    """The row under the first blind index that has one; newest epoch first."""
    for blind in blinds:
        if (row := await tx.one(query, blind=blind)) is not None:
            return row
    return None
