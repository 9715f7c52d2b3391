"""An operator is called at once, and called again after two minutes in which nobody answered; and a call taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.duty import patience, watching
from bot.desk.showing import cards
from bot.desk.talks.screens import refresh_state
from bot.flows.danger import Danger
from bot.messages import Delete, Edit, Priority, Send

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.desk.talks.screens import Scene
    from bot.flows.effects import Call
    from storage.cases import Case

CALL: Final = "call"
"""The kind of watch that calls a second time."""


async def watch(turn: Turn, case: Case) -> Case:
    """See to it that somebody answers soon; while a call is open, another one changes nothing."""
    house = turn.house
    if not await house.watches.add(turn.tx, case.id, CALL, due=turn.now + patience.of(house).urgent, since=turn.now):
        return case
    called = replace(case, called=turn.now)
    await house.cases.save(turn.tx, called)
    return called


def marked(case: Case, danger: str | None) -> Case:
    """The case as urgent as it is now; its card says of what was spoken."""
    spoken = () if danger is None or danger in case.dangers else (str(danger),)
    return replace(case, urgent=True, dangers=(*case.dangers, *spoken))


async def hasten(turn: Turn, case: Case, danger: str | None, *, called: bool = False) -> Case:
    """An open case becomes urgent: its card turns red, what follows goes before everything else, an answer is due.

    `called`: by words that can be taken back, as a press can.
    """
    named = str(danger) if called and danger is not None and danger not in case.dangers else case.called_for
    return await watch(turn, await _mark(turn, case, danger, named))


async def _mark(turn: Turn, case: Case, danger: str | None, named: str) -> Case:
    return await _becomes(turn, case, replace(marked(case, danger), called_for=named))


async def _becomes(turn: Turn, case: Case, now: Case) -> Case:
    if now != case:
        await turn.house.cases.save(turn.tx, now)
    if (now.urgent, now.dangers) != (case.urgent, case.dangers):
        await turn.house.cases.note_urgency(turn.tx, now, now=turn.now)
        await cards.refresh_card(turn, now)
    if Danger.CRISIS in now.dangers and Danger.CRISIS not in case.dangers:
        await watching.in_crisis(turn, now)
    return now


async def again(turn: Turn, case: Case, call: Call) -> Case:
    """The button was pressed in an open case: its card turns red and a line rings, once while the call is open."""
    called = any(one.kind == CALL for one in await turn.house.watches.of_case(turn.tx, case.id))
    # Pressed for what was said before: taken back, the press takes nothing of that along.
    told = case.called_for if call.again else ""
    named = told if call.danger in case.dangers else str(call.danger)
    urgent = await _mark(turn, case, call.danger, named)
    if called:
        return urgent
    await turn.put(_line(turn, urgent, f"desk-pressed-{call.door}", inside=True))
    return await watch(turn, urgent)


async def ring_corrected(turn: Turn, case: Case) -> None:
    """An edit makes no sound: beneath words that came into a message later, a line does."""
    await turn.put(_line(turn, case, "desk-corrected-urgent", inside=True))


async def hush(turn: Turn, case: Case) -> None:
    """Nobody is called for it any more: what would ring does not, and what rang is taken away with its buttons."""
    await turn.house.watches.drop_case(turn.tx, case.id)
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == cards.CARD and post.id != case.card:
            await turn.put(Delete(post=post.id))


async def lost(turn: Turn, case: Case) -> None:
    """Its person emptied his chat and has no way back: the card says so and asks nobody to take it."""
    await hush(turn, case)
    await cards.refresh_card(turn, case)
    await turn.notice("desk-lost", case)


async def take_back(scene: Scene) -> None:
    """Pressed by mistake: a case that holds nothing else goes, quietly; of any other the operators are told."""
    turn, case = scene.turn, await scene.open_case()
    if case is None:
        return
    alone = case.into is None and not case.merged
    if alone and case.state == "new" and not await _holds_words(turn, case):
        await turn.house.watches.drop_case(turn.tx, case.id)
        await _withdraw(scene, case)
    elif case.kind == "application" or case.dangers != (case.called_for,):
        # What was urgent before is so still: who takes back a call takes back no other.
        scene.case = await _becomes(turn, case, _without_now(case))
        await turn.notice("desk-called-off-one", case)
    else:
        for one in await turn.house.watches.of_case(turn.tx, case.id):
            if one.kind == CALL:
                await turn.house.watches.drop(turn.tx, one)
        calm = replace(case, urgent=case.duress, dangers=(), called_for="")
        scene.case = await _becomes(turn, case, calm)
        if case.state == "new":
            await watching.waits(turn, calm)
        await turn.notice("desk-called-off-open", case)


def _without_now(case: Case) -> Case:
    """The case without the danger this call was the first to name, where it was the present one; no other is unsaid."""
    if case.called_for != Danger.NOW:
        return case
    return replace(case, dangers=tuple(kind for kind in case.dangers if kind != Danger.NOW), called_for="")


async def ring(turn: Turn, case: Case) -> None:
    """Two minutes are over and nobody answered: the operators are called again, and the person is told so.

    Whom no answer can reach nobody is called for.
    """
    if case.reach == "lost":
        return
    key = "desk-second-alarm" if case.state == "new" else "desk-no-answer"
    line = _line(turn, case, key, inside=False)
    await turn.put(replace(line, keyboard=cards.card_keyboard(turn.house, case, turn.now)))
    await watching.called(turn, case)
    await refresh_state(turn, case)


def _line(turn: Turn, case: Case, key: str, *, inside: bool) -> Send:
    """A message that rings, `inside` the room if there is one. A reply is an answer to the person, as to the card."""
    house = turn.house
    line = house.to_room(case)
    if not inside:
        line = replace(line, chat=house.desk_of(case), topic=None, reply_to=case.card)
    return replace(line, role=cards.CARD, text=house.say(key, alias=case.alias), priority=Priority.URGENT)


async def _holds_words(turn: Turn, case: Case) -> bool:
    entries = await turn.house.cases.entries(turn.tx, case)
    return case.kind == "application" or any(entry.kind == "said" for entry in entries)


async def _withdraw(scene: Scene, case: Case) -> None:
    """Its card says so and rings no more, the line of the second call goes, the server forgets the case."""
    turn, house = scene.turn, scene.turn.house
    for post in await house.posts.of_case(turn.tx, case.id):
        if post.id == case.card:
            text = house.say("desk-called-off", alias=case.alias)
            await turn.put(Edit(post=post.id, html=True, text=text, priority=Priority.URGENT))
        else:
            await turn.put(Delete(post=post.id))
    await house.cases.delete(turn.tx, case)
    scene.case, scene.looked = None, True
    scene.person = replace(scene.person, case=None)
