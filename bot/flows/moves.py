"""What each button does. An action is a name, or a name and a value behind a colon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.flows import form as forms
from bot.flows.danger import Danger
from bot.flows.talk import (
    SIDE_PLACES,
    Ask,
    Cancelled,
    CodeLearned,
    DeleteAll,
    Effect,
    Form,
    Place,
    SetLanguage,
    Talk,
)

if TYPE_CHECKING:
    from bot.flows.model import Book, Flow
    from bot.flows.talk import Known

Move = tuple[Talk, tuple[Effect, ...]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One event being worked: the content, where the person stands, what is known of him."""

    book: Book
    talk: Talk
    known: Known

    @property
    def flow(self) -> Flow:
        """The flow of the open application."""
        return self.book.flows[self.form.flow]

    @property
    def form(self) -> Form:
        """The open application; screens without one offer no action that asks for it."""
        if self.talk.form is None:
            raise ValueError(f"no application is open at {self.talk.place}")
        return self.talk.form


def press(turn: Turn, action: str) -> Move:
    """Do what a button of this screen or a command says."""
    name, _, value = action.partition(":")
    stays_open = name == "why"
    moved, effects = _MOVES[name](turn, value)
    return (moved if stays_open else replace(moved, why=False)), effects


def standing(talk: Talk) -> Place:
    """Return the deepest place in the tree of answers the person had reached."""
    if talk.answer:
        return Place.ANSWER
    if talk.topic:
        return Place.TOPIC
    return Place.DOOR if talk.door else Place.HOME


def onward(turn: Turn, form: Form) -> Talk:
    """Return the talk at the step after the present one, or at the summary."""
    name = forms.after(turn.flow, form)
    aside = name is not None and (step := turn.flow.find(name)) is not None and step.aside
    if name is None or (form.editing and not aside):
        return turn.talk.to(Place.SUMMARY, form=replace(form, editing=False))
    return turn.talk.to(Place.STEP, form=replace(form, step=name))


def _home(turn: Turn, _value: str) -> Move:
    return turn.talk.to(Place.HOME, door=None, topic=None, answer=None, danger=None), ()


def _side(turn: Turn, place: Place) -> Move:
    came = turn.talk.came if turn.talk.place in SIDE_PLACES else turn.talk.place
    return turn.talk.to(place, came=came), ()


def _cancel(turn: Turn, _value: str) -> Move:
    if turn.talk.form is None and not (turn.talk.held or turn.talk.near) and turn.talk.media is None:
        return _home(turn, "")
    return _side(turn, Place.CANCEL)


def _back(turn: Turn, _value: str) -> Move:
    talk = turn.talk
    if talk.place in SIDE_PLACES:
        return talk.to(talk.came), ()
    match talk.place:
        case Place.STEP:
            return _back_in_form(turn), ()
        case Place.SUMMARY:
            way = forms.path(turn.flow, turn.form.answers)
            return talk.to(Place.STEP, form=replace(turn.form, step=way[-1].name)), ()
        case Place.CONFIRM:
            return talk.to(Place.SUMMARY), ()
        case Place.ANSWER:
            there = replace(talk, answer=None)
        case Place.TOPIC:
            there = replace(talk, topic=None)
        case Place.ASK | Place.HELD | Place.CRISIS:
            there = talk
        case _:
            return _home(turn, "")
    return there.to(standing(there)), ()


def _back_in_form(turn: Turn) -> Talk:
    if turn.form.editing:
        return turn.talk.to(Place.SUMMARY, form=replace(turn.form, editing=False))
    earlier = forms.before(turn.flow, turn.form)
    if earlier is None:
        return turn.talk.to(standing(turn.talk))
    return turn.talk.to(Place.STEP, form=replace(turn.form, step=earlier))


def _door(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.DOOR, door=value, topic=None, answer=None), ()


def _topic(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.TOPIC, topic=value, answer=None), ()


def _answer(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.ANSWER, answer=value), ()


def _apply(turn: Turn, _value: str) -> Move:
    flow = turn.book.flow_of(turn.talk.door)
    if flow is None:
        return turn.talk, ()
    form = forms.refit(turn.talk.form, flow) if turn.talk.form else forms.new_form(flow)
    return turn.talk.to(Place.STEP, form=replace(form, editing=False)), ()


def _resume(turn: Turn, _value: str) -> Move:
    return turn.talk.to(Place.STEP, door=turn.flow.door), ()


def _option(turn: Turn, value: str) -> Move:
    return onward(turn, forms.choose(turn.form, value)), ()


def _next(turn: Turn, _value: str) -> Move:
    return onward(turn, turn.form), ()


def _why(turn: Turn, _value: str) -> Move:
    return replace(turn.talk, why=not turn.talk.why), ()


def _wipe(turn: Turn, _value: str) -> Move:
    return replace(turn.talk, form=forms.wipe(turn.form)), ()


def _finish(turn: Turn, _value: str) -> Move:
    return turn.talk.to(Place.SUMMARY, form=replace(turn.form, editing=False)), ()


def _edit(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.STEP, form=replace(turn.form, step=value, editing=True)), ()


def _send(turn: Turn, value: str) -> Move:
    # In danger every tap counts: choosing the urgent option was the first, this is the second.
    if forms.urgent(turn.book, turn.form):
        return _send_now(turn, value)
    return turn.talk.to(Place.CONFIRM), ()


def _send_now(turn: Turn, _value: str) -> Move:
    sent = turn.talk.to(Place.RECEIPT, form=None, sent="application", door=None, topic=None, answer=None)
    return sent, (forms.submission(turn.book, turn.form),)


def _ask(turn: Turn, _value: str) -> Move:
    """A question asked beneath an answer for people in danger is as urgent as their danger words would be."""
    talk = turn.talk
    read = talk.answer if talk.place is Place.ANSWER else None
    kind = next((kind for kind in Danger if kind.answer == read), None)
    return talk.to(Place.ASK, danger=talk.danger or kind), ()


def _ask_send(turn: Turn, _value: str) -> Move:
    """Send what is held. Words that may be a code go alone or not at all: only where nothing else is held."""
    talk = turn.talk
    text = talk.near if not talk.held and talk.media is None else talk.held
    ask = Ask(door=talk.door or "question", text=text, media=talk.media, urgent=talk.danger is not None)
    return talk.to(Place.RECEIPT, held="", near="", media=None, sent="question"), (ask,)


def _ask_now(turn: Turn, _value: str) -> Move:
    written = forms.danger(turn.book, turn.form) if turn.talk.form else None
    return turn.talk.to(Place.ASK, danger=turn.talk.danger or written), ()


def _ask_drop(turn: Turn, _value: str) -> Move:
    dropped = replace(turn.talk, held="", near="", media=None, hint="hint-dropped")
    return dropped.to(standing(dropped)), (Cancelled(),)


def _language(turn: Turn, value: str) -> Move:
    place = turn.talk.came if turn.talk.place in SIDE_PLACES else turn.talk.place
    return turn.talk.to(place), (SetLanguage(value),)


def _learned(turn: Turn, _value: str) -> Move:
    return turn.talk.to(Place.STATUS, hint="hint-learned"), (CodeLearned(),)


def _delete_yes(_turn: Turn, _value: str) -> Move:
    return Talk(place=Place.GONE), (DeleteAll(),)


def _cancel_yes(turn: Turn, _value: str) -> Move:
    return Talk(place=Place.HOME, hint="hint-cancelled", sent=turn.talk.sent), (Cancelled(),)


_MOVES: Final = {
    "home": _home,
    "privacy": lambda turn, _: _side(turn, Place.PRIVACY),
    "help": lambda turn, _: _side(turn, Place.HELP),
    "language": lambda turn, _: _side(turn, Place.LANGUAGE),
    "delete": lambda turn, _: _side(turn, Place.DELETE),
    "cancel": _cancel,
    "back": _back,
    "d": _door,
    "t": _topic,
    "a": _answer,
    "apply": _apply,
    "resume": _resume,
    "o": _option,
    "next": _next,
    "why": _why,
    "wipe": _wipe,
    "finish": _finish,
    "e": _edit,
    "send": _send,
    "send-now": _send_now,
    "ask": _ask,
    "ask-now": _ask_now,
    "held": lambda turn, _: (turn.talk.to(Place.HELD), ()),
    "ask-send": _ask_send,
    "ask-drop": _ask_drop,
    "code": lambda turn, _: (turn.talk.to(Place.CODE, near=""), ()),
    "status": lambda turn, _: (turn.talk.to(Place.STATUS), ()),
    "words": lambda turn, _: (turn.talk.to(Place.RECEIPT), ()),
    "lang": _language,
    "learned": _learned,
    "delete-yes": _delete_yes,
    "cancel-yes": _cancel_yes,
}
