"""The two kinds of updates that nearly all are, read as they came: a private text, and a button pressed privately.

python-telegram-bot makes some fifty objects of each, which takes longer than all it is read for. Whatever has a part
that is not listed here is read by the library, as everything else is.
"""

from __future__ import annotations

from typing import Any, Final

from bot.messages import Said, Tapped

_MESSAGE: Final = frozenset({"message_id", "from", "chat", "date", "text", "entities"})
_PRESS: Final = frozenset({"id", "from", "message", "chat_instance", "data"})
_USER: Final = frozenset({"id", "is_bot", "first_name", "last_name", "username", "language_code", "is_premium"})
_MARKS: Final = frozenset({"bot_command", "bold", "italic", "underline", "url", "email", "phone_number", "mention"})
"""Marks in a text that carry nothing but the text."""


def read(raw: dict[str, Any]) -> Said | Tapped | None:
    """What an update says, exactly as `handlers.reading` would; None: it is for the library to read."""
    match raw:
        case {"update_id": int(), "message": dict(message)} if len(raw) == 2:  # noqa: PLR2004 - these two
            return _said(message)
        case {"update_id": int(), "callback_query": dict(query)} if len(raw) == 2:  # noqa: PLR2004
            return _tapped(query)
    return None


def _said(message: dict[str, Any]) -> Said | None:
    match message:
        case {
            "message_id": int(number),
            "from": dict(user),
            "chat": {"id": int(chat), "type": "private"},
            "date": int(),
            "text": str(text),
        } if text and message.keys() <= _MESSAGE and _is_user(user) and _are_marks(message.get("entities", [])):
            return Said(
                chat=chat,
                user=user["id"],
                message=number,
                text=text,
                language=user.get("language_code"),
                name=user["first_name"],
            )
    return None


def _tapped(query: dict[str, Any]) -> Tapped | None:
    match query:
        case {
            "id": str(callback),
            "from": dict(user),
            "message": {"message_id": int(number), "chat": {"id": int(chat), "type": "private"}, "date": int()},
            "chat_instance": str(),
            "data": str(data),
        } if query.keys() <= _PRESS and _is_user(user):
            return Tapped(
                chat=chat,
                user=user["id"],
                message=number,
                data=data,
                callback=callback,
                language=user.get("language_code"),
                name=user["first_name"],
            )
    return None


def _is_user(user: dict[str, Any]) -> bool:
    match user:
        case {"id": int(), "is_bot": bool(), "first_name": str()}:
            return user.keys() <= _USER and isinstance(user.get("language_code"), str | None)
    return False


def _are_marks(entities: object) -> bool:
    return isinstance(entities, list) and all(map(_is_mark, entities))


def _is_mark(entity: object) -> bool:
    match entity:
        case {"type": str(kind), "offset": int(), "length": int()}:
            return kind in _MARKS
    return False
