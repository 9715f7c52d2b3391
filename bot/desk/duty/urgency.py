"""What goes before everything else from the moment it comes in: danger words, and the buttons that call an operator."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.desk.buttons import Pressed
from bot.errors import ButtonError
from bot.flows.danger import danger

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.texts import Texts

CALLS: Final = ("now", "crisis")
"""The actions that call an operator at once; `button-<name>` is what they say."""
LONGEST_TEXT: Final = 4_096
"""No message Telegram takes is longer; whatever is, is not searched to its end."""


def urgent(house: House, raw: dict[str, Any], now: int) -> bool:
    """Whether an update goes before others at intake. A button counts where we gave it to this person.

    May raise what a malformed update makes of it: the intake takes that for no.
    """
    if "callback_query" in raw:
        return _calls(house, raw["callback_query"], now)
    message = raw.get("message", {})
    if message.get("chat", {}).get("type") != "private":
        return False
    said = (message.get("text") or message.get("caption") or "")[:LONGEST_TEXT]
    return _names_a_call(house, said) or danger(house.book, said) is not None


def _calls(house: House, query: dict[str, Any], now: int) -> bool:
    chat = query["message"]["chat"]
    if chat["type"] != "private":
        return False
    try:
        pressed = house.buttons.open(query["data"], user=query["from"]["id"], chat=chat["id"], now=now)
    except ButtonError:
        return False
    return isinstance(pressed, Pressed) and pressed.action in CALLS


def _names_a_call(house: House, said: str) -> bool:
    """Whether the words of such a button were typed: that presses it too."""
    return said.casefold().strip(" .!") in _labels(house.texts)


@lru_cache(maxsize=1)
def _labels(texts: Texts) -> frozenset[str]:
    """What these buttons say, in every language: a flood must not put it into words for each of its messages."""
    return frozenset(
        texts.plain(language, f"button-{call}").casefold() for language in texts.languages for call in CALLS
    )
