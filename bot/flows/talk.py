"""The values of a conversation: where a person stands, what came, what he sees, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from bot.altering import changed
from bot.flows.danger import Danger
from bot.flows.effects import (
    Answered,
    Ask,
    Call,
    CallOff,
    Cancelled,
    CodeLearned,
    DeleteAll,
    Effect,
    GroupAct,
    LinkAct,
    Remove,
    SetLanguage,
    Submit,
    TryCode,
)
from bot.flows.lock_events import NearCode, PinTyped, ThreeWords, Unlocked
from bot.flows.phrases import Arg, Option, Phrase, Row, Screen
from bot.messages import Media
from bot.periods import USUAL, Periods

__all__ = [
    "FORM_PLACES",
    "SIDE_PLACES",
    "Answered",
    "Arg",
    "Ask",
    "Call",
    "CallOff",
    "Cancelled",
    "CodeFound",
    "CodeLearned",
    "CodeRefused",
    "DeleteAll",
    "Effect",
    "Event",
    "Form",
    "Gave",
    "Given",
    "GroupAct",
    "Known",
    "LinkAct",
    "NearCode",
    "Option",
    "Outcome",
    "Phrase",
    "Place",
    "Remove",
    "Row",
    "Screen",
    "SetLanguage",
    "Submit",
    "Talk",
    "Tap",
    "TryCode",
    "Typed",
]


class Place(StrEnum):
    """Every screen a person can stand on."""

    HOME = "home"
    DOOR = "door"
    PLIGHT = "plight"
    TOPIC = "topic"
    ANSWER = "answer"
    STEP = "step"
    SUMMARY = "summary"
    CONFIRM = "confirm"
    RECEIPT = "receipt"
    PROTECTION = "protection"
    ASK = "ask"
    HELD = "held"
    FOUND = "found"
    CODE = "code"
    CRISIS = "crisis"
    NOW = "now"
    LEARN = "learn"
    STATUS = "status"
    PRIVACY = "privacy"
    HELP = "help"
    LANGUAGE = "language"
    DELETE = "delete"
    GONE = "gone"
    CANCEL = "cancel"
    PIN = "pin"
    CLEAR = "clear"
    LEFT = "left"
    TRACES = "traces"
    CHECKLIST = "checklist"
    LINK = "link"
    TELL = "tell"
    GROUP = "group"
    JOIN = "join"
    TONGUES = "tongues"


SIDE_PLACES: Final = frozenset(
    map(Place, ("privacy", "help", "language", "delete", "cancel", "pin", "clear", "traces", "checklist"))
)
"""Places opened by a command from anywhere; Back leads back."""
FORM_PLACES: Final = frozenset({Place.STEP, Place.SUMMARY, Place.CONFIRM})


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was answered at one step: an option, own words, media. `read`: what the last words were read as."""

    option: str | None = None
    words: str = ""
    read: str = ""
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """An application being filled in. `answers` maps step names to what was given.

    `apart`: the steps whose answers are kept apart; they are never mixed into other words, nor shown again.
    `changes`: it asks anew what was sent already, and what is left out stays; alone it is no application.
    """

    flow: str
    version: int
    step: str
    answers: Mapping[str, Given]
    editing: bool = False
    apart: tuple[str, ...] = ()
    changes: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Where a person stands, with everything he has written and not yet sent. `rev` changes with every screen.

    `held` and `media`: a question waiting for his word to be sent. `near`: words that may be meant as his return code;
    they are never shown, and join no question. `came`: where a side page leads back to. `danger`: what he wrote of;
    until he goes to the first screen his questions are urgent. `found`: the answers nearest to what he wrote last.
    `quiz`: which of his five words are asked back. `called`: a button called an operator, and nothing was written
    since. `minor`: he said that he is under 18. `taunts`: how often he wrote nothing but mockery. `tongue`: his
    language, where the bot does not speak it. `pin`: what Argon2id made of the PIN he is to type again. `plight`: what
    happened to whom he loves. `received`: the questions whose answers were sent just now. `passed`: how many messages
    of a call were passed on. `mocked`: taunts that are not sent, beside `held`. `unasked`: what he wrote last held
    something nobody asked, which was taken out. `ends`: the second at which what is kept apart in the form must be
    gone.
    """

    place: Place = Place.HOME
    rev: int = 0
    door: str | None = None
    plight: str | None = None
    topic: str | None = None
    answer: str | None = None
    form: Form | None = None
    held: str = ""
    media: Media | None = None
    came: Place = Place.HOME
    sent: str = ""
    why: bool = False
    hint: str = ""
    danger: Danger | None = None
    found: tuple[str, ...] = ()
    near: str = ""
    quiz: tuple[int, ...] = ()
    called: bool = False
    minor: bool = False
    taunts: int = 0
    tongue: str = ""
    pin: str = field(default="", repr=False)
    received: tuple[str, ...] = ()
    passed: int = 0
    mocked: str = ""
    unasked: bool = False
    ends: int | None = None

    @property
    def unsent(self) -> bool:
        """Whether words or a medium wait for his word to be sent."""
        return bool(self.held or self.near or self.mocked) or self.media is not None

    def to_json(self) -> dict[str, Any]:
        """Return the talk as plain values that JSON can hold."""
        return dict(_codec.dump_python(self, mode="json"))

    @staticmethod
    def from_json(packed: Mapping[str, Any]) -> Talk:
        """Return what `to_json` packed; what an earlier program packed otherwise begins anew."""
        try:
            return _codec.validate_python(packed)
        except ValidationError:
            return Talk()

    def to(self, place: Place, /, **changes: Any) -> Talk:
        """Return the talk at another place."""
        return changed(self, place=place, **changes)


_codec: TypeAdapter[Talk] = TypeAdapter(Talk)


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was pressed, or a command sent: `home`, `privacy`, `cancel`, `language`, `help`, `delete`."""

    action: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Words were written."""

    text: str


@dataclass(frozen=True, slots=True)
class Gave:
    """A photo, a voice, a video or a place came, with the words beneath it."""

    media: Media
    text: str = ""


@dataclass(frozen=True, slots=True)
class CodeFound:
    """The five words opened a case; from now on `Known.has_case` says so."""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The five words opened nothing. `wait`: too many tries. `unlisted`: not tried, the places of those in no list."""

    wait: bool = False
    unlisted: tuple[int, ...] | None = None


Event = Tap | Typed | Gave | NearCode | ThreeWords | CodeFound | CodeRefused | PinTyped | Unlocked


@dataclass(frozen=True, kw_only=True)
class Known:
    """What storage knows about the person, beside the talk, and about the desk.

    `words`: the return code while it may be shown; `drawn`: two places in it, by chance. `waited`: the bucket of waits
    lately, empty while there are few. `late`: longer than promised. `unheard`: a call that nobody took in time.
    `keyed`: he can open the lock. `unread`: something waits to be read. `ended`: his case ended, untold; `ended_until`:
    when its words end. `trace`: the hours after which messages leave his chat, 0 at once, None: as the project has it.
    `link`: how far his case is linked with a relative's (waits, asked, linked), `link_words` while they may be shown.
    `group`: leader or member of one; the numbers and words are a leader's own. `way`: how his words come to us.
    """

    language: str
    keyed: bool = False
    has_case: bool = False
    case_state: str | None = None
    case_kind: str | None = None
    case_door: str = ""
    now: int = 0
    words: tuple[str, ...] = field(default=(), repr=False)
    check_word: str = ""
    drawn: tuple[int, int] = (0, 1)
    on_shift: bool = True
    waited: str = ""
    late: bool = False
    unheard: bool = False
    unread: bool = False
    ended: bool = False
    ended_until: int = 0
    periods: Periods = USUAL
    trace: int | None = None
    rooms: Literal["group", "private"] = "group"
    way: Literal["asked", "webhook"] = "asked"
    link: str = ""
    link_words: tuple[str, ...] = field(default=(), repr=False)
    group: str = ""
    group_men: str = ""
    group_wounded: str = ""
    group_words: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one event led to: where the person stands, what he sees, what is to be done."""

    talk: Talk
    screen: Screen
    effects: tuple[Effect, ...] = ()
