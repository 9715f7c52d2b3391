"""The one who leads among several: what it needs beside what a process that serves alone has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.desk import desks
from bot.places import Server
from bot.sharing.bus import Bus
from bot.sharing.crew import Crew
from bot.sharing.sign import sign_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from bot.settings import Settings
    from bot.sharing.lanes import SharedLanes
    from storage.keys import Keyring
    from storage.postgres.crew import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """`wakes`: by word, what wakes a loop of the one who leads; filled as they are made."""

    member: Member
    bus: Bus
    wakes: dict[str, Callable[[], None]] = field(default_factory=dict)

    def crew(
        self, house: House, keyring: Keyring, *, beat: Callable[[], None], now: Callable[[], int]
    ) -> Callable[[SharedLanes], Crew]:
        """What makes the crew once there are lanes."""
        if house.keeper is None:
            message = "who leads keeps the epochs"
            raise AssertionError(message)
        made = partial(
            Crew,
            member=self.member,
            bus=self.bus,
            database=house.database,
            inbox=house.inbox,
            bot=house.line.bot,
            vault=house.keeper.vault,
            sign=partial(sign_of, house, keyring.sharing_key),
            pinned=frozenset(keyring.lane(house.line.bot, chat)[0] for chat in house.chats),
            wakes=self.wakes,
            on_sign=lambda: desks.carded_anew(house, now()),
            beat=beat,
        )
        return lambda lanes: made(lanes=lanes)


async def leading(settings: Settings) -> Leading | None:
    """Join as the one who leads; None where nothing is shared. HeldElsewhere: another process has the rows alone."""
    if not (settings.share and isinstance(settings.place, Server)):
        return None
    from storage.postgres.crew import Member  # noqa: PLC0415 - a line on SQLite loads none of it

    member = Member(settings.place, leads=True)
    bus = Bus(member)
    await member.join(bus.heard)
    return Leading(member=member, bus=bus)
