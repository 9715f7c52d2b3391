"""Cases: opened, found, changed, closed, forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from storage import age
from storage.case_files import HOUR, Case, CaseFiles, Entry, EntryKind, sought
from storage.case_head import ALONE
from storage.marks import Marks
from storage.prints import Prints
from storage.return_codes import ReturnCodes
from storage.sealing import opened, require_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.database import Row, Tx, Value

__all__ = ["Answer", "Case", "CaseFiles", "Cases", "Entry", "NewCase"]

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L: an alias is read out over bad telephone lines."""

_ALIAS_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question: the step's name, the question as shown, the answer; `fact`: what the card may show.

    `heed`: operators must not overlook it. `chosen`: the option's name, the same in every language and flow.
    """

    name: str
    question: str
    text: str
    fact: str = ""
    heed: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What a case begins with. `words`: of its return code, kept until confirmed. `content`: the texts' version.

    `chat`: the way back, None where there is none. `tongue`: the language he writes in, where the bot does not speak
    it. `dangers`: why it can not wait. `called_for`: which of them the call that can be taken back named first.
    """

    kind: Literal["application", "question"]
    door: str
    language: str
    bot: int
    chat: int | None
    urgent: bool = False
    answers: tuple[Answer, ...] = ()
    words: tuple[str, ...] | None = field(default=None, repr=False)
    check_word: str = ""
    content: str = ""
    tongue: str = ""
    dangers: tuple[str, ...] = ()
    called_for: str = ""


@dataclass(frozen=True, slots=True)
class Sealable:
    """The identity of a case as its age file holds it, and the number of the list that it is to be sealed to."""

    id: bytes
    content: bytes = field(repr=False)
    sealed_for: int


class Cases(ReturnCodes):
    """Every case of the line. See CaseFiles for load, save, append and entries, ReturnCodes for the codes."""

    async def open(self, tx: Tx, new: NewCase, *, now: int) -> Case:
        """Make a case with its keys, the way back and its first entry; its operators can open it from now on."""
        alias = await self._new_alias(tx)
        case = Case(
            id=self._vault.new_id(),
            alias=alias,
            kind=new.kind,
            door=new.door,
            language=new.language,
            urgent=new.urgent,
            bot=new.bot,
            chat=new.chat,
            check_word=new.check_word,
            tongue=new.tongue,
            dangers=new.dangers,
            called_for=str(new.called_for),
            hour=now // HOUR * HOUR,
            opened=now,
        )
        await self._insert(tx, case)
        await self.save(tx, case)
        if new.chat is not None:
            await self.append(tx, case, EntryKind.WAY_BACK, {"bot": new.bot, "chat": new.chat}, now=now)
        answers = [asdict(answer) for answer in new.answers]
        first: dict[str, object] = {"answers": answers}
        first |= {"door": new.door, "language": new.language, "alias": alias, "content": new.content}
        first |= {"tongue": new.tongue} if new.tongue else {}
        first |= {"check_word": new.check_word} if new.check_word else {}
        first |= {"urgent": True, "dangers": list(map(str, new.dangers))} if new.urgent else {}
        await self.append(tx, case, new.kind, first, now=now)
        if new.words is not None:
            await self.keep_words(tx, case.id, new.words, now=now)
        return case

    async def by_alias(self, tx: Tx, alias: str) -> Case | None:
        """The case of an alias, written in either case."""
        wanted = alias.strip().upper()
        if any(letter not in _ALPHABET for letter in wanted):
            return None
        row = await tx.one("case_by_alias", alias=wanted)
        return None if row is None else self._case(row)

    async def by_check_word(self, tx: Tx, word: str) -> list[Case]:
        """The hot cases that were given this check word."""
        found = await self._found(tx, self._vault.marks("check", word.casefold()))
        for case in found:
            require_asked("cases", case.check_word.casefold(), word.casefold())
        return found

    async def of_person(self, tx: Tx, *, bot: int, chat: int) -> list[Case]:
        """The hot cases whose way back is this private chat."""
        found = await self._found(tx, self._vault.marks("case", bot, chat))
        for case in found:
            require_asked("cases", (case.bot, case.chat), (bot, chat))
        return found

    async def _found(self, tx: Tx, marks: Iterable[bytes]) -> list[Case]:
        """Each once, in the order of their making: in a night a case is found under two epochs."""
        rows = {row["id"]: row for mark in marks for row in await tx.all("cases_found", **sought(mark))}
        return sorted(map(self._case, rows.values()), key=lambda case: (case.hour, case.opened))

    async def hot(self, tx: Tx) -> list[Case]:
        """Every case the server can read."""
        return self._readable(await tx.all("cases_hot"))

    async def worked(self, tx: Tx) -> list[Case]:
        """Those of them that an operator has: few beside the many that wait, whose heads are not opened."""
        return self._readable(await tx.all("cases_worked"))

    async def wrap_again(self, tx: Tx, *, after: bytes = b"", limit: int = 20) -> bytes | None:
        """Let today's operators open the next hot cases behind this id; the last one's id, or None: none is left.

        Only those sealed to another list: begun anew after a crash it goes on where it was.
        """
        rows = await tx.all("cases_other_list", sealed_for=self._list, after=after, limit=limit)
        for row in (row for row in rows if self._vault.holds(row["hot_identity"])):
            sealed = self._key_file(self._identity(row))
            await tx.run("case_rekey", id=row["id"], sealed_key=sealed, sealed_for=self._list)
        return rows[-1]["id"] if rows else None

    async def sealable(self, tx: Tx, *, after: bytes, limit: int) -> tuple[tuple[Sealable, ...], bytes | None]:
        """The same cases, opened, to be sealed outside the unit; and behind which id there may be more."""
        rows = await tx.all("cases_other_list", sealed_for=self._list, after=after, limit=limit)
        held = [row for row in rows if self._vault.holds(row["hot_identity"])]
        page = tuple(Sealable(row["id"], self._identity_bytes(row) + b"\n", self._list) for row in held)
        return page, rows[-1]["id"] if len(rows) == limit else None

    async def put_sealed(self, tx: Tx, *, page: Sequence[tuple[Sealable, bytes]]) -> None:
        """Put such age files in place. Where a case is no longer hot, or another list counts now, nothing changes."""
        rows: list[dict[str, Value]] = [
            {"id": one.id, "sealed_key": sealed, "sealed_for": one.sealed_for}
            for one, sealed in page
            if one.sealed_for == self._list
        ]
        await tx.many("case_rekey_hot", rows)

    async def page(self, tx: Tx, *, state: str | None, after: tuple[int, str], limit: int) -> list[Case]:
        """Hot cases (of one state) behind a place, at most so many; `after`: hour and alias of the last one before.

        What does not open is left out, and others come in its place: fewer than so many, and there are no more.
        """
        found: list[Case] = []
        hour, alias = after
        while len(found) < limit:
            if state is None:
                rows = await tx.all("cases_page", hour=hour, alias=alias, limit=limit)
            else:
                rows = await tx.all("cases_page_of_state", state=state, hour=hour, alias=alias, limit=limit)
            found += self._readable(rows)
            if len(rows) < limit:
                break
            hour, alias = rows[-1]["hour"], rows[-1]["alias"]
        return found[:limit]

    async def like(self, tx: Tx, part: str, *, limit: int) -> list[Case]:
        """Hot cases whose alias holds this part, at most so many."""
        wanted = part.upper()
        if not wanted or any(letter not in _ALPHABET for letter in wanted):
            return []
        return self._readable(await tx.all("cases_like", part=f"%{wanted}%", limit=limit))

    def _readable(self, rows: Iterable[Row]) -> list[Case]:
        return [case for case in opened(rows, self._case) if case.hot]

    async def take(self, tx: Tx, case_id: bytes, *, taker: int, name: str) -> Case | None:
        """Give a new case to the operator who was first; None: it was no longer new."""
        case = await self.load(tx, case_id)
        if case is None or not case.hot or await tx.one("case_take", id=case_id) is None:
            return None
        taken = replace(case, state="taken", taker=taker, taker_name=name, returned=False)
        await self.save(tx, taken)
        return taken

    async def close(  # noqa: PLR0913 - one row
        self, tx: Tx, case: Case, *, reason: str, now: int, ends: int | None = None, state: str = "closed"
    ) -> None:
        """Note the reason, then forget how to read the case: only operators, or the return code, open it now.

        `ends`: the second, rounded down to the hour, from which on it is deleted. `state`: closed, or resting.
        """
        bare = replace(case, bot=0, chat=None, apart=(), linked=(), showing=(), group=None, group_name="", leads=False)
        bare = replace(bare, company=(), **ALONE)
        await self.append(tx, case, EntryKind.HEAD, asdict(bare), now=now)
        await self.append(tx, case, EntryKind.CLOSED, {"reason": reason}, now=now)
        await self.cool(tx, case.id, ends=ends, state=state)
        await self._forget_likeness(tx, case.id)

    async def revive(self, tx: Tx, alias: str, key: str) -> Case | None:
        """Make a case hot again by the text of an operator's identity file. None: there is none of this alias.

        SealError: it is not sealed to this key. One that the server can read stays as it is.
        """
        sealed = await tx.one("case_sealed", alias=alias.strip().upper())
        row = None if sealed is None else await tx.one("case_load", id=sealed["id"])
        if sealed is None or row is None:
            return None
        identity = age.unseal(sealed["sealed_key"], age.read_identity(key).secret).decode("ascii").strip()
        if not self._hot(row):
            await self._revive(tx, row, identity)
        return await self.load(tx, row["id"])

    async def cool(self, tx: Tx, case_id: bytes, *, ends: int | None, state: str) -> None:
        """Delete what the server reads a case by, and what finds it by its person. Works on one that does not open.

        Without an end it gets one at the next look at what is over.
        """
        await tx.run("case_cool", id=case_id, state=state, ends=None if ends is None else ends // HOUR * HOUR)
        for query in ("finds_drop", "wrap_drop", "entries_cool", "code_drop_words", "parts_drop", "offers_drop"):
            await tx.run(query, case_id=case_id)

    async def delete(self, tx: Tx, case: Case) -> None:
        """Everything of the case goes but its alias, which is never given again."""
        for query in ("finds_drop", "entries_drop", "code_drop", "parts_drop", "keeps_drop", "uploads_drop"):
            await tx.run(query, case_id=case.id)
        await self._forget_likeness(tx, case.id)
        await tx.run("case_drop", id=case.id)

    async def backlog(self, tx: Tx) -> dict[str, int]:
        """How many cases the server can read, by their state."""
        return {row["state"]: int(row["found"]) for row in await tx.all("states_counted")}

    async def _forget_likeness(self, tx: Tx, case_id: bytes) -> None:
        """No fingerprint and no mark leads to a case that ended."""
        await Prints(self._vault).drop(tx, case_id)
        await Marks(self._vault).drop(tx, case_id)

    async def rebind(self, tx: Tx, case: Case, *, bot: int, chat: int, now: int) -> Case:
        """Lead the way back to another chat, and note it."""
        moved = replace(case, bot=bot, chat=chat)
        await self.save(tx, moved)
        await self.append(tx, moved, EntryKind.WAY_BACK, {"bot": bot, "chat": chat}, now=now)
        return moved

    async def _insert(self, tx: Tx, case: Case) -> None:
        identity = age.new_identity()
        await tx.run(
            "case_add",
            id=case.id,
            alias=case.alias,
            state=case.state,
            hour=case.hour,
            recipient=identity.recipient,
            sealed_key=self._key_file(identity.secret),
            sealed_for=self._list,
        )
        wraps = self._wraps(case.id, self._random_bytes(32), identity.secret)
        await tx.run("wrap_put", case_id=case.id, **wraps)

    async def _new_alias(self, tx: Tx) -> str:
        """Draw until an alias is free; of 887 million."""
        while True:
            drawn = int.from_bytes(hashlib.sha256(self._random_bytes(32)).digest(), "big")
            letters = [_ALPHABET[drawn // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(_ALIAS_LENGTH)]
            if await tx.one("alias_take", alias="".join(letters)) is not None:
                return "".join(letters)
