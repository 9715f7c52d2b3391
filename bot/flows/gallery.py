"""Every screen of a book, each in its fullest form: what the checks render, and what a preview can show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows.buttons import HOME, RELATIVE
from bot.flows.danger import Danger
from bot.flows.form import new_form
from bot.flows.model import Kind
from bot.flows.screens import show
from bot.flows.search import NEAREST
from bot.flows.talk import Form, Given, Known, Phrase, Place, Screen, Talk
from bot.flows.waiting import BUCKETS
from bot.messages import Media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book, Flow

STATES: Final = ("new", "reopened", "returned", "taken", "waiting")
ALONE: Final = ("button-stale", "button-forged", "answer-expired")
"""Texts of the persons' side that stand on no usual screen: the toasts of errors, and the line of a late answer."""
_OVER: Final = 1_900_000_000
_SENT: Final = {"leader": "group", "member": "joined"}
ELSEWHERE: Final = frozenset(map(Place, ("door", "plight", "topic", "answer", "step", "summary", "confirm")))
"""Places whose screens need something that is open; they are yielded with it."""
_LONG: Final = "Ш&" * 800
_WORDS: Final = ("двенадцатьбу",) * 5
_VOICE: Final = Media(kind="voice", file_id="voice")


def gallery(book: Book, language: str) -> Iterator[tuple[str, Screen]]:
    """Yield every screen with a name to find it by: as a newcomer sees it, and with all there can be on it."""
    new = Known(language=language)
    book = replace(book, unapproved=frozenset(book.answers), spoken=frozenset(book.tongues))
    yield from _tree(book, new)
    yield from _titled(book, new)
    yield from _forms(book, new)
    yield from _others(book, new)
    hints = sorted(key for key in book.texts.keys(language) if key.startswith("hint-"))
    yield "hints", Screen(tuple(map(Phrase.of, hints)), ((HOME,),))
    yield "toasts", Screen(tuple(map(Phrase.of, ALONE)), ((HOME,),))


def _tree(book: Book, known: Known) -> Iterator[tuple[str, Screen]]:
    seen: set[str] = set()
    for door in book.doors:
        at_door = Talk(place=Place.DOOR, door=door)
        yield f"door {door}", show(book, at_door, known)
        for plight in book.doors[door].plights:
            told = replace(known, has_case=True, case_kind="question", case_door=door)
            yield f"plight {plight}", show(book, at_door.to(Place.PLIGHT, plight=plight), told)
        for topic in book.doors[door].topics:
            if topic not in seen:
                seen.add(topic)
                yield from _topic(book, replace(at_door, topic=topic), known)


def _topic(book: Book, talk: Talk, known: Known) -> Iterator[tuple[str, Screen]]:
    yield f"topic {talk.topic}", show(book, talk.to(Place.TOPIC), known)
    for key in book.topics[talk.topic or ""].answers:
        yield f"answer {key}", show(book, talk.to(Place.ANSWER, answer=key), known)


def _titled(book: Book, known: Known) -> Iterator[tuple[str, Screen]]:
    """The answers once more behind the doors where they have a title of their own."""
    for key, answer in book.answers.items():
        for door in answer.titles:
            yield f"answer {key}, {door}", show(book, Talk(place=Place.ANSWER, door=door, answer=key), known)


def _forms(book: Book, known: Known) -> Iterator[tuple[str, Screen]]:
    for flow in book.flows.values():
        for step in flow.steps:
            bare = Talk(place=Place.STEP, form=replace(new_form(flow), step=step.name))
            yield f"flow {flow.name} {step.name}", show(book, bare, known)
            filled = replace(bare, why=True, form=replace(_filled(flow), step=step.name))
            yield f"flow {flow.name} {step.name}, answered", show(book, filled, known)
        yield from _endings(book, flow, known)


def _endings(book: Book, flow: Flow, known: Known) -> Iterator[tuple[str, Screen]]:
    empty = Talk(place=Place.SUMMARY, form=new_form(flow))
    yield f"flow {flow.name} summary, empty", show(book, empty, known)
    yield f"flow {flow.name} summary", show(book, replace(empty, form=_filled(flow)), known)
    yield f"flow {flow.name} confirm", show(book, empty.to(Place.CONFIRM), known)


def _filled(flow: Flow) -> Form:
    answers = {
        step.name: Given(
            option=(step.urgent or step.options)[-1] if step.options else None,
            words=_LONG,
            media=(_VOICE,) if step.kind is Kind.MEDIA else (),
        )
        for step in flow.steps
        if step.kind is not Kind.PAGE
    }
    return replace(new_form(flow), answers=answers)


def _others(book: Book, new: Known) -> Iterator[tuple[str, Screen]]:
    form = next((new_form(flow) for flow in book.flows.values()), None)
    busy = Talk(called=True, form=form, held=_LONG, media=_VOICE, found=tuple(book.answers)[:NEAREST])
    with_case = replace(
        new,
        has_case=True,
        case_state="new",
        case_kind="application",
        case_door="soldier",
        words=_WORDS,
        check_word="слово",
    )
    for place in set(Place) - ELSEWHERE:
        yield f"{place}", show(book, Talk(place=place), new)
        yield f"{place}, with a case", show(book, busy.to(place, sent="application"), with_case)
    yield "pin, again", show(book, Talk(place=Place.PIN, pin="00"), new)
    for kind in Danger:
        place = Place.NOW if kind is Danger.NOW else Place.CRISIS
        yield f"crisis {kind}", show(book, Talk(place=place, danger=kind, passed=2), new)
    yield from _links(book, with_case)
    yield from _waits(book, new, with_case)
    for state in STATES:
        yield f"status {state}", show(book, Talk(place=Place.STATUS), replace(with_case, case_state=state))
    over = replace(new, ended=True, ended_until=_OVER)
    yield "status closed", show(book, Talk(place=Place.STATUS), over)
    yield "status closed by an earlier version", show(book, Talk(place=Place.STATUS), replace(over, ended_until=0))


def _links(book: Book, with_case: Known) -> Iterator[tuple[str, Screen]]:
    """How far a man's case is linked with his family's, and what they see of it; and what the men of a group see."""
    for state in ("waits", "asked", "linked"):
        linked = replace(with_case, link=state, link_words=_WORDS[:3])
        yield f"link {state}", show(book, Talk(place=Place.LINK), linked)
        yield f"status, link {state}", show(book, Talk(place=Place.STATUS), linked)
    leader = replace(with_case, group="leader", group_men="5", group_wounded="1", group_words=_WORDS[:4])
    for name, grouped in (("leader", leader), ("member", replace(leader, group="member"))):
        yield f"group {name}", show(book, Talk(place=Place.GROUP), grouped)
        yield f"receipt {name}", show(book, Talk(place=Place.RECEIPT, sent=_SENT[name]), grouped)
    relative = replace(with_case, case_door=RELATIVE, words=())
    yield "status, relative", show(book, Talk(place=Place.STATUS), relative)
    yield from _received(book, with_case, relative)


def _received(book: Book, with_case: Known, relative: Known) -> Iterator[tuple[str, Screen]]:
    """The receipts that name every question whose answer came."""
    yield "receipt search", show(book, Talk(place=Place.RECEIPT, sent="search"), relative)
    for name, known in (("second", replace(with_case, case_state="taken")), ("search", relative)):
        flow = book.flows.get(name)
        every = tuple(step.name for step in flow.questions) if flow else ()
        yield f"receipt {name}, received", show(book, Talk(place=Place.RECEIPT, sent=name, received=every), known)


def _waits(book: Book, new: Known, with_case: Known) -> Iterator[tuple[str, Screen]]:
    """What a person sees while nobody answers, of the five words asked back, and of being under 18."""
    alone = replace(with_case, on_shift=False, late=True, unheard=True)
    for place in (Place.HOME, Place.NOW, Place.CRISIS, Place.RECEIPT, Place.STATUS):
        yield f"{place}, nobody there", show(book, Talk(place=place, danger=Danger.CRISIS, called=True), alone)
    for name in BUCKETS:
        yield f"status waited {name}", show(book, Talk(place=Place.STATUS), replace(with_case, waited=name))
    yield "learn, asked", show(book, Talk(place=Place.LEARN, quiz=(1, 4)), with_case)
    yield "ask, in another language", show(book, Talk(place=Place.ASK, tongue=next(iter(book.tongues), "")), new)
    yield "ask, under 18", show(book, Talk(place=Place.ASK, minor=True), new)
