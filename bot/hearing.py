"""How updates come in: asked for, or posted to us. Put together here, started and stopped by the plant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.delivery.hooking import Hooked
from bot.delivery.inbox import Intake, Poller
from bot.delivery.lanes import Lanes
from bot.delivery.left import Left
from bot.delivery.ordering import InOrder
from bot.delivery.web import Hook, Listener
from bot.desk import alarms
from bot.desk.duty.urgency import urgent
from bot.errors import SettingError
from bot.loops import LoopName
from bot.sharing.lanes import SharedLanes
from storage.keys import lane_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.delivery.api import Api
    from bot.delivery.contact import Contact
    from bot.delivery.underway import UnderWay
    from bot.delivery.web import Page
    from bot.desk.house import House
    from bot.loops import Beat, Loops
    from bot.probes import Probe
    from bot.settings import Settings
    from bot.sharing.aide import Aide
    from bot.sharing.crew import Crew
    from handlers.working import Worker
    from storage.keys import Keyring

    Room = Callable[[], Awaitable[None]]

NO_PAGES: Final[Mapping[str, Page]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What hears for the line. `source`: the loop that asks Telegram, or keeps its webhook ours."""

    lanes: Lanes
    intake: Intake
    order: InOrder | None
    source: Poller | Hooked
    contact: Contact
    listener: Listener | None
    left: Left
    crew: Crew | None = None

    async def open(self) -> None:
        """Take up whoever is in danger of those who wait, then listen. Raises SettingError where nothing can listen."""
        if self.crew is None:
            await self.left.urgent()
        else:
            await self.crew.begin()
            await self.lanes.load()
        if self.order is not None:
            self.order.begin(await self.intake.offset())
        if self.listener is not None:
            try:
                await self.listener.start()
            except SettingError:
                await self.lanes.drain(0)
                raise

    async def run(self) -> None:
        """Take up all others, then hear what comes: nothing new is taken before them."""
        if self.crew is None:
            await self.left.rest()
        await self.source.run()

    async def close(self, loops: Loops) -> None:
        """Take nothing more. A webhook stays set: Telegram keeps what comes until the line is there again."""
        await loops.stop(LoopName.POLL)
        if self.listener is not None:
            await self.listener.stop()


def ears_of(  # noqa: PLR0913 - where one room's parts meet
    house: House,
    *,
    settings: Settings,
    keyring: Keyring,
    api: Api,
    worker: Worker | Aide,
    loops: Loops,
    slots: int,
    probe: Probe,
    now: Callable[[], int],
    contact: Contact,
    under_way: UnderWay,
    pages: Mapping[str, Page] = NO_PAGES,
    among: Callable[[SharedLanes], Crew] | None = None,
) -> Ears:
    """From Telegram to the handlers: sealed inbox, lanes, and whatever fills them. `among`: those who share them."""
    lanes = (Lanes if among is None else SharedLanes)(
        bot=api.bot,
        database=house.database,
        inbox=house.inbox,
        worker=worker.work,
        on_dead=partial(alarms.update_put_aside, house),
        now=now,
        slots=slots,
        earlier=settings.spare_ids,
        ready=under_way.over,
        probe=probe,
    )
    hooked = settings.webhook_url is not None
    crew = among(lanes) if among is not None and isinstance(lanes, SharedLanes) else None
    order: InOrder | None = (InOrder(lanes.take) if hooked else None) if crew is None else crew.order
    intake = Intake(
        bot=api.bot,
        database=house.database,
        inbox=house.inbox,
        lane=partial(lane_of, keyring.lane_key, api.bot),
        urgent=lambda raw: urgent(house, raw, now()),
        take=lanes.take,
        now=now,
        order=order,
        probe=probe,
    )
    beat = loops.beater(LoopName.POLL)
    bots = (*settings.spare_ids, api.bot)
    left = Left(bots=bots, database=house.database, inbox=house.inbox, take=lanes.take)
    room = lanes.room if crew is not None else partial(_room, left, lanes)
    poller = Poller(api=api, intake=intake, room=room, behind=lanes.behind, contact=contact, beat=beat, probe=probe)
    hook, keeper = _webhook(settings, intake, room, api, contact, beat) if hooked else (None, poller)
    listener = None if settings.web_listen is None else Listener(settings.web_listen, hook=hook, pages=pages)
    return Ears(
        lanes=lanes,
        intake=intake,
        order=order,
        source=keeper,
        contact=contact,
        listener=listener,
        left=left,
        crew=crew,
    )


async def _room(left: Left, lanes: Lanes) -> None:
    """Until what came before is known, nothing new has room."""
    await left.over.wait()
    await lanes.room()


def _webhook(  # noqa: PLR0913, PLR0917 - as above
    settings: Settings, intake: Intake, room: Room, api: Api, contact: Contact, beat: Beat
) -> tuple[Hook, Hooked]:
    """What Telegram posts to, and what tells it so."""
    settings.reaching(settings.token)
    url, secret = str(settings.webhook_url), settings.hook_secret(api.bot)
    hook = Hook(path=urlsplit(url).path, secret=secret, intake=intake, room=room, contact=contact)
    return hook, Hooked(api=api, url=url, secret=secret, contact=contact, beat=beat)
