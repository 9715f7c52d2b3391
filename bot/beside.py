"""A process that works beside the one that serves: posts of the webhook come here too, persons' lanes are worked here.

It sends nothing but answers to pressed buttons, makes no key and keeps no clock: all that is the leader's. Where it
finds itself given up, or works by something else than the leader, it begins anew.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.delivery.answers import Answers
from bot.delivery.api import Api
from bot.delivery.contact import Contact
from bot.delivery.greeting import greet
from bot.delivery.members import Members
from bot.delivery.moves import Moves
from bot.delivery.underway import UnderWay
from bot.desk.buttons import Buttons
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.house import House, Shelf
from bot.desk.talks.expiry import dated, day_of
from bot.errors import HotlineError, StorageError
from bot.flows.approved import serve
from bot.flows.load import SHIPPED
from bot.hearing import ears_of
from bot.lines import chats_of, line_of
from bot.logs import Event, note, note_fault
from bot.loops import LoopName, Loops
from bot.now import unix_now
from bot.places import Server
from bot.plant import ANSWERS_SECONDS, unless
from bot.sharing.aide import Aide
from bot.sharing.bus import Bus
from bot.sharing.crew import Crew
from bot.sharing.sign import sign_of, take_over
from storage.epochs import read_epochs
from storage.keys import load_keyring
from storage.opening import open_database
from storage.sealing import Vault
from storage.stores import stores_over

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.messages import Reply
    from bot.settings import Settings
    from bot.sharing.lanes import SharedLanes
    from bot.tuning import Content, Tuning
    from storage.database import Database
    from storage.keys import Keyring
    from storage.postgres.crew import Member

_WAITS: Final = (0.5, 1.0, 5.0, 30.0)
_HEALED_AFTER: Final = 60.0
_DRAIN_SECONDS: Final = 0.5
"""What is not in hand is another's from then on, and where this process is about to lead nobody sends until it does."""
_PATIENCE: Final = 3.0
"""Seconds for which it may work by something else than the leader before it begins anew."""


async def work_beside(
    settings: Settings, tuning: Tuning, root: bytes | None, read: Content, stop: asyncio.Event
) -> None:
    """Work beside whoever serves until `stop` is set; what goes wrong is told, and it begins anew."""
    failures = 0
    while not stop.is_set():
        begun = time.monotonic()
        try:
            await _stint(settings, tuning, root, read, stop)
        except Exception as fault:  # noqa: BLE001 - whoever stands by goes on, and takes over, whatever went wrong here
            failures = failures + 1 if time.monotonic() - begun < _HEALED_AFTER else 1
            note_fault(Event.WORKING_FAILED, fault, failures=failures)
        with suppress(TimeoutError):
            async with asyncio.timeout(_WAITS[min(max(failures, 1), len(_WAITS)) - 1]):
                await stop.wait()


async def _stint(settings: Settings, tuning: Tuning, root: bytes | None, read: Content, stop: asyncio.Event) -> None:
    from storage.postgres.crew import Member  # noqa: PLC0415 - a line on SQLite loads none of it

    if not isinstance(settings.place, Server):
        return
    async with AsyncExitStack() as stack:
        keyring = load_keyring(settings.data_dir, settings.root_key, now=unix_now(), root=root)
        api = Api(settings.token, root=settings.api_url, proxy=settings.proxy, files_here=settings.api_real)
        stack.push_async_callback(api.close)
        member = Member(settings.place, leads=False)
        bus = Bus(member)
        await member.join(bus.heard)
        stack.push_async_callback(member.release)
        database = await open_database(settings.place, probe=tuning.probe, member=member)
        stack.push_async_callback(database.close)
        vault = Vault(keyring)
        database.seals_with(following(vault, settings.keys_dir, keyring.root))
        house = await unless(stop, _house(settings, tuning, keyring, vault, api, database, bus, read, stack))
        if house is None:
            return
        stint = _Stint(settings, tuning, keyring, vault, api, member, bus, house)
        del keyring  # its epochs: the vault alone has them from now on, and lets go of each when it is destroyed
        await stint.run(stop)


class _Stint:
    """From its beginning to its end: the parts that move."""

    def __init__(  # noqa: PLR0913, PLR0917 - where all parts meet
        self,
        settings: Settings,
        tuning: Tuning,
        keyring: Keyring,
        vault: Vault,
        api: Api,
        member: Member,
        bus: Bus,
        house: House,
    ) -> None:
        self._house, self._vault, self._member, self._bus = house, vault, member, bus
        self._sign = partial(sign_of, house, keyring.sharing_key)
        self._loops = Loops(fatal=(HotlineError,))
        self._answers = Answers(api=api, beat=self._loops.beater(LoopName.ANSWERS))
        self._aide = Aide(house=house, member=member, bus=bus, answer=self._answer, agrees=lambda: self._crew.agrees)
        self._bot = api.bot
        self._agreed_at = time.monotonic()
        self._crew: Crew
        self._ears = ears_of(
            house,
            settings=settings,
            keyring=keyring,
            api=api,
            worker=self._aide,
            loops=self._loops,
            slots=tuning.slots,
            probe=tuning.probe,
            now=unix_now,
            contact=Contact(),
            under_way=UnderWay(),
            among=self._among,
        )

    def _among(self, lanes: SharedLanes) -> Crew:
        self._crew = Crew(
            member=self._member,
            bus=self._bus,
            lanes=lanes,
            database=self._house.database,
            inbox=self._house.inbox,
            bot=self._bot,
            vault=self._vault,
            sign=self._sign,
            on_worked=self._look,
            on_said=partial(take_over, self._house),
            beat=self._loops.beater(LoopName.CREW),
        )
        return self._crew

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, or until something ends it; then finish what is in hand."""
        await self._ears.open()
        self._loops.start(LoopName.CREW, self._crew.run)
        self._loops.start(LoopName.ANSWERS, self._answers.run)
        note(Event.WORKING_BESIDE)
        try:
            await unless(stop, self._loops.wait())
        finally:
            await self._ears.close(self._loops)
            await self._ears.lanes.drain(_DRAIN_SECONDS)
            await self._answers.flush(ANSWERS_SECONDS)
            with suppress(HotlineError):
                await self._bus.flush()
            await self._loops.stop()

    async def _look(self) -> None:
        """Once a look: what was handed up, the day, and whether we still agree with the one who leads."""
        await self._aide.look()
        now = time.monotonic()
        if self._crew.agrees or not self._crew.leader:
            self._agreed_at = now
        elif now - self._agreed_at > _PATIENCE:
            raise StorageError("this process works by other content, settings or keys than the one that serves")

    def _answer(self, callback: str, reply: Reply) -> None:
        self._answers.answer(callback, reply.toast, alert=reply.alert, url=reply.url)


def following(vault: Vault, folder: Path, root: bytes) -> Callable[[bytes], None]:
    """Seal with the epoch the database names; one that was made since is read from its file first.

    So no unit is run here under an epoch that is over, nor meets a row it could open elsewhere. StorageError: it is
    not there, and the unit is not run.
    """

    def told(key_id: bytes) -> None:
        if key_id not in {epoch.key_id for epoch in vault.epochs}:
            try:
                for epoch in read_epochs(folder / "epochs", root).epochs:
                    vault.hold(epoch)
            except (HotlineError, OSError) as fault:
                raise StorageError(f"{folder}: the key that seals now can not be read here") from fault
        vault.seal_with(key_id)
        if vault.sealing.key_id != key_id:
            raise StorageError(f"{folder}: the key that seals now is not here")

    return told


async def _house(  # noqa: PLR0913, PLR0917 - the one place where its parts meet
    settings: Settings,
    tuning: Tuning,
    keyring: Keyring,
    vault: Vault,
    api: Api,
    database: Database,
    bus: Bus,
    read: Content,
    stack: AsyncExitStack,
) -> House:
    """The parts that an update of a person touches. What it remembers of operators it asks anew each time."""
    book, lists = await asyncio.to_thread(read, settings.locales_dir or SHIPPED)
    kitchen = CodeKitchen(keyring.pepper, memory_kib=tuning.code_memory_kib, aside=True)
    stack.push_async_callback(kitchen.close)
    greeting = await greet(api, settings.operator_chats)
    moves = Moves(api, settings.operator_chats)
    members = Members(api=api, where=moves.where, lives=0)
    house = House(
        **stores_over(vault, keyring),
        **chats_of(members, moves, greeting),
        told=api.told,
        shelf=Shelf(book, line_of(settings, tuning, api.bot, greeting)),
        database=database,
        minute=tuning.minute,
        wake_requests=partial(bus.word, "requests"),
        buttons=Buttons(keyring.button_key),
        lists=lists,
        kitchen=kitchen,
        random_bytes=os.urandom,
        wake_codes=partial(bus.word, "codes"),
        wake_keeps=partial(bus.word, "keeps"),
        wake_charts=partial(bus.word, "charts"),
        wake_calls=partial(bus.word, "calls"),
    )
    house.outbox.on_put(bus.put)
    kept = await database.transact(house.approved.all)
    house.shelf.put(dated(serve(book, kept), day_of(unix_now())))
    return house
