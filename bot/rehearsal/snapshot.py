"""The whole world as the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rehearsal.crew import role
from bot.rehearsal.menus import menu

if TYPE_CHECKING:
    from bot.rehearsal.ground import Ground
    from bot.rehearsal.things import Chat, Json, Media, Message, Popup, User


def snapshot(ground: Ground) -> Json:
    """One JSON object: bot, users, chats with topics and messages, pop-ups, switches."""
    bot = ground.bot
    privates = [chat for chat in ground.privates.values() if chat.bot is bot]
    return {
        "bot": {"id": bot.user.id, "name": bot.user.name, "username": bot.user.username},
        "users": [_user(ground, user) for user in ground.users.values()],
        "chats": [_chat(ground, chat) for chat in [*ground.groups.values(), *privates]],
        "popups": [_popup(popup) for popup in ground.popups],
        "switches": {"slow": ground.faults.latency > 0, "flood": ground.faults.flood, "limits": ground.pace.on},
    }


def _popup(popup: Popup) -> Json:
    return {
        "n": popup.n,
        "user": popup.user.id,
        "text": popup.text,
        "alert": popup.alert,
        "url": popup.url,
        "page": popup.page,
    }


def _user(ground: Ground, user: User) -> Json:
    private = ground.privates.get((ground.bot.user.id, user.id))
    group = next(iter(ground.groups.values()), None)
    return {
        "id": user.id,
        "name": user.name,
        "language": user.language,
        "operator": any(chat.inside(user) for chat in ground.groups.values()),
        "blocked": private is not None and private.blocked,
        "role": role(group, user),
        "anonymous": group is not None and group.member(user).anonymous,
        "taken": user.taken,
        "crowd": user.crowd,
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
        "commands": {user.id: menu(ground.bot, chat, user) for user in _readers(chat)},
        "topics": [{"id": topic.id, "title": topic.title, "closed": topic.closed} for topic in chat.topics.values()],
        "messages": [_message(message) for message in chat.messages.values()],
    }


def _readers(chat: Chat) -> list[User]:
    """Who sees this chat on a screen of the page."""
    if chat.user:
        return [chat.user]
    return [member.user for member in chat.members.values() if chat.inside(member.user) and not member.user.is_bot]


def _message(message: Message) -> Json:
    return {
        "id": message.id,
        "from": message.sender.id,
        "name": message.chat.title if message.anonymous else message.sender.name,
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
        "spoiler": message.spoiler,
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
    name = {"name": media.file.name} if media.file.name else {}
    return shape | {"url": f"/world/file/{media.file.unique}", "size": len(media.file.content)} | name
