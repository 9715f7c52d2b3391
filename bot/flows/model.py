"""What the content files say, as frozen and strict models: unknown keys and wrong types are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.flows.danger import Dangers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.search import Index
    from bot.texts import Texts

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=22)]
"""A key of a flow, step, option, door, topic or answer; `a:` and a name fit into a button's 24 bytes."""
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Lines = Annotated[tuple[str, ...], Field(strict=False)]

ALIVE_SECONDS: Final = 1_800
"""So long after an operator did something he counts as being there."""

END = "end"
"""The target of a `goto` that leads straight to the summary."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Kind(StrEnum):
    """What a step is: something to read, options to choose from, words to write, or words that are read as something.

    MEDIA takes a voice or a photo. The second tap before sending follows every flow and is no step of its own.
    """

    PAGE = "page"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    PHONE = "phone"
    PLACE = "place"
    MEDIA = "media"


VALUES = frozenset({Kind.DATE, Kind.PHONE, Kind.PLACE})
"""Kinds whose words are read as one thing; what can not be read stays as written."""


class Need(StrEnum):
    """A switch of `project.toml`: what is asked only where it says who reads it, why, and how long it is kept."""

    IDENTITY = "identity"
    PLACE = "place"


class Step(_Strict):
    """One step of a flow. An `aside` step is reached by a `goto` alone; `urgent` options make the case urgent.

    `heed`: options that ask something of the operators; their room begins with it. `year`: a date step also takes a
    year alone. `needs`: there only where that switch of `project.toml` is on; its answer is kept apart from the case's
    other entries, under a key of its own, and ends in time.
    """

    name: Name
    kind: Annotated[Kind, Field(strict=False)]
    options: Names = ()
    urgent: Names = ()
    heed: Names = ()
    goto: dict[Name, Name] = Field(default_factory=dict)
    aside: bool = False
    year: bool = False
    needs: Annotated[Need | None, Field(strict=False)] = None


class Flow(_Strict):
    """One application: the steps a door's person is asked. The file's name is the flow's name.

    A flow that `continues` has no door: it is asked within an open application of one of these doors.
    """

    name: Name
    door: Name | None = None
    continues: Names = ()
    version: Annotated[int, Field(ge=1)]
    steps: Annotated[tuple[Step, ...], Field(strict=False, alias="step", min_length=1)]

    def find(self, name: str) -> Step | None:
        """Return the step of that name, if this version still has it."""
        return next((step for step in self.steps if step.name == name), None)

    @property
    def questions(self) -> tuple[Step, ...]:
        """The steps that ask something, in order."""
        return tuple(step for step in self.steps if step.kind is not Kind.PAGE)


class Source(StrEnum):
    """Where an answer's words come from; the screen says it in words, but for care: there a footnote would be cold.

    `own`: what the line says of itself, which is neither a promise nor unknown to it.
    """

    LAW = "law"
    PROMISE = "promise"
    OWN = "own"
    UNKNOWN = "unknown"
    MIXED = "mixed"
    CARE = "care"


class Approval(_Strict):
    """One named person's consent to an answer, bound to the hash of its texts and metadata."""

    name: Annotated[str, Field(min_length=1)]
    hash: Annotated[str, Field(min_length=1)]
    date: date


class Answer(_Strict):
    """What is known about an answer beside its words."""

    facts: str
    source: Annotated[Source, Field(strict=False)]
    provisions: Lines = ()
    checked: date
    related: Names = ()
    apply: bool = False
    approved: Annotated[tuple[Approval, ...], Field(strict=False)] = ()


class Topic(_Strict):
    """A list of answers under one title."""

    answers: Names


class Door(_Strict):
    """What a person says he is, and the topics he is shown."""

    topics: Names


class Statement(_Strict):
    """A sentence of the project about itself, in each language, with the day it was last found true."""

    ru: Annotated[str, Field(min_length=1)]
    uk: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    checked: date

    def in_language(self, language: str) -> str:
        """Return the sentence; English for a language that has none."""
        return {"ru": self.ru, "uk": self.uk}.get(language, self.en)


class Identity(_Strict):
    """Who runs the line and answers for the data. All four are needed on real Telegram; empty in what we ship."""

    name: Statement | None = None
    state_body: Statement | None = None
    responsible: Statement | None = None
    second_channel: Statement | None = None

    @property
    def complete(self) -> bool:
        """Whether everything a person must be told about the line is told."""
        return None not in {self.name, self.state_body, self.responsible, self.second_channel}


class Contact(_Strict):
    """A number for people in crisis, shown for a country only while somebody has checked it."""

    country: str
    label: Statement
    number: str


class Hours(_Strict):
    """From when to when somebody is on shift every day: hours of the clock, at so many hours from UTC."""

    utc: Annotated[int, Field(ge=-12, le=14)]
    since: Annotated[int, Field(ge=0, le=23)]
    until: Annotated[int, Field(ge=1, le=24)]

    def cover(self, now: int) -> bool:
        """Whether a second of unix time lies within; a shift may end after midnight."""
        hour = (now // 3_600 + self.utc) % 24
        within = self.since <= hour < self.until
        return within if self.since < self.until else hour >= self.since or hour < self.until


class Way(_Strict):
    """Another way to reach the project while nobody is on shift: what it is, and the number or address."""

    label: Statement
    where: str


class DeskWords(_Strict):
    """How the operators' side speaks, and when somebody is there.

    `hours`: when somebody is on shift, or always; without it only what operators do tells. `promise_hours`: after so
    many hours without a Take a person is told that it takes longer than hoped.
    """

    language: Name = "en"
    hours: Hours | Literal["always"] | None = None
    promise_hours: Annotated[int, Field(ge=1, le=168)] | None = None
    contacts: Annotated[tuple[Way, ...], Field(strict=False)] = ()

    def staffed(self, now: int, *, seen: int | None) -> bool:
        """Whether somebody is on shift: the hours say so, or an operator did something a short while ago."""
        if self.hours == "always" or (isinstance(self.hours, Hours) and self.hours.cover(now)):
            return True
        return seen is not None and now - seen < ALIVE_SECONDS


class Traces(_Strict):
    """How long messages stay in a person's chat when nothing happens, in hours."""

    hours: Annotated[int, Field(ge=1, le=24)] = 12


class Crisis(_Strict):
    """Contacts for people in crisis; none is shipped."""

    contacts: Annotated[tuple[Contact, ...], Field(strict=False)] = ()


class Asking(_Strict):
    """Why something dangerous to tell is asked, and who reads it: told before the question."""

    readers: Statement
    why: Statement

    @property
    def long(self) -> int:
        """How long it is kept, in the unit its text names."""
        raise NotImplementedError

    @property
    def seconds(self) -> int:
        """How long it is kept."""
        raise NotImplementedError


class IdentityAsking(Asking):
    """The five data of article 17 are asked, and kept so many days at most."""

    days: Annotated[int, Field(ge=1, le=366)]

    @property
    def long(self) -> int:
        """Days."""
        return self.days

    @property
    def seconds(self) -> int:
        """How long it is kept."""
        return self.days * 86_400


class PlaceAsking(Asking):
    """His own place is asked, and kept so many hours at most."""

    hours: Annotated[int, Field(ge=2, le=72)]

    @property
    def long(self) -> int:
        """Hours."""
        return self.hours

    @property
    def seconds(self) -> int:
        """How long it is kept."""
        return self.hours * 3_600


class Second(_Strict):
    """What may be asked at the second contact; off in what we ship."""

    identity: IdentityAsking | None = None
    place: PlaceAsking | None = None


class Project(_Strict):
    """`project.toml`: everything this line promises or names about itself."""

    identity: Identity = Identity()
    desk: DeskWords = DeskWords()
    traces: Traces = Traces()
    crisis: Crisis = Crisis()
    second: Second = Second()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All content of the line, loaded and checked: what the engine walks. `version`: of all files together."""

    flows: Mapping[str, Flow]
    doors: Mapping[str, Door]
    topics: Mapping[str, Topic]
    answers: Mapping[str, Answer]
    project: Project
    texts: Texts
    unapproved: frozenset[str] = field(default=frozenset())
    dangers: Dangers = field(default_factory=Dangers)
    indexes: Mapping[str, Index] = field(default_factory=dict)
    version: str = ""

    def flow_of(self, door: str | None) -> Flow | None:
        """Return the application of a door; the doors of relatives and of questions have none."""
        return next((flow for flow in self.flows.values() if flow.door is not None and flow.door == door), None)

    def second_of(self, door: str) -> Flow | None:
        """Return the second contact of an application that came through this door; None where there is none."""
        return next((flow for flow in self.flows.values() if door in flow.continues), None)
