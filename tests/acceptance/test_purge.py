"""`purge` shows, asks and does; `open --revive` makes a sealed case hot again. Both while the bot is stopped."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from bot.periods import DAY, USUAL
from storage.cases import Answer, Cases, NewCase
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.locking import hold
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.cases import Case
    from storage.database import Tx

NOW = 1_800_000_000
PERSON = 777_000_777


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A line with two open cases; sets the clock that the commands read."""
    for name, value in {"DATA_DIR": "data", "BOT_TOKEN": "7:AAExample", "OPERATOR_CHAT_ID": "-1001"}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    monkeypatch.chdir(tmp_path)
    init_keys(Path("data"), recipients=(), operator_key_out=Path("operator.key"), now=NOW)
    migrate(Path("data/parley.db"))
    asyncio.run(line_over(Path("data"), [_new(), _new()], now=NOW))
    return lambda second: monkeypatch.setattr("time.time", lambda: second)


async def line_over(data: Path, new: list[NewCase], *, now: int) -> list[Case]:
    """Make these cases; the hot ones that are there."""
    keyring = load_keyring(data, now=now)
    cases = Cases(Vault(keyring), keyring)

    async def unit(tx: Tx) -> list[Case]:
        for one in new:
            await cases.open(tx, one, now=now)
        return await cases.hot(tx)

    database = await open_sqlite(data / "parley.db")
    try:
        return await database.transact(unit)
    finally:
        await database.close()


def _new() -> NewCase:
    answers = (Answer("who", "Who?", "somebody"),)
    return NewCase(kind="application", door="soldier", language="ru", bot=7, chat=PERSON, answers=answers)


def rows(query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect("data/parley.db")) as raw:
        return raw.execute(query).fetchall()


def test_it_shows_counts_and_nothing_else_asks_and_does(
    made: Callable[[int], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(NOW + (USUAL.rest + 1) * DAY)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert main(["purge"]) == 0
    told = capsys.readouterr().out
    assert "open cases: 2 to be put to rest, nobody wrote in them for 14 days; 0 stay open" in told
    aliases = [str(alias) for (alias,) in rows("SELECT alias FROM cases")]
    assert not [alias for alias in aliases if alias in told]
    assert rows("SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL") == [(2,)], "nobody said yes"
    assert main(["purge", "--yes"]) == 0
    assert "done: 2 rested" in capsys.readouterr().out
    assert rows("SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL") == [(0,)]
    assert rows("SELECT COUNT(*) FROM outbox") != [(0,)], "their person is told once the bot runs"
    assert main(["purge", "--yes"]) == 0
    assert "nothing is over\ndone: nothing" in capsys.readouterr().out


def test_a_script_sees_the_same_and_is_asked_nothing(
    made: Callable[[int], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*more: str) -> dict[str, Any]:
        assert main(["purge", "--json", *more]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    made(NOW + (USUAL.rest + 1) * DAY)
    monkeypatch.setattr("click.confirm", None)
    seen = told()
    assert (seen["over"]["cases"], seen["kept"]["cases"], seen["doubt"], seen["done"]) == (2, 0, None, None)
    assert seen["today"] == "2027-01-30"
    assert rows("SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL") == [(2,)], "only shown"
    assert told("--yes")["done"] == {"rested": 2}
    assert rows("SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL") == [(0,)]
    made(NOW + 700 * DAY)
    assert told()["doubt"].startswith("the clock stands ")
    assert main(["purge", "--json", "--yes"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.endswith("then, at a terminal, run: python -m bot purge\n")


def test_beside_a_running_bot_it_shows_and_changes_nothing(
    made: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    made(NOW + 400 * DAY)
    held = hold(Path("data/parley.db"))
    try:
        assert main(["purge", "--yes"]) == 1
    finally:
        held.release()
    captured = capsys.readouterr()
    assert "open cases: 2 to be put to rest" in captured.out
    assert captured.err == "parley: data/parley.db: the database is held by another process; stop that one first\n"


def test_a_sealed_case_is_opened_again_on_the_server_with_an_operators_key(
    made: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    made(NOW + (USUAL.rest + 1) * DAY)
    assert main(["purge", "--yes"]) == 0
    ((alias,),) = rows("SELECT alias FROM cases ORDER BY alias LIMIT 1")
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    capsys.readouterr()
    assert main(["open", str(alias), "--identity", "stranger.key", "--revive"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["open", str(alias), "--identity", "operator.key", "--revive"]) == 0
    assert capsys.readouterr().out == f"{alias}: waits for an operator; start the bot\n"
    assert rows("SELECT alias, state, ends FROM cases WHERE hot IS NOT NULL") == [(alias, "new", None)]
    (case,) = asyncio.run(line_over(Path("data"), [], now=NOW))
    assert (case.chat, case.door, case.reopened) == (PERSON, "soldier", False)
    assert main(["open", "ZZZZZZ", "--identity", "operator.key", "--revive"]) == 1
    assert main(["open", str(alias), "--identity", "operator.key", "--revive"]) == 0
    assert "is open already" in capsys.readouterr().out


def test_a_clock_that_jumped_erases_nothing_unseen(
    made: Callable[[int], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(NOW)
    assert main(["purge", "--yes"]) == 0
    made(NOW + 700 * DAY)
    assert main(["purge", "--yes"]) == 1
    told = capsys.readouterr()
    assert "say it again without --yes" in told.err
    assert "the clock stands 700 days after the last day it was known to be right, 2027-01-15" in told.err
    assert rows("SELECT count(*) FROM cases WHERE hot IS NOT NULL") == [(2,)]
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert main(["purge"]) == 0
    told = capsys.readouterr()
    assert "WARNING: the clock stands 700 days after" in told.out
    assert "resting cases: 0 to be erased" in told.out
    assert rows("SELECT count(*) FROM cases WHERE state = 'resting'") == [(2,)], "what was shown, and no more"
