"""What follows from a step of the talk: an application goes out, a question is passed on, everything is erased."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.desk import cards, relay
from bot.desk.fates import on_its_way
from bot.desk.pieces import FAILED
from bot.desk.screens import erase_kept, keep
from bot.flows import screens as flow_screens
from bot.flows.talk import (
    Ask,
    Cancelled,
    CodeLearned,
    DeleteAll,
    Remove,
    SetLanguage,
    Submit,
    TryCode,
)
from bot.messages import CloseTopic, Delete, Edit, Person, React, Said
from storage.cases import Answer, NewCase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.screens import Scene
    from bot.flows.talk import Answered, Effect, Phrase
    from bot.messages import Tapped
    from storage.cases import Case


async def apply(scene: Scene, effects: Sequence[Effect], came: Said | Tapped) -> None:
    """Do what a step asks for, in its order."""
    await scene.open_case()
    for effect in effects:
        match effect:
            case Submit():
                await _submit(scene, effect)
            case Ask():
                await _ask(scene, effect, came)
            case Remove() if isinstance(came, Said):
                await scene.erase(came.message)
            case SetLanguage(code):
                await _speak(scene, code)
            case CodeLearned() if scene.case is not None:
                await scene.turn.house.cases.forget_words(scene.turn.tx, scene.case.id)
            case DeleteAll():
                await _delete_all(scene)
            case Remove() | CodeLearned() | Cancelled() | TryCode():
                continue


async def _speak(scene: Scene, language: str) -> None:
    """The person, and with him his open case, speaks another language from now on."""
    scene.person = replace(scene.person, language=language)
    if scene.case is not None and scene.case.language != language:
        scene.case = replace(scene.case, language=language)
        await scene.turn.house.cases.save(scene.turn.tx, scene.case)
        await cards.refresh_card(scene.turn, scene.case)


async def _submit(scene: Scene, submit: Submit) -> None:
    """Open a case for an application; where a question is open already, its case becomes the application."""
    house = scene.turn.house
    answers = tuple(_answer(scene, answered) for answered in submit.answers)
    words = house.lists.draw_code(scene.person.language, house.random_bytes)
    if scene.case is None:
        await _open(scene, replace(_new_case(scene, submit.door), urgent=submit.urgent, answers=answers, words=words))
    else:
        await _grow(scene, scene.case, submit, answers, words)
    scene.turn.tx.after_commit(house.wake_codes)


def _new_case(scene: Scene, door: str) -> NewCase:
    house, person = scene.turn.house, scene.person
    return NewCase(
        kind="application",
        door=door,
        language=person.language,
        bot=house.line.bot,
        chat=person.chat,
        check_word=house.lists.draw_check_word(person.language, house.random_bytes),
    )


async def _grow(scene: Scene, case: Case, submit: Submit, answers: Sequence[Answer], words: tuple[str, ...]) -> None:
    """An open question turns into an application: same alias, room and check word. One that is one keeps its code."""
    turn, cases, tx = scene.turn, scene.turn.house.cases, scene.turn.tx
    grown = replace(case, kind="application", door=submit.door, urgent=case.urgent or submit.urgent)
    await cases.save(tx, grown)
    body = {"answers": [asdict(answer) for answer in answers], "door": submit.door, "language": case.language}
    await cases.append(tx, grown, "application", body, now=turn.now)
    if case.kind != "application":
        await cases.keep_words(tx, grown.id, words, now=turn.now)
    await cards.refresh_card(turn, grown)
    await turn.notice("desk-grown", grown)
    scene.case = grown


def _answer(scene: Scene, answered: Answered) -> Answer:
    """One answer in the desk's language where it was chosen, in the person's own words where it was written."""
    house = scene.turn.house

    def spoken(phrase: Phrase | None) -> str:
        return flow_screens.label(house.texts, house.line.language, phrase) if phrase else ""

    chosen = spoken(answered.option)
    text = "\n".join(part for part in (chosen, answered.words) if part)
    return Answer(name=answered.step, question=spoken(answered.question), text=text, fact=chosen)


async def _open(scene: Scene, new: NewCase) -> None:
    turn, house = scene.turn, scene.turn.house
    case = replace(await house.cases.open(turn.tx, new, now=turn.now), card=house.new_post())
    await house.cases.save(turn.tx, case)
    await cards.post_card(turn, case)
    scene.case, scene.person = case, replace(scene.person, case=case.id)


async def _ask(scene: Scene, ask: Ask, came: Said | Tapped) -> None:
    """A question: into the open case, or a case of its own, whose first message it is."""
    message = came.message if isinstance(came, Said) else 0
    said = Said(chat=scene.person.chat, user=scene.person.chat, message=message, text=ask.text, media=ask.media)
    if scene.case is None:
        await _open(scene, replace(_new_case(scene, ask.door), kind="question", urgent=ask.urgent))
    elif ask.urgent and not scene.case.urgent:
        await _hasten(scene, scene.case)
    if scene.case is not None:
        await relay.to_operators(scene.turn, scene.case, said, stays=False)


async def _hasten(scene: Scene, case: Case) -> None:
    """An open case becomes urgent: its card turns red, and what follows goes before everything else."""
    scene.case = replace(case, urgent=True)
    await scene.turn.house.cases.save(scene.turn.tx, scene.case)
    await cards.refresh_card(scene.turn, scene.case)


async def relay_on(scene: Scene, came: Said, case: Case | None) -> None:
    """Words of a person with an open case: to its operators; the chat stays as it is, the screen now stands above."""
    if case is None:
        return
    await relay.to_operators(scene.turn, case, came, stays=True)
    await keep(scene.below())


async def move_in(scene: Scene, case: Case) -> None:
    """A return code opened a case: it continues here, and leaves the chat it came from without a trace of ours."""
    turn, cases = scene.turn, scene.turn.house.cases
    moved = case.chat is not None and case.chat != scene.person.chat
    if moved and case.chat is not None:
        waiting = await on_its_way(turn, case)
        await relay.unsay(turn, case, operators_too=False)
        await _leave_chat(scene, case.chat, case)
        case = await cases.rebind(turn.tx, case, bot=turn.house.line.bot, chat=scene.person.chat, now=turn.now)
        await relay.again(turn, case, waiting)
        scene.person = replace(scene.person, below=scene.person.below or bool(waiting))
    await cards.refresh_card(turn, case)
    if moved or scene.person.case != case.id:
        await turn.notice("desk-moved" if moved else "desk-reopened", case)
    scene.case, scene.looked = case, True
    scene.person = replace(scene.person, case=case.id)


async def _leave_chat(scene: Scene, chat: int, case: Case) -> None:
    """Whoever holds the phone a case came from finds neither screen nor draft of it; another open case stays there."""
    turn = scene.turn
    old = await turn.person(chat)
    if old is None:
        return
    if old.screen is not None:
        await turn.put(Delete(post=old.screen))
    await erase_kept(turn, old)
    await turn.house.people.drop(turn.tx, old)
    if (other := await turn.other_case(old, case)) is not None:
        bare = Person(id=turn.house.new_post(), chat=old.chat, language=old.language, case=other)
        await turn.house.people.save(turn.tx, bare, bot=turn.house.line.bot)


async def _delete_all(scene: Scene) -> None:
    """Erase his open cases, the talk and every message of ours in the chat; the last screen stays a while."""
    turn = scene.turn
    person = scene.person
    for case in await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=person.chat):
        for message in await on_its_way(turn, case):
            await turn.put(React(chat=turn.house.line.chat, message=message, emoji=FAILED))
        await relay.unsay(turn, case, operators_too=True)
        await _withdraw_card(scene, case)
        await turn.house.cases.delete(turn.tx, case)
    await erase_kept(turn, person)
    await turn.house.people.drop(turn.tx, scene.person)
    scene.case, scene.looked, scene.gone = None, True, True
    scene.person = replace(scene.person, case=None)


async def _withdraw_card(scene: Scene, case: Case) -> None:
    """The card of a case that ends by its person's own hand loses its facts and its buttons."""
    turn = scene.turn
    if case.card is not None:
        text = turn.house.say("desk-state-withdrawn", alias=case.alias)
        await turn.put(Edit(post=case.card, text=text, html=True))
    if case.room is not None:
        await turn.notice("desk-withdrawn", case)
        await turn.put(CloseTopic(post=case.room))
