"""Conversations as data: who sends or taps what, and what he sees, run against the engine and the texts alone.

A file holds one person's phone language and his turns, in his own words. Its storage is a few lines of this module:
an application or a question opens a case, five words may open one, `/delete` leaves none.
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.desk.talks.intake import COMMANDS
from bot.flows.effects import (
    Call,
    CallOff,
    Cancelled,
    CodeLearned,
    DeleteAll,
    GroupAct,
    LinkAct,
    Read,
    Remove,
    SetLanguage,
    SetTongue,
    SetTrace,
    Slow,
    TakeBack,
    TryCode,
)
from bot.flows.engine import begin, step
from bot.flows.lock_events import Lock, PinTyped, SetPin, Unlocked
from bot.flows.screens import label, show, words
from bot.flows.talk import Ask, CodeFound, CodeRefused, Gave, Known, Place, Submit, Talk, Tap, Typed
from bot.messages import Media
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.model import Book
    from bot.flows.talk import Answered, Effect, Event

HERE = Path(__file__).parent
FIVE_WORDS = ("one", "two", "three", "four", "five")
CHECK_WORD = "river"
LONGEST = 4096

LATER: Mapping[str, dict[str, Any]] = {
    "an operator takes it": {"case_state": "taken"},
    "an operator answers": {"case_state": "waiting", "unread": True},
    "two minutes pass": {"unheard": True},
    "the shift ends": {"on_shift": False},
    "the promised time passes": {"late": True},
    "people waited an hour": {"waited": "hour"},
    "somebody says the three words": {"link": "asked"},
    "the operators close it": {"has_case": False, "case_state": None, "case_kind": None, "words": (), "check_word": ""},
}
"""What happens without the person, and what storage knows then."""
LINKED = {"make": "waits", "yes": "linked", "no": "", "drop": ""}
"""What a link is after each of its buttons."""
Happens = Literal[
    "the words open a case",
    "the words open nothing",
    "too many tries",
    "an operator takes it",
    "an operator answers",
    "two minutes pass",
    "the shift ends",
    "the promised time passes",
    "people waited an hour",
    "somebody says the three words",
    "the operators close it",
    "the PIN opens",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Turn(_Strict):
    """One thing a person does, or that happens, and what must follow. `follows` lists every effect, in order."""

    sends: str | None = None
    taps: str | None = None
    gives: Literal["voice", "photo", "location"] | None = None
    happens: Happens | None = None
    sees: list[str] = []
    sees_not: list[str] = []
    buttons: list[str] = []
    no_buttons: list[str] = []
    follows: list[str] | None = None


class Transcript(_Strict):
    """A whole conversation on a phone set to `language`. `spoken`: the lines of all other languages are approved."""

    language: str
    spoken: bool = False
    turn: list[Turn]


def read(path: Path) -> Transcript:
    """The transcript in a file. Raises pydantic's ValidationError on anything it does not know."""
    return Transcript.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def play(book: Book, transcript: Transcript) -> Stand:
    """Run a transcript to its end. Raises AssertionError naming the turn, what was wanted and what was there."""
    if transcript.spoken:
        book = replace(book, spoken=frozenset(book.tongues))
    stand = Stand(book, Known(language=book.texts.language_for(transcript.language)))
    for number, turn in enumerate(transcript.turn, 1):
        try:
            stand.does(turn)
            stand.meets(turn)
        except AssertionError as fault:
            raise AssertionError(f"turn {number}: {fault}") from None
    return stand


@dataclass
class Stand:
    """Where the person stands, and what storage would know about him."""

    book: Book
    known: Known
    talk: Talk = field(default_factory=begin)
    followed: list[str] = field(default_factory=list)

    @property
    def screen(self) -> str:
        """What is to be read: markup resolved as Telegram resolves it."""
        said = words(self.book.texts, self.known.language, show(self.book, self.talk, self.known))
        return html.unescape(re.sub("<[^>]*>", "", said))

    @property
    def buttons(self) -> dict[str, str]:
        """The action behind each label."""
        options = show(self.book, self.talk, self.known).options
        return {label(self.book.texts, self.known.language, option.label): option.action for option in options}

    def does(self, turn: Turn) -> None:
        """One event, and what storage makes of its effects."""
        if turn.happens is not None and turn.happens in LATER:
            self.known = replace(self.known, **LATER[turn.happens])
            return
        outcome = step(self.book, self.talk, self._event(turn), self.known)
        self.talk = Talk.from_json(outcome.talk.to_json())
        self.followed = [_named(effect) for effect in outcome.effects]
        for effect in outcome.effects:
            self.known = _stored(self.known, effect)

    def meets(self, turn: Turn) -> None:
        """What the turn wants to be seen, and not to be seen."""
        screen, buttons = self.screen, self.buttons
        assert units(screen) <= LONGEST, "the screen is too long for Telegram"
        there = f"there is:\n{screen}\n{list(buttons)}\n{self.followed}"
        assert [text for text in turn.sees if text not in screen] == [], there
        assert [text for text in turn.sees_not if text in screen] == [], there
        assert [text for text in turn.buttons if text not in buttons] == [], there
        assert [text for text in turn.no_buttons if text in buttons] == [], there
        assert turn.follows is None or turn.follows == self.followed, there

    def _event(self, turn: Turn) -> Event:
        did = [value for value in (turn.sends, turn.taps, turn.gives, turn.happens) if value is not None]
        assert len(did) == 1, f"one of sends, taps, gives and happens, not {did}"
        if turn.sends is not None:
            command = COMMANDS.get(turn.sends.split(maxsplit=1)[0])
            if self.talk.place is Place.PIN and re.fullmatch("[0-9]{4,8}", turn.sends):
                return PinTyped(turn.sends)
            return Tap(command) if command else Typed(turn.sends)
        if turn.taps is not None:
            assert turn.taps in self.buttons, f"no button {turn.taps!r}; there are {list(self.buttons)}"
            return Tap(self.buttons[turn.taps])
        if turn.gives is not None:
            place: dict[str, Any] = {"latitude": 1.0, "longitude": 2.0} if turn.gives == "location" else {}
            return Gave(Media(kind=turn.gives, file_id=None if place else "file", **place))
        return self._code(turn.happens)

    def _code(self, happens: str | None) -> Event:
        if happens == "the PIN opens":
            return Unlocked()
        if happens == "the words open a case":
            self.known = _with_case(self.known, "application")
            return CodeFound()
        return CodeRefused(wait=happens == "too many tries")


def _with_case(known: Known, kind: str) -> Known:
    return replace(known, has_case=True, case_state="new", case_kind=kind, case_door="soldier", check_word=CHECK_WORD)


def _stored(known: Known, effect: Effect) -> Known:  # noqa: C901, PLR0911 - one line an effect
    match effect:
        case Submit(door=door):
            case = _with_case(known, "application")
            case = replace(case, words=FIVE_WORDS, keyed=True, case_door=door or case.case_door)
            return _led(case, effect) if effect.flow == "group" else case
        case GroupAct(act):
            joined = replace(_with_case(known, "application"), words=FIVE_WORDS, keyed=True, group="member")
            return replace(known, group="") if act == "leave" else joined
        case Ask(door=door) | Call(door) if not known.has_case:
            return replace(_with_case(known, "question"), case_door=door)
        case SetLanguage(code):
            return replace(known, language=code)
        case CodeLearned():
            return replace(known, words=())
        case DeleteAll() | CallOff() | Lock():
            return Known(language=known.language)
        case SetPin():
            return replace(known, keyed=True)
        case SetTrace(hours):
            return replace(known, trace=hours)
        case LinkAct(act) if act != "tell":
            return replace(known, link=LINKED[act], link_words=FIVE_WORDS[:3])
        case Read():
            return replace(known, unread=False, ended=False)
        case _:
            return known


def _led(known: Known, submit: Submit) -> Known:
    told = {answer.step: answer.read for answer in submit.answers}
    men, wounded = told.get("men", ""), told.get("wounded", "")
    return replace(known, group="leader", group_men=men, group_wounded=wounded, group_words=FIVE_WORDS[:4])


def _named(effect: Effect) -> str:  # noqa: C901, PLR0911, PLR0912 - one line an effect
    match effect:
        case Submit():
            answers = "; ".join(_answer(effect.flow, one) for one in effect.answers)
            return f"{'urgent ' if effect.urgent else ''}application {effect.door}: {answers}"
        case Ask():
            kind = f"{'urgent ' if effect.urgent else ''}{'silent ' if effect.silent else ''}question"
            return f"{kind} {effect.door}: {effect.text}{f' <{effect.media.kind}>' if effect.media else ''}"
        case Call(door):
            return f"called: {door}"
        case CallOff():
            return "called off"
        case Remove():
            return "removed"
        case SetLanguage(code):
            return f"language {code}"
        case TryCode(said):
            return f"code {said}"
        case CodeLearned():
            return "learned"
        case Cancelled():
            return "thrown away"
        case DeleteAll():
            return "all erased"
        case Lock():
            return "locked"
        case SetPin():
            return "PIN set"
        case Read():
            return "read"
        case TakeBack():
            return "takes his last message back"
        case SetTrace(hours):
            return f"trace {hours}"
        case LinkAct(act, said):
            return f"link {act} {said}".strip()
        case GroupAct(act, said):
            return f"group {act} {said}".strip()
        case SetTongue(code):
            return f"tongue {code}"
        case Slow(seconds):
            return f"slow {seconds}"


def _answer(flow: str, one: Answered) -> str:
    chosen = one.option.key.removeprefix(f"flow-{flow}-{one.step}-") if one.option else ""
    own = f"«{one.words}»" if one.words else ""
    return f"{one.step}={' '.join(filter(None, (chosen, own)))}"
