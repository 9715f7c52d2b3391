"""By what a process works: two that differ in it do not work side by side."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from storage.primitives import tag
from storage.recipients import number_of
from storage.versions import known

if TYPE_CHECKING:
    from bot.desk.house import House


def sign_of(house: House, key: bytes) -> str:
    """Content, line, recipients and the version of the rows, as a keyed tag; behind a colon, see `take_over`."""
    parts = [
        known()[-1],
        house.book.version,
        sorted(house.book.expired),
        asdict(house.line),
        number_of(house.cases.sealed_to),
    ]
    digest = tag(key, json.dumps(parts, default=sorted, sort_keys=True).encode())[:16].hex()
    absent = ",".join(str(place) for place, chat in enumerate(house.chats) if chat in house.absent)
    return f"{digest}:{absent}"


def agree(one: str, other: str) -> bool:
    """Whether two work by the same."""
    return one.partition(":")[0] == other.partition(":")[0]


def take_over(house: House, sign: str) -> None:
    """Know the chats that the bot can not write to now, by their places in the settings, as the leader knows them."""
    places = [int(place) for place in sign.partition(":")[2].split(",") if place]
    absent = {house.chats[place] for place in places}
    if house.absent != absent:
        house.absent.clear()
        house.absent.update(absent)
