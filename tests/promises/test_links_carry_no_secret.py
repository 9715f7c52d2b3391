"""Promise: a link into the bot carries no secret, so whoever forges one gets what he would get without it."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import pytest

from bot.desk import orders
from bot.desk.casework.rooms import ROOM_PREFIX
from tests.promises.test_who_may_do_what import ACTORS, MEMBERS, Actor, Front, book, case, house

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.desk.house import House
    from storage.cases import Case

__all__ = ["book", "case", "house"]

ROOMS: Final = Path(orders.__file__).parents[1]
PAYLOADS: Final = re.compile(r"\?start=([^\"'` ]*)")
KNOWN: Final = {"desk", "open_{case.alias}", "{ROOM_PREFIX}{case.alias}"}
"""What follows `?start=`: words of ours and the alias, which stands on the card itself."""

ODD: Final = ("", "x", "desk", "open_", "room_", "open_'; DROP TABLE cases; --", "open_%", "open______", "\ud800", "\0")
LONG: Final = (string.ascii_letters + string.digits + "_-")[:64]


def payloads(sources: Iterable[str]) -> set[str]:
    return {payload for source in sources for payload in PAYLOADS.findall(source)}


def sources() -> list[str]:
    return [path.read_text() for path in ROOMS.rglob("*.py") if "rehearsal" not in path.parts]


def test_links_hold_nothing_but_the_alias() -> None:
    assert payloads(sources()) == KNOWN


def test_a_planted_link_with_a_secret_is_found() -> None:
    planted = 'url = f"https://t.me/{line.username}?start={words}"'
    assert payloads([*sources(), planted]) - KNOWN == {"{words}"}


def forged(alias: str) -> list[str]:
    prefixes = (orders.OPEN_PREFIX, ROOM_PREFIX)
    near = (alias, alias.lower(), alias[:-1], f"{alias}2", f" {alias}", alias[::-1], LONG, "A" * 4_000, "\ud800", "Ж")
    return [*ODD, *(prefix + one for prefix in prefixes for one in near), alias]


async def opened_by(house: House, case: Case, actor: Actor) -> set[str]:
    """What he opens by links, all that are forged and the true ones."""
    opened: list[str] = []

    async def by_link(_turn: Any, _asked: Any, case: Case) -> None:
        opened.append(case.alias)

    front = Front(house)
    with patch("bot.desk.seeing.opening.by_link", by_link):
        for payload in forged(case.alias):
            await front.says(actor, f"/start {payload}".rstrip(" "))
    return set(opened)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
async def test_who_is_no_operator_opens_nothing_by_a_link(house: House, case: Case, actor: Actor) -> None:
    private = actor.user in MEMBERS and actor.chat == actor.user
    assert await opened_by(house, case, actor) == ({case.alias} if private else set())


async def test_a_planted_door_for_everybody_is_found(house: House, case: Case) -> None:
    async def everybody(_chat: int, _user: int) -> bool:
        return True

    former = next(actor for actor in ACTORS if actor.name == "former operator privately")
    assert await opened_by(replace(house, is_member=everybody), case, former) == {case.alias}
