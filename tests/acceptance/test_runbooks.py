"""Every command of the administrator's runbooks is given, in a line of its own, against a Telegram over HTTP.

With the rows in a file, and on a PostgreSQL server.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.acceptance.grounds import Ground
from tests.acceptance.test_restore import ground
from tests.acceptance.test_setup import KEYS, answers, wanted

__all__ = ["ground"]

PAGE = Path(__file__).parents[2] / "docs" / "ADMIN.md"
PLAYED = {
    "setup": "setup --answers answers.toml",
    "check": "check",
    "restore FILE --identity anna.key --revive": "restore BACKUP --identity anna.key --revive",
    "resume": "resume --yes",
    "audit who 123456789": "audit who 123456789",
    "audit verify --list": "audit verify --list",
    "audit verify": "audit verify",
    "flows check": "flows check",
    "flows fill": "flows fill",
    "flows approve": "flows approve",
    "keys verify": "keys verify",
    "keys recipients add age1...": f"keys recipients add {KEYS[0]}",
    "keys recipients remove age1...": f"keys recipients remove {KEYS[0]}",
    "keys rotate": "keys rotate",
    "backup": "backup",
    "forget-keys": "forget-keys --word FORGET",
}
"""A command as the page has it, and as it is given here: placeholders filled in, questions answered."""
ELSEWHERE = ("restore", "resume")


def on_the_page() -> Iterator[str]:
    """The commands of the runbooks, in their order."""
    text = PAGE.read_text().partition("## When something happens")[2]
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from re.findall(r"-m bot (.*?)\s*$", block, re.MULTILINE)


@pytest.fixture
async def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: Ground) -> AsyncIterator[Path]:
    """A folder with keys, a database, and a backup of them; a Telegram that its answers name."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.lights.updates._LISTEN", 0)
    server = await serve(World())
    group = server.world.add_group("Operators", forum=True)
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "anna.key", now=1_700_000_000)
    ground.use("data")
    migrate(ground.place())
    wanted(tmp_path, answers(server, group.id, recipients=""))
    assert await asyncio.to_thread(main, ["backup"]) == 0
    yield tmp_path
    await server.close()


def test_each_command_of_the_page_is_played() -> None:
    listed = list(on_the_page())
    assert len(listed) > 10
    assert set(listed) == set(PLAYED)


@pytest.mark.slow
@pytest.mark.both
async def test_the_runbooks_commands_end_well(line: Path, ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    (made,) = (line / "data" / "backups").glob("*.age")
    for command in dict.fromkeys(on_the_page()):
        words = shlex.split(PLAYED[command].replace("BACKUP", str(made)))
        ground.use("restored" if words[0] in ELSEWHERE else "data")
        status = await asyncio.to_thread(main, words)
        said = capsys.readouterr()
        assert status == 0, (command, said.out[-2_000:], said.err[-2_000:])
