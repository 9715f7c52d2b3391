"""A backup: sealed to the operators alone, whole or not there, never with a key of the server, and older ones stay."""

from __future__ import annotations

import asyncio
import errno
import io
import resource
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import BackupFault, SealError, StorageError
from storage import age
from storage.backups.keeping import Backup, last_good, listed, named, superfluous
from storage.backups.making import Backups
from storage.backups.parcel import Manifest, unpack
from storage.cases import NewCase
from storage.keys import KeyFolder

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.age_stream import Reader
    from storage.database import Tx
    from storage.keys import Keyring

    from .conftest import Store

DAY = 86_400


def backups_of(data: Path, **how: object) -> Backups:
    wanted = {"folder": data / "backups", "days": 14, "life": 2} | how
    return Backups(data_dir=data, where=KeyFolder.beside(data), **wanted)  # type: ignore[arg-type]


def opened(path: Path, folder: Path, into: Path) -> Manifest:
    plain = io.BytesIO()
    with path.open("rb") as file:
        age.unseal_stream(file, plain, age.read_identity((folder / "operator.key").read_text()).secret)
    return unpack(io.BytesIO(plain.getvalue()), into)


def by_the_age_tool(path: Path, folder: Path) -> bytes:
    tool = ["age", "-d", "-i", str(folder / "operator.key"), str(path)]
    return subprocess.run(tool, capture_output=True, check=True).stdout


async def some_cases(store: Store, count: int) -> None:
    new = NewCase(kind="question", door="soldier", language="ru", bot=1, chat=5)

    async def unit(tx: Tx) -> None:
        for _ in range(count):
            await store.cases.open(tx, new, now=NOW)

    await store(unit)


@pytest.mark.skipif(shutil.which("age") is None, reason="NOT RUN: apt-get install age")
async def test_it_is_taken_while_the_line_writes_and_opens_with_the_age_tool_alone(
    store: Store, data: Path, folder: Path, tmp_path: Path
) -> None:
    await some_cases(store, 5)
    stop = asyncio.Event()

    async def writes() -> None:
        while not stop.is_set():
            await some_cases(store, 1)

    writing = asyncio.create_task(writes())
    made = await asyncio.to_thread(backups_of(data).make, now=NOW)
    stop.set()
    await writing
    assert made.counts.hot >= 5
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert (last_good(data), [one.path for one in listed(data / "backups")]) == (NOW, [made.path])
    plain = by_the_age_tool(made.path, folder)
    with tarfile.open(fileobj=io.BytesIO(plain)) as packed:
        names = packed.getnames()
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none yet
        packed.extract("parley.db", tmp_path)
    assert names == ["manifest.json", "keys/recipients", "keys/pepper.age", "parley.db"]
    with closing(sqlite3.connect(tmp_path / "parley.db")) as raw:
        assert raw.execute("SELECT COUNT(*) FROM cases").fetchone() == (made.counts.cases,)


async def test_no_key_of_the_server_is_in_it(store: Store, keyring: Keyring, data: Path, folder: Path) -> None:
    await some_cases(store, 1)
    made = await asyncio.to_thread(backups_of(data).make, now=NOW)
    plain = io.BytesIO()
    with made.path.open("rb") as file:
        age.unseal_stream(file, plain, age.read_identity((folder / "operator.key").read_text()).secret)
    secrets = [keyring.root, keyring.pepper, *(epoch.secret for epoch in keyring.epochs)]
    secrets += [path.read_bytes() for path in (data / "keys" / "epochs").iterdir()]
    for secret in secrets:
        assert secret not in plain.getvalue()
        assert secret.hex().encode() not in plain.getvalue()
    assert keyring.epochs[0].key_id in plain.getvalue(), "rows name their epoch: something was looked through"


def test_what_does_not_read_back_gets_no_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = backups_of(data).make(now=NOW)
    sealed = age.seal_stream

    def turns_a_bit(source: Reader, into: io.BufferedRandom, recipients: list[str]) -> None:
        sealed(source, into, recipients)
        into.seek(-5, 1)
        into.write(b"\0")
        into.seek(0, 2)

    def leaves_one_out(source: Reader, into: io.BufferedRandom, recipients: list[str]) -> None:
        sealed(source, into, recipients[1:])

    for wrong in (turns_a_bit, leaves_one_out):
        monkeypatch.setattr(age, "seal_stream", wrong)
        with pytest.raises(BackupFault, match="no backup was made"):
            backups_of(data).make(now=NOW + DAY)
    assert [path.name for path in (data / "backups").iterdir()] == [first.path.name]
    assert last_good(data) == NOW


def test_a_full_disk_leaves_the_older_ones(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = backups_of(data).make(now=NOW)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(age, "seal_stream", full)
    with pytest.raises(BackupFault, match="No space left on device; no backup was made, the older ones"):
        backups_of(data, days=1).make(now=NOW + 90 * DAY)
    assert [path.name for path in (data / "backups").iterdir()] == [first.path.name]
    assert last_good(data) == NOW


def test_no_room_for_the_copy_is_said_of_the_backups_folder(data: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"backups/snapshot\.part: "):
            backups_of(data).make(now=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list((data / "backups").iterdir()) == []


def test_what_changes_while_it_is_packed_spoils_no_backup(
    data: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchors = data / "audit.anchors"
    anchors.write_text("first\n")
    first = backups_of(data).make(now=NOW)
    sealed = age.seal_stream

    def meanwhile(source: Reader, into: io.BufferedRandom, recipients: list[str]) -> None:
        for path in (anchors, data / "backups" / "snapshot.part"):
            if path.exists() and path not in spared:
                path.write_bytes(path.read_bytes() + b"more\n")
        sealed(source, into, recipients)

    monkeypatch.setattr(age, "seal_stream", meanwhile)
    spared = [data / "backups" / "snapshot.part"]
    made = backups_of(data).make(now=NOW + DAY)
    opened(made.path, folder, tmp_path / "into")
    assert (tmp_path / "into" / "audit.anchors").read_text() == "first\n"
    spared.clear()
    with pytest.raises(BackupFault, match=r"parley\.db changed while it was packed: no backup was made"):
        backups_of(data).make(now=NOW + 2 * DAY)
    assert {path.name for path in (data / "backups").iterdir()} == {first.path.name, made.path.name}


def test_a_damaged_database_makes_no_backup(data: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'cases_ends'")
        raw.commit()
    with pytest.raises((BackupFault, StorageError)):
        backups_of(data).make(now=NOW)
    assert list((data / "backups").iterdir()) == []


def test_the_newest_stay_and_one_of_each_day(tmp_path: Path) -> None:
    hours = [NOW - hour * 3_600 for hour in range(40 * 24)]
    every = [Backup(named(tmp_path, made, move=False), made) for made in hours]
    gone = {one.path for one in superfluous(every, days=14, life=2, now=NOW)}
    stay = [one for one in every if one.path not in gone]
    assert stay[:24] == every[:24]
    assert len({one.made // DAY for one in stay}) == 14
    assert len(stay) == 24 + 14 - 2, "the newest of two days are among the newest 24"
    old = [Backup(named(tmp_path, NOW - 400 * DAY, move=False), NOW - 400 * DAY)]
    assert superfluous(old, days=1, life=2, now=NOW) == [], "a clock that jumped throws nothing away"
    moves = [Backup(named(tmp_path, NOW - days * DAY, move=True), NOW - days * DAY, move=True) for days in range(4)]
    assert superfluous([*moves, *old], days=1, life=2, now=NOW) == moves[2:]


def test_a_cut_or_changed_file_is_refused(data: Path, folder: Path, tmp_path: Path) -> None:
    made = backups_of(data).make(now=NOW)
    whole = made.path.read_bytes()
    assert opened(made.path, folder, tmp_path / "whole").made == NOW
    changed = whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]
    for number, content in enumerate((whole[:-1], whole[:4_000], whole[:300], changed)):
        made.path.write_bytes(content)
        with pytest.raises(SealError):
            opened(made.path, folder, tmp_path / f"out{number}")


def test_a_foreign_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as packed:
        packed.add(__file__, "../outside")
    for content in ((tmp_path / "x.tar").read_bytes(), b"", b"SQLite format 3\0" * 1_000):
        with pytest.raises(BackupFault, match="no backup of this program"):
            unpack(io.BytesIO(content), tmp_path / "into")
