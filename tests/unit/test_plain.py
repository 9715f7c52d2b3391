"""Plain texts and presses are read as the library reads them; whatever else an update holds is left to the library."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.messages import Said, Tapped
from handlers import plain
from handlers.reading import said_of, tapped_of

USER: dict[str, Any] = {"id": 5, "is_bot": False, "first_name": "Олег", "language_code": "uk", "username": "o"}
CHAT: dict[str, Any] = {"id": 5, "type": "private", "first_name": "Олег"}
TEXT: dict[str, Any] = {"message_id": 7, "from": USER, "chat": CHAT, "date": 1_790_000_000, "text": "Слава"}
START: dict[str, Any] = {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
SCREEN: dict[str, Any] = {"message_id": 9, "chat": CHAT, "date": 1_790_000_000, "text": "a screen"}
PRESS: dict[str, Any] = {"id": "11", "from": USER, "message": SCREEN, "chat_instance": "1", "data": "x"}


def of_library(raw: dict[str, Any]) -> Said | Tapped | None:
    update = Update.de_json(raw, None)
    return said_of(update) if update.callback_query is None else tapped_of(update.callback_query)


def message(**more: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": TEXT | more}


def press(**more: Any) -> dict[str, Any]:
    return {"update_id": 1, "callback_query": PRESS | more}


@pytest.mark.parametrize(
    "raw",
    [
        message(),
        message(**START),
        message(**{"from": {"id": 5, "is_bot": False, "first_name": "O"}}),
        press(),
        press(message=SCREEN | {"date": 0}),
        press(message=SCREEN | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]]}}),
    ],
)
def test_what_is_plain_is_read_as_the_library_does(raw: dict[str, Any]) -> None:
    read = plain.read(raw)
    assert read is not None
    assert read == of_library(raw)


LINKED = {"entities": [{"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org"}]}


@pytest.mark.parametrize(
    "raw",
    [
        message(text=""),
        message(**LINKED),
        message(chat={"id": -5, "type": "group", "title": "g"}),
        message(photo=[]),
        message(reply_to_message=TEXT),
        message(forward_origin={}),
        message(sender_chat=CHAT),
        message(message_id="7"),
        message(entities=[None]),
        message(**{"from": None}),
        message(**{"from": USER | {"language_code": 5}}),
        press(data=None),
        press(message=None),
        press(message=SCREEN | {"chat": {"id": -5, "type": "supergroup"}}),
        press(game_short_name="g"),
        {"update_id": 1, "edited_message": TEXT},
        {"update_id": 1, "message": TEXT, "callback_query": PRESS},
        {"message": TEXT},
    ],
)
def test_whatever_else_is_the_librarys(raw: dict[str, Any]) -> None:
    assert plain.read(raw) is None


_NAMES = st.sampled_from([*TEXT, *PRESS, *USER])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*TEXT, "entities", "caption", "via_bot"]), _JSON)
def test_one_odd_part_is_never_misread(part: str, odd: Any) -> None:
    """Either the library reads it, or it is read without a fault and says what it said."""
    raw = message(**{part: odd})
    read = plain.read(raw)
    assert read is None or isinstance(read, Said)
