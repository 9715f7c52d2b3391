"""Danger out of the desk: words with a place, or a time and a place, wait until a second operator releases them.

Whoever is alone on shift types the case's alias again. A false alarm costs one press.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged, notes
from bot.desk.house import Turn
from bot.desk.whose import worked_here
from bot.desk.words import passing
from bot.desk.words.follow import FAILED
from bot.desk.words.relay import TO_RELEASE
from bot.desk.words.said import body_of, said_again
from bot.messages import NOTHING_TO_SAY, Edit, Priority, React, Reply, Send, Work
from bot.texts import clean, cut, split
from storage.audit import Action
from storage.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.desk.presses import Pressing
    from bot.flows.outgoing import Why
    from bot.messages import Keyboard, Said
    from storage.cases import Case
    from storage.database import Tx
    from storage.people import Operator
    from storage.posts import Post

KIND: Final = "held"
RELEASE: Final = "l"
REFUSE: Final = "m"
LOOK: Final = "q"
WAITS: Final = "🤔"
"""The reaction on words that wait for a second operator."""
HELD_SECONDS: Final = 86_400
LOOK_SECONDS: Final = 600
QUOTED: Final = 3_300
"""UTF-16 units of the words that are shown again beneath why they wait."""


async def hold(turn: Turn, case: Case, said: Said, operator: Operator, reasons: Sequence[Why]) -> None:
    """Keep the words back, show in the room that they wait and why, and tell the others where they are not there."""
    house, post = turn.house, turn.house.new_post()
    body = body_of(said, clean(said.text)) | {"chat": said.chat}
    here = house.home(said.chat)
    offer = Offer(id=post, case=case.id, kind=KIND, operator=operator.user, name=operator.name, said=body)
    offer = replace(offer, why=tuple(map(str, reasons)))
    marker = Send(
        post=post,
        chat=said.chat,
        html=True,
        role=TO_RELEASE,
        case=case.id,
        topic=house.topic_in(case, said.chat),
        reply_message=said.message,
        source=(said.chat, said.message),
        text=_told(house, case, offer),
        keyboard=_keyboard(house, post, turn.now, here),
    )
    await turn.put(replace(marker, text=f"{marker.text}\n\n{house.say('desk-held-how', alias=case.alias)}"))
    await turn.put(React(chat=said.chat, message=said.message, emoji=WAITS))
    if here != house.desk_of(case):
        alert = await _alert(turn, case, offer)
        offer = replace(offer, alert=alert)
    await house.offers.save(turn.tx, offer, until=turn.now + HELD_SECONDS)
    await turn.audit(Action.HELD, operator=operator, case=case)


async def _alert(turn: Turn, case: Case, offer: Offer) -> bytes:
    """A line for the other operators, who do not see the room: without a word of what waits."""
    house, desk, post = turn.house, turn.house.desk_of(case), turn.house.new_post()
    text = house.say("desk-held-alert", alias=case.alias, name=offer.name, why=_why(house, offer))
    look = house.case_button("desk-button-held-look", LOOK, offer.id, turn.now, chat=desk)
    line = Send(post=post, chat=desk, html=True, role="notice", case=case.id, text=text, keyboard=((look,),))
    await turn.put(replace(line, reply_to=case.card, priority=Priority.REPLY))
    return post


async def follow(turn: Turn, case: Case) -> None:
    """The card of a case stands in another chat now: whoever is there learns what of it waits for a second operator."""
    for offer in await turn.house.offers.of_case(turn.tx, case.id):
        if offer.kind == KIND:
            told = replace(offer, alert=await _alert(turn, case, offer))
            await turn.house.offers.save(turn.tx, told, until=turn.now + HELD_SECONDS)


def _why(house: House, offer: Offer) -> str:
    return "; ".join(house.plain(f"desk-why-{reason}") for reason in offer.why)


def _told(house: House, case: Case, offer: Offer) -> str:
    key = "desk-held-edit" if offer.said.get("edited") else "desk-held"
    text = cut(str(offer.said.get("text", "")), QUOTED)
    medium = house.plain("desk-medium", kind=offer.said["media"]) if offer.said.get("media") else ""
    what = "\n".join(part for part in (medium, text) if part)
    return house.say(key, alias=case.alias, name=offer.name, why=_why(house, offer), text=what)


def _keyboard(house: House, offer: bytes, now: int, chat: int) -> Keyboard:
    release = house.case_button("desk-button-release", RELEASE, offer, now, chat=chat)
    return ((release, house.case_button("desk-button-refuse", REFUSE, offer, now, chat=chat)),)


async def look(turn: Turn, pressing: Pressing) -> Reply:
    """Show what waits to another operator, privately and for ten minutes, with the buttons."""
    house, operator = turn.house, pressing.operator
    offer = await house.offers.find(turn.tx, pressing.reference)
    case = await turn.case(offer.case) if offer is not None else None
    if offer is None or case is None or not case.hot:
        return _toast(turn, "desk-held-gone")
    if (elsewhere := await _elsewhere(turn, case, pressing)) is not None:
        return elsewhere
    if not operator.started:
        return Reply(url=f"https://t.me/{house.line.username}?start=desk")
    said = said_again(offer.said, operator.user)
    shown = Send(post=house.new_post(), chat=operator.user, role="reveal", protect=True, lives=LOOK_SECONDS)
    if said.media is not None:
        await turn.put(replace(shown, post=house.new_post(), media=said.media))
    for piece in split(said.text, QUOTED)[1:]:
        await turn.put(replace(shown, post=house.new_post(), text=piece))
    keyboard, text = _keyboard(house, offer.id, turn.now, operator.user), _told(house, case, offer)
    if operator.user == offer.operator and await house.posts.by_id(turn.tx, offer.id) is None:
        # What he could answer with the alias went with the room: this stands for it.
        shown = replace(shown, post=offer.id, role=TO_RELEASE, case=case.id)
        text = f"{text}\n\n{house.say('desk-held-how', alias=case.alias)}"
    await turn.put(replace(shown, html=True, text=text, keyboard=keyboard))
    return _toast(turn, "desk-opened")


async def release(turn: Turn, pressing: Pressing) -> Reply:
    """A second operator lets the words go; their writer can not, unless he is alone and types the alias."""
    offer = await turn.house.offers.find(turn.tx, pressing.reference)
    if offer is None or offer.kind != KIND:
        return _toast(turn, "desk-held-gone")
    case = await turn.case(offer.case)
    if (elsewhere := await _elsewhere(turn, case, pressing)) is not None:
        return elsewhere
    if offer.operator != pressing.operator.user:
        return await _let_go(turn, offer, case, pressing.operator, Action.RELEASED)
    alias = case.alias if case is not None else ""
    key = "desk-held-second" if case is not None and await _others(turn, case, offer.operator) else "desk-held-alone"
    return _toast(turn, key, alert=True, alias=alias)


async def _others(turn: Turn, case: Case, user: int) -> bool:
    """Whether anybody else is on shift; not who works in other operator chats alone, and sees nothing of this."""
    house, top = turn.house, await merged.root(turn, case)
    here = {one.user for one in [*await turn.operators_of(case), *await turn.operators_of(top)]}
    others = {shift.user for shift in await house.shifts.all(turn.tx)} - {user}
    elsewhere = {one.user for one in await house.operators.all(turn.tx, chat=house.line.chat)} - here
    return bool(others - elsewhere)


async def _elsewhere(turn: Turn, case: Case | None, pressing: Pressing) -> Reply | None:
    """What is told who presses beneath an old message, where the case is another operator chat's by now."""
    if case is None or await worked_here(turn, case, pressing.desks, pressing.came.chat):
        return None
    return _toast(turn, "desk-elsewhere-toast", alert=True, alias=case.alias)


async def refuse(turn: Turn, pressing: Pressing) -> Reply:
    """Drop the words: they are kept nowhere, and nothing of them was sent."""
    waits = await turn.house.offers.find(turn.tx, pressing.reference)
    case = await turn.case(waits.case) if waits is not None else None
    if (elsewhere := await _elsewhere(turn, case, pressing)) is not None:
        return elsewhere
    offer = await turn.house.offers.take(turn.tx, pressing.reference)
    if offer is None:
        return _toast(turn, "desk-held-gone")
    await turn.audit(Action.RELEASE_REFUSED, operator=pressing.operator, case=await turn.case(offer.case))
    await _end(turn, offer, "desk-held-refused", pressing.operator.name)
    await turn.put(React(chat=offer.said["chat"], message=offer.said["message"], emoji=FAILED))
    return _toast(turn, "desk-held-refused-toast")


async def typed(turn: Turn, came: Said, replied: Post, operator: Operator) -> bool:
    """A reply to words that wait: the alias releases them, from whoever may. False: it is talk among operators."""
    offer, case = await turn.house.offers.find(turn.tx, replied.id), await turn.case(replied.case)
    if case is None or clean(came.text).casefold() != case.alias.casefold():
        return False
    if offer is None:
        await turn.notice("desk-held-gone", beneath=came)
    elif offer.operator != operator.user:
        await _let_go(turn, offer, case, operator, Action.RELEASED)
    elif await _others(turn, case, operator.user):
        await turn.notice("desk-held-second", beneath=came, alias=case.alias)
    else:
        await _let_go(turn, offer, case, operator, Action.RELEASED_ALONE)
    return True


async def _let_go(turn: Turn, offer: Offer, case: Case | None, operator: Operator, action: Action) -> Reply:
    """The words go to the person of their case, as they were looked at; once."""
    if case is None or not case.hot or await turn.house.offers.take(turn.tx, offer.id) is None:
        return _toast(turn, "desk-reply-closed" if case is None or not case.hot else "desk-held-gone", alert=True)
    await turn.audit(action, operator=operator, case=case)
    await _end(turn, offer, "desk-held-released", operator.name)
    said = replace(said_again(offer.said, offer.said["chat"]), edited=bool(offer.said.get("edited")))
    await turn.put(React(chat=said.chat, message=said.message, emoji=""))
    if said.edited:
        await passing.amend(turn, case, said)
    else:
        await passing.pass_on(turn, case, said, await _writer(turn, case, offer, operator))
    return _toast(turn, "desk-held-released-toast")


async def _writer(turn: Turn, case: Case, offer: Offer, by: Operator) -> Operator:
    """Whoever wrote the words, if he still works where their case is; else whoever lets them go answers for them."""
    here = await turn.operators_of(await merged.root(turn, case))
    return next((one for one in here if one.user == offer.operator), by)


async def _end(turn: Turn, offer: Offer, key: str, name: str) -> None:
    """What showed that the words wait says how it ended, without them."""
    case = await turn.case(offer.case)
    text = turn.house.say(key, alias=case.alias if case else "", name=name)
    for post in filter(None, (offer.id, offer.alert)):
        await turn.put(Edit(post=post, html=True, text=text))


async def dropped(turn: Turn, source: tuple[int, int], key: str) -> Offer | None:
    """Take back words of an operator's message that still wait; None: none do."""
    for post in await turn.house.posts.by_source(turn.tx, *source):
        if post.role == TO_RELEASE and (offer := await turn.house.offers.take(turn.tx, post.id)) is not None:
            await _end(turn, offer, key, offer.name)
            return offer
    return None


async def sweep(house: House, now: int) -> None:
    """What nobody released for a day is dropped, and says so; choices and previews just end."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, Work(house.line.bot, 0, now))
        for offer in await house.offers.ended(tx, now=now):
            if offer.kind == KIND:
                await _end(turn, offer, "desk-held-ended", offer.name)
                await turn.put(React(chat=offer.said["chat"], message=offer.said["message"], emoji=FAILED))
            elif offer.kind == notes.KIND:
                await notes.ended(turn, offer)

    await house.database.transact(unit)


def _toast(turn: Turn, key: str, *, alert: bool = False, **values: str) -> Reply:
    return Reply(toast=turn.house.plain(key, **values), alert=alert) if key else NOTHING_TO_SAY
