"""The case of a call: made anew or opened by five words, what the caller says, and the words he is given."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.calls import phone_screen
from bot.desk.casework.taking import take_case
from bot.desk.codes import duress, tries
from bot.desk.duty import shifts, waiting
from bot.desk.house import Turn
from bot.desk.seeing import opening
from bot.desk.showing import cards
from bot.flows.unasked import taken_out
from bot.messages import Delete, Send, Work
from bot.texts import clean
from storage.audit import Action
from storage.cases import NewCase

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.desk.calls.phone_screen import Step
    from bot.desk.codes.return_code import CodeKeys
    from bot.desk.house import House
    from bot.messages import Said
    from storage.calls import Call
    from storage.cases import Case
    from storage.database import Tx
    from storage.people import Operator

DICTATED_SECONDS: Final = 300
"""How long the words stand in the operator's chat."""
_NUMBER: Final = re.compile(r"(?<![\w.])\+?\d(?:[\s()-]{0,2}\d){6,}(?![\w.])")
"""What may be a telephone number, a short one too."""


def turn_at(house: House, tx: Tx, now: int) -> Turn:
    """A turn of the program itself."""
    return Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))


async def new(turn: Turn, operator: Operator, call: Call, step: Step) -> Call:
    """A case without a chat, in the hands of who made it, with a code to dictate."""
    house = turn.house
    language = house.texts.languages[step.language % len(house.texts.languages)]
    words = house.lists.draw_code(language, house.random_bytes)
    made = NewCase(
        kind="question",
        door=phone_screen.DOORS[step.door],
        language=language,
        bot=house.line.bot,
        chat=None,
        urgent=bool(step.urgent),
        words=words,
        check_word=house.lists.draw_check_word(language, house.random_bytes),
        content=house.book.version,
    )
    shift = await shifts.works(turn, operator, desks=operator.desks)
    case = replace(await house.cases.open(turn.tx, made, now=turn.now), card=house.new_post(), desk=shift.chat)
    await house.cases.save(turn.tx, case)
    await cards.post_card(turn, case)
    case = await waiting.opened(turn, case)
    turn.tx.after_commit(house.wake_codes)
    taken = await take_case(turn, case, operator) or case
    await turn.audit(Action.PHONED, operator=operator, case=taken)
    call = replace(call, stage="notes", case=taken.id, fresh=words)
    await phone_screen.notes(turn, operator, call, taken)
    return await dictate(turn, operator, call)


async def dictate(turn: Turn, operator: Operator, call: Call) -> Call:
    """Show the words that the caller is to write down, for a few minutes."""
    house, case = turn.house, await turn.case(call.case)
    if case is None:
        return call
    if call.dictated is not None:
        await turn.put(Delete(post=call.dictated))
    listed = "\n".join(f"{at}. {word}" for at, word in enumerate(call.fresh, start=1))
    text = phone_screen.say(turn, operator, "desk-phone-dictate", words=listed, check=case.check_word)
    label = phone_screen.plain(turn, operator, "desk-phone-repeated")
    post = house.new_post()
    button = house.desk_button(label, phone_screen.LEARNED, call.id, turn.now, chat=operator.user)
    shown = Send(post=post, chat=operator.user, text=text, html=True, keyboard=((button,),), role="phone")
    await turn.put(replace(shown, protect=True, lives=DICTATED_SECONDS))
    return replace(call, dictated=post)


async def learned(turn: Turn, call: Call) -> Call:
    """The caller has the new words: they take the place of the old ones and are kept nowhere any more."""
    cases, tx = turn.house.cases, turn.tx
    if await cases.words(tx, call.case) != call.fresh:
        await cases.keep_words(tx, call.case, call.fresh, now=turn.now)
        tx.after_commit(turn.house.wake_codes)
    await cases.forget_words(tx, call.case)
    if call.dictated is not None:
        await turn.put(Delete(post=call.dictated))
    return replace(call, fresh=(), dictated=None)


async def note(turn: Turn, operator: Operator, call: Call, came: Said) -> None:
    """Write down what the caller says, without what nobody asked and without any number that may be his."""
    house, case = turn.house, await turn.case(call.case)
    await house.calls.save(turn.tx, call)
    if case is None or not case.hot:
        await phone_screen.again(turn, operator, call, hint="desk-phone-closed")
        return
    said = clean(came.text)
    text = _NUMBER.sub(house.texts.plain(case.language, "unasked-number"), taken_out(house.book, case.language, said))
    await house.cases.append(turn.tx, case, "said", {"text": text, "phone": True}, now=turn.now)
    await phone_screen.notes(
        turn, operator, call, case, hint="desk-phone-masked" if text != said else "desk-phone-noted"
    )


async def tried(turn: Turn, operator: Operator, call: Call, keys: CodeKeys, desks: Collection[int]) -> None:
    """The five words opened a case, or nothing; what they failed by is told to nobody.

    `desks`: the operator chats he is in. The case of another he neither gets nor reads: he writes down what is said.
    """
    found = await turn.house.cases.find_code(turn.tx, lookup=keys.lookup, wrap=keys.wrap)
    if found is None:
        await tries.count(turn, operator.user)
        call = replace(call, stage="words")
        await turn.house.calls.save(turn.tx, call)
        await phone_screen.words(turn, operator, call, hint="desk-phone-wrong")
        return
    case = await _opened(turn, operator, found, desks)
    his = turn.house.desk_of(case) in desks
    fresh = turn.house.lists.draw_code(case.language, turn.house.random_bytes)
    call = replace(call, stage="notes", case=case.id, heard=(), fresh=fresh)
    await phone_screen.notes(turn, operator, call, case, hint="" if his else "desk-phone-elsewhere")
    await turn.house.calls.save(turn.tx, await dictate(turn, operator, call))
    if his:
        await opening.answers(turn, case, operator)


async def _opened(turn: Turn, operator: Operator, found: Case, desks: Collection[int]) -> Case:
    """Whoever speaks with him has the case, unless somebody had it before: then that one is told."""
    case = await duress.opened(turn, found)
    await turn.audit(Action.PHONED, operator=operator, case=case)
    his = turn.house.desk_of(case) in desks
    if his and case.state == "new" and (taken := await take_case(turn, case, operator)) is not None:
        return taken
    await cards.refresh_card(turn, case)
    if case.taker != operator.user:
        await turn.notice("desk-phone-talks", case, name=operator.name)
    return case
