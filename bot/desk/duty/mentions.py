"""Names that ring: whoever is named so in a group hears of it even where he muted it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from bot.texts import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.house import House


def mention(user: int, name: str) -> str:
    """One name, as HTML. A text of the content holds no links: this is none of it."""
    return f'<a href="tg://user?id={user}">{escape(clean(name))}</a>'


def mentions(house: House, key: str, people: Mapping[int, str]) -> list[str]:
    """A line that begins with this text and names these people; no line where nobody may be named."""
    named = [mention(user, name) for user, name in people.items() if name]
    return [f"{house.say(key)} {', '.join(named)}"] if named else []
