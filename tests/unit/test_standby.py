"""Standing by without a server: what is looked at when the turn comes, and locks over a network that fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot import cli
from bot.errors import HeldElsewhere, StorageError
from bot.places import Server
from bot.readiness import NotReadyError
from bot.settings import Settings, load
from storage.forgetting import begun, destroy_files
from storage.key_making import init_keys
from storage.postgres import holding
from storage.postgres.holding import Holder, Lock

if TYPE_CHECKING:
    from pathlib import Path

SERVER = Server("postgresql://parley@127.0.0.1/parley")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a line whose folder is open to others."""
    named = {"DATA_DIR": str(tmp_path / "data"), "API_URL": "http://127.0.0.1:1", "BOT_TOKEN": "7:AAExample"}
    found = load({f"HOTLINE_{name}": value for name, value in named.items()}, env_file=None)
    init_keys(found.data_dir, recipients=(), operator_key_out=tmp_path / "key", now=1_800_000_000)
    found.data_dir.chmod(0o755)
    return found


@pytest.mark.parametrize("forgotten", [True, False])
def test_what_was_not_looked_at_for_want_of_a_key_is_looked_at_once_there_is_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, forgotten: bool
) -> None:
    migrated: list[Settings] = []
    monkeypatch.setattr(cli, "_migrate", lambda settings, _looked: migrated.append(settings))
    if forgotten:
        destroy_files(settings.keys_dir)
        assert begun(settings.keys_dir)
        with pytest.raises(NotReadyError, match="data"):
            cli._in_turn(settings, None)
        assert migrated == []
    else:
        cli._in_turn(settings, None)
        assert migrated == [settings], "the start has looked: the one who takes over loses no time"


class Silent:
    """A connection over a network that fell silent. `answer`: what came before."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.gone = False

    async def fetchval(self, *_: object) -> bool:
        if self.answer is None:
            raise TimeoutError
        return self.answer

    async def close(self, **_: object) -> None:
        raise TimeoutError

    def terminate(self) -> None:
        self.gone = True


async def test_a_lock_that_another_has_is_told_though_the_goodbye_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    _reached(monkeypatch, Silent(answer=False))
    with pytest.raises(HeldElsewhere):
        await Holder(SERVER, Lock.TURN).require()


async def test_a_lock_of_which_nothing_is_heard_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = Silent(answer=None)
    _reached(monkeypatch, silent)
    with pytest.raises(StorageError, match="does not answer"):
        await Holder(SERVER, Lock.TURN).require()
    assert silent.gone


def _reached(monkeypatch: pytest.MonkeyPatch, connection: Silent) -> None:
    async def connected(*_: object) -> Any:
        return connection

    monkeypatch.setattr(holding, "connected", connected)
