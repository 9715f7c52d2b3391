"""What follows from a step of the talk, as values: the desk does it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.flows.danger import Danger
from bot.flows.lock_events import Lock, SetPin
from bot.flows.model import Need
from bot.flows.phrases import Phrase
from bot.messages import Media


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a sent application: the question's short name, the option chosen, own words and media.

    `read`: what the words were read as; `unread`: they could not be read as they should. `heed`: for operators.
    """

    step: str
    question: Phrase
    option: Phrase | None
    words: str
    read: str = ""
    unread: bool = False
    media: tuple[Media, ...] = ()
    needs: Need | None = None
    heed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """The application goes to the operators. No `door`: it continues one that is open."""

    door: str
    flow: str
    version: int
    urgent: bool
    answers: tuple[Answered, ...]
    danger: Danger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question goes to the operators; with an open case it joins that case, and an urgent one makes it urgent.

    `danger`: of what it speaks; the card says it. `silent`: mockery, which rings for nobody.
    """

    door: str
    text: str
    media: Media | None = None
    urgent: bool = False
    danger: Danger | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A button calls an operator at once, before a word is written. `door`, `danger`: what the card says of it.

    `again`: pressed once more before anything else was done.
    """

    door: str
    danger: Danger = Danger.NOW
    again: bool = False


@dataclass(frozen=True, slots=True)
class CallOff:
    """The button was pressed by mistake."""


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

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeLearned:
    """The person knows his five words by heart; they need not be shown again."""


@dataclass(frozen=True, slots=True)
class Read:
    """The person wants to see what waits for him."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The person takes back a message that the operators have: the one he answers, else his last."""


@dataclass(frozen=True, slots=True)
class SetTrace:
    """The person chose after how many hours messages leave this chat; 0: at once."""

    hours: int


@dataclass(frozen=True, slots=True)
class LinkAct:
    """Something about the link between a man's case and his family's: make, yes, no, drop; tell with three `words`."""

    act: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GroupAct:
    """Something about a group: join with its four `words`, leave."""

    act: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Slow:
    """The screen may follow so many seconds later; what stands in the chat stays valid until then."""

    seconds: int


@dataclass(frozen=True, slots=True)
class SetTongue:
    """The person writes and speaks a language that the bot does not: its code."""

    code: str


His = SetLanguage | SetTongue | SetTrace | SetPin | LinkAct | GroupAct | TakeBack
"""What belongs to the person rather than to his words."""
Wish = Slow | His | Read | Cancelled | DeleteAll | TryCode | CodeLearned | Lock
Effect = Submit | Ask | Call | CallOff | Remove | Wish
