"""The whole world as the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.rehearsal.ground import Ground
    from bot.rehearsal.things import Chat, Json, Media, Message, User


def snapshot(ground: Ground) -> Json:
    """One JSON object: bot, users, chats with topics and messages, pop-ups, switches."""
    bot = ground.bot
    privates = [chat for chat in ground.privates.values() if chat.bot is bot]
    return {
        "bot": {"id": bot.user.id, "name": bot.user.name, "username": bot.user.username},
        "users": [_user(ground, user) for user in ground.users.values()],
        "chats": [_chat(ground, chat) for chat in [*ground.groups.values(), *privates]],
        "popups": [
            {"n": popup.n, "user": popup.user.id, "text": popup.text, "alert": popup.alert, "url": popup.url}
            for popup in ground.popups
        ],
        "switches": {"slow": ground.faults.latency > 0, "flood": ground.faults.flood, "limits": ground.pace.on},
    }


def _user(ground: Ground, user: User) -> Json:
    private = ground.privates.get((ground.bot.user.id, user.id))
    return {
        "id": user.id,
        "name": user.name,
        "language": user.language,
        "operator": any(chat.inside(user) for chat in ground.groups.values()),
        "blocked": private is not None and private.blocked,
        "taken": user.taken,
    }


def _chat(ground: Ground, chat: Chat) -> Json:
    title = chat.title or (chat.user.name if chat.user else "")
    return {
        "id": chat.id,
        "type": chat.type,
        "title": title,
        "user": chat.user.id if chat.user else None,
        "forum": chat.forum,
        "pinned": chat.pinned,
        "commands": ground.bot.profile.get(("commands", '{"type": "default"}', ""), []),
        "topics": [{"id": topic.id, "title": topic.title, "closed": topic.closed} for topic in chat.topics.values()],
        "messages": [_message(message) for message in chat.messages.values()],
    }


def _message(message: Message) -> Json:
    return {
        "id": message.id,
        "from": message.sender.id,
        "name": message.sender.name,
        "date": message.date,
        "edited": message.edited is not None,
        "text": message.text,
        "entities": message.entities,
        "buttons": [[_button(key) for key in row] for row in message.buttons],
        "media": _media(message) if message.media else None,
        "reply_to": message.reply_to,
        "thread": message.thread,
        "reactions": list(message.reactions.values()),
        "protected": message.protected,
        "silent": message.silent,
        "service": message.service,
        "forwarded": "forward_origin" in message.extra,
        "poll": message.extra.get("poll", {}).get("question"),
    }


def _button(key: Json) -> Json:
    shape = {"text": key["text"]}
    if "callback_data" in key:
        shape["data"] = key["callback_data"]
    return shape | ({"url": key["url"]} if "url" in key else {})


def _media(message: Message) -> Json:
    media: Media | None = message.media
    if media is None:
        return {}
    shape: Json = {"kind": media.kind}
    if media.file is None:
        return shape | {"latitude": media.latitude, "longitude": media.longitude}
    if media.kind == "sticker":
        shape["emoji"] = message.extra.get("emoji", "👍")
    return shape | {"url": f"/world/file/{media.file.unique}"}
