"""One person met twice: his row's epoch was missing, he was met as a stranger, and now the file is back.

It ends as it would have without the gap. Where he can unlock his account, what came back lies behind his lock, as after
a long silence: whoever writes there now may be another. Where he can not, it is his at once. Nothing of either goes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.desk.house import Turn
from bot.desk.seeing import apart
from bot.desk.talks import lock, screens
from bot.errors import SealError
from bot.flows.locking import holds, rejoin
from bot.flows.talk import Place, Talk
from bot.messages import Life, Person, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx


@dataclass(frozen=True, slots=True)
class _Met:
    """A row, and its draft: None where there is none."""

    person: Person
    talk: Talk | None
    hour: int


async def reunite(house: House, tx: Tx, one: bytes, other: bytes, now: int) -> None:
    """Make what both rows say one, in the row `other`; the row `one` is left to the caller, its draft goes."""
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    own, since = sorted([await _met(turn, one), await _met(turn, other)], key=lambda met: met.person.seen)
    hides = lock.keyed(own.person) and not _proved(own.person, since.person)
    person, talk = await (_behind_lock if hides else _at_once)(turn, own, since)
    await house.people.save(tx, replace(person, id=other), bot=house.line.bot)
    await house.people.drop_draft(tx, one)
    ends = apart.soonest(house, talk or Talk(), person.lives)
    if talk is not None or ends is not None:
        hour = max(own.hour, since.hour)
        await house.people.keep_draft(tx, other, (talk or Talk()).to_json(), now=hour, ends=ends)


async def _met(turn: Turn, row: bytes) -> _Met:
    person = await turn.house.people.by_id(turn.tx, row)
    if person is None:
        message = "a row of people went while it was moved"
        raise KeyError(message)
    draft = await turn.house.people.draft(turn.tx, row)
    hour = await turn.house.people.changed(turn.tx, row)
    return _Met(person, None if draft is None else Talk.from_json(draft), hour or 0)


def _proved(own: Person, since: Person) -> bool:
    """Whether he showed since then that he is himself: his five words opened the same case."""
    return own.worded is not None and since.worded == own.worded


async def _behind_lock(turn: Turn, own: _Met, since: _Met) -> tuple[Person, Talk | None]:
    hidden = []
    for case in await lock.open_cases(turn, own.person):
        if case.id != since.person.case:
            with suppress(SealError, ValueError):  # one of which something is damaged stays as it is
                await lock.hide(turn, case, opens=True)
                hidden.append(case)
    bare = replace(own.person, lives=(), left=(), kept=(), shown=(), screen=None, line=None)
    life = Life(person=bare, talk=(own.talk or Talk()).to_json(), cases=tuple(case.id for case in hidden))
    person = _with_traces(own.person, since.person)
    return replace(person, lives=lock.bounded((*since.person.lives, *own.person.lives, life))), since.talk


async def _at_once(turn: Turn, own: _Met, since: _Met) -> tuple[Person, Talk | None]:
    person = await lock.joined(turn, own.person, _with_traces(own.person, since.person))
    person = replace(person, lives=(*since.person.lives, *own.person.lives), line=since.person.line or own.person.line)
    if own.talk is None or not holds(own.talk):
        return person, since.talk or own.talk
    return person, replace(rejoin(own.talk, since.talk or Talk()).to(Place.HOME), rev=screens.fresh_rev(turn))


def _with_traces(own: Person, since: Person) -> Person:
    """Whatever of him stands in the chat still goes: at his next step, or by the timer."""
    posts = tuple(
        post for post in (own.screen, own.line) if post is not None and post not in {since.screen, since.line}
    )
    return replace(
        since,
        kept=(*own.kept, *since.kept),
        left=(*own.left, *since.left),
        shown=(*own.shown, *posts, *since.shown),
        phone=since.phone or own.phone,
    )
