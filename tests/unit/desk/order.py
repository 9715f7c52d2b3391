"""An operator gives a command, in the group or privately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import orders
from bot.messages import Said
from tests.promises.officer import DESK
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from tests.unit.desk.wire import Wire


async def orders_of(wire: Wire, text: str, *, user: int = OLGA, private: bool = False) -> list[str]:
    """What is told in the operator chat once the command was worked."""
    wire.now += 3
    wire.desk_message += 1
    heard = len(wire.told)
    chat = user if private else DESK
    came = Said(chat=chat, user=user, message=wire.desk_message, text=text, name="Olga", language="en")
    assert orders.is_command(wire.house, came)
    await orders.obey(wire.house, came, wire.work(), private=private)
    await wire.deliver()
    return wire.told[heard:]
