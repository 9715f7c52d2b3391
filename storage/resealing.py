"""Every hot case sealed to the operators of now: a few at once in a unit, many by processes of their own.

Cut off anywhere it goes on where it was: what is still sealed to another list is found again. Nobody who writes waits
for it: units only read and write, the sealing happens outside of them and beside Python's lock.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.child import InOrder, NoChildError, answered, child, tell, together
from storage.in_units import OneAtATime
from storage.pages import COUNT, framed, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storage.cases import Cases, Sealable
    from storage.database import Database, Units

SCRIPT: Final = Path(__file__).with_name("sealer.py")
FEW: Final = 100
"""So many cases are sealed before a process is worth its start."""
PAGE: Final = 20
_AT_ONCE: Final = 200
_MOST: Final = 4
_PAGES_EACH: Final = 4
"""Pages in hand for a process: one is sealed, one waits for it, one is read and one written."""
_SECONDS: Final = 60.0
"""A process that answers nothing for so long is given up."""
_DIGEST: Final = 8
_LONGEST: Final = 1 << 26


async def seal_all(database: Database, cases: Cases, told: Callable[[int], None] = lambda _more: None) -> None:
    """Seal what is sealed to another list. `told`: how many more are done. Without processes it takes longer."""
    if not await _here(database, cases, told, most=FEW):
        try:
            await _by_processes(database, cases, told)
        except (OSError, NoChildError):
            await _here(database, cases, told)


async def _here(database: Database, cases: Cases, told: Callable[[int], None], *, most: int | None = None) -> bool:
    """So many in this process; whether that was all."""
    after: bytes | None = b""
    done = 0
    while after is not None and (most is None or done < most):
        after = await database.transact(partial(cases.wrap_again, after=after, limit=PAGE))
        told(PAGE if after is not None else 0)
        done += PAGE
    return after is None


async def _by_processes(database: Database, cases: Cases, told: Callable[[int], None]) -> None:
    one = OneAtATime(database)
    pages = _Pages(one, cases)
    async with AsyncExitStack() as stack:
        count = min(_MOST, len(os.sched_getaffinity(0)))
        sealers = [_Sealer(*await stack.enter_async_context(child(SCRIPT))) for _ in range(count)]
        for sealer in sealers:
            await sealer.begin(cases.sealed_to)
        await together([_works(one, cases, pages, sealer, told) for sealer in sealers for _ in range(_PAGES_EACH)])


@dataclass(slots=True)
class _Pages:
    """What is to be sealed, a page to whoever asks next."""

    database: Units
    cases: Cases
    _after: bytes | None = b""
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def next(self) -> Sequence[Sealable]:
        """Empty: that was all."""
        async with self._asking:
            page: Sequence[Sealable] = ()
            while not page and self._after is not None:  # of some pages nothing can be opened
                find = partial(self.cases.sealable, after=self._after, limit=_AT_ONCE)
                page, self._after = await self.database.transact(find)
            return page


async def _works(database: Units, cases: Cases, pages: _Pages, sealer: _Sealer, told: Callable[[int], None]) -> None:
    while page := await pages.next():
        sealed = await sealer.sealed(page)
        await database.transact(partial(cases.put_sealed, page=tuple(zip(page, sealed, strict=True))))
        told(len(page))


class _Sealer:
    """A process that seals a page at a time; the next one waits in its pipe."""

    def __init__(self, asked: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._asked, self._answers, self._order = asked, answers, InOrder(asked)

    async def begin(self, recipients: Sequence[str]) -> None:
        """Tell it to whom it seals. NoChildError: it has ended."""
        await tell(self._asked, " ".join(recipients).encode("ascii") + b"\n")

    async def sealed(self, page: Sequence[Sealable]) -> list[bytes]:
        """The age file of each; NoChildError where an answer does not belong to its question."""
        contents = [one.content for one in page]
        async with asyncio.timeout(_SECONDS), self._order.ask(framed(packed(contents))):
            answer = await self._answer()
        digests = [hashlib.sha256(content).digest()[:_DIGEST] for content in contents]
        if [one[:_DIGEST] for one in answer] != digests:
            raise NoChildError
        return [one[_DIGEST:] for one in answer]

    async def _answer(self) -> list[bytes]:
        size = int.from_bytes(await answered(self._answers, COUNT), "big")
        if size > _LONGEST:
            raise NoChildError
        try:
            return [one or b"" for one in unpacked(await answered(self._answers, size))]
        except ValueError as fault:
            raise NoChildError from fault
