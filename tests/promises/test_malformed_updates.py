"""Promise: whatever Telegram sends, the line goes on: every valid update is worked, every other put aside, sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
import structlog

from bot.delivery.inbox import Intake
from tests.promises.broken_line import broken_promises, live_through
from tests.promises.line import new_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.delivery.lanes import Lanes
    from storage.queues import Waiting


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return new_data(tmp_path)


async def test_broken_updates_stop_nobody(data: Path) -> None:
    found = await live_through(data, 300, seed=1, patience=240)
    assert broken_promises(found) == []
    assert found.put_aside > 10
    assert found.events["update_dead"] > 10


def as_a_whole(body: bytes) -> list[bytes]:
    """The planted fault of most libraries: one update that can not be read spoils its batch."""
    return [orjson.dumps(update) for update in orjson.loads(body)["result"]]


async def stands_still(_lanes: Lanes, _row: Waiting) -> None:
    """The planted fault of a lane that never gives an update up."""
    raise ValueError


async def tells_all(self: Intake, pieces: Sequence[bytes]) -> int | None:
    """The planted fault of a log that says what it can not read."""
    structlog.get_logger().warning(b"".join(pieces).decode(errors="replace"))
    return await accept(self, pieces)


accept = Intake.accept


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("bot.delivery.api.split", as_a_whole),
        pytest.param("bot.delivery.lanes.Lanes._bury", stands_still, marks=pytest.mark.slow),
        pytest.param("bot.delivery.inbox.Intake.accept", tells_all, marks=pytest.mark.slow),
    ],
)
async def test_a_planted_fault_is_found(data: Path, monkeypatch: pytest.MonkeyPatch, place: str, fault: Any) -> None:
    monkeypatch.setattr(place, fault)
    found = await live_through(data, 100, seed=1, patience=3)
    assert broken_promises(found)


@pytest.mark.slow
async def test_ten_thousand_broken_updates_stop_nobody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = await live_through(data, 10_000, seed=2, patience=1_500)
    with capsys.disabled():
        print(f"\n10,000 updates: {found.put_aside} put aside, {dict(found.events)}")  # noqa: T201
    assert broken_promises(found) == []
