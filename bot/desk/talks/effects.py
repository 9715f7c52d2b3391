"""What follows from a step of the talk: an application goes out, a question is passed on, everything is erased."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import desks
from bot.desk.codes import groups, links
from bot.desk.doubt import signals
from bot.desk.doubt.likeness import long_words
from bot.desk.duty import danger_call, waiting
from bot.desk.seeing import apart
from bot.desk.showing import cards
from bot.desk.showing.given import answer_of
from bot.desk.talks import erasing, growing, second, traces
from bot.desk.talks.screens import keep, show_again
from bot.desk.words import relay, undoing
from bot.flows.effects import (
    Call,
    CallOff,
    Cancelled,
    CodeLearned,
    DeleteAll,
    GroupAct,
    LinkAct,
    Read,
    Remove,
    SetLanguage,
    SetTongue,
    SetTrace,
    Slow,
    TakeBack,
    TryCode,
)
from bot.flows.lock_events import Lock, SetPin
from bot.flows.talk import Ask, Submit
from bot.messages import Said
from storage.cases import NewCase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.doubt.likeness import Likeness
    from bot.desk.house import Turn
    from bot.desk.talks.screens import Scene
    from bot.flows.talk import Effect
    from bot.messages import Tapped
    from storage.cases import Case


DOOR: Final = "soldier"
"""The door of what continues an application that is no more: nothing he wrote is lost."""


async def apply(  # noqa: C901, PLR0912 - one line an effect
    scene: Scene, effects: Sequence[Effect], came: Said | Tapped
) -> None:
    """Do what a step asks for, in its order."""
    before = await scene.open_case()
    sent = [effect for effect in effects if isinstance(effect, Submit | Ask)]
    otherwise = [await signals.answered_otherwise(scene.turn, before, one) for one in sent if isinstance(one, Submit)]
    for effect in effects:
        match effect:
            case Submit():
                await _submit(scene, effect)
            case Ask():
                await _ask(scene, effect, came)
            case Call() | CallOff():
                await _call(scene, effect)
            case Remove() if isinstance(came, Said):
                await scene.erase(came.message)
            case SetLanguage(code):
                await _speak(scene, code)
            case SetTongue(code):
                await _speak_in(scene, code)
            case CodeLearned() if scene.case is not None:
                await scene.turn.house.cases.forget_words(scene.turn.tx, scene.case.id)
            case DeleteAll():
                await erasing.erase_all(scene)
            case SetPin(made):
                scene.person = replace(scene.person, pin=bytes.fromhex(made))
            case SetTrace(hours):
                await traces.choose(scene, hours)
            case LinkAct():
                await links.act(scene, effect)
            case GroupAct():
                await _group(scene, effect)
            case TakeBack():
                scene.talk = replace(scene.talk, hint=await undoing.recall(scene, came))
            case Remove() | CodeLearned() | Cancelled() | TryCode() | Lock() | Read() | Slow():
                continue
    likenesses = [one for effect in sent for one in _likenesses(scene, effect)]
    opened = before is None and scene.case is not None
    await signals.heard(scene, scene.case, likenesses, opened=opened, otherwise=any(otherwise))


def _likenesses(scene: Scene, effect: Submit | Ask) -> list[Likeness]:
    if isinstance(effect, Submit):
        return signals.of_answers(scene.turn.house, effect, scene.case)
    return list(long_words(effect.text))


async def _speak(scene: Scene, language: str) -> None:
    """The person, and with him his open case, speaks another language from now on."""
    scene.person = replace(scene.person, language=language)
    if scene.case is not None and scene.case.language != language:
        scene.case = replace(scene.case, language=language)
        await scene.turn.house.cases.save(scene.turn.tx, scene.case)
        await cards.refresh_card(scene.turn, scene.case)


async def _speak_in(scene: Scene, tongue: str) -> None:
    """He writes in a language that the bot does not speak: the card says which."""
    if scene.case is not None:
        scene.case = replace(scene.case, tongue=tongue)
        await scene.turn.house.cases.append(scene.turn.tx, scene.case, "tongue", {"tongue": tongue}, now=scene.turn.now)
        await scene.turn.house.cases.save(scene.turn.tx, scene.case)
        await cards.refresh_card(scene.turn, scene.case)


async def _submit(scene: Scene, submit: Submit) -> None:
    """Open a case for an application; where a question is open already, its case becomes the application."""
    house = scene.turn.house
    answers = tuple(answer_of(house, answered) for answered in submit.answers if answered.needs is None)
    words = house.lists.draw_code(scene.person.language, house.random_bytes)
    joins = not submit.door and scene.case is not None
    if not submit.door and scene.case is not None:
        joined = await second.join(scene.turn, scene.case, submit)
        scene.case = await danger_call.hasten(scene.turn, joined, submit.danger) if submit.urgent else joined
    elif scene.case is None:
        new = _new_case(scene, submit.door or DOOR)
        new = replace(new, urgent=submit.urgent, dangers=_dangers(submit))
        case = await _open(scene, replace(new, answers=answers, words=words))
        scene.case = await _keep_apart(scene.turn, case, submit)
    else:
        grown = await growing.grow(scene.turn, scene.case, submit, answers, words)
        grown = await danger_call.hasten(scene.turn, grown, submit.danger) if submit.urgent else grown
        scene.case = await _keep_apart(scene.turn, grown, submit)
    if groups.is_group(submit) and scene.case is not None:
        scene.case = await groups.register(scene.turn, scene.case, submit)
    await _relay_media(scene, submit)
    if scene.case is not None and not joins:
        scene.person = replace(scene.person, worded=scene.case.id)
    scene.turn.tx.after_commit(house.wake_codes)


async def _group(scene: Scene, effect: GroupAct) -> None:
    """Leave a group, or join one: who has no application yet gets one, without a question."""
    if effect.act != "join":
        scene.case = await groups.leave(scene.turn, scene.case) if scene.case is not None else None
        return
    group = await groups.find(scene, effect.words)
    if group is None:
        return
    if scene.case is None or scene.case.kind != "application":
        await _submit(scene, Submit(door=DOOR, flow="join", version=1, urgent=False, answers=()))
    if scene.case is not None:
        scene.case = await groups.join(scene.turn, scene.case, group)


async def _keep_apart(turn: Turn, case: Case, submit: Submit) -> Case:
    """What must not lie among the entries, and a button for it on the card."""
    kept = await apart.keep(turn, case, submit.answers)
    if kept.apart != case.apart:
        await cards.refresh_card(turn, kept)
    return kept


def _new_case(scene: Scene, door: str) -> NewCase:
    house, person = scene.turn.house, scene.person
    return NewCase(
        kind="application",
        door=door,
        language=person.language,
        bot=house.line.bot,
        chat=person.chat,
        check_word=house.lists.draw_check_word(person.language, house.random_bytes),
        content=house.book.version,
        tongue=scene.talk.tongue,
    )


async def _relay_media(scene: Scene, submit: Submit) -> None:
    """What was spoken or pictured in the form goes to the operators as messages of the case; no file is fetched."""
    for medium in (medium for answered in submit.answers for medium in answered.media):
        said = Said(chat=scene.person.chat, user=scene.person.chat, message=0, media=medium)
        if scene.case is not None:
            await relay.to_operators(scene.turn, scene.case, said, stays=None, manner=relay.Manner.FORM)


async def _open(scene: Scene, new: NewCase) -> Case:
    turn, house = scene.turn, scene.turn.house
    case = replace(await house.cases.open(turn.tx, new, now=turn.now), card=house.new_post())
    case = replace(case, desk=desks.chosen(house, case))
    await house.cases.save(turn.tx, case)
    await cards.post_card(turn, case)
    case = await waiting.opened(turn, case)
    scene.case, scene.person = case, replace(scene.person, case=case.id)
    return case


async def _call(scene: Scene, call: Call | CallOff) -> None:
    """An operator is called without a word, by an urgent case of its own or in the open one; or the call is off."""
    if isinstance(call, CallOff):
        await danger_call.take_back(scene)
    elif scene.case is None:
        new = _new_case(scene, call.door)
        await _open(scene, replace(new, kind="question", urgent=True, dangers=_dangers(call), called_for=call.danger))
    else:
        scene.case = await danger_call.again(scene.turn, scene.case, call)


async def _ask(scene: Scene, ask: Ask, came: Said | Tapped) -> None:
    """A question: into the open case, or a case of its own, whose first message it is."""
    message = came.message if isinstance(came, Said) else 0
    said = Said(chat=scene.person.chat, user=scene.person.chat, message=message, text=ask.text, media=ask.media)
    if scene.case is None:
        new = _new_case(scene, ask.door)
        await _open(
            scene, replace(new, kind="question", urgent=ask.urgent, dangers=_dangers(ask), called_for=ask.danger or "")
        )
    elif ask.urgent:
        scene.case = await danger_call.hasten(scene.turn, scene.case, ask.danger, called=True)
    if scene.case is not None:
        manner = relay.Manner.MOCKED if ask.silent else relay.Manner.SPOKEN
        await relay.to_operators(scene.turn, scene.case, said, stays=None, manner=manner)


def _dangers(effect: Submit | Ask | Call) -> tuple[str, ...]:
    """Of what was spoken that can not wait."""
    return () if effect.danger is None else (str(effect.danger),)


async def relay_on(scene: Scene, came: Said, case: Case | None) -> None:
    """Words of a person with an open case: to its operators; the chat stays as it is, the screen now stands above.

    Words that go from the chat at once carry no mark that they arrived; there the screen says so. They do where
    something nobody asked was taken out of them.
    """
    if case is None:
        return
    stays = 0 if scene.talk.unasked else traces.stays(scene.turn.house, scene.person)
    await relay.to_operators(scene.turn, case, came, stays=stays)
    if stays:
        await keep(scene.below())
    else:
        await show_again(scene, hint="hint-passed-on")
    await signals.heard(scene, case, long_words(came.text))
