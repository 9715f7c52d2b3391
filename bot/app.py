"""The one composition root: every part is made here, and taken down here in reverse order."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot

from bot.delivery.answers import Answers
from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.inbox import Intake, Poller
from bot.delivery.lanes import Lanes
from bot.delivery.members import Members
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Limits, Pacer
from bot.delivery.request import ApiRequest
from bot.desk import alarms, codes
from bot.desk.buttons import Buttons
from bot.desk.house import House, Line
from bot.desk.return_code import CodeKitchen
from bot.desk.word_lists import WordLists
from bot.errors import SettingError
from bot.flows.load import load_book
from bot.logs import Event, note
from bot.loops import LoopName, Loops
from bot.messages import Probe, Reply, Work, unprobed
from bot.settings import Settings
from handlers import ordered, profile
from handlers.context import BENCH, Bench, Context, Piece
from handlers.failures import noted
from storage.cases import Cases
from storage.inbox import Inbox
from storage.keys import Keyring, load_keyring
from storage.outbox import Outbox
from storage.people import Operators, People
from storage.posts import Posts
from storage.sealing import Vault
from storage.sqlite import open_sqlite

T = TypeVar("T")
Ptb = Application[Any, Context, Any, Any, Any, Any]
LOCALES = Path(__file__).resolve().parent.parent / "locales"
START_WAITS = (1, 2, 4, 8, 16, 30)
SWEEP_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What tests and benchmarks may lift or fake; never a setting."""

    probe: Probe = unprobed
    limits: Limits = field(default_factory=Limits)
    code_memory_kib: int = 65536
    slots: int = 64
    on_ready: Callable[[], None] = lambda: None


def unix_now() -> int:
    """The whole second it is."""
    return int(time.time())


async def serve(settings: Settings, tuning: Tuning | None = None) -> None:
    """Run the line until SIGTERM or SIGINT. Raises HotlineError where it can not start or its token is refused."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        plant = await _unless(stop, assemble(settings, tuning or Tuning(), stack))
        if plant is not None:
            await plant.run(stop)
    note(Event.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The parts that move, and the order in which they start and stop."""

    house: House
    loops: Loops
    lanes: Lanes
    sender: Sender
    answers: Answers
    poller: Poller
    code_desk: codes.CodeDesk
    on_ready: Callable[[], None]

    async def run(self, stop: asyncio.Event) -> None:
        """Start all loops, wait for `stop` or a fatal error, then finish what is in hand."""
        await self.lanes.load()
        self.loops.start(LoopName.SEND, self.sender.run)
        self.loops.start(LoopName.ANSWERS, self.answers.run)
        self.loops.start(LoopName.CODES, partial(self.code_desk.run, self.house))
        self.loops.start(LoopName.SWEEP, self._sweep)
        self.loops.start(LoopName.POLL, self.poller.run)
        note(Event.STARTED)
        self.on_ready()
        try:
            await _unless(stop, self.loops.wait())
        finally:
            note(Event.STOPPING)
            await self._finish()

    async def _finish(self) -> None:
        """Stop asking, finish the lanes, flush: within ten seconds in all."""
        await self.loops.stop(LoopName.POLL)
        await self.lanes.drain(4)
        await self.answers.flush(1)
        await self.sender.flush(3)
        await self.loops.stop()

    async def _sweep(self) -> None:
        beat = self.loops.beater(LoopName.SWEEP)
        while True:
            await codes.sweep(self.house, unix_now())
            beat()
            await asyncio.sleep(SWEEP_SECONDS)


async def assemble(settings: Settings, tuning: Tuning, stack: AsyncExitStack) -> Plant:
    """Make every part; whatever was opened is closed by `stack`."""
    book = load_book(LOCALES)
    keyring = load_keyring(settings.data_dir, settings.root_key, now=unix_now())
    database = await open_sqlite(settings.database, probe=tuning.probe)
    stack.push_async_callback(database.close)
    api = Api(settings.token, root=settings.api_url, proxy=settings.proxy)
    stack.push_async_callback(api.close)
    line = await _meet_telegram(api, settings, book.project.desk.language, book.project.traces.hours)
    kitchen = CodeKitchen(keyring.pepper, memory_kib=tuning.code_memory_kib)
    stack.push_async_callback(kitchen.close)
    code_desk = codes.CodeDesk()
    vault, members = Vault(keyring), Members(api=api)
    posts = Posts(vault)
    house = House(
        line=line,
        database=database,
        people=People(vault),
        operators=Operators(vault),
        posts=posts,
        cases=Cases(vault, keyring),
        inbox=Inbox(vault),
        outbox=Outbox(vault, posts),
        buttons=Buttons(keyring.button_key),
        lists=WordLists.load(LOCALES),
        kitchen=kitchen,
        texts=book.texts,
        book=book,
        random_bytes=os.urandom,
        is_member=members.is_member,
        forget_member=members.forget,
        wake_codes=code_desk.wake,
    )
    await _publish(api, house)
    application = await _application(settings.token, api, line.chat, stack)
    return _connect(house, api, keyring, code_desk, tuning, application)


def _connect(  # noqa: PLR0913, PLR0917 - the one place where all parts meet
    house: House, api: Api, keyring: Keyring, code_desk: codes.CodeDesk, tuning: Tuning, application: Ptb
) -> Plant:
    """Join the house to Telegram: handlers, lanes, poller, sender."""
    loops = Loops()
    answers = Answers(api=api, beat=loops.beater(LoopName.ANSWERS))
    bench = Bench(house, partial(_answer, answers))
    application.bot_data[BENCH] = bench
    lanes = Lanes(
        bot=api.bot,
        database=house.database,
        inbox=house.inbox,
        worker=partial(_work, application, bench),
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
        urgent=_urgent,
        take=lanes.take,
        now=unix_now,
        probe=tuning.probe,
    )
    poller = Poller(
        api=api,
        intake=intake,
        room=lanes.room,
        beat=loops.beater(LoopName.POLL),
        probe=tuning.probe,
    )
    sender = Sender(
        api=api,
        database=house.database,
        outbox=house.outbox,
        posts=house.posts,
        pacer=Pacer(limits=tuning.limits),
        now=unix_now,
        title=partial(alarms.topic_title, house),
        on_dead=partial(_sends_put_aside, house),
        beat=loops.beater(LoopName.SEND),
        probe=tuning.probe,
    )
    return Plant(
        house=house,
        loops=loops,
        lanes=lanes,
        sender=sender,
        answers=answers,
        poller=poller,
        code_desk=code_desk,
        on_ready=tuning.on_ready,
    )


async def _application(token: str, api: Api, operator_chat: int, stack: AsyncExitStack) -> Ptb:
    request = ApiRequest(api)
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=api.base_url,
        base_file_url=api.file_url,
        request=request,
        get_updates_request=request,
    )
    application = Application.builder().bot(bot).updater(None).context_types(ContextTypes(context=Context)).build()
    application.add_handlers(ordered(operator_chat))
    application.add_error_handler(noted)
    await application.initialize()
    stack.push_async_callback(application.shutdown)
    return application


async def _work(application: Ptb, bench: Bench, raw: dict[str, Any], work: Work) -> bool:
    """Work one update: whether a handler took it (and marked its row). Raises what the handler raised."""
    update = Update.de_json(raw, application.bot)
    piece = bench.pieces[work.update_id] = Piece(work)
    try:
        await application.process_update(update)
    finally:
        del bench.pieces[work.update_id]
    if piece.failure is not None:
        raise piece.failure
    return piece.handled


def _answer(answers: Answers, callback: str, reply: Reply) -> None:
    answers.answer(callback, reply.toast, alert=reply.alert, url=reply.url)


async def _sends_put_aside(house: House, count: int) -> None:
    await alarms.sends_put_aside(house, count, unix_now())


def _urgent(_raw: dict[str, Any]) -> bool:
    """Whether an update goes before others at intake; danger words will tell, once there are lists of them."""
    return False


async def _meet_telegram(api: Api, settings: Settings, language: str, trace_hours: int) -> Line:
    """Ask who the bot is and what the operator chat is like, for as long as it takes to reach Telegram."""
    me = await _retried(partial(api.call, "getMe"))
    chat = settings.operator_chat
    try:
        group = await _retried(partial(api.call, "getChat", chat_id=chat))
    except ApiFault as fault:
        message = (
            "HOTLINE_OPERATOR_CHAT_ID: the bot is in no such chat; add it to the group, give the id like -1001234567890"
        )
        raise SettingError(message) from fault
    if group.get("type") not in {"group", "supergroup"}:
        message = "HOTLINE_OPERATOR_CHAT_ID: this chat is no group; give the id of a group like -1001234567890"
        raise SettingError(message)
    return Line(
        bot=api.bot,
        username=me.get("username", ""),
        chat=chat,
        forum=bool(group.get("is_forum")),
        language=language,
        trace=trace_hours * 3600,
    )


async def _retried(call: Callable[[], Awaitable[T]]) -> T:
    """Call until Telegram can be reached, waiting longer each time; its refusals are raised."""
    waits = chain(START_WAITS[:-1], repeat(START_WAITS[-1]))
    while True:
        try:
            return await call()
        except ApiUnreachable:
            wait = next(waits)
            note(Event.POLL_FAILED, wait=wait)
        await asyncio.sleep(wait)


async def _publish(api: Api, house: House) -> None:
    """Tell Telegram the commands and the description; the line works without them."""
    try:
        await profile.publish(api.call, house.texts, house.line.chat)
    except (ApiFault, ApiUnreachable):
        note(Event.PROFILE_FAILED)


async def _unless(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """The result of `work`, or None when `stop` came first; then the work is cancelled."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stopping.cancel()
        task.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)
