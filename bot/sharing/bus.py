"""What processes of one line tell each other. Nothing said here is a row: what is lost is found by looking."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.errors import HotlineError
from storage.queues import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.postgres.crew import Member

_ROWS_AT_ONCE: Final = 200
"""A word of PostgreSQL's has room for 8,000 bytes; a row takes 35 at most."""
LOOK: Final = "s"
HANDED: Final = "h"
WORKED: Final = "d"
WAKES: Final = ("send", "hurry", "codes", "keeps", "charts", "calls", "requests")
"""Loops of the one who leads."""


class Bus:
    """Collects what is to be told, and tells it in few words; hands on what others told."""

    def __init__(self, member: Member) -> None:
        """What is heard before `listen` is let go."""
        self._member = member
        self._on_row: Callable[[Waiting], None] = lambda _row: None
        self._on_word: Callable[[str], None] = lambda _word: None
        self._rows: list[Waiting] = []
        self._words: dict[str, None] = {}
        self._any = asyncio.Event()

    def listen(self, *, on_row: Callable[[Waiting], None], on_word: Callable[[str], None]) -> None:
        """`on_row` hears of updates that another has committed."""
        self._on_row, self._on_word = on_row, on_word

    def row(self, row: Waiting) -> None:
        """An update was committed here."""
        self._rows.append(row.named)
        self._any.set()

    def word(self, word: str) -> None:
        """One of this module's words."""
        self._words[word] = None
        self._any.set()

    def put(self, urgent: bool) -> None:  # noqa: FBT001 - what the outbox calls
        """Something is to be sent."""
        self.word("hurry" if urgent else "send")

    async def run(self) -> None:
        """Tell until cancelled; HeldElsewhere: this process was given up."""
        while True:
            await self.flush()
            await self._any.wait()
            self._any.clear()

    async def flush(self) -> None:
        """Tell what there is. What can not be told now stays."""
        while rows := self._rows[:_ROWS_AT_ONCE]:
            await self._member.tell("r " + ";".join(map(_written, rows)))
            del self._rows[: len(rows)]
        for word in [*self._words]:
            del self._words[word]
            try:
                await self._member.tell(word)
            except HotlineError:
                self.word(word)
                raise

    def heard(self, told: str) -> None:
        """What somebody told; our own words come back to us too."""
        number, _, said = told.partition(" ")
        if number == str(self._member.number):
            return
        kind, _, rows = said.partition(" ")
        if kind != "r":
            self._on_word(kind)
            return
        for row in map(_read, rows.split(";")):
            self._on_row(row)


def _written(row: Waiting) -> str:
    return f"{row.bot}.{row.update_id}.{row.lane.hex()}.{int(row.urgent)}"


def _read(written: str) -> Waiting:
    bot, update_id, lane, urgent = written.split(".")
    return Waiting(int(bot), int(update_id), bytes.fromhex(lane), urgent == "1")
