"""From what goes out to the method and parameters Telegram is given."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.delivery.calls import call_for
from bot.delivery.faults import Unsendable
from bot.messages import (
    Button,
    CloseTopic,
    Delete,
    Edit,
    Erase,
    Leave,
    Media,
    Menu,
    OpenTopic,
    Outgoing,
    React,
    Send,
    pack,
    unpack,
)
from storage.outgoing import parents

POST, REPLIED, THREAD = (bytes([n]) * 16 for n in range(3))


@dataclass(frozen=True)
class Stands:
    chat: int
    message: int | None
    media: bool = False
    role: str = ""


PLACES = {POST: Stands(5, 50), REPLIED: Stands(5, 60), THREAD: Stands(-9, 90, role="topic")}
KEYS = ((Button(label="Да", data="y"), Button(label="Link", url="https://t.me/x")),)


def test_a_text_goes_with_all_its_surroundings() -> None:
    item = Send(
        post=POST,
        chat=-9,
        text="<b>hi</b>",
        html=True,
        keyboard=KEYS,
        reply_to=REPLIED,
        topic=THREAD,
        protect=True,
        silent=True,
    )
    call = call_for(item, PLACES)
    assert (call.method, call.chat, call.counts) == ("sendMessage", -9, True)
    assert call.params == {
        "text": "<b>hi</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
        "disable_notification": True,
        "message_thread_id": 90,
        "reply_parameters": {"message_id": 60, "allow_sending_without_reply": True},
        "reply_markup": {
            "inline_keyboard": [[{"text": "Да", "callback_data": "y"}, {"text": "Link", "url": "https://t.me/x"}]]
        },
    }


def test_a_plain_text_has_no_parse_mode_and_no_empty_keyboard() -> None:
    params = call_for(Send(post=POST, chat=5, text="<b>", reply_message=33), {}).params
    assert "parse_mode" not in params
    assert "reply_markup" not in params
    assert params["reply_parameters"]["message_id"] == 33


@pytest.mark.parametrize(
    ("kind", "method"),
    [("photo", "sendPhoto"), ("voice", "sendVoice"), ("video", "sendVideo"), ("video_note", "sendVideoNote")],
)
def test_a_medium_goes_by_its_file_id(kind: str, method: str) -> None:
    media = Media(kind=kind, file_id="F")  # type: ignore[arg-type]
    call = call_for(Send(post=POST, chat=5, media=media), {})
    assert (call.method, call.params[kind]) == (method, "F")
    assert "caption" not in call.params


def test_a_caption_and_a_place() -> None:
    photo = Send(post=POST, chat=5, text="look", media=Media(kind="photo", file_id="F"))
    assert call_for(photo, {}).params["caption"] == "look"
    place = Send(post=POST, chat=5, media=Media(kind="location", latitude=1.5, longitude=2.5))
    call = call_for(place, {})
    assert (call.method, call.params["latitude"], call.params["longitude"]) == ("sendLocation", 1.5, 2.5)


def test_an_edit_empties_the_keyboard_and_knows_captions() -> None:
    call = call_for(Edit(post=POST, text="new"), PLACES)
    assert (call.method, call.chat, call.params["message_id"]) == ("editMessageText", 5, 50)
    assert call.params["reply_markup"] == {"inline_keyboard": []}
    under = call_for(Edit(post=POST, text="new"), {POST: Stands(5, 50, media=True)})
    assert (under.method, under.params["caption"]) == ("editMessageCaption", "new")


@pytest.mark.parametrize(
    ("item", "method", "chat", "params", "counts"),
    [
        (Delete(post=POST), "deleteMessages", 5, {"message_ids": [50]}, False),
        (Delete(post=THREAD), "deleteForumTopic", -9, {"message_thread_id": 90}, False),
        (Erase(chat=5, messages=(1, 2)), "deleteMessages", 5, {"message_ids": [1, 2]}, False),
        (
            React(chat=5, message=3, emoji="👍"),
            "setMessageReaction",
            5,
            {"message_id": 3, "reaction": [{"type": "emoji", "emoji": "👍"}]},
            False,
        ),
        (React(chat=5, message=3, emoji=""), "setMessageReaction", 5, {"message_id": 3, "reaction": []}, False),
        (OpenTopic(post=POST, chat=-9, title="A1"), "createForumTopic", -9, {"name": "A1"}, True),
        (CloseTopic(post=THREAD), "closeForumTopic", -9, {"message_thread_id": 90}, True),
        (Leave(chat=-3), "leaveChat", -3, {}, False),
        (Menu(chat=5), "deleteMyCommands", 5, {"scope": {"type": "chat", "chat_id": 5}}, False),
        (
            Menu(chat=5, commands=(("help", "all of them"),)),
            "setMyCommands",
            5,
            {
                "commands": [{"command": "help", "description": "all of them"}],
                "scope": {"type": "chat", "chat_id": 5},
            },
            False,
        ),
    ],
)
def test_the_other_kinds(item: Outgoing, method: str, chat: int, params: object, counts: bool) -> None:
    call = call_for(item, PLACES)
    assert (call.method, call.chat, call.params, call.counts) == (method, chat, params, counts)


def test_a_parent_that_could_never_be_sent_is_left_out() -> None:
    item = Send(post=POST, chat=5, text="x", reply_to=REPLIED, topic=THREAD)
    assert parents(item) == (REPLIED, THREAD)
    params = call_for(item, {}).params
    assert "reply_parameters" not in params
    assert "message_thread_id" not in params


def test_a_repeat_is_marked_where_there_is_room() -> None:
    assert call_for(Send(post=POST, chat=5, text="x"), {}, mark="↻").params["text"] == "x ↻"
    assert call_for(OpenTopic(post=POST, chat=-9, title="A1"), {}, mark="↻").params["name"] == "A1 ↻"
    full = "y" * 4096
    assert call_for(Send(post=POST, chat=5, text=full), {}, mark="↻").params["text"] == full
    caption = Send(post=POST, chat=5, text="z" * 1024, media=Media(kind="photo", file_id="F"))
    assert call_for(caption, {}, mark="↻").params["caption"] == "z" * 1024


@pytest.mark.parametrize(
    "item",
    [
        Send(post=POST, chat=5, text=""),
        Send(post=POST, chat=5, text=" \n"),
        Send(post=POST, chat=5, text="😀" * 2049),
        Send(post=POST, chat=5, text="<b></b>", html=True),
        Send(post=POST, chat=5, text="x" * 1025, media=Media(kind="photo", file_id="F")),
        Send(post=POST, chat=5, text="x", media=Media(kind="video_note", file_id="F")),
        Send(post=POST, chat=5, text="x", media=Media(kind="location", latitude=1, longitude=1)),
        Send(post=POST, chat=5, text="x", keyboard=((Button(label="b", data="д" * 33),),)),
        Send(post=POST, chat=5, text="x", keyboard=((Button(label=" ", data="d"),),)),
        OpenTopic(post=POST, chat=-9, title="t" * 129),
        Erase(chat=5, messages=()),
        Erase(chat=5, messages=tuple(range(101))),
    ],
)
def test_what_telegram_would_refuse_is_not_built(item: Outgoing) -> None:
    with pytest.raises(Unsendable):
        call_for(item, PLACES)


def test_markup_is_not_counted_against_the_limit() -> None:
    text = "<b>" + "x" * 4096 + "</b>"
    assert call_for(Send(post=POST, chat=5, text=text, html=True), {}).params["text"] == text


def test_a_picture_of_ours_goes_as_a_file_beside_the_call() -> None:
    ours = Send(post=POST, chat=5, text="look", media=Media(kind="photo", upload=REPLIED))
    call = call_for(ours, {})
    assert (call.method, call.params["photo"], call.upload) == ("sendPhoto", "attach://picture", REPLIED)
    assert unpack(pack(ours)) == ours


@pytest.mark.parametrize(("kind", "covered"), [("photo", True), ("video", True), ("voice", False)])
def test_only_what_telegram_can_cover_is_covered(kind: str, covered: bool) -> None:
    media = Media(kind=kind, file_id="F", spoiler=True)  # type: ignore[arg-type]
    assert call_for(Send(post=POST, chat=5, media=media), {}).params.get("has_spoiler", False) is covered
