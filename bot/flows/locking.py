"""What locking means for a talk: what would be lost, how a PIN is chosen, how two talks become one again. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows import form as forms
from bot.flows.lock_events import Lock, PinTyped, SetPin, Unlocked
from bot.flows.talk import SIDE_PLACES, Effect, Place, Remove, Talk

if TYPE_CHECKING:
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known

_DIGITS_AMONG: Final = r"[\d .-]+"
LOCK: Final[tuple[Effect, ...]] = (Lock(),)


def loses(talk: Talk, known: Known) -> bool:
    """Whether locking would lose something for ever: there is something, and neither five words nor a PIN."""
    return not known.keyed and (known.has_case or holds(talk))


def holds(talk: Talk) -> bool:
    """Whether something was written or given that is not sent."""
    return talk.form is not None or talk.unsent


def aside(talk: Talk, place: Place) -> Talk:
    """Return the talk on a side page, whose Back leads to where the person stood."""
    came = talk.came if talk.place in SIDE_PLACES else talk.place
    return talk.to(place, came=Place.HOME if came is Place.LEFT else came)


def _clear(turn: Turn, _value: str) -> Move:
    """Lock at once; where nothing could be opened again, say once what will be lost."""
    asks = loses(turn.talk, turn.known) and turn.talk.place is not Place.CLEAR
    return (aside(turn.talk, Place.CLEAR), ()) if asks else (Talk(), LOCK)


def _clear_yes(_turn: Turn, _value: str) -> Move:
    return Talk(), LOCK


def _exit(_turn: Turn, _value: str) -> Move:
    return Talk(place=Place.LEFT), LOCK


def _pin(turn: Turn, _value: str) -> Move:
    return replace(aside(turn.talk, Place.PIN), pin=""), ()


def no_pin(turn: Turn, said: str) -> Move:
    """What is typed where a PIN is chosen goes to nobody, and from the chat; he is told what a PIN is."""
    hint = "hint-pin-digits" if re.fullmatch(_DIGITS_AMONG, said) else "hint-no-pin"
    return replace(turn.talk, hint=hint), (Remove(),)


MOVES: Final = {"clear": _clear, "clear-yes": _clear_yes, "exit": _exit, "pin": _pin}
"""What the lock's own buttons do; a part of the moves."""


def met(talk: Talk, event: PinTyped | Unlocked) -> tuple[Talk, tuple[Effect, ...]]:
    """Choose a PIN, or go on where the right one opened everything."""
    match event:
        case PinTyped(made):
            return _chosen(talk, made)
        case Unlocked():
            return talk.to(Place.HOME, hint="hint-unlocked"), ()


def _chosen(talk: Talk, made: str) -> tuple[Talk, tuple[Effect, ...]]:
    """Take a PIN the second time it is typed alike: nobody can give back one with a slip in it."""
    if not talk.pin:
        return replace(talk, pin=made), (Remove(),)
    if talk.pin != made:
        return replace(talk, pin="", hint="hint-pin-differs"), (Remove(),)
    return talk.to(talk.came, pin="", hint="hint-pin-set"), (Remove(), SetPin(made))


def rejoin(hidden: Talk, since: Talk) -> Talk:
    """Return the hidden talk with everything that was written and not sent since it was locked."""
    form = hidden.form or since.form
    # A name or a place that is kept apart becomes no question: it is asked for again.
    written = forms.own_words(since.form) if since.form is not None and hidden.form is not None else ""
    held = "\n".join(filter(None, (hidden.held, since.held, written)))
    mocked = "\n".join(filter(None, (hidden.mocked, since.mocked)))
    near, media = hidden.near or since.near, hidden.media or since.media
    ends = since.ends if hidden.form is None else hidden.ends
    kept = replace(hidden, form=form, ends=ends, held=held, mocked=mocked, near=near, media=media)
    return replace(kept, rev=since.rev, hint="", pin="")
