"""Codes behind the scenes: one that can not be made stands in nobody's way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bot.desk.codes import CodeDesk
from bot.errors import SealError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.desk.house import House

BAD, GOOD = b"b" * 16, b"g" * 16


@dataclass
class Rows:
    """Two cases whose words wait; the first one's do not open."""

    pending: list[bytes] = field(default_factory=lambda: [BAD, GOOD])
    attached: list[bytes] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def codes_pending(self, _tx: object) -> list[bytes]:
        return list(self.pending)

    async def words(self, _tx: object, case_id: bytes) -> tuple[str, ...]:
        if case_id == BAD:
            raise SealError
        return ("one", "two", "three", "four", "five")

    async def drop_words(self, _tx: object, case_id: bytes) -> None:
        self.pending.remove(case_id)

    async def attach_code(self, _tx: object, case_id: bytes, *, lookup: bytes, wrap: bytes, turned: object) -> None:
        self.pending.remove(case_id)
        self.attached.append(case_id)
        self.done.set()


async def test_words_that_do_not_open_are_dropped_and_the_next_code_is_made() -> None:
    rows = Rows()

    async def transact(unit: Callable[[object], Awaitable[Any]]) -> object:
        return await unit(object())

    async def cook(_words: object, *, asker: int) -> object:
        return SimpleNamespace(lookup=b"l" * 16, wrap=b"w" * 32)

    house = cast(
        "House",
        SimpleNamespace(cases=rows, database=SimpleNamespace(transact=transact), kitchen=SimpleNamespace(cook=cook)),
    )
    loop = asyncio.create_task(CodeDesk().run(house))
    await asyncio.wait_for(rows.done.wait(), 5)
    loop.cancel()
    assert (rows.attached, rows.pending) == ([GOOD], [])
