"""A person edited a message of his: what operators have of it follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import relay, screens
from bot.desk.cards import FROM_PERSON
from bot.desk.house import Turn
from bot.flows import unasked
from bot.messages import NOTHING_TO_SAY, Erase, Reply
from bot.texts import clean

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post


async def corrected(house: House, came: Said, work: Work) -> Reply:
    """A person edited a message: the operators' copy follows; nothing else has a copy.

    What nobody asked for is taken out of it, too, and then the message leaves the chat.
    """

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        copy, case = await _copied(turn, came)
        text = unasked.taken_out(house.book, case.language if case else house.line.language, clean(came.text))
        masked = text != clean(came.text)
        if masked:
            await turn.put(Erase(chat=came.chat, messages=(came.message,), since=work.now))
        if copy is not None and case is not None:
            await relay.corrected(turn, case, replace(came, text=text), copy)
            if masked:
                await _tell(turn, came)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def _copied(turn: Turn, came: Said) -> tuple[Post, Case] | tuple[None, None]:
    """The operators' copy of a message and its case, while they are within its sender's reach."""
    copies = await turn.house.posts.by_source(turn.tx, came.chat, came.message)
    copy = next((post for post in copies if post.role == FROM_PERSON), None)
    case = await turn.case(copy.case) if copy is not None else None
    if copy is None or case is None or not case.hot or case.chat != came.chat or case.reach != "open":
        return None, None
    return copy, case


async def _tell(turn: Turn, came: Said) -> None:
    """The screen says what was taken out."""
    scene = await screens.meet(turn, came)
    scene.talk = replace(scene.talk, unasked=True)
    await screens.show_again(scene)
