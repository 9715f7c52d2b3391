"""The values of a conversation: where a person stands, what came, what he sees, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.flows.danger import Danger
from bot.messages import Media


class Place(StrEnum):
    """Every screen a person can stand on."""

    HOME = "home"
    DOOR = "door"
    TOPIC = "topic"
    ANSWER = "answer"
    STEP = "step"
    SUMMARY = "summary"
    CONFIRM = "confirm"
    RECEIPT = "receipt"
    ASK = "ask"
    HELD = "held"
    CODE = "code"
    CRISIS = "crisis"
    STATUS = "status"
    PRIVACY = "privacy"
    HELP = "help"
    LANGUAGE = "language"
    DELETE = "delete"
    GONE = "gone"
    CANCEL = "cancel"


SIDE_PLACES: Final = frozenset({Place.PRIVACY, Place.HELP, Place.LANGUAGE, Place.DELETE, Place.CANCEL})
"""Places opened by a command from anywhere; Back leads to where the person stood."""
FORM_PLACES: Final = frozenset({Place.STEP, Place.SUMMARY, Place.CONFIRM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was answered at one step: an option, own words, or both."""

    option: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An application being filled in. `answers` maps step names to what was given."""

    flow: str
    version: int
    step: str
    answers: Mapping[str, Given]
    editing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Where a person stands, with everything he has written and not yet sent. `rev` changes with every screen.

    `held` and `media`: a question waiting for his word to be sent. `near`: words that may be meant as his return code;
    they are never shown, and join no question. `came`: where a side page leads back to.
    `danger`: what he wrote of; until he goes to the first screen his questions are urgent.
    """

    place: Place = Place.HOME
    rev: int = 0
    door: str | None = None
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
    near: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the talk as plain values that JSON can hold."""
        packed: dict[str, Any] = _codec.dump_python(self, mode="json")
        return packed

    @staticmethod
    def from_json(packed: Mapping[str, Any]) -> Talk:
        """Return what `to_json` packed; what an earlier program packed otherwise begins anew."""
        try:
            return _codec.validate_python(packed)
        except ValidationError:
            return Talk()

    def to(self, place: Place, /, **changes: Any) -> Talk:
        """Return the talk at another place."""
        return replace(self, place=place, **changes)


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
class NearCode:
    """Words were written that open nothing and may be meant as a return code."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeFound:
    """The five words opened a case; from now on `Known.has_case` says so."""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The five words opened nothing; `wait`: too many tries in this hour."""

    wait: bool = False


Event = Tap | Typed | Gave | NearCode | CodeFound | CodeRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What storage knows about the person, beside the talk. `words`: the return code while it may still be shown."""

    language: str
    has_case: bool = False
    case_state: str | None = None
    case_kind: str | None = None
    now: int = 0
    words: tuple[str, ...] = ()
    check_word: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its key. Arguments that are phrases are put into words first, without markup, then escaped."""

    key: str
    args: Mapping[str, Arg]

    @staticmethod
    def of(key: str, /, **args: Arg) -> Phrase:
        """Return the phrase with its arguments by name."""
        return Phrase(key, args)


Arg = str | int | Phrase | tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One button: what it says, and the action it stands for (ASCII, at most 24 bytes)."""

    label: Phrase
    action: str


Row = tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: parts joined by blank lines, and rows of buttons."""

    parts: tuple[Phrase, ...]
    rows: tuple[Row, ...]

    @property
    def options(self) -> tuple[Option, ...]:
        """All buttons from top left to bottom right: typing 2 presses the second."""
        return tuple(option for row in self.rows for option in row)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a sent application: the question's short name, the option chosen, and own words."""

    step: str
    question: Phrase
    option: Phrase | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """The application goes to the operators."""

    door: str
    flow: str
    version: int
    urgent: bool
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question goes to the operators; with an open case it joins that case, and an urgent one makes it urgent."""

    door: str
    text: str
    media: Media | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """The message that came is kept by us, or must not stay: delete it from the chat."""


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The person chose a language."""

    code: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person threw away what he had not sent."""


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """The person wants everything of his gone."""


@dataclass(frozen=True, slots=True)
class TryCode:
    """Five words were typed, lower case, one space between; answered later by CodeFound or CodeRefused."""

    words: str


@dataclass(frozen=True, slots=True)
class CodeLearned:
    """The person knows his five words by heart; they need not be shown again."""


Effect = Submit | Ask | Remove | SetLanguage | Cancelled | DeleteAll | TryCode | CodeLearned


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one event led to: where the person stands, what he sees, what is to be done."""

    talk: Talk
    screen: Screen
    effects: tuple[Effect, ...] = ()
