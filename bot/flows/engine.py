"""The engine: where a person stands and what came give where he stands next, what he sees and what is to be done.

Pure: no clock, no file, no chance. Every action a screen offers is known on that place; any other raises StaleButton.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.altering import changed
from bot.errors import StaleButton
from bot.flows import links, locking, moves, unasked, writing
from bot.flows.effects import Call, CodeLearned, DeleteAll, SetLanguage, SetTrace, Slow
from bot.flows.form import own_words, refit
from bot.flows.lock_events import Lock, NearCode, PinTyped, ThreeWords, Unlocked
from bot.flows.screens import show
from bot.flows.talk import FORM_PLACES, CodeFound, CodeRefused, Gave, Outcome, Place, Talk, Tap, Typed
from bot.flows.turns import Turn, but
from bot.texts import clean

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Effect, Event, Known
    from bot.flows.turns import Move

COMMANDS: Final = frozenset(
    {"home", "privacy", "help", "language", "delete", "cancel", "clear", "exit", "now", "read", "undo"}
)
"""Actions that are known everywhere: the persons' commands, quick exit, the call of somebody in danger, and Read."""


def begin() -> Talk:
    """Return the talk of somebody who has never written."""
    return Talk()


def step(book: Book, talk: Talk, event: Event, known: Known) -> Outcome:
    """Return what an event leads to. Raises StaleButton: the action is not on the screen of this place."""
    here = settle(book, talk)
    moved, effects = _move(book, but(here, hint="", received=(), unasked=False), event, known)
    moved, effects = unasked.kept_out(book, known.language, here, (moved, effects), event)
    # The screen that a slow one follows stays in the chat for a while: its buttons must work on.
    slow = any(isinstance(effect, Slow) for effect in effects)
    there = changed(moved, rev=talk.rev + (not slow))
    return Outcome(there, show(book, there, _known_after(known, effects)), effects)


def expects_text(talk: Talk) -> bool:
    """Whether written words belong to this place; if not and a case is open, they are for the operators."""
    return talk.place in FORM_PLACES | {Place.ASK, Place.HELD, Place.CODE, Place.PIN, Place.TELL, Place.JOIN}


def settle(book: Book, talk: Talk) -> Talk:
    """Return the talk fitted to the book as it is now: flows and answers may have changed since it was kept."""
    talk = _settle_form(book, talk)
    if talk.door is not None and talk.door not in book.doors:
        talk = changed(talk, door=None, topic=None, answer=None)
    if talk.plight is not None and talk.plight not in book.plights:
        talk = changed(talk, plight=None)
    if talk.topic is not None and talk.topic not in book.topics:
        talk = changed(talk, topic=None)
    if talk.answer is not None and talk.answer not in book.answers:
        talk = changed(talk, answer=None)
    talk = but(talk, found=tuple(key for key in talk.found if key in book.answers))
    return but(talk, place=_there(talk, talk.place), came=_there(talk, talk.came))


def _there(talk: Talk, place: Place) -> Place:
    wants = {
        Place.DOOR: talk.door,
        Place.PLIGHT: talk.plight,
        Place.TOPIC: talk.topic,
        Place.ANSWER: talk.answer,
        Place.CRISIS: talk.danger,
    }
    return moves.standing(talk) if place in wants and wants[place] is None else place


def _settle_form(book: Book, talk: Talk) -> Talk:
    if talk.form is not None and (flow := book.flows.get(talk.form.flow)):
        return but(talk, form=refit(talk.form, flow))
    if talk.form is not None:
        # The whole flow is gone: what was written becomes a question, so that no word is lost.
        left = own_words(talk.form)
        talk = changed(talk, form=None, held=f"{talk.held}\n{left}".strip())
    came = Place.HOME if talk.came in FORM_PLACES else talk.came
    return but(talk, place=Place.HOME if talk.place in FORM_PLACES else talk.place, came=came)


def _move(book: Book, talk: Talk, event: Event, known: Known) -> Move:  # noqa: PLR0911 - one line an event
    match event:
        case Tap(action):
            return _tap(book, talk, action, known)
        case Typed(text):
            return _typed(book, talk, text, known)
        case Gave(media, text):
            turn = Turn(book, but(talk, why=False), known)
            return writing.called(turn, text, media) or writing.gave(turn, media, text)
        case NearCode(text):
            return talk.to(Place.HELD, near=clean(text)), (writing.REMOVE,)
        case ThreeWords(text):
            return links.taken(Turn(book, talk, known), text)
        case CodeFound():
            return talk.to(Place.STATUS, hint="hint-code-found", near=""), ()
        case CodeRefused():
            return talk.to(Place.CODE, hint=writing.why_refused(event)), ()
        case PinTyped() | Unlocked():
            return locking.met(talk, event)


def _tap(book: Book, talk: Talk, action: str, known: Known) -> Move:
    offered = {option.action for option in show(book, talk, known).options}
    if action not in offered | COMMANDS:
        raise StaleButton(f"the button {action[:24]!r} is not on the screen {talk.place}")
    return moves.press(Turn(book, talk, known), action)


def _typed(book: Book, talk: Talk, text: str, known: Known) -> Move:
    turn = Turn(book, talk, known)
    if (stopped := writing.called(turn, text)) is not None:
        return stopped
    if (action := writing.pressed(turn, text)) is not None:
        moved, effects = moves.press(turn, action)
        return moved, (writing.REMOVE, *effects)
    return writing.typed(Turn(book, but(talk, why=False), known), text)


def _known_after(known: Known, effects: tuple[Effect, ...]) -> Known:
    for effect in effects:
        match effect:
            case SetLanguage(code):
                known = changed(known, language=code)
            case Call() if not known.has_case:
                known = changed(known, has_case=True, case_state="new", case_kind="question")
            case SetTrace(hours):
                known = changed(known, trace=hours)
            case CodeLearned():
                known = changed(known, words=())
            case DeleteAll() | Lock():
                known = changed(known, has_case=False, case_state=None, case_kind=None, words=(), check_word="")
            case _:
                continue
    return known
