"""T1: whole conversations with the real program; then every byte it left is searched for all that they held."""

from __future__ import annotations

import os
import signal
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs import Figure, Proof, Scale, residue
from benchmarks.proofs.line import REAL, line, start
from benchmarks.proofs.lives import Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.proofs.needles import Found, Needles
    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Stage

ROUND: Final = 125
"""Conversations on one line; then a new one, with nothing left of the last."""
CONVERSATIONS: Final = {Scale.FULL: 1_000, Scale.SMALL: 5}
TEXTS: Final = 10
"""Markers that a conversation holds on the average, those of its operators too; numbers are counted beside them."""
BROKEN: Final = ("-m", "benchmarks.proofs.plain_column", "run")


class Scan:
    """One line's secrets, and where any of them was found; how much was searched."""

    def __init__(self, stage: Stage, bot: BotProcess, town: Town) -> None:
        self.stage, self.bot, self.town = stage, bot, town
        self.needles: Needles = town.marks.needles()
        self.found: list[str] = []
        self.bytes = 0

    def look(self, when: str, places: Iterator[tuple[str, bytes]]) -> None:
        """Search these."""
        for where, data in places:
            self.bytes += len(data)
            self.found += [f"{when}: {one}" for one in self._search(where, data)]

    def _search(self, where: str, data: bytes) -> Iterator[Found]:
        return self.needles.search(where, data)

    def look_everywhere(self, when: str) -> None:
        """Backups, with what one leaves beside the database; the folder, its cells; the process, where it lives."""
        folder = self.bot.folder
        database, key = folder / "data" / "parley.db", folder.with_name(f"{folder.name}.key")
        with tempfile.TemporaryDirectory() as elsewhere:
            self.look(when, residue.sealed_backup(database.parent, key, Path(elsewhere) / "backups"))
            self.look(when, residue.backed_up(database, Path(elsewhere)))
        self.look(when, residue.files(folder))
        secret = self.town.marks.secret_numbers()
        self.found += [f"{when}: a number in {where}" for where, value in residue.cells(database) if value in secret]
        if self.bot.pid is not None:
            self.look(when, residue.told(self.bot.pid))
            outside = residue.open_outside(self.bot.pid, folder)
            self.found += [f"{when}: writes {name}" for name in outside]

    async def through_every_end(self) -> None:
        """After a crash that would dump its memory; after a good end."""
        await start(self.stage)
        if self.bot.pid is not None:
            os.kill(self.bot.pid, signal.SIGSEGV)
        await self.stage.world.until(lambda: self.bot.pid is None, 30)
        self.look_everywhere("crashed")
        await start(self.stage)
        await self.bot.stop()
        self.look_everywhere("stopped")


async def one_round(conversations: int, command: tuple[str, ...], *, to_the_end: bool) -> Scan:
    """A line, its conversations, and the search."""
    with tempfile.TemporaryDirectory() as folder:
        async with line(Path(folder) / "line", command=command) as stage:
            town, bot = Town(stage), stage.bot
            if bot is None:
                raise ValueError("a stage without a bot")
            await town.live(conversations)
            scan = Scan(stage, bot, town)
            scan.look_everywhere("serving")
            await bot.kill()
            scan.look_everywhere("killed")
            if to_the_end:
                await scan.through_every_end()
            return scan


async def run(scale: Scale) -> Figure:
    """Rounds until there were as many conversations as the promise names."""
    wanted, had, counted, found = CONVERSATIONS[scale], 0, Counter[str](), list[str]()
    while had < wanted:
        scan = await one_round(min(ROUND, wanted - had), REAL, to_the_end=had == 0)
        had += scan.town.conversations
        marks = scan.town.marks
        counted += Counter(texts=len(marks.texts), markers=marks.count, needles=len(scan.needles), bytes=scan.bytes)
        found += scan.found
    if counted["texts"] < TEXTS * had:
        raise ValueError(f"only {counted['texts']} texts of {had} conversations were marked")
    other = counted["markers"] - counted["texts"]
    words = (
        f"{had:,} conversations, {counted['texts']:,} texts and {other:,} numbers and words,"
        f" as {counted['needles']:,} byte strings, in {counted['bytes'] // 2**20:,} MB"
    )
    return Figure(counted["markers"], len(found), "; ".join([words, *found[:3]]))


async def planted(_scale: Scale) -> Figure:
    """Drafts are stored as they are: found in the files, and through the seal of a backup."""
    scan = await one_round(CONVERSATIONS[Scale.SMALL], BROKEN, to_the_end=False)
    everywhere = all(any(where in one for one in scan.found) for where in ("parley.db", residue.OPENED))
    return Figure(scan.town.marks.count, len(scan.found) if everywhere else 0, "; ".join(scan.found[:3]))


PROOF: Final = Proof(
    name="T1 marker scan",
    promise="No text, name, number or code of a conversation lies readable in anything that the program leaves.",
    run=run,
    planted=planted,
    seconds=585,
    slow=True,
)
