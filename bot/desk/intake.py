"""What a person writes or presses privately: one step of the talk, its effects, the new screen, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk import codes, effects, screens
from bot.desk.buttons import CaseAction, Pressed
from bot.desk.house import House
from bot.desk.relay import FROM_PERSON, corrected
from bot.desk.return_code import CodeKeys, after_try, may_try
from bot.errors import ButtonError, StaleButton
from bot.flows import engine
from bot.flows import screens as flow_screens
from bot.flows.talk import Ask, CodeFound, CodeRefused, Event, Gave, Outcome, Place, Submit, Tap, Talk, TryCode, Typed
from bot.messages import NOTHING_TO_SAY, Person, Reply, Said, Tapped, Work
from storage.database import Tx

COMMANDS = {
    "/start": "home", "/help": "help", "/language": "language", "/privacy": "privacy", "/cancel": "cancel",
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
        await house.inbox.done(tx, work)
        person, talk = await screens.meet(house, tx, came)
        scene = screens.Scene(house=house, tx=tx, work=work, person=person, talk=talk)
        await _said(scene, came, code)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """A button a person pressed. Stale and forged ones do nothing but bring back the newest screen."""
    await _finish_code(house, came, work)

    async def unit(tx: Tx) -> Reply:
        await house.inbox.done(tx, work)
        person, talk = await screens.meet(house, tx, came)
        scene = screens.Scene(house=house, tx=tx, work=work, person=person, talk=talk)
        try:
            action = _pressed(house, came, work, talk)
            await _step(scene, Tap(action), came)
        except ButtonError as error:
            current = await screens.is_current(house, tx, person, came.message)
            await screens.show_again(scene if current else scene.below())
            return Reply(toast=house.texts.plain(person.language, error.text_key or "button-stale"))
        return NOTHING_TO_SAY

    return await house.database.transact(unit)


def _pressed(house: House, came: Tapped, work: Work, talk: Talk) -> str:
    """The action of a screen's button. Raises ForgedButton, StaleButton."""
    match house.buttons.open(came.data, user=came.user, chat=came.chat, now=work.now):
        case Pressed(action, rev) if rev == talk.rev:
            return action
        case Pressed() | CaseAction():
            raise StaleButton


async def _said(scene: screens.Scene, came: Said, code: Code | None) -> None:
    if came.refused is not None:
        await scene.erase(came.message)
        await screens.show_again(scene, hint="person-refused")
        return
    command = COMMANDS.get(came.text.split(maxsplit=1)[0].split("@")[0].lower()) if came.text.strip() else None
    if command is not None and came.media is None:
        await scene.erase(came.message)
        await _step(scene, Tap(command), came)
        return
    if code is not None and await _tried(scene, code, came):
        return
    event: Event = Gave(came.media, came.text) if came.media else Typed(came.text)
    await _step(scene, event, came)


async def _tried(scene: screens.Scene, code: Code, came: Said) -> bool:
    """Try a return code. False: it opened nothing and these words may be an answer, so they are worked as one."""
    found = None
    if code.keys is not None:
        found = await scene.house.cases.find_code(scene.tx, lookup=code.keys.lookup, wrap=code.keys.wrap)
        scene.person = replace(scene.person, tries=after_try(scene.person.tries, scene.work.now))
    if found is None and scene.talk.place is not Place.CODE:
        return False
    await scene.erase(came.message)
    if found is not None:
        await effects.move_in(scene, found)
        await _step(scene, CodeFound(), came)
    else:
        await _step(scene, CodeRefused(wait=code.keys is None), came)
    return True


async def _step(scene: screens.Scene, event: Event, came: Said | Tapped) -> None:
    """One step of the engine, then what follows from it."""
    known = await scene.known()
    outcome = engine.step(scene.house.book, scene.talk, event, known)
    if any(isinstance(effect, TryCode) for effect in outcome.effects):
        await scene.erase(came.message)
        outcome = engine.step(scene.house.book, scene.talk, CodeRefused(), known)
    if isinstance(came, Said) and _is_relay(outcome, scene):
        await effects.relay_on(scene, came)
        return
    scene.talk = outcome.talk
    await effects.apply(scene, outcome.effects, came)
    screen = outcome.screen
    if any(isinstance(effect, Submit | Ask) for effect in outcome.effects):
        screen = flow_screens.show(scene.house.book, outcome.talk, await scene.known())
    await screens.show(scene, screen)


def _is_relay(outcome: Outcome, scene: screens.Scene) -> bool:
    """Words for the operators of an open case that leave the person where he stands: the screen stays as it is."""
    asks = any(isinstance(effect, Ask) for effect in outcome.effects)
    return asks and scene.case is not None and outcome.talk.place is scene.talk.place


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
        waiting = await house.cases.codes_pending(tx)
        return person.case if person is not None and person.case in waiting else None

    case_id = await house.database.transact(unit)
    if case_id is not None:
        await codes.attach(house, case_id)


async def _corrected(house: House, came: Said, work: Work) -> Reply:
    """A person edited a message: the operators' copy follows; nothing else has a copy."""

    async def unit(tx: Tx) -> None:
        await house.inbox.done(tx, work)
        copy = next(iter(await house.posts.by_source(tx, came.chat, came.message)), None)
        case = await house.cases.load(tx, copy.case) if copy is not None and copy.case else None
        if copy is not None and copy.role == FROM_PERSON and case is not None and case.hot and case.chat == came.chat:
            await corrected(house, tx, case, came, copy, work)

    await house.database.transact(unit)
    return NOTHING_TO_SAY
