"""The value of HOTLINE_OPERATOR_CHAT_ID: which chat takes what, and one sentence where that can not be read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.flows.load import SHIPPED
from bot.routes import DOORS, LANGUAGES, Route, routes
from bot.texts import Texts


def test_one_chat_takes_everything() -> None:
    assert routes("-1001") == routes(-1001) == (Route(chat=-1001),)


def test_several_chats_each_with_what_it_takes_the_open_one_first() -> None:
    read = routes("-2:language=uk/ru; -3:door=relative,urgent ;-1")
    uk, relatives = (
        Route(chat=-2, languages=frozenset({"uk", "ru"})),
        Route(chat=-3, doors=frozenset({"relative"}), urgent=True),
    )
    assert read == (Route(chat=-1), uk, relatives)


@pytest.mark.parametrize(
    ("case", "takes"),
    [
        ({"language": "uk", "door": "relative", "urgent": True}, True),
        ({"language": "uk", "door": "relative", "urgent": False}, False),
        ({"language": "ru", "door": "relative", "urgent": True}, False),
        ({"language": "uk", "door": "soldier", "urgent": True}, False),
    ],
)
def test_a_chat_takes_what_fits_all_its_conditions(case: dict[str, Any], takes: bool) -> None:
    (_, route) = routes("-1;-2:language=uk,door=relative/maybe,urgent")
    assert route.takes(**case) is takes


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "exactly one chat"),
        ("-1;-2", "exactly one chat"),
        ("-1:urgent", "exactly one chat"),
        ("-1;-2:urgent;-2:urgent", "twice"),
        ("-1;-2:weekday", "entry 2: a condition"),
        ("-1;-2:urgent,urgent", "entry 2: a condition"),
        ("-1;-2:language=de", "entry 2: language is one or more of en, ru, uk"),
        ("-1;-2:door=", "entry 2: door"),
        ("-1;PLANTED:urgent", "entry 2 is not a group's id"),
        ("PLANTED", "is not a group's id"),
        ("12", "is the number of a private chat"),
    ],
)
def test_what_can_not_be_read_is_one_sentence_without_the_value(value: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        routes(value)
    assert "PLANTED" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_door_and_language_of_the_content_can_be_routed() -> None:
    texts = Texts.load(SHIPPED)
    assert set(texts.languages) == LANGUAGES
    assert {key.removeprefix("desk-door-") for key in texts.keys("en") if key.startswith("desk-door-")} == DOORS
