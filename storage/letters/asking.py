"""The side of a process that stands by: it says what its host holds, and asks for what it lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bot.errors import SealError
from bot.probes import Probe, unprobed
from storage.forgetting import begun
from storage.letters.office import lacking, leader, rotated, told
from storage.letters.sealed import LATE_SECONDS, read_letter
from storage.letters.words import Word
from storage.primitives import Half

if TYPE_CHECKING:
    from storage.database import Row, Tx
    from storage.letters.shelf import Shelf
    from storage.letters.words import Signer

T = TypeVar("T")

SAY_SECONDS: Final = 3
"""Where nothing changed, a word is said again after so long."""


class Says(Protocol):
    """The database, for one who does not have it for himself: small units that touch the rows of hosts alone."""

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """Run one unit. StorageError: the server does not answer, or knows no hosts yet."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, and the half of a key that opens the answer: in this memory alone, and gone once it was read."""

    word: Word
    half: Half = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a host that stands by stands. `lacks`: keys that it would need to serve; `stale`: the rest is not the same.

    `namesake`: another host that serves has its name. `taken`: epochs that a letter brought, `gone`: that were
    destroyed here, at this look; `refused`: a letter did not open.
    """

    led: bool
    held: int
    lacks: int
    stale: bool
    namesake: bool = False
    forgetting: bool = False
    taken: int = 0
    gone: int = 0
    refused: bool = False

    @property
    def current(self) -> bool:
        """Whether it may serve: it has what the line uses, or is to forget all of it anyhow."""
        return self.forgetting or (self.held > 0 and not self.lacks and not self.stale)


@dataclass(slots=True, eq=False, kw_only=True)
class Correspondent:
    """One for each life of a process that stands by."""

    signer: Signer
    shelf: Shelf
    says: Says
    now: Callable[[], int]
    probe: Probe = unprobed
    _said: Word | None = field(default=None, init=False)
    _asked: _Question | None = field(default=None, init=False)
    _leaders: tuple[bytes, int] | None = field(default=None, init=False)
    _beat: int = field(default=0, init=False)
    _latest: int = field(default=0, init=False)

    async def look(self) -> State:
        """Read what the others say, take a letter that came, destroy what is over, and say how it stands here.

        StorageError: the server does not answer. KeyFault: the disk refuses; nothing is claimed that is not on it.
        """
        rows, listed, newest = await self.says.transact(told)
        by = leader(rows, self.signer)
        taken, refused = await self._took(rows, listed, by)
        gone = await asyncio.to_thread(self._destroyed, listed, by)
        held, rest, level = await asyncio.to_thread(self._there)
        forget = await asyncio.to_thread(self.shelf.asked_to_forget, _alive(listed))
        if forget and not forget & _alive(listed):
            await asyncio.to_thread(self.shelf.forgotten)
            forget = frozenset()
        stale = by is not None and self._elsewhere(by) and by.rest not in level
        wanting = by is not None and self._elsewhere(by) and not forget and (stale or bool(by.held - held))
        await self._say(held, rest, by if wanting else None, forget)
        return State(
            led=by is not None,
            held=len(held),
            lacks=len(lacking(rows, listed, self.signer, held)),
            stale=stale or rotated(newest, self.signer),
            namesake=self._is_namesake(by),
            forgetting=begun(self.shelf.where.folder),
            taken=taken,
            gone=gone,
            refused=refused,
        )

    def _there(self) -> tuple[frozenset[bytes], bytes, frozenset[bytes]]:
        return frozenset(self.shelf.held()), self.shelf.rest(), self.shelf.rests()

    def _elsewhere(self, by: Word) -> bool:
        """What this host itself left there when it last served, it has."""
        return by.host != self.signer.host

    def _is_namesake(self, by: Word | None) -> bool:
        """Whether somebody who lives serves under this name: his beat went up since the last look."""
        before = self._leaders
        self._leaders = None if by is None else (by.process, by.beat)
        if by is None or before is None or self._elsewhere(by):
            return False
        return by.process == before[0] and by.beat > before[1]

    async def _took(self, rows: list[Row], listed: list[Row], by: Word | None) -> tuple[int, bool]:
        """How many epochs a letter brought; and whether there was one that was none. Read once, its key is gone."""
        letter = next((row["letter"] for row in rows if self._mine(row)), None)
        question, over = self._asked, frozenset(bytes(row["key_id"]) for row in listed if row["state"] == "gone")
        if question is None or letter is None or by is None:
            return 0, False
        self._asked = None
        try:
            parcel = read_letter(letter, question.half, asked=question.word, by=by, signer=self.signer)
        except SealError:
            return 0, True
        self.probe("letter.read")
        taken = await asyncio.to_thread(partial(self.shelf.take, parcel, gone=over))
        self.probe("letter.kept")
        return taken, False

    def _mine(self, row: Row) -> bool:
        question = self._asked
        return bool(
            question and row["host"] == self.signer.host and not row["serving"] and row["asked"] == question.word.asks
        )

    def _destroyed(self, listed: list[Row], by: Word | None) -> int:
        """What is over, and what was made and never used: both are not with the one that serves, who signed that.

        Just now: an earlier word, put back by who writes in the database, knows nothing of the keys made since.
        """
        if by is None or not self._elsewhere(by) or not self._is_of_now(by):
            return 0
        alive = _alive(listed)
        return self.shelf.destroy([key_id for key_id in self.shelf.held() if key_id not in alive | by.held])

    def _is_of_now(self, by: Word) -> bool:
        self._latest, before = max(self._latest, by.said), self._latest
        return by.said >= before and abs(self.now() - by.said) <= LATE_SECONDS

    async def _say(self, held: frozenset[bytes], rest: bytes, by: Word | None, forget: frozenset[bytes]) -> None:
        """Once more in a while; at once where something changed. `by`: whom to ask."""
        now, last = self.now(), self._said
        self._beat += 1
        question = self._question(by, now)
        word = Word(
            host=self.signer.host,
            process=self.signer.process,
            beat=self._beat,
            said=now,
            held=held,
            rest=rest,
            to=b"" if question is None else question.word.to,
            asks=b"" if question is None else question.word.asks,
            expires=0 if question is None else question.word.expires,
            forget=forget,
        )
        same = last is not None and replace(word, beat=last.beat, said=last.said) == last
        if last is not None and same and 0 <= now - last.said < SAY_SECONDS:
            return
        await self.says.transact(partial(self._write, word))
        self.probe("letter.asked" if word.asks else "letter.confirmed")
        self._said = word

    def _question(self, by: Word | None, now: int) -> _Question | None:
        """The one that is open, or a new one with a new key; none where nothing is wanted."""
        if by is None:
            self._asked = None
            return None
        open_ = self._asked
        if open_ is not None and open_.word.to == by.process and now < open_.word.expires:
            return open_
        half = Half()
        word = Word(
            host=self.signer.host,
            process=self.signer.process,
            beat=0,
            said=now,
            to=by.process,
            asks=half.public,
            expires=now + LATE_SECONDS,
        )
        self._asked = _Question(word, half)
        return self._asked

    async def _write(self, word: Word, tx: Tx) -> None:
        await tx.run("host_says", host=word.host, serving=0, word=word.signed(self.signer), asked=word.asks)


def _alive(listed: list[Row]) -> frozenset[bytes]:
    return frozenset(bytes(row["key_id"]) for row in listed if row["state"] != "gone")
