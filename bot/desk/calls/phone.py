"""`/phone`: an operator has somebody on the telephone. One message in his private chat guides him through the call.

Of who calls nothing is kept: no number, no name. What the operator types is taken out of his chat at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.calls import phone_case, phone_screen
from bot.desk.calls.heard import hear
from bot.desk.codes import tries
from bot.desk.duty import shifts
from bot.messages import NOTHING_TO_SAY, Delete, Erase, Reply, Send
from storage.calls import NO_CASE, Call

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.messages import Said
    from storage.database import Tx
    from storage.people import Operator

OVER_SECONDS: Final = 1_800
"""A call in which nothing happened for so long is over."""


async def begin(turn: Turn, asked: Asked) -> None:
    """Somebody calls: a new case, or the five words of one."""
    house, operator = turn.house, asked.operator
    if (earlier := await house.calls.find(turn.tx, operator.user)) is not None:
        await end(turn, earlier)
    await shifts.works(turn, operator, desks=asked.desks)
    call = Call(id=house.new_post(), user=operator.user, screen=house.new_post(), acted=turn.now)
    await house.calls.save(turn.tx, call)
    text, keyboard = phone_screen.beginning(turn, operator)
    screen = Send(post=call.screen or b"", chat=operator.user, text=text, html=True, keyboard=keyboard, role="phone")
    await turn.put(Erase(chat=operator.user, messages=(asked.came.message,), since=turn.now))
    await turn.put(replace(screen, protect=True))


async def pressed(turn: Turn, pressing: Pressing) -> Reply:
    """A button of the guiding message."""
    operator = pressing.operator
    call = await turn.house.calls.find(turn.tx, operator.user)
    step = phone_screen.read_step(pressing.reference)
    if call is None or step is None:
        return Reply(toast=phone_screen.plain(turn, operator, "desk-phone-no-call"), alert=True)
    call = replace(call, acted=turn.now)
    match step.kind:
        case "e":
            return await _ended(turn, operator, call)
        case "w":
            call = replace(call, stage="words", heard=())
            await phone_screen.words(turn, operator, call)
        case "u" if call.case == NO_CASE:
            call = await phone_case.new(turn, operator, call, step)
        case "s" if call.fresh:
            call = await phone_case.dictate(turn, operator, call)
        case _:
            await phone_screen.choice(turn, operator, call, step)
    await turn.house.calls.save(turn.tx, call)
    return NOTHING_TO_SAY


async def meant(turn: Turn, pressing: Pressing) -> Reply:
    """One of the suggested words was it."""
    operator = pressing.operator
    call = await turn.house.calls.find(turn.tx, operator.user)
    chosen = phone_screen.read_word(turn.house, pressing.reference)
    if call is None or call.stage != "words" or chosen is None:
        return Reply(toast=phone_screen.plain(turn, operator, "button-stale"))
    place, word = chosen
    heard = (*call.heard, *("",) * 5)[:5]
    heard = (*heard[:place], word, *heard[place + 1 :])
    await _heard(turn, operator, replace(call, heard=heard, acted=turn.now), {})
    return NOTHING_TO_SAY


async def learned(turn: Turn, pressing: Pressing) -> Reply:
    """The caller has said the new words back: from now on they open his case, and none before them."""
    operator = pressing.operator
    call = await turn.house.calls.find(turn.tx, operator.user)
    if call is None or not call.fresh or pressing.reference != call.id:
        return Reply(toast=phone_screen.plain(turn, operator, "desk-phone-no-call"), alert=True)
    call = await phone_case.learned(turn, replace(call, acted=turn.now))
    await turn.house.calls.save(turn.tx, call)
    await phone_screen.notes(turn, operator, call, await turn.case(call.case))
    return Reply(toast=phone_screen.plain(turn, operator, "desk-phone-learned"))


async def said(turn: Turn, operator: Operator, came: Said) -> bool:
    """What an operator types while somebody calls: heard words, or what the caller says. False: it is none of that."""
    call = await turn.house.calls.find(turn.tx, operator.user)
    if call is None or call.stage == "begin" or came.reply_to is not None or came.thread is not None or came.edited:
        return False
    await turn.put(Erase(chat=came.chat, messages=(came.message,), since=turn.now))
    call = replace(call, acted=turn.now)
    if came.media is not None or came.refused is not None or not came.text.strip():
        await turn.house.calls.save(turn.tx, call)
        await phone_screen.again(turn, operator, call, hint="desk-phone-words-only")
    elif call.stage == "words":
        heard = hear(turn.house.lists, came.text, call.heard)
        await _heard(turn, operator, replace(call, heard=heard.words), heard.near)
    elif call.stage == "notes":
        await phone_case.note(turn, operator, call, came)
    return True


async def _heard(turn: Turn, operator: Operator, call: Call, near: dict[int, tuple[str, ...]]) -> None:
    """Five words are tried, five times an hour at most; until then the screen shows what is clear and what is not."""
    hint = ""
    if len(call.heard) == 5 and all(call.heard):  # noqa: PLR2004 - the five words
        if await tries.left(turn.house, turn.tx, operator.user, turn.now):
            call = replace(call, stage="trying")
            turn.tx.after_commit(turn.house.wake_calls)
        else:
            hint = "desk-phone-wait"
    await turn.house.calls.save(turn.tx, call)
    await phone_screen.words(turn, operator, call, near=near, hint=hint)


async def end(turn: Turn, call: Call) -> None:
    """The call is over: nothing of it stays in the operator's chat. Words that nobody repeated open nothing."""
    for post in (call.screen, call.dictated):
        if post is not None:
            await turn.put(Delete(post=post))
    await turn.house.calls.drop(turn.tx, call)


async def _ended(turn: Turn, operator: Operator, call: Call) -> Reply:
    unsaid = bool(call.fresh)
    await end(turn, call)
    return Reply(toast=phone_screen.plain(turn, operator, "desk-phone-over-unsaid" if unsaid else "desk-phone-over"))


async def sweep(house: House, now: int) -> None:
    """End the calls that nobody ended."""

    async def unit(tx: Tx) -> None:
        turn = phone_case.turn_at(house, tx, now)
        for call in await house.calls.left(tx, before=now - OVER_SECONDS):
            await end(turn, call)

    await house.database.transact(unit)
