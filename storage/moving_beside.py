"""A nightly move's many rows, made anew by a process beside: one page is read or written while another is worked.

It only hurries. What it leaves (a process that ends, a row that was changed meanwhile, an epoch that came or went) is
moved by whoever goes through all rows afterwards, in units of the database's own.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import deque
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.anew import NO_ROW, found_by
from storage.child import InOrder, NoChildError, answered, child, tell, together
from storage.moves import MOVES
from storage.pages import COUNT, framed, packed, unpacked
from storage.primitives import KEY_SIZE, tag
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from storage.anew import Anew, Values
    from storage.database import Row, Tx, Units
    from storage.moving import Window

    Read = Callable[[Tx, Window, int], Awaitable[list[Row]]]

SCRIPT: Final = Path(__file__).with_name("mover.py")
FEW: Final = 2_000
"""So many rows are moved before a process is worth its start."""
PAGE: Final = 300
"""Rows that are read, worked and written at once: 5 ms of a writer's time."""
FINDS: Final = 25_000
"""So many blind indexes are written together, in their order: a page of the database takes some of them each time."""
_LOOKS: Final = 16
"""Parts of a table that are looked through at once, where there is little in each."""
_IN_HAND: Final = 5
"""Pages: one is worked, one waits for it, one is read, one written, and what finds the rows of some is."""
_SECONDS: Final = 60.0
"""A process that answers nothing for so long is given up."""
_LOOKED_AT: Final = 12
"""Rows of each page that are opened here too, the first one and others drawn at random."""
_CHANCE: Final = random.SystemRandom()
_TAG: Final = 32
_LONGEST: Final = 1 << 26
_MADE: Final = 8


class _OtherKeysError(NoChildError):
    """It has a key that was destroyed meanwhile, or seals with another than we do: no fault of its own."""


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows of one table, read while this epoch sealed. `window`: from the first of them to the last, in their order."""

    table: str
    rows: Sequence[Row]
    sealing: bytes
    window: Window

    def question(self) -> bytes:
        """As the process is asked; all columns of these tables are bytes."""
        columns = tuple(self.rows[0])
        names = " ".join([self.table, *columns]).encode("ascii")
        return names + b"\n" + packed([value for row in self.rows for value in row.values()])


@dataclass(slots=True, kw_only=True)
class Beside:
    """Moves what of these windows needs no look at other rows. `read(tx, window, limit)`: rows that are to be moved.

    `finds` is given what rows that were written are found by, each blind index with the row's id behind it; the last
    few are left to whoever goes through all rows.
    `done`: rows that are under the epoch that seals by now, or gone; what is left to whoever goes through all rows is
    counted there. `given_up`: its process failed.
    """

    database: Units
    anew: Anew
    read: Read
    left: tuple[Window, ...]
    told: Callable[[int], Awaitable[object]] | None = None
    finds: Callable[[list[bytes]], Awaitable[object]] | None = None
    done: int = 0
    given_up: bool = False
    _found: list[bytes] = field(default_factory=list)
    _first: deque[_Page] = field(default_factory=deque)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> int:
        """Move as many as are to be moved, if they are many. How many were; those that were not are left."""
        found = 0
        while found < FEW and (page := await self._next()) is not None:
            found += len(page.rows)
            self._first.append(page)
        if found >= FEW:
            taken = self.anew.vault.lent.taken
            try:
                await self._by_process()
            except (OSError, NoChildError) as fault:  # whoever goes through all rows moves them
                ended = isinstance(fault, _OtherKeysError) or self.anew.vault.lent.taken != taken  # by us
                self.given_up = not ended
        self._first.clear()
        return self.done

    async def _by_process(self) -> None:
        async with child(SCRIPT, self.anew.vault.lent) as (asked, answers):
            hand = _Hand(asked, answers, self.anew)
            try:
                await hand.begin()
                await together([self._works(hand) for _ in range(_IN_HAND)])
            except (OSError, NoChildError):
                hand.require_keys()  # nothing that went wrong is its fault where its keys are others than ours
                raise

    async def _works(self, hand: _Hand) -> None:
        while (page := self._first.popleft() if self._first else await self._next()) is not None:
            hand.require_keys()
            rows = await hand.worked(page)
            put = await self.database.transact(partial(self._put, page, rows))
            self.done += put
            if self.told is not None:
                await self.told(put)
            if put:
                await self._find(page, rows)

    async def _find(self, page: _Page, rows: Sequence[Values]) -> None:
        """Keep what finds these rows of a page, until there is enough of it to be worth its writing."""
        move = MOVES[page.table]
        if self.finds is None or not move.marked:
            return
        for name in found_by(tuple(page.rows[0])):
            self._found += [row[name] + row[move.keys[0]] for row in rows if row[name] is not None]
        if len(self._found) >= FINDS:
            found, self._found = self._found, []
            await self.finds(found)

    async def _next(self) -> _Page | None:
        """What is to be moved next. None: nothing is."""
        async with self._reading:
            page = None
            while page is None and self.left:
                page, self.left = await self.database.transact(partial(self._page, self.left))
            return page

    async def _page(self, windows: tuple[Window, ...], tx: Tx) -> tuple[_Page | None, tuple[Window, ...]]:
        left, table, looks = deque(windows), windows[0].table, 0
        rows: list[Row] = []
        while left and left[0].table == table and len(rows) < PAGE and looks < _LOOKS:
            window, limit = left.popleft(), PAGE - len(rows)
            found = await self.read(tx, window, limit)
            if len(found) == limit:
                left.appendleft(window.behind(found, 0))
            rows, looks = rows + found, looks + 1
        if not rows:
            return None, tuple(left)
        key = MOVES[table].keys[0]
        whole = replace(window, low=rows[0][key][:-1], high=rows[-1][key] + b"\0")
        return _Page(table, rows, self.anew.vault.sealing.key_id, whole), tuple(left)

    async def _put(self, page: _Page, rows: Sequence[Values], tx: Tx) -> int:
        """Put rows in the place of what they were made of: how many are no longer to be moved.

        None, where another epoch seals by now. What was changed meanwhile is not written over.
        """
        if not rows or page.sealing != self.anew.vault.sealing.key_id:
            return 0
        await tx.many(f"{page.table}_move", rows)
        key = MOVES[page.table].keys[0]
        left = {row[key] for row in await self.read(tx, page.window, PAGE)}
        return sum(row[key] not in left for row in rows)


class _Hand:
    """The process: it is asked one page while it works another, and answers in that order."""

    def __init__(self, asked: asyncio.StreamWriter, answers: asyncio.StreamReader, anew: Anew) -> None:
        self._asked, self._answers, self._anew = asked, answers, anew
        self._signing = os.urandom(KEY_SIZE)
        self._held, self._sealing = {one.key_id for one in anew.vault.epochs}, anew.vault.sealing.key_id
        self._order = InOrder(asked)

    async def begin(self) -> None:
        """Give it the keys. NoChildError: it has ended."""
        epochs = [
            part
            for one in self._anew.vault.epochs
            for part in (one.key_id, one.made.to_bytes(_MADE, "big"), one.secret)
        ]
        await tell(self._asked, framed(packed([self._signing, self._sealing, *epochs])))

    def require_keys(self) -> None:
        """NoChildError: it must end, for its keys are others than ours by now."""
        held = {one.key_id for one in self._anew.vault.epochs}
        if self._held - held or self._sealing != self._anew.vault.sealing.key_id:
            raise _OtherKeysError

    async def worked(self, page: _Page) -> list[Values]:
        """What is to be written of a page. NoChildError: the answer is not to this question, or is not right."""
        question = page.question()
        async with asyncio.timeout(_SECONDS), self._order.ask(framed(question)):
            answer = await self._answer(question)
        return self._read(page, answer)

    async def _answer(self, question: bytes) -> list[bytes | None]:
        size = int.from_bytes(await answered(self._answers, COUNT), "big")
        if not _TAG <= size <= _LONGEST:
            raise NoChildError
        answer = await answered(self._answers, size)
        if tag(self._signing, question + answer[_TAG:]) != answer[:_TAG]:
            raise NoChildError
        try:
            return unpacked(answer[_TAG:])
        except ValueError as fault:
            raise NoChildError from fault

    def _read(self, page: _Page, answer: list[bytes | None]) -> list[Values]:
        """What is written of the rows that were answered, column by column: each step goes through a page at once."""
        move, blinds = MOVES[page.table], found_by(tuple(page.rows[0]))
        width = len(move.sealed) + len(blinds)
        if len(answer) != width * len(page.rows):
            raise NoChildError
        made = list(zip(*[iter(answer)] * width, strict=True))
        rows = [row for row, new in zip(page.rows, made, strict=True) if any(new)]
        columns = dict(zip((*move.sealed, *blinds), zip(*filter(any, made), strict=True), strict=False))
        if not rows:
            return []
        for column in move.sealed:
            self._require_shape([row[column] for row in rows], columns[column])
        values = self._anew.page(page.table, rows, columns)
        for number in {0, *_CHANCE.sample(range(len(values)), min(len(values), _LOOKED_AT))}:
            self._require_right(page.table, rows[number], values[number])
        return values

    def _require_shape(self, old: Sequence[bytes], new: Sequence[bytes | None]) -> None:
        """NoChildError unless each is under the epoch that seals, and as long as it was."""
        head = FORMAT + self._sealing
        heads = {None if one is None else one[: len(head)] for one in new}
        if heads != {head} or list(map(len, old)) != list(map(len, filter(None, new))):
            raise NoChildError

    def _require_right(self, table: str, row: Row, made: Values) -> None:
        """NoChildError unless a row was made as we would have."""
        new = {name: made.get(name, value) for name, value in row.items()}
        try:
            right = self._anew.whole(table, new) and self._anew.opened(table, new) == self._anew.opened(table, row)
        except NO_ROW:
            right = False
        if not right:
            raise NoChildError
