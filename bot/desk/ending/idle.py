"""Who has not come for a week: what he had not sent goes, and he himself where nothing of his is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.ending.ending import CLOSED, RESTING
from bot.desk.talks.screens import fresh_rev
from bot.flows.locking import holds
from bot.flows.talk import Talk
from bot.messages import Ended
from bot.periods import DAY

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Life, Person

FORGOTTEN: Final = "forgotten"
"""The count of people of whom nothing is left."""
DRAFTS: Final = "drafts"
"""The count of those who lost what they had not sent."""


def came(person: Person, hour: int | None) -> int:
    """When somebody last did something; of who never did, when his talk was last changed."""
    return person.seen or hour or 0


async def forget(turn: Turn, person: Person) -> str:
    """Take away what he has not sent, behind his lock too, or all of him; which. Empty: there was nothing to take."""
    lives = tuple([life for life in map(_unsent_gone, person.lives) if await _matters(turn, life)])
    told = replace(_told_long_ago(turn, person), lives=lives)
    if not lives and not await _is_kept(turn, told):
        await turn.house.people.drop(turn.tx, person)
        return FORGOTTEN
    talk = Talk.from_json(await turn.house.people.draft(turn.tx, person.id) or {})
    written = holds(talk) or bool(talk.pin)
    if told != person:
        await turn.house.people.save(turn.tx, told, bot=turn.house.line.bot)
    if written:
        begun = Talk(rev=fresh_rev(turn), door=talk.door, sent=talk.sent)
        await turn.house.people.keep_draft(turn.tx, person.id, begun.to_json(), now=turn.now)
        await turn.house.people.draft_ended(turn.tx, person.id)
    return DRAFTS if written or lives != person.lives else ""


def _unsent_gone(life: Life) -> Life:
    talk = Talk.from_json(life.talk)
    return replace(life, talk=Talk(door=talk.door, sent=talk.sent).to_json()) if holds(talk) or talk.pin else life


async def _matters(turn: Turn, life: Life) -> bool:
    """Whether what the lock hides is more than a talk that is over: an open case, or an end that nobody read."""
    told = _told_long_ago(turn, life.person)
    return told.ended is not None or bool(told.last) or await _opens(turn, *life.cases)


async def _opens(turn: Turn, *cases: bytes | None) -> bool:
    """Whether one of them is not over; one whose epoch is missing can not be read, and is not over."""
    found = [await turn.case(case) for case in cases]
    return any(case is not None and case.state not in {CLOSED, RESTING} for case in found)


async def _is_kept(turn: Turn, person: Person) -> bool:
    """Whether anything of a person is left that must not be lost: an open case, words he has not read, a ban."""
    if person.ended is not None or person.last:
        return True
    bot = turn.house.line.bot
    if person.ban and await turn.house.bans.of_chat(turn.tx, bot=bot, chat=person.chat, now=turn.now) is not None:
        return True
    his = await turn.house.cases.of_person(turn.tx, bot=bot, chat=person.chat)
    return bool(his) or await _opens(turn, person.case)


def _told_long_ago(turn: Turn, person: Person) -> Person:
    """What he did not read of a case that ended waits as long as a closed case does; then only his words find it."""
    if person.ended is None:
        return person
    if person.end is None:  # told by an earlier version: it waits from now on
        return replace(person, end=Ended(at=turn.now))
    over = person.end.at + turn.house.line.periods.closed * DAY <= turn.now
    return replace(person, ended=None, end=None, last=()) if over else person
