"""A new root key: nothing is lost wherever it is cut off, the audit goes on, what the old root named is named anew."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from bot.cli import main
from bot.desk.buttons import Buttons, Pressed
from bot.errors import HotlineError, KeyFault, StaleButton
from bot.probes import Probe, unprobed
from bot.roots import asked, renew
from bot.rotating import Done, Rotator, Wish
from bot.settings import Settings, load
from bot.unrotating import NAMING
from storage import forgetting
from storage.audit import Action
from storage.audit_check import verify
from storage.chains import chain_of
from storage.epochs import epoch_file, new_epoch, write_epoch
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.keys import KeyFolder, Keyring, load_keyring, read_root
from storage.migrate import migrate
from storage.passphrase import unlock
from storage.primitives import Cost
from storage.rotation import Rotation, opened_by
from storage.sealing import Field, Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Tx

NOW = 1_800_000_000
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
OLD_WORDS = "alpha bravo charlie delta echo foxtrot"
NEW_WORDS = "golf hotel india juliett kilo lima"
BOT, CHAT = 7, 4_711
MANY = 1_100
"""More than two pages."""
PEOPLE = Field("people", "body", b"x" * 16)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two epochs, some audit, one update that waits."""
    data = tmp_path_factory.mktemp("line") / "data"
    init_keys(data, recipients=(), now=NOW)
    where = KeyFolder.beside(data)
    write_epoch(
        where.epochs, new_epoch(now=NOW + 5, random_bytes=os.urandom), read_root(where), random_bytes=os.urandom
    )
    migrate(data / "parley.db")
    asyncio.run(lived(data))
    return data


async def lived(data: Path) -> None:
    keyring = load_keyring(data, now=NOW)
    database = await open_sqlite(data / "parley.db")
    stores = Stores(**stores_over(Vault(keyring), keyring))
    body = orjson.dumps({"update_id": 1, "message": {"chat": {"id": CHAT}}})

    async def unit(tx: Tx) -> None:
        for at in range(3):
            await stores.audit.add(tx, Action.OPENED, user=at, alias=f"ALIAS{at}", now=NOW)
        lane = keyring.lane(BOT, CHAT)
        await stores.inbox.accept(tx, bot=BOT, update_id=1, lane=lane, urgent=False, body=body, now=NOW)

    await database.transact(unit)
    await database.close()


@pytest.fixture
def settings(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "data")
    return load({"HOTLINE_DATA_DIR": str(tmp_path / "data")}, env_file=None)


def where(settings: Settings) -> KeyFolder:
    return KeyFolder.beside(settings.data_dir, settings.root_key)


async def many_wait(settings: Settings, count: int) -> None:
    """So many wait, of one chat; each is in the lane of no root key."""
    keyring = load_keyring(settings.data_dir, now=NOW)
    database = await open_sqlite(settings.database)
    inbox = Stores(**stores_over(Vault(keyring), keyring)).inbox
    body = orjson.dumps({"update_id": 1, "message": {"chat": {"id": CHAT}}})

    async def unit(tx: Tx) -> None:
        for number in range(count):
            await inbox.accept(tx, bot=BOT, update_id=number, lane=b"??", urgent=False, body=body, now=NOW)

    await database.transact(unit)
    await database.close()


def rotated(
    settings: Settings, wish: Wish | None = None, *, ask: Callable[[str], str] = asked, probe: Probe = unprobed
) -> Done:
    rotator = Rotator(settings=settings, now=NOW, cost=CHEAP, ask=ask, probe=probe)
    return asyncio.run(rotator.rotate(wish or Wish()))


def ring(settings: Settings, root: bytes | None = None) -> Keyring:
    return load_keyring(settings.data_dir, settings.root_key, now=NOW, root=root)


def lanes(settings: Settings) -> list[bytes]:
    with closing(sqlite3.connect(settings.database)) as connection:
        return [lane for (lane,) in connection.execute("SELECT lane FROM inbox")]


def whole(settings: Settings, keyring: Keyring, *, entries: int) -> bool:
    found = verify(settings.database, keyring)
    return not found.faults and len(found.deeds) == entries


def test_everything_opens_with_the_new_root_alone(settings: Settings) -> None:
    old = ring(settings)
    sealed = Vault(old).seal(b"words", PEOPLE)
    done = rotated(settings)
    new = ring(settings)
    assert (done.epochs, done.waiting, done.resumed) == (2, 1, False)
    assert new.root != old.root
    assert new.epochs == old.epochs
    assert Vault(new).open(sealed, PEOPLE) == b"words"
    assert opened_by(where(settings), old.root) == ((), ())
    assert lanes(settings) == [new.lane(BOT, CHAT)]
    assert old.root.hex().encode() not in b"".join(
        path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()
    )


def test_the_audit_goes_on_behind_a_closed_chain(settings: Settings) -> None:
    old = ring(settings)
    before = verify(settings.database, old)
    done = rotated(settings)
    found = verify(settings.database, ring(settings), [before.anchor, *([done.anchor] if done.anchor else [])])
    assert found.faults == ()
    assert [deed.action for deed in found.deeds[-2:]] == ["chain_closed", "chain_begun"]
    assert {deed.chain for deed in found.deeds[:4]} == {chain_of(old.root).key_id.hex()}
    assert found.deeds[4].chain != found.deeds[3].chain
    assert rotated(settings).anchor
    assert whole(settings, ring(settings), entries=7)


def test_whoever_has_the_old_key_can_not_go_on_writing(settings: Settings) -> None:
    old = ring(settings)
    rotated(settings)
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("DELETE FROM audit WHERE turn > 3")
    assert "was cut off" in verify(settings.database, ring(settings)).faults[0]
    asyncio.run(written_by(settings, old))
    assert "was cut off" in verify(settings.database, ring(settings)).faults[0]


async def written_by(settings: Settings, keyring: Keyring) -> None:
    database = await open_sqlite(settings.database)
    audit = Stores(**stores_over(Vault(keyring), keyring)).audit
    await database.transact(lambda tx: audit.add(tx, Action.CLOSED, user=1, alias="OTHER", now=NOW))
    await database.close()


def test_older_buttons_are_stale(settings: Settings) -> None:
    pressed = Buttons(ring(settings).button_key).seal(action=Pressed("next", 1), user=1, chat=1, expires=NOW + 9)
    rotated(settings)
    with pytest.raises(StaleButton):
        Buttons(ring(settings).button_key).open(pressed, user=1, chat=1, now=NOW)


def killed_at(settings: Settings, step: int) -> bool:
    """Rotate in a process that kills itself with -9 at this step; False: it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            left = step

            def count(_point: str) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            rotated(settings, probe=count)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("step", range(10))
def test_killed_anywhere_one_of_both_roots_opens_everything(settings: Settings, step: int) -> None:
    old = ring(settings)
    cut = killed_at(settings, step)
    folder = where(settings)
    assert cut or step == 9
    if cut and folder.rotation.exists():
        roots = [read_root(folder), *_next(folder)]
        assert any(set(opened_by(folder, root)[0]) == set(old.epochs) for root in roots)
        with pytest.raises(KeyFault, match="a rotation of the root key was cut off; finish it"):
            ring(settings)
        rotated(settings)
    new = ring(settings)
    assert new.epochs == old.epochs
    assert new.root != old.root
    assert not list(settings.data_dir.rglob("*.next")) + list(settings.data_dir.rglob("*.old"))
    assert lanes(settings) == [new.lane(BOT, CHAT)]
    assert whole(settings, new, entries=5)


def _next(folder: KeyFolder) -> list[bytes]:
    path = folder.root_key_file.with_name("root.key.next")
    return [read_root(replace(folder, root_key_file=path))] if path.exists() else []


def answers(*words: str) -> Callable[[str], str]:
    given = iter(words)
    return lambda _question: next(given)


def test_from_a_file_to_a_passphrase_to_another_and_back(settings: Settings, tmp_path: Path) -> None:
    folder, epochs = where(settings), ring(settings).epochs
    rotated(settings, Wish(passphrase=True), ask=answers(OLD_WORDS, OLD_WORDS))
    assert not folder.root_key_file.exists()
    assert ring(settings, unlock(folder.lock, OLD_WORDS)).epochs == epochs
    rotated(settings, ask=answers(OLD_WORDS, NEW_WORDS, NEW_WORDS))
    with pytest.raises(KeyFault, match="passphrase is wrong"):
        unlock(folder.lock, OLD_WORDS)
    assert ring(settings, unlock(folder.lock, NEW_WORDS)).epochs == epochs
    rotated(settings, Wish(out=tmp_path / "new.key"), ask=answers(NEW_WORDS))
    assert not folder.lock.exists()
    moved = load({"HOTLINE_DATA_DIR": str(settings.data_dir), "HOTLINE_ROOT_KEY_FILE": str(tmp_path / "new.key")})
    assert ring(moved).epochs == epochs
    assert whole(moved, ring(moved), entries=9)


def test_cut_off_with_a_passphrase_it_asks_for_the_new_one(settings: Settings) -> None:
    class Cut(Exception):
        """The power went."""

    def cut(point: str) -> None:
        if point == "rotation.prepared":
            raise Cut

    with pytest.raises(Cut):
        rotated(settings, Wish(passphrase=True), ask=answers(NEW_WORDS, NEW_WORDS), probe=cut)
    with pytest.raises(KeyFault, match="passphrase is wrong"):
        rotated(settings, ask=answers("some other words"))
    assert rotated(settings, ask=answers(NEW_WORDS)).resumed
    assert ring(settings, unlock(where(settings).lock, NEW_WORDS)).epochs


class CutOffError(Exception):
    """The power went."""


def cut_at(settings: Settings, point: str, wish: Wish, ask: Callable[[str], str] = asked) -> None:
    def cut(reached: str) -> None:
        if reached == point:
            raise CutOffError

    with pytest.raises(CutOffError):
        rotated(settings, wish, ask=ask, probe=cut)


@pytest.mark.parametrize("point", ["rotation.prepared", "rotation.turned"])
def test_with_a_new_passphrase_that_nobody_knows_the_old_root_goes_on(
    settings: Settings, point: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = ring(settings)
    cut_at(settings, point, Wish(passphrase=True), answers(NEW_WORDS, NEW_WORDS))
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(settings.data_dir))
    assert main(["keys", "rotate", "--give-up"]) == 0
    assert "is undone; the root key is the old one still" in capsys.readouterr().out
    assert ring(settings) == old
    assert lanes(settings) == [old.lane(BOT, CHAT)]
    assert whole(settings, old, entries=3)
    assert not list(settings.data_dir.rglob("*.next"))
    assert main(["keys", "rotate", "--give-up"]) == 1
    assert "there is none to give up" in capsys.readouterr().err
    rotated(settings)
    assert whole(settings, ring(settings), entries=5)


def test_a_new_root_that_counts_already_is_not_given_up(settings: Settings) -> None:
    cut_at(settings, "rotation.committed", Wish())
    with pytest.raises(KeyFault, match="counts already; finish"):
        asyncio.run(Rotator(settings=settings, now=NOW).give_up())
    assert rotated(settings).resumed
    assert whole(settings, ring(settings), entries=5)


@pytest.mark.parametrize("point", ["rotation.prepared", "rotation.turned", "rotation.committed", "rotation.between"])
def test_a_new_root_that_went_with_the_power_leaves_the_old_one_and_a_whole_audit(
    settings: Settings, tmp_path: Path, point: str
) -> None:
    """It was put where a power cut empties all, /run or /tmp."""
    old, out = ring(settings), tmp_path / "run" / "new.key"
    out.parent.mkdir()
    cut_at(settings, point, Wish(out=out))
    shutil.rmtree(out.parent)
    done = rotated(settings)
    assert (done.undone, done.resumed) == (True, False)
    new = ring(settings)
    assert new.epochs == old.epochs
    assert lanes(settings) == [new.lane(BOT, CHAT)]
    assert whole(settings, new, entries=5)


def test_what_waits_aside_for_a_missing_key_gets_its_lane_too(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("UPDATE inbox SET state = 2")
    rotated(settings)
    assert lanes(settings) == [ring(settings).lane(BOT, CHAT)]


def test_of_many_that_wait_each_gets_its_lane_and_it_is_told_how_many_are_done(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("DELETE FROM inbox")
    asyncio.run(many_wait(settings, MANY))
    told: list[tuple[str, int, int]] = []
    done = asyncio.run(Rotator(settings=settings, now=NOW, told=lambda *one: told.append(one)).rotate(Wish()))
    assert done.waiting == MANY
    assert set(lanes(settings)) == {ring(settings).lane(BOT, CHAT)}
    assert told[0][1] < MANY == told[-1][1]
    assert {(step, of) for step, _, of in told} == {(NAMING, MANY)}


def test_a_wrong_old_passphrase_changes_nothing(settings: Settings) -> None:
    rotated(settings, Wish(passphrase=True), ask=answers(OLD_WORDS, OLD_WORDS))
    before = sorted(settings.keys_dir.rglob("*"))
    with pytest.raises(KeyFault, match="passphrase is wrong"):
        rotated(settings, ask=answers("no"))
    with pytest.raises(KeyFault, match="the two passphrases differ"):
        rotated(settings, ask=answers(OLD_WORDS, NEW_WORDS, OLD_WORDS))
    with pytest.raises(KeyFault, match="too weak"):
        rotated(settings, ask=answers(OLD_WORDS, "weak"))
    assert sorted(settings.keys_dir.rglob("*")) == before


def test_a_credential_needs_to_be_told_where_the_new_key_goes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = where(settings)
    (tmp_path / "parley-root").write_bytes(keys.root_key_file.read_bytes())
    (tmp_path / "parley-root").chmod(0o400)
    keys.root_key_file.unlink()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    given = {"HOTLINE_DATA_DIR": str(settings.data_dir), "HOTLINE_ROOT_KEY_CREDENTIAL": "parley-root"}
    line = load(given, env_file=None)
    with pytest.raises(HotlineError, match="say where the new one goes, --out FILE"):
        rotated(line)
    rotated(line, Wish(out=tmp_path / "new.key"))
    assert ring(replace_root(settings, tmp_path / "new.key")).epochs
    with pytest.raises(HotlineError, match="names a file that is not there yet"):
        rotated(line, Wish(out=tmp_path / "new.key"))


def replace_root(settings: Settings, path: Path) -> Settings:
    given = {"HOTLINE_DATA_DIR": str(settings.data_dir), "HOTLINE_ROOT_KEY_FILE": str(path)}
    return load(given, env_file=None)


def test_while_the_bot_runs_it_is_refused(settings: Settings) -> None:
    async def beside() -> None:
        database = await open_sqlite(settings.database)
        try:
            await Rotator(settings=settings, now=NOW).rotate(Wish())
        finally:
            await database.close()

    before = ring(settings)
    with pytest.raises(HotlineError, match="held by another process; stop that one first"):
        asyncio.run(beside())
    assert ring(settings) == before


@pytest.mark.parametrize("room", [10, 40, 90])
def test_on_a_full_disk_nothing_is_changed(settings: Settings, room: int) -> None:
    """The kernel refuses to let any file grow beyond so many bytes, as a full disk does."""
    before = ring(settings)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            try:
                rotated(settings, probe=lambda _point: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
            except HotlineError as fault:
                status = 0 if "root key is the old one" in str(fault) and "\n" not in str(fault) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ring(settings) == before
    assert not list(settings.keys_dir.rglob("*.next"))
    assert rotated(settings).epochs == 2


def test_a_database_that_can_not_be_written_leaves_the_old_root(
    settings: Settings,
) -> None:
    before = ring(settings)
    statement = "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute(statement)
    with pytest.raises(HotlineError):
        rotated(settings)
    assert ring(settings) == before
    assert whole(settings, before, entries=3)
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("DROP TRIGGER full")
    assert rotated(settings).epochs == 2


def test_on_a_read_only_disk_nothing_is_changed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be root, whom no mode stops: the system call answers as it does on such a disk."""
    before, opened = ring(settings), os.open

    def refusing(path: Path, flags: int, *rest: int, **kept: int) -> int:
        if flags & os.O_CREAT and "rotation" in str(path):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return opened(path, flags, *rest, **kept)

    with monkeypatch.context() as patched:
        patched.setattr("storage.private_files.os.open", refusing)
        with pytest.raises(KeyFault, match="Read-only file system; the root key is the old one still"):
            rotated(settings)
    assert ring(settings) == before
    assert rotated(settings).epochs == 2


def test_a_line_that_never_ran_rotates_too(tmp_path: Path) -> None:
    init_keys(tmp_path / "data", recipients=(), now=NOW)
    settings = load({"HOTLINE_DATA_DIR": str(tmp_path / "data")}, env_file=None)
    before = ring(settings)
    assert rotated(settings).anchor is None
    assert ring(settings).root != before.root


def test_a_new_root_that_was_half_written_is_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while its file is written: the old root opens everything, and the same command does it anew."""

    class KilledError(BaseException):
        pass

    real = os.fdopen

    def killed(descriptor: int, *given: Any, **named: Any) -> Any:
        if ".next" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise KilledError
        return real(descriptor, *given, **named)

    old = ring(settings)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", killed)
        patched.setattr(Rotation, "undo", lambda _self: None)
        patched.setattr("pathlib.Path.unlink", lambda _path, **_named: None)
        with pytest.raises(KilledError):
            rotated(settings)
    assert where(settings).rotation.exists()
    assert not rotated(settings).resumed
    assert ring(settings).epochs == old.epochs
    assert not list(settings.data_dir.rglob("*.next*"))


@pytest.mark.parametrize("step", range(1, 9))
def test_hot_keys_that_a_rotation_left_half_way_are_forgotten_too(settings: Settings, step: int) -> None:
    killed_at(settings, step)
    folder = where(settings)
    roots = [read_root(folder), *_next(folder)]
    assert forgetting.destroy_files(folder.folder) == 2
    assert [opened_by(folder, root)[0] for root in roots] == [()] * len(roots)
    if folder.rotation.exists():
        with suppress(KeyFault):  # that there is no epoch, where it had not been prepared
            rotated(settings)
    assert not folder.rotation.exists()
    renew(settings, None)
    assert len(ring(settings).epochs) == 1
    assert whole(settings, ring(settings), entries=3) or whole(settings, ring(settings), entries=5)


def test_while_an_epoch_is_missing_the_old_root_stays(settings: Settings, tmp_path: Path) -> None:
    """Its file, found again, opens with the old root alone."""
    old = ring(settings)
    asyncio.run(listed(settings))
    missed = where(settings).epochs / epoch_file(old.epochs[1].key_id, old.epochs[1].day)
    missed.rename(tmp_path / missed.name)
    with pytest.raises(KeyFault, match=r"is missing, and the new root key would never open it; put the file back"):
        rotated(settings)
    assert ring(settings).root == old.root
    (tmp_path / missed.name).rename(missed)
    rotated(settings)
    assert ring(settings).epochs == old.epochs


async def listed(settings: Settings) -> None:
    database, keyring = await open_sqlite(settings.database), ring(settings)
    await require_keys(database, keyring, Vault(keyring), folder=where(settings).folder, path=settings.database)
    await database.close()
