"""getUpdates: the updates that wait for a bot, in order, until a higher offset confirms them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.rehearsal.methods import MAX_POLL_SECONDS, MAX_UPDATES, UPDATE_KINDS, UPDATES_BY_DEFAULT
from bot.rehearsal.refusals import CONFLICT, HOOKED, Refusal, bad

if TYPE_CHECKING:
    from bot.rehearsal.things import Bot, Json
    from bot.rehearsal.world import World


async def get_updates(world: World, bot: Bot, arguments: Json) -> list[Json]:
    """Waits up to `timeout` seconds for a first update. A later call ends an earlier one with 409, a webhook all."""
    if bot.hook:
        raise Refusal(*HOOKED)
    if bot.poll and not bot.poll.done():
        bot.poll.set_exception(Refusal(*CONFLICT))
        world.touch()
    mine = bot.poll = asyncio.get_running_loop().create_future()
    allow(bot, arguments.get("allowed_updates"))
    _confirm(bot, arguments.get("offset", 0))
    limit = min(max(arguments.get("limit", MAX_UPDATES), 1), MAX_UPDATES)
    seconds = min(max(arguments.get("timeout", 0), 0), MAX_POLL_SECONDS)
    try:
        await _wait(world, bot, mine, seconds)
    finally:
        mine.cancel()
    world.drop_old_updates(bot)
    return [update for _, update in list(bot.updates)[:limit]]


async def _wait(world: World, bot: Bot, mine: asyncio.Future[None], seconds: int) -> None:
    """Until there is an update, the time is over, or a later poll took this one's place."""
    if bot.updates or not seconds:
        return
    with suppress(TimeoutError):
        await world.until(lambda: bool(bot.updates) or mine.done(), seconds)
    if mine.done():
        mine.result()


def allow(bot: Bot, given: Any) -> None:
    """The kinds of updates the bot wants from now on; None changes nothing."""
    if given is None:
        return
    if not isinstance(given, list):
        raise bad("can't parse allowed updates JSON array")
    known = frozenset(str(kind) for kind in given) & UPDATE_KINDS
    bot.allowed = known or UPDATES_BY_DEFAULT


def _confirm(bot: Bot, offset: int) -> None:
    """An offset forgets all updates below it; a negative one keeps only so many from the end."""
    if offset < 0:
        offset = bot.updates[max(len(bot.updates) + offset, 0)][1]["update_id"] if bot.updates else 0
    while bot.updates and bot.updates[0][1]["update_id"] < offset:
        bot.updates.popleft()
