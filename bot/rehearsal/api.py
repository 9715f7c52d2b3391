"""One call of the Bot API from its raw arguments to its answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.rehearsal.calls import ANSWERS
from bot.rehearsal.calls.polling import get_updates
from bot.rehearsal.calls.sending import dump
from bot.rehearsal.methods import METHODS, Method, arguments, unknown
from bot.rehearsal.refusals import NO_SUCH_METHOD, Refusal, too_many
from bot.rehearsal.things import Bot, Call, Json
from bot.rehearsal.world import FLOOD_SECONDS, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.rehearsal.faults import Fault


class Dropped(Exception):
    """The connection is to be reset without an answer."""


async def answer(world: World, token: str, name: str, raw: Mapping[str, Any]) -> tuple[int, Json | str]:
    """Status and body. A `str` body is sent as it stands. Raises `Dropped`."""
    await asyncio.sleep(world.faults.latency)
    try:
        return await _answer(world, world.find_bot(token), _method(name), raw)
    except Refusal as refusal:
        world.refusals.append((name, refusal.description))
        return refusal.status, refusal.body()


async def _answer(world: World, bot: Bot, method: Method, raw: Mapping[str, Any]) -> tuple[int, Json | str]:
    known = _log(world, bot, method, raw)
    fault = world.faults.take(method.name)
    if fault and fault.place == "before":
        return _met(fault)
    if world.faults.flood and method.name != "getUpdates":
        raise too_many(FLOOD_SECONDS)
    result = await _run(world, bot, method, known if known is not None else arguments(method, raw))
    await asyncio.sleep(0 if method.name == "getUpdates" else world.faults.late)
    return _met(fault) if fault else (200, {"ok": True, "result": result})


def _method(name: str) -> Method:
    method = METHODS.get(name.lower())
    if method is None:
        raise Refusal(*NO_SUCH_METHOD)
    return method


def _met(fault: Fault) -> tuple[int, Json | str]:
    if fault.drop:
        raise Dropped
    return fault.status, fault.body


def _log(world: World, bot: Bot, method: Method, raw: Mapping[str, Any]) -> Json | None:
    """Put the call into the log; its arguments, None where they are malformed."""
    try:
        known = arguments(method, raw)
    except Refusal:
        known = None
    written = {key: dump(value) for key, value in (raw if known is None else known).items()}
    names = tuple(key for key in unknown(method, raw) if not _is_attached(key, raw))
    call = Call(bot=bot.user.id, method=method.name, arguments=written, unknown=names, at=world.clock())
    world.calls.append(call)
    if method.name != "getUpdates" or not bot.updates:  # thousands of updates are fetched in a row: nothing is seen
        world.touch()
    if known is not None:
        known |= {key: value for key, value in raw.items() if key.startswith("attach://")}
    return known


def _is_attached(key: str, raw: Mapping[str, Any]) -> bool:
    """Whether this is the part of a multipart body that a file parameter points at."""
    return key.startswith("attach://") or f"attach://{key}" in raw


async def _run(world: World, bot: Bot, method: Method, known: Json) -> Any:
    if method.name == "getUpdates":
        return await get_updates(world, bot, known)
    if method.name not in ANSWERS:
        raise Refusal(501, f"Not Implemented: the rehearsal has no {method.name}")
    result = ANSWERS[method.name](world, bot, known)
    world.touch()
    return result
