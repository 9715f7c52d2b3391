"""The line's other bots: they tell where it answers, and one of them takes over when Telegram refuses its own."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.signpost import Signpost
from bot.errors import TokenRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from contextlib import AsyncExitStack

    from bot.desk.house import House
    from bot.settings import Settings

SURE: Final = (2.0, 2.0)
"""Seconds before a refused token is tried again: taking over is no small thing."""


def signposts(settings: Settings, house: House, stack: AsyncExitStack) -> list[Signpost]:
    """One for each spare bot; its session is closed by `stack`."""
    found = []
    for token in settings.spares:
        api = Api(token, root=settings.api_url, proxy=settings.proxy)
        stack.push_async_callback(api.close)
        found.append(Signpost(api, partial(_told, house)))
    return found


def refused(posts: Sequence[Signpost]) -> int:
    """How many of them Telegram does not know."""
    return sum(post.refused for post in posts)


async def stand(posts: Sequence[Signpost]) -> None:
    """All of them, side by side."""
    async with asyncio.TaskGroup() as group:
        for post in posts:
            group.create_task(post.run())


async def served(settings: Settings, serve: Callable[[Settings], Awaitable[None]]) -> None:
    """Serve; where Telegram refuses the token for good, with the next bot. TokenRefused: it knows none of them."""
    left = len(settings.spares)
    while True:
        try:
            await serve(settings)
        except TokenRefused:
            if not left:
                raise
            if not await _known(settings, settings.token):
                left -= 1
                settings = settings.succeeded(settings.spares[0], settings.token)
        else:
            return


async def _known(settings: Settings, token: str) -> bool:
    """Whether Telegram knows this token after all. Where it can not be asked, it may."""
    api = Api(token, root=settings.api_url, proxy=settings.proxy)
    try:
        for wait in SURE:
            await asyncio.sleep(wait)
            try:
                await api.call("getMe")
            except TokenRefused:
                continue
            except (ApiFault, ApiUnreachable):
                return True
            return True
        return False
    finally:
        await api.close()


def _told(house: House, code: str | None) -> str:
    return house.texts.plain(house.texts.language_for(code), "signpost", bot=house.line.username)
