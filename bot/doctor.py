"""What `check` asks Telegram: whether the token is good, and what the bot may do in the operators' group."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.members import inside
from bot.errors import SettingError, TokenRefused
from bot.readiness import Finding, Light
from bot.settings import Settings, variable

_GROUPS = frozenset({"supergroup"})
_ASK_SECONDS = 10.0


def ask_telegram(settings: Settings) -> list[Finding]:
    """Findings about token and group; one red line where Telegram can not be asked."""
    try:
        token, _ = settings.token, settings.operator_chat
    except SettingError as fault:
        return [Finding(Light.RED, "settings", str(fault))]
    return asyncio.run(_ask(Api(token, root=settings.api_url, proxy=settings.proxy), settings))


async def _ask(api: Api, settings: Settings) -> list[Finding]:
    try:
        token, *known = await _token(api, settings)
        if token.light is Light.RED:
            return [token]
        chats = settings.operator_chats
        found = [await _chat(api, chat, f" {place}" * (len(chats) > 1)) for place, chat in enumerate(chats, start=1)]
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
    return [Finding(Light.GREEN, "token", "Telegram knows this bot"), _name(me), _rooms(me, settings)]


def _name(me: dict[str, Any]) -> Finding:
    """The name is read aloud with the price of both kinds: no program can tell an honest one from a neutral one."""
    words = (
        f"every phone shows {me.get('first_name', '')!r} (@{me.get('username', '')}). An honest name tells a copy from "
        "you, and gives a searched phone away; a neutral one hides the chat at a glance, and is copied unseen: "
        "docs/OPERATING.md, step 2"
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


async def _chat(api: Api, chat: int, place: str) -> list[Finding]:
    """`place`: which entry of the setting it is, where there are several."""
    try:
        group = await api.call("getChat", timeout=_ASK_SECONDS, chat_id=chat)
        member = await api.call("getChatMember", timeout=_ASK_SECONDS, chat_id=chat, user_id=api.bot)
    except ApiFault:
        return [_no_member(place)]
    if not inside(member):
        return [_no_member(place)]
    if group.get("type") not in _GROUPS:
        words = f"{variable('operator_chat_id')}{place}: is no group; give a group's id"
        return [Finding(Light.RED, f"group{place}", words)]
    called = f"{group.get('title', '')!r}: the bot is in it"
    return [Finding(Light.GREEN, f"group{place}", called), *_rights(group, member, place)]


def _no_member(place: str) -> Finding:
    words = f"{variable('operator_chat_id')}{place}: the bot is in no such group; add it there, and check the number"
    return Finding(Light.RED, f"group{place}", words)


def _rights(group: dict[str, Any], member: dict[str, Any], place: str) -> list[Finding]:
    wanted = ["can_delete_messages", "can_pin_messages"]
    wanted += ["can_manage_topics"] if group.get("is_forum") else []
    missing = [right for right in wanted if not member.get(right) and member.get("status") != "creator"]
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
