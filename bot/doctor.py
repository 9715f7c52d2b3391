"""What `check` asks Telegram: whether the token is good, and what the bot may do in the operators' group."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.greeting import lacking, unusable
from bot.delivery.members import inside
from bot.errors import SettingError, TokenRefused
from bot.lights.spares import about_spares
from bot.lights.updates import about_clock, about_updates
from bot.readiness import Finding, Light
from bot.setting_names import variable
from bot.setting_values import is_loopback
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_ASK_SECONDS = 10.0


def ask_telegram(settings: Settings) -> list[Finding]:
    """Findings about token and group; red lines alone where Telegram can not be asked: one for each setting lacking."""
    if unset := [*_faults(lambda: settings.token), *_faults(lambda: settings.operator_chat)]:
        return unset
    return asyncio.run(_ask(Api(settings.token, root=settings.api_url, proxy=settings.proxy), settings))


def _faults(setting: Callable[[], object]) -> list[Finding]:
    try:
        setting()
    except SettingError as fault:
        return [Finding(Light.RED, "settings", str(fault))]
    return []


async def _ask(api: Api, settings: Settings) -> list[Finding]:
    try:
        token, *known = await _token(api, settings)
        if token.light is Light.RED:
            return [token]
        chats = settings.operator_chats
        found = [await look_at(api, chat, f" {at}" * (len(chats) > 1)) for at, chat in enumerate(chats, start=1)]
        known += [*_proxy(settings), await about_updates(api, settings), *await about_spares(settings, look_at)]
        return [token, *known, *(finding for one in found for finding in one)]
    except ApiUnreachable as fault:
        words = f"{fault}; check the network, {variable('api_url')} and {variable('proxy_url')}"
        return [Finding(Light.RED, "telegram", words)]
    finally:
        await api.close()


async def _token(api: Api, settings: Settings) -> list[Finding]:
    try:
        me = await api.call("getMe", timeout=_ASK_SECONDS)
    except (TokenRefused, ApiFault):
        words = f"{variable('bot_token')}: Telegram refuses this token; copy it again from BotFather"
        return [Finding(Light.RED, "token", words)]
    known = Finding(Light.GREEN, "token", "Telegram knows this bot")
    return [known, about_clock(api, int(time.time()), settings), _name(me), _rooms(me, settings), *_habits(me)]


def _proxy(settings: Settings) -> list[Finding]:
    """Said once Telegram was reached: through the proxy, or it would not have been. Its password is not."""
    if settings.proxy is None or is_loopback(settings.api_url):
        return []
    return [Finding(Light.GREEN, "proxy", f"Telegram was reached through {urlsplit(settings.proxy).hostname}")]


def _name(me: dict[str, Any]) -> Finding:
    """The name is read aloud with the price of both kinds: no program can tell an honest one from a neutral one."""
    words = (
        f"every phone shows {me.get('first_name', '')!r} (@{me.get('username', '')}). An honest name tells a copy from "
        "you, and gives a searched phone away; a neutral one hides the chat at a glance, and is copied unseen: "
        "docs/ADMIN.md, step 2"
    )
    return Finding(Light.GREEN, "name", words)


def _rooms(me: dict[str, Any], settings: Settings) -> Finding:
    """Who reads what persons write."""
    name = variable("desk")
    if settings.desk == "group":
        words = f"{name}=group: every member of an operators' group reads all that is relayed there"
        return Finding(Light.GREEN, "rooms", words)
    if me.get("has_topics_enabled"):
        return Finding(Light.GREEN, "rooms", f"{name}=private: a topic a case in the taker's chat with the bot")
    words = f"{name}=private without topics: cases stand side by side in one chat; switch on Threaded Mode at BotFather"
    return Finding(Light.YELLOW, "rooms", words)


def _habits(me: dict[str, Any]) -> list[Finding]:
    """What BotFather's switches let others do with this bot."""
    found = []
    if me.get("can_join_groups"):
        words = "anybody may add this bot to his groups; once it is in its own: /setjoingroups at BotFather, Disable"
        found.append(Finding(Light.YELLOW, "joining", words))
    if me.get("supports_inline_queries"):
        words = "inline mode is on: what people type after its name reaches it; /setinline at BotFather, /empty"
        found.append(Finding(Light.YELLOW, "inline", words))
    return found


async def look_at(api: Api, chat: int, place: str = "") -> list[Finding]:
    """Whether operators can work in a chat, and what the bot may do there; a red one says why not.

    `place`: which entry of the setting it is, where there are several. Raises ApiUnreachable.
    """
    try:
        group = await api.call("getChat", timeout=_ASK_SECONDS, chat_id=chat)
        if (wrong := unusable(group)) is not None:
            return [Finding(Light.RED, f"group{place}", f"{variable('operator_chat_id')}{place}: {wrong}")]
        member = await api.call("getChatMember", timeout=_ASK_SECONDS, chat_id=chat, user_id=api.bot)
    except ApiFault:
        return [_no_member(place)]
    if not inside(member):
        return [_no_member(place)]
    called = f"{group.get('title', '')!r}: the bot is in it"
    return [Finding(Light.GREEN, f"group{place}", called), *_rights(group, member, place)]


def _no_member(place: str) -> Finding:
    words = "the bot is in no such group; add it there, and check the number (-100...)"
    return Finding(Light.RED, f"group{place}", f"{variable('operator_chat_id')}{place}: {words}")


def _rights(group: dict[str, Any], member: dict[str, Any], place: str) -> list[Finding]:
    missing = lacking(group, member)
    if not missing:
        return [
            Finding(
                Light.GREEN,
                f"rights{place}",
                "the bot may delete, pin" + (", open topics" if group.get("is_forum") else ""),
            )
        ]
    name, lacks = repr(group.get("title", "")), ", ".join(missing)
    words = f"the bot lacks {lacks} in the group {name}; make it an administrator with these rights"
    return [Finding(Light.RED, f"rights{place}", words)]
