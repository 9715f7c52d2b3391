"""What operators write in the operator chat: a reply goes to the case's person, what is no reply stays a note."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged, notes
from bot.desk.duty import shifts, waiting
from bot.desk.house import Turn
from bot.desk.showing.cards import CARD, FROM_PERSON_ROLES, HEAD
from bot.desk.whose import case_id_of, replied_post
from bot.desk.words import holding, outward, passing, relay
from bot.desk.words.fates import fates_of
from bot.desk.words.said import body_of
from bot.messages import NOTHING_TO_SAY, Said
from bot.texts import clean
from storage.outgoing import SHEET
from storage.people import Operator

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Reply, Tapped, Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post

REPLIED_ROLES: Final = frozenset({CARD, HEAD, *FROM_PERSON_ROLES})
"""Posts whose reply goes to the person; a reply to anything else of a case is talk among operators."""


async def said(house: House, came: Said, work: Work) -> Reply:
    """A message in the operator chat."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        if not came.anonymous:
            await remember(turn, came)
        if came.edited:
            await correct(turn, came)
        else:
            await route(turn, came)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def remember(turn: Turn, came: Said | Tapped, *, started: bool = False) -> Operator:
    """Whoever acts in the operator chat is an operator; his private chat is known once he pressed Start.

    He is spoken to in his phone's language, as it was when he last wrote privately; Telegram does not say it of one
    who joins.
    """
    house, tx = turn.house, turn.tx
    await waiting.operator_acts(turn)
    if isinstance(came, Said) and came.chat == came.user:
        await house.standing.add_message(tx, came.message, chat=came.chat, now=turn.now)
    await shifts.stirs(turn, came.user)
    known = await house.operators.find(tx, chat=house.line.chat, user=came.user)
    if new := known is None:
        known = Operator(id=house.new_post(), user=came.user, name=came.name)
    language = known.language
    if new or (came.language and (started or not known.started)):
        language = house.texts.language_for(came.language)
    desks = _seen_in(house, known, came)
    operator = replace(known, name=came.name, language=language, started=known.started or started, desks=desks)
    if operator == known and not new:
        return known
    await house.operators.save(tx, operator, chat=house.line.chat)
    return operator


def _seen_in(house: House, known: Operator, came: Said | Tapped) -> tuple[int, ...]:
    """Of several operator chats, those in which he was seen, this one too. A line with one chat notes none."""
    if came.chat == came.user or len(house.chats) == 1:
        return known.desks
    return tuple(sorted({*known.desks, house.home(came.chat)}))


async def route(turn: Turn, came: Said) -> bool:
    """Bring a message to its case, in the group or in an operator's private chat; False: it belongs to none."""
    replied = await replied_post(turn, came)
    if replied is not None and replied.role in REPLIED_ROLES and replied.case is not None:
        await _answer(turn, replied.case, came)
        return True
    if replied is not None and await _releases(turn, came, replied):
        return True
    case_id = await case_id_of(turn, came, replied)
    if case_id is not None:
        await _note(turn, case_id, came)
    elif replied is not None and replied.role == SHEET:
        await turn.notice("desk-reply-sheet", beneath=came)
    elif came.reply_to_bot and replied is None and came.reply_to != came.thread:
        await turn.notice("desk-reply-unknown", beneath=came)
    elif came.reply_to_bot and replied is not None:
        await turn.notice("desk-reply-caseless", beneath=came)
    else:
        return False
    return True


async def _releases(turn: Turn, came: Said, replied: Post) -> bool:
    """Whether this is the alias, typed beneath words that wait for a second operator."""
    if replied.role != relay.TO_RELEASE or came.anonymous:
        return False
    return await holding.typed(turn, came, replied, await remember(turn, came))


async def _answer(turn: Turn, case_id: bytes, came: Said) -> None:
    case = await turn.case(case_id)
    if case is None or not case.hot:
        await turn.notice("desk-reply-closed", beneath=came)
    elif came.anonymous:
        await turn.notice("desk-anonymous", beneath=came)
    elif case.chat is None:
        await turn.notice("desk-phone-no-chat", beneath=came, alias=case.alias)
    elif case.chat == came.user:
        await turn.notice("desk-own-case", beneath=came)
    elif await _in_anothers_room(turn, case, came):
        await turn.notice("desk-wrong-room", beneath=came)
    elif came.chat == came.user != case.seat:
        await turn.notice("desk-room-moved", beneath=came, alias=case.alias)
    else:
        await outward.send(turn, case, came, await remember(turn, came))


async def _in_anothers_room(turn: Turn, case: Case, came: Said) -> bool:
    """Whether a message stands in the topic of a case with which the one it answers has nothing to do."""
    there = await turn.case(await case_id_of(turn, came, None))
    return there is not None and (await merged.root(turn, there)).id != (await merged.root(turn, case)).id


async def _note(turn: Turn, case_id: bytes, came: Said) -> None:
    case = await turn.case(case_id)
    if came.anonymous:
        await turn.notice("desk-anonymous-note", case, beneath=came)
    elif case is not None and case.hot and came.refused is None:
        await notes.keep(turn, case, came)
    elif case is None or not case.hot:
        await turn.notice("desk-note-closed", beneath=came)
    else:
        await turn.notice("desk-note-refused", beneath=came)


async def correct(turn: Turn, came: Said) -> None:
    """An operator edited a message: the person's copy follows; of a note the newest words count. A place may move."""
    if came.media is not None and came.media.kind in relay.WORDLESS:
        return
    if not came.anonymous and await outward.changed(turn, came, await remember(turn, came)):
        return
    copies = await turn.house.posts.by_source(turn.tx, came.chat, came.message)
    sent = await passing.sent_copy(turn, (came.chat, came.message))
    copy = sent or next((post for post in copies if post.role == relay.NOTE), None)
    if copy is None:
        await _correct_nothing(turn, came)
        return
    case = await turn.case(copy.case)
    if case is None or not case.hot:
        await turn.notice("desk-reply-closed", beneath=came)
    elif sent is None:
        await _correct_note(turn, case, came)
    elif came.anonymous:
        await turn.notice("desk-anonymous", beneath=came)
    elif came.text.startswith("/"):
        await turn.notice("desk-edit-command", beneath=came)
    else:
        await outward.correct(turn, case, came, await remember(turn, came))


async def _correct_note(turn: Turn, case: Case, came: Said) -> None:
    """The newest words of a note count; where it was sent after all, and nothing is left to edit, its writer learns."""
    entries = await turn.house.cases.entries(turn.tx, case)
    await turn.house.cases.append(
        turn.tx, case, "note", body_of(came, clean(came.text)) | {"chat": came.chat}, now=turn.now
    )
    if fates_of(case, entries, (came.chat, came.message)):
        await passing.tell_lost(turn, case, came)


async def _correct_nothing(turn: Turn, came: Said) -> None:
    """What has no copy within reach was edited: closed since, gone since, or never there. Its writer is told which."""
    replied = await replied_post(turn, came)
    if replied is None or replied.role not in REPLIED_ROLES or replied.case is None:
        return
    case = await turn.case(replied.case)
    if case is None or not case.hot:
        await turn.notice("desk-edit-closed", beneath=came)
        return
    await passing.tell_lost(turn, case, came)
