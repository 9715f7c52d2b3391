"""The whole way over HTTP: a backup that the running line made by itself, the server lost, another one serves on.

With the rows in a file, and on a PostgreSQL server; what was there is restored onto an empty database of another.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import State, prepare
from storage.backups.keeping import listed
from tests.acceptance.driver import PATIENCE
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Chat, Message
    from tests.acceptance.driver import Operator, Phone
    from tests.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.both]


@pytest.fixture
def more_settings() -> dict[str, str]:
    return {"HOTLINE_BACKUP_MINUTES": "60"}


@pytest.fixture
def key(ready: Path) -> Path:
    """The operator's key that was made beside the data folder."""
    return ready.with_name("operator.key")


@pytest.fixture
def elsewhere(kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[[BotProcess], None]]:
    """The next machine: nothing of the former one is there, no table either."""
    cluster: Cluster | None = None if kind == "sqlite" else request.getfixturevalue("cluster")
    server = None if cluster is None else cluster.fresh()

    def moved(bot: BotProcess) -> None:
        if server is not None:
            bot.settings = {**bot.settings, "HOTLINE_DATABASE_URL": server.url}

    yield moved
    if cluster is not None and server is not None:
        cluster.drop(server)


async def test_a_lost_server_serves_on_elsewhere(  # noqa: PLR0917 - fixtures
    bot: BotProcess,
    person: Phone,
    desk: Operator,
    key: Path,
    tmp_path: Path,
    elsewhere: Callable[[BotProcess], None],
) -> None:
    rehearsal = person.stage
    await applies(person)
    await takes(desk)
    folder = tmp_path / "data" / "backups"
    async with asyncio.timeout(PATIENCE):
        while not listed(folder):  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.2)
    await prepare(["backup"], bot.settings, tmp_path)
    await bot.kill()
    file = tmp_path / "kept.age"
    shutil.copy(listed(folder)[0].path, file)
    shutil.rmtree(tmp_path / "data")
    elsewhere(bot)
    await prepare(["restore", str(file), "--identity", str(key), "--revive"], bot.settings, tmp_path)
    assert json.loads((tmp_path / "data" / "on-hold").read_text())["revived"] == 1
    calls = len(rehearsal.world.calls)
    await bot.start()
    await rehearsal.world.until(
        lambda: any("on_hold" in line for line in bot.log) or bot.state is State.FAILED, PATIENCE
    )
    assert bot.state is not State.FAILED, bot.detail
    assert len(rehearsal.world.calls) == calls, "on hold nothing is asked and nothing sent"
    await prepare(["resume", "--yes"], bot.settings, tmp_path)
    await desk.sees("This line was restored on a new server from a backup")
    await desk.sees("Open again: 1.")
    await desk.sees("How much that is, nobody can know from the backup")
    await desk.sees("people's messages nobody had looked at yet 0")
    rehearsal.forgiven += ["message can't be deleted", "message to edit not found"]
    rooms = set(rehearsal.group.topics)
    await takes(desk)
    await rehearsal.wait(lambda: _heads(rehearsal.group, rooms), "a new room", desk.user)
    await desk.replies(_heads(rehearsal.group, rooms)[0], "Are you there?")
    await person.taps("Read")
    await person.sees("Are you there?")


def _heads(group: Chat, before: set[int]) -> list[Message]:
    """The first messages of rooms that were not there before."""
    return [
        one
        for one in group.messages.values()
        if one.thread is not None and one.thread not in before and "taken by" in one.text
    ]
