"""What follows from a step of the talk: an application goes out, a question is passed on, everything is erased."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.desk import cards, relay
from bot.desk.screens import Scene, keep
from bot.flows import screens as flow_screens
from bot.flows.talk import (
    Answered,
    Ask,
    Cancelled,
    CodeLearned,
    DeleteAll,
    Effect,
    Phrase,
    Remove,
    SetLanguage,
    Submit,
    TryCode,
)
from bot.messages import CloseTopic, Delete, Edit, Said, Send, Tapped
from storage.cases import Answer, Case, NewCase


async def apply(scene: Scene, effects: Sequence[Effect], came: Said | Tapped) -> None:
    """Do what a step asks for, in its order."""
    await scene.open_case()
    for effect in effects:
        match effect:
            case Submit():
                await _submit(scene, effect)
            case Ask():
                await _ask(scene, effect, came)
            case Remove():
                if isinstance(came, Said):
                    await scene.erase(came.message)
            case SetLanguage(code):
                scene.person = replace(scene.person, language=code)
            case CodeLearned():
                if scene.case is not None:
                    await scene.house.cases.forget_words(scene.tx, scene.case.id)
            case DeleteAll():
                await _delete_all(scene)
            case Cancelled() | TryCode():
                continue


async def _submit(scene: Scene, submit: Submit) -> None:
    """Open a case for an application; where a question is open already, its case becomes the application."""
    house = scene.house
    answers = tuple(_answer(scene, answered) for answered in submit.answers)
    words = house.lists.draw_code(scene.person.language, house.random_bytes)
    if scene.case is None:
        await _open(scene, replace(_new_case(scene, submit.door), urgent=submit.urgent, answers=answers, words=words))
    else:
        await _grow(scene, scene.case, submit, answers, words)
    scene.tx.after_commit(house.wake_codes)


def _new_case(scene: Scene, door: str) -> NewCase:
    house, person = scene.house, scene.person
    return NewCase(
        kind="application", door=door, language=person.language, bot=house.line.bot, chat=person.chat,
        check_word=house.lists.draw_check_word(person.language, house.random_bytes),
    )


async def _grow(
    scene: Scene, case: Case, submit: Submit, answers: Sequence[Answer], words: tuple[str, ...]
) -> None:
    """An open question turns into an application: same alias, room and check word."""
    house, tx, now = scene.house, scene.tx, scene.work.now
    grown = replace(case, kind="application", door=submit.door, urgent=case.urgent or submit.urgent)
    await house.cases.save(tx, grown)
    body = {"answers": [asdict(answer) for answer in answers], "door": submit.door, "language": case.language}
    await house.cases.append(tx, grown, "application", body, now=now)
    await house.cases.keep_words(tx, grown.id, words, now=now)
    await cards.refresh_card(house, tx, grown, now)
    scene.case = grown
    await _tell_operators(scene, grown, "desk-grown")


def _answer(scene: Scene, answered: Answered) -> Answer:
    """One answer in the desk's language where it was chosen, in the person's own words where it was written."""
    house = scene.house

    def spoken(phrase: Phrase | None) -> str:
        return flow_screens.label(house.texts, house.line.language, phrase) if phrase else ""

    chosen = spoken(answered.option)
    text = "\n".join(part for part in (chosen, answered.words) if part)
    return Answer(name=answered.step, question=spoken(answered.question), text=text, fact=chosen)


async def _open(scene: Scene, new: NewCase) -> None:
    house, tx, now = scene.house, scene.tx, scene.work.now
    case = replace(await house.cases.open(tx, new, now=now), card=house.new_post())
    await house.cases.save(tx, case)
    await cards.post_card(house, tx, case, now)
    scene.case, scene.person = case, replace(scene.person, case=case.id)


async def _ask(scene: Scene, ask: Ask, came: Said | Tapped) -> None:
    """A question: into the open case, or a case of its own, whose first message it is."""
    house = scene.house
    message = came.message if isinstance(came, Said) else 0
    said = Said(chat=scene.person.chat, user=scene.person.chat, message=message, text=ask.text, media=ask.media)
    if scene.case is None:
        await _open(scene, replace(_new_case(scene, ask.door), kind="question"))
    if scene.case is not None:
        await relay.to_operators(house, scene.tx, scene.case, said, scene.work, stays=False)


async def relay_on(scene: Scene, came: Said) -> None:
    """Words of a person with an open case: to its operators; the chat stays as it is, the screen now stands above."""
    if scene.case is None:
        return
    await relay.to_operators(scene.house, scene.tx, scene.case, came, scene.work, stays=True)
    await keep(scene.below())


async def move_in(scene: Scene, case: Case) -> None:
    """A return code opened a case: it continues here, and leaves the chat it came from without a trace of ours."""
    house, tx, now = scene.house, scene.tx, scene.work.now
    if case.chat is not None and case.chat != scene.person.chat:
        await relay.unsay(house, tx, case, scene.work, operators_too=False)
        old = await house.people.find(tx, bot=case.bot, chat=case.chat)
        if old is not None:
            if old.screen is not None:
                await house.outbox.put(tx, Delete(post=old.screen), now=now)
            await house.people.drop(tx, old)
        case = await house.cases.rebind(tx, case, bot=house.line.bot, chat=scene.person.chat, now=now)
    if case.state == "waiting":
        case = replace(case, state="new", room=None, taker=None, taker_name="")
        await house.cases.save(tx, case)
        await cards.refresh_card(house, tx, case, now)
    await _tell_operators(scene, case, "desk-moved")
    scene.case, scene.looked = case, True
    scene.person = replace(scene.person, case=case.id)


async def _delete_all(scene: Scene) -> None:
    """Erase the case, the talk and every message of ours that can still be deleted."""
    case = await scene.open_case()
    house = scene.house
    if case is not None:
        await relay.unsay(house, scene.tx, case, scene.work, operators_too=True)
        await _leave_case(scene, case)
        await house.cases.delete(scene.tx, case)
    language = scene.person.language
    await house.people.drop(scene.tx, scene.person)
    scene.person = replace(scene.person, id=house.new_post(), language=language, case=None)
    scene.case, scene.looked = None, True


async def _leave_case(scene: Scene, case: Case) -> None:
    """The card of a case that ends by its person's own hand loses its facts and its buttons."""
    house, tx, now = scene.house, scene.tx, scene.work.now
    await _tell_operators(scene, case, "desk-withdrawn", only_in_room=True)
    if case.card is not None:
        text = house.say("desk-state-withdrawn", alias=case.alias)
        await house.outbox.put(tx, Edit(post=case.card, text=text, html=True), now=now)
    if case.room is not None:
        await house.outbox.put(tx, CloseTopic(post=case.room), now=now)


async def _tell_operators(scene: Scene, case: Case, key: str, *, only_in_room: bool = False) -> None:
    house = scene.house
    if only_in_room and case.room is None:
        return
    send = Send(
        post=house.new_post(), chat=house.line.chat, html=True, role="notice", case=case.id, topic=case.room,
        reply_to=None if case.room else case.card, text=house.say(key, alias=case.alias), silent=True,
    )
    await house.outbox.put(scene.tx, send, now=scene.work.now)
