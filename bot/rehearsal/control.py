"""The page's hands: `POST /world/do` with one act as JSON."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from bot.rehearsal import crew
from bot.rehearsal.acts import SAMPLES, ActError, How
from bot.rehearsal.things import Chat, Json, Media, Message, Query, User

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.rehearsal.world import World

NAMES = {
    "ru": ("Иван", "Сергей", "Тимур", "Андрей", "Пётр"),
    "uk": ("Тарас", "Ольга", "Назар", "Олена"),  # noqa: RUF001
}
OTHER_NAMES = ("Alex", "Sam", "Kim", "Robin")


def do(world: World, act: Mapping[str, Any]) -> Json:
    """Carry out one act. Raises ActError with a sentence for the page."""
    name = act.get("act")
    if name == "add_user":
        return {"user": _add_user(world, act).id}
    if name == "add_operator":
        return {"user": crew.add(world, act).id}
    if name == "switch":
        world.switch(str(act.get("name")), on=bool(act.get("on")))
        return {}
    done = _ACTS.get(str(name))
    if done is None:
        raise ActError(f"There is no act {name}")
    user = _user(world, act)
    return done(world, user, act)


def _add_user(world: World, act: Mapping[str, Any]) -> User:
    language = act.get("language") or None
    names = NAMES.get(str(language)[:2], OTHER_NAMES)
    user = world.add_user(act.get("name") or names[len(world.users) % len(names)], language)
    user.crowd = bool(act.get("crowd"))
    return user


def _id(act: Mapping[str, Any], name: str) -> int:
    """An id of the act; 0, which nothing has, where there is none or something else stands there."""
    value = act.get(name)
    return value if isinstance(value, int) else 0


def _user(world: World, act: Mapping[str, Any]) -> User:
    user = world.users.get(_id(act, "user"))
    if user is None:
        raise ActError("There is no such phone")
    return user


def _chat(world: World, user: User, act: Mapping[str, Any]) -> Chat:
    chat = _id(act, "chat") or user.id
    if chat == user.id:
        return world.private(user)
    if chat not in world.groups:
        raise ActError("There is no such chat")
    return world.groups[chat]


def _message(world: World, user: User, act: Mapping[str, Any]) -> Message:
    message = _chat(world, user, act).messages.get(_id(act, "message"))
    if message is None:
        raise ActError("This message is gone")
    return message


def _where(act: Mapping[str, Any]) -> How:
    return {"reply_to": _id(act, "reply_to") or None, "thread": _id(act, "thread") or None}


def _say(world: World, user: User, act: Mapping[str, Any]) -> Json:
    message = world.say(user, _chat(world, user, act), str(act.get("text", "")), **_where(act))
    return {"message": message.id}


def _edit(world: World, user: User, act: Mapping[str, Any]) -> Json:
    return {"message": world.edit(user, _message(world, user, act), str(act.get("text", ""))).id}


def _delete(world: World, user: User, act: Mapping[str, Any]) -> Json:
    world.delete(user, _message(world, user, act))
    return {}


def _tap(world: World, user: User, act: Mapping[str, Any]) -> Json:
    """Press a button the page shows. One that went a moment ago is pressed all the same, as a real client would."""
    message, data = _message(world, user, act), str(act.get("data") or "")
    if data and message.sender.is_bot and data not in _shown(message):
        query: Query | None = world.press_data(user, message, data)
    else:
        query = world.tap(user, message, data or str(act.get("label")))
    if query is not None:
        query.page = str(act.get("page") or "")
    return {"query": query.id if query else None}


def _shown(message: Message) -> set[str]:
    """The labels and data of a message's buttons."""
    return {key.get(name, "") for row in message.buttons for key in row for name in ("text", "callback_data")}


def _send(world: World, user: User, act: Mapping[str, Any]) -> Json:
    chat = _chat(world, user, act)
    how = _where(act)
    how["caption"] = str(act.get("text") or "")
    how["extra"] = {"emoji": act["emoji"]} if act.get("emoji") else {}
    message = world.send(user, chat, _media(world, act), **how)
    return {"message": message.id}


def _media(world: World, act: Mapping[str, Any]) -> Media:
    kind = act["act"]
    if kind == "location":
        try:
            return Media(kind="location", latitude=float(act["latitude"]), longitude=float(act["longitude"]))
        except (KeyError, TypeError, ValueError):
            raise ActError("A place needs latitude and longitude") from None
    if not act.get("file"):
        return world.sample(kind)
    try:
        content = base64.b64decode(act["file"], validate=True)
    except ValueError:
        raise ActError("The file is not base64") from None
    return world.store(kind, content, str(act.get("mime") or SAMPLES[kind][1]), str(act.get("name") or ""))


def _simple(name: str) -> Callable[[World, User, Mapping[str, Any]], Json]:
    def act(world: World, user: User, _given: Mapping[str, Any]) -> Json:
        getattr(world, name)(user)
        return {}

    return act


def _start(world: World, user: User, act: Mapping[str, Any]) -> Json:
    return {"message": world.start(user, str(act.get("payload") or "")).id}


def _follow(world: World, user: User, act: Mapping[str, Any]) -> Json:
    message = world.follow(user, str(act.get("url", "")))
    return {"message": message.id if message else None}


_ACTS: Mapping[str, Callable[[World, User, Mapping[str, Any]], Json]] = {
    "say": _say, "edit": _edit, "delete": _delete, "tap": _tap, "start": _start, "follow": _follow,
    "photo": _send, "voice": _send, "video": _send, "video_note": _send, "document": _send, "location": _send,
    "sticker": _send, "poll": _simple("poll"), "album": _simple("album"), "block": _simple("block"),
    "unblock": _simple("unblock"), "take_phone": _simple("take_phone"), **crew.ACTS,
}  # fmt: skip
