"""`run` with an operator chat in which nobody can work: one line, its exit status, and the old state as it was.

`setup` and `check` say the same before; their tests are with them.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.acceptance import test_restore
from tests.acceptance.test_another_bot import run
from tests.acceptance.test_restore import PERSON, ground, lived, open_cases
from tests.acceptance.test_setup import odd_chats, telegram

if TYPE_CHECKING:
    from bot.rehearsal.server import Server
    from tests.acceptance.grounds import Ground

pytestmark = pytest.mark.both

__all__ = ["ground", "telegram"]

ROWS = ("inbox", "outbox", "cases", "drafts", "people", "audit", "epochs")
ONLY_ASKED = {"getMe", "getChat", "getChatMember"}
WRONG = {
    "-1005": "HOTLINE_OPERATOR_CHAT_ID: this is a channel, where nobody can reply; make a group for the operators",
    "-1007": "HOTLINE_OPERATOR_CHAT_ID: this chat is no supergroup; make its history visible to new members",
    "4242": "HOTLINE_OPERATOR_CHAT_ID is the number of a private chat; give the id of a group",
    "-1009999999999": "HOTLINE_OPERATOR_CHAT_ID: the bot is in no such chat; add it to the group",
}


@dataclass(frozen=True)
class Line:
    """A line that served once."""

    ground: Ground

    def held(self) -> tuple[dict[str, int], dict[Path, bytes]]:
        """How much there is of everything, and each key."""
        counts = {name: self.ground.one(f"SELECT COUNT(*) FROM {name}") for name in ROWS}
        return counts, {path: path.read_bytes() for path in Path("data/keys").rglob("*") if path.is_file()}


@pytest.fixture
async def line(telegram: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: Ground) -> Line:
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    now = int(time.time())  # by a clock that runs: `run` is a process of its own
    monkeypatch.setattr(test_restore, "NOW", now)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", telegram.world.token)
    monkeypatch.setenv("HOTLINE_API_URL", telegram.url)
    ground.use("data")
    init_keys(Path("data"), recipients=(), operator_key_out=tmp_path / "anna.key", now=now)
    await asyncio.to_thread(migrate, ground.place())
    await lived(Path("data"), ground.place())
    odd_chats(telegram.world)
    plain = telegram.world.add_group("Plain")
    plain.type = "group"  # type: ignore[assignment]  # an older kind, that no bot makes
    del telegram.world.groups[plain.id]
    plain.id = -1007
    telegram.world.groups[plain.id] = plain
    return Line(ground)


@pytest.mark.parametrize("chat", WRONG)
async def test_run_refuses_a_chat_in_which_nobody_can_work(
    line: Line, telegram: Server, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_OPERATOR_CHAT_ID", chat)
    before = line.held()
    status, complaint = await asyncio.to_thread(run)
    told = [one for one in complaint.splitlines() if one.startswith("parley: ")]
    assert (status, len(told), complaint.count("\n")) == (2, 1, 1), complaint
    assert told[0].startswith(f"parley: {WRONG[chat]}")
    assert {call.method for call in telegram.world.calls} <= ONLY_ASKED
    assert line.held() == before
    assert {case.chat for case in await open_cases("data", line.ground)} == {PERSON, 8}


@pytest.mark.slow
async def test_run_without_rights_serves_and_says_in_one_line_what_to_do(
    line: Line, telegram: Server, tmp_path: Path
) -> None:
    """Whoever writes is in danger, perhaps; what is missing is pins, topics and the wiping of places."""
    world = telegram.world
    ours = {name: value for name, value in os.environ.items() if name.startswith("HOTLINE_")}
    process = BotProcess(settings=ours | {"HOTLINE_OPERATOR_CHAT_ID": "-1006"}, folder=tmp_path, changed=world.touch)
    person = world.add_user("Ivan", "uk")
    try:
        await process.start()
        world.start(person)
        await world.until(lambda: bool(process.detail) or any(one.buttons for one in world.see(person)), 240)
        assert not process.detail
        (told,) = [one for one in process.log if '"rights_missed"' in one]
        assert "python -m bot check" in told
    finally:
        await process.stop()
    assert {case.chat for case in await open_cases("data", line.ground)} >= {PERSON, 8}
