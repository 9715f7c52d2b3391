"""Lights of the machine and of dates: disk, integrity, the log beside the database, backups, what grows old."""

import errno
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import SecretStr

from bot.desk.alarming.levels import Facts, found
from bot.flows.model import Book
from bot.flows.project import Crisis, Identity, Statement
from bot.hourly import expected, hourly_of
from bot.lights.dates import about_dates
from bot.lights.machine import about_machine
from bot.readiness import Finding, Light
from bot.settings import Settings, load
from storage.backups.keeping import stamp
from storage.locking import _refused, held, hold
from storage.migrate import migrate
from tests.switched import shipped

NOW = 1_800_000_000
TODAY = date(2026, 6, 1)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("migrated") / "parley.db"
    migrate(path)
    return path.read_bytes()


@pytest.fixture
def settings(tmp_path: Path, migrated: bytes) -> Settings:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "parley.db").write_bytes(migrated)
    return load({"HOTLINE_DATA_DIR": str(tmp_path / "data")}, env_file=None)


def lights(settings: Settings) -> dict[str, Finding]:
    return {one.name: one for one in about_machine(settings, now=NOW)}


def test_before_the_keys_are_made_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert not list(about_machine(load({"HOTLINE_DATA_DIR": str(tmp_path / "no")}, env_file=None), now=NOW))


@pytest.mark.parametrize(("free", "light"), [(2 * 10**9, Light.GREEN), (10**9 - 1, Light.YELLOW), (10**7, Light.RED)])
def test_room_on_the_disk(settings: Settings, free: int, light: Light, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(free, 0, free))
    assert lights(settings)["disk"].light is light


@pytest.mark.parametrize(
    ("number", "light"),
    [
        *((number, Light.RED) for number in (errno.EROFS, errno.EIO, errno.ENOSPC, errno.EDQUOT)),
        *((number, Light.GREEN) for number in (errno.EOPNOTSUPP, errno.EISDIR, errno.EACCES)),
    ],
)
def test_a_disk_that_became_read_only_is_red_and_one_that_can_not_be_asked_is_not(
    settings: Settings, number: int, light: Light, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path, *_: int) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(10**10, 0, 10**10))
    with monkeypatch.context() as refused:
        refused.setattr("os.open", refuses)
        told = lights(settings)["disk"]
    assert (told.light, f"can not be written ({os.strerror(number)})" in told.words) == (light, light is Light.RED)


def test_to_look_whether_the_disk_can_be_written_leaves_nothing_behind(settings: Settings) -> None:
    before = settings.data_dir.stat().st_mtime_ns
    told = next(iter(about_machine(settings, now=NOW)))
    assert (told.name, "can not be written" in told.words) == ("disk", False)
    assert [one.name for one in settings.data_dir.iterdir()] == ["parley.db"]
    assert settings.data_dir.stat().st_mtime_ns == before


def test_a_damaged_page_is_red_with_the_way_out(settings: Settings) -> None:
    assert lights(settings)["integrity"].light is Light.GREEN
    whole = settings.database.read_bytes()
    settings.database.write_bytes(whole[:4096] + b"\xff" * 40_960 + whole[45_056:])
    told = lights(settings)["integrity"]
    assert told.light is Light.RED
    assert "restore the last backup" in told.words


def test_what_the_disk_refuses_to_read_is_not_called_damaged(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.database)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
    settings.database.with_name("parley.db-wal").mkdir()
    told = lights(settings)["integrity"]
    assert told.light is Light.RED
    assert "can not be opened" in told.words
    assert "restore" not in told.words


def test_a_log_that_does_not_shrink(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(settings.database)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE more (id INTEGER)")
        writer.commit()
        assert lights(settings)["wal"].light is Light.GREEN
        monkeypatch.setattr("bot.lights.machine._LONG_WAL", 1)
        told = lights(settings)["wal"]
    assert told.light is Light.YELLOW
    assert "start the bot again" in told.words


def test_backups(settings: Settings) -> None:
    assert lights(settings)["backup"].words.startswith("never made")
    for hours, light in ((2, Light.GREEN), (3, Light.YELLOW), (48, Light.RED)):
        stamp(settings.data_dir, NOW - hours * 3_600, 1)
        assert lights(settings)["backup"].light is light
    daily = settings.model_copy(update={"backup_minutes": 1_440})
    for hours, light in ((71, Light.GREEN), (72, Light.RED)):
        stamp(settings.data_dir, NOW - hours * 3_600, 1)
        assert lights(daily)["backup"].light is light
    assert "makes one every 1440 minutes" in lights(daily)["backup"].words
    stamp(settings.data_dir, NOW - 3_600, 1)
    assert "makes one every minute," in lights(settings.model_copy(update={"backup_minutes": 1}))["backup"].words


def test_where_there_is_none_it_is_red_once_supervisors_were_alarmed(settings: Settings) -> None:
    def seen(hour: int) -> Finding:
        with closing(sqlite3.connect(settings.database)) as raw:
            raw.execute("INSERT OR REPLACE INTO hours (what, hour) VALUES ('unsaved', ?)", (hour,))
            raw.commit()
        return lights(settings)["backup"]

    assert lights(settings)["backup"].light is Light.YELLOW, "no line serves yet"
    hour = NOW // 3_600 * 3_600
    for hours, light in ((-1, Light.YELLOW), (0, Light.YELLOW), (3, Light.YELLOW), (5, Light.RED)):
        assert seen(hour - hours * 3_600).light is light, hours
    assert seen(hour - 5 * 3_600).words.startswith("never made; missing for at least 4 h; start the line")
    rehearsed = settings.model_copy(update={"api_url": "http://127.0.0.1:8081"})
    assert lights(rehearsed)["backup"].light is Light.YELLOW
    stamp(settings.data_dir, NOW, 1)
    assert lights(settings)["backup"].light is Light.GREEN


def test_a_backup_of_a_time_to_come_is_not_called_good(settings: Settings) -> None:
    stamp(settings.data_dir, NOW + 1, 1)
    told = lights(settings)["backup"]
    assert told.light is Light.YELLOW
    assert "look at this machine's clock" in told.words
    hourly = hourly_of(settings, now=lambda: NOW, beat=lambda: None)
    assert hourly is not None
    assert hourly.due() == 0
    stamp(settings.data_dir, NOW, 1)
    assert (lights(settings)["backup"].light, hourly.due()) == (Light.GREEN, NOW + 3_600)


def test_a_rehearsal_that_names_no_minutes_awaits_no_backup(settings: Settings) -> None:
    rehearsed = settings.model_copy(update={"api_url": "http://127.0.0.1:8081"})
    asked = [one.model_copy(update={"backup_minutes": n}) for one in (rehearsed, settings) for n in (None, 0, 20)]
    assert [expected(one) for one in asked] == [None, None, 1_200, 3_600, 3_600, 1_200]


@pytest.mark.parametrize("minutes", [0, 1, 20, 60, 240, 1_440])
def test_check_is_green_no_more_from_where_supervisors_are_alarmed(settings: Settings, minutes: int) -> None:
    asked = settings.model_copy(update={"backup_minutes": minutes})
    begins = next(age for age in range(0, 10**6, 60) if found(Facts(backup=age, every=expected(asked)), frozenset()))
    alarmed = Light.RED if begins >= 2 * 86_400 else Light.YELLOW
    for age, light in ((begins - 60, Light.GREEN), (begins, alarmed)):
        stamp(settings.data_dir, NOW - age, 1)
        assert lights(asked)["backup"].light is light


def test_what_makes_no_backup_by_itself_is_not_said_to_make_one(settings: Settings) -> None:
    assert "makes one every hour" in lights(settings)["backup"].words
    timed = settings.model_copy(update={"backup_minutes": 0})
    assert lights(timed)["backup"].words == "never made; run: python -m bot backup"
    there = settings.model_copy(update={"database_url": SecretStr("postgresql://parley@127.0.0.1:9/parley")})
    assert lights(there)["backup"].words == lights(settings)["backup"].words, "wherever the rows are"


def test_a_lock_that_somebody_holds_is_seen_without_taking_it(settings: Settings) -> None:
    assert not held(settings.database)
    holding = hold(settings.database)
    lock = settings.database.with_name("parley.db.lock")
    assert held(settings.database)
    assert _refused(lock)
    holding.release()
    assert not held(settings.database)
    assert not _refused(lock)


def dated(monkeypatch: pytest.MonkeyPatch, **changed: object) -> dict[str, Finding]:
    book: Book = shipped()
    if "expires" in changed:
        key = next(iter(book.answers))
        answer = book.answers[key].model_copy(update={"expires": changed["expires"]})
        book = replace(book, answers={**book.answers, key: answer})
    if isinstance(day := changed.get("checked"), date):
        name = Statement(ru="а", uk="а", en="a", checked=day)
        project = book.project.model_copy(update={"identity": Identity(name=name), "crisis": Crisis()})
        book = replace(book, project=project)
    monkeypatch.setattr("bot.lights.dates.load_book", lambda _root: book)
    return {one.name: one for one in about_dates(load({}, env_file=None), TODAY)}


@pytest.mark.parametrize(("days", "light"), [(-1, Light.GREEN), (10, Light.YELLOW), (31, Light.GREEN)])
def test_answers_that_expire_soon(days: int, light: Light, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dated(monkeypatch, expires=TODAY + timedelta(days=days))["expiring"].light is light


@pytest.mark.parametrize(
    ("days", "light", "words"),
    [(0, Light.GREEN, "each statement"), (181, Light.YELLOW, "identity.name were last"), (-1, Light.YELLOW, "to come")],
)
def test_statements_of_the_project(days: int, light: Light, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = dated(monkeypatch, checked=TODAY - timedelta(days=days))["dates"]
    assert told.light is light
    assert words in told.words
