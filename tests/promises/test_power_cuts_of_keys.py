"""The promise: the power fails in a night, in `keys rotate` or in `backup`, and nothing becomes unreadable by it.

The work is recorded once, to its end. Then it is cut at many moments: the files are made anew of what was synced by
then and of chance parts of what was not, and are opened as the next start would.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.night import fill, opened, resumed
from benchmarks.proofs.rotation_killed import START
from bot.errors import HotlineError
from storage.audit_check import verify
from storage.backups.keeping import last_good, listed
from storage.backups.opening import plain
from storage.backups.parcel import unpack
from storage.keys import KeyFolder, load_keyring
from storage.moving import Mover, windows
from storage.rotation import going_on
from tests.promises import dark
from tests.promises.power.disk import COMPILER, MISSING, WAYS, Disk, changes, recorder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from storage.epochs import Epoch

pytestmark = pytest.mark.slow

DAY = 86_400
NIGHT = START + DAY
CASES = 40
CUTS = 25
"""Moments at which the power fails, beside the one before and after each file that goes."""
ALL = 1_000_000


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if COMPILER is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return recorder(tmp_path_factory.mktemp("recorder"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A line with hot cases and one epoch, of the day before START."""
    asyncio.run(_made(tmp_path / "data"))
    return tmp_path / "data"


async def _made(data: Path) -> None:
    line = await opened(data, now=START)
    await fill(line, CASES)
    await line.database.close()


@dataclass
class Cuts:
    """One piece of work, recorded, and the ways in which a power cut may find the folder."""

    data: Path
    under: Path

    def of(self, *work: str) -> Iterator[str]:
        """Leave the folder as each of them; what it is called."""
        disk, log = Disk.of(self.data), self.data.with_name("changes")
        command = [sys.executable, "-m", "tests.promises.dark", work[0], str(self.data), *work[1:]]
        environ = os.environ | {"LD_PRELOAD": str(self.under), "PARLEY_RECORD": f"{self.data}\n{log}"}
        subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
        made, dice = list(changes(log)), random.Random(" ".join(work[:1]))
        goes = {at + more for at, change in enumerate(made) for more in (0, 1) if change.kind in "UR"}
        moments = {*dice.sample(range(len(made)), min(CUTS, len(made))), *goes}
        for at in range(len(made) + 1):
            ways = [*WAYS, *WAYS[2:]] if at == len(made) else [dice.choice(WAYS)] if at in moments else []
            for way in ways:
                self._leave(disk.left(way, dice))
                yield f"cut after {at} of {len(made)} changes, {way} of what was not synced"
            if at < len(made):
                disk.takes(made[at])

    def _leave(self, found: dict[str, bytes]) -> None:
        for path in filter(lambda path: path.is_file(), list(self.data.rglob("*"))):
            path.unlink()
        for name, content in found.items():
            path = self.data / name.removeprefix(f"{self.data}/")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)


def broken(cuts: Iterator[str], look: Callable[[], list[str]]) -> list[str]:
    """Everything that is wrong after any of the cuts."""
    found, tried = [], 0
    for cut in cuts:
        tried += 1
        try:
            wrong = look()
        except (HotlineError, AssertionError) as fault:
            wrong = [repr(fault)]
        found += [f"{cut}: {what}" for what in wrong]
    assert tried > CUTS / 2
    return found


async def _readable(data: Path) -> list[str]:
    """The next start finds every key it needs, and every case opens."""
    line = await resumed(data, now=NIGHT)
    try:
        cases = len(await line.database.transact(line.stores.cases.hot))
        return [f"{cases} cases open"] if cases != CASES else []
    finally:
        await line.database.close()


async def _moved(data: Path) -> list[str]:
    """Everything opens, and with the newest key."""
    line = await resumed(data, now=NIGHT)
    try:
        mover, closed = Mover(vault=line.vault), 0
        for window in windows():
            closed += (await line.database.transact(partial(mover.faults_of, window=window, limit=ALL)))[1]
        return [f"{closed} rows do not open with the newest key"] if closed else []
    finally:
        await line.database.close()


async def _after_a_night(data: Path) -> list[str]:
    """The same, and the night that is done once more comes to its end."""
    wrong = await _readable(data)
    await dark.night(data, NIGHT)
    return wrong + await _readable(data) + await _moved(data)


def whole(data: Path) -> tuple[int, list[str]]:
    """How many epochs the root opens, and what of the audit is wrong."""
    keyring = load_keyring(data, now=NIGHT)
    return len(keyring.epochs), list(verify(data / "parley.db", keyring).faults)


def run(work: Callable[[], Awaitable[list[str]]]) -> list[str]:
    return asyncio.run(work())  # type: ignore[arg-type]


def test_a_night_without_power(data: Path, under: Path) -> None:
    assert broken(Cuts(data, under).of("night", str(NIGHT)), lambda: run(partial(_after_a_night, data))) == []


def test_a_night_that_destroys_keys_early_would_be_found(data: Path, under: Path) -> None:
    """The planted fault."""
    assert broken(Cuts(data, under).of("night", str(NIGHT), dark.EARLY), lambda: run(partial(_readable, data)))


def epochs_of(data: Path) -> set[Epoch]:
    return set(load_keyring(data, now=NIGHT).epochs)


def after_a_rotation(data: Path, epochs: set[Epoch]) -> list[str]:
    """Cut off it is gone on with; then one root opens all the same keys, and the audit is whole."""
    if going_on(KeyFolder.beside(data)) is not None:
        asyncio.run(dark.rotate(data, NIGHT))
    wrong = [] if epochs_of(data) == epochs else ["other keys"]
    return wrong + whole(data)[1] + run(partial(_readable, data))


def after_a_backup(data: Path) -> list[str]:
    """Whatever has the name of a backup opens, and none is spoken of that is not there."""
    lines = data.with_name("operator.key").read_text("utf-8").splitlines()
    (secret,) = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    backups = listed(dark.settings_of(data).backups)
    for one in backups:
        with tempfile.TemporaryDirectory() as into, one.path.open("rb") as file, plain(file, secret) as content:
            unpack(content, Path(into))
    wrong = ["it speaks of a backup"] if last_good(data) is not None and not backups else []
    return wrong + run(partial(_readable, data))


def test_a_rotation_without_power(data: Path, under: Path) -> None:
    assert broken(Cuts(data, under).of("rotate", str(NIGHT)), partial(after_a_rotation, data, epochs_of(data))) == []


def test_a_backup_without_power(data: Path, under: Path) -> None:
    assert broken(Cuts(data, under).of("backup", str(NIGHT)), partial(after_a_backup, data)) == []


@pytest.mark.parametrize("work", ["rotate", "backup"])
def test_what_is_not_synced_would_be_found(data: Path, under: Path, work: str) -> None:
    """The planted fault, for both."""
    look = partial(after_a_rotation, data, epochs_of(data)) if work == "rotate" else partial(after_a_backup, data)
    assert broken(Cuts(data, under).of(work, str(NIGHT), dark.UNSYNCED), look)
