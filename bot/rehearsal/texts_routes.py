"""The Texts tab over HTTP: what is said, a look at a change, and the change itself."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.errors import ContentError
from bot.rehearsal.markup import parse_html
from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.refusals import Refusal
from bot.rehearsal.texts import LONGEST, Change, TextsDesk

if TYPE_CHECKING:
    from collections.abc import Mapping


PATIENCE = 60.0
LOOK_AGAIN = 0.1
TAKEN = "content_taken"
"""What a bot's log says once it uses a change."""


@dataclass(frozen=True)
class TextsRoutes:
    """Routes under /play/texts. `bot`: the one that reads what is saved."""

    desk: TextsDesk
    bot: BotProcess

    def routes(self) -> list[web.RouteDef]:
        """All of them; the server guards them like the page's own."""
        return [
            web.get("/play/texts", self._listed),
            web.get("/play/texts/locales.zip", self._packed),
            web.post("/play/texts/look", self._look),
            web.post("/play/texts/save", self._save),
        ]

    async def _listed(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(await asyncio.to_thread(self.desk.listed))

    async def _packed(self, _request: web.Request) -> web.StreamResponse:
        body = await asyncio.to_thread(self.desk.packed)
        headers = {"Content-Disposition": 'attachment; filename="locales.zip"'}
        return web.Response(body=body, content_type="application/zip", headers=headers)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        try:
            change = await _change(request)
            return web.json_response({"faults": self.desk.look(change), **_shown(change.text)})
        except ContentError as fault:
            return _refused(fault)

    async def _save(self, request: web.Request) -> web.StreamResponse:
        try:
            change = await _change(request)
            before = self._times_taken()
            faults = await self.desk.save(change)
        except ContentError as fault:
            return _refused(fault)
        taken = not faults and await self._taken(before)
        return web.json_response({"saved": not faults, "taken": taken, "faults": faults, **_shown(change.text)})

    async def _taken(self, before: int) -> bool:
        """Whether the bot took the change; False where it does not run, or says nothing for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self.bot.state is State.RUNNING:
                    if self._times_taken() > before:
                        return True
                    await asyncio.sleep(LOOK_AGAIN)
        return False

    def _times_taken(self) -> int:
        return sum(TAKEN in line for line in self.bot.log)


async def _change(request: web.Request) -> Change:
    try:
        wish: Mapping[str, Any] = json.loads(await request.read())
        language, key, text = (wish[name] for name in ("language", "key", "text"))
    except (ValueError, KeyError, TypeError):
        raise ContentError("a change is one JSON object: language, key, text") from None
    if not all(isinstance(value, str) for value in (language, key, text)) or len(text) > LONGEST:
        raise ContentError(f"language, key and text are words, {LONGEST:,} characters at most")
    return Change(language, key, text)


def _shown(text: str) -> dict[str, Any]:
    """The text as a phone shows it; as it is where Telegram would refuse its markup."""
    try:
        said, entities = parse_html(text)
    except Refusal:
        return {"shown": text, "entities": []}
    return {"shown": said, "entities": [dict(one) for one in entities]}


def _refused(fault: ContentError) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": str(fault)}, status=400)
