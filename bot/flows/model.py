"""What the content files say, as frozen and strict models: unknown keys and wrong types are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bot.flows.danger import Dangers
from bot.flows.outgoing import Outgoing
from bot.flows.project import (
    ALIVE_SECONDS,
    Asking,
    Contact,
    Crisis,
    DeskWords,
    Hours,
    Identity,
    IdentityAsking,
    PlaceAsking,
    Project,
    Relatives,
    SearchAsking,
    Second,
    Statement,
    Traces,
    Way,
)
from bot.flows.strict import Approval, Lines, Name, Names, Strict
from bot.flows.taunt_lists import Taunts
from bot.flows.tongue_lines import Tongue
from bot.flows.unasked_lists import Cues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.banned import Banned
    from bot.flows.canned import Canned
    from bot.flows.search import Index
    from bot.texts import Texts

__all__ = [
    "ALIVE_SECONDS",
    "END",
    "VALUES",
    "Answer",
    "Approval",
    "Asking",
    "Book",
    "Contact",
    "Crisis",
    "DeskWords",
    "Door",
    "Flow",
    "Hours",
    "Identity",
    "IdentityAsking",
    "Kind",
    "Lines",
    "Name",
    "Names",
    "Need",
    "PlaceAsking",
    "Plight",
    "Project",
    "Relatives",
    "SearchAsking",
    "Second",
    "Source",
    "Statement",
    "Step",
    "Topic",
    "Traces",
    "Way",
]

END = "end"
"""The target of a `goto` that leads straight to the summary."""


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
    NUMBER = "number"


VALUES = frozenset({Kind.DATE, Kind.PHONE, Kind.PLACE, Kind.NUMBER})
"""Kinds whose words are read as one thing; what can not be read stays as written."""


class Need(StrEnum):
    """A switch of `project.toml`: what is asked only where it says who reads it, why, and how long it is kept."""

    IDENTITY = "identity"
    PLACE = "place"
    SEARCH = "search"


class Step(Strict):
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


class Flow(Strict):
    """One application: the steps a door's person is asked. The file's name is the flow's name.

    A flow that `continues` has no door: it is asked within an open application of one of these doors. One `beneath` an
    answer is opened from there, and not by the door's button.
    """

    name: Name
    door: Name | None = None
    beneath: Name | None = None
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


class Answer(Strict):
    """What is known about an answer beside its words. `expires`: its last day unless somebody looks at it again.

    `alarm`: the button that calls an operator at once stands above its next steps. `watch`: a note for reviewers.
    `grave`: about death or torture; suggested only to words that are surely about it. `titles`: doors behind which it
    has a title of its own, as the usual one speaks in a soldier's name.
    """

    facts: str
    source: Annotated[Source, Field(strict=False)]
    provisions: Lines = ()
    titles: Names = ()
    checked: date
    expires: date | None = None
    related: Names = ()
    apply: bool = False
    alarm: bool = False
    grave: bool = False
    watch: str = ""
    approved: Annotated[tuple[Approval, ...], Field(strict=False)] = ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the keys of all its texts: what is approved together."""
        return (f"answer-{key}-title", *(f"answer-{key}-title-{door}" for door in self.titles), f"answer-{key}")


class Topic(Strict):
    """A list of answers under one title."""

    answers: Names


class Door(Strict):
    """What a person says he is, and the topics he is shown; before them what may have happened to whom he loves.

    `apply`: whether answers about surrendering may stand behind it, with their button to apply.
    """

    topics: Names
    plights: Names = ()
    apply: bool = False


class Plight(Strict):
    """What happened to somebody's relative. Its screen says the words of one answer, and leads to others."""

    answer: Name | None = None
    answers: Names = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All content of the line, loaded and checked: what the engine walks. `version`: of all files together.

    `tongues`: languages the bot does not speak, by code; `spoken`: those whose line was approved.
    """

    flows: Mapping[str, Flow]
    doors: Mapping[str, Door]
    topics: Mapping[str, Topic]
    answers: Mapping[str, Answer]
    project: Project
    texts: Texts
    plights: Mapping[str, Plight] = field(default_factory=dict)
    unapproved: frozenset[str] = field(default=frozenset())
    expired: frozenset[str] = field(default=frozenset())
    dangers: Dangers = field(default_factory=Dangers)
    banned: Mapping[str, Banned] = field(default_factory=dict)
    taunts: Taunts = field(default_factory=Taunts)
    unasked: Cues = field(default_factory=Cues)
    outgoing: Outgoing = field(default_factory=Outgoing)
    canned: Mapping[str, Mapping[str, Canned]] = field(default_factory=dict)
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()
    indexes: Mapping[str, Index] = field(default_factory=dict)
    version: str = ""

    def flow_of(self, door: str | None) -> Flow | None:
        """Return the application of a door; the doors of relatives and of questions have none."""
        applications = (flow for flow in self.flows.values() if flow.door is not None and flow.beneath is None)
        return next((flow for flow in applications if flow.door == door), None)

    def beneath(self, answer: str | None) -> Flow | None:
        """Return what can be begun beneath an answer; None where there is nothing, or it is switched off."""
        return next((flow for flow in self.flows.values() if flow.beneath and flow.beneath == answer), None)

    def second_of(self, door: str) -> Flow | None:
        """Return the second contact of an application that came through this door; None where there is none."""
        return next((flow for flow in self.flows.values() if door in flow.continues), None)
