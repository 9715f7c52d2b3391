"""`backup`, `restore` and `resume` as an administrator has them: a lost server, a planned move, and what is refused."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from bot.lights.machine import about_machine
from bot.messages import Person, Send
from bot.settings import load
from storage.backups.parcel import unpack
from storage.backups.restoring import Restorer
from storage.case_files import EntryKind
from storage.cases import Answer, NewCase
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.locking import hold
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Tx

NOW = 1_800_000_000
HOUR, DAY = 3_600, 86_400
PERSON = 777_000_777
TOLD = "I have two wounded"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda second: monkeypatch.setattr("time.time", lambda: second)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None]) -> None:
    """A line with two open cases, one of them urgent, a closed one, a draft, and a message not yet sent."""
    for name, value in {"DATA_DIR": "data", "BOT_TOKEN": "7:AAExample", "OPERATOR_CHAT_ID": "-1001"}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    monkeypatch.setenv("HOTLINE_BACKUP_DIR", "backups")
    monkeypatch.chdir(tmp_path)
    clock(NOW)
    init_keys(Path("data"), recipients=(), operator_key_out=Path("operator.key"), now=NOW)
    migrate(Path("data/parley.db"))
    asyncio.run(_lived(Path("data")))


async def _lived(data: Path) -> None:
    keyring = load_keyring(data, now=NOW)
    vault = Vault(keyring)
    stores = Stores(**stores_over(vault, keyring))
    answers = (Answer("who", "Who?", TOLD),)
    new = {"kind": "application", "door": "soldier", "language": "ru", "bot": 7, "answers": answers}

    async def unit(tx: Tx) -> None:
        await tx.run("epoch_list", key_id=keyring.newest.key_id, day=keyring.newest.day)
        await tx.run("epoch_write", key_id=keyring.newest.key_id)
        his = await stores.cases.open(tx, NewCase(**new, chat=PERSON, check_word="oak"), now=NOW)  # type: ignore[arg-type]
        forced = await stores.cases.open(tx, NewCase(**new, chat=8, urgent=True), now=NOW)  # type: ignore[arg-type]
        await stores.cases.note_urgency(tx, replace(his, urgent=True, dangers=("now",)), now=NOW)
        await stores.cases.append(tx, forced, EntryKind.DURESS, {}, now=NOW)
        closed = await stores.cases.open(tx, NewCase(**new, chat=9), now=NOW)  # type: ignore[arg-type]
        await stores.cases.close(tx, closed, reason="x", now=NOW, ends=NOW + 90 * DAY)
        person = Person(id=vault.new_id(), chat=PERSON, language="ru")
        await stores.people.save(tx, person, bot=7)
        await stores.people.keep_draft(tx, person.id, {"at": "who"}, now=NOW)
        await stores.outbox.put(tx, Send(post=vault.new_id(), chat=PERSON, text="soon"), now=NOW)

    database = await open_sqlite(data / "parley.db")
    try:
        await database.transact(unit)
    finally:
        await database.close()


async def _open_cases(data: Path) -> list[Any]:
    keyring = load_keyring(data, now=NOW)
    stores = Stores(**stores_over(Vault(keyring), keyring))
    database = await open_sqlite(data / "parley.db")
    try:
        return await database.transact(stores.cases.hot)
    finally:
        await database.close()


def one(query: str, data: str = "data") -> Any:
    with closing(sqlite3.connect(f"{data}/parley.db")) as raw:
        return raw.execute(query).fetchone()[0]


def backed_up(*options: str) -> str:
    assert main(["backup", *options]) == 0
    return str(max(Path("backups").iterdir()))


def elsewhere(monkeypatch: pytest.MonkeyPatch, name: str = "new") -> None:
    """The next server: nothing of the old one is there."""
    monkeypatch.setenv("HOTLINE_DATA_DIR", name)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    assert captured.err.count("\n") <= 1, "a fault is one line"
    return captured.out, captured.err


@pytest.mark.slow
@pytest.mark.usefixtures("made")
def test_a_lost_server_is_back_with_an_operators_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None]
) -> None:
    pepper = load_keyring(Path("data"), now=NOW).pepper
    file = backed_up()
    shutil.rmtree("data")
    clock(NOW + 2 * HOUR + 14 * 60)
    elsewhere(monkeypatch)
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key", "--revive"]) == 0
    told, _ = said(capsys)
    assert "gap       2 hours and 14 minutes: what was written, answered or closed since then is not here" in told
    assert "readable  2 of 2 cases that were open; 1 cases sealed" in told
    assert "lost      1 unsent answers of persons, 0 of their messages not yet worked, 1 messages not yet sent" in told
    assert "codes     return codes work" in told
    assert "on hold   nothing is sent" in told
    assert load_keyring(Path("new"), now=NOW).pepper == pepper
    cases = asyncio.run(_open_cases(Path("new")))
    known = {case.chat: (case.urgent, case.dangers, case.check_word, case.duress) for case in cases}
    assert known == {PERSON: (True, ("now",), "oak", False), 8: (True, (), "", True)}
    assert one("SELECT COUNT(*) FROM drafts", "new") == 0
    assert one("SELECT COUNT(*) FROM cases WHERE state = 'closed'", "new") == 1
    assert main(["resume", "--yes"]) == 0
    assert not Path("new/on-hold").exists()
    assert main(["resume", "--yes"]) == 1, "there is nothing to resume"


@pytest.mark.usefixtures("made")
def test_without_the_key_it_says_how_many_wait_and_that_no_code_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up()
    plain = subprocess.run(["age", "-d", "-i", "operator.key", file], capture_output=True, check=True).stdout
    elsewhere(monkeypatch)
    capsys.readouterr()
    assert main(["restore", file]) == 1
    assert "sealed to the operators' keys: give one, --identity FILE" in said(capsys)[1]
    assert not Path("new/keys").exists()
    Path("opened.tar").write_bytes(plain)
    assert main(["restore", "opened.tar"]) == 0
    told, _ = said(capsys)
    assert "readable  0 of 2 cases that were open" in told
    assert "waiting   2 cases for an operator's key: python -m bot restore --revive --identity KEY" in told
    assert "codes     return codes do NOT work and nothing starts" in told
    assert main(["keys", "show"]) == 1
    assert "pepper: is lost" in said(capsys)[1]
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    assert main(["restore", "--revive", "--identity", "stranger.key"]) == 1
    assert "does not open" in said(capsys)[1]
    assert main(["restore", "--revive", "--identity", "operator.key", "--json"]) == 0
    told = json.loads(said(capsys)[0])
    assert (told["revived"], told["waiting"], told["refused"], told["gap"]) == (2, [], [], 0)


@pytest.mark.usefixtures("made")
def test_a_planned_move_takes_everything_along(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None]
) -> None:
    held = hold(Path("data/parley.db"))
    assert main(["backup", "--move"]) == 1, "the bot runs"
    held.release()
    file = backed_up("--move")
    elsewhere(monkeypatch)
    clock(NOW + 600)
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    told, _ = said(capsys)
    assert "readable  2 open cases, 1 unsent answers; 1 cases sealed" in told
    assert "to send   1 messages, 0 of persons to be worked, after `resume`" in told
    assert load_keyring(Path("new"), now=NOW) == load_keyring(Path("data"), now=NOW)
    assert {case.chat for case in asyncio.run(_open_cases(Path("new")))} == {PERSON, 8}
    assert one("SELECT COUNT(*) FROM outbox", "new") == 1
    lights = {finding.name: finding.words for finding in about_machine(load(), now=NOW + 600)}
    assert lights["on hold"].endswith("once the old server is off, run: python -m bot resume")
    elsewhere(monkeypatch, "late")
    clock(NOW + 2 * DAY)
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "the keys in this move were over on 2027-01-17" in said(capsys)[1]
    assert not Path("late/keys").exists()


@pytest.mark.usefixtures("made")
def test_no_key_of_a_move_stays_where_it_passed(
    monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None], tmp_path: Path
) -> None:
    """A second name of each key file shows what a free block of the disk would hold."""
    root = Path("data/keys/root.key").read_bytes()
    file = backed_up("--move")

    def unpacked(stream: Any, into: Path) -> Any:
        manifest = unpack(stream, into)
        for number, path in enumerate(sorted((into / "keys").rglob("*.*"))):
            Path(f"{into.parent.name}-{number}-{path.name}").hardlink_to(path)
        return manifest

    monkeypatch.setattr("storage.backups.restoring.unpack", unpacked)
    elsewhere(monkeypatch, "apart")
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "usb" / "root.key"))
    clock(NOW + 600)
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert (tmp_path / "usb" / "root.key").read_bytes() == root
    (passed,) = tmp_path.glob("apart-*-root.key")
    assert set(passed.read_bytes()) == {0}
    monkeypatch.delenv("HOTLINE_ROOT_KEY_FILE")
    elsewhere(monkeypatch, "late")
    clock(NOW + 2 * DAY)
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    kept = {path.suffix: path.read_bytes() for path in tmp_path.glob("late-*")}
    assert set(kept) >= {".key", ".epoch"}
    assert all(set(content) == {0} for content in kept.values())


@pytest.mark.usefixtures("made")
def test_what_is_refused_changes_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    file = backed_up()
    whole = Path(file).read_bytes()
    before = {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "data: a line lives there (parley.db, parley.db-wal, keys); nothing is restored over it" in said(capsys)[1]
    assert {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()} == before
    elsewhere(monkeypatch)
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    assert main(["restore", file, "--identity", "stranger.key"]) == 1
    told = said(capsys)[1]
    assert "does not open: it is not for this key" in told
    assert "try another operator's key, or another backup" in told
    wrong = {"cut": whole[:-100], "head": whole[:200], "empty": b"", "foreign": b"SQLite format 3\0" * 99}
    for name, content in wrong.items():
        Path(name).write_bytes(content)
        assert main(["restore", name, "--identity", "operator.key"]) == 1, name
        assert said(capsys)[1], name
        assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"], name
    assert main(["restore", "nowhere", "--identity", "operator.key"]) == 1
    assert "nowhere: can not be read" in said(capsys)[1]
    assert main(["restore", file, "--revive"]) == 2
    assert "say FILE --identity KEY" in said(capsys)[1]


@pytest.mark.usefixtures("made")
def test_a_newer_backup_is_refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.backups.making.version", lambda _path: "9999")
    file = backed_up()
    elsewhere(monkeypatch)
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "was made by a newer program (database 9999)" in said(capsys)[1]


POINTS = ("begun", "unpacked", "settled", "held", "keyed", "placed", "done")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["lost", "move"])
@pytest.mark.usefixtures("made")
def test_killed_at_any_step_it_leaves_nothing_that_is_used_or_the_whole(
    kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process is made and forks; each child dies at a step, and the same command is said again."""
    file = backed_up(*(["--move"] if kind == "move" else []))
    for point in POINTS:
        elsewhere(monkeypatch, point)
        assert _dies_at(point, file) == -signal.SIGKILL
        whole = not Path(point, "restoring").exists()
        assert whole is (point == "done")
        assert Path(point, "on-hold").exists() or not Path(point, "parley.db").exists(), "never off hold"
        capsys.readouterr()
        if not whole:
            assert main(["keys", "show"]) == 1
            assert "a restore was cut off; say the same `restore` again" in said(capsys)[1]
            assert main(["restore", file, "--identity", "operator.key"]) == 0
        assert one("PRAGMA integrity_check", point) == "ok"
        assert one("SELECT COUNT(*) FROM cases", point) == 3
        assert len(asyncio.run(_open_cases(Path(point)))) == (2 if kind == "move" else 0)


def _dies_at(point: str, file: str) -> int:
    child = os.fork()
    if child == 0:
        setattr(Restorer, "probe", property(lambda _: _killer(point), lambda *_: None))  # noqa: B010 - it has slots
        main(["restore", file, "--identity", "operator.key"])
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _killer(point: str) -> Callable[[str], None]:
    return lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == f"restore.{point}" else None
