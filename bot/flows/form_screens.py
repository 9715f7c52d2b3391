"""The screens of an application: a step, the summary, the second tap before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows import changing, minors, switches
from bot.flows.buttons import WAY_OUT, button
from bot.flows.crisis import CALL
from bot.flows.form import danger, path, progress, urgent
from bot.flows.model import VALUES, Kind
from bot.flows.talk import Form, Given, Option, Phrase, Screen
from bot.texts import excerpt

if TYPE_CHECKING:
    from bot.flows.model import Book, Flow, Step
    from bot.flows.talk import Known, Row, Talk

_SHOWN: Final = 250
_SHOWN_ALONE: Final = 1200


def step(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the present step: where in the way, the question, what was answered, the buttons."""
    flow, form = _open(book, talk)
    here = flow.find(form.step)
    if here is None or here.kind is Kind.PAGE:
        rows = (*_call(book, form), (button("next"),), WAY_OUT)
        said = switches.told(book.project, here, known.language) if here else {}
        return Screen((Phrase(f"flow-{flow.name}-{form.step}", said),), rows)
    key = f"flow-{flow.name}-{here.name}"
    told = switches.told(book.project, here, known.language)
    parts = [*_heading(flow, form), Phrase(key, told)]
    if talk.why:
        parts.append(Phrase.of("step-why", why=Phrase(f"{key}-why", told)))
    given = form.answers.get(here.name)
    if given:
        parts.append(Phrase.of("step-given", answer=_said(flow, here, given, _SHOWN_ALONE)))
    options = tuple((Option(Phrase.of(f"{key}-{option}"), f"o:{option}"),) for option in here.options)
    minor = minors.door_in(form, talk, first=flow.questions[0].name)
    return Screen(tuple(parts), (*_call(book, form), *options, *minor, *_step_rows(talk, form, given)))


def summary(book: Book, talk: Talk, known: Known) -> Screen:
    """Return all answers, a button to change each, and the button to send."""
    flow, form = _open(book, talk)
    asked = _listed(flow, form)
    parts = [Phrase.of("summary-urgent" if urgent(book, form) else "summary")]
    parts += [_line(flow, here, form.answers.get(here.name)) for here in asked]
    parts += changing.told(flow, known)
    edits = [Option(Phrase.of("button-edit", question=_short(flow, here)), f"e:{here.name}") for here in asked]
    pairs = tuple(tuple(edits[i : i + 2]) for i in range(0, len(edits), 2))
    return Screen(tuple(parts), (*_call(book, form), *_sending("send", talk), *pairs, *_keep_safe(known), WAY_OUT))


def _keep_safe(known: Known) -> tuple[Row, ...]:
    """A PIN keeps what is not sent from whoever takes the phone; words or a PIN that are there do that already."""
    return () if known.keyed else ((button("pin"),),)


def confirm(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the last word before an application goes out: what is in it, and the one press that sends it."""
    flow, form = _open(book, talk)
    answered = [here for here in _listed(flow, form) if here.name in form.answers]
    heading = "summary-urgent" if urgent(book, form) else "confirm" if answered else "confirm-bare"
    lines = (_line(flow, here, form.answers.get(here.name)) for here in answered)
    rows = (*_call(book, form), *_sending("send-now", talk), *_keep_safe(known), WAY_OUT)
    return Screen((Phrase.of(heading), *lines, *changing.told(flow, known)), rows)


def _sending(name: str, talk: Talk) -> tuple[Row, ...]:
    """The row that sends; who is under 18 sends no application."""
    return minors.way_back(talk) or ((button(name),),)


def _call(book: Book, form: Form) -> tuple[Row, ...]:
    """The row that calls an operator, once danger words stand in an answer."""
    return (CALL,) if danger(book, form) else ()


def _open(book: Book, talk: Talk) -> tuple[Flow, Form]:
    if talk.form is None:
        raise ValueError(f"no application is open at {talk.place}")
    return book.flows[talk.form.flow], talk.form


def _heading(flow: Flow, form: Form) -> list[Phrase]:
    number, total = progress(flow, form)
    intro = [Phrase.of(f"flow-{flow.name}")] if number == 1 and not form.editing else []
    return [*intro, Phrase.of("step-progress", number=number, total=total)]


def _step_rows(talk: Talk, form: Form, given: Given | None) -> tuple[Row, ...]:
    why = button("why-less", "why") if talk.why else button("why")
    onward = button("next") if given else button("skip", "next")
    finish = button("to-summary", "finish") if form.editing else button("finish")
    last: Row = (button("wipe"), finish) if given else (finish,)
    return ((why, onward), last, WAY_OUT)


def _listed(flow: Flow, form: Form) -> list[Step]:
    way = {here.name for here in path(flow, form.answers)}
    return [here for here in flow.questions if here.name in way or here.name in form.answers]


def _short(flow: Flow, here: Step) -> Phrase:
    return Phrase.of(f"flow-{flow.name}-{here.name}-short")


def _line(flow: Flow, here: Step, given: Given | None) -> Phrase:
    if given is None:
        return Phrase.of("summary-skipped", question=_short(flow, here))
    return Phrase.of("summary-line", question=_short(flow, here), answer=_said(flow, here, given, _SHOWN))


def _said(flow: Flow, here: Step, given: Given, limit: int) -> Phrase:
    if here.needs and given.words:
        return Phrase.of("given-apart")
    words = _words(here, given, limit)
    option = Phrase.of(f"flow-{flow.name}-{here.name}-{given.option}") if given.option else None
    if option and words and not given.media and not given.read:
        return Phrase.of("given-both", option=option, words=excerpt(given.words, limit))
    sent = Phrase.of("given-media", count=len(given.media)) if given.media else None
    said = tuple(part for part in (option, words, sent) if part)
    return said[0] if len(said) == 1 else Phrase.of("given-parts", parts=said)


def _words(here: Step, given: Given, limit: int) -> Phrase | None:
    """Own words as written; beside a value what they were read as, or that they were not."""
    if not given.words:
        return None
    if given.read:
        return Phrase.of("given-read", read=given.read)
    unread = here.kind in VALUES and here.kind is not Kind.PLACE
    return Phrase.of("given-as-written" if unread else "given-words", words=excerpt(given.words, limit))
