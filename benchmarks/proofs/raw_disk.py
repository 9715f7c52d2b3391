"""T2: conversations on a disk of their own; all is purged, the epochs are destroyed; then the raw disk is read."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs import Figure, NotRun, Proof, Scale, carving
from benchmarks.proofs.line import line
from benchmarks.proofs.lives import Town
from benchmarks.proofs.marker_scan import BROKEN
from bot.app import Tuning, assemble
from bot.desk.ending import retention
from bot.desk.nights.night import desk_over
from bot.settings import load
from storage.epochs import Epoch
from storage.keys import load_keyring

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.proofs.needles import Needles
    from bot.desk.house import House

CONVERSATIONS: Final = {Scale.FULL: 100, Scale.SMALL: 5}
MEGABYTES: Final = 96
DAY: Final = 86_400
YEARS: Final = (40, 80, 800, 1600)
"""Days after which it is looked at what is over: cases rest, rested and closed ones are deleted, all else is idle."""
TOOLS: Final = ("mkfs.ext4", "mount", "umount")


@contextmanager
def disk(folder: Path) -> Iterator[tuple[Path, Path]]:
    """An ext4 image and where it is mounted, until the block ends. NotRun where that may not be."""
    image, mounted = folder / "disk.img", folder / "disk"
    if os.geteuid() != 0:
        raise NotRun("only root may mount the disk image it looks at")
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise NotRun(f"{', '.join(missing)} missing: install e2fsprogs and mount")
    mounted.mkdir()
    with image.open("wb") as file:
        file.truncate(MEGABYTES * 2**20)
    _do("mkfs.ext4", "-q", "-F", str(image))
    try:
        _do("mount", "-o", "loop", str(image), str(mounted))
    except subprocess.CalledProcessError as fault:
        raise NotRun("no disk image can be mounted here (a container without loop devices?)") from fault
    try:
        yield image, mounted
    finally:
        if mounted.is_mount():
            _do("umount", str(mounted))


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a fixed command


async def over(house: House, now: int, nights: Sequence[int]) -> None:
    """Purge by the product's own rules until everything is over, and let nights pass."""
    for days in YEARS:
        await retention.purge(house, now + days * DAY)
    night = desk_over(house).night
    for days in nights:
        report = await night.run(now=now + days * DAY)
        if report.blocked:
            raise RuntimeError(f"the night is blocked: {report.left} left, {report.faults} faults")


async def lived(scale: Scale, mounted: Path, command: tuple[str, ...] | None, nights: Sequence[int]) -> Loot:
    """Conversations with the real program on this disk, then the end of all of them."""
    async with line(mounted / "line", **({} if command is None else {"command": command})) as stage:
        town, bot = Town(stage), stage.bot
        if bot is None:
            raise ValueError("a stage without a bot")
        await town.live(CONVERSATIONS[scale])
        await bot.stop()
        given = {name: value for name, value in bot.settings.items() if name.startswith("HOTLINE_")}
        settings = load(given, env_file=None)
        before = load_keyring(settings.data_dir, now=stage.world.now())
        async with AsyncExitStack() as stack:
            plant = await assemble(settings, Tuning(code_memory_kib=64, warm=False), stack)
            if command is None:
                await over(plant.house, stage.world.now(), nights)
        after = load_keyring(settings.data_dir, now=stage.world.now() + max(nights, default=0) * DAY)
        return Loot(town.marks.needles(), before.epochs, after.epochs, before.root, town.conversations)


class Loot:
    """What the thief has beside the disk: what he looks for, the epochs of then and of now, the root key."""

    def __init__(
        self, needles: Needles, then: Sequence[Epoch], now: Sequence[Epoch], root: bytes, conversations: int
    ) -> None:
        self.needles, self.then, self.now, self.root = needles, then, now, root
        self.conversations = conversations

    def of(self, image: Path) -> tuple[int, list[str], int]:
        """How much was tried on this raw disk, what opens or is readable, and how many old fields lie there."""
        raw = image.read_bytes()
        readable = [str(one) for one in self.needles.search("the raw disk", raw)]
        found = carving.epochs(raw, self.root)
        living = {epoch.key_id: epoch for epoch in (*self.now, *found)}
        gone = {epoch.key_id for epoch in self.then} - {epoch.key_id for epoch in self.now}
        returned = [f"the destroyed epoch {one.hex()} lies on the raw disk" for one in gone & {e.key_id for e in found}]
        fields = list(carving.fields(raw, gone))
        opened, tried = carving.opened(raw, fields, living.values())
        return len(self.needles) + tried, readable + returned + opened, len(fields)


async def run(scale: Scale) -> Figure:
    """After purge and nights, with every key that is left."""
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as (image, mounted):
        loot = await lived(scale, mounted, None, (1, 2, 3, 4))
        _do("umount", str(mounted))
        tried, found, fields = loot.of(image)
    old = sum(epoch.key_id not in {one.key_id for one in loot.now} for epoch in loot.then)
    if not old or not fields:
        found.append(f"nothing was shown: {old} epochs destroyed, {fields} of their fields on the disk")
    words = f"{loot.conversations} conversations; {fields:,} fields of {old} destroyed epoch(s) still on the raw disk"
    return Figure(tried, len(found), "; ".join([words, *found[:3]]))


async def planted(_scale: Scale) -> Figure:
    """Drafts as they are; and the epoch that sealed is kept by the thief: both must be found."""
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as (image, mounted):
        loot = await lived(Scale.SMALL, mounted, BROKEN, ())
        _do("umount", str(mounted))
        tried, readable, _ = loot.of(image)
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as (image, mounted):
        loot = await lived(Scale.SMALL, mounted, None, (1, 2, 3, 4))
        _do("umount", str(mounted))
        raw = image.read_bytes()
        fields = list(carving.fields(raw, {epoch.key_id for epoch in loot.then}))
        opened, more = carving.opened(raw, fields, loot.then)
    return Figure(tried + more, len(readable) + len(opened) if readable and opened else 0)


PROOF: Final = Proof(
    name="T2 raw disk",
    promise="After purge and two nights the raw disk holds no readable word, and nothing that any key left can open.",
    run=run,
    planted=planted,
    seconds=100,
    slow=True,
)
