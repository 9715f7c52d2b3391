"""Promise: a link into the bot carries no secret, so whoever forges one gets what he would get without it."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import pytest

from bot.desk import orders
from bot.desk.casework.rooms import ROOM_PREFIX
from tests.promises.test_who_may_do_what import ACTORS, MEMBERS, Actor, Front, book, case, house

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case

__all__ = ["book", "case", "house"]

ROOMS: Final = Path(orders.__file__).parents[1]
PAYLOADS: Final = re.compile(r"\?start=([^\"'` ]*)")
KNOWN: Final = {"desk", "open_{case.alias}", "{ROOM_PREFIX}{case.alias}"}
"""What follows `?start=`: words of ours and the alias, which stands on the card itself."""

ODD: Final = ("", "x", "desk", "open_", "room_", "open_'; DROP TABLE cases; --", "open_%", "open______", "\ud800", "\0")
LONG: Final = (string.ascii_letters + string.digits + "_-")[:64]


def test_links_hold_nothing_but_the_alias() -> None:
    sources = [path for path in ROOMS.rglob("*.py") if "rehearsal" not in path.parts]
    found = {payload for path in sources for payload in PAYLOADS.findall(path.read_text())}
    assert found == KNOWN


def forged(alias: str) -> list[str]:
    prefixes = (orders.OPEN_PREFIX, ROOM_PREFIX)
    near = (alias, alias.lower(), alias[:-1], f"{alias}2", f" {alias}", alias[::-1], LONG, "A" * 4_000, "\ud800", "Ж")
    return [*ODD, *(prefix + one for prefix in prefixes for one in near), alias]


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
async def test_who_is_no_operator_opens_nothing_by_a_link(house: House, case: Case, actor: Actor) -> None:
    opened: list[str] = []

    async def by_link(_turn: Any, _asked: Any, case: Case) -> None:
        opened.append(case.alias)

    front = Front(house)
    with patch("bot.desk.seeing.opening.by_link", by_link):
        for payload in forged(case.alias):
            await front.says(actor, f"/start {payload}".rstrip(" "))
    private = actor.user in MEMBERS and actor.chat == actor.user
    assert set(opened) == ({case.alias} if private else set())
