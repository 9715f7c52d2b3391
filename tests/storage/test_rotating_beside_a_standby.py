"""A root rotation of rows on a server: whoever has the turn, and so is about to serve, keeps it from beginning."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bot.errors import HeldElsewhere
from bot.rotating import Rotator, Wish
from bot.settings import load
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.postgres.holding import Holder, Lock

if TYPE_CHECKING:
    from pathlib import Path

    from bot.places import Server

pytestmark = pytest.mark.slow


async def test_while_another_has_the_turn_nothing_is_rotated(server: Server, tmp_path: Path) -> None:
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()))
    settings = load({"HOTLINE_DATA_DIR": str(tmp_path / "data"), "HOTLINE_DATABASE_URL": server.url}, env_file=None)
    old = load_keyring(settings.data_dir, now=int(time.time()))
    turn = Holder(server, Lock.TURN)
    await turn.require()
    with pytest.raises(HeldElsewhere, match="stop that one first"):
        await Rotator(settings=settings, now=int(time.time())).rotate(Wish())
    await turn.release()
    assert load_keyring(settings.data_dir, now=int(time.time())) == old
