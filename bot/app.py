"""The one composition root: every part is made here, and taken down here in reverse order."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from bot import hosts, spares, standby
from bot.beside import work_beside
from bot.delivery.answers import Answers
from bot.delivery.api import Api
from bot.delivery.contact import Contact
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.greeting import greet
from bot.delivery.members import Members
from bot.delivery.moves import Moves
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Pacer
from bot.delivery.request import ApiRequest, QuietBot
from bot.delivery.underway import UnderWay
from bot.desk import alarms, content, desks, succession
from bot.desk.buttons import Buttons
from bot.desk.calls.call_desk import CallDesk
from bot.desk.codes.codes import CodeDesk
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.codes.word_lists import WordLists
from bot.desk.content import ContentDesk
from bot.desk.house import House, Shelf
from bot.desk.knowing.chart import ChartDesk
from bot.desk.nights.forgetting import settled
from bot.desk.seeing.granted import RequestDesk
from bot.desk.words.aftermath import Aftermath
from bot.desk.words.keeping import KeepDesk
from bot.errors import HeldElsewhere, TokenRefused
from bot.flows.load import SHIPPED, load_book
from bot.hearing import ears_of
from bot.hourly import expected, hourly_of
from bot.lines import chats_of, line_of
from bot.logs import Event, note
from bot.loops import LoopName, Loops
from bot.memory import tidied
from bot.now import unix_now
from bot.on_hold import resumed
from bot.plant import Plant, unless
from bot.sharing.leading import leading
from bot.tuning import Tuning
from bot.watching.pages import pages
from bot.watching.signs import heartbeat_of
from bot.watching.view import View
from handlers import profile
from handlers.working import Worker
from storage.audit_check import ANCHORS
from storage.keys import KeyFolder, load_keyring
from storage.opening import open_database
from storage.private_files import append_line
from storage.recipients import Recipients
from storage.stores import stores_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.flows.model import Book
    from bot.messages import Reply
    from bot.settings import Settings
    from bot.sharing.leading import Leading
    from storage.keys import Keyring


__all__ = ["Tuning", "assemble", "serve", "strict"]


async def serve(
    settings: Settings,
    tuning: Tuning | None = None,
    *,
    root: bytes | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Run the line until SIGTERM or SIGINT. Raises HotlineError where it can not start or its token is refused.

    `root`: the root key, where it has no file. `prepare`: what may be done only by the one that is about to serve.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    async def line(tuning: Tuning) -> None:
        await spares.served(settings, partial(_serve, tuning=tuning, stop=stop, root=root))

    tuned = tuning or Tuning(on_ready=tidied)
    if settings.standby:
        beside = partial(work_beside, settings, tuned, root) if settings.share else None
        read = tuned.content or _content
        await standby.in_turn(settings, stop, line, tuned, prepare=prepare, read=read, beside=beside, root=root)
    else:
        prepare()
        await line(tuned)
    note(Event.STOPPED)


async def _serve(settings: Settings, *, tuning: Tuning, stop: asyncio.Event, root: bytes | None) -> None:
    """The same with one bot."""
    async with AsyncExitStack() as stack:
        await unless(stop, resumed(settings.data_dir))
        plant = None if stop.is_set() else await unless(stop, assemble(settings, tuning, stack, root))
        if plant is not None:
            await plant.run(stop)


async def assemble(settings: Settings, tuning: Tuning, stack: AsyncExitStack, root: bytes | None = None) -> Plant:
    """Make every part; whatever was opened is closed by `stack`."""
    keyring = load_keyring(settings.data_dir, settings.root_key, now=unix_now(), root=root)
    api = Api(settings.token, root=settings.api_url, proxy=settings.proxy, files_here=settings.api_real)
    stack.push_async_callback(api.close)
    code_desk = CodeDesk(now=unix_now)
    moves = Moves(api, settings.operator_chats)
    keep_desk = KeepDesk(fetch=api.download, now=unix_now)
    request_desk = _request_desk(settings, keyring)
    chart_desk, call_desk = ChartDesk(now=unix_now), CallDesk(now=unix_now)
    looping = (code_desk, keep_desk, chart_desk, request_desk, call_desk)
    leads = await leading(settings)
    if leads is not None:
        stack.push_async_callback(leads.member.release)
    house = await _house(settings, tuning, keyring, api, moves, looping, leads, stack)
    request = ApiRequest(api)
    bot = QuietBot(
        settings.token,
        base_url=api.base_url,
        base_file_url=api.file_url,
        request=request,
        get_updates_request=request,
    )
    loops = Loops(fatal=(TokenRefused, HeldElsewhere) if settings.standby else (TokenRefused,))
    answers = Answers(api=api, beat=loops.beater(LoopName.ANSWERS))
    worker = Worker(bot, house, partial(_answer, answers))
    await worker.start()
    stack.push_async_callback(worker.stop)
    posts = spares.signposts(settings, house, stack)
    refused, folder, under_way = partial(spares.refused, posts), settings.data_dir, UnderWay()
    every = expected(settings)
    view = View(house=house, loops=loops, contact=Contact(), folder=folder, now=unix_now, refused=refused, every=every)
    ears = ears_of(
        house,
        settings=settings,
        keyring=keyring,
        api=api,
        worker=worker,
        loops=loops,
        slots=tuning.slots,
        probe=tuning.probe,
        now=unix_now,
        contact=view.contact,
        under_way=under_way,
        pages=pages(view),
        among=None if leads is None else leads.crew(house, keyring, beat=loops.beater(LoopName.CREW), now=unix_now),
    )
    sender = Sender(
        api=api,
        database=house.database,
        outbox=house.outbox,
        posts=house.posts,
        pacer=Pacer(limits=tuning.limits),
        now=unix_now,
        desk=Aftermath(house),
        on_dead=partial(_counted, alarms.sends_put_aside, house),
        on_missed=partial(_counted, alarms.deletions_missed, house),
        beat=loops.beater(LoopName.SEND),
        probe=tuning.probe,
        moved=moves.known,
        under_way=under_way,
    )
    if leads is not None:
        wakes = ("codes", code_desk), ("keeps", keep_desk), ("charts", chart_desk), ("calls", call_desk)
        leads.wakes.update({word: desk.wake for word, desk in wakes}, requests=request_desk.wake)
        leads.wakes.update(send=sender.wake, hurry=partial(sender.wake, urgent=True))
    return Plant(
        house=house,
        loops=loops,
        ears=ears,
        view=view,
        signposts=posts,
        heartbeat=heartbeat_of(settings, view),
        watch_seconds=tuning.watch,
        sender=sender,
        answers=answers,
        code_desk=code_desk,
        keep_desk=keep_desk,
        request_desk=request_desk,
        chart_desk=chart_desk,
        call_desk=call_desk,
        content_desk=_content_desk(settings, tuning, api, loops),
        hourly=hourly_of(settings, now=unix_now, beat=loops.beater(LoopName.BACKUP)),
        on_ready=tuning.on_ready,
    )


async def _house(  # noqa: PLR0913, PLR0917 - the one place where all parts meet
    settings: Settings,
    tuning: Tuning,
    keyring: Keyring,
    api: Api,
    moves: Moves,
    looping: tuple[CodeDesk, KeepDesk, ChartDesk, RequestDesk, CallDesk],
    leads: Leading | None,
    stack: AsyncExitStack,
) -> House:
    """The parts a use case may touch."""
    root = settings.locales_dir or SHIPPED
    book, lists = (tuning.content or _content)(root)
    database = await open_database(settings.place, probe=tuning.probe, member=None if leads is None else leads.member)
    stack.push_async_callback(database.close)
    await succession.refuse_foreign(database, api.bot, settings.spare_ids)
    await settled(database, keyring, folder=settings.keys_dir, periods=settings.periods, now=unix_now())
    keeper, missing, office = await hosts.kept(settings, database, keyring, probe=tuning.probe)
    kitchen = CodeKitchen(keyring.pepper, memory_kib=tuning.code_memory_kib, aside=True)
    stack.push_async_callback(kitchen.close)
    greeting = await greet(api, settings.operator_chats)
    line = line_of(settings, tuning, api.bot, greeting)
    members = Members(api=api, where=moves.where)
    house = House(
        **stores_over(keeper.vault, keyring),
        **chats_of(members, moves, greeting),
        keeper=keeper,
        office=office,
        missing=missing,
        told=api.told,
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
        wake_codes=looping[0].wake,
        wake_keeps=looping[1].wake,
        wake_charts=looping[2].wake,
        wake_calls=looping[4].wake,
    )
    await content.take_up(house, book, strict=strict(settings), now=unix_now())
    await desks.opened(house, unix_now())
    await succession.begun(house, unix_now())
    return house


def _content(folder: Path) -> tuple[Book, WordLists]:
    return load_book(folder), WordLists.load(folder)


def _request_desk(settings: Settings, keyring: Keyring) -> RequestDesk:
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    listed = Recipients(where, keyring.recipients, fixed=bool(settings.operator_recipients))
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


def _answer(answers: Answers, callback: str, reply: Reply) -> None:
    answers.answer(callback, reply.toast, alert=reply.alert, url=reply.url)


async def _counted(tell: Callable[[House, int, int], Awaitable[None]], house: House, count: int) -> None:
    await tell(house, count, unix_now())


async def _publish(api: Api, house: House) -> None:
    """Tell Telegram the commands and the description; the line works without them."""
    try:
        await profile.publish(api.call, house.texts, house.chats)
    except (ApiFault, ApiUnreachable):
        note(Event.PROFILE_FAILED)
