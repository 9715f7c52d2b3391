"""The last step of an operator's words to a case's person, once nothing holds them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.casework import company
from bot.desk.casework.taking import taken_by
from bot.desk.words import answering, photos, relay, rewording
from bot.desk.words.fates import was_there

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Said
    from storage.cases import Case
    from storage.people import Operator
    from storage.posts import Post


async def pass_on(turn: Turn, case: Case, said: Said, operator: Operator) -> None:
    """Give words to the case's person: to nobody else, whoever they came from and wherever they were written.

    Only `bot.desk.words.outward` and `bot.desk.words.holding` may ask for it: they have looked at the words.
    """
    await company.answers(turn, await taken_by(turn, case, operator), operator, said)
    now = await turn.case(case.id) or case
    if photos.is_raw(said):
        await photos.ask(turn, now, said)
    else:
        await answering.to_person(turn, now, said)


async def amend(turn: Turn, case: Case, said: Said) -> None:
    """Give the person the newer words of an answer."""
    if photos.is_raw(said):
        await photos.ask(turn, case, said)
    elif (copy := await sent_copy(turn, (said.chat, said.message))) is not None:
        await rewording.reworded(turn, case, said, copy)
    else:
        await tell_lost(turn, case, said)


async def sent_copy(turn: Turn, source: tuple[int, int]) -> Post | None:
    """What the person has, or will read, of an operator's message; what waits to be read first."""
    copies = await turn.house.posts.by_source(turn.tx, *source)
    waits = [post for post in copies if post.role == relay.WAITING]
    return next((post for post in (*waits, *copies) if post.role in relay.ANSWER_ROLES), None)


async def tell_lost(turn: Turn, case: Case, came: Said) -> None:
    """Tell the writer that his edit reaches nobody, and whether earlier words still stand there."""
    there = was_there(case, await turn.house.cases.entries(turn.tx, case), (came.chat, came.message))
    await turn.notice("desk-edit-lost" if there else "desk-edit-unsent", beneath=came)
