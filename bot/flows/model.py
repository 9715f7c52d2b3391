"""What the content files say, as frozen and strict models: unknown keys and wrong types are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.flows.danger import Dangers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.texts import Texts

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=22)]
"""A key of a flow, step, option, door, topic or answer; `a:` and a name fit into a button's 24 bytes."""
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Lines = Annotated[tuple[str, ...], Field(strict=False)]

END = "end"
"""The target of a `goto` that leads straight to the summary."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Kind(StrEnum):
    """What a step is: something to read, options to choose from, or words to write."""

    PAGE = "page"
    CHOICE = "choice"
    TEXT = "text"


class Step(_Strict):
    """One step of a flow. An `aside` step is reached by a `goto` alone; `urgent` options make the case urgent."""

    name: Name
    kind: Annotated[Kind, Field(strict=False)]
    options: Names = ()
    urgent: Names = ()
    goto: dict[Name, Name] = Field(default_factory=dict)
    aside: bool = False


class Flow(_Strict):
    """One application: the steps a door's person is asked. The file's name is the flow's name."""

    name: Name
    door: Name
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


class DeskWords(_Strict):
    """How the operators' side speaks."""

    language: Name = "en"


class Traces(_Strict):
    """How long messages stay in a person's chat when nothing happens, in hours."""

    hours: Annotated[int, Field(ge=1, le=24)] = 12


class Crisis(_Strict):
    """Contacts for people in crisis; none is shipped."""

    contacts: Annotated[tuple[Contact, ...], Field(strict=False)] = ()


class Project(_Strict):
    """`project.toml`: everything this line promises or names about itself."""

    identity: Identity = Identity()
    desk: DeskWords = DeskWords()
    traces: Traces = Traces()
    crisis: Crisis = Crisis()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All content of the line, loaded and checked: what the engine walks."""

    flows: Mapping[str, Flow]
    doors: Mapping[str, Door]
    topics: Mapping[str, Topic]
    answers: Mapping[str, Answer]
    project: Project
    texts: Texts
    unapproved: frozenset[str] = field(default=frozenset())
    dangers: Dangers = field(default_factory=Dangers)

    def flow_of(self, door: str | None) -> Flow | None:
        """Return the application of a door; the doors of relatives and of questions have none."""
        return next((flow for flow in self.flows.values() if flow.door == door), None)
