"""A person edited a message of his: what operators have of it follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.doubt import bans
from bot.desk.duty import danger_call
from bot.desk.house import Turn
from bot.desk.showing.cards import FROM_PERSON
from bot.desk.talks import lock, screens
from bot.desk.words import held, relay
from bot.flows import screens as flow_screens
from bot.flows import turns, unasked, writing
from bot.flows.danger import danger
from bot.flows.engine import settle
from bot.messages import NOTHING_TO_SAY, Erase, Priority, Reply
from bot.texts import clean

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.desk.talks.screens import Scene
    from bot.flows.danger import Danger
    from bot.messages import Said, Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post


async def corrected(house: House, came: Said, work: Work) -> Reply:
    """A person edited a message: the operators' copy follows; nothing else has a copy.

    What nobody asked for is taken out of it, too, and then the message leaves the chat. Words that speak of a danger
    now, and did not before, call as new ones do.
    """

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        copy, case = await _copied(turn, came)
        text = unasked.taken_out(house.book, case.language if case else house.line.language, clean(came.text))
        masked = text != clean(came.text)
        called = await _called(turn, case, came, text) if case is not None else None
        if masked or called is not None:
            await turn.put(Erase(chat=came.chat, messages=(came.message,), since=work.now))
        if copy is None or case is None or (called is None and await bans.stops_change(turn, came.chat, case)):
            return
        await _follow(turn, case, replace(came, text=text), copy, called)
        if masked or called is not None:
            await _tell(turn, replace(came, text=text), case, called, masked=masked)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def _called(turn: Turn, case: Case, came: Said, text: str) -> Danger | None:
    """Of which danger a message speaks since it was edited; None: of none, or of the same as before."""
    book = turn.house.book
    kind = danger(book, text)
    if kind is None:
        return None
    entries = reversed(await turn.house.cases.entries(turn.tx, case))
    said = (entry.body for entry in entries if entry.kind == "said")
    before = next((body["text"] for body in said if body.get("message") == came.message), "")
    return kind if kind is not danger(book, before) else None


async def _follow(turn: Turn, case: Case, said: Said, copy: Post, called: Danger | None) -> None:
    """The operators' copy follows; where it calls, the case turns red first and a line rings beneath."""
    if called is None:
        await relay.corrected(turn, case, said, copy)
        return
    case = await danger_call.hasten(turn, case, called, called=True)
    await relay.corrected(turn, case, said, copy)
    await danger_call.ring_corrected(turn, case)
    if case.state == "waiting":
        await relay.turn_state(turn, replace(case, state="taken"))


async def _copied(turn: Turn, came: Said) -> tuple[Post, Case] | tuple[None, None]:
    """The operators' copy of a message and its case, while they are within its sender's reach."""
    copies = await turn.house.posts.by_source(turn.tx, came.chat, came.message)
    relayed = sorted((post for post in copies if post.role in {FROM_PERSON, held.HELD}), key=_held_last)
    copy = relayed[0] if relayed else None
    case = await turn.case(copy.case) if copy is not None else None
    if copy is None or case is None or not case.hot or case.chat != came.chat or case.reach != "open":
        return None, None
    return copy, case


def _held_last(post: Post) -> bool:
    return post.role == held.HELD


async def _tell(turn: Turn, came: Said, case: Case, called: Danger | None, *, masked: bool) -> None:
    """The screen says what was taken out, or how the call stands; after a long silence it is a stranger's."""
    scene = await lock.meet(turn, came)
    now = await turn.case(case.id)
    if now is None or now.reach != "open":
        await screens.show_again(scene)
        return
    if called is not None:
        await _stand(scene, called, came.text)
    scene.talk = replace(settle(turn.house.book, scene.talk), unasked=masked)
    screen = flow_screens.show(turn.house.book, scene.talk, await scene.known())
    await screens.show(scene, screen, priority=Priority.URGENT if called else Priority.REPLY)


async def _stand(scene: Scene, called: Danger, text: str) -> None:
    """Where he stands from now on: nothing else is asked there. His words went already, with the correction."""
    book, known = scene.turn.house.book, await scene.known()
    here = replace(settle(book, scene.talk), hint="", received=())
    there, _ = writing.stop(turns.Turn(book, here, known), called, text)
    scene.talk = replace(there, rev=scene.talk.rev + 1)
