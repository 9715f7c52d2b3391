"""What is kept apart from a case's entries: a name, a place. Shown by a button of its own, gone in time."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.altering import changed
from bot.desk.house import HOUR, Turn
from bot.desk.showing import cards
from bot.desk.showing.given import answer_of
from bot.errors import SealError
from bot.flows import places
from bot.flows.effects import Answered
from bot.flows.model import Need
from bot.flows.switches import asking
from bot.flows.talk import Phrase, Talk
from bot.messages import Reply, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.messages import Life, Said
    from storage.cases import Case
    from storage.database import Tx
    from storage.parts import Part


async def keep(turn: Turn, case: Case, answers: Sequence[Answered], *, lasting: int | None = None) -> Case:
    """Keep apart what must be; the case as it is now. Told under duress it is not kept, and operators learn of it.

    `lasting`: for so many seconds also what the line does not ask for.
    """
    house = turn.house
    for need in Need:
        told = [answer for answer in answers if answer.needs is need and answer.words]
        rule = asking(house.book.project, need)
        seconds = rule.seconds if rule else lasting
        if not told or seconds is None:
            continue
        if case.duress:
            await _withhold(turn, case, need)
            continue
        body = {"answers": [asdict(answer_of(house, answer)) for answer in told]}
        await house.parts.add(turn.tx, case.id, need, body, until=turn.now + seconds)
        case = replace(case, apart=tuple(sorted({*case.apart, need.value})))
    await house.cases.save(turn.tx, case)
    return case


async def keep_place(turn: Turn, case: Case, said: Said, *, lasting: int | None = None) -> tuple[Case, Said]:
    """A place sent to an operator who talks with him, kept apart where the line asks for places; else all as it was.

    The message that is passed on then only says that it came. `lasting`: kept for so many seconds in any case, where
    no room is open in which it could stand.
    """
    media, house = said.media, turn.house
    if (
        media is None
        or media.kind != "location"
        or (lasting is None and asking(house.book.project, Need.PLACE) is None)
    ):
        return case, said
    question = Phrase.of(f"desk-button-{Need.PLACE}")
    words = places.point(media.latitude or 0.0, media.longitude or 0.0)
    kept = await keep(turn, case, [Answered("place", question, None, words, needs=Need.PLACE)], lasting=lasting)
    await cards.refresh_card(turn, kept)
    await cards.refresh_room(turn, kept)
    return kept, replace(said, media=None, text=f"{house.plain('desk-place-apart')}\n{said.text}".strip())


async def _withhold(turn: Turn, case: Case, need: Need) -> None:
    house = turn.house
    what = house.plain(f"desk-button-{need}")
    await house.cases.append(turn.tx, case, "withheld", {"what": need.value}, now=turn.now)
    text = house.say("desk-apart-withheld", what=what)
    await turn.put(replace(house.to_room(case), role="notice", text=text))


async def pages_of(turn: Turn, case: Case, need: Need) -> list[str] | Reply:
    """One kind of what is kept apart, to be shown in an operator's private chat; else why it is not."""
    house = turn.house
    if case.duress:
        return Reply(toast=house.plain("desk-apart-frozen"), alert=True)
    parts = [part for part in await house.parts.of_case(turn.tx, case.id) if part.kind == need]
    if not parts:
        return Reply(toast=house.plain("desk-apart-gone"), alert=True)
    return cards.pages([line for part in parts for line in _lines(house, case, need, part)])


def _lines(house: House, case: Case, need: Need, part: Part) -> list[str]:
    until = time.strftime("%d.%m. %H:%M", time.gmtime(part.hour))
    return [house.say(f"desk-apart-{need}", alias=case.alias, time=until), *cards.answer_lines(house, part.body)]


async def sweep(house: House, now: int) -> None:
    """Destroy what is over, its key with it: in cases, and in drafts that were never sent."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, Work(house.line.bot, 0, now))
        for case_id in await house.parts.sweep(tx, now=now):
            with suppress(SealError, ValueError):  # what is over goes, whether its case opens or not
                await _ended(turn, await turn.case(case_id))
        for person in await house.people.drafts_ending(tx, now=now):
            with suppress(SealError, ValueError):  # one that does not open keeps its end, for when its epoch is back
                await _forget_draft(turn, person)

    await house.database.transact(unit)


async def _ended(turn: Turn, case: Case | None) -> None:
    if case is None or not case.hot:
        return
    left = {part.kind for part in await turn.house.parts.of_case(turn.tx, case.id)}
    now = replace(case, apart=tuple(sorted(left)))
    await turn.house.cases.save(turn.tx, now)
    await cards.refresh_card(turn, now)


async def _forget_draft(turn: Turn, person_id: bytes) -> None:
    people = turn.house.people
    talk = Talk.from_json(await people.draft(turn.tx, person_id) or {})
    person = await people.by_id(turn.tx, person_id)
    if talk.form is not None and (talk.ends is None or talk.ends <= turn.now):
        talk = _without_apart(talk)
        await people.keep_draft(turn.tx, person_id, talk.to_json(), now=turn.now)
    await people.draft_ended(turn.tx, person_id)
    lives: tuple[Life, ...] = ()
    if person is not None:
        lives = tuple(_swept(turn, life) for life in person.lives)
        if lives != person.lives:
            await people.save(turn.tx, replace(person, lives=lives), bot=turn.house.line.bot)
    if (next_end := soonest(turn.house, talk, lives)) is not None:
        await people.keep_draft(turn.tx, person_id, talk.to_json(), now=turn.now, ends=next_end)


def _swept(turn: Turn, life: Life) -> Life:
    """What is hidden behind a lock ends as what lies open does."""
    end = _end_of(turn.house, life)
    over = end is not None and end <= turn.now
    return replace(life, talk=_without_apart(Talk.from_json(life.talk)).to_json()) if over else life


def _without_apart(talk: Talk) -> Talk:
    if talk.form is None:
        return talk
    answers = {name: given for name, given in talk.form.answers.items() if name not in talk.form.apart}
    return replace(talk, form=replace(talk.form, answers=answers), ends=None)


def timed(house: House, talk: Talk, now: int) -> Talk:
    """The talk with the second at which something in it must be gone; once set it is not moved on by writing on."""
    latest = _ends(house, talk, now)
    return changed(talk, ends=latest if latest is None or talk.ends is None else min(talk.ends, latest))


def soonest(house: House, talk: Talk, lives: Sequence[Life]) -> int | None:
    """When the first of what lies open and what is locked must be gone; None where nothing must."""
    ends = (talk.ends, *(_end_of(house, life) for life in lives))
    return min((end for end in ends if end is not None), default=None)


def _end_of(house: House, life: Life) -> int | None:
    """When something in a hidden life must be gone; one hidden by an earlier program tells when it was last used."""
    talk = Talk.from_json(life.talk)
    return talk.ends if talk.ends is not None else _ends(house, talk, life.person.seen)


def _ends(house: House, talk: Talk, now: int) -> int | None:
    flow = house.book.flows.get(talk.form.flow) if talk.form else None
    if talk.form is None or flow is None:
        return None
    needs = {step.needs for step in flow.steps if step.needs and step.name in talk.form.answers}
    rules = [rule for need in needs if (rule := asking(house.book.project, need))]
    return (now + min(rule.seconds for rule in rules)) // HOUR * HOUR if rules else None
