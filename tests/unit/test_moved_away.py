"""`backup --move` of rows on a server: of what was not held throughout nothing is left, not even its word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from bot import commands_backup
from bot.errors import LostHold
from bot.settings import load
from storage.backups.keeping import last_good, named, stamp
from storage.backups.making import Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.settings import Settings

HOUR = 3_600
NOW = 500_000 * HOUR


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A line whose last backup is three hours old, and whose move is made while another takes the database."""
    found = load({"HOTLINE_DATA_DIR": str(tmp_path)}, env_file=None)
    found.backups.mkdir()

    def make(_settings: Settings, **_: object) -> Made:
        return made(found, NOW, move=True)

    def while_still(_place: object, work: Callable[[], Made]) -> Made:
        work()
        raise LostHold("its connection was cut")

    async def noted(*_: object) -> None:
        """There is no database here."""

    monkeypatch.setattr("bot.following.noted", noted)
    monkeypatch.setattr("bot.roots.keyring", lambda _settings: cast("Any", Ring))
    monkeypatch.setattr("storage.backups.moving.keys_of", lambda *_: {})
    monkeypatch.setattr("storage.still.while_still", while_still)
    monkeypatch.setattr(commands_backup, "make", make)
    return found


class Ring:
    class newest:  # noqa: N801 - stands for an attribute
        day = 1


def made(settings: Settings, now: int, *, move: bool) -> Made:
    path = named(settings.backups, now, move=move)
    path.write_bytes(b"sealed")
    stamp(settings.data_dir, now, 6)
    return Made(path=path, made=now, size=6, recipients=2, counts=cast("Any", None), removed=0, kept=1)


def moved(settings: Settings) -> None:
    with pytest.raises(LostHold, match="the move was thrown away"):
        commands_backup._moved(settings, as_json=True)


def test_the_last_good_backup_is_the_one_before(settings: Settings) -> None:
    before = made(settings, NOW - 3 * HOUR, move=False)
    moved(settings)
    assert list(settings.backups.iterdir()) == [before.path]
    assert last_good(settings.data_dir) == before.made


def test_where_there_was_none_there_is_none(settings: Settings) -> None:
    moved(settings)
    assert not list(settings.backups.iterdir())
    assert last_good(settings.data_dir) is None
