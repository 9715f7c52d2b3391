"""`keys recipients`: open cases follow the list, closed ones an operator seals anew; what stays open is said."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from bot.counted import counted
from bot.desk.seeing.granted import RequestDesk
from bot.following import seal_anew
from bot.settings import load
from storage import age, recipients
from storage.archive import KEY_FILE, open_case, sealed_files
from storage.audit import Action
from storage.audit_check import verify
from storage.cases import Case, Cases, NewCase
from storage.epochs import new_epoch, write_epoch
from storage.key_making import init_keys
from storage.keys import KeyFolder, load_keyring, read_root
from storage.locking import hold
from storage.migrate import migrate
from storage.recipients import Recipients, coverage
from storage.sealing import Vault
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.age import Identity
    from storage.database import Tx

LOOPBACK = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Line:
    """A data folder, and the keys of anna, boris, and clara, who is not on the list."""

    data: Path
    anna: Identity
    boris: Identity
    clara: Identity

    @property
    def database(self) -> Path:
        return self.data / "parley.db"

    @property
    def listed(self) -> tuple[str, ...]:
        return load_keyring(self.data, now=int(time.time())).recipients

    def opens(self, who: Identity, alias: str) -> bool:
        try:
            open_case(sealed_files(self.database, alias), who.secret)
        except Exception:  # noqa: BLE001 - whatever it is, he does not
            return False
        return True

    def pepper_opens(self, who: Identity) -> bool:
        try:
            return age.unseal((self.data / "keys/pepper.age").read_bytes(), who.secret).startswith(b"parley-pepper")
        except Exception:  # noqa: BLE001 - as above
            return False


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    made = Line(tmp_path / "data", age.new_identity(), age.new_identity(), age.new_identity())
    init_keys(made.data, recipients=[made.anna.recipient, made.boris.recipient], now=int(time.time()))
    migrate(made.database)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(made.data))
    monkeypatch.chdir(tmp_path)
    return made


async def cases(line: Line, *, closed: int = 1) -> list[Case]:
    keyring = load_keyring(line.data, now=int(time.time()))
    stored = Cases(Vault(keyring), keyring)
    new = NewCase(kind="question", door="self", language="uk", bot=1, chat=2)

    async def unit(tx: Tx) -> list[Case]:
        opened = [await stored.open(tx, new, now=1_800_000_000 + at) for at in range(4)]
        for case in opened[:closed]:
            await stored.close(tx, case, reason="answered", now=1_800_000_000)
        return opened

    database = await open_sqlite(line.database)
    try:
        return await database.transact(unit)
    finally:
        await database.close()


def test_one_more_opens_what_is_open_and_an_operator_seals_the_rest_anew(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, *hot = asyncio.run(cases(line))
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    said = capsys.readouterr().out
    assert "open cases: 3 of 3; closed or resting: 0 of 1" in said
    assert "open --rewrap FILE" in said
    assert [line.opens(line.clara, case.alias) for case in hot] == [True] * 3
    assert not line.opens(line.clara, closed.alias)
    assert line.pepper_opens(line.clara)
    (tmp_path / "boris.key").write_text(line.boris.secret)
    assert main(["open", "--rewrap", "rewrapped", "--identity", "boris.key"]) == 0
    assert main(["keys", "recipients", "apply", "rewrapped"]) == 0
    assert "1 case sealed to the recipients of now, 0 left" in capsys.readouterr().out
    assert line.opens(line.clara, closed.alias)
    assert line.opens(line.anna, closed.alias)
    deeds = verify(line.database, load_keyring(line.data, now=int(time.time())))
    assert ([deed.action for deed in deeds.deeds], deeds.faults) == (["recipient_added", "rewrapped"], ())


def test_whoever_is_removed_opens_nothing_new_and_it_is_said_what_he_keeps(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, *hot = asyncio.run(cases(line))
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    assert main(["keys", "recipients", "remove", line.anna.recipient]) == 0
    said = capsys.readouterr().out
    assert "every backup and copy made before" in said
    assert line.listed == (line.boris.recipient, line.clara.recipient)
    assert [line.opens(line.anna, case.alias) for case in hot] == [False] * 3
    assert line.opens(line.anna, closed.alias)
    assert not line.pepper_opens(line.anna)
    (tmp_path / "boris.key").write_text(line.boris.secret)
    assert main(["open", "--rewrap", "rewrapped", "--identity", "boris.key"]) == 0
    assert main(["keys", "recipients", "apply", "rewrapped"]) == 0
    assert [line.opens(who, closed.alias) for who in (line.anna, line.boris, line.clara)] == [False, True, True]


def test_a_file_for_another_list_or_of_another_time_does_nothing(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(cases(line))
    (tmp_path / "anna.key").write_text(line.anna.secret)
    (tmp_path / "clara.key").write_text(line.clara.secret)
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    assert main(["open", "--rewrap", "one", "--identity", "anna.key"]) == 0
    assert main(["open", "--rewrap", "two", "--identity", "clara.key"]) == 0
    assert "not opened by this key" in capsys.readouterr().err
    assert main(["keys", "recipients", "apply", "one"]) == 0
    assert main(["keys", "recipients", "apply", "one"]) == 0
    assert "0 cases sealed to the recipients of now, 1 left" in capsys.readouterr().out
    assert main(["keys", "recipients", "remove", line.clara.recipient]) == 0
    for wrong in ("one", "anna.key"):
        assert main(["keys", "recipients", "apply", wrong]) == 1
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 2
    assert "made for another list of recipients" in err[0]
    assert "no file that `open --rewrap` made" in err[1]


def test_a_file_that_was_damaged_on_its_way_does_nothing(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, *_ = asyncio.run(cases(line))
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    (tmp_path / "anna.key").write_text(line.anna.secret)
    assert main(["open", "--rewrap", "made", "--identity", "anna.key"]) == 0
    whole = (tmp_path / "made").read_bytes()
    place = whole.index(b'"sealed"') + 40
    for damaged in (whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], whole[:-9], whole + b"\n"):
        (tmp_path / "brought").write_bytes(damaged)
        assert main(["keys", "recipients", "apply", "brought"]) == 1
        assert "not whole or was changed" in capsys.readouterr().err
    assert line.opens(line.anna, closed.alias)
    assert main(["keys", "recipients", "apply", "made"]) == 0
    assert line.opens(line.clara, closed.alias)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["add", "age1qyqs"], "is no age public key"),
        (["add", "AGE-SECRET"], "is a private key"),
        (["remove", "age1qyqs"], "is no age public key"),
        (["remove", "CLARA"], "is not on the list"),
        (["remove", "ANNA"], "2 recipients must stay"),
    ],
)
def test_what_can_not_be_is_one_line_and_changes_nothing(
    line: Line, given: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"AGE-SECRET": line.clara.secret, "CLARA": line.clara.recipient, "ANNA": line.anna.recipient}
    files = {path: path.read_bytes() for path in line.data.rglob("*") if path.is_file()}
    assert main(["keys", "recipients", given[0], named.get(given[1], given[1])]) == 1
    (err,) = capsys.readouterr().err.splitlines()
    assert words in err
    assert line.clara.secret[20:40] not in err
    assert {path: path.read_bytes() for path in line.data.rglob("*") if path.is_file()} == files


def test_a_rehearsal_may_have_one_alone(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_API_URL", LOOPBACK)
    assert main(["keys", "recipients", "remove", line.anna.recipient]) == 0
    assert line.listed == (line.boris.recipient,)


def test_a_setting_that_names_them_is_told_of(
    line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_OPERATOR_RECIPIENTS", ",".join(line.listed))
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 2
    assert "HOTLINE_OPERATOR_RECIPIENTS is set" in capsys.readouterr().err
    assert line.clara.recipient not in line.listed


def test_on_a_full_disk_the_list_is_as_it_was(line: Line) -> None:
    before, child = line.listed, os.fork()
    if child == 0:
        status = 2
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
            status = main(["keys", "recipients", "add", line.clara.recipient])
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert line.listed == before
    assert line.pepper_opens(line.anna)
    assert not list(line.data.rglob("*.part"))


async def test_cut_off_it_goes_on_where_it_was(line: Line) -> None:
    _closed, *hot = await cases(line)
    settings, listed = load(), Recipients(KeyFolder.beside(line.data), line.listed)
    listed.add(line.clara.recipient)
    keyring = load_keyring(line.data, now=int(time.time()))
    database = await open_sqlite(line.database)
    await database.transact(lambda tx: Cases(Vault(keyring), keyring).wrap_again(tx, limit=1))
    await database.close()
    assert coverage(line.database, listed.listed).hot_done == 1
    first = {case.alias: sealed_files(line.database, case.alias)[KEY_FILE] for case in hot}
    await seal_anew(settings, Action.RECIPIENT_ADDED, lambda _more: None)
    again = {case.alias: sealed_files(line.database, case.alias)[KEY_FILE] for case in hot}
    assert sum(first[alias] == again[alias] for alias in first) == 1
    assert all(line.opens(line.clara, case.alias) for case in hot)


@pytest.mark.parametrize(
    ("step", "few"), [("pepper", 9), ("list", 9), ("first case", 9), ("last case", 9), ("first case", 0)]
)
def test_killed_anywhere_it_goes_on(line: Line, monkeypatch: pytest.MonkeyPatch, step: str, few: int) -> None:
    """kill -9 right after that step: either list opens what it should, and the same command finishes."""
    _closed, *hot = asyncio.run(cases(line))
    for name, value in {"PAGE": 1, "FEW": few, "_AT_ONCE": 1, "_MOST": 1, "_PAGES_EACH": 1}.items():
        monkeypatch.setattr(f"storage.resealing.{name}", value)
    after = {"pepper": 1, "list": 2, "first case": 3, "last case": 2 + len(hot)}[step]
    assert killed(line, after) == -signal.SIGKILL
    assert len(line.listed) == (2 if step == "pepper" else 3)
    assert line.pepper_opens(line.anna)
    assert all(line.opens(line.anna, case.alias) for case in hot)
    assert sum(line.opens(line.clara, case.alias) for case in hot) == max(0, after - 2)
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    assert line.pepper_opens(line.clara)
    assert all(line.opens(who, case.alias) for who in (line.anna, line.boris, line.clara) for case in hot)
    assert not verify(line.database, load_keyring(line.data, now=int(time.time()))).faults
    assert main(["keys", "verify"]) == 0


BROKEN = {
    "ends": "",
    "mixes up": "import sys; sys.stdout.buffer.write((4).to_bytes(4, 'big') + bytes(12)); sys.stdout.buffer.flush()",
}


@pytest.mark.parametrize("broken", [None, *BROKEN])
def test_many_cases_are_sealed_by_processes_and_without_them_all_the_same(
    line: Line, monkeypatch: pytest.MonkeyPatch, broken: str | None, tmp_path: Path
) -> None:
    _closed, *hot = asyncio.run(cases(line))
    for name, value in {"FEW": 0, "_AT_ONCE": 2}.items():
        monkeypatch.setattr(f"storage.resealing.{name}", value)
    if broken is not None:
        (tmp_path / "sealer.py").write_text(BROKEN[broken])
        monkeypatch.setattr("storage.resealing.SCRIPT", tmp_path / "sealer.py")
    else:
        monkeypatch.setattr(Cases, "wrap_again", None)
    assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    assert all(line.opens(who, case.alias) for who in (line.anna, line.boris, line.clara) for case in hot)


async def test_what_was_closed_meanwhile_is_not_sealed_anew(line: Line) -> None:
    _closed, case, *_ = await cases(line)
    keyring = load_keyring(line.data, now=int(time.time()))
    stored = Cases(Vault(keyring), replace(keyring, recipients=(line.clara.recipient,)))
    database = await open_sqlite(line.database)
    page, _after = await database.transact(partial(stored.sealable, after=b"", limit=9))
    before = sealed_files(line.database, case.alias)[KEY_FILE]
    await database.transact(partial(stored.close, case=case, reason="answered", now=1))
    await database.transact(partial(stored.put_sealed, page=[(one, b"new") for one in page]))
    await database.close()
    assert sealed_files(line.database, case.alias)[KEY_FILE] == before
    assert coverage(line.database, (line.clara.recipient,)).hot_done == len(page) - 1


def killed(line: Line, after: int) -> int:
    """Add clara in a process that is killed after so many of its lasting changes; how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    done = 0
    replace_whole = recipients.replace_whole  # type: ignore[attr-defined]

    def counted(*_: object) -> None:
        nonlocal done
        done += 1
        if done == after:
            os.kill(os.getpid(), signal.SIGKILL)

    def replaces(path: Path, content: bytes) -> None:
        replace_whole(path, content)
        counted()

    recipients.replace_whole = replaces  # type: ignore[attr-defined]
    asyncio.run(seal_anew_after(line, counted))
    os._exit(0)


async def seal_anew_after(line: Line, told: Callable[[int], None]) -> None:
    Recipients(KeyFolder.beside(line.data), line.listed).add(line.clara.recipient)
    await seal_anew(load(), Action.RECIPIENT_ADDED, told)


@pytest.mark.parametrize("runs", [False, True])
def test_cases_of_a_missing_key_are_told_at_once_and_waited_for_by_nobody(
    line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, runs: bool
) -> None:
    _closed, *hot = asyncio.run(cases(line))
    where = KeyFolder.beside(line.data)
    (old,) = where.epochs.iterdir()
    epoch = new_epoch(now=1, random_bytes=os.urandom)
    write_epoch(where.epochs, epoch, read_root(where), random_bytes=os.urandom)
    with closing(sqlite3.connect(line.database)) as raw, raw:
        raw.execute("INSERT INTO epochs (key_id, day, state) VALUES (?, 0, 'reading')", (epoch.key_id,))
    old.rename(line.data.with_name(old.name))
    monkeypatch.setattr("bot.following.PATIENCE", -1.0)
    with ExitStack() as stack:
        if runs:
            stack.callback(hold(line.database).release)
        assert main(["keys", "recipients", "add", line.clara.recipient]) == 0
    words = f"{counted(len(hot), 'open case')} can not follow the list: a missing epoch key sealed"
    assert words in capsys.readouterr().out
    assert main(["keys", "verify"]) == 1
    told = capsys.readouterr().out
    assert words in told
    assert "are sealed to an earlier list" not in told


def test_the_running_bot_follows(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    """The command changes the list; who holds the database seals the cases, and the command tells how far it is."""
    asyncio.run(_followed(line))
    assert "the running bot seals open cases anew" in capsys.readouterr().out


async def _followed(line: Line) -> None:
    _closed, *hot = await cases(line)
    keyring = load_keyring(line.data, now=int(time.time()))
    database = await open_sqlite(line.database)
    stored = Cases(Vault(keyring), keyring)
    audited: list[Action] = []

    async def add(_tx: Tx, action: Action, **_told: Any) -> None:
        audited.append(action)

    house: Any = SimpleNamespace(database=database, cases=stored, audit=SimpleNamespace(add=add))
    desk = RequestDesk(recipients=Recipients(KeyFolder.beside(line.data), keyring.recipients), now=lambda: 0)
    given = asyncio.create_task(asyncio.to_thread(main, ["keys", "recipients", "add", line.clara.recipient]))
    while not given.done():
        await desk.follow(house)
    await database.close()
    assert await given == 0
    assert audited == [Action.RECIPIENT_ADDED]
    assert all(line.opens(line.clara, case.alias) for case in hot)
