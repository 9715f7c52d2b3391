"""Two cases of one man become one: one room, one operator, one way for answers, chosen and shown. And back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged, rooms
from bot.desk.casework.taking import take_case
from bot.desk.duty import danger_call, watching
from bot.desk.showing import faces
from bot.desk.talks.screens import refresh_state
from storage.audit import Action
from storage.case_head import ALONE
from storage.rooms import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator

_BACK: Final = {name: ALONE[name] for name in ("into", "into_alias", "place", "lent")}


def by_age(one: Case, other: Case) -> tuple[Case, Case]:
    """The older of two, which keeps its alias and its room, and the younger."""

    def age(case: Case) -> tuple[int, int, bool, str]:
        # Of two that came within the same second the one that somebody has counts as the older.
        return (case.hour, case.opened or case.hour, case.taker is None, case.alias)

    older, younger = sorted((one, other), key=age)
    return older, younger


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why two cases can not be merged: a text and what it names."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def refusal(one: Case, other: Case) -> Refusal | None:
    """Why these two open cases can not be merged; None: they can."""
    if one.id == other.id:
        return Refusal("desk-merge-itself")
    if one.id in {other.into, *other.merged} or other.id in {one.into, *one.merged}:
        return Refusal("desk-merge-together")
    for case in (one, other):
        if case.into is not None:
            return Refusal("desk-is-merged", {"alias": case.alias, "into": case.into_alias})
    return Refusal("desk-merge-no-way") if not (reachable(one) or reachable(other)) else None


def reachable(case: Case) -> bool:
    """Whether an answer can reach its person by Telegram; who only called can not be written to."""
    return case.chat is not None and case.reach != "lost"


def one_way(one: Case, other: Case) -> bool:
    """Whether answers to both reach the same chat just as well, so that nothing is to choose."""
    return one.chat == other.chat and one.reach == other.reach == "open"


async def merge(turn: Turn, one: Case, other: Case, *, answers_to: bytes, by: Operator) -> Case:
    """The younger goes on in the older one's room. `answers_to`: whose person reads what is answered there.

    Both must be open and have their own rooms. Returns the older as it is now.
    """
    older, younger = by_age(one, other)
    if older.state == "new":
        his = await _operator_of(turn, younger)
        here = his is not None and his in await turn.operators_of(older)
        older = (await take_case(turn, older, his) if his is not None and here else None) or older
    lends = younger.urgent and not older.urgent
    younger = await rooms.vacate(turn, younger, "desk-room-merged")
    younger = replace(younger, into=older.id, into_alias=older.alias, place=_place(younger), lent=lends)
    await turn.house.cases.save(turn.tx, younger)
    await turn.house.watches.drop_case(turn.tx, younger.id)
    older = replace(
        older,
        merged=(*older.merged, younger.id),
        merged_aliases=(*older.merged_aliases, younger.alias),
        urgent=older.urgent or younger.urgent,
    )
    older = await _heard_by(turn, older, answers_to)
    moved = await merged.follow(turn, older)
    if lends and older.state == "new":
        older = await danger_call.watch(turn, older)
    await _told(turn, older, younger.id)
    await _words(turn, older, await turn.case(younger.id) or younger, moved)
    await turn.audit(Action.MERGED, operator=by, case=younger)
    return older


def _place(case: Case) -> Place:
    return Place(room=case.room, seat=case.seat, head=case.head)


async def _heard_by(turn: Turn, case: Case, answers_to: bytes) -> Case:
    """The case, saved, with the one among what it holds whose person reads the answers."""
    chosen = await turn.case(answers_to)
    own = chosen is None or chosen.id == case.id
    told = replace(case, voice=None if own else answers_to, voice_alias="" if own or chosen is None else chosen.alias)
    await turn.house.cases.save(turn.tx, told)
    return told


async def redirect(turn: Turn, case: Case, *, answers_to: Case, by: Operator) -> Case:
    """From now on another person of the merged cases reads the answers."""
    told = await _heard_by(turn, case, answers_to.id)
    await faces.refresh(turn, told)
    await turn.notice("desk-redirected-line", told, older=told.alias, voice=answers_to.alias)
    await turn.audit(Action.REDIRECTED, operator=by, case=answers_to)
    return told


async def _told(turn: Turn, older: Case, younger_id: bytes) -> None:
    """What shows either of them says so, in both rooms; the person's screens stay true."""
    for case in (older, await turn.case(younger_id)):
        if case is not None:
            await faces.refresh(turn, case)
            await refresh_state(turn, case)


async def _words(turn: Turn, older: Case, younger: Case, moved: Sequence[Case]) -> None:
    """What was written in the younger case before stands in the room that goes on."""
    house = turn.house
    voice = older.voice_alias or older.alias
    told = replace(house.to_room(older), role="notice", silent=True)
    text = house.say("desk-merged-line", younger=younger.alias, older=older.alias, voice=voice)
    await turn.put(replace(told, text=text))
    if younger.place is not None and younger.place.room is not None:
        there = replace(told, post=house.new_post(), chat=_chat_of(turn, younger), topic=younger.place.room)
        await turn.put(replace(there, reply_to=None, case=younger.id, text=text))
    for one in moved:
        if older.state != "new":
            words = house.say("desk-merged-words", alias=one.alias)
            await turn.put(replace(house.to_room(one), role="notice", silent=True, text=words))
            await rooms.stand(turn, one, media=one.seat > 0)


def _chat_of(turn: Turn, younger: Case) -> int:
    """The chat of its own room."""
    place = younger.place or Place()
    return place.seat or turn.house.desk_of(younger)


async def separate(turn: Turn, younger: Case, *, by: Operator | None = None) -> Case:
    """Both are again what they were; the younger as it is now. What was said meanwhile stays where it was said.

    `by`: None where the younger one ends. Did its person get the answers, then nobody does until somebody is chosen.
    """
    older, top = await turn.case(younger.into), await merged.root(turn, younger)
    place = younger.place or Place()
    await rooms.withdraw(turn, younger)
    his = await _operator_of(turn, younger)
    state = younger.state if his is not None and younger.state != "new" else "new"
    read = older is not None and older.state != "new"
    back = replace(younger, **_BACK, room=place.room, seat=place.seat, head=place.head, state=state)
    back = replace(back, returned=back.returned or (state == "new" and read))
    back = back if his is not None else replace(back, taker=None, taker_name="")
    await turn.house.cases.save(turn.tx, back)
    if his is None:
        await watching.waits(turn, back)
        back = await danger_call.watch(turn, back) if back.urgent else back
    elif turn.house.line.private:
        back = await rooms.reseat(turn, back, his)
    await merged.follow(turn, back)
    if older is not None and older.hot:
        await _without(turn, older, younger)
        if by is not None:
            await _unheard(turn, top.id, back)
        await _say_separate(turn, top.id, younger)
    await faces.refresh(turn, back)
    await refresh_state(turn, back)
    await turn.audit(Action.SEPARATED, operator=by, case=back)
    return back


async def _operator_of(turn: Turn, case: Case) -> Operator | None:
    """Who had the case for himself, if he is still here."""
    if case.taker is None:
        return None
    return await turn.house.operators.find(turn.tx, chat=turn.house.line.chat, user=case.taker)


async def _without(turn: Turn, older: Case, younger: Case) -> None:
    """The older one without what it held."""
    held = zip(older.merged, older.merged_aliases, strict=True)
    left = [(one, alias) for one, alias in held if one != younger.id]
    calm = younger.lent and not older.dangers and not older.duress
    alone = replace(
        older,
        merged=tuple(one for one, _ in left),
        merged_aliases=tuple(alias for _, alias in left),
        urgent=older.urgent and not calm,
    )
    await turn.house.cases.save(turn.tx, alone)


async def _unheard(turn: Turn, top_id: bytes, back: Case) -> None:
    """Who got the answers went out of the room by an operator's word: its own person gets them again."""
    top, gone = await turn.case(top_id), {one.id for one in await merged.members(turn, back)}
    if top is not None and top.voice in gone:
        await turn.house.cases.save(turn.tx, replace(top, voice=None, voice_alias=""))


async def _say_separate(turn: Turn, top_id: bytes, younger: Case) -> None:
    top = await turn.case(top_id)
    if top is not None:
        await faces.refresh(turn, top)
        await turn.notice("desk-separated-line", top, younger=younger.alias, older=top.alias)


async def let_go(turn: Turn, case: Case) -> Case:
    """A case ends: whatever it is merged with is separate again. The case as it is now."""
    for held in case.merged:
        one = await turn.case(held)
        if one is not None and one.hot and one.into == case.id:
            await separate(turn, one)
    case = await turn.case(case.id) or case
    return await separate(turn, case) if case.into is not None else case
