"""Faults on purpose, limits, and the hands and eyes of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.acceptance.client import Client, keyboard

if TYPE_CHECKING:
    from bot.rehearsal.things import Chat, User


async def test_planned_faults_meet_one_call(api: Client, ivan: User) -> None:
    faults = api.world.faults
    faults.next_drop("sendMessage", "before")
    faults.next_drop("sendMessage", "after")
    for standing in (1, 2):
        with pytest.raises(aiohttp.ClientError):
            await api.call("sendMessage", chat_id=ivan.id, text="x")
        assert len(api.world.see(ivan)) == standing
    faults.next_html()
    async with api.http.post(f"{api.url}/bot{api.world.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    faults.next_flood("getMe", 7)
    status, body = await api.raw("getMe")
    assert (status, body["parameters"]) == (429, {"retry_after": 7})
    api.world.next_error("getMe", 200, "no JSON at all")
    async with api.http.post(f"{api.url}/bot{api.world.token}/getMe") as answer:
        assert await answer.text() == "no JSON at all"
    assert await api.call("getMe")


async def test_the_switches_of_the_page(api: Client, ivan: User) -> None:
    api.world.switch("flood", on=True)
    assert await api.refused("sendMessage", chat_id=ivan.id, text="x") == "Too Many Requests: retry after 5"
    assert await api.call("getUpdates")
    api.world.switch("flood", on=False)
    api.world.switch("limits", on=True)
    for _ in range(4):
        await api.call("sendMessage", chat_id=ivan.id, text="x")
    assert (await api.refused("sendMessage", chat_id=ivan.id, text="x")).startswith("Too Many Requests")
    api.clock[0] += 4
    await api.call("sendMessage", chat_id=ivan.id, text="x")


async def test_a_group_takes_twenty_a_minute(api: Client, forum: Chat) -> None:
    api.world.switch("limits", on=True)
    for _ in range(20):
        await api.call("sendMessage", chat_id=forum.id, text="x")
        api.clock[0] += 1
    status, body = await api.raw("createForumTopic", json={"chat_id": forum.id, "name": "x"})
    assert (status, body["parameters"]["retry_after"]) == (429, 40)


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example:80"}],
)
@pytest.mark.parametrize("path", ["/", "/world/live", "/world/do", "/page/main.js"])
async def test_the_control_is_for_this_machines_browser_only(api: Client, path: str, headers: dict[str, str]) -> None:
    method = "POST" if path == "/world/do" else "GET"
    async with api.http.request(method, api.url + path, headers=headers, json={"act": "add_user"}) as answer:
        assert answer.status == 403
    assert not api.world.users


async def test_the_page_acts_and_looks(api: Client) -> None:
    async with api.http.ws_connect(f"{api.url}/world/live", headers={"Origin": api.url}) as live:
        assert (await live.receive_json())["users"] == []
        user = (await do(api, act="add_user", language="ru"))["user"]
        await do(api, act="say", user=user, chat=user, text="/start", reply_to=None)
        await do(api, act="photo", user=user, chat=user, file="AAAA", mime="image/png", text="look")
        await api.call("sendMessage", chat_id=user, text="hello", reply_markup=keyboard(callback_data="a"))
        snapshot = await live.receive_json()
        while len(snapshot["chats"]) < 1 or len(snapshot["chats"][0]["messages"]) < 3:
            snapshot = await live.receive_json()
    said, photo, hello = snapshot["chats"][0]["messages"]
    assert (said["text"], photo["media"]["kind"], hello["buttons"]) == (
        "/start",
        "photo",
        [[{"text": "Go", "data": "a"}]],
    )
    async with api.http.get(api.url + photo["media"]["url"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"\0\0\0")
    await do(api, act="tap", user=user, chat=user, message=hello["id"], data="a")
    assert (await api.updates())[-1]["callback_query"]["data"] == "a"


async def test_a_button_that_went_a_moment_ago_is_pressed_all_the_same(api: Client, ivan: User) -> None:
    """The page may show a button longer than it stands there, as a phone may: the bot says what it thinks of that."""
    sent = await api.call("sendMessage", chat_id=ivan.id, text="x", reply_markup=keyboard(callback_data="old"))
    where = {"chat_id": ivan.id, "message_id": sent["message_id"]}
    await api.call("editMessageReplyMarkup", **where, reply_markup=keyboard(callback_data="new"))
    await do(api, act="tap", user=ivan.id, message=sent["message_id"], data="old")
    assert (await api.updates())[-1]["callback_query"]["data"] == "old"


async def test_an_act_no_phone_allows_is_a_sentence(api: Client, ivan: User) -> None:
    for act, sentence in [
        ({"act": "say", "user": ivan.id, "text": " "}, "The message is empty"),
        ({"act": "fly", "user": ivan.id}, "There is no act fly"),
        ({"act": "say", "user": 5, "text": "x"}, "There is no such phone"),
        ({"act": "say", "user": [5], "text": "x"}, "There is no such phone"),
        ({"act": "say", "user": ivan.id, "chat": 9, "text": "x"}, "There is no such chat"),
        ({"act": "tap", "user": ivan.id, "message": 999, "data": "a"}, "This message is gone"),
        ({"act": "tap", "user": ivan.id, "message": {"id": 1}, "data": "a"}, "This message is gone"),
        ({"act": "photo", "user": ivan.id, "file": "?"}, "The file is not base64"),
        ([], "An act is one JSON object"),
    ]:
        async with api.http.post(f"{api.url}/world/do", json=act) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, sentence)


async def do(api: Client, **act: Any) -> dict[str, Any]:
    async with api.http.post(f"{api.url}/world/do", json=act) as answer:
        body = await answer.json()
        assert answer.status == 200, body
        return body["result"]  # type: ignore[no-any-return]
