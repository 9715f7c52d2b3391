"""Notes: what operators write in a room that is no reply. Kept with the case, sent to nobody unless somebody presses.

Where private rooms have no topics several cases share one chat. There a plain message is a note of the only case its
writer has; has he several, he is asked whose it is, and it waits sealed until he says so.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import rooms
from bot.desk.showing.cards import FORWARD_NOTE
from bot.desk.words.relay import NOTE
from bot.desk.words.said import body_of, said_again
from bot.messages import NOTHING_TO_SAY, Edit, Priority, Reply, Send
from bot.texts import clean
from storage.offers import Offer

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.messages import Keyboard, Said
    from storage.cases import Case
    from storage.people import Operator

KIND: Final = "whose"
"""The kind of what waits for its case, and the role of the question."""
CHOOSE: Final = "A"
DROP: Final = "C"
MOST: Final = 24
"""Most cases that are offered, the newest."""
WAITS_SECONDS: Final = 86_400
_IN_A_ROW: Final = 2


async def keep(turn: Turn, case: Case, said: Said) -> None:
    """What is no reply stays inside: kept as a note, marked as one, with a button that sends it after all."""
    house, post = turn.house, turn.house.new_post()
    await _append(turn, case, said)
    marker = Send(
        post=post,
        chat=said.chat,
        text=text_of(house, case),
        html=True,
        role=NOTE,
        case=case.id,
        topic=house.topic_in(case, said.chat),
        reply_message=said.message,
        source=(said.chat, said.message),
        keyboard=_after_all(turn, post, said.chat),
        silent=True,
        priority=Priority.BOARD,
    )
    await turn.put(marker)


async def _append(turn: Turn, case: Case, said: Said) -> None:
    body = body_of(said, clean(said.text)) | {"chat": said.chat}
    await turn.house.cases.append(turn.tx, case, "note", body, now=turn.now)


def _after_all(turn: Turn, post: bytes, chat: int) -> Keyboard:
    house = turn.house
    return ((house.case_button("desk-button-send-note", FORWARD_NOTE, post, turn.now, chat=house.home(chat)),),)


def text_of(house: House, case: Case) -> str:
    """What stands beneath a note, as HTML; where no topic tells whose it is, the alias does."""
    return house.say("desk-note") if case.room else house.say("desk-note-of", alias=case.alias)


async def loose(turn: Turn, operator: Operator, came: Said) -> None:
    """A plain message in a private chat whose rooms are threads: nothing of it goes to any person."""
    his = [case for case in await rooms.at(turn, operator.user) if case.head]
    if not his:
        await turn.notice("desk-loose-none", beneath=came)
    elif came.refused is not None:
        await turn.notice("desk-note-refused", beneath=came)
    elif len(his) == 1:
        await keep(turn, his[0], came)
    else:
        await _ask(turn, operator, came, sorted(his, key=lambda case: (-case.hour, case.alias))[:MOST])


async def _ask(turn: Turn, operator: Operator, came: Said, his: list[Case]) -> None:
    """Ask whose it is. It waits with each case that it may be of, so that what a case takes along is not missed."""
    house, post = turn.house, turn.house.new_post()[:-1] + b"\0"
    body = body_of(came, clean(came.text)) | {"chat": came.chat}
    for at, case in enumerate(his):
        offer = Offer(id=_at(post, at), case=case.id, kind=KIND, operator=operator.user, name=case.alias, said=body)
        await house.offers.save(turn.tx, offer, until=turn.now + WAITS_SECONDS)
    question = Send(
        post=post,
        chat=came.chat,
        html=True,
        role=KIND,
        text=house.say("desk-loose-whose"),
        reply_message=came.message,
        source=(came.chat, came.message),
        keyboard=_choices(turn, post, his, came.chat),
        silent=True,
    )
    await turn.put(question)


def _at(post: bytes, place: int) -> bytes:
    """The offer for one of the cases: the last byte of the question's id is free for its place."""
    return post[:-1] + bytes([place])


def _choices(turn: Turn, post: bytes, his: list[Case], chat: int) -> Keyboard:
    house = turn.house
    keys = [house.desk_button(case.alias, CHOOSE, _at(post, at), turn.now, chat=chat) for at, case in enumerate(his)]
    rows = tuple(tuple(keys[at : at + _IN_A_ROW]) for at in range(0, len(keys), _IN_A_ROW))
    return (*rows, (house.case_button("desk-button-loose-drop", DROP, post, turn.now, chat=chat),))


async def choose(turn: Turn, pressing: Pressing) -> Reply:
    """It is a note of this case, if its presser still has it: the question becomes the note's mark."""
    house, post = turn.house, _at(pressing.reference, 0)
    offer = await house.offers.find(turn.tx, pressing.reference)
    if offer is None or offer.kind != KIND:
        return _toast(turn, "desk-loose-gone")
    case = await turn.case(offer.case)
    if case is None or not case.hot or not case.head or case.seat != pressing.operator.user or case.into is not None:
        return _toast(turn, "desk-loose-not-yours", alias=offer.name)
    await _take(turn, post)
    await _append(turn, case, said_again(offer.said, offer.said["chat"]))
    if (question := await house.posts.by_id(turn.tx, post)) is not None:
        await house.posts.add(turn.tx, replace(question, role=NOTE, case=case.id))
    keyboard = _after_all(turn, post, pressing.operator.user)
    await turn.put(Edit(post=post, html=True, text=text_of(house, case), keyboard=keyboard))
    return NOTHING_TO_SAY


async def drop(turn: Turn, pressing: Pressing) -> Reply:
    """It belongs to no case: nothing of it is kept."""
    if not await _take(turn, pressing.reference):
        return _toast(turn, "desk-loose-gone")
    await turn.put(Edit(post=pressing.reference, html=True, text=turn.house.say("desk-loose-dropped")))
    return NOTHING_TO_SAY


async def _take(turn: Turn, post: bytes) -> bool:
    """Nothing of it waits any more; False: nothing did."""
    return any([await turn.house.offers.take(turn.tx, _at(post, at)) for at in range(MOST)])


async def changed(turn: Turn, came: Said) -> bool:
    """What still waits for its case was edited: the newest words count. False: nothing of it waits."""
    asked = [post for post in await turn.house.posts.by_source(turn.tx, came.chat, came.message) if post.role == KIND]
    body, found = body_of(came, clean(came.text)) | {"chat": came.chat}, False
    for post, at in itertools.product(asked, range(MOST)):
        if (offer := await turn.house.offers.find(turn.tx, _at(post.id, at))) is not None:
            await turn.house.offers.save(turn.tx, replace(offer, said=body), until=turn.now + WAITS_SECONDS)
            found = True
    return found


async def ended(turn: Turn, offer: Offer) -> None:
    """Nobody said whose it is: it is kept nowhere, and its writer can read that."""
    await turn.put(Edit(post=_at(offer.id, 0), html=True, text=turn.house.say("desk-loose-ended")))


def _toast(turn: Turn, key: str, **values: str) -> Reply:
    return Reply(toast=turn.house.plain(key, **values), alert=True)
