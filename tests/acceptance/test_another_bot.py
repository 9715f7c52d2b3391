"""The token of another bot on a database that is there: refused in one line, and nothing is made or changed.

By `run`, also where the database is of an earlier version; `check` and `setup` say it before.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.belonging import refuse_foreign
from bot.cli import main
from bot.rehearsal.process import clean_environment
from bot.settings import load
from storage import bots
from storage.forgetting import destroy_files
from storage.opening import open_database
from storage.versions import version
from tests.acceptance.test_restore import NOW, backed_up, clock, made
from tests.acceptance.test_setup import answers, group, telegram, wanted
from tests.acceptance.test_upgrades import OLDER, Line, ground, line

if TYPE_CHECKING:
    from bot.places import Place
    from bot.rehearsal.server import Server
    from bot.rehearsal.things import Chat
    from tests.acceptance.grounds import Ground

pytestmark = pytest.mark.both

__all__ = ["clock", "ground", "group", "line", "made", "telegram"]

OWN, OTHER = "7:AAExample", "8:AAExample"
SAID = (
    "HOTLINE_BOT_TOKEN is of the bot 8, and the database belongs to the bot 7, whose people would be strangers to it. "
    "Put a token of 7 back; or, to go on with 8, the old token into HOTLINE_SPARE_BOT_TOKENS"
)


async def owned(place: Place, bot: int = 7) -> None:
    """As one that this bot served."""
    database = await open_database(place)
    try:
        await database.transact(partial(bots.serves, bot=bot, now=NOW))
    finally:
        await database.close()


@pytest.fixture
def ours(made: Ground) -> Ground:
    """The line of bot 7. It is asked for before `line`, which keeps a copy."""
    asyncio.run(owned(made.place()))
    return made


def tree() -> dict[str, bytes]:
    """Every file of the line, but what SQLite keeps for those who read, as long as it is empty."""
    found = {str(one): one.read_bytes() for one in Path().rglob("*") if one.is_file() and one.suffix != ".db-shm"}
    return {name: held for name, held in found.items() if held or not name.endswith("-wal")}


def run() -> tuple[int, str]:
    """`run` as somebody gives it, with the settings of this process; its exit status and complaint."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("HOTLINE_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env=clean_environment(ours), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_run_refuses_it_before_a_migration_a_backup_and_a_new_epoch(
    ours: Ground, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.turned_back(OLDER[-1])
    destroy_files(Path("data/keys"))  # a start would make an epoch first
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", OTHER)
    monkeypatch.setenv("HOTLINE_API_URL", "http://127.0.0.1:9")
    before = tree()
    assert run() == (2, f"parley: {SAID}\n")
    assert tree() == before
    assert version(line.place) == OLDER[-1]
    monkeypatch.setenv("HOTLINE_SPARE_BOT_TOKENS", OWN)
    refuse_foreign(load())


@pytest.mark.parametrize("older", [OLDER[0], OLDER[-1]])
def test_of_an_older_database_it_is_known_as_far_as_that_knew_it(ours: Ground, line: Line, older: str) -> None:
    line.turned_back(older)
    assert bots.serving_beside(line.place) == (7 if older == OLDER[-1] else None)


def test_check_says_whose_it_is(
    ours: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_API_URL", "http://127.0.0.1:9")
    spare = "the database belongs to 7, one of the spares: where 8 still works, the next `run` takes over"
    for token, spares, light, words in (
        (OWN, "", "green", "the database belongs to this one, 7"),
        (OTHER, "", "red", SAID),
        (OTHER, OWN, "yellow", spare),
    ):
        monkeypatch.setenv("HOTLINE_BOT_TOKEN", token)
        monkeypatch.setenv("HOTLINE_SPARE_BOT_TOKENS", spares)
        main(["check", "--json"])
        (told,) = [one for one in json.loads(capsys.readouterr().out)["lights"] if one["name"] == "bot"]
        assert (told["light"], told["words"]) == (light, words)


def test_what_is_done_without_the_bot_is_refused_too(
    ours: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", OTHER)
    before = tree()
    assert main(["purge", "--yes"]) == 2
    assert capsys.readouterr().err == f"parley: {SAID}\n"
    assert tree() == before


@pytest.mark.parametrize("how", ["lost", "moved"])
def test_a_restore_refuses_it_and_nothing_is_put_in_place(
    ours: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    file = backed_up(*["--move"] * (how == "moved"))
    restoring = ["restore", file, "--identity", "operator.key", *["--revive"] * (how == "lost")]
    ours.use("new")
    capsys.readouterr()
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", OTHER)
    assert main(restoring) == 2
    assert capsys.readouterr().err.endswith(f"parley: {SAID}\n")
    assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"]
    assert ours.tables("new") == 0
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", OWN)
    assert main(restoring) == 0


def test_migrate_refuses_it_where_a_token_is_set(
    ours: Ground, line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line.turned_back(OLDER[-1])
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", OTHER)
    before = tree()
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err == f"parley: {SAID}\n"
    assert tree() == before
    monkeypatch.delenv("HOTLINE_BOT_TOKEN")
    assert main(["migrate"]) == 0


async def test_setup_refuses_it_and_writes_nothing(
    ours: Ground, telegram: Server, group: Chat, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTLINE_BOT_TOKEN")
    monkeypatch.delenv("HOTLINE_OPERATOR_CHAT_ID")
    wanted(Path(), answers(telegram, group.id))
    before = tree()
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 2
    number = telegram.world.token.partition(":")[0]
    assert capsys.readouterr().err == f"parley: answers.toml: token: {SAID.replace('8', number)}\n"
    assert tree() == before
    monkeypatch.setenv("HOTLINE_SPARE_BOT_TOKENS", OWN)
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 0
