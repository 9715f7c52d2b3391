"""Everything of a person goes at his word: open cases, links, groups, the talk, and what stands in the chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.casework import merging, rooms
from bot.desk.codes import groups, links
from bot.desk.duty import danger_call
from bot.desk.ending import letters
from bot.desk.talks.screens import erase_kept
from bot.desk.words import answering, held
from bot.desk.words.unsaying import unsay
from bot.messages import CloseTopic, Edit

if TYPE_CHECKING:
    from bot.desk.talks.screens import Scene
    from storage.cases import Case


async def erase_all(scene: Scene) -> None:
    """Erase his open cases, the talk and every message of ours in the chat; the last screen stays a while."""
    turn = scene.turn
    person = scene.person
    his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=person.chat)
    await letters.forget(turn, person.chat, his)
    for case in his:
        await _erase(scene, await links.ended(turn, case))
    await erase_kept(turn, person)
    await turn.house.people.drop(turn.tx, scene.person)
    scene.case, scene.looked, scene.gone = None, True, True
    scene.person = replace(scene.person, case=None)


async def _erase(scene: Scene, case: Case) -> None:
    """The card's last face comes after all that else would draw it anew."""
    turn = scene.turn
    case = await merging.let_go(turn, case)
    await unsay(turn, await answering.wait_again(turn, case), operators_too=True)
    await groups.left(turn, case, erased=True)
    await _withdraw_card(scene, case)
    await danger_call.hush(turn, case)
    await turn.house.cases.delete(turn.tx, case)


async def _withdraw_card(scene: Scene, case: Case) -> None:
    """The card of a case that ends by its person's own hand loses its facts and its buttons."""
    turn = scene.turn
    if case.card is not None:
        red = f"{turn.house.say('desk-card-duress')}\n" if case.duress else ""
        text = red + turn.house.say("desk-state-withdrawn", alias=case.alias)
        await turn.put(Edit(post=case.card, text=text, html=True))
    case = await rooms.vacate(turn, case, "desk-withdrawn")
    await held.drop(turn, case)
    if case.room is not None:
        await turn.notice("desk-withdrawn", case)
        await turn.put(CloseTopic(post=case.room))
