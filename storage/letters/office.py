"""The side of the process that serves: it answers those that stand by, and knows what each of them holds."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import Behind, SealError
from bot.probes import Probe, unprobed
from storage.agreeing import CONFIRM_SECONDS, SILENT_SECONDS, Other, all_hold
from storage.letters.sealed import Parcel, letter_for, require_asked
from storage.letters.words import Word, heard, rest_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from storage.database import Database, Row, Tx
    from storage.epochs import Epoch
    from storage.letters.shelf import Shelf
    from storage.letters.words import Signer
    from storage.sealing import Vault

SAY_SECONDS: Final = 10
"""Where nothing changed, a word is said again after so long."""
KEPT_SECONDS: Final = 7 * 86_400
"""After so long without a word a host that was struck off is no host of this line any more."""


@dataclass(frozen=True, slots=True)
class _Heard:
    word: Word
    at: float
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of one look. Names of hosts: given a letter, refused one; `forget`: see Word; `said`: what we said."""

    given: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    said: Word | None = None
    forget: frozenset[bytes] = frozenset()


@dataclass(slots=True, eq=False, kw_only=True)
class Office:
    """One for each life of a process that serves. `silent`, `confirm`: see storage/agreeing.py.

    `on_struck` is called whenever a host was struck off.
    """

    signer: Signer
    shelf: Shelf
    vault: Vault
    database: Database
    now: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    silent: float = SILENT_SECONDS
    confirm: float = CONFIRM_SECONDS
    on_struck: Callable[[], object] = lambda: None
    probe: Probe = unprobed
    _said: Word | None = field(default=None, init=False)
    _heard: dict[str, _Heard] = field(default_factory=dict, init=False)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @property
    def lost(self) -> int:
        """How many hosts were struck off and did not come back."""
        return sum(one.struck for one in self._heard.values())

    @property
    def others(self) -> int:
        """How many hosts stand by, or did so lately."""
        return len(self._heard)

    async def open(self) -> None:
        """This process serves from now on, and no other: what those said that served before is over.

        So is what was signed under an earlier root key; who still has that one says it again, and is told of.
        """

        async def unit(tx: Tx) -> None:
            await tx.run("hosts_served", host=self.signer.host)
            for row in await tx.all("hosts_listed"):
                if not row["serving"] and _understood(row, self.signer) is None:
                    await tx.run("host_over", host=row["host"], word=row["word"])

        await self.database.transact(unit)
        await self.look()

    async def look(self) -> Seen:
        """Say what there is to say, answer who asks, and strike off who is silent."""
        async with self._one:
            others = await asyncio.to_thread(self.shelf.others)
            rows, seen = await self.database.transact(partial(self._unit, others))
            self.probe("letter.answered" if seen.given else "hosts.looked")
            self._said = seen.said or self._said
            self._remember(rows)
            for name in self._silent():
                await self._strike(name)
            return seen

    async def agree(self, epoch: Epoch) -> None:
        """Return once each host that stands by has this epoch on its disk, or was struck off."""
        self.probe("epoch.held")
        await all_hold(
            epoch.key_id,
            others=self._others,
            strike=lambda other: self._strike(other.name),
            silent=self.silent,
            confirm=self.confirm,
            clock=self.clock,
            sleep=self.sleep,
        )
        self.probe("epoch.agreed")

    async def _others(self) -> list[Other]:
        await self.look()
        living = {name: one for name, one in self._heard.items() if not one.struck}
        return [Other(name, one.word.held, self.clock() - one.at) for name, one in living.items()]

    async def _unit(self, others: tuple[tuple[str, ...], tuple[str, ...]], tx: Tx) -> tuple[list[Row], Seen]:
        rows = [row for row in await tx.all("hosts_listed") if not row["serving"]]
        listed = await tx.all("epochs_listed")
        said = await self._say(tx, self._word(listed, rest_of(others[0], others[1][-1] if others[1] else "")))
        parcel = Parcel(self.vault.epochs, *others)
        given, refused, forget = [], [], frozenset[bytes]()
        for row in rows:
            try:
                word = heard(row["word"], self.signer, host=row["host"], serving=False)
                forget |= word.forget
                if row["struck"] and word.said < self.now() - KEPT_SECONDS:
                    await tx.run("host_over", host=row["host"], word=row["word"])
                if word.asks and row["letter"] is None:
                    await self._answer(tx, word, parcel)
                    given.append(word.host)
            except SealError:
                refused.append(row["host"])
        return rows, Seen(given=tuple(given), refused=tuple(refused), said=said, forget=forget & _alive(listed))

    async def _answer(self, tx: Tx, word: Word, parcel: Parcel) -> None:
        require_asked(word, self.signer, now=self.now())
        letter = letter_for(word, parcel, self.signer)
        self.probe("letter.written")
        await tx.run("host_answered", host=word.host, asked=word.asks, letter=letter)

    def _word(self, listed: list[Row], rest: bytes) -> Word:
        held = frozenset(epoch.key_id for epoch in self.vault.epochs)
        beat = 0 if self._said is None else self._said.beat + 1
        return Word(
            host=self.signer.host,
            process=self.signer.process,
            beat=beat,
            said=self.now(),
            serving=True,
            held=held,
            missing=_alive(listed) - held,
            rest=rest,
        )

    async def _say(self, tx: Tx, word: Word) -> Word | None:
        """None: the same was said a moment ago."""
        last = self._said
        same = last is not None and replace(word, beat=last.beat, said=last.said) == last
        if last is not None and same and 0 <= word.said - last.said < SAY_SECONDS:
            return None
        await tx.run("host_says", host=word.host, serving=1, word=word.signed(self.signer), asked=b"")
        return word

    def _remember(self, rows: Iterable[Row]) -> None:
        """A word that was heard before, or an older one, is no sign of life."""
        there: dict[str, _Heard] = {}
        for row in rows:
            last = self._heard.get(row["host"])
            try:
                word = heard(row["word"], self.signer, host=row["host"], serving=False)
            except SealError:
                continue
            if last is None or word.process != last.word.process or word.beat > last.word.beat:
                there[word.host] = _Heard(word, self.clock(), bool(row["struck"]))
            else:
                there[word.host] = replace(last, struck=bool(row["struck"]))
        self._heard = there

    def _silent(self) -> list[str]:
        at = self.clock()
        return [name for name, one in self._heard.items() if not one.struck and at - one.at > self.silent]

    async def _strike(self, name: str) -> None:
        """From now on nothing waits for it, and it has to ask anew; unless it spoke meanwhile."""
        known = self._heard.get(name)
        if known is None:
            return

        async def unit(tx: Tx) -> bool:
            rows = [row for row in await tx.all("hosts_listed") if row["host"] == name and not row["serving"]]
            same = [row["word"] for row in rows if _understood(row, self.signer) == known.word]
            return bool(same) and await tx.one("host_struck", host=name, word=same[0]) is not None

        if await self.database.transact(unit):
            self._heard[name] = replace(known, struck=True)
            self.on_struck()


async def require_current(database: Database, signer: Signer, held: Iterable[bytes]) -> None:
    """Before a process serves, with the database its own: Behind, if rows may be sealed under a key that it lacks."""
    rows, listed, newest = await database.transact(told)
    if rotated(newest, signer):
        raise Behind("the root key was rotated and this host has the one before; bring the new one here")
    if lacked := lacking(rows, listed, signer, held):
        raise Behind(f"of the keys that this line uses, this host lacks {len(lacked)}")


def lacking(rows: Iterable[Row], listed: Iterable[Row], signer: Signer, held: Iterable[bytes]) -> frozenset[bytes]:
    """The epochs that are in use and not held, but for those that the one that served last did without as well."""
    word = leader(rows, signer)
    return _alive(listed) - frozenset(held) - (frozenset() if word is None else word.missing)


def leader(rows: Iterable[Row], signer: Signer) -> Word | None:
    """The last word of the one that serves, or served last. None: nobody of this line did.

    One that was given up in the middle of its last word may have left it there beside.
    """
    words = [word for row in rows if row["serving"] and (word := _understood(row, signer)) is not None]
    return max(words, key=lambda word: word.said, default=None)


def rotated(newest: Row | None, signer: Signer) -> bool:
    """Whether another root key writes the audit than this host has: it opens the rows, and is over."""
    return newest is not None and bytes(newest["head"][1:]) != signer.chain


async def told(tx: Tx) -> tuple[list[Row], list[Row], Row | None]:
    """The words of hosts, the epochs that are listed, and whose key wrote the audit's newest entry."""
    return await tx.all("hosts_listed"), await tx.all("epochs_listed"), await tx.one("audit_last_body")


def _understood(row: Row, signer: Signer) -> Word | None:
    """The word in a row; None: no host of this line signed it."""
    with suppress(SealError):
        return heard(row["word"], signer, host=row["host"], serving=bool(row["serving"]))
    return None


def _alive(listed: Iterable[Row]) -> frozenset[bytes]:
    return frozenset(bytes(row["key_id"]) for row in listed if row["state"] != "gone")
