"""Be the thief over HTTP."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from aiohttp import web

from bot.errors import HotlineError
from bot.rehearsal.thief.days import LAST
from bot.rehearsal.thief.desk import OWN, SAMPLES, Thief
from bot.rehearsal.thief.thefts import Theft


@dataclass(frozen=True)
class ThiefRoutes:
    """Routes under /play/thief."""

    thief: Thief

    def routes(self) -> list[web.RouteDef]:
        """All of them; the server guards them like the page's own."""
        return [web.get("/play/thief", self._look), web.post("/play/thief/again", self._again)]

    async def _look(self, request: web.Request) -> web.StreamResponse:
        try:
            line, theft, day = _asked(request)
        except ValueError:
            return _refused(f"A look names line ({OWN}, {SAMPLES}), theft ({', '.join(Theft)}) and day (0 to {LAST})")
        try:
            return web.json_response(await self.thief.look(line, theft, day))
        except (HotlineError, OSError, sqlite3.Error) as fault:
            return _refused(str(fault))

    async def _again(self, _request: web.Request) -> web.StreamResponse:
        await self.thief.again()
        return web.json_response({"ok": True})


def _asked(request: web.Request) -> tuple[str, Theft, int]:
    line, day = request.query.get("line", OWN), int(request.query.get("day", "0"))
    if line not in {OWN, SAMPLES} or not 0 <= day <= LAST:
        raise ValueError(line)
    return line, Theft(request.query.get("theft", "")), day


def _refused(sentence: str) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": sentence}, status=400)
