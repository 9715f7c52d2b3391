"""What a message says: addresses that formatting hides behind a word stand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from handlers.reading import said_of

MAP = "https://maps.app.goo.gl/abc"


def message(text: str, *links: tuple[int, int, str], caption: bool = False) -> Update:
    entities: list[dict[str, Any]] = [
        {"type": "text_link", "offset": offset, "length": length, "url": url} for offset, length, url in links
    ]
    user = {"id": 5, "is_bot": False, "first_name": "O"}
    told: dict[str, Any] = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": -1, "type": "supergroup", "title": "g"},
        "from": user,
    }
    if caption:
        told |= {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
        told |= {"caption": text, "caption_entities": entities}
    else:
        told |= {"text": text, "entities": entities}
    update = Update.de_json({"update_id": 1, "message": told}, None)
    assert update is not None
    return update


@pytest.mark.parametrize("caption", [False, True])
def test_a_hidden_address_is_read(caption: bool) -> None:
    came = said_of(message("go here now", (3, 4, MAP), caption=caption))
    assert came is not None
    assert came.text == f"go here ({MAP}) now"


def test_several_of_them_behind_letters_of_two_units() -> None:
    came = said_of(message("🙂 one two", (3, 3, "http://a/"), (7, 3, "http://b/")))
    assert came is not None
    assert came.text == "🙂 one (http://a/) two (http://b/)"


def test_plain_words_stay_as_they_are() -> None:
    came = said_of(message("go here"))
    assert came is not None
    assert came.text == "go here"
