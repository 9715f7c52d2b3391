"""The fake Bot API takes calls, and refuses them in the words of Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.acceptance.client import Client, keyboard

if TYPE_CHECKING:
    from bot.rehearsal.things import Chat, User


async def test_the_bot_learns_who_it_is_however_it_asks(api: Client) -> None:
    me = await api.call("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (7000000001, True, "rehearsal_bot")
    assert (await api.raw("GETME"))[1]["result"] == me
    async with api.http.get(f"{api.url}/bot{api.world.token}/getMe?x=1") as answer:
        assert (await answer.json())["result"] == me


async def test_wrong_tokens_and_methods(api: Client) -> None:
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await api.raw("getMe", token="7000000001:other") == (401, unauthorized)
    assert (await api.raw("getMe", token="other"))[0] == 404
    assert await api.refused("sendTelepathy") == "Not Found: method not found"
    api.world.revoke()
    assert await api.raw("getMe") == (401, unauthorized)


async def test_bodies_of_all_kinds_are_read(api: Client, ivan: User) -> None:
    form = {
        "chat_id": str(ivan.id),
        "text": "form",
        "reply_markup": '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}',
    }
    assert (await api.raw("sendMessage", data=form))[0] == 200
    assert (await api.raw("sendMessage", data=aiohttp.FormData({"chat_id": str(ivan.id), "text": "parts"})))[0] == 200
    multipart = aiohttp.FormData(default_to_multipart=True)
    multipart.add_field("chat_id", str(ivan.id))
    multipart.add_field("caption", "a photo")
    multipart.add_field("photo", "attach://up")
    multipart.add_field("up", b"bytes", filename="x.jpg", content_type="image/jpeg")
    status, body = await api.raw("sendPhoto", data=multipart)
    assert (status, body["result"]["caption"]) == (200, "a photo")
    assert [message.text for message in api.world.see(ivan)] == ["/start", "form", "parts", "a photo"]
    assert (await api.raw("sendMessage", data=b"{", headers={"Content-Type": "application/json"}))[0] == 400
    assert not any(call.unknown for call in api.world.calls)


async def test_unknown_parameters_are_ignored_but_remembered(api: Client, ivan: User) -> None:
    await api.call("sendMessage", chat_id=ivan.id, text="x", reply_to_message_id=1)
    assert api.world.called("sendMessage")[0].unknown == ("reply_to_message_id",)


@pytest.mark.parametrize(
    ("text", "how", "sentence"),
    [
        ("", {}, "message text is empty"),
        (" \u200b\n", {}, "message text is empty"),
        ("<b> </b>", {"parse_mode": "HTML"}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("👍" * 2049, {}, "message is too long"),
        ("<p>", {"parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("x", {"parse_mode": "Wiki"}, "unsupported parse_mode"),
        ("x", {"reply_markup": keyboard(callback_data="ж" * 33)}, "BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        (
            "x",
            {"reply_markup": keyboard()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            "x",
            {"reply_markup": keyboard(url="no link")},
            "inline keyboard button URL 'no link' is invalid: Wrong HTTP URL",
        ),
        ("x", {"reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ("x", {"message_thread_id": 5}, "message thread not found"),
    ],
)
async def test_a_message_telegram_would_not_take(
    api: Client, ivan: User, text: str, how: dict[str, Any], sentence: str
) -> None:
    assert await api.refused("sendMessage", chat_id=ivan.id, text=text, **how) == f"Bad Request: {sentence}"
    assert len(api.world.see(ivan)) == 1


async def test_lengths_count_after_the_entities_are_parsed(api: Client, ivan: User) -> None:
    bold = f"<b>{'x' * 4096}</b>"
    message = await api.call("sendMessage", chat_id=ivan.id, text=bold, parse_mode="HTML")
    assert (len(message["text"]), message["entities"][0]["length"]) == (4096, 4096)
    data = "ж" * 32
    await api.call("sendMessage", chat_id=ivan.id, text="x", reply_markup=keyboard(callback_data=data))
    photo = api.world.photo(ivan)
    file_id = (await api.updates())[-1]["message"]["photo"][-1]["file_id"]
    assert photo.media is not None
    long = await api.refused("sendPhoto", chat_id=ivan.id, photo=file_id, caption="x" * 1025)
    assert long == "Bad Request: message caption is too long"


async def test_a_lone_surrogate_is_refused(api: Client, ivan: User) -> None:
    body = b'{"chat_id": %d, "text": "a\\ud83d"}' % ivan.id
    status, answer = await api.raw("sendMessage", data=body, headers={"Content-Type": "application/json"})
    assert (status, answer["description"]) == (400, "Bad Request: strings must be encoded in UTF-8")


async def test_who_can_be_written_to(api: Client, ivan: User, forum: Chat) -> None:
    stranger = api.world.add_user("Stranger")
    assert await api.refused("sendMessage", chat_id=stranger.id, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    assert await api.refused("sendMessage", chat_id=5, text="x") == "Bad Request: chat not found"
    assert await api.refused("sendMessage", chat_id="@somebody", text="x") == "Bad Request: chat not found"
    api.world.block(ivan)
    assert await api.refused("sendMessage", chat_id=ivan.id, text="x") == "Forbidden: bot was blocked by the user"
    api.world.start(ivan)
    await api.call("sendMessage", chat_id=ivan.id, text="x")
    await api.call("leaveChat", chat_id=forum.id)
    assert await api.refused("sendMessage", chat_id=forum.id, text="x") == (
        "Forbidden: bot is not a member of the supergroup chat"
    )


async def test_a_group_that_moved_says_where(api: Client, forum: Chat) -> None:
    forum.moved_to = -1009
    status, body = await api.raw("sendMessage", json={"chat_id": forum.id, "text": "x"})
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": -1009})
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"


async def test_edits(api: Client, ivan: User) -> None:
    first = await api.call("sendMessage", chat_id=ivan.id, text="one", reply_markup=keyboard(callback_data="a"))
    aim = {"chat_id": ivan.id, "message_id": first["message_id"]}
    api.clock[0] += 60
    edited = await api.call("editMessageText", **aim, text="two")
    assert (edited["text"], edited["edit_date"], "reply_markup" in edited) == ("two", 1_800_000_060, False)
    same = await api.refused("editMessageText", **aim, text="two")
    assert same.startswith("Bad Request: message is not modified")
    await api.call("editMessageReplyMarkup", **aim, reply_markup=keyboard(callback_data="b"))
    assert await api.refused("editMessageCaption", **aim, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await api.refused("editMessageText", chat_id=ivan.id, message_id=999, text="x") == (
        "Bad Request: message to edit not found"
    )
    his = api.world.say(ivan, None, "mine")
    assert await api.refused("editMessageText", chat_id=ivan.id, message_id=his.id, text="x") == (
        "Bad Request: message can't be edited"
    )


async def test_deletions(api: Client, ivan: User, olga: User, forum: Chat) -> None:
    his = api.world.say(ivan, None, "typed")
    assert await api.call("deleteMessage", chat_id=ivan.id, message_id=his.id) is True
    assert await api.refused("deleteMessage", chat_id=ivan.id, message_id=his.id) == (
        "Bad Request: message to delete not found"
    )
    old = api.world.say(ivan, None, "old")
    api.clock[0] += 48 * 3600 + 1
    assert await api.refused("deleteMessage", chat_id=ivan.id, message_id=old.id) == (
        "Bad Request: message can't be deleted for everyone"
    )
    new = api.world.say(ivan, None, "new")
    assert await api.call("deleteMessages", chat_id=ivan.id, message_ids=[old.id, new.id, 999]) is True
    assert [message.text for message in api.world.see(ivan)] == ["/start", "old"]
    assert "too many" in await api.refused("deleteMessages", chat_id=ivan.id, message_ids=list(range(101)))
    hers = api.world.say(olga, forum, "in the group")
    forum.members[api.world.bot.user.id].rights = frozenset()
    assert await api.refused("deleteMessage", chat_id=forum.id, message_id=hers.id) == (
        "Bad Request: message can't be deleted"
    )


async def test_reactions(api: Client, olga: User, forum: Chat) -> None:
    message = api.world.say(olga, forum, "x")
    aim = {"chat_id": forum.id, "message_id": message.id}
    await api.call("setMessageReaction", **aim, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert list(message.reactions.values()) == ["👍"]
    assert await api.refused("setMessageReaction", **aim, reaction=[{"type": "emoji", "emoji": "✅"}]) == (
        "Bad Request: REACTION_INVALID"
    )
    await api.call("setMessageReaction", **aim, reaction=[])
    assert not message.reactions
    assert await api.refused("setMessageReaction", chat_id=forum.id, message_id=999) == (
        "Bad Request: message to react not found"
    )


async def test_pressed_buttons_are_answered_once_and_in_time(api: Client, ivan: User) -> None:
    await api.call("sendMessage", chat_id=ivan.id, text="x", reply_markup=keyboard(callback_data="go:1"))
    api.world.tap(ivan, api.world.see(ivan)[-1], "Go")
    query = (await api.updates())[-1]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("go:1", ivan.id, "x")
    assert await api.call("answerCallbackQuery", callback_query_id=query["id"], text="Saved", show_alert=True) is True
    assert [(popup.user, popup.text, popup.alert) for popup in api.world.popups] == [(ivan, "Saved", True)]
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await api.refused("answerCallbackQuery", callback_query_id=query["id"]) == late
    api.world.tap(ivan, api.world.see(ivan)[-1], "go:1")
    query = (await api.updates())[-1]["callback_query"]
    assert "TOO_LONG" in await api.refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert "URL_INVALID" in await api.refused("answerCallbackQuery", callback_query_id=query["id"], url="https://x.y")
    api.clock[0] += api.world.query_life + 1
    assert await api.refused("answerCallbackQuery", callback_query_id=query["id"]) == late
