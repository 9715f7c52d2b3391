"""Walks every button that can be reached from /start: what the explorer asserts on, and what a preview links."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.flows import groups
from bot.flows.danger import Dangers
from bot.flows.engine import COMMANDS, begin, step
from bot.flows.form import urgent
from bot.flows.lock_events import Lock, ThreeWords
from bot.flows.screens import show
from bot.flows.talk import (
    Ask,
    CodeFound,
    CodeLearned,
    CodeRefused,
    DeleteAll,
    Gave,
    GroupAct,
    Known,
    LinkAct,
    NearCode,
    Place,
    SetLanguage,
    Submit,
    Talk,
    Tap,
    Typed,
)
from bot.messages import Media

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from bot.flows.model import Book
    from bot.flows.talk import Effect, Event, Screen

    Likeness = Callable[[Talk, Known], Hashable]

WORDS: Final = ("•••",) * 5
"""Stands for a return code; real words are drawn by chance."""
_LINKED: Final = {"make": "waits", "yes": "linked", "no": "", "drop": ""}
"""What a link is after each of its buttons."""
_VOICE: Final = Media(kind="voice", file_id="voice")


@dataclass(slots=True)
class Spot:
    """A state that was reached: what is seen there, the way that led to it, and where each button leads."""

    talk: Talk
    known: Known
    screen: Screen
    way: tuple[str, ...]
    links: dict[str, Hashable]


@dataclass(frozen=True, slots=True)
class Sample:
    """Words a person may write, so that the screens after them are seen too."""

    question: str
    danger: tuple[str, ...] = ()


def explore(book: Book, language: str, sample: Sample, likeness: Likeness) -> dict[Hashable, Spot]:
    """Return a spot for every likeness that can be reached from /start, the nearest first."""
    talk, known = begin(), Known(language=language)
    calm = _calm(book)
    spots = {likeness(talk, known): Spot(talk, known, show(book, talk, known), (), {})}
    waiting = deque(spots.values())
    while waiting:
        spot = waiting.popleft()
        shown = {Tap(option.action) for option in spot.screen.options}
        for event in _events(spot, sample):
            outcome = step(book if spot.talk.place is Place.HOME else calm, spot.talk, event, spot.known)
            after = _meanwhile(spot, outcome.talk, _known_after(spot.known, outcome.effects))
            there = replace(outcome.talk, rev=0)
            key = likeness(there, after)
            if event in shown:
                spot.links[event.action] = key
            if key not in spots:
                spots[key] = Spot(there, after, show(calm, there, after), (*spot.way, _named(event)), {})
                waiting.append(spots[key])
    return spots


def alike(book: Book) -> Likeness:
    """Return the likeness under which states show the same buttons; what lies elsewhere in the talk is left out."""
    calm = _calm(book)

    def likeness(talk: Talk, known: Known) -> Hashable:
        return (known.language, talk.place, *_here(calm, talk, known))

    return likeness


def _calm(book: Book) -> Book:
    """Return the book without what takes minutes if every answer of every form is searched for it."""
    return replace(book, dangers=Dangers(), indexes={})


def _here(book: Book, talk: Talk, known: Known) -> tuple[Hashable, ...]:
    held = (bool(talk.held or talk.mocked), bool(talk.media), bool(talk.near), bool(talk.found))
    found: tuple[Hashable, ...]
    match talk.place:
        case Place.HOME:
            found = talk.form and talk.form.flow, any(held[:3]), known.has_case, talk.hint
        case Place.DOOR:
            found = talk.door, known.case_kind
        case Place.TOPIC:
            found = talk.door, talk.topic
        case Place.ANSWER:
            found = talk.door, talk.answer, talk.topic is None, talk.plight is None, known.case_kind == "application"
        case Place.STEP:
            found = _step_of(talk)
        case Place.SUMMARY | Place.CONFIRM if talk.form:
            found = talk.form.flow, urgent(book, talk.form), bool(talk.form.answers)
        case Place.RECEIPT | Place.STATUS | Place.PROTECTION:
            found = (
                known.case_kind,
                known.case_door,
                known.words,
                talk.sent,
                talk.hint,
                known.link == "asked",
                known.group,
            )
        case Place.CRISIS | Place.NOW:
            found = (talk.danger, known.has_case)
        case _:
            found = talk.came, talk.hint, known.has_case, held, *_of_relatives(talk, known)
    return found


def _of_relatives(talk: Talk, known: Known) -> tuple[Hashable, ...]:
    match talk.place:
        case Place.PLIGHT:
            return talk.plight, known.case_kind, known.case_door
        case Place.LINK:
            return (known.link,)
        case Place.GROUP:
            return known.group, known.case_kind
        case _:
            return ()


def _step_of(talk: Talk) -> tuple[Hashable, ...]:
    form = talk.form
    if form is None:
        return ()
    given = form.answers.get(form.step)
    said = given and (given.option, bool(given.words or given.media))
    return form.flow, form.step, form.editing, said, talk.why and not said


def _events(spot: Spot, sample: Sample) -> Iterator[Event]:
    """Every button on the screen, and what else a person may send where it matters."""
    yield from (Tap(option.action) for option in spot.screen.options)
    if spot.talk.place is Place.HOME:
        yield from map(Tap, sorted(COMMANDS))
    if spot.talk.place in {Place.HOME, Place.STEP, Place.ASK}:
        yield Typed(sample.question)
        yield Gave(_VOICE)
    if spot.talk.place is Place.HOME:
        yield from map(Typed, sample.danger)
        yield NearCode("•")
        yield ThreeWords("aa bb cc")
    if spot.talk.place is Place.JOIN:
        yield Typed("aa bb cc dd")
    if spot.talk.place is Place.CODE:
        yield CodeRefused()
        yield CodeRefused(wait=True)
        if spot.known.has_case:
            yield CodeFound()


def _meanwhile(spot: Spot, there: Talk, known: Known) -> Known:
    """While he looked away from his three words somebody said them."""
    said = spot.talk.place is Place.LINK and there.place is Place.STATUS and known.link == "waits"
    return replace(known, link="asked") if said else known


def _named(event: Event) -> str:
    return event.action if isinstance(event, Tap) else type(event).__name__


def _known_after(known: Known, effects: tuple[Effect, ...]) -> Known:
    """What storage knows once the effects are carried out."""
    for effect in effects:
        match effect:
            case Submit(flow=groups.FLOW) | GroupAct():
                known = _grouped(known, effect)
            case Submit(door=door) if door:
                known = replace(_opened(known, "application"), case_door=door)
            case Ask(door=door) if not known.has_case:
                known = replace(_opened(known, "question"), case_door=door)
            case LinkAct(act) if act in _LINKED:
                known = replace(known, link=_LINKED[act], link_words=WORDS[:3])
            case CodeLearned():
                known = replace(known, words=())
            case DeleteAll() | Lock():
                known = Known(language=known.language)
            case SetLanguage(code):
                known = replace(known, language=code)
            case _:
                continue
    return known


def _grouped(known: Known, effect: Submit | GroupAct) -> Known:
    """A group was written down, joined or left."""
    if isinstance(effect, GroupAct) and effect.act == "leave":
        return replace(known, group="")
    if known.case_kind != "application":
        known = replace(_opened(known, "application"), case_door="soldier")
    if isinstance(effect, GroupAct):
        return replace(known, group=groups.MEMBER)
    return replace(known, group=groups.LEADER, group_men="5", group_words=WORDS[:4])


def _opened(known: Known, kind: str) -> Known:
    return replace(known, has_case=True, case_state="new", case_kind=kind, words=WORDS, check_word="•••")
