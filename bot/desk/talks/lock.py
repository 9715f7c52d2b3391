"""The lock: who has it, what it hides, how it opens. Locked, an account meets the rest of the bot as a stranger does.

What is hidden lies beside the stranger's rows, not behind a question asked in every screen: no use case finds it but
through the functions here, so none can show it by mistake.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.altering import changed
from bot.desk.codes.return_code import after_try, may_try
from bot.desk.duty import danger_call
from bot.desk.talks import over, screens
from bot.desk.words.answering import wait_again
from bot.desk.words.unsaying import unsay
from bot.flows.locking import holds, rejoin
from bot.flows.talk import Talk
from bot.messages import Ended, Life, Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from bot.desk.talks.screens import Scene
    from bot.messages import Said, Tapped
    from storage.cases import Case

SILENCE: Final = 1_800
"""Seconds without a tap or a word after which an account locks itself."""
MOST_LIVES: Final = 8


def keyed(person: Person) -> bool:
    """Whether the person can open again what is locked away: five words were given, or a PIN was chosen."""
    return person.pin is not None or person.worded is not None


def fell_silent(person: Person, now: int, silence: int) -> bool:
    """Whether the account locks itself now. Who has no way to unlock is left alone."""
    return keyed(person) and 0 < person.seen <= now - silence


async def meet(turn: Turn, came: Said | Tapped, person: Person | None = None) -> Scene:
    """The person behind a message and where he stands; after a long silence, a stranger. `person`: as read here."""
    scene = await screens.meet(turn, came, person)
    if scene.person.moved:
        await over.came(turn, came.chat)
        scene.person = changed(scene.person, moved=0)
    if came.language and came.language != scene.person.phone:
        scene.person = changed(scene.person, phone=came.language)
    if fell_silent(scene.person, turn.now, turn.house.line.silence):
        await lock(scene)
    scene.person = changed(scene.person, seen=turn.now)
    return scene


async def lock(scene: Scene) -> None:
    """Hide everything, take it out of the chat, and go on as a stranger on the same screen."""
    turn, person = scene.turn, scene.person
    opens = keyed(person)
    cases = await open_cases(turn, person)
    for case in cases:
        await hide(turn, case, opens=opens)
    await screens.erase_kept(turn, person)
    bare = replace(person, lives=(), left=(), kept=(), shown=(), screen=None, line=None)
    life = Life(person=bare, talk=scene.talk.to_json(), cases=tuple(case.id for case in cases))
    scene.person = Person(
        id=person.id,
        chat=person.chat,
        language=turn.house.texts.language_for(person.phone),
        phone=person.phone,
        screen=person.screen,
        screen_at=person.screen_at,
        seen=turn.now,
        lives=bounded((*person.lives, life)) if opens else person.lives,
    )
    scene.talk, scene.case, scene.looked = Talk(rev=screens.fresh_rev(turn)), None, False


async def open_cases(turn: Turn, person: Person) -> list[Case]:
    """His cases that no lock hides yet."""
    found = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=person.chat)
    return [case for case in found if case.reach == "open"]


async def hide(turn: Turn, case: Case, *, opens: bool) -> None:
    """Let a case be read no more in his chat, until he unlocks it (`opens`), or for ever."""
    case = await wait_again(turn, case)
    await unsay(turn, case, operators_too=False)
    hidden = replace(case, reach="locked" if opens else "lost")
    await turn.house.cases.save(turn.tx, hidden)
    if not opens:
        await danger_call.lost(turn, hidden)


def bounded(lives: tuple[Life, ...]) -> tuple[Life, ...]:
    """What is hidden may not grow without end: where it must, the oldest that holds nothing goes, then a draft."""
    if len(lives) <= MOST_LIVES:
        return lives
    without_case = [life for life in lives[:-1] if not life.cases]
    empty = [life for life in without_case if not holds(Talk.from_json(life.talk))]
    gone = next(iter((*empty, *without_case)), None)
    return tuple(life for life in lives if life is not gone)


def behind(lives: Sequence[Life], case_id: bytes) -> Life | None:
    """The hidden life a case belongs to."""
    return next((life for life in lives if case_id in {*life.cases, life.person.worded}), None)


def opened_by_pin(person: Person, pin: bytes, now: int) -> Life | None:
    """The hidden life this PIN opens; five tries an hour, counted where a new start of the talk does not reach."""
    return next((life for life in person.lives if life.person.pin == pin and may_try(life.tries, now)), None)


def after_wrong_pin(person: Person, now: int) -> Person:
    """The person, told that digits were tried as a PIN and opened nothing."""
    lives = tuple(replace(life, tries=after_try(life.tries, now)) for life in person.lives)
    return replace(person, lives=lives, pin_tries=after_try(person.pin_tries, now))


async def unlock(scene: Scene, life: Life) -> None:
    """His own again, with everything that was begun since: neither loses a case or a word."""
    turn, since, own = scene.turn, scene.person, life.person
    for case_id in life.cases:
        case = await turn.case(case_id)
        if case is not None and case.hot and case.reach == "locked":
            await turn.house.cases.save(turn.tx, replace(case, reach="open"))
    lives = tuple(other for other in since.lives if other is not life)
    scene.person = replace(await joined(turn, own, since), lives=lives)
    scene.talk = rejoin(Talk.from_json(life.talk), scene.talk)
    scene.case, scene.looked = None, False


async def joined(turn: Turn, own: Person, since: Person) -> Person:
    """Who he was and who he has been since, in one; what the lock hides and where he stands is the latter's."""
    case = await turn.case(own.case)
    return replace(
        since,
        language=own.language,
        case=own.case if case is not None and case.hot else since.case,
        worded=own.worded or since.worded,
        pin=own.pin or since.pin,
        trace=since.trace if own.trace is None else own.trace,
        last=(*own.last, *since.last),
        ended=own.ended or since.ended,
        end=own.end or since.end,
        ban=own.ban or since.ban,
    )


async def ended(turn: Turn, case: Case, last: tuple[str, ...], end: Ended) -> None:
    """A hidden case was closed: what its person has not read waits with his hidden life."""
    person = await turn.person(case.chat) if case.chat is not None else None
    life = behind(person.lives, case.id) if person is not None else None
    if person is None or life is None:
        return
    told = replace(life.person, last=(*life.person.last, *last), ended=case.check_word, end=end)
    lives = tuple(replace(life, person=told) if one is life else one for one in person.lives)
    await turn.house.people.save(turn.tx, replace(person, lives=lives), bot=turn.house.line.bot)


async def leave(turn: Turn, person: Person, case: Case) -> Person | None:
    """The person of a chat whose hidden case went on elsewhere: its life ends here. None: it is not hidden there."""
    life = behind(person.lives, case.id)
    if life is None:
        return None
    others = tuple(case_id for case_id in life.cases if case_id != case.id)
    kept = [replace(life, person=replace(life.person, case=None, worded=None), talk={}, cases=others)]
    if life.person.pin is None or not others:
        kept = []
        for case_id in others:
            if (other := await turn.case(case_id)) is not None and other.hot:
                unreached = replace(other, reach="lost")
                await turn.house.cases.save(turn.tx, unreached)
                await danger_call.lost(turn, unreached)
    lives = tuple(one for other in person.lives for one in (kept if other is life else [other]))
    return replace(person, lives=lives)
