"""The promise: two hosts, a data folder each, one PostgreSQL; whichever dies, and whenever, the other opens every row.

Two real processes and a real server; only Telegram is ours, its limits are lifted, and the nights come when we say.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.lights.hosts import about_hosts
from bot.readiness import Light
from bot.rehearsal.process import BotProcess, State
from bot.settings import Settings, load
from storage.epochs import Epoch
from storage.forgetting import begun, destroy_files
from storage.key_making import init_keys
from storage.keys import load_keyring
from tests.promises.pair import AT_ONCE, LIMIT, Line, said, staged
from tests.promises.reckoning import judged
from tests.promises.story import Hand, submits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.places import Server
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow
DAY = 86_400
BEFORE = 20
"""So many days ago the first key was made: each night on the stage is one of them."""
STEPS = [
    ("serving", "epoch.held"),
    ("standing", "letter.asked"),
    ("serving", "letter.written"),
    ("serving", "letter.answered"),
    ("standing", "letter.read"),
    ("standing", "letter.epoch"),
    ("standing", "letter.kept"),
    ("standing", "letter.confirmed"),
    ("serving", "epoch.agreed"),
]
"""Who dies, and where in the exchange of a new key."""
ALARM = ("Servers that stand by and have fallen silent", "Every server that stands by is there again")
"""Said each time that a host dies, so the same words are no repeat."""
SOME = ("letter.answered", "letter.epoch", "epoch.agreed")
"""Where they die in each run of the tests; at every step with ALL_STEPS=1 in the environment."""


@dataclass
class Hosts(Line):
    """A line on two hosts: `bots` are theirs, `folders` their data, `stage` what they are told."""

    folders: tuple[Path, Path] = (Path(), Path())
    stage: Path = field(default_factory=Path)
    day: int = -BEFORE
    swapped: bool = False

    @property
    def serving(self) -> BotProcess:
        """The one that serves."""
        return self.bots[self.swapped]

    @property
    def standing(self) -> BotProcess:
        """The other."""
        return self.bots[not self.swapped]

    def folder(self, bot: BotProcess) -> Path:
        """The data folder of its host."""
        return self.folders[self.bots.index(bot)]

    def epochs(self, bot: BotProcess) -> dict[bytes, Epoch]:
        """What a host could open now."""
        if not list((self.folder(bot) / "keys" / "epochs").glob("*.epoch")):
            return {}
        found = load_keyring(self.folder(bot), now=int(time.time()) + DAY).epochs
        return {epoch.key_id: epoch for epoch in found}

    def used(self) -> set[bytes]:
        """The ids of the epochs under which rows lie, and of the one that seals."""
        heads = self.execute(HEADS)
        return {bytes.fromhex(head)[-4:] for (head,) in heads}

    def writing(self) -> bytes:
        """The id of the epoch that seals."""
        ((found,),) = self.execute("SELECT encode(key_id, 'hex') FROM epochs WHERE state = 'writing'")
        return bytes.fromhex(found)

    def night(self) -> None:
        """The next day begins."""
        self.day += 1
        self.say("day", str(self.day))

    def say(self, file: str, words: str) -> None:
        """Tell both processes, all of it or nothing."""
        part = self.stage / "part"
        part.write_text(words)
        part.rename(self.stage / file)

    async def until_true(self, what: Callable[[], object], wanted: str) -> None:
        """Wait for what no message of ours announces."""
        end = time.monotonic() + LIMIT
        while not what():
            if time.monotonic() > end:
                pytest.fail(f"in vain: {wanted}; {[list(bot.log)[-30:] for bot in self.bots]}")
            await asyncio.sleep(0.1)

    async def in_step(self) -> None:
        """Wait until both hosts hold the epoch that seals, and each epoch under which rows lie."""

        def both() -> bool:
            return all({self.writing(), *self.used()} <= set(self.epochs(bot)) for bot in self.bots)

        await self.until_true(both, "both hold every key")

    async def apply(self, name: str) -> None:
        """Somebody applies, to his five words."""
        self.run.story.more += 1
        await submits(Hand(self.run.story, self.world.add_user(name, "en")))

    async def dies(self, bot: BotProcess) -> None:
        """Wait for a process to die on the stage, and see that no row is lost with it."""
        await self.until_true(lambda: bot.state in {State.FAILED, State.KILLED}, "a death")
        assert not (self.stage / "kill").exists()
        bot.state = State.KILLED


HEADS = (
    "SELECT DISTINCT encode(substr(body, 1, 5), 'hex') FROM people UNION "
    "SELECT DISTINCT encode(substr(hot, 1, 5), 'hex') FROM wraps UNION "
    "SELECT DISTINCT encode(substr(body, 1, 5), 'hex') FROM outbox UNION "
    "SELECT DISTINCT encode(substr(body, 1, 5), 'hex') FROM posts UNION "
    "SELECT DISTINCT encode(substr(body, 1, 5), 'hex') FROM inbox WHERE body IS NOT NULL"
)


@pytest.fixture
def program() -> str:
    return "tests.promises.hosted"


@pytest.fixture
async def line(program: str, server: Server, cluster: Cluster, tmp_path: Path) -> AsyncIterator[Hosts]:
    """The first host has keys, the second what is carried there by hand: all but the keys of days."""
    stage, folders = tmp_path / "stage", (tmp_path / "north", tmp_path / "south")
    stage.mkdir()
    init_keys(folders[0], recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()) - BEFORE * DAY)
    shutil.copytree(folders[0], folders[1], ignore=shutil.ignore_patterns("*.epoch"))
    each = [
        {
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_HOST": folder.name,
            "STAGE": str(stage),
            "STAGE_HOST": folder.name,
        }
        for folder in folders
    ]
    made = partial(Hosts, folders=folders, stage=stage)
    async with staged(made, (server, cluster, tmp_path), program, *each) as line:
        line.say("day", str(line.day))
        line.run.log.touch()
        yield line


async def test_a_host_dies_at_each_step_of_a_new_key_and_no_row_is_lost(line: Hosts) -> None:
    await line.begin()
    await line.in_step()
    for who, point in STEPS:
        if point in SOME or "ALL_STEPS" in os.environ:
            await a_night(line, who, point)
    assert not any(said(bot, "epoch_missed") or said(bot, "turn_refused") for bot in line.bots)
    await line.apply("last")
    await line.empty()
    line.one_serves()
    verdict = judged(line.run, line)
    assert verdict.lost == verdict.doubled == (), verdict
    assert not [one for one in verdict.unmarked if not any(alarm in one for alarm in ALARM)], verdict


async def a_night(line: Hosts, who: str, point: str) -> None:
    """Somebody applies, a night begins, one host dies at this point of it, and comes back to stand by."""
    await line.apply(point)
    before, dying = line.writing(), line.serving if who == "serving" else line.standing
    line.say("kill", f"{line.folder(dying).name} {point}")
    line.night()
    await line.dies(dying)
    if dying is line.serving:
        line.deaths += 1
        line.run.claimed += AT_ONCE
        line.swapped = not line.swapped
        await line.until(lambda: line.begins > line.deaths, "the other to serve")
    assert {line.writing(), *line.used()} <= set(line.epochs(line.serving)), f"{point}: rows that only the dead opened"
    stood = said(dying, "standing_by")
    await dying.start()
    await line.until(lambda: said(dying, "standing_by") > stood, "the dead one to stand by")
    await line.until_true(lambda: line.writing() != before, f"{point}: the night to be done")
    await line.in_step()


async def test_a_host_that_missed_a_key_does_not_take_over_and_forget_keys_reaches_both(line: Hosts) -> None:
    """Two faults at once: it stood still during a night, and the one that serves dies before it is back."""
    await line.begin()
    await line.in_step()
    serving, standing = line.bots
    assert serving.pid is not None
    assert standing.pid is not None
    before = line.writing()
    os.killpg(standing.pid, signal.SIGSTOP)
    line.night()
    await line.until_true(lambda: line.writing() != before, "a night without the other host")
    assert said(serving, "host_missed")
    await line.apply("Anna")
    await serving.kill()
    os.killpg(standing.pid, signal.SIGCONT)
    await line.until(lambda: said(standing, "turn_refused"), "the other to say that it may not")
    assert not said(standing, "started")
    line.deaths += 1
    await serving.start()
    await line.until(lambda: line.begins > line.deaths, "the first to serve again")
    await line.in_step()
    assert not said(standing, "started")
    await forgotten_on_both(line)


async def forgotten_on_both(line: Hosts) -> None:
    """Said on the host that stands by: the keys of both go, and one new one comes to both."""
    serving, standing = line.bots
    old = {**line.epochs(serving), **line.epochs(standing)}
    assert destroy_files(line.folder(standing) / "keys") == len(old)
    await line.until(lambda: said(serving, "keys_forgotten"), "the one that serves to forget")
    await line.until_true(lambda: not any(begun(folder / "keys") for folder in line.folders), "both to be done")
    await line.in_step()
    for bot in line.bots:
        assert not old.keys() & line.epochs(bot).keys()
    await line.apply("Vera")
    found = list(about_hosts(settings_of(standing)))
    assert [one.light for one in found] == [Light.GREEN, Light.GREEN], found


def settings_of(bot: BotProcess) -> Settings:
    """As its host has them."""
    return load({name: value for name, value in bot.settings.items() if name.startswith("HOTLINE_")}, env_file=None)
