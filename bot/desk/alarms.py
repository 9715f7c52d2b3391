"""What people are told when something of ours failed: the person one calm line, the operator chat an alarm."""

from typing import Any

from bot.desk.alarming.desk import MISSED
from bot.desk.house import House
from bot.desk.talks import traces
from bot.messages import Priority, Send, Work
from storage.database import Tx


async def update_put_aside(house: House, raw: dict[str, Any], work: Work) -> None:
    """An update failed for good and lies sealed among the dead letters."""
    chat = _private_chat(raw)

    async def unit(tx: Tx) -> None:
        await _alarm(house, tx, house.say("desk-update-failed"), work.now)
        if chat is None:
            return
        person = await house.people.find(tx, bot=house.line.bot, chat=chat)
        language = person.language if person else house.texts.language_for(_language(raw))
        line = Send(
            post=house.new_post(),
            chat=chat,
            html=True,
            role="notice",
            silent=True,
            lives=traces.lives(house, person),
            text=house.texts.say(language, "person-failed"),
        )
        await house.outbox.put(tx, line, now=work.now)

    await house.database.transact(unit)


async def sends_put_aside(house: House, count: int, now: int) -> None:
    """So many messages could never be delivered since the last alarm."""

    async def unit(tx: Tx) -> None:
        await _alarm(house, tx, house.say("desk-dead-letters", count=count), now)

    await house.database.transact(unit)


async def deletions_missed(house: House, count: int, now: int) -> None:
    """So many messages stay in persons' chats for ever since the last alarm: Telegram deletes none after 48 hours."""

    async def unit(tx: Tx) -> None:
        await house.hours.keep(tx, MISSED, now=now)
        await _alarm(house, tx, house.say("desk-deletions-missed", count=count), now)

    await house.database.transact(unit)


async def _alarm(house: House, tx: Tx, text: str, now: int) -> None:
    send = Send(
        post=house.new_post(),
        chat=house.front,
        text=text,
        html=True,
        role="alarm",
        priority=Priority.URGENT,
    )
    await house.outbox.put(tx, send, now=now)


def _sender(raw: dict[str, Any]) -> dict[str, Any]:
    for kind in ("message", "edited_message", "callback_query"):
        body = raw.get(kind)
        if isinstance(body, dict) and isinstance(body.get("from"), dict):
            sender: dict[str, Any] = body["from"]
            return sender
    return {}


def _private_chat(raw: dict[str, Any]) -> int | None:
    """The private chat an update came from: there the chat's id is the sender's."""
    for kind in ("message", "edited_message", "callback_query"):
        body = raw.get(kind)
        message = body.get("message", body) if isinstance(body, dict) else None
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and chat.get("type") == "private" and isinstance(chat.get("id"), int):
            return int(chat["id"])
    return None


def _language(raw: dict[str, Any]) -> str | None:
    code = _sender(raw).get("language_code")
    return code if isinstance(code, str) else None
