"""What an operator posts in a room and no note can keep: he is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import group
from bot.desk.showing.cards import TAKE
from bot.messages import Said
from tests.promises.officer import DESK
from tests.unit.desk.desk_work import Desk
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from tests.unit.desk.wire import Wire


async def test_a_file_without_a_reply_is_no_note_and_its_writer_learns_it(wire: Wire) -> None:
    desk = Desk(wire)
    _, case = await desk.begins(4_401)
    await desk.card(TAKE, case)
    room = await desk.post((await desk.case(case)).room)
    came = Said(chat=DESK, user=OLGA, message=900, thread=room.message, reply_to=room.message, refused="document")
    await group.said(wire.house, came, desk.step())
    await wire.deliver()
    assert wire.house.say("desk-note-refused") in wire.told
    wire.told.clear()
    await group.said(wire.house, replace(came, message=901, refused=None, text="a note"), desk.step())
    await wire.deliver()
    assert wire.house.say("desk-note-refused") not in wire.told
