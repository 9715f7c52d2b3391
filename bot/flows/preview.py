"""Every screen of every road, each once, with the screens behind its buttons: what the preview page shows."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import TYPE_CHECKING, Final

from bot.flows.buttons import RELATIVE
from bot.flows.explore import Sample, explore
from bot.flows.form import urgent
from bot.flows.gallery import gallery
from bot.flows.screens import show
from bot.flows.talk import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.flows.explore import Likeness
    from bot.flows.model import Book
    from bot.flows.talk import Form, Known, Screen, Talk

LONG: Final = 300
"""A word of a gallery's fullest screens is longer; they are for the limits, and stand here in their usual form."""
_SAMPLE: Final = Sample("A few words of his own", ("I am 16 years old", "I want to die", "I am shot, help"))
GROUPS: Final = {
    "home": "First screen",
    "door": "Doors",
    "topic": "Topics",
    "answer": "Answers",
    "flow": "Applications",
    "side": "On the way and beside it",
    "rare": "Seen only at times",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen: its name, how it looks in a language, and the name of the screen behind each button."""

    name: str
    group: str
    looks: Callable[[str], Screen]
    links: Mapping[str, str]


def screens(book: Book) -> Iterator[Shown]:
    """Yield every screen that is reached from /start, then those that only time or an operator brings.

    The lines of all other languages are shown, for those who are to approve them.
    """
    book = changed(book, spoken=frozenset(book.tongues))
    first = book.texts.languages[0]
    spots = explore(book, first, _SAMPLE, _named(book))
    usual: dict[str, str] = {}
    seen = {repr(spot.screen) for spot in spots.values()}
    for name, spot in spots.items():
        links = {action: str(there) for action, there in spot.links.items()}
        usual |= {action: there for action, there in links.items() if action not in usual}

        def looks(language: str, talk: Talk = spot.talk, known: Known = spot.known) -> Screen:
            return show(book, talk, changed(known, language=language))

        yield Shown(str(name), _group_of(str(name)), looks, links)
    yield from _rare(book, usual, seen, {str(name) for name in spots})


def _rare(book: Book, usual: Mapping[str, str], seen: set[str], named: set[str]) -> Iterator[Shown]:
    galleries = {language: dict(gallery(book, language)) for language in book.texts.languages}
    for name, screen in galleries[book.texts.languages[0]].items():
        searched_for = _group_of(name) == "answer" and name not in named
        aside = _group_of(name) in {"home", "side"} and not _long(screen) and repr(screen) not in seen
        if searched_for or aside:
            links = {option.action: there for option in screen.options if (there := _usual(usual, option.action))}

            def looks(language: str, name: str = name) -> Screen:
                return galleries[language][name]

            yield Shown(f"{name}, seldom", "rare", looks, links)


def _usual(usual: Mapping[str, str], action: str) -> str | None:
    return usual.get(action) or usual.get(action.replace("f:", "a:", 1))


def _long(screen: Screen) -> bool:
    return any(isinstance(value, str) and len(value) > LONG for part in screen.parts for value in part.args.values())


def _group_of(name: str) -> str:
    first = name.replace(",", " ").split()[0]
    return first if first in GROUPS else "side"


def _named(book: Book) -> Likeness:
    def name(talk: Talk, known: Known) -> str:
        return " ".join(filter(None, (_place(book, talk, known), *_marks(talk, known))))

    return name


def _place(book: Book, talk: Talk, known: Known) -> str:
    named = str(talk.place)
    match talk.place:
        case Place.DOOR | Place.PLIGHT | Place.TOPIC | Place.ANSWER:
            named = f"{talk.place} {getattr(talk, talk.place)}{_behind(book, talk)}"
        case Place.STEP | Place.SUMMARY | Place.CONFIRM if talk.form:
            named = _of_flow(book, talk, talk.form)
        case Place.RECEIPT | Place.STATUS | Place.PROTECTION:
            named = f"{talk.place} {known.case_kind or ''}{', words shown' if known.words else ''}"
        case Place.LINK:
            named = f"link {known.link}"
        case Place.GROUP:
            named = f"group {known.group}"
        case Place.CRISIS | Place.NOW:
            named = f"{talk.place} {talk.danger or ''}".strip()
        case _:
            pass
    return named


def _behind(book: Book, talk: Talk) -> str:
    """The door, where an answer or one of a topic has a title of its own behind it."""
    shown = book.topics[talk.topic].answers if talk.place is Place.TOPIC and talk.topic else (talk.answer,)
    there = talk.place in {Place.TOPIC, Place.ANSWER}
    return f", {talk.door}" if there and any(key and talk.door in book.answers[key].titles for key in shown) else ""


def _of_flow(book: Book, talk: Talk, form: Form) -> str:
    if talk.place is not Place.STEP:
        return f"flow {form.flow} {talk.place}{', urgent' if urgent(book, form) else ''}"
    answered = ", answered" if form.step in form.answers else ", why" if talk.why else ""
    return f"flow {form.flow} {form.step}{answered}"


def _marks(talk: Talk, known: Known) -> Iterator[str]:
    if talk.place is Place.RECEIPT:
        yield f"of a group's {known.group}" if known.group else ""
    if talk.place is Place.STATUS:
        yield "of a relative" if known.case_door == RELATIVE else ""
        yield "with the three words said" if known.link == "asked" else ""
    if talk.place in {Place.DOOR, Place.PLIGHT} and talk.door == RELATIVE:
        yield "with a case" if known.has_case else ""
    if talk.place is Place.HOME:
        yield "with a draft" if talk.form else ""
        yield "with words not sent" if talk.unsent else ""
        yield "with a case" if known.has_case else ""
