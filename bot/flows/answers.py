"""The tree of answers: a door's topics, a topic's answers, an answer with its next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.buttons import HOME, RELATIVE, WAY_OUT, answer_button, button, door_of, title
from bot.flows.danger import Danger
from bot.flows.model import Source
from bot.flows.talk import Option, Phrase, Screen

if TYPE_CHECKING:
    from bot.flows.model import Answer, Book
    from bot.flows.talk import Known, Row, Talk

_CALLING: Final = (Danger.CRISIS, Danger.HARM)


_GROUP: Final = "group"


def door(book: Book, talk: Talk, known: Known) -> Screen:
    """Return a door's first page: its words, its topics, the application where it has one, the operator."""
    here = book.doors[talk.door or ""]
    rows = (*(_row("plight", key) for key in here.plights), *(_row("topic", key) for key in here.topics))
    parts = (Phrase.of(f"door-{talk.door}-page"),)
    return Screen(parts, (*apply_row(book, talk, known), *rows, (button("ask"), HOME)))


def topic(book: Book, talk: Talk, known: Known) -> Screen:
    """Return a topic's list of answers."""
    key, behind = talk.topic or "", door_of(talk, known)
    rows = tuple((answer_button(book, name, behind),) for name in book.topics[key].answers)
    heading = Phrase.of("topic-heading", title=Phrase.of(f"topic-{key}"))
    return Screen((heading,), (*rows, (button("ask"),), WAY_OUT))


def answer(book: Book, talk: Talk, known: Known) -> Screen:
    """Return an answer, where its words come from, and what can be done next."""
    key, behind = talk.answer or "", door_of(talk, known)
    known_answer = book.answers[key]
    heading = Phrase.of("answer-heading", title=Phrase.of(title(book, key, behind)))
    to_him = (Phrase.of("answer-to-him"),) if behind in known_answer.titles else ()
    parts = (heading, *to_him, *body(book, key))
    related = tuple((answer_button(book, name, behind),) for name in known_answer.related)
    applying = apply_row(book, talk, known) if known_answer.apply else ()
    calls, begin = _calls(book, key), begin_row(book, talk, key)
    return Screen(parts, (*calls, *related, *applying, *begin, (button("ask"),), WAY_OUT))


def _calls(book: Book, key: str) -> tuple[Row, ...]:
    """The row that calls an operator at once, under answers people open while something happens to them."""
    if book.answers[key].alarm:
        return ((button("now"),),)
    return tuple((button("crisis", f"crisis:{kind}"),) for kind in _CALLING if kind.answer == key)


def body(book: Book, key: str) -> tuple[Phrase, ...]:
    """Return an answer's words and where they come from; beneath words of care that would be cold."""
    said, known_answer = Phrase.of(f"answer-{key}"), book.answers[key]
    unapproved = (Phrase.of("answer-unapproved"),) if key in book.unapproved else ()
    if known_answer.source is Source.CARE:
        return (said, *unapproved)
    expired = (Phrase.of("answer-expired"),) if key in book.expired else ()
    return (said, _origin(known_answer), *unapproved, *expired)


def apply_row(book: Book, talk: Talk, known: Known) -> tuple[Row, ...]:
    """Return the row that opens the door's application; none where there is none or one is with the operators."""
    if talk.minor or book.flow_of(talk.door) is None or (known.has_case and known.case_kind == "application"):
        return ()
    return ((button("apply"),),)


def begin_row(book: Book, talk: Talk, key: str | None) -> tuple[Row, ...]:
    """Return the row that begins what belongs beneath an answer; none where nothing does, and under 18."""
    flow = book.beneath(key)
    if flow is not None and flow.name == _GROUP and not talk.minor:
        # What a group is, and how others join it, stands on a screen of its own; nobody begins one for another.
        return () if talk.door == RELATIVE else ((button("group"),),)
    return () if flow is None or talk.minor else ((button(f"begin-{flow.name}", f"begin:{flow.name}"),),)


def _row(kind: str, key: str) -> Row:
    return (Option(Phrase.of(f"{kind}-{key}"), f"{kind[0]}:{key}"),)


def law_of(provision: str) -> tuple[str, str] | None:
    """Return the act's text key and the article of a provision such as `GC III 13`; None when it is no such thing."""
    act, _, article = provision.rpartition(" ")
    return (f"law-{act.lower().replace(' ', '-')}", article) if act and article else None


def _origin(answer: Answer) -> Phrase:
    date = answer.checked.strftime("%d.%m.%Y")
    if answer.source in {Source.LAW, Source.MIXED} and answer.provisions:
        return Phrase.of(f"answer-source-{answer.source}", provisions=_laws(answer.provisions), date=date)
    bare = Source.UNKNOWN if answer.source is Source.MIXED else answer.source
    return Phrase.of(f"answer-source-{bare}", date=date)


def _laws(provisions: tuple[str, ...]) -> tuple[Phrase, ...]:
    acts: dict[str, list[str]] = {}
    for key, article in filter(None, map(law_of, provisions)):
        acts.setdefault(key, []).append(article)
    return tuple(Phrase.of(key, article=", ".join(articles)) for key, articles in acts.items())
