"""What a person writes or presses privately: one step of the talk, its effects, the new screen, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.access import BEGINS
from bot.desk.buttons import Pressed
from bot.desk.codes import moving, tries, typed_codes
from bot.desk.doubt import bans, signals
from bot.desk.house import Turn
from bot.desk.talks import corrections, effects, lock, pins, reading, replies, screens, traces
from bot.desk.words.line import READ
from bot.errors import ButtonError, StaleButton
from bot.flows import engine
from bot.flows import screens as flow_screens
from bot.flows.effects import Call, CallOff, GroupAct, LinkAct, Read, Remove, Slow, TakeBack, TryCode
from bot.flows.lock_events import Lock, NearCode, PinTyped, SetPin, ThreeWords, Unlocked
from bot.flows.talk import FORM_PLACES, Ask, CodeFound, CodeRefused, Gave, Place, Submit, Tap, Typed
from bot.messages import NOTHING_TO_SAY, Priority, Reply, Said

if TYPE_CHECKING:
    from bot.desk.codes.typed_codes import Code
    from bot.desk.house import House
    from bot.desk.talks.screens import Scene
    from bot.flows.talk import Effect, Event, Outcome
    from bot.messages import Person, Tapped, Work
    from storage.database import Tx

COMMANDS: Final = {
    "/start": "home",
    "/help": "help",
    "/language": "language",
    "/privacy": "privacy",
    "/cancel": "cancel",
    "/delete": "delete",
    "/clear": "clear",
    "/undo": "undo",
}

TOLD_ANEW: Final = (Submit, Ask, Call, CallOff, Lock, SetPin, LinkAct, GroupAct, TakeBack)
"""Effects after which storage knows more than the engine did: the screen is put together once more."""
REFUSED: Final = {"document": "person-refused-document"}
"""The reason, where a kind is refused for one of its own."""


async def said(house: House, came: Said, work: Work) -> Reply:
    """A private message of a person."""
    if came.edited:
        return await corrections.corrected(house, came, work)
    code, pin = await typed_codes.read(house, came, work), await pins.made(house, came, work)

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        scene = await lock.meet(turn, came)
        await traces.next_step(scene)
        if pin is None or not await _took_pin(scene, came, pin):
            await _said(scene, came, code)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def said_by_known(house: House, came: Said, work: Work) -> bool:
    """The same for somebody who is known here as a person and as no operator: looked up in the same transaction.

    False, and nothing was done: he is not, or what he wrote must be looked at before a transaction.
    """
    if came.edited or came.text.startswith(BEGINS) or typed_codes.may_be(house, came) or pins.may_be(came):
        return False

    async def unit(tx: Tx) -> bool:
        turn = Turn(house, tx, work)
        person = await _known(turn, came)
        if person is not None:
            await turn.done()
            scene = await lock.meet(turn, came, person)
            await traces.next_step(scene)
            await _said(scene, came, None)
        return person is not None

    return await house.database.transact(unit)


async def _known(turn: Turn, came: Said | Tapped) -> Person | None:
    return None if await turn.of_operator(came.user) else await turn.person(came.chat)


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """A button a person pressed. Stale and forged ones do nothing but bring back the newest screen."""
    await typed_codes.finish(house, came, work)

    async def unit(tx: Tx) -> Reply:
        return await _tapped(Turn(house, tx, work), came)

    return await house.database.transact(unit)


async def tapped_by_known(house: House, came: Tapped, work: Work, *, placed: bool = False) -> Reply | None:
    """The same for somebody known, as `said_by_known`; None, and nothing was done: he is not, or confirms his words.

    `placed`: nor where it is not written down yet what stands in the message he pressed.
    """
    if typed_codes.finishes(house, came, work):
        return None

    async def unit(tx: Tx) -> Reply | None:
        turn = Turn(house, tx, work)
        person = await _known(turn, came)
        if placed and await house.posts.by_message(tx, came.chat, came.message) is None:
            return None
        return await _tapped(turn, came, person) if person is not None else None

    return await house.database.transact(unit)


async def _tapped(turn: Turn, came: Tapped, person: Person | None = None) -> Reply:
    await turn.done()
    scene = await lock.meet(turn, came, person)
    await traces.next_step(scene)
    try:
        action = _pressed(scene, came)
        if action == READ:
            return await reading.read(scene, came.message)
        await _step(scene, Tap(action), came)
    except ButtonError as error:
        return await _back_to_screen(scene, came, error)
    return NOTHING_TO_SAY


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
        await screens.show_again(scene, hint=_refusal(scene, came.refused))
        return
    command = _command(came)
    if command is not None:
        await scene.erase(came.message)
        await _step(scene, Tap(command), came)
        return
    if code is not None and await _tried(scene, code, came):
        return
    if await typed_codes.of_a_link(scene, came):
        await _step(scene, ThreeWords(came.text), came)
        return
    if await typed_codes.nearly(scene, code, came):
        await _step(scene, NearCode(came.text), came)
        return
    if await replies.passed_on(scene, came):
        return
    await _step(scene, Gave(came.media, came.text) if came.media else Typed(came.text), came)


def _refusal(scene: Scene, kind: str) -> str:
    """What is said of a sticker, a file and the like: where words are asked, that they are."""
    words = scene.talk.place in FORM_PLACES and kind not in REFUSED
    return "hint-words-only" if words else REFUSED.get(kind, "person-refused")


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


async def _tried(scene: Scene, code: Code, came: Said) -> bool:
    """Try a return code. False: it opened nothing and these words may be an answer, so they are worked as one."""
    found = None
    if code.keys is not None:
        found = await scene.turn.house.cases.find_code(scene.turn.tx, lookup=code.keys.lookup, wrap=code.keys.wrap)
        await tries.count(scene.turn, came.chat)
        await signals.tried(scene)
    if found is None and code.keys is not None and scene.talk.place is not Place.CODE:
        return False
    await scene.erase(came.message)
    if found is not None:
        await moving.move_in(scene, found)
        await _step(scene, CodeFound(), came)
    else:
        await _step(scene, CodeRefused(wait=code.keys is None), came)
    await signals.tried(scene)
    return True


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
    if (ban := await bans.stops(scene, outcome.effects)) is not None:
        await bans.say(scene, ban, came, outcome)
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
