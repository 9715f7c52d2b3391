"""What `check` asks Telegram about this bot's updates: whether somebody else takes them; and what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.delivery.faults import ApiFault
from bot.errors import StorageError
from bot.places import Server
from bot.readiness import Finding, Light
from bot.setting_values import is_loopback
from storage.clock import NEAR
from storage.locking import held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.delivery.api import Api
    from bot.settings import Settings

_ASK_SECONDS: Final = 10.0
_LISTEN: Final = 5
"""Seconds in which another poller, whose call ours has ended, asks again and ends ours."""
_CONFLICT: Final = 409
_OFF: Final = 30
"""Seconds by which a clock may be off without a word."""


async def about_updates(api: Api, settings: Settings) -> Finding:
    """Who takes the updates. Without a line running here a poll of some seconds finds another; it takes none."""
    info: dict[str, Any] = await api.call("getWebhookInfo", timeout=_ASK_SECONDS)
    waiting = f"{info.get('pending_update_count', 0)} updates wait at Telegram"
    if settings.webhook_url is not None or info.get("url"):
        return _webhook(info, settings.webhook_url, waiting)
    try:
        runs = await _runs(settings)
    except StorageError:
        words = "whether another takes them was not looked at: the line may run, and its database can not be asked"
        return Finding(Light.YELLOW, "updates", f"{words}; {waiting}")
    if runs is not None:
        return Finding(Light.GREEN, "updates", f"the line runs {runs}; {waiting}")
    try:
        await api.updates(None, timeout=_LISTEN, limit=1)
    except ApiFault as fault:
        if fault.status != _CONFLICT:
            raise
        words = "another program asks Telegram for this bot's updates; stop it, or revoke the token if it is not yours"
        return Finding(Light.RED, "updates", words)
    return Finding(Light.GREEN, "updates", f"nobody else takes them; {waiting}")


async def _runs(settings: Settings) -> str | None:
    """Where the line runs, which asks for updates itself; None where it does not. StorageError: nobody can say."""
    if not isinstance(settings.place, Server):
        return "on this machine" if held(settings.database) else None
    from storage.postgres.looking import holder  # noqa: PLC0415 - a line on SQLite loads none of it

    where = await holder(settings.place)
    return None if where is None else f"and is connected to its database from {where or 'its own machine'}"


def _webhook(info: Mapping[str, Any], wanted: str | None, waiting: str) -> Finding:
    """Where Telegram brings updates to. Only hosts are named: the path may be a secret."""
    url = str(info.get("url", ""))
    if not url:
        return Finding(Light.YELLOW, "updates", f"no webhook is set yet; `run` sets it; {waiting}")
    if url != wanted:
        words = f"a webhook is set, to {urlsplit(url).hostname}; `run` puts that right; if you did not set it, somebody"
        return Finding(Light.RED, "updates", f"{words} has the token: revoke it at BotFather")
    if info.get("last_error_date"):
        words = f"Telegram could not bring some: {info.get('last_error_message', '')}; look at proxy and certificate"
        return Finding(Light.YELLOW, "updates", f"{words}; {waiting}")
    return Finding(Light.GREEN, "updates", f"Telegram brings them here; {waiting}")


def about_clock(api: Api, now: int, settings: Settings) -> Finding:
    """This machine's clock beside the date of Telegram's last answer."""
    if settings.api_real and is_loopback(settings.api_url):
        words = "your own Bot API server tells this machine's time; nothing compares it"
        return Finding(Light.YELLOW, "clock", words)
    told = api.told()
    if told is None:
        return Finding(Light.YELLOW, "clock", "Telegram told no time; look again")
    off = now - told
    if abs(off) <= _OFF:
        return Finding(Light.GREEN, "clock", "agrees with Telegram's")
    words = f"is {abs(off)} s {'ahead of' if off > 0 else 'behind'} Telegram's; run: timedatectl set-ntp true"
    return Finding(Light.RED if abs(off) > NEAR else Light.YELLOW, "clock", words)
