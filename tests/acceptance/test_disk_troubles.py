"""The disk takes nothing, or somebody else holds the rows: nothing is lost, the log says why, and the line goes on."""

from __future__ import annotations

import json
import resource
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PATIENCE
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.slow


@contextmanager
def no_room(bot: BotProcess, _data: Path) -> Iterator[None]:
    """The kernel lets none of the bot's files grow, as a disk that is full to the last byte."""
    assert bot.pid is not None
    before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def held(_bot: BotProcess, data: Path) -> Iterator[None]:
    """Somebody writes in the database by hand, and does not come to an end."""
    with closing(sqlite3.connect(data / "parley.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def failed_polls(bot: BotProcess) -> list[dict[str, object]]:
    """What the log says of updates that came and could not be kept."""
    return [line for line in map(json.loads, bot.log) if (line["event"], line.get("loop")) == ("loop_failed", "poll")]


@pytest.mark.parametrize(("trouble", "error"), [(no_room, "DiskRefuses"), (held, "StorageError")])
async def test_what_can_not_be_kept_waits_at_telegram_and_comes_when_it_is_over(  # noqa: PLR0917 - fixtures
    rehearsal: Stage,
    bot: BotProcess,
    person: Phone,
    desk: Operator,
    trouble: Callable[[BotProcess, Path], AbstractContextManager[None]],
    error: str,
) -> None:
    world = rehearsal.world
    await asks(person, "words before")
    await desk.sees("words before")
    with trouble(bot, bot.folder / "data"):
        number = world.bot.next_update
        world.say(person.user, None, "words that no disk took")
        await world.until(lambda: failed_polls(bot) or bot.detail, PATIENCE)
        assert not bot.detail, "it goes on"
        assert number in [update["update_id"] for _, update in world.bot.updates], "Telegram was not told to forget"
        (first, *_) = failed_polls(bot)
        assert first["error"] == error
        assert (first.get("remedy") is not None) == (error == "DiskRefuses"), "who runs the line can mend it"
    await desk.sees("words that no disk took")
    assert not rehearsal.faults()
    assert bot.pid is not None
