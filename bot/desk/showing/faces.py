"""Everything that shows a case to operators: its card, the head of its room, its card shown again; and their buttons.

A message that shows a case can show other buttons beneath the same words: the reasons to close, what is behind More.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.showing import cards
from bot.desk.showing.cards import CARD, HEAD, VIEW, card_keyboard
from bot.messages import Edit

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Keyboard, Tapped
    from storage.cases import Case
    from storage.posts import Post

FACES: Final = frozenset({CARD, HEAD, VIEW})


async def pressed(turn: Turn, came: Tapped) -> Post | None:
    """The face of a case whose button was pressed; None: nobody remembers that message."""
    post = await turn.house.posts.by_message(turn.tx, came.chat, came.message)
    return post if post is not None and post.role in FACES and post.case is not None else None


async def show(turn: Turn, case: Case, face: Post, keyboard: Keyboard | None = None) -> None:
    """Put these buttons beneath a face of the case, or its own."""
    house = turn.house
    chat = house.home(face.chat)
    own = keyboard if keyboard is not None else card_keyboard(house, case, turn.now, chat=chat)
    text = await words(turn, case, face)
    await turn.put(Edit(post=face.id, html=True, text=text, keyboard=own, priority=cards.priority_of(case)))


async def words(turn: Turn, case: Case, face: Post) -> str:
    """What a face says of the case now."""
    house = turn.house
    entries = await house.cases.entries(turn.tx, case)
    if face.role == HEAD:
        return cards.head_text(house, case, entries)
    text = cards.card_text(house, case, cards.facts_of(house, entries))
    return f"{text}\n{await where(turn, case)}".rstrip() if face.role == VIEW else text


async def where(turn: Turn, case: Case) -> str:
    """Where the case is talked through, with a link where Telegram has one; empty while nobody took it."""
    house = turn.house
    if house.seat_of(case) != house.desk_of(case):
        return house.say("desk-where-private", name=case.taker_name)
    stands = case.room or (case.card if case.state != "new" else None)
    post = await house.posts.by_id(turn.tx, stands) if stands is not None else None
    if post is None or post.message is None:
        return ""
    link = _link(post.chat, post.message)
    return house.say("desk-where-room", link=link) if link else house.say("desk-where-thread")


def _link(chat: int, message: int) -> str:
    """The address of a message in a supergroup; other groups have none."""
    inner = str(chat).removeprefix("-100")
    return f"https://t.me/c/{inner}/{message}" if inner != str(chat) else ""


async def refresh(turn: Turn, case: Case) -> None:
    """Every face of a case tells how it stands now."""
    await cards.refresh_card(turn, case)
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role in {HEAD, VIEW}:
            await show(turn, case, post)
