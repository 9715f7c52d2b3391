"""The sign of life of a line, where somebody outside waits for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.heartbeat import Heartbeat

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.watching.view import View


def heartbeat_of(settings: Settings, view: View) -> Heartbeat | None:
    """None: nobody waits for it."""
    if settings.heartbeat_url is None:
        return None
    return Heartbeat(settings.heartbeat_url.get_secret_value(), proxy=settings.proxy, well=view.ready)
