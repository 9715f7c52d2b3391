"""What `check` asks Telegram about the line's other bots: whether one could take over this minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from bot.delivery.api import Api
from bot.delivery.faults import ApiFault
from bot.errors import TokenRefused
from bot.readiness import Finding, Light
from bot.setting_names import variable

if TYPE_CHECKING:
    from bot.settings import Settings

_ASK_SECONDS: Final = 10.0
_PAGE: Final = "docs/OPERATING.md, Spare bots"

Look = Callable[[Api, int], Awaitable[list[Finding]]]
"""Whether a bot can work in a chat; a red finding says why not."""


async def about_spares(settings: Settings, look: Look) -> list[Finding]:
    """One finding for each; none in a rehearsal without any. Raises ApiUnreachable."""
    if not settings.spares:
        words = f"none; Telegram can block a bot overnight: prepare a second one ({_PAGE})"
        return [] if settings.rehearsed else [Finding(Light.YELLOW, "spare", words)]
    return [await _one(token, at, settings, look) for at, token in enumerate(settings.spares, start=1)]


async def _one(token: str, at: int, settings: Settings, look: Look) -> Finding:
    name = "spare" if len(settings.spares) == 1 else f"spare {at}"
    api = Api(token, root=settings.api_url, proxy=settings.proxy)
    try:
        me = await api.call("getMe", timeout=_ASK_SECONDS)
        found = [one for chat in settings.operator_chats for one in await look(api, chat)]
    except (TokenRefused, ApiFault):
        words = (
            f"{variable('spare_bot_tokens')}, number {at}: Telegram refuses this token; put another one in ({_PAGE})"
        )
        return Finding(Light.YELLOW, name, words)
    finally:
        await api.close()
    called = f"@{me.get('username', '')}"
    if wrong := [one.words for one in found if one.light is Light.RED]:
        return Finding(Light.YELLOW, name, f"{called} could not take over: {'; '.join(wrong)}")
    return Finding(Light.GREEN, name, f"{called} could take over: it is in each operators' group, with all rights")
