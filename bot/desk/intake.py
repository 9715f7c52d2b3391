"""What a person writes or presses privately: one step of the talk, its effects, the new screen, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.desk import codes, effects, screens
from bot.desk.buttons import Pressed
from bot.desk.cards import FROM_PERSON
from bot.desk.house import Turn
from bot.desk.pieces import TO_PERSON_ROLES
from bot.desk.relay import corrected
from bot.desk.return_code import after_try, may_try
from bot.desk.word_lists import WORDS_IN_CODE
from bot.errors import ButtonError, StaleButton
from bot.flows import engine
from bot.flows import screens as flow_screens
from bot.flows.danger import danger
from bot.flows.talk import Ask, CodeFound, CodeRefused, Gave, NearCode, Place, Remove, Submit, Tap, TryCode, Typed
from bot.messages import NOTHING_TO_SAY, Reply, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.desk.return_code import CodeKeys
    from bot.desk.screens import Scene
    from bot.flows.talk import Event, Outcome
    from bot.messages import Person, Tapped, Work
    from storage.cases import Case
    from storage.database import Tx

COMMANDS: Final = {
    "/start": "home",
    "/help": "help",
    "/language": "language",
    "/privacy": "privacy",
    "/cancel": "cancel",
    "/delete": "delete",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A return code in a message: its keys, or None where this chat tried too often."""

    keys: CodeKeys | None


async def said(house: House, came: Said, work: Work) -> Reply:
    """A private message of a person."""
    if came.edited:
        return await _corrected(house, came, work)
    code = await _code(house, came, work)

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        await _said(await screens.meet(turn, came), came, code)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """A button a person pressed. Stale and forged ones do nothing but bring back the newest screen."""
    await _finish_code(house, came, work)

    async def unit(tx: Tx) -> Reply:
        turn = Turn(house, tx, work)
        await turn.done()
        scene = await screens.meet(turn, came)
        try:
            await _step(scene, Tap(_pressed(scene, came)), came)
        except ButtonError as error:
            return await _back_to_screen(scene, came, error)
        return NOTHING_TO_SAY

    return await house.database.transact(unit)


def _pressed(scene: Scene, came: Tapped) -> str:
    """The action of a screen's button; an old one still does what a command does. Raises ForgedButton, StaleButton."""
    match scene.turn.house.buttons.open(came.data, user=came.user, chat=came.chat, now=scene.turn.now):
        case Pressed(action, rev) if rev == scene.talk.rev or action in engine.COMMANDS:
            return action
        case _:
            raise StaleButton


async def _back_to_screen(scene: Scene, came: Tapped, error: ButtonError) -> Reply:
    """An old or foreign button: the newest screen comes back, and one friendly line says why."""
    if not await screens.stands_on(scene, came.message):
        await scene.erase(came.message)
        scene.below()
    await screens.show_again(scene)
    return Reply(toast=scene.turn.house.texts.plain(scene.person.language, error.text_key or "button-stale"))


async def _said(scene: Scene, came: Said, code: Code | None) -> None:
    if came.refused is not None:
        await scene.erase(came.message)
        await screens.show_again(scene, hint="person-refused")
        return
    command = _command(came)
    if command is not None:
        await scene.erase(came.message)
        await _step(scene, Tap(command), came)
        return
    if code is not None and await _tried(scene, code, came):
        return
    if await _nearly_a_code(scene, code, came):
        await _step(scene, NearCode(came.text), came)
        return
    if (answered := await _answered_case(scene, came)) is not None:
        await effects.relay_on(scene, came, answered)
        return
    event: Event = Gave(came.media, came.text) if came.media else Typed(came.text)
    await _step(scene, event, came)


async def _answered_case(scene: Scene, came: Said) -> Case | None:
    """A reply to an operator's words is for his case, even in the middle of a form; danger words go their own way."""
    turn = scene.turn
    post = await turn.house.posts.by_message(turn.tx, came.chat, came.reply_to) if came.reply_to else None
    if post is None or post.role not in TO_PERSON_ROLES or danger(turn.house.book, came.text) is not None:
        return None
    case = await turn.case(post.case)
    return case if case is not None and case.hot and case.chat == came.chat else None


def _command(came: Said) -> str | None:
    """The action of a command; words after it do not matter."""
    first = came.text.split(maxsplit=1)[:1] if came.media is None else []
    return COMMANDS.get(first[0].split("@")[0].lower()) if first else None


async def _nearly_a_code(scene: Scene, code: Code | None, came: Said) -> bool:
    """Words that may be meant as a return code, where nobody reads along yet: they are held, and he is told."""
    house, place = scene.turn.house, scene.talk.place
    asked = engine.expects_text(scene.talk) and place not in {Place.HELD, Place.ASK}
    if asked or came.media is not None or await scene.open_case() is not None:
        return False
    five = len(came.text.split()) == WORDS_IN_CODE
    near = code is not None or (five and house.lists.looks_like_code(came.text))
    return near and danger(house.book, came.text) is None


async def _tried(scene: Scene, code: Code, came: Said) -> bool:
    """Try a return code. False: it opened nothing and these words may be an answer, so they are worked as one."""
    found = None
    if code.keys is not None:
        found = await scene.turn.house.cases.find_code(scene.turn.tx, lookup=code.keys.lookup, wrap=code.keys.wrap)
        scene.person = replace(scene.person, tries=after_try(scene.person.tries, scene.turn.now))
    if found is None and code.keys is not None and scene.talk.place is not Place.CODE:
        return False
    await scene.erase(came.message)
    if found is not None:
        await effects.move_in(scene, found)
        await _step(scene, CodeFound(), came)
    else:
        await _step(scene, CodeRefused(wait=code.keys is None), came)
    return True


async def _step(scene: Scene, event: Event, came: Said | Tapped) -> None:
    """One step of the engine, then what follows from it."""
    known = await scene.known()
    outcome = engine.step(scene.turn.house.book, scene.talk, event, known)
    stays = isinstance(event, Typed | Gave) and not any(isinstance(effect, Remove) for effect in outcome.effects)
    if any(isinstance(effect, TryCode) for effect in outcome.effects):
        await scene.erase(came.message)
        outcome = engine.step(scene.turn.house.book, scene.talk, CodeRefused(), known)
    if isinstance(came, Said) and _is_relay(outcome, scene):
        await effects.relay_on(scene, came, scene.case)
        return
    scene.talk = outcome.talk
    await effects.apply(scene, outcome.effects, came)
    if stays:
        await scene.erase(came.message, after=scene.turn.house.line.trace)
    screen = outcome.screen
    if any(isinstance(effect, Submit | Ask) for effect in outcome.effects):
        screen = flow_screens.show(scene.turn.house.book, scene.talk, await scene.known())
    await screens.show(scene, screen)


def _is_relay(outcome: Outcome, scene: Scene) -> bool:
    """Words for the operators of an open case that leave the person where he stands: the screen stays as it is."""
    asks = any(isinstance(effect, Ask) and not effect.urgent and not _is_place(effect) for effect in outcome.effects)
    return asks and scene.case is not None and outcome.talk.place is scene.talk.place


def _is_place(ask: Ask) -> bool:
    """A place leaves the chat at once: there the screen must say that it was passed on."""
    return ask.media is not None and ask.media.kind == "location"


async def _code(house: House, came: Said, work: Work) -> Code | None:
    """The keys of the five words in a message, cooked outside the unit; None where there are no such words."""
    words: Sequence[str] | None = house.lists.read(came.text) if came.text and came.media is None else None
    if words is None:
        return None

    async def unit(tx: Tx) -> Person | None:
        return await house.people.find(tx, bot=house.line.bot, chat=came.chat)

    person = await house.database.transact(unit)
    if person is not None and not may_try(person.tries, work.now):
        return Code(keys=None)
    return Code(keys=await house.kitchen.cook(words, asker=came.chat))


async def _finish_code(house: House, came: Tapped, work: Work) -> None:
    """Before a person confirms his words they must be able to open his case: attach a code still in the making."""
    try:
        pressed = house.buttons.open(came.data, user=came.user, chat=came.chat, now=work.now)
    except ButtonError:
        return
    if not isinstance(pressed, Pressed) or pressed.action != "learned":
        return

    async def unit(tx: Tx) -> bytes | None:
        person = await house.people.find(tx, bot=house.line.bot, chat=came.chat)
        return person.case if person is not None else None

    case_id = await house.database.transact(unit)
    if case_id is not None:
        await codes.finish(house, case_id)


async def _corrected(house: House, came: Said, work: Work) -> Reply:
    """A person edited a message: the operators' copy follows; nothing else has a copy."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        copies = await house.posts.by_source(tx, came.chat, came.message)
        copy = next((post for post in copies if post.role == FROM_PERSON), None)
        case = await turn.case(copy.case) if copy is not None else None
        if copy is not None and case is not None and case.hot and case.chat == came.chat:
            await corrected(turn, case, came, copy)

    await house.database.transact(unit)
    return NOTHING_TO_SAY
