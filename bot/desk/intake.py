"""What a person writes or presses privately: one step of the talk, its effects, the new screen, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.desk import codes, corrections, effects, lock, moving, pins, reading, replies, screens, traces
from bot.desk.buttons import Pressed
from bot.desk.house import Turn
from bot.desk.line import READ
from bot.desk.return_code import after_try, may_try
from bot.desk.word_lists import WORDS_IN_CODE, WORDS_IN_GROUP
from bot.errors import ButtonError, StaleButton
from bot.flows import engine
from bot.flows import screens as flow_screens
from bot.flows.danger import danger
from bot.flows.effects import Call, CallOff, GroupAct, LinkAct, Read, Remove, Slow, TryCode
from bot.flows.lock_events import Lock, NearCode, PinTyped, SetPin, ThreeWords, Unlocked
from bot.flows.plights import DOOR
from bot.flows.talk import FORM_PLACES, Ask, CodeFound, CodeRefused, Gave, Place, Submit, Tap, Typed
from bot.messages import NOTHING_TO_SAY, Priority, Reply, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.desk.return_code import CodeKeys
    from bot.desk.screens import Scene
    from bot.flows.talk import Effect, Event, Outcome
    from bot.messages import Tapped, Work
    from storage.database import Tx

COMMANDS: Final = {
    "/start": "home",
    "/help": "help",
    "/language": "language",
    "/privacy": "privacy",
    "/cancel": "cancel",
    "/delete": "delete",
    "/clear": "clear",
}


TOLD_ANEW: Final = (Submit, Ask, Call, CallOff, Lock, SetPin, LinkAct, GroupAct)
"""Effects after which storage knows more than the engine did: the screen is put together once more."""
REFUSED: Final = {"document": "person-refused-document"}
"""The reason, where a kind is refused for one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A return code in a message: its keys, or None where this chat tried too often."""

    keys: CodeKeys | None


async def said(house: House, came: Said, work: Work) -> Reply:
    """A private message of a person."""
    if came.edited:
        return await corrections.corrected(house, came, work)
    code, pin = await _code(house, came, work), await pins.made(house, came, work)

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        scene = await lock.meet(turn, came)
        await traces.next_step(scene)
        if pin is None or not await _took_pin(scene, came, pin):
            await _said(scene, came, code)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """A button a person pressed. Stale and forged ones do nothing but bring back the newest screen."""
    await _finish_code(house, came, work)

    async def unit(tx: Tx) -> Reply:
        turn = Turn(house, tx, work)
        await turn.done()
        scene = await lock.meet(turn, came)
        await traces.next_step(scene)
        try:
            action = _pressed(scene, came)
            if action == READ:
                return await reading.read(scene, came.message)
            await _step(scene, Tap(action), came)
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
        await screens.show_again(scene, hint=REFUSED.get(came.refused, "person-refused"))
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
    if await _three_words(scene, came):
        await _step(scene, ThreeWords(came.text), came)
        return
    if await replies.passed_on(scene, came):
        return
    await _step(scene, Gave(came.media, came.text) if came.media else Typed(came.text), came)


async def _took_pin(scene: Scene, came: Said, made: bytes) -> bool:
    """Digits that may be a PIN: chosen, unlocking, or his own typed for nothing. False: they are words like others."""
    person = scene.person
    if scene.talk.place is Place.PIN:
        await _step(scene, PinTyped(made.hex()), came)
        return True
    if (life := lock.opened_by_pin(person, made, scene.turn.now)) is not None:
        await lock.unlock(scene, life)
        await scene.erase(came.message)
        await _step(scene, Unlocked(), came)
        return True
    scene.person = lock.after_wrong_pin(person, scene.turn.now)
    if person.pin != made or scene.talk.place in FORM_PLACES:
        return False
    await scene.erase(came.message)
    await screens.show_again(scene)
    return True


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
    few = len(came.text.split()) in {WORDS_IN_CODE, WORDS_IN_GROUP}
    near = code is not None or (few and house.lists.looks_like_code(came.text))
    return near and danger(house.book, came.text) is None


async def _three_words(scene: Scene, came: Said) -> bool:
    """The words that a man gave to his family, written before the bot asked: no operator reads them before his yes."""
    house, talk = scene.turn.house, scene.talk
    if came.media is not None or talk.place in {*FORM_PLACES, Place.TELL} or not house.lists.looks_like_link(came.text):
        return False
    case = await scene.open_case()
    return (talk.door if case is None else case.door) == DOOR


async def _tried(scene: Scene, code: Code, came: Said) -> bool:
    """Try a return code. False: it opened nothing and these words may be an answer, so they are worked as one."""
    found = None
    if code.keys is not None:
        found = await scene.turn.house.cases.find_code(scene.turn.tx, lookup=code.keys.lookup, wrap=code.keys.wrap)
        await _count_try(scene.turn, came.chat)
    if found is None and code.keys is not None and scene.talk.place is not Place.CODE:
        return False
    await scene.erase(came.message)
    if found is not None:
        await moving.move_in(scene, found)
        await _step(scene, CodeFound(), came)
    else:
        await _step(scene, CodeRefused(wait=code.keys is None), came)
    return True


async def _count_try(turn: Turn, chat: int) -> None:
    """One more try of this chat. It outlives the person: erasing everything gives no new tries."""
    tries, bot = turn.house.tries, turn.house.line.bot
    tried = after_try(await tries.of(turn.tx, bot=bot, chat=chat), turn.now)
    await tries.keep(turn.tx, tried, bot=bot, chat=chat, now=turn.now)


async def _step(scene: Scene, event: Event, came: Said | Tapped) -> None:
    """One step of the engine, then what follows from it."""
    known = await scene.known()
    outcome = engine.step(scene.turn.house.book, scene.talk, event, known)
    stays = isinstance(event, Typed | Gave) and not any(isinstance(effect, Remove) for effect in outcome.effects)
    if any(isinstance(effect, TryCode) for effect in outcome.effects):
        await scene.erase(came.message)
        unread = CodeRefused(unlisted=scene.turn.house.lists.unlisted(came.text if isinstance(came, Said) else ""))
        outcome = engine.step(scene.turn.house.book, scene.talk, unread, known)
    if isinstance(came, Said) and any(isinstance(effect, Read) for effect in outcome.effects):
        await scene.erase(came.message)
        await reading.read(scene)
        return
    if isinstance(came, Said) and (asked := _relayed(outcome, scene)) is not None:
        scene.talk = replace(scene.talk, unasked=outcome.talk.unasked)
        await effects.relay_on(scene, replace(came, text=asked.text), scene.case)
        if outcome.talk.place is Place.FOUND:
            scene.talk = outcome.talk
            await screens.show(scene, outcome.screen)
        return
    if locks := Lock() in outcome.effects:
        await lock.lock(scene)
    scene.talk = replace(outcome.talk, rev=scene.talk.rev) if locks else outcome.talk
    await effects.apply(scene, outcome.effects, came)
    if stays:
        await scene.erase(came.message, after=traces.stays(scene.turn.house, scene.person))
    screen = outcome.screen
    if any(isinstance(effect, TOLD_ANEW) for effect in outcome.effects):
        screen = flow_screens.show(scene.turn.house.book, scene.talk, await scene.known())
    wait = next((effect.seconds for effect in outcome.effects if isinstance(effect, Slow)), 0)
    first = locks or any(map(_calls, outcome.effects))
    await screens.show(scene, screen, priority=Priority.URGENT if first else Priority.REPLY, wait=wait)


def _calls(effect: Effect) -> bool:
    """Whether an effect calls operators at once: then his screen, too, goes before others' replies."""
    return isinstance(effect, Call) or (isinstance(effect, Submit | Ask) and effect.urgent)


def _relayed(outcome: Outcome, scene: Scene) -> Ask | None:
    """Words for the operators of an open case that leave the person where he stands: the screen stays as it is."""
    if scene.case is None or outcome.talk.place not in {scene.talk.place, Place.FOUND}:
        return None
    asks = (effect for effect in outcome.effects if isinstance(effect, Ask))
    return next((ask for ask in asks if not _changes_screen(ask)), None)


def _changes_screen(ask: Ask) -> bool:
    """A call has a screen of its own; a place leaves the chat at once, as mockery does: there the screen answers."""
    return ask.urgent or ask.silent or (ask.media is not None and ask.media.kind == "location")


async def _code(house: House, came: Said, work: Work) -> Code | None:
    """The keys of the five words in a message, cooked outside the unit; None where there are no such words."""
    words: Sequence[str] | None = house.lists.read(came.text) if came.text and came.media is None else None
    if words is None:
        return None

    tried = await house.database.transact(lambda tx: house.tries.of(tx, bot=house.line.bot, chat=came.chat))
    if not may_try(tried, work.now):
        return Code(keys=None)
    await codes.finish_told(house, words, work.now)
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
        await codes.finish(house, case_id, work.now)
