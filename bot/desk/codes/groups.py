"""A group at the desk: how many, how many wounded, how many joined. One man's leaving changes nothing for the others.

Operators see the numbers on a card of the group's own, and the group's name on each man's card. No man's chat ever
shows another, nor that somebody joined or left; the words go on fitting until the group's time is over, whoever left.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.codes import tries
from bot.desk.showing import cards
from bot.flows.groups import FLOW, LEADER, MEMBER, NONE
from bot.flows.talk import CodeRefused, Place
from bot.flows.writing import why_refused
from bot.messages import Edit, Send
from storage.groups import NOBODY, Group

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.desk.talks.screens import Scene
    from bot.flows.talk import Known, Submit
    from storage.cases import Case
    from storage.database import Tx

LASTS_SECONDS: Final = 30 * 86_400
ROLE: Final = "group"
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_NAME_LENGTH: Final = 4


async def known(turn: Turn, known: Known, case: Case) -> Known:
    """Add what a person may see of his group: its leader his own numbers and the words, others no more than that."""
    group = await turn.house.groups.load(turn.tx, case.group)
    if group is None or turn.now >= group.until:
        return known
    if group.leader != case.id:
        return replace(known, group=MEMBER)
    return replace(known, group=LEADER, group_men=group.men, group_wounded=group.wounded, group_words=group.words)


async def register(turn: Turn, case: Case, submit: Submit) -> Case:
    """A leader wrote down his group, or changed its numbers; the case as it is now."""
    told = {answer.step: answer.read for answer in submit.answers}
    group = await turn.house.groups.load(turn.tx, case.group)
    if group is None or group.leader != case.id:
        case = await left(turn, case)
        group = _new_group(turn, case)
    changed = replace(
        group,
        men=told.get("men") or group.men,
        wounded=told.get("wounded") or group.wounded,
        until=turn.now + LASTS_SECONDS,
        forced=group.forced or case.duress,
    )
    await turn.house.groups.save(turn.tx, changed)
    if case.group == group.id:
        await _show(turn, changed)
        return case
    await _put_card(turn, changed)
    return await _enter(turn, case, changed)


async def find(scene: Scene, said: str) -> Group | None:
    """The group of four words; five tries an hour, as for return codes; words that can not be read are no try.

    None: the person is told why.
    """
    turn, house, chat = scene.turn, scene.turn.house, scene.person.chat
    if not await tries.left(house, turn.tx, chat, turn.now):
        scene.talk = scene.talk.to(Place.JOIN, hint="hint-code-wait")
        return None
    words = house.lists.read_group(said)
    if words is None:
        unread = CodeRefused(unlisted=house.lists.unlisted(said))
        scene.talk = scene.talk.to(Place.JOIN, hint=why_refused(unread))
        return None
    await tries.count(turn, chat)
    group = await house.groups.by_words(turn.tx, words, now=turn.now)
    if group is None:
        scene.talk = scene.talk.to(Place.JOIN, hint="hint-group-wrong")
    return group


async def join(turn: Turn, case: Case, group: Group) -> Case:
    """The case is in the group from now on; twice counts once."""
    if case.group == group.id:
        return case
    case = await left(turn, case)
    grown = replace(group, joined=group.joined + 1, until=turn.now + LASTS_SECONDS)
    await turn.house.groups.save(turn.tx, grown)
    await _show(turn, grown)
    return await _enter(turn, case, grown)


async def leave(turn: Turn, case: Case) -> Case:
    """He leaves by his own button; his case stays."""
    if case.group is None:
        return case
    out = await left(turn, case)
    await turn.house.cases.save(turn.tx, out)
    await cards.refresh_card(turn, out)
    await turn.notice("desk-group-left", out)
    return out


async def left(turn: Turn, case: Case, *, erased: bool = False) -> Case:
    """The case without its group, whose numbers follow. `erased`: what its leader told of it goes with him."""
    group = await turn.house.groups.load(turn.tx, case.group)
    if group is not None:
        led = group.leader == case.id
        smaller = replace(group, joined=max(group.joined - 1, 0), left=group.left + 1)
        if led:
            smaller = replace(smaller, leader=NOBODY)
        if led and erased:
            smaller = replace(smaller, men="", wounded="")
        await turn.house.groups.save(turn.tx, smaller)
        await _show(turn, smaller)
    return replace(case, group=None, group_name="", leads=False)


async def sweep(house: House, now: int) -> None:
    """Forget groups whose time is over."""

    async def unit(tx: Tx) -> None:
        await house.groups.sweep(tx, now=now)

    await house.database.transact(unit)


def is_group(submit: Submit) -> bool:
    """Whether a leader's form was sent."""
    return submit.flow == FLOW


async def _enter(turn: Turn, case: Case, group: Group) -> Case:
    inside = replace(case, group=group.id, group_name=group.name, leads=group.leader == case.id)
    await turn.house.cases.save(turn.tx, inside)
    await cards.refresh_card(turn, inside)
    return inside


def _new_group(turn: Turn, case: Case) -> Group:
    house = turn.house
    return Group(
        id=house.new_post(),
        name=_name(house.random_bytes(32)),
        leader=case.id,
        words=house.lists.draw_group(case.language, house.random_bytes),
        card=house.new_post(),
        until=turn.now + LASTS_SECONDS,
    )


def _name(drawn: bytes) -> str:
    """Four letters or digits by chance: it tells neither a number nor a day."""
    number = int.from_bytes(hashlib.sha256(drawn).digest(), "big")
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(_NAME_LENGTH))


def _text(house: House, group: Group) -> str:
    said = house.say(
        "desk-group",
        name=group.name,
        men=group.men or NONE,
        wounded=group.wounded or NONE,
        joined=group.joined,
        left=group.left,
    )
    return f"{house.say('desk-group-forced')}\n{said}" if group.forced else said


async def _put_card(turn: Turn, group: Group) -> None:
    house = turn.house
    text = _text(house, group)
    await turn.put(Send(post=group.card, chat=house.front, html=True, role=ROLE, silent=True, text=text))


async def _show(turn: Turn, group: Group) -> None:
    await turn.put(Edit(post=group.card, html=True, text=_text(turn.house, group)))
