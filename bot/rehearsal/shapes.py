"""Things as the Bot API writes them in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.methods import words

if TYPE_CHECKING:
    from bot.rehearsal.things import Bot, Chat, File, Json, Media, Member, Message, User

RIGHTS = words(
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members"
    " can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages"
    " can_manage_topics"
)
PERMISSIONS = words(
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes"
    " can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_change_info"
    " can_invite_users can_pin_messages can_manage_topics"
)
GROUP_ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Whom Telegram names as the sender of an anonymous administrator's message."""
GIFTS = words("unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels")


def user_json(user: User) -> Json:
    """A User."""
    shape: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name}
    if user.username:
        shape["username"] = user.username
    if user.language and not user.is_bot:
        shape["language_code"] = user.language
    return shape


def me_json(bot: Bot) -> Json:
    """A bot's own User, with the fields only getMe has."""
    return user_json(bot.user) | {
        "can_join_groups": bot.joins,
        "can_read_all_group_messages": False,
        "supports_inline_queries": bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": bot.topics_enabled,
    }


def chat_json(chat: Chat) -> Json:
    """A Chat as messages carry it."""
    if chat.type == "private" and chat.user:
        shape: Json = {"id": chat.id, "type": "private", "first_name": chat.user.name}
        return shape | ({"username": chat.user.username} if chat.user.username else {})
    shape = {"id": chat.id, "type": chat.type, "title": chat.title}
    return shape | ({"is_forum": True} if chat.forum else {})


def full_chat_json(chat: Chat) -> Json:
    """A ChatFullInfo: what getChat answers."""
    shape = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.type != "private":
        shape["permissions"] = dict.fromkeys(PERMISSIONS, True) | {"can_manage_topics": False}
    if chat.pinned in chat.messages:
        shape["pinned_message"] = message_json(chat.messages[chat.pinned], quoting=False)
    return shape


def member_json(member: Member) -> Json:
    """A ChatMember of the kind its status asks for."""
    shape: Json = {"user": user_json(member.user), "status": member.status}
    if member.status == "creator":
        return shape | {"is_anonymous": member.anonymous}
    if member.status == "administrator":
        rights = {right: right in member.rights or right == "can_manage_chat" for right in RIGHTS}
        return shape | {"can_be_edited": False, "is_anonymous": member.anonymous} | rights
    if member.status == "kicked":
        return shape | {"until_date": 0}
    return shape


def file_id(bot: Bot, file: File) -> str:
    """The id by which this bot, and no other, knows a file."""
    return f"{file.kind[:2].upper()}{bot.user.id:x}-{file.unique}"


def file_json(bot: Bot, file: File) -> Json:
    """A File: what getFile answers."""
    return _ids(bot, file) | {"file_path": file.path}


def _ids(bot: Bot, file: File) -> Json:
    return {"file_id": file_id(bot, file), "file_unique_id": file.unique, "file_size": len(file.content)}


def media_json(bot: Bot, media: Media) -> Json:
    """The fields a medium adds to its Message, with ids this bot can use."""
    if media.file is None:
        return {"location": {"latitude": media.latitude, "longitude": media.longitude}}
    ids = _ids(bot, media.file)
    picture = {"width": 640, "height": 480}
    mime = {"mime_type": media.file.mime}
    fields: dict[str, Any] = {
        "photo": [ids | {"width": 90, "height": 68}, ids | picture],
        "voice": ids | mime | {"duration": 2},
        "video": ids | mime | picture | {"duration": 2},
        "video_note": ids | {"length": 240, "duration": 2},
        "document": ids | mime | ({"file_name": media.file.name} if media.file.name else {}),
        "sticker": ids | picture | {"type": "regular", "is_animated": False, "is_video": False},
    }
    return {media.kind: fields[media.kind]}


def message_json(message: Message, bot: Bot | None = None, *, quoting: bool = True) -> Json:
    """A Message as `bot` receives it. `quoting` adds the message it answers, which itself never quotes."""
    chat = message.chat
    shape: Json = {
        "message_id": message.id,
        "from": GROUP_ANONYMOUS if message.anonymous else user_json(message.sender),
        "chat": chat_json(chat),
        "date": message.date,
    }
    if message.thread is not None:
        shape["message_thread_id"] = message.thread
        if message.thread in chat.topics:
            shape["is_topic_message"] = True
    if quoting and message.reply_to in chat.messages:
        shape["reply_to_message"] = message_json(chat.messages[message.reply_to], bot, quoting=False)
    if message.edited is not None:
        shape["edit_date"] = message.edited
    if message.protected:
        shape["has_protected_content"] = True
    if message.spoiler:
        shape["has_media_spoiler"] = True
    if message.anonymous:
        shape["sender_chat"] = chat_json(chat)
    return shape | _content(message, bot) | message.extra


def _content(message: Message, bot: Bot | None) -> Json:
    shape: Json = {}
    bot = bot or message.chat.bot
    if message.media and bot:
        shape |= media_json(bot, message.media)
    name = "caption" if message.media else "text"
    if message.text and message.service is None:
        shape[name] = message.text
    if message.entities:
        shape["caption_entities" if message.media else "entities"] = message.entities
    if message.markup:
        shape["reply_markup"] = message.markup
    return shape
