"""Answers that are more than words: a day, a number, a place, a voice or a photo. Nothing is refused, all is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows import dates, numbers, phones, places
from bot.flows import form as forms
from bot.flows.model import Kind
from bot.flows.moves import onward
from bot.flows.talk import Place, Remove
from bot.flows.values import Value

if TYPE_CHECKING:
    from bot.flows.model import Step
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Form
    from bot.messages import Media

_TAKEN: Final = frozenset({"photo", "voice"})


def written(turn: Turn, kept: Form, step: Step, said: str) -> Move:
    """Read what was written at a step for a value: onward where it is one, else a kind line and the same step.

    `kept`: the application with these words in it already; they stay as written, whatever they were read as.
    """
    value = _value(turn, step, said)
    form = forms.read_as(kept, step.name, value.read)
    if value.hint:
        return replace(turn.talk, form=form, hint=value.hint), (Remove(),)
    return onward(turn, form), (Remove(),)


def _value(turn: Turn, step: Step, said: str) -> Value:
    match step.kind:
        case Kind.DATE:
            return dates.read(said, now=turn.known.now, year_alone=step.year)
        case Kind.PHONE:
            return phones.read(said)
        case Kind.NUMBER:
            return numbers.read(said)
        case _:
            return places.read(said)


def given(turn: Turn, media: Media, said: str) -> Move | None:
    """Take a voice or a photo where one is asked, a place where a place is; None where the step asks for neither."""
    step = turn.flow.find(turn.form.step) if turn.talk.place is Place.STEP else None
    if step is not None and step.kind is Kind.PLACE and media.kind == "location":
        return _place(turn, step, media)
    if step is None or step.kind is not Kind.MEDIA or media.kind not in _TAKEN:
        return None
    if forms.laden(turn.form) or forms.full(turn.form, said):
        return replace(turn.talk, hint="hint-media-full"), ()
    form = forms.add_media(turn.form, step.name, media)
    if said:
        form = forms.write(form, step.name, said)
    # An album comes as many messages: the step stays until he goes on himself.
    return replace(turn.talk, form=form, hint="hint-media-kept"), (Remove(),)


def _place(turn: Turn, step: Step, media: Media) -> Move:
    """A point of the map leaves the chat at once; one that moves is taken as it was when it came."""
    point = places.point(media.latitude or 0.0, media.longitude or 0.0)
    if forms.full(turn.form, point):
        return replace(turn.talk, hint="hint-full"), (Remove(),)
    form = forms.read_as(forms.write(turn.form, step.name, point), step.name, point)
    if media.live:
        return replace(turn.talk, form=form, hint="hint-place-live"), (Remove(),)
    return onward(turn, form), (Remove(),)
