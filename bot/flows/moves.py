"""What each button does. An action is a name, or a name and a value behind a colon."""

from __future__ import annotations

from typing import Final

from bot.altering import changed
from bot.flows import changing, danger_now, groups, learning, links, locking, minors, plights, receipts, tongues
from bot.flows import form as forms
from bot.flows.danger import Danger
from bot.flows.effects import Read, SetTrace, TakeBack
from bot.flows.talk import (
    SIDE_PLACES,
    Ask,
    Cancelled,
    DeleteAll,
    Form,
    Place,
    SetLanguage,
    Talk,
)
from bot.flows.turns import Move, Turn

__all__ = ["Move", "Turn", "onward", "press", "standing"]

_BACK_TO: Final = {
    Place.CONFIRM: Place.SUMMARY,
    Place.PROTECTION: Place.RECEIPT,
    Place.LINK: Place.STATUS,
    Place.TELL: Place.STATUS,
    Place.JOIN: Place.GROUP,
}


def press(turn: Turn, action: str) -> Move:
    """Do what a button of this screen or a command says."""
    name, _, value = action.partition(":")
    stays_open = name == "why"
    moved, effects = _MOVES[name](turn, value)
    return (moved if stays_open else changed(moved, why=False)), effects


def standing(talk: Talk) -> Place:
    """Return the deepest place in the tree of answers the person had reached, or where his words were looked up."""
    if talk.answer:
        return Place.ANSWER
    if talk.topic:
        return Place.TOPIC
    if talk.plight:
        return Place.PLIGHT
    if talk.found:
        return Place.HELD if talk.held or talk.media or talk.mocked else Place.FOUND
    return Place.DOOR if talk.door else Place.HOME


def onward(turn: Turn, form: Form) -> Talk:
    """Return the talk at the step after the present one, or at the summary."""
    name = forms.after(turn.flow, form)
    aside = name is not None and (step := turn.flow.find(name)) is not None and step.aside
    if name is None or (form.editing and not aside):
        return turn.talk.to(Place.SUMMARY, form=changed(form, editing=False))
    return turn.talk.to(Place.STEP, form=changed(form, step=name))


def _home(turn: Turn, _value: str) -> Move:
    there = turn.talk.to(Place.HOME, door=None, plight=None, topic=None, answer=None, danger=None, found=())
    return changed(there, called=False, passed=0), ()


def _side(turn: Turn, place: Place) -> Move:
    return locking.aside(turn.talk, place), ()


def _cancel(turn: Turn, _value: str) -> Move:
    return _side(turn, Place.CANCEL) if locking.holds(turn.talk) else _home(turn, "")


def _back(turn: Turn, _value: str) -> Move:
    talk = turn.talk
    if talk.place in SIDE_PLACES:
        return talk.to(talk.came), ()
    match talk.place:
        case Place.STEP:
            return _back_in_form(turn), ()
        case Place.SUMMARY:
            way = forms.path(turn.flow, turn.form.answers)
            return talk.to(Place.STEP, form=changed(turn.form, step=way[-1].name)), ()
        case Place.CONFIRM | Place.PROTECTION | Place.LINK | Place.TELL | Place.JOIN:
            return talk.to(_BACK_TO[talk.place]), ()
        case Place.ANSWER:
            there = changed(talk, answer=None)
        case Place.TOPIC:
            there = changed(talk, topic=None)
        case Place.PLIGHT:
            there = changed(talk, plight=None)
        case Place.ASK | Place.CRISIS | Place.NOW | Place.GROUP:
            there = talk
        case Place.HELD | Place.FOUND:
            there = changed(talk, found=())
        case _:
            return _home(turn, "")
    return there.to(standing(there)), ()


def _back_in_form(turn: Turn) -> Talk:
    if turn.form.editing:
        return turn.talk.to(Place.SUMMARY, form=changed(turn.form, editing=False))
    earlier = forms.before(turn.flow, turn.form)
    if earlier is None:
        back = {groups.FLOW: Place.GROUP}.get(turn.flow.name, standing(turn.talk))
        joins = turn.flow.continues or changing.changes(turn.flow, turn.known)
        return turn.talk.to(Place.STATUS if joins else back)
    return turn.talk.to(Place.STEP, form=changed(turn.form, step=earlier))


def _door(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.DOOR, door=value, plight=None, topic=None, answer=None, found=()), ()


def _topic(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.TOPIC, plight=None, topic=value, answer=None), ()


def _answer(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.ANSWER, answer=value), ()


def _nearest(turn: Turn, value: str) -> Move:
    """An answer that was found; from it Back leads to where it was found."""
    return turn.talk.to(Place.ANSWER, plight=None, topic=None, answer=value), ()


def _apply(turn: Turn, _value: str) -> Move:
    flow = turn.book.flow_of(turn.talk.door)
    if flow is None:
        return turn.talk, ()
    form = changed(forms.begun(turn.talk.form, flow), changes=changing.changes(flow, turn.known))
    return turn.talk.to(Place.STEP, form=form), ()


def _second(turn: Turn, _value: str) -> Move:
    flow = turn.book.second_of(turn.known.case_door)
    if flow is None:
        return turn.talk, ()
    return turn.talk.to(Place.STEP, form=forms.begun(turn.talk.form, flow)), ()


def _option(turn: Turn, value: str) -> Move:
    return onward(turn, forms.choose(turn.form, value)), ()


def _next(turn: Turn, _value: str) -> Move:
    return onward(turn, turn.form), ()


def _why(turn: Turn, _value: str) -> Move:
    return changed(turn.talk, why=not turn.talk.why), ()


def _wipe(turn: Turn, _value: str) -> Move:
    return changed(turn.talk, form=forms.wipe(turn.form)), ()


def _finish(turn: Turn, _value: str) -> Move:
    """Send what he has: one more press sends it. Who is changing an answer goes back to all of them."""
    there = Place.SUMMARY if turn.form.editing else Place.CONFIRM
    return turn.talk.to(there, form=changed(turn.form, editing=False)), ()


def _edit(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.STEP, form=changed(turn.form, step=value, editing=True)), ()


def _send(turn: Turn, value: str) -> Move:
    # In danger every tap counts: choosing the urgent option was the first, this is the second.
    if forms.urgent(turn.book, turn.form):
        return _send_now(turn, value)
    return turn.talk.to(Place.CONFIRM), ()


def _send_now(turn: Turn, _value: str) -> Move:
    flow = turn.flow
    if changing.changes(flow, turn.known):
        return changing.sent(turn)
    # What cannot wait goes out all the same, as an application of its own.
    if changing.over(turn) and not forms.urgent(turn.book, turn.form):
        return changing.closed(turn)
    kind = "second" if flow.continues else flow.name if flow.beneath else "application"
    hint = "hint-change-anew" if changing.over(turn) else ""
    there = changed(turn.talk, form=None, sent=kind, door=None, plight=None, topic=None, answer=None, hint=hint)
    sent = there.to(Place.RECEIPT, received=receipts.received(flow, turn.form))
    return sent, (plights.joined(forms.submission(turn.book, turn.form), flow, turn.known),)


def _ask(turn: Turn, _value: str) -> Move:
    """A question asked beneath an answer for people in danger is as urgent as their danger words would be."""
    talk = turn.talk
    read = talk.answer if talk.place is Place.ANSWER else None
    kind = next((kind for kind in Danger if kind.answer == read), None)
    return talk.to(Place.ASK, danger=talk.danger or kind), ()


def _held(turn: Turn, _value: str) -> Move:
    held = turn.talk.held or turn.talk.mocked
    return turn.talk.to(Place.HELD, found=turn.look_up(held) if held else ()), ()


def _ask_send(turn: Turn, _value: str) -> Move:
    """Send what is held. Words that may be a code go alone or not at all, and so does mockery."""
    talk = turn.talk
    text = talk.held if talk.held or talk.media is not None else talk.near or talk.mocked
    urgent = talk.danger is not None
    ask = Ask(door=talk.door or "question", text=text, media=talk.media, urgent=urgent, danger=talk.danger)
    return talk.to(Place.RECEIPT, held="", near="", mocked="", media=None, found=(), sent="question"), (ask,)


def _ask_now(turn: Turn, _value: str) -> Move:
    written = forms.danger(turn.book, turn.form) if turn.talk.form else None
    return turn.talk.to(Place.ASK, danger=turn.talk.danger or written), ()


def _ask_drop(turn: Turn, _value: str) -> Move:
    dropped = changed(turn.talk, held="", near="", mocked="", media=None, found=(), hint="hint-dropped")
    return dropped.to(standing(dropped)), (Cancelled(),)


def _language(turn: Turn, value: str) -> Move:
    place = turn.talk.came if turn.talk.place in SIDE_PLACES else turn.talk.place
    return turn.talk.to(place), (SetLanguage(value),)


def _delete_yes(_turn: Turn, _value: str) -> Move:
    return Talk(place=Place.GONE), (DeleteAll(),)


def _cancel_yes(turn: Turn, _value: str) -> Move:
    return Talk(place=Place.HOME, hint="hint-cancelled", sent=turn.talk.sent), (Cancelled(),)


def _trace(turn: Turn, value: str) -> Move:
    return turn.talk, (SetTrace(int(value)),)


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
    "f": _nearest,
    "apply": _apply,
    "resume": lambda turn, _: (turn.talk.to(Place.STEP, door=turn.flow.door or turn.talk.door), ()),
    "second": _second,
    "change": changing.begin,
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
    "held": _held,
    "ask-send": _ask_send,
    "ask-drop": _ask_drop,
    "code": lambda turn, _: (turn.talk.to(Place.CODE, near=""), ()),
    "status": lambda turn, _: (turn.talk.to(Place.STATUS), ()),
    "undo": lambda turn, _: (turn.talk.to(Place.STATUS) if turn.known.has_case else turn.talk, (TakeBack(),)),
    "protection": lambda turn, _: (turn.talk.to(Place.PROTECTION), ()),
    "words": lambda turn, _: (turn.talk.to(Place.RECEIPT), ()),
    "lang": _language,
    "learned": learning.ask,
    "now": danger_now.press,
    "crisis": danger_now.press_crisis,
    "mistake": danger_now.mistake,
    "only-asked": danger_now.only_asked,
    "minor": minors.leave,
    "adult": minors.grown,
    "delete-yes": _delete_yes,
    "cancel-yes": _cancel_yes,
    **locking.MOVES,
    **links.MOVES,
    **groups.MOVES,
    **plights.MOVES,
    "read": lambda turn, _: (turn.talk, (Read(),)),
    "traces": lambda turn, _: _side(turn, Place.TRACES),
    "checklist": lambda turn, _: _side(turn, Place.CHECKLIST),
    "trace": _trace,
    "tongues": lambda turn, _: (turn.talk.to(Place.TONGUES), ()),
    "tongue": tongues.choose,
}
