"""`check` tells of the epochs, and `keys night` does by hand what the serving line does at night."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.epoch_lights import about_epochs
from bot.readiness import Light
from bot.settings import load
from storage.cases import Cases, NewCase
from storage.epochs import epoch_file, new_epoch, write_epoch
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.keys import KeyFolder, load_keyring, read_root
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

DAY = 86_400


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A line whose only epoch was made five days ago."""
    monkeypatch.chdir(tmp_path)
    values = {"DATA_DIR": str(tmp_path / "data"), "BOT_TOKEN": f"7:{'A' * 35}", "OPERATOR_CHAT_ID": "-1001"}
    for name, value in values.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    made = load(env_file=None)
    init_keys(made.data_dir, recipients=(), operator_key_out=tmp_path / "op.key", now=int(time.time()) - 5 * DAY)
    migrate(made.database)
    return made


def lights(settings: Settings, now: int | None = None) -> list[tuple[Light, str]]:
    return [(one.light, one.words) for one in about_epochs(settings, now=now or int(time.time()))]


def test_a_night_by_hand_makes_moves_destroys_and_check_is_green(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ((light, words),) = lights(settings)
    assert light is Light.YELLOW
    assert "start it" in words
    assert main(["keys", "night"]) == 0
    assert "destroyed" in capsys.readouterr().out
    ((light, words),) = lights(settings)
    assert light is Light.GREEN
    assert words.startswith("1 live, 2 days each; the newest is of ")
    assert main(["audit", "verify"]) == 0


def test_a_missing_and_a_half_epoch_are_yellow_with_the_file(settings: Settings) -> None:
    assert main(["keys", "night"]) == 0
    keyring = load_keyring(settings.data_dir, now=int(time.time()))
    half = new_epoch(now=keyring.newest.made - 1, random_bytes=lambda size: b"h" * size)
    path = write_epoch(settings.keys_dir / "epochs", half, keyring.root, random_bytes=lambda size: b"n" * size)
    path.write_bytes(path.read_bytes()[:20])
    with closing(sqlite3.connect(settings.database)) as raw, raw:
        raw.execute("INSERT INTO epochs (key_id, day, state) VALUES (?, 5, 'reading')", (b"lost",))
        raw.execute(
            "INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, hot) "
            "VALUES (x'01', 'K7WQ2M', 'new', 0, '', x'00', 1)"
        )
        raw.execute("INSERT INTO wraps (case_id, hot) VALUES (x'01', CAST(x'01' || ? AS BLOB))", (b"lost rest",))
    found = lights(settings)
    assert [light for light, _words in found] == [Light.YELLOW, Light.YELLOW, Light.GREEN]
    assert str(path) in found[0][1]
    assert epoch_file(b"lost", 5) in found[1][1]
    assert found[1][1].endswith("; sealed: K7WQ2M")


def test_a_move_that_does_not_finish_is_red_with_the_command(settings: Settings) -> None:
    assert main(["keys", "night"]) == 0
    with closing(sqlite3.connect(settings.database)) as raw, raw:
        raw.execute("UPDATE hours SET hour = hour - ? WHERE what = 'night'", (3 * DAY,))
    ((light, words),) = lights(settings)
    assert light is Light.RED
    assert words.endswith("python -m bot keys night")


def test_by_a_clock_that_jumped_nothing_is_made_by_hand_either(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "night"]) == 0
    before = sorted((settings.keys_dir / "epochs").iterdir())
    true = time.time()
    monkeypatch.setattr(time, "time", lambda: true + 365 * DAY)
    assert main(["keys", "night"]) == 1
    assert "set it right" in capsys.readouterr().err
    assert sorted((settings.keys_dir / "epochs").iterdir()) == before


def test_what_does_not_open_is_an_exit_status_until_it_is_given_up(settings: Settings) -> None:
    keyring = load_keyring(settings.data_dir, now=int(time.time()))
    with closing(sqlite3.connect(settings.database)) as raw, raw:
        blob = b"\x01" + keyring.newest.key_id + bytes(60)
        raw.execute("INSERT INTO charts (id, body) VALUES (x'01', ?)", (blob,))
    assert main(["keys", "night"]) == 1
    assert len(list((settings.keys_dir / "epochs").iterdir())) == 2
    assert main(["keys", "night", "--give-up"]) == 0
    assert len(list((settings.keys_dir / "epochs").iterdir())) == 1


async def _opened(settings: Settings) -> None:
    keyring = load_keyring(settings.data_dir, now=int(time.time()))
    database, vault = await open_sqlite(settings.database), Vault(keyring)
    await require_keys(database, keyring, vault, folder=settings.keys_dir, path=settings.database)
    new = NewCase(kind="question", door="d", language="en", bot=1, chat=5)
    await database.transact(partial(Cases(vault, keyring).open, new=new, now=int(time.time())))
    await database.close()


def test_cases_of_an_epoch_that_is_given_up_rest(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing would ever end them else, and no operator open them again."""
    first = load_keyring(settings.data_dir, now=int(time.time())).newest
    asyncio.run(_opened(settings))
    write_epoch(
        settings.keys_dir / "epochs",
        new_epoch(now=int(time.time()), random_bytes=os.urandom),
        read_root(KeyFolder.beside(settings.data_dir)),
        random_bytes=os.urandom,
    )
    asyncio.run(_opened(settings))
    (settings.keys_dir / "epochs" / epoch_file(first.key_id, first.day)).unlink()
    assert main(["keys", "night", "--give-up"]) == 0
    assert "rest now, as it can not read them: 1 case;" in capsys.readouterr().out
    with closing(sqlite3.connect(settings.database)) as raw:
        assert raw.execute("SELECT state, ends FROM cases WHERE hot IS NULL").fetchall()[0][0] == "resting"
        assert raw.execute("SELECT COUNT(*), COUNT(ends), COUNT(hot) FROM cases").fetchone() == (2, 1, 1)
