"""The hot keys destroyed by two supervisors within five minutes, or on the machine beside the running line."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot import progress
from bot.cli import main
from bot.commands_forget import WORD
from bot.desk.nights import forgetting as desk
from bot.errors import KeyFault, SealError
from bot.roots import renew
from bot.settings import load
from storage import forgetting
from storage.archive import open_case, sealed_files
from storage.cases import Cases, NewCase
from storage.epoch_keeping import EpochKeeper
from storage.key_check import require_keys
from storage.keys import load_keyring
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from tests.storage.conftest import NOW
from tests.unit.desk.test_requests import GRANT, PETRO, line
from tests.unit.desk.wire import CHAT, OLGA, Talk

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx
    from tests.storage.conftest import Store
    from tests.unit.desk.test_requests import Line

__all__ = ["line"]


@pytest.fixture
def kept(line: Line, store: Store, data: Path) -> Line:
    """The line with its epochs in its own hands."""
    keeper = EpochKeeper(folder=data / "keys", root=store.keyring.root, vault=store.vault, database=store.database)
    store.database.seals_with(store.vault.seal_with)
    line.house = replace(line.house, keeper=keeper)
    return line


@pytest.fixture
async def case(kept: Line) -> Talk:
    talk = Talk(kept, kept.phone(CHAT, "en"))
    await talk.begins()
    return talk


def epochs(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "keys/epochs").iterdir())


async def test_two_supervisors_see_what_is_lost_and_it_is_gone_at_once(
    kept: Line, case: Talk, store: Store, data: Path, folder: Path
) -> None:
    alias, before = (await case.case()).alias, epochs(data)
    await kept.commands("/forget_keys")
    assert kept.told_any("open cases 1 ")
    assert epochs(data) == before
    assert "Another supervisor" in str(await kept.presses(GRANT, OLGA))
    await kept.presses(GRANT, PETRO)
    assert kept.told_any("The hot keys are destroyed")
    assert kept.told_any("cases sealed: 1;")
    assert len(epochs(data)) == 1
    assert epochs(data) != before
    assert not forgetting.begun(data / "keys")
    assert [epoch.key_id for epoch in store.vault.epochs] == [store.vault.sealing.key_id]
    found = await store.database.transact(lambda tx: store.cases.by_alias(tx, alias))
    assert found is not None
    assert (found.hot, found.state) == (False, "resting")
    entries = open_case(sealed_files(store.path, alias), (folder / "operator.key").read_text())
    assert entries
    assert await store.database.transact(forgetting.counts) == forgetting.Lost(cases=0, drafts=0, waiting=0, unsent=0)


async def test_a_process_that_has_the_keys_is_ended_before_anybody_is_told(kept: Line, store: Store) -> None:
    ended: list[bool] = []
    with store.vault.lent(lambda: ended.append(kept.told_any("The hot keys are destroyed"))):
        await desk.forget(kept.house, NOW)
    assert ended
    assert not ended[0]


async def test_other_hosts_are_told_before_it_counts_as_done(kept: Line, case: Talk, data: Path) -> None:
    """They destroy by the word of the one that serves; whoever hears that it is done switches that one off."""
    assert (await case.case()).hot
    said: list[tuple[int, bool]] = []

    class Told:
        async def look(self) -> None:
            keeper = kept.house.keeper
            said.append((0 if keeper is None else len(keeper.vault.epochs), forgetting.begun(data / "keys")))

    office: Any = Told()
    kept.house = replace(kept.house, office=office)
    await desk.forget(kept.house, kept.now)
    assert said == [(1, True)]


async def test_what_is_saved_meanwhile_is_gone_too(kept: Line, case: Talk, store: Store) -> None:
    """Units that run while the keys are changed read under the old one; none may save it under the new one."""
    before = await store(lambda tx: store.people.find(tx, bot=kept.house.line.bot, chat=CHAT))
    assert before is not None
    ended = asyncio.Event()

    async def saves() -> None:
        while not ended.is_set():
            with suppress(SealError):
                await store(_saved)

    async def _saved(tx: Tx) -> None:
        if (person := await store.people.by_id(tx, before.id)) is not None:
            await store.people.save(tx, person, bot=kept.house.line.bot)

    others = [asyncio.create_task(saves()) for _ in range(4)]
    await desk.forget(kept.house, kept.now)
    ended.set()
    await asyncio.gather(*others)
    assert await store(lambda tx: tx.one("person_by_id", id=before.id)) is None
    assert (await case.case()).hot is False


async def test_whoever_comes_afterwards_is_told(kept: Line, case: Talk) -> None:
    assert (await case.case()).hot
    await desk.forget(kept.house, kept.now)
    await case.phone.writes("/start")
    assert [chat for chat, text in kept.stood if "our server destroyed its keys" in text] == [CHAT]
    await case.phone.writes("/start")
    assert sum("our server destroyed its keys" in text for _chat, text in kept.stood) == 1


async def test_nobody_does_it_alone_and_nobody_does_it_late(kept: Line, case: Talk, data: Path) -> None:
    assert (await case.case()).hot
    before = epochs(data)
    kept.admins = {OLGA}
    await kept.commands("/forget_keys")
    assert kept.told_any("nobody destroys the keys alone")
    kept.admins = {OLGA, PETRO}
    await kept.commands("/forget_keys")
    kept.now += 301
    assert "has lapsed" in str(await kept.presses(GRANT, PETRO))
    assert kept.told_any("Five minutes have passed")
    assert epochs(data) == before


async def test_the_command_on_the_machine_is_followed_by_the_running_line(
    kept: Line, case: Talk, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await case.case()).hot
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    assert main(["forget-keys", "--word", "forget"]) == 2
    assert "nothing was destroyed" in capsys.readouterr().err
    monkeypatch.setattr("bot.commands_forget._SECONDS", 0)
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    with monkeypatch.context() as one:
        one.setattr(progress, "sys", SimpleNamespace(stderr=screen))
        assert main(["forget-keys", "--word", WORD]) == 1
    assert "the running bot" in screen.getvalue()
    assert "stop it NOW" in capsys.readouterr().err
    assert epochs(data) == []
    await desk.look(kept.house, kept.now)
    assert not forgetting.begun(data / "keys")
    assert len(epochs(data)) == 1
    await kept.deliver()
    assert kept.told_any("The hot keys are destroyed")


async def test_without_a_running_line_the_next_start_goes_on_empty(
    case: Talk, store: Store, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alias = (await case.case()).alias
    await store.database.close()
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    assert main(["forget-keys", "--word", WORD]) == 0
    assert "Its next start goes on with an empty key" in capsys.readouterr().out
    with pytest.raises(KeyFault, match="destroyed by forget-keys; start the bot"):
        load_keyring(data, now=store_now(store))
    settings: Any = load({"HOTLINE_DATA_DIR": str(data)}, env_file=None)
    monkeypatch.setattr("bot.roots.time.time", lambda: store_now(store))
    renew(settings, None)
    renew(settings, None)
    keyring = load_keyring(data, now=store_now(store))
    database = await open_sqlite(store.path)
    await desk.settled(database, keyring, folder=data / "keys", periods=settings.periods, now=store_now(store))
    rows = await database.transact(lambda tx: tx.all("epochs_listed"))
    await database.close()
    assert {bytes(row["key_id"]) for row in rows if row["state"] != "gone"} == {keyring.newest.key_id}
    assert not forgetting.begun(data / "keys")
    assert sealed_files(store.path, alias)


def test_killed_at_any_moment_the_next_start_finishes(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 right after each thing that came onto the disk: a key folder is never left that reads what was open."""
    monkeypatch.setattr("bot.roots.time.time", lambda: NOW)
    step, cut = 0, True
    while cut:
        step += 1
        data = tmp_path / f"{step}" / "data"
        shutil.copytree(template / "data", data)
        asyncio.run(_opens_a_case(data))
        (old,) = load_keyring(data, now=NOW).epochs
        cut = _killed(data, after=step)
        if forgetting.begun(data / "keys"):
            asyncio.run(_starts(data))
        left = load_keyring(data, now=NOW)
        assert left.epochs != (old,)
        assert len(left.epochs) == 1
        assert not left.halves
        assert not forgetting.begun(data / "keys")
        with closing(sqlite3.connect(data / "parley.db")) as raw:
            assert raw.execute("SELECT state, hot FROM cases").fetchall() == [("resting", None)]
    assert step > 5


async def _opens_a_case(data: Path) -> None:
    keyring = load_keyring(data, now=NOW)
    database, vault = await open_sqlite(data / "parley.db"), Vault(keyring)
    await require_keys(database, keyring, vault, folder=data / "keys", path=data / "parley.db")
    new = NewCase(kind="question", door="d", language="en", bot=1, chat=5)
    await database.transact(lambda tx: Cases(vault, keyring).open(tx, new, now=NOW))
    await database.close()


async def _starts(data: Path) -> None:
    """As `run` does."""
    settings = load({"HOTLINE_DATA_DIR": str(data)}, env_file=None)
    renew(settings, None)
    keyring = load_keyring(data, now=NOW)
    database = await open_sqlite(data / "parley.db")
    await desk.settled(database, keyring, folder=data / "keys", periods=settings.periods, now=NOW)
    await database.close()


def _killed(data: Path, *, after: int) -> bool:
    """Forget in a process that kills itself after so many things were synced; False: it came to its end."""
    child = os.fork()
    if child == 0:
        fsync, left = os.fsync, after

        def counted(descriptor: int) -> None:
            nonlocal left
            fsync(descriptor)
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        os.fsync = counted  # type: ignore[assignment]
        forgetting.destroy_files(data / "keys")
        asyncio.run(_starts(data))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def store_now(store: Store) -> int:
    return store.keyring.newest.made + 60
