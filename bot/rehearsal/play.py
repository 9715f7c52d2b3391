"""The rehearsal: a Telegram for one laptop, the unchanged bot as its client, and a page to play both sides."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import webbrowser
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from bot.flows.load import SHIPPED, load_book
from bot.rehearsal import crew
from bot.rehearsal.board import Board
from bot.rehearsal.burst import Burst
from bot.rehearsal.control import do
from bot.rehearsal.controls import Controls
from bot.rehearsal.folders import sweep, temporary_folder
from bot.rehearsal.hand import Cast
from bot.rehearsal.process import BotProcess, RehearsalError, prepare
from bot.rehearsal.script import CAPTIONS
from bot.rehearsal.server import Server, serve
from bot.rehearsal.store import Store
from bot.rehearsal.story import story
from bot.rehearsal.texts import TextsDesk, copy_content
from bot.rehearsal.texts_routes import TextsRoutes
from bot.rehearsal.thief.desk import Thief
from bot.rehearsal.thief.routes import ThiefRoutes
from bot.rehearsal.tour import Tour
from bot.rehearsal.world import World
from bot.setting_names import variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from bot.rehearsal.things import Chat, User

FOLDER_MODE = 0o700
LANGUAGES = ("ru", "uk")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How it is played. `port` None: any free one. `keep`: an empty or new folder that stays afterwards.

    `threads`: private rooms are reply threads, as if the bot had no topics in private chats. `burst` None: nobody
    writes until somebody presses a button. `own_bot`: no bot is started; one that was set up elsewhere comes here.
    """

    port: int | None = None
    keep: Path | None = None
    browser: bool = True
    operators: int = 3
    desk: str = "group"
    threads: bool = False
    burst: int | None = None
    minutes: float = 5.0
    seed: int = 1
    own_bot: bool = False


async def rehearse(wishes: Wishes) -> int:
    """Play until Ctrl-C or SIGTERM; 0.

    Raises RehearsalError where the port is taken, the folder is in use, or the keys can not be made.
    """
    # The nights that the thief lives through write no line into this terminal.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        folder = _folder(wishes.keep, stack)
        if sys.stderr.isatty():
            click.echo("reading the texts, making keys; some seconds", err=True)
        server = await _assemble(folder, wishes, stack)
        stays = f", {folder} stays" if wishes.keep else ""
        click.echo(f"The rehearsal is at {server.url}/ - Ctrl-C ends it{stays}")
        if wishes.own_bot:
            _tell_own_bot(server)
        if wishes.browser:
            await asyncio.to_thread(_open_browser, server.url)
        await stop.wait()
    return 0


def _tell_own_bot(server: Server) -> None:
    """What a bot of somebody's own needs to come here; the token is good in this rehearsal and nowhere else."""
    (group,) = server.world.groups
    click.echo(f"For a bot of your own:  HOTLINE_API_URL={server.url}  (a line of its .env, then `setup`)")
    click.echo(f"  token  {server.world.token}")
    click.echo(f"  group  {group}")


async def _assemble(folder: Path, wishes: Wishes, stack: AsyncExitStack) -> Server:
    """World, server, keys, bot and controls, each ended by `stack` in reverse order."""
    world = World()
    group, operator = _people(world, wishes.operators)
    world.bot.topics_enabled = not wishes.threads
    board = Board()
    settings: dict[str, str] = {}
    bot = BotProcess(settings=settings, folder=folder)
    book = load_book(content := copy_content(folder / "locales", own_content()))
    desk_language = book.project.desk.language
    cast = Cast(world=world, bot=bot, texts=book.texts, group=group, operator=operator, desk_language=desk_language)
    tour = Tour(board, story(cast), len(CAPTIONS))
    burst = Burst(cast, board)
    controls = Controls(world=world, board=board, bot=bot, store=Store(folder / "data"), tour=tour, burst=burst)
    bot.changed = controls.show_bot
    texts = TextsDesk(root=content, trial=folder / "trial", banned=book.banned, taken=partial(setattr, cast, "texts"))
    thief = Thief(world=world, folder=folder, book=book)
    stack.push_async_callback(thief.close)
    routes = [*controls.routes(), *TextsRoutes(texts, bot).routes(), *ThiefRoutes(thief).routes()]
    server = await _listen(world, wishes.port, routes)
    stack.push_async_callback(server.close)
    settings |= _settings(world, group, server, folder) | {"HOTLINE_DESK": wishes.desk}
    await prepare(["keys", "init", "--operator-key-out", str(folder / "operator.key")], settings, folder)
    stack.push_async_callback(bot.stop)
    if not wishes.own_bot:
        await bot.start()
    for name, watch in (("watch", controls.watch), ("keepsakes", thief.keepsakes.watch)):
        watching = asyncio.create_task(watch(), name=f"rehearsal {name}")
        stack.push_async_callback(_cancelled, watching)
    stack.push_async_callback(tour.stop)
    stack.push_async_callback(burst.stop)
    if wishes.burst:
        await burst.start(wishes.burst, wishes.minutes, wishes.seed)
    return server


def own_content() -> Path:
    """The texts an editor works on, where the environment names them; the only setting that gets in here."""
    named = os.environ.get(variable("locales_dir"))
    if not named:
        return SHIPPED
    if not (folder := Path(named).expanduser()).is_dir():
        raise RehearsalError(f"{variable('locales_dir')}: {folder} is no folder: name one, or unset the variable")
    return folder


def _people(world: World, operators: int) -> tuple[Chat, User]:
    """One group of operators with topics, the first of them its owner, one phone in the language of this machine."""
    world.bot.user.name = "Parley"
    chief = world.add_user(crew.NAMES[0], "en")
    group = world.add_group("Duty operators", forum=True, by=chief)
    for _ in range(operators - 1):
        crew.add(world, {})
    for message in list(group.messages.values()):
        world.vanish(message)
    here = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    do(world, {"act": "add_user", "language": here[:2] if here[:2] in LANGUAGES else "en"})
    return group, chief


async def _listen(world: World, port: int | None, routes: Sequence[web.RouteDef]) -> Server:
    try:
        return await serve(world, port=port or 0, routes=routes)
    except OSError as error:
        raise RehearsalError(f"Port {port} can not be used ({error.strerror}): name another with --port") from error


def _settings(world: World, group: Chat, server: Server, folder: Path) -> dict[str, str]:
    return {
        "HOTLINE_BOT_TOKEN": world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(group.id),
        "HOTLINE_API_URL": server.url,
        "HOTLINE_DATA_DIR": str(folder / "data"),
        "HOTLINE_LOCALES_DIR": str(folder / "locales"),
        "HOTLINE_LOG_LEVEL": "info",
    }


def _folder(keep: Path | None, stack: AsyncExitStack) -> Path:
    """The folder of this rehearsal, closed to others; removed at the end unless it is to be kept."""
    if keep is None:
        for dead in sweep():
            click.echo(f"removed {dead}, which a rehearsal that was killed had left", err=True)
        return stack.enter_context(temporary_folder())
    try:
        keep.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        occupied = any(keep.iterdir())
        keep.chmod(FOLDER_MODE)
    except OSError as error:
        raise RehearsalError(f"{keep} can not be used ({error.strerror}): name another folder with --keep") from error
    if occupied:
        raise RehearsalError(f"{keep} is not empty: name a new folder with --keep")
    return keep.resolve()


def _open_browser(url: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(url)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
