"""The room of a case: where it is talked through once an operator took it."""

from dataclasses import replace

from bot.desk import cards
from bot.desk.house import House
from bot.messages import OpenTopic, Priority, Send, Work
from storage.cases import Case
from storage.database import Tx


async def open_room(house: House, tx: Tx, case: Case, work: Work) -> Case:
    """A topic of the group, with the case's first words in it; without topics the card's reply thread is the room."""
    if not house.line.forum:
        return case
    room = house.new_post()
    title = house.plain("desk-room-title", alias=case.alias, door=house.plain(f"desk-door-{case.door}"))
    topic = OpenTopic(post=room, chat=house.line.chat, title=title, case=case.id, priority=Priority.REPLY)
    await house.outbox.put(tx, topic, now=work.now)
    roomed = replace(case, room=room)
    for number, page in enumerate(await _first_words(house, tx, roomed)):
        keyboard = cards.card_keyboard(house, roomed, work.now) if number == 0 else ()
        send = Send(
            post=house.new_post(),
            chat=house.line.chat,
            text=page,
            html=True,
            role="head",
            case=case.id,
            topic=room,
            keyboard=keyboard,
        )
        await house.outbox.put(tx, send, now=work.now)
    return roomed


async def _first_words(house: House, tx: Tx, case: Case) -> list[str]:
    """How this room works, and what the person wrote freely so far; the answers of the form stay behind Open."""
    entries = await house.cases.entries(tx, case)
    head = house.say("desk-room-head", alias=case.alias, name=case.taker_name, word=case.check_word)
    said = [e.body["text"] for e in entries if e.kind in {"question", "said"} and e.body.get("text")]
    return cards.pages([head, *(line for text in said for line in cards.quoted(house, text))])
