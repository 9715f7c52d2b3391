"""The one composition root: every part is made here, and taken down here in reverse order."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from telegram.ext import ExtBot

from bot.delivery.answers import Answers
from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.greeting import greet
from bot.delivery.inbox import Intake, Poller
from bot.delivery.lanes import Lanes
from bot.delivery.members import Members
from bot.delivery.moves import Moves
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Limits, Pacer
from bot.delivery.request import ApiRequest
from bot.desk import alarms, content, desks
from bot.desk.aftermath import Aftermath
from bot.desk.buttons import Buttons
from bot.desk.call_desk import CallDesk
from bot.desk.chart import ChartDesk
from bot.desk.codes import CodeDesk
from bot.desk.content import ContentDesk
from bot.desk.granted import RequestDesk
from bot.desk.house import House, Line, Shelf
from bot.desk.keeping import KeepDesk
from bot.desk.lock import SILENCE
from bot.desk.return_code import CodeKitchen
from bot.desk.urgency import urgent
from bot.desk.word_lists import WordLists
from bot.errors import FileRefused
from bot.flows.load import SHIPPED, load_book
from bot.logs import Event, note
from bot.loops import LoopName, Loops
from bot.plant import Plant, unix_now, unless
from bot.probes import unprobed
from handlers import profile
from handlers.working import Worker
from storage.audit_check import ANCHORS
from storage.key_check import require_keys
from storage.keys import KeyFolder, load_keyring
from storage.private_files import append_line
from storage.recipients import Recipients
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import stores_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.messages import Reply
    from bot.probes import Probe
    from bot.settings import Settings
    from storage.keys import Keyring

_BAD_REQUEST: Final = 400


def _nothing() -> None:
    """Nobody waits for the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What tests and benchmarks may lift or fake; never a setting."""

    probe: Probe = unprobed
    limits: Limits = field(default_factory=Limits)
    code_memory_kib: int = 65536
    slots: int = 64
    warm: bool = True
    minute: float = 60
    silence: int = SILENCE
    on_ready: Callable[[], None] = _nothing


async def serve(settings: Settings, tuning: Tuning | None = None) -> None:
    """Run the line until SIGTERM or SIGINT. Raises HotlineError where it can not start or its token is refused."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        plant = await unless(stop, assemble(settings, tuning or Tuning(), stack))
        if plant is not None:
            await plant.run(stop)
    note(Event.STOPPED)


async def assemble(settings: Settings, tuning: Tuning, stack: AsyncExitStack) -> Plant:
    """Make every part; whatever was opened is closed by `stack`."""
    keyring = load_keyring(settings.data_dir, settings.root_key, now=unix_now())
    api = Api(settings.token, root=settings.api_url, proxy=settings.proxy)
    stack.push_async_callback(api.close)
    code_desk = CodeDesk(unix_now)
    moves = Moves(api, settings.operator_chats)
    keep_desk = KeepDesk(fetch=partial(_fetch, api), now=unix_now)
    request_desk = _request_desk(settings, keyring)
    chart_desk, call_desk = ChartDesk(now=unix_now), CallDesk(unix_now)
    looping = (code_desk, keep_desk, chart_desk, request_desk, call_desk)
    house = await _house(settings, tuning, keyring, api, moves, looping, stack)
    request = ApiRequest(api)
    bot: ExtBot[None] = ExtBot(
        settings.token,
        base_url=api.base_url,
        base_file_url=api.file_url,
        request=request,
        get_updates_request=request,
    )
    loops = Loops()
    answers = Answers(api=api, beat=loops.beater(LoopName.ANSWERS))
    worker = Worker(bot, house, partial(_answer, answers))
    await _publish(api, house)
    await worker.start()
    stack.push_async_callback(worker.stop)
    lanes, poller = _intake(house, tuning, keyring, api, worker, loops)
    sender = Sender(
        api=api,
        database=house.database,
        outbox=house.outbox,
        posts=house.posts,
        pacer=Pacer(limits=tuning.limits),
        now=unix_now,
        desk=Aftermath(house),
        on_dead=partial(_sends_put_aside, house),
        on_missed=partial(_deletions_missed, house),
        beat=loops.beater(LoopName.SEND),
        probe=tuning.probe,
        moved=moves.known,
    )
    return Plant(
        house=house,
        loops=loops,
        lanes=lanes,
        sender=sender,
        answers=answers,
        poller=poller,
        code_desk=code_desk,
        keep_desk=keep_desk,
        request_desk=request_desk,
        chart_desk=chart_desk,
        call_desk=call_desk,
        content_desk=_content_desk(settings, tuning, api, loops),
        on_ready=tuning.on_ready,
    )


async def _house(  # noqa: PLR0913, PLR0917 - the one place where all parts meet
    settings: Settings,
    tuning: Tuning,
    keyring: Keyring,
    api: Api,
    moves: Moves,
    looping: tuple[CodeDesk, KeepDesk, ChartDesk, RequestDesk, CallDesk],
    stack: AsyncExitStack,
) -> House:
    """The parts a use case may touch."""
    root = settings.locales_dir or SHIPPED
    book, lists = load_book(root), WordLists.load(root)
    database = await open_sqlite(settings.database, probe=tuning.probe)
    stack.push_async_callback(database.close)
    await require_keys(database, keyring, folder=settings.keys_dir, path=settings.database)
    kitchen = CodeKitchen(keyring.pepper, memory_kib=tuning.code_memory_kib)
    stack.push_async_callback(kitchen.close)
    greeting = await greet(api, settings.operator_chats)
    line = Line(
        bot=api.bot,
        username=greeting.username,
        chat=settings.operator_chat,
        forum=settings.operator_chat in greeting.forums,
        routes=settings.operator_chat_id,
        forums=greeting.forums,
        private=settings.desk == "private",
        private_topics=greeting.private_topics,
        silence=tuning.silence,
    )
    vault, members = Vault(keyring), Members(api=api, where=moves.where)
    house = House(
        **stores_over(vault, keyring),
        shelf=Shelf(book, line),
        database=database,
        minute=tuning.minute,
        wake_requests=looping[3].wake,
        recipients_fixed=looping[3].recipients.fixed,
        keep_anchor=partial(append_line, settings.data_dir / ANCHORS),
        buttons=Buttons(keyring.button_key),
        lists=lists,
        kitchen=kitchen,
        random_bytes=os.urandom,
        is_member=members.is_member,
        is_supervisor=members.is_admin,
        supervisors=members.admins,
        ours=moves.ours,
        home=moves.home,
        absent=set(greeting.missing),
        became=moves.became,
        forget_member=members.forget,
        serves=members.serves,
        wake_codes=looping[0].wake,
        wake_keeps=looping[1].wake,
        wake_charts=looping[2].wake,
        wake_calls=looping[4].wake,
    )
    await content.take_up(house, book, strict=strict(settings), now=unix_now())
    await desks.opened(house, unix_now())
    return house


def _request_desk(settings: Settings, keyring: Keyring) -> RequestDesk:
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    listed = Recipients(where, keyring, fixed=bool(settings.operator_recipients))
    return RequestDesk(recipients=listed, now=unix_now)


def strict(settings: Settings) -> bool:
    """Whether only approved answers may be shown."""
    return not (settings.rehearsed or settings.allow_unapproved)


def _content_desk(settings: Settings, tuning: Tuning, api: Api, loops: Loops) -> ContentDesk:
    return ContentDesk(
        root=settings.locales_dir or SHIPPED,
        strict=strict(settings),
        warm=tuning.warm,
        now=unix_now,
        beat=loops.beater(LoopName.CONTENT),
        on_taken=partial(_publish, api),
    )


def _intake(  # noqa: PLR0913, PLR0917 - as above
    house: House, tuning: Tuning, keyring: Keyring, api: Api, worker: Worker, loops: Loops
) -> tuple[Lanes, Poller]:
    """From Telegram to the handlers: poller, sealed inbox, lanes."""
    lanes = Lanes(
        bot=api.bot,
        database=house.database,
        inbox=house.inbox,
        worker=worker.work,
        on_dead=partial(alarms.update_put_aside, house),
        now=unix_now,
        slots=tuning.slots,
        probe=tuning.probe,
    )
    intake = Intake(
        bot=api.bot,
        database=house.database,
        inbox=house.inbox,
        lane=partial(keyring.lane, api.bot),
        urgent=lambda raw: urgent(house, raw, unix_now()),
        take=lanes.take,
        now=unix_now,
        probe=tuning.probe,
    )
    poller = Poller(api=api, intake=intake, room=lanes.room, beat=loops.beater(LoopName.POLL), probe=tuning.probe)
    return lanes, poller


def _answer(answers: Answers, callback: str, reply: Reply) -> None:
    answers.answer(callback, reply.toast, alert=reply.alert, url=reply.url)


async def _fetch(api: Api, file_id: str) -> bytes:
    """A file into memory. Raises FileRefused: no bot gets it; ApiUnreachable: not now."""
    try:
        return await api.download(file_id)
    except ApiFault as fault:
        if fault.status == _BAD_REQUEST:
            raise FileRefused from fault
        raise


async def _sends_put_aside(house: House, count: int) -> None:
    await alarms.sends_put_aside(house, count, unix_now())


async def _deletions_missed(house: House, count: int) -> None:
    await alarms.deletions_missed(house, count, unix_now())


async def _publish(api: Api, house: House) -> None:
    """Tell Telegram the commands and the description; the line works without them."""
    try:
        await profile.publish(api.call, house.texts, house.chats)
    except (ApiFault, ApiUnreachable):
        note(Event.PROFILE_FAILED)
