"""Talks under way in a bot of an earlier version go on in this one: real data folders (tests/fixtures/README.md).

With the rows in a file; and on a PostgreSQL server, from the first version that could have them there.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sqlite3
import tarfile
import time
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.rehearsal.server import serve
from bot.rehearsal.things import BOT_RIGHTS, Chat, Member, Message, Topic, User
from bot.rehearsal.world import World
from storage.backups.keeping import listed
from storage.versions import known, version
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE, Operator, Phone, Stage
from tests.acceptance.forked import ForkedBot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.acceptance.forked import Cradle
    from tests.postgres import Cluster

FIXTURES = Path(__file__).parents[1] / "fixtures"
EARLIER = sorted(path.name.partition(".")[0] for path in FIXTURES.glob("*.tar.xz"))
TAIL = "-postgres"
IN_A_FILE = [name for name in EARLIER if not name.endswith(TAIL)]
ON_A_SERVER = [name.removesuffix(TAIL) for name in EARLIER if name.endswith(TAIL)]
LATER = 300
"""Seconds between the end of the earlier bot and the start of this one: fewer than after which an account locks."""
STRANGERS = 1_000
"""From here on accounts are numbered that the earlier bot never saw."""


class Kept:
    """What an earlier bot left: its folder, and what stood in the chats."""

    def __init__(self, wanted: str, folder: Path) -> None:
        with tarfile.open(FIXTURES / f"{wanted}.tar.xz") as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none yet
            packed.extractall(folder)
        for path in folder.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        self.folder = folder
        self.told: dict[str, Any] = json.loads((folder / "world.json").read_text())
        off = time.time() - self.told["now"] - LATER
        self.world = World(clock=lambda: time.time() - off, token=self.told["token"])
        self.world.query_life = PATIENCE
        self.group = self._people()

    def _people(self) -> Chat:
        world, told = self.world, self.told["group"]
        for one in self.told["users"]:
            world.users[one["id"]] = User(**one)
        world._numbers = itertools.count(STRANGERS)
        world.bot.next_update = self.told["next_update"]
        group = Chat(id=told["id"], type="supergroup", title="Operators", forum=True, pinned=told["pinned"])
        world.groups[group.id] = group
        group.members[world.bot.user.id] = Member(user=world.bot.user, status="administrator", rights=BOT_RIGHTS)
        for name, status in (("Owner", "creator"), ("Olena", "member")):
            user = self.user(name)
            group.members[user.id] = Member(user=user, status=status)  # type: ignore[arg-type]
        for number, title in told["topics"]:
            group.topics[number] = Topic(id=number, title=title)
        self._messages(group, told["messages"])
        group.next_message = told["next"]
        for one in self.told["privates"]:
            chat = world.private(world.users[one["id"]])
            chat.started = True
            self._messages(chat, one["messages"])
        newest = max((number for one in world.privates.values() for number in one.messages), default=0)
        world._private_message = itertools.count(newest + 1)
        return group

    def _messages(self, chat: Chat, told: list[dict[str, Any]]) -> None:
        everybody = self.world.users | {self.world.bot.user.id: self.world.bot.user}
        for one in told:
            sender = everybody[one.pop("by")]
            message = Message(chat=chat, sender=sender, date=self.told["now"], **one)
            chat.messages[message.id] = message

    def user(self, name: str) -> User:
        return next(user for user in self.world.users.values() if user.name == name)

    @asynccontextmanager
    async def goes_on(self, cradle: Cradle, rows: dict[str, str]) -> AsyncIterator[Stage]:
        """The bot of today in that folder, its rows where these settings say."""
        server = await serve(self.world)
        stage = Stage(world=self.world, server=server, group=self.group)
        settings = bot_settings(self.world.token, self.group.id, server.url, self.folder / "data")
        bot = ForkedBot(
            settings=settings | rows,
            folder=self.folder,
            changed=self.world.touch,
            command=("-m", "tests.acceptance.dated", str(self.told["now"] + LATER)),
            cradle=cradle,
        )
        stage.bot = bot
        try:
            await bot.start()
            await self.world.until(lambda: self.world.called("getUpdates") or bot.detail, PATIENCE)
            assert self.world.called("getUpdates"), bot.detail
            yield stage
        finally:
            await bot.stop()
            await server.close()
        assert not stage.faults()


def not_kept(changelog: str, kept: list[str]) -> list[str]:
    """Releases whose database nobody kept of each kind, or which do not say its version beneath their heading."""
    released = re.findall(r"(?m)^## (?!Unreleased)(.+)\n+(?:Database (\d{4}))?", changelog)
    return [name for name, database in released if not {database, f"{database}{TAIL}"} <= set(kept)]


def test_the_database_of_every_release_is_kept() -> None:
    assert not_kept((FIXTURES.parents[1] / "CHANGELOG.md").read_text(), EARLIER) == []
    assert sorted(re.findall(r"(?m)^\| (\S+)\.tar\.xz \|", (FIXTURES / "README.md").read_text())) == EARLIER
    assert set(IN_A_FILE) < set(known())
    assert set(ON_A_SERVER) < set(known())


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("## 0.2.0\n\nDatabase 0021\n\n- x\n", ["0.2.0"]),
        ("## 0.2.0\n\n- no word of its database\n", ["0.2.0"]),
        ("## 0.2.0\n\nDatabase 0001\n\n- of a server nobody kept it\n", ["0.2.0"]),
        ("## 0.2.0\n\nDatabase 0016\n\n- x\n", []),
    ],
)
def test_a_planted_release_that_nobody_kept_is_found(planted: str, found: list[str]) -> None:
    assert not_kept(f"# Changelog\n\n## Unreleased\n\n- y\n\n{planted}", ["0001", "0016", "0016-postgres"]) == found


@pytest.mark.slow
@pytest.mark.parametrize("wanted", IN_A_FILE)
async def test_talks_under_way_go_on(wanted: str, tmp_path: Path, cradle: Cradle) -> None:
    kept = Kept(wanted, tmp_path)
    database = tmp_path / "data" / "parley.db"
    assert version(database) == wanted == kept.told["version"]
    await everybody_goes_on(kept, cradle, {})
    assert version(database) == known()[-1]
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT COUNT(*) FROM cases").fetchone() == (3,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
@pytest.mark.parametrize("wanted", ON_A_SERVER)
async def test_talks_under_way_on_a_server_go_on(wanted: str, tmp_path: Path, cradle: Cradle, cluster: Cluster) -> None:
    kept = Kept(f"{wanted}{TAIL}", tmp_path)
    server = cluster.fresh()
    cluster.load(server, tmp_path / "rows.sql")
    try:
        assert await asyncio.to_thread(version, server) == wanted == kept.told["version"]
        await everybody_goes_on(kept, cradle, {"HOTLINE_DATABASE_URL": server.url})
        assert await asyncio.to_thread(version, server) == known()[-1]
        assert cluster.say(server.url.rpartition("/")[2], "SELECT COUNT(*) FROM cases") == "3"
    finally:
        cluster.drop(server)


async def everybody_goes_on(kept: Kept, cradle: Cradle, rows: dict[str, str]) -> None:
    """Who was in the middle of something ends it in the bot of today, which made a backup first."""
    async with kept.goes_on(cradle, rows) as stage:
        ivan, petro, maria = (Phone(stage=stage, user=kept.user(name)) for name in ("Ivan", "Petro", "Maria"))
        olena = Operator(stage=stage, user=kept.user("Olena"))
        # what was on its way arrives by itself, and the form goes on where it was
        await petro.sees("Question 6 of 6")
        await petro.taps("Here, as soon as possible")
        await petro.sees("<b>cold</b>")
        await petro.taps("Send")
        await petro.taps("Yes, send it")
        await petro.sees("five words")
        # the taken case: both directions, in the room it had
        await ivan.sends("He is colder now")
        said = await olena.sees("He is colder now", in_=kept.told["alias"])
        await olena.replies(said, "Keep him awake, we are on it")
        await ivan.reads("Keep him awake")
        # the waiting question is taken by the button that the earlier bot wrote
        card = await olena.sees("only a question")
        await olena.taps("Take", under=card)
        await maria.sends("And my papers?")
        await olena.sees("And my papers?")
        # the words that were given open the case from another phone
        again = Phone(stage=stage, user=kept.world.add_user("Ivan again", "en"))
        await again.sends("/start")
        await again.sends(kept.told["words"])
        await again.sees("This is your case")
    assert len(listed(kept.folder / "data" / "backups")) >= 1, "a backup of it was made first"
