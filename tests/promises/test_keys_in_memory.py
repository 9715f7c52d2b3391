"""An epoch that was destroyed is in nothing that the serving process still holds."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import TYPE_CHECKING

from bot.desk.nights import forgetting
from bot.rehearsal.world import World
from storage.epochs import Epoch
from tests.promises.line import new_data, running, telegram

if TYPE_CHECKING:
    from pathlib import Path


async def test_no_part_of_the_line_holds_a_destroyed_key(tmp_path: Path) -> None:
    world = World()
    group = world.add_group("Operators", forum=True)
    data = await asyncio.to_thread(new_data, tmp_path)
    async with telegram(world) as feed, running(feed, group.id, data) as plant:
        keeper = plant.house.keeper
        assert keeper is not None
        before = keeper.vault.sealing.key_id
        await forgetting.forget(plant.house, int(time.time()))
        held = {epoch.key_id for epoch in _epochs()}
        assert before not in held
        assert keeper.vault.sealing.key_id in held


def _epochs() -> list[Epoch]:
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, Epoch)]
