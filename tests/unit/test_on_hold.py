"""A restored line that waits for `resume`, and is stopped meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import pytest

from bot import app, on_hold
from bot.settings import load
from storage.backups.hold import Hold, put_on_hold
from storage.backups.parcel import Counts

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_line_on_hold_that_is_stopped_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts(cases=0, hot=0, drafts=0, waiting=0, unsent=0)
    put_on_hold(tmp_path, Hold(made=0, restored=0, move=False, counts=counts))
    waits, opened = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(on_hold, "note", lambda *_, **__: waits.set())
    monkeypatch.setattr(app, "assemble", lambda *_: asyncio.to_thread(opened.set))
    settings = load(
        {
            "HOTLINE_DATA_DIR": str(tmp_path),
            "HOTLINE_BOT_TOKEN": "7000000001:AAbbccddeeffgghhiijjkkllmmnnooppqq",
            "HOTLINE_OPERATOR_CHAT_ID": "-1001",
        },
        env_file=None,
    )
    serving = asyncio.create_task(app.serve(settings))
    await asyncio.wait_for(waits.wait(), 60)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 60)
    assert not opened.is_set()
