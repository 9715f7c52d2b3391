"""Webhooks: updates are posted to the bot's address, several at once, and again until it answers 200."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.rehearsal.calls.polling import allow
from bot.rehearsal.refusals import CONFLICT, Refusal, bad
from bot.rehearsal.things import Hook

if TYPE_CHECKING:
    from bot.rehearsal.things import Bot, Json
    from bot.rehearsal.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST = 100
USUAL = 40
AGAIN_SECONDS = 0.1
POST_SECONDS = 30.0
OK = range(200, 300)


def set_webhook(world: World, bot: Bot, arguments: Json) -> bool:
    """From now on updates go to this address, those that wait as well. An empty one: to nobody."""
    url, secret = str(arguments["url"]), str(arguments.get("secret_token") or "")
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if url and not url.startswith(("https://", "http://127.0.0.1")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    delete_webhook(world, bot, arguments)
    allow(bot, arguments.get("allowed_updates"))
    if bot.poll and not bot.poll.done():
        bot.poll.set_exception(Refusal(*CONFLICT))
    if url:
        most = min(max(arguments.get("max_connections", USUAL), 1), MOST)
        bot.hook = Hook(url=url, secret=secret, most=most)
        bot.hook.task = asyncio.create_task(_deliver(world, bot, bot.hook), name="webhook")
    return True


def delete_webhook(_world: World, bot: Bot, arguments: Json) -> bool:
    """Nothing is posted any more; what waits stays, or may be dropped."""
    stop(bot)
    if arguments.get("drop_pending_updates"):
        bot.updates.clear()
    return True


def get_webhook_info(_world: World, bot: Bot, _arguments: Json) -> Json:
    """The webhook, and how many updates wait."""
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(bot.updates)}
    if bot.hook:
        info |= {"url": bot.hook.url, "max_connections": bot.hook.most}
        info |= bot.hook.error
    return info


def stop(bot: Bot) -> None:
    """Post nothing more; what is under way is cut off."""
    if bot.hook and bot.hook.task:
        bot.hook.task.cancel()
    bot.hook = None


async def _deliver(world: World, bot: Bot, hook: Hook) -> None:
    """Post what waits, at most so many at once; of one chat messages in their order, presses beside them."""
    under_way: dict[int, asyncio.Task[None]] = {}
    async with aiohttp.ClientSession() as http:
        try:
            while True:
                since = world.changes
                under_way = {number: task for number, task in under_way.items() if not task.done()}
                for number, update in _ready(bot, hook, under_way):
                    under_way[number] = asyncio.create_task(_post(http, world, bot, hook, update))
                await world.changed(since)
        finally:
            for task in under_way.values():
                task.cancel()


def _ready(bot: Bot, hook: Hook, under_way: dict[int, Any]) -> list[tuple[int, Json]]:
    """What may be posted now. `hook.held`: updates a test keeps back, so that others overtake them."""
    ready: list[tuple[int, Json]] = []
    lines = set()
    for _, update in bot.updates:
        number, line = update["update_id"], _line(update)
        fits = number not in under_way and line not in lines and number not in hook.held
        lines.add(line)
        if fits and len(under_way) + len(ready) < hook.most:
            ready.append((number, update))
    return ready


def _line(update: Json) -> tuple[str, Any]:
    kind, body = next((key, value) for key, value in update.items() if key != "update_id")
    chat = body.get("chat") or body.get("from") or {}
    return ("press" if kind == "callback_query" else "message", chat.get("id"))


async def _post(http: aiohttp.ClientSession, world: World, bot: Bot, hook: Hook, update: Json) -> None:
    headers = {HEADER: hook.secret} if hook.secret else {}
    limits = aiohttp.ClientTimeout(total=POST_SECONDS)
    status = 0
    with suppress(aiohttp.ClientError, TimeoutError, OSError):
        async with http.post(hook.url, json=update, headers=headers, timeout=limits) as response:
            status = response.status
    if status in OK:
        with suppress(StopIteration):
            bot.updates.remove(next(one for one in bot.updates if one[1] is update))
    else:
        hook.error = {"last_error_date": world.now(), "last_error_message": f"Wrong response: {status}"}
        await asyncio.sleep(AGAIN_SECONDS)
    asyncio.get_running_loop().call_soon(world.touch)
