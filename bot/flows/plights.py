"""What happened to somebody's relative: one screen each. Nobody can apply for another, and nobody tells his place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows import answers, links, places
from bot.flows import form as forms
from bot.flows.buttons import RELATIVE, WAY_OUT, answer_button, button
from bot.flows.talk import FORM_PLACES, Phrase, Place, Screen

if TYPE_CHECKING:
    from bot.flows.effects import Submit
    from bot.flows.model import Book, Flow, Way
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row, Talk

MISSING: Final = "missing"
"""The plight whose screen shows where else to search."""
AFRAID: Final = "afraid"
"""The plight whose screen has a button for the writer's own despair."""


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the answer for this plight, our own words on it, whom to ask besides, and what to read next."""
    name = talk.plight or ""
    plight = book.plights[name]
    said = answers.body(book, plight.answer) if plight.answer else ()
    heading = Phrase.of("plight-heading", title=Phrase.of(f"plight-{name}"))
    parts = (heading, *said, *_ways(book, name, known), *_own(book, name, known))
    related = tuple((answer_button(book, key, talk.door),) for key in plight.answers)
    begin = answers.begin_row(book, talk, plight.answer)
    despair: tuple[Row, ...] = ((button("crisis"),),) if name == AFRAID else ()
    return Screen(parts, (*begin, *related, *despair, *links.tell_row(book, known, name), (button("ask"),), WAY_OUT))


def _own(book: Book, name: str, known: Known) -> tuple[Phrase, ...]:
    key = f"plight-{name}-page"
    return (Phrase.of(key),) if key in book.texts.keys(known.language) else ()


def _ways(book: Book, name: str, known: Known) -> tuple[Phrase, ...]:
    """Where else a missing man is searched for: the tracing first, then the project's contacts, each with its date."""
    said = book.project.relatives
    ways = (*filter(None, (said.tracing,)), *said.contacts) if name == MISSING else ()
    return tuple(_way(way, known.language) for way in ways)


def _way(way: Way, language: str) -> Phrase:
    date = way.label.checked.strftime("%d.%m.%Y")
    return Phrase.of("plight-way", label=way.label.in_language(language), where=way.where, date=date)


def tells_his_place(turn: Turn, said: str) -> bool:
    """Whether these words are nothing but a point on the map, from somebody who writes about another."""
    about = (turn.known.case_door if turn.known.has_case else turn.talk.door) == RELATIVE
    return about and turn.talk.place not in FORM_PLACES and bool(places.read(said).read)


def joined(submit: Submit, flow: Flow, known: Known) -> Submit:
    """Return what was sent; begun beneath an answer it joins an application that is open already."""
    joins = flow.beneath is not None and known.has_case and known.case_kind == "application"
    return replace(submit, door="") if joins else submit


def _plight(turn: Turn, value: str) -> Move:
    return turn.talk.to(Place.PLIGHT, plight=value, topic=None, answer=None, found=()), ()


def _begin(turn: Turn, value: str) -> Move:
    flow, talk = turn.book.flows[value], turn.talk
    if talk.form is not None and talk.form.flow != flow.name and forms.all_apart(flow):
        # No step here takes words that are not kept apart: what was written elsewhere becomes a question.
        held = f"{talk.held}\n{forms.own_words(talk.form)}".strip()
        talk = replace(talk, held=held, form=forms.without_words(talk.form))
    return talk.to(Place.STEP, form=forms.begun(talk.form, flow)), ()


MOVES: Final = {"p": _plight, "begin": _begin}
"""What the buttons of these screens do; a part of the moves."""
