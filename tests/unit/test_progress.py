"""A bar is drawn on a terminal alone, and is full when its step is over, not before."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import select
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING

import pytest

from bot import progress
from bot.cli import main
from bot.errors import StorageError
from bot.progress import Steps, shown
from bot.roots import keyring as keyring_of
from storage.audit import Action
from storage.backups.hold import Hold, put_on_hold
from storage.backups.parcel import Counts
from storage.cases import NewCase
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over
from tests.small_content import small_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings
    from storage.database import Tx
    from storage.keys import Keyring


class Screen(io.StringIO):
    terminal = True

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))  # into sys pytest puts its own
    return screen


def test_what_nobody_knows_the_length_of_is_not_called_done(screen: Screen) -> None:
    with shown() as told:
        for done in range(1, 4):
            told("opening the backup", done, 0)
        assert "100%" not in screen.getvalue()
        told("opening cases", 0, 4)
        assert screen.getvalue().count("100%") == 1
        told("opening cases", 2, 4)
        assert screen.getvalue().endswith("50%")
    assert screen.getvalue().count("100%") == 2


@pytest.mark.parametrize(("quiet", "terminal"), [(True, True), (False, False)])
def test_nothing_is_drawn_for_programs(screen: Screen, quiet: bool, terminal: bool) -> None:
    screen.terminal = terminal
    with shown(quiet=quiet) as told:
        told("copying", 1, 2)
    assert not screen.getvalue()


def test_a_fault_leaves_a_bar_as_far_as_it_was(screen: Screen) -> None:
    def copy() -> None:
        with shown() as told:
            told("copying", 1, 4)
            raise StorageError

    with pytest.raises(StorageError):
        copy()
    assert "25%" in screen.getvalue()
    assert "100%" not in screen.getvalue()
    assert screen.getvalue().endswith("\n")


@dataclass(frozen=True)
class Terminal:
    """What the commands draw on: a pseudo terminal, read as whoever sits there sees it."""

    master: int
    screen: IO[str]

    def seen(self) -> str:
        """All that was drawn since it was looked at last."""
        self.screen.flush()
        seen = b""
        while select.select([self.master], [], [], 0)[0]:
            seen += os.read(self.master, 65_536)
        return seen.decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as screen:
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))
        yield Terminal(master, screen)
    os.close(master)


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, a database, a closed case and an update that waits."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATA_DIR": "data", "BOT_TOKEN": "7:AAExample", "OPERATOR_CHAT_ID": "-1001"}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    init_keys(Path("data"), recipients=(), operator_key_out=Path("anna.key"), now=int(time.time()))
    migrate(Path("data/parley.db"))
    asyncio.run(lived(Path("data")))
    return tmp_path


async def lived(data: Path) -> None:
    keyring = load_keyring(data, now=int(time.time()))
    stores = Stores(**stores_over(Vault(keyring), keyring))
    long_ago = int(time.time()) - 400 * 86_400
    case = NewCase(kind="question", door="soldier", language="ru", bot=7, chat=1, answers=())

    async def unit(tx: Tx) -> None:
        await tx.run("epoch_list", key_id=keyring.newest.key_id, day=keyring.newest.day)
        await tx.run("epoch_write", key_id=keyring.newest.key_id)
        opened = await stores.cases.open(tx, case, now=long_ago)
        await stores.cases.close(tx, opened, reason="x", now=long_ago, ends=long_ago + 86_400)
        await stores.audit.add(tx, Action.CLOSED, user=1, alias=opened.alias, now=int(time.time()))
        await stores.inbox.accept(tx, bot=7, update_id=1, lane=b"??", urgent=False, body=b"{}", now=long_ago)

    database = await open_sqlite(data / "parley.db")
    await database.transact(unit)
    await database.close()


HELD = Hold(made=1, restored=2, move=False, counts=Counts())
DRAWN = {
    ("audit", "verify"): ["looking at the audit"],
    ("open", "--identity", "anna.key", "--out", "read"): ["reading the content", "opening cases"],
    ("backup",): ["copying"],
    ("migrate",): ["migrating"],
    ("purge", "--yes"): ["reading the content", "erasing"],
    ("stats",): ["reading the content"],
    ("keys", "rotate"): ["what waits"],
    ("keys", "night"): ["reading the content"],
    ("pocket-cards", "--bot", "parley_bot", "--sample"): ["reading the content"],
    ("resume", "--yes"): ["reading the content"],
}


@pytest.mark.parametrize("command", DRAWN, ids=" ".join)
def test_a_command_that_may_take_long_says_how_far_it_is(
    line: Path, terminal: Terminal, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert line.is_dir()
    if command[0] == "resume":
        put_on_hold(Path("data"), HELD)
    assert main(command) == 0
    seen = terminal.seen()
    assert [step for step in DRAWN[command] if step not in seen] == []
    assert seen.count("100%") >= len(DRAWN[command])
    assert seen.endswith("\n")
    assert max(len(row) for row in seen.replace("\r", "\n").splitlines()) <= 80
    assert not [step for step in DRAWN[command] if step in capsys.readouterr().out], "what is piped has none of it"


def test_nothing_is_drawn_before_the_root_key_is_there(
    line: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is a passphrase somebody types it, on a line that is his."""
    drawn: list[str] = []

    def typed(settings: Settings) -> Keyring:
        drawn.append(terminal.seen())
        return keyring_of(settings)

    assert line.is_dir()
    monkeypatch.setattr("bot.offline.keyring_of", typed)
    assert main(["purge", "--yes"]) == 0
    assert drawn == [""]
    assert "erasing" in terminal.seen()


SILENT = [(*command, "--json") for command in (("audit", "verify"), ("backup",), ("purge", "--yes"), ("stats",))]


@pytest.mark.parametrize("command", [*SILENT, ("resume", "--yes", "--json")], ids=" ".join)
def test_a_script_sees_no_bar(line: Path, terminal: Terminal, command: tuple[str, ...]) -> None:
    assert line.is_dir()
    if command[0] == "resume":
        put_on_hold(Path("data"), HELD)
    assert main(command) == 0
    assert not terminal.seen()


def test_the_look_at_the_content_is_drawn_for_people_alone(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands_content._in_words", lambda _folder: [])  # the small content has no word lists
    root = small_content(tmp_path)
    assert main(["flows", "check", "--root", str(root)]) == 0
    seen = terminal.seen()
    assert seen.index("reading the content") < seen.index("looking at each text")
    assert main(["flows", "check", "--root", str(root), "--json"]) == 0
    assert not terminal.seen()


def test_nothing_to_do_is_no_bar(terminal: Terminal) -> None:
    with shown() as told:
        Steps(partial(told, "moving"), 0)(0)
    assert not terminal.seen()
