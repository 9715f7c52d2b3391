"""An application that was sent can be changed: its questions are asked again, and what is left out stays. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows import form as forms
from bot.flows.buttons import button
from bot.flows.model import Kind
from bot.flows.talk import Phrase, Place

if TYPE_CHECKING:
    from bot.flows.model import Book, Flow
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row


def changes(flow: Flow, known: Known) -> bool:
    """Whether these questions are those of the application that is open: what is sent then changes it."""
    his = known.has_case and known.case_kind == "application" and known.case_door == flow.door
    return his and flow.beneath is None


def row(book: Book, known: Known) -> tuple[Row, ...]:
    """Return the row of an open application that asks its questions again."""
    flow = book.flow_of(known.case_door)
    return ((button("change"),),) if flow is not None and changes(flow, known) else ()


def told(flow: Flow, known: Known) -> tuple[Phrase, ...]:
    """Say beside the answers that the earlier ones stay where nothing is answered now."""
    return (Phrase.of("change-rest"),) if changes(flow, known) else ()


def begin(turn: Turn, _value: str) -> Move:
    """Ask anew from the first question; earlier answers are not shown on the phone."""
    flow = turn.book.flow_of(turn.known.case_door)
    if flow is None:
        return turn.talk, ()
    form = replace(forms.begun(turn.talk.form, flow), changes=True)
    return turn.talk.to(Place.STEP, form=form, hint="hint-change"), ()


def sent(turn: Turn) -> Move:
    """Send what is answered anew; where nothing is, nothing happens."""
    there = turn.talk.to(Place.STATUS, form=None, door=None, plight=None, topic=None, answer=None)
    if not turn.form.answers:
        return replace(there, hint="hint-unchanged"), ()
    return replace(there, hint="hint-changed"), (forms.submission(turn.book, turn.form),)


def over(turn: Turn) -> bool:
    """Whether this changes an application that is gone: what was answered anew would stand there alone."""
    return turn.form.changes and not changes(turn.flow, turn.known)


def closed(turn: Turn) -> Move:
    """Send nothing and keep every answer; from here on all questions are asked, as in a new application."""
    asked = [step.name for step in forms.path(turn.flow, turn.form.answers) if step.kind is not Kind.PAGE]
    first = next((name for name in asked if name not in turn.form.answers), asked[-1])
    form = replace(turn.form, step=first, editing=False, changes=False)
    return turn.talk.to(Place.STEP, form=form, hint="hint-change-closed"), ()
