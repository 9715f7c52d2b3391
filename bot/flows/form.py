"""An application being filled in: the way through its steps, and the rule that no answer is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.altering import changed
from bot.flows.danger import Danger
from bot.flows.danger import danger as danger_in
from bot.flows.model import END, VALUES, Flow, Kind, Step
from bot.flows.talk import Answered, Form, Given, Phrase, Submit
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.model import Book
    from bot.messages import Media

ROOM: Final = 16_000
"""How many units of own words one application holds; past that a person is told to send first."""
MOST_MEDIA: Final = 10
"""How many recordings and pictures one application holds: an album's worth."""


def new_form(flow: Flow) -> Form:
    """Return an empty application at its first step."""
    apart = tuple(step.name for step in flow.steps if step.needs)
    return Form(flow=flow.name, version=flow.version, step=flow.steps[0].name, answers={}, apart=apart)


def begun(form: Form | None, flow: Flow) -> Form:
    """Return the form that asks these questions: what was open goes on in it."""
    return changed(refit(form, flow) if form else new_form(flow), editing=False)


def path(flow: Flow, answers: Mapping[str, Given]) -> tuple[Step, ...]:
    """Return the steps on the way the answers lead, asides included where an option goes to them."""
    way: list[Step] = []
    at: int | None = 0
    while at is not None:
        step = flow.steps[at]
        way.append(step)
        at = _following(flow, at, answers.get(step.name))
    return tuple(way)


def _following(flow: Flow, at: int, given: Given | None) -> int | None:
    target = flow.steps[at].goto.get(given.option) if given and given.option else None
    if target == END:
        return None
    later = range(at + 1, len(flow.steps))
    if target is not None:
        return next((i for i in later if flow.steps[i].name == target), None)
    return next((i for i in later if not flow.steps[i].aside), None)


def after(flow: Flow, form: Form) -> str | None:
    """Return the name of the step after the present one, None at the end of the way."""
    names = [step.name for step in path(flow, form.answers)]
    at = names.index(form.step) if form.step in names else len(names)
    return names[at + 1] if at + 1 < len(names) else None


def before(flow: Flow, form: Form) -> str | None:
    """Return the name of the step before the present one, None at the first."""
    names = [step.name for step in path(flow, form.answers)]
    at = names.index(form.step) if form.step in names else 0
    return names[at - 1] if at else None


def progress(flow: Flow, form: Form) -> tuple[int, int]:
    """Return the number of the present question and how many there are on this way."""
    asked = [step.name for step in path(flow, form.answers) if step.kind is not Kind.PAGE]
    return (asked.index(form.step) + 1 if form.step in asked else 1), len(asked)


def choose(form: Form, option: str) -> Form:
    """Return the form with an option chosen at the present step; own words there stay."""
    given = form.answers.get(form.step, Given())
    return changed(form, answers={**form.answers, form.step: changed(given, option=option)})


def write(form: Form, step: str, words: str) -> Form:
    """Return the form with words added to a step; what stood there stays."""
    given = form.answers.get(step, Given())
    joined = f"{given.words}\n{words}".strip()
    return changed(form, answers={**form.answers, step: changed(given, words=joined)})


def add_media(form: Form, step: str, media: Media) -> Form:
    """Return the form with a voice or a photo added to a step."""
    given = form.answers.get(step, Given())
    return changed(form, answers={**form.answers, step: changed(given, media=(*given.media, media))})


def read_as(form: Form, step: str, read: str) -> Form:
    """Return the form with what the newest words of a step were read as; empty: they could not be read."""
    given = form.answers.get(step, Given())
    return changed(form, answers={**form.answers, step: changed(given, read=read)})


def wipe(form: Form) -> Form:
    """Return the form without the answer of the present step, as the person asked."""
    return changed(form, answers={name: given for name, given in form.answers.items() if name != form.step})


def full(form: Form, words: str) -> bool:
    """Whether these words are more than one application holds."""
    return units(words) + sum(units(given.words) for given in form.answers.values()) > ROOM


def laden(form: Form) -> bool:
    """Whether the application holds as many recordings and pictures as it may."""
    return sum(len(given.media) for given in form.answers.values()) >= MOST_MEDIA


def own_words(form: Form) -> str:
    """Return what was written into an application, an answer a line; not what is kept apart."""
    return "\n".join(given.words for name, given in form.answers.items() if given.words and name not in form.apart)


def without_words(form: Form) -> Form:
    """Return the form without its words; options and media stay."""
    return changed(form, answers={name: changed(given, words="", read="") for name, given in form.answers.items()})


def all_apart(flow: Flow) -> bool:
    """Whether everything this flow asks is kept apart."""
    return all(step.needs for step in flow.questions)


def last_words(flow: Flow) -> str:
    """Return the step that takes words written where none were asked: the last text step."""
    texts = [step.name for step in flow.steps if step.kind is Kind.TEXT and step.needs is None]
    return texts[-1] if texts else flow.questions[-1].name


def refit(form: Form, flow: Flow) -> Form:
    """Return the form in another flow or a newer version: answers whose step is still there stay, words always."""
    if _fits(form, flow):
        return form
    fitted = changed(new_form(flow), editing=form.editing, changes=form.changes and form.flow == flow.name)
    for name, given in form.answers.items():
        step = next((asked for asked in flow.questions if asked.name == name), None)
        if name in form.apart and (step is None or step.needs is None):
            # A name or a place is never mixed into words that stay longer.
            continue
        if step and given.option in step.options:
            fitted = choose(changed(fitted, step=name), given.option or "")
        home = name if step else last_words(flow)
        if given.words:
            fitted = read_as(write(fitted, home, given.words), home, given.read if step else "")
        for medium in given.media:
            fitted = add_media(fitted, home, medium)
    here = form.step if flow.find(form.step) else _first_open(flow, fitted)
    return changed(fitted, step=here)


def _fits(form: Form, flow: Flow) -> bool:
    options = {step.name: (None, *step.options) for step in flow.questions}
    return (
        (form.flow, form.version) == (flow.name, flow.version)
        and flow.find(form.step) is not None
        and all(given.option in options.get(name, ()) for name, given in form.answers.items())
    )


def _first_open(flow: Flow, form: Form) -> str:
    way = path(flow, form.answers)
    return next((step.name for step in way if step.name not in form.answers), way[-1].name)


def submission(book: Book, form: Form) -> Submit:
    """Return everything that was answered, in the order of the steps."""
    flow = book.flows[form.flow]
    answers = tuple(
        Answered(
            step.name,
            Phrase.of(f"flow-{flow.name}-{step.name}-short"),
            Phrase.of(f"flow-{flow.name}-{step.name}-{given.option}") if given.option else None,
            given.words,
            given.read,
            bool(given.words and not given.read) and step.kind in VALUES - {Kind.PLACE},
            given.media,
            step.needs,
            heed=given.option in step.heed,
        )
        for step in flow.questions
        if (given := form.answers.get(step.name))
    )
    return Submit(
        door=flow.door or "",
        flow=flow.name,
        version=flow.version,
        urgent=urgent(book, form),
        answers=answers,
        danger=danger(book, form),
    )


def urgent(book: Book, form: Form) -> bool:
    """Whether an option that cannot wait was chosen, or danger words were written."""
    chosen = {name: given.option for name, given in form.answers.items()}
    waits = not any(chosen.get(step.name) in step.urgent for step in book.flows[form.flow].questions)
    return not waits or danger(book, form) is not None


def danger(book: Book, form: Form) -> Danger | None:
    """Return the most urgent danger the own words in an application speak of."""
    found = {danger_in(book, given.words) for given in form.answers.values() if given.words}
    return next((kind for kind in Danger if kind in found), None)
