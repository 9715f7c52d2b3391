"""The rehearsal's table of methods beside python-telegram-bot's: two readings of one documentation."""

import inspect
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from bot.rehearsal.calls import ANSWERS
from bot.rehearsal.methods import DOCUMENTED, METHODS, UPDATE_KINDS, Method, arguments, unknown
from bot.rehearsal.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY_ONLY = {
    "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "self",
    "allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview", "filename", "location",
}  # fmt: skip
"""The library's own conveniences: they are no parameters of the Bot API."""


def names(camel: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in camel)


def read_by_library(method: Method) -> dict[str, inspect.Parameter]:
    function: Callable[..., Any] = getattr(telegram.Bot, names(method.name))
    taken = inspect.signature(function).parameters
    return {name: parameter for name, parameter in taken.items() if name not in LIBRARY_ONLY}


def differences(method: Method) -> list[str]:
    """Where the two readings part, each as a line."""
    theirs = read_by_library(method)
    lines = [f"{method.name}: the library does not know {name}" for name in method.parameters if name not in theirs]
    lines += [f"{method.name}: we do not know {name}" for name in theirs if name not in method.parameters]
    for name, parameter in theirs.items():
        ours = method.parameters.get(name)
        required = parameter.default is inspect.Parameter.empty
        if ours and ours.required != required:
            lines.append(f"{method.name}: {name} is {'required' if ours.required else 'optional'} for us only")
    return lines


KNOWN_DIFFERENCES = {
    # The library takes a ready Location instead of two numbers, so it can require neither.
    "sendLocation: latitude is required for us only",
    "sendLocation: longitude is required for us only",
}


def test_both_readings_agree_but_for_differences_with_a_reason() -> None:
    found = [line for method in METHODS.values() for line in differences(method)]
    assert set(found) == KNOWN_DIFFERENCES, "\n".join(found)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("chat_id!:chat txt!:text", "the library does not know txt"),
        ("chat_id:chat text!:text", "chat_id is optional for us only"),
        ("chat_id!:chat", "we do not know text"),
    ],
)
def test_a_planted_difference_is_found(planted: str, said: str) -> None:
    from bot.rehearsal import methods

    lines = differences(methods._method("sendMessage", planted))
    assert any(said in line for line in lines), lines


def test_the_kinds_of_updates_are_those_of_the_library() -> None:
    assert not UPDATE_KINDS - set(telegram.Update.ALL_TYPES)


def test_every_documented_method_is_answered() -> None:
    missing = set(DOCUMENTED) - set(ANSWERS) - {"getUpdates"}
    assert not missing


@pytest.mark.parametrize(
    ("method", "raw", "sentence"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": "many", "text": "x"}, 'Bad Request: can\'t parse parameter "chat_id"'),
        ("deleteMessage", {"chat_id": 1}, "Bad Request: message identifier is not specified"),
        ("getUpdates", {"allowed_updates": "[mess"}, 'Bad Request: can\'t parse parameter "allowed_updates"'),
        ("sendMessage", {"chat_id": 1, "text": {"a": 1}}, 'Bad Request: can\'t parse parameter "text"'),
        ("sendLocation", {"chat_id": 1, "latitude": 1}, 'Bad Request: parameter "longitude" is required'),
        ("deleteMessage", {"chat_id": 1, "message_id": 1.5}, 'Bad Request: can\'t parse parameter "message_id"'),
    ],
)
def test_malformed_arguments_are_refused(method: str, raw: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        arguments(METHODS[method.lower()], raw)
    assert caught.value.description == sentence


def test_arguments_come_as_text_or_as_json() -> None:
    method = METHODS["getupdates"]
    form = arguments(method, {"offset": "5", "timeout": "10", "allowed_updates": '["message"]'})
    assert form == arguments(method, {"offset": 5, "timeout": 10, "allowed_updates": ["message"]})
    assert arguments(METHODS["sendmessage"], {"chat_id": "-100", "text": 5, "protect_content": "true"}) == {
        "chat_id": -100, "text": "5", "protect_content": True,
    }  # fmt: skip
    assert unknown(METHODS["sendmessage"], {"chat_id": 1, "text": "x", "txt": 2}) == ("txt",)
