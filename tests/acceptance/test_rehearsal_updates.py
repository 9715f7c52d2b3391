"""What people do reaches the bot as Telegram writes it, in order, until it is confirmed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import telegram

if TYPE_CHECKING:
    from bot.rehearsal.things import Chat, Message, User
    from tests.acceptance.client import Client


async def test_updates_come_in_order_until_confirmed(api: Client, ivan: User) -> None:
    for number in range(4):
        api.world.say(ivan, None, str(number))
    first = await api.call("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["/start", "0"]
    assert await api.call("getUpdates", limit=2) == first, "what is not confirmed comes again"
    rest = await api.call("getUpdates", offset=first[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["1", "2", "3"]
    assert (await api.call("getUpdates", offset=-1))[0]["message"]["text"] == "3"
    assert len(await api.call("getUpdates")) == 1


async def test_a_long_poll_wakes_for_the_first_update(api: Client, ivan: User) -> None:
    await api.updates()
    poll = asyncio.create_task(api.call("getUpdates", timeout=30))
    await api.world.until(lambda: api.world.bot.poll and not api.world.bot.poll.done())
    api.world.say(ivan, None, "wake up")
    assert [update["message"]["text"] for update in await poll] == ["wake up"]


async def test_a_second_poller_ends_the_first(api: Client) -> None:
    first = asyncio.create_task(api.raw("getUpdates", json={"timeout": 30}))
    await api.world.until(lambda: api.world.bot.poll)
    assert await api.call("getUpdates", timeout=0) == []
    status, body = await first
    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_only_allowed_kinds_are_queued_and_each_setting_lasts(api: Client, olga: User, forum: Chat) -> None:
    api.world.leave(forum, olga)
    kinds = [set(update) - {"update_id"} for update in await api.updates(allowed_updates=["chat_member"])]
    assert kinds == [{"message"}], "chat_member must be asked for, and what was asked for later is not retroactive"
    api.world.join(forum, olga)
    (update,) = await api.updates()
    assert update["chat_member"]["new_chat_member"]["status"] == "member"


async def test_updates_are_kept_for_a_day(api: Client, ivan: User) -> None:
    api.clock[0] += 24 * 3600 + 1
    api.world.say(ivan, None, "new")
    assert [update["message"]["text"] for update in await api.updates()] == ["new"]


async def test_each_bot_has_its_own_updates_and_files(api: Client, ivan: User) -> None:
    spare = api.world.add_bot("7000000002:spare", "Spare", "spare_bot")
    api.world.photo(ivan, api.world.private(ivan, spare))
    (update,) = (await api.raw("getUpdates", token=spare.token))[1]["result"]
    file_id = update["message"]["photo"][-1]["file_id"]
    assert (await api.raw("getFile", token=spare.token, json={"file_id": file_id}))[0] == 200
    assert await api.refused("getFile", file_id=file_id) == "Bad Request: invalid file_id"


async def test_a_plain_post_in_a_topic_answers_the_topics_first_message(api: Client, olga: User, forum: Chat) -> None:
    topic = (await api.call("createForumTopic", chat_id=forum.id, name="A1B2"))["message_thread_id"]
    api.world.say(olga, forum, "a note", thread=topic)
    card = await api.call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="card")
    api.world.say(olga, forum, "an answer", reply_to=card["message_id"], thread=topic)
    api.world.say(olga, forum, "elsewhere")
    created, note, answer, elsewhere = [update["message"] for update in await api.updates()]
    assert created["forum_topic_created"]["name"] == "A1B2", "a bot is told its own service messages"
    assert (created["message_id"], "reply_to_message" in created) == (topic, False)
    assert (note["message_thread_id"], note["is_topic_message"]) == (topic, True)
    assert note["reply_to_message"]["message_id"] == topic
    assert note["reply_to_message"]["forum_topic_created"]["name"] == "A1B2"
    assert answer["reply_to_message"]["message_id"] == card["message_id"]
    assert "reply_to_message" not in answer["reply_to_message"]
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & set(elsewhere)


async def test_topics_open_close_and_go(api: Client, olga: User, forum: Chat) -> None:
    topic = (await api.call("createForumTopic", chat_id=forum.id, name="A1B2"))["message_thread_id"]
    aim = {"chat_id": forum.id, "message_thread_id": topic}
    await api.call("editForumTopic", **aim, name="A1B2 taken")
    await api.call("closeForumTopic", **aim)
    assert await api.refused("closeForumTopic", **aim) == "Bad Request: TOPIC_NOT_MODIFIED"
    await api.call("sendMessage", **aim, text="an administrator still may")
    forum.members[api.world.bot.user.id].rights = frozenset()
    assert await api.refused("sendMessage", **aim, text="x") == "Bad Request: TOPIC_CLOSED"
    assert await api.refused("createForumTopic", chat_id=forum.id, name="x") == (
        "Bad Request: not enough rights to create a topic"
    )
    forum.members[api.world.bot.user.id].rights = frozenset({"can_delete_messages"})
    await api.call("deleteForumTopic", **aim)
    assert not api.world.see(olga, forum, thread=topic)
    assert await api.refused("sendMessage", **aim, text="x") == "Bad Request: message thread not found"


async def test_a_group_without_topics_has_reply_threads(api: Client) -> None:
    group = api.world.add_group("Plain")
    olga = api.world.add_user("Olga")
    api.world.join(group, olga)
    assert await api.refused("createForumTopic", chat_id=group.id, name="x") == "Bad Request: the chat is not a forum"
    card = await api.call("sendMessage", chat_id=group.id, text="card")
    api.world.say(olga, group, "answer", reply_to=card["message_id"])
    message = (await api.updates())[-1]["message"]
    assert message["message_thread_id"] == card["message_id"]
    assert "is_topic_message" not in message


async def test_what_people_send_arrives_as_telegram_writes_it(api: Client, ivan: User) -> None:
    world = api.world
    sent: list[Message] = [
        world.photo(ivan, caption="look"), world.voice(ivan), world.location(ivan), world.sticker(ivan),
        world.poll(ivan), *world.album(ivan, size=2), world.forward(ivan, text="told"),
    ]  # fmt: skip
    world.edit(ivan, sent[-1], "told again")
    *messages, edited = [next(iter(dict(list(update.items())[1:]).values())) for update in (await api.updates())[1:]]
    keys = ["photo", "voice", "location", "sticker", "poll", "media_group_id", "media_group_id", "forward_origin"]
    assert all(key in message for key, message in zip(keys, messages, strict=True))
    assert messages[0]["caption"] == "look"
    assert (edited["text"], edited["message_id"]) == ("told again", sent[-1].id)
    assert "edit_date" in edited


async def test_blocking_and_joining_are_told(api: Client, ivan: User) -> None:
    await api.updates()
    api.world.block(ivan)
    api.world.start(ivan)
    group = api.world.add_group("Elsewhere", admin=False)
    blocked, unblocked, started, added, entered = await api.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert started["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert added["my_chat_member"]["chat"]["id"] == group.id
    assert entered["message"]["new_chat_members"][0]["id"] == api.world.bot.user.id
    stranger = api.world.add_user("Stranger")
    api.world.join(group, stranger)
    api.world.say(stranger, group, "privacy mode hides this")
    api.world.say(stranger, group, "/start")
    assert [update["message"].get("text") for update in await api.updates()] == [None, "/start"]


async def test_members_and_chats(api: Client, olga: User, forum: Chat) -> None:
    stranger = api.world.add_user("Stranger")
    status = [
        (await api.call("getChatMember", chat_id=forum.id, user_id=user.id))["status"] for user in (olga, stranger)
    ]
    assert status == ["member", "left"]
    assert "user" in await api.refused("getChatMember", chat_id=forum.id, user_id=5)
    chat = await api.call("getChat", chat_id=forum.id)
    assert (chat["type"], chat["is_forum"], chat["title"]) == ("supergroup", True, "Operators")
    admins = await api.call("getChatAdministrators", chat_id=forum.id)
    assert [admin["status"] for admin in admins] == ["creator", "administrator"]
    assert admins[1]["can_manage_topics"] is True


async def test_files_are_fetched_with_the_token_only(api: Client, ivan: User) -> None:
    api.world.send(ivan, None, api.world.store("voice", b"sound", "audio/ogg"))
    voice = (await api.updates())[-1]["message"]["voice"]
    path = (await api.call("getFile", file_id=voice["file_id"]))["file_path"]
    async with api.http.get(f"{api.url}/file/bot{api.world.token}/{path}") as answer:
        assert await answer.read() == b"sound"
    async with api.http.get(f"{api.url}/file/bot7000000001:wrong/{path}") as answer:
        assert answer.status == 404
    await api.call("sendVoice", chat_id=ivan.id, voice=voice["file_id"])
    assert await api.refused("sendPhoto", chat_id=ivan.id, photo=voice["file_id"]) == (
        "Bad Request: can't use file of type VoiceNote as Photo"
    )
    assert "wrong file identifier" in await api.refused("sendVoice", chat_id=ivan.id, voice="AgAD")


async def test_what_a_bot_says_about_itself(api: Client) -> None:
    commands = [{"command": "start", "description": "Начать"}]
    await api.call("setMyCommands", commands=commands, language_code="ru", scope={"type": "all_private_chats"})
    assert await api.call("getMyCommands") == []
    assert await api.call("getMyCommands", language_code="ru", scope={"type": "all_private_chats"}) == commands
    assert await api.refused("setMyCommands", commands=[{"command": "Старт", "description": "x"}]) == (
        "Bad Request: BOT_COMMAND_INVALID"
    )
    await api.call("setMyDescription", description="about")
    assert await api.call("getMyDescription", language_code="uk") == {"description": "about"}


async def test_a_client_library_understands_every_answer(api: Client, olga: User, forum: Chat, ivan: User) -> None:
    token, url = api.world.token, api.url
    async with telegram.Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
        assert bot.username == "rehearsal_bot"
        topic = await bot.create_forum_topic(forum.id, "A1B2")
        keys = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Take", callback_data="take")]])
        card = await bot.send_message(
            forum.id, "<b>card</b>", "HTML", message_thread_id=topic.message_thread_id, reply_markup=keys
        )
        api.world.tap(olga, forum.messages[card.message_id], "Take")
        api.world.say(olga, forum, "reply", reply_to=card.message_id)
        for made in (api.world.photo, api.world.voice, api.world.location, api.world.sticker, api.world.poll):
            made(ivan)
        api.world.block(ivan)
        api.world.start(ivan)
        updates = await bot.get_updates(timeout=0, allowed_updates=telegram.Update.ALL_TYPES)
        assert updates[2].callback_query is not None
        assert updates[3].message is not None
        assert updates[3].message.reply_to_message is not None
        assert updates[3].message.reply_to_message.text_html == "<b>card</b>"
        photo = await bot.send_photo(ivan.id, b"\xff\xd8\xff picture", caption="look")
        assert await (await photo.photo[-1].get_file()).download_as_bytearray() == b"\xff\xd8\xff picture"
        chat = await bot.get_chat(forum.id)
        assert chat.is_forum
        assert isinstance(await bot.get_chat_member(forum.id, olga.id), telegram.ChatMemberMember)
        assert len(await bot.get_chat_administrators(forum.id)) == 2
        assert await bot.set_message_reaction(forum.id, card.message_id, "👍")
        assert await bot.set_my_commands([("start", "Begin")])
        with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
            await bot.edit_message_text("<b>card</b>", forum.id, card.message_id, parse_mode="HTML", reply_markup=keys)
    assert not any(call.unknown for call in api.world.calls)


async def test_a_pinned_message_is_told_even_to_the_bot_that_pinned_it(api: Client, olga: User, forum: Chat) -> None:
    board = await api.call("sendMessage", chat_id=forum.id, text="board")
    await api.call("pinChatMessage", chat_id=forum.id, message_id=board["message_id"])
    (update,) = await api.updates()
    assert update["message"]["pinned_message"]["text"] == "board"
    assert (await api.call("getChat", chat_id=forum.id))["pinned_message"]["message_id"] == board["message_id"]
    forum.members[api.world.bot.user.id].rights = frozenset()
    refused = await api.refused("pinChatMessage", chat_id=forum.id, message_id=board["message_id"])
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
