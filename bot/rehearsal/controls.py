"""The page's hands on what is not Telegram: the bot's life, the look at the store, the tour."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.board import Board
    from bot.rehearsal.burst import Burst
    from bot.rehearsal.tour import Tour
    from bot.rehearsal.world import World

WATCH_SECONDS = 0.35
LONGEST_WORD = 80


@dataclass(frozen=True, kw_only=True)
class Controls:
    """Routes under /play/ and the eye that keeps the board true."""

    world: World
    board: Board
    bot: BotProcess
    store: Store
    tour: Tour
    burst: Burst

    def routes(self) -> list[web.RouteDef]:
        """All of them; the server guards them like the page's own."""
        return [
            web.get("/play/live", self.board.feed),
            web.post("/play/kill", self._kill),
            web.post("/play/start", self._start),
            web.post("/play/tour", self._tour),
            web.post("/play/burst", self._burst),
            web.get("/play/store", self._rows),
            web.get("/play/look", self._look),
        ]

    def show_bot(self) -> None:
        """Put the bot's state and its log on the board."""
        self.board.put("bot", {"state": self.bot.state, "pid": self.bot.pid, "detail": self.bot.detail})
        self.board.put("log", list(self.bot.log))

    async def watch(self) -> None:
        """Look at the store's files and at the bot's calls, for ever."""
        version: object = None
        while True:
            if self.bot.state is State.STARTING and _called_since(self.world, self.bot.started_at):
                self.bot.seen()
            newest = await asyncio.to_thread(self.store.version)
            if newest != version and (tables := await _maybe(self.store.tables)) is not None:
                version = newest
                self.board.put("store", {"version": hash(newest), "tables": tables})
            await asyncio.sleep(WATCH_SECONDS)

    async def _kill(self, _request: web.Request) -> web.StreamResponse:
        await self.bot.kill()
        return web.json_response({"ok": True})

    async def _start(self, _request: web.Request) -> web.StreamResponse:
        await self.bot.start()
        return web.json_response({"ok": True})

    async def _tour(self, request: web.Request) -> web.StreamResponse:
        try:
            wish = json.loads(await request.read())
            await self.tour.obey(
                str(wish["act"]), language=str(wish.get("language", "en")), pace=float(wish.get("pace", 1))
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refused("The tour takes one JSON object: act, language, pace")
        return web.json_response({"ok": True})

    async def _burst(self, request: web.Request) -> web.StreamResponse:
        try:
            wish = json.loads(await request.read())
            if wish["act"] == "stop":
                await self.burst.stop()
            else:
                await self.burst.start(int(wish["count"]), float(wish["minutes"]), int(wish.get("seed", 1)))
        except (KeyError, TypeError, AttributeError):
            return _refused("A burst takes one JSON object: act, count, minutes, seed")
        except ValueError as error:
            return _refused(str(error))
        return web.json_response({"ok": True})

    async def _rows(self, request: web.Request) -> web.StreamResponse:
        rows = await _maybe(lambda: self.store.rows(request.query.get("table", "")))
        return _refused("This table can not be shown now") if rows is None else web.json_response(rows)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        word = request.query.get("word", "").strip()[:LONGEST_WORD]
        if len(word) < 3:  # noqa: PLR2004 - shorter ones are found in any random bytes
            return _refused("Look for three letters or more")
        found = await asyncio.to_thread(self.store.look, word)
        return web.json_response({"hits": found.hits, "bytes": found.bytes, "files": found.files})


def _called_since(world: World, moment: float) -> bool:
    return bool(world.calls) and world.calls[-1].at >= moment


async def _maybe(read: Callable[[], Any]) -> Any:
    """What `read` gives in a thread, None where the store can not be read at this moment."""
    try:
        return await asyncio.to_thread(read)
    except (StoreError, OSError, sqlite3.Error):
        return None


def _refused(sentence: str) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": sentence}, status=400)
