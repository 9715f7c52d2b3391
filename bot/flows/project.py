"""`project.toml`: what this line says about itself, when somebody is there, what may be asked and who reads it."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from bot.flows.strict import Name, Strict

ALIVE_SECONDS: Final = 1_800
"""So long after an operator did something he counts as being there."""


class Statement(Strict):
    """A sentence of the project about itself, in each language, with the day it was last found true."""

    ru: Annotated[str, Field(min_length=1)]
    uk: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    checked: date

    def in_language(self, language: str) -> str:
        """Return the sentence; English for a language that has none."""
        return {"ru": self.ru, "uk": self.uk}.get(language, self.en)


class Identity(Strict):
    """Who runs the line and answers for the data. All four are needed on real Telegram; empty in what we ship."""

    name: Statement | None = None
    state_body: Statement | None = None
    responsible: Statement | None = None
    second_channel: Statement | None = None

    @property
    def complete(self) -> bool:
        """Whether everything a person must be told about the line is told."""
        return None not in {self.name, self.state_body, self.responsible, self.second_channel}


class Contact(Strict):
    """A number for people in crisis, shown for a country only while somebody has checked it."""

    country: str
    label: Statement
    number: str


class Hours(Strict):
    """From when to when somebody is on shift every day: hours of the clock, at so many hours from UTC."""

    utc: Annotated[int, Field(ge=-12, le=14)]
    since: Annotated[int, Field(ge=0, le=23)]
    until: Annotated[int, Field(ge=1, le=24)]

    def cover(self, now: int) -> bool:
        """Whether a second of unix time lies within; a shift may end after midnight."""
        hour = (now // 3_600 + self.utc) % 24
        within = self.since <= hour < self.until
        return within if self.since < self.until else hour >= self.since or hour < self.until


class Way(Strict):
    """Another way to reach the project while nobody is on shift: what it is, and the number or address."""

    label: Statement
    where: str


class Reminders(Strict):
    """After how many minutes operators are reminded of who waits; as many again, and their supervisors are told.

    `urgent`: of who can not wait. `new`: of a case that nobody took. `unanswered`: whose operator is silent; his case
    is everybody's again then.
    """

    urgent: Annotated[int, Field(ge=1, le=15)] = 2
    new: Annotated[int, Field(ge=1, le=240)] = 10
    unanswered: Annotated[int, Field(ge=5, le=720)] = 30


class DeskWords(Strict):
    """How the operators' side speaks, and when somebody is there.

    `hours`: when somebody is on shift, or always; without it only what operators do tells. `promise_hours`: after so
    many hours without a Take a person is told that it takes longer than hoped. `opens_a_day`: how many cases an
    operator opens a day before he is asked why; `apart_a_day`: how many cases' place or identity. `night`: hours in
    which nothing rings but what is urgent. `silent_hours`: without a sign for so long an operator is off shift.
    """

    language: Name = "en"
    hours: Hours | Literal["always"] | None = None
    promise_hours: Annotated[int, Field(ge=1, le=168)] | None = None
    remind: Reminders = Reminders()
    night: Hours | None = None
    silent_hours: Annotated[int, Field(ge=1, le=24)] = 6
    contacts: Annotated[tuple[Way, ...], Field(strict=False)] = ()
    opens_a_day: Annotated[int, Field(ge=1, le=1_000)] = 40
    apart_a_day: Annotated[int, Field(ge=1, le=1_000)] = 10

    def staffed(self, now: int, *, seen: int | None) -> bool:
        """Whether somebody is on shift: the hours say so, or an operator did something a short while ago."""
        if self.hours == "always" or (isinstance(self.hours, Hours) and self.hours.cover(now)):
            return True
        return seen is not None and now - seen < ALIVE_SECONDS


class Traces(Strict):
    """How long messages stay in a person's chat when nothing happens, in hours."""

    hours: Annotated[int, Field(ge=1, le=24)] = 12


class Crisis(Strict):
    """Contacts for people in crisis; none is shipped."""

    contacts: Annotated[tuple[Contact, ...], Field(strict=False)] = ()


class Asking(Strict):
    """Why something dangerous to tell is asked, and who reads it: told before the question."""

    readers: Statement
    why: Statement

    @property
    @abstractmethod
    def long(self) -> int:
        """How long it is kept, in the unit its text names."""

    @property
    @abstractmethod
    def seconds(self) -> int:
        """How long it is kept."""


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


class SearchAsking(IdentityAsking):
    """A missing man's name and birth date are asked of his family, and kept so many days at most."""


class Relatives(Strict):
    """What relatives are told and asked. `tracing`: how to reach the tracing of the ICRC; `search`: off, none here."""

    tracing: Way | None = None
    contacts: Annotated[tuple[Way, ...], Field(strict=False)] = ()
    search: SearchAsking | None = None


class Second(Strict):
    """What may be asked at the second contact; off in what we ship."""

    identity: IdentityAsking | None = None
    place: PlaceAsking | None = None


class Project(Strict):
    """`project.toml`: everything this line promises or names about itself."""

    identity: Identity = Identity()
    desk: DeskWords = DeskWords()
    traces: Traces = Traces()
    crisis: Crisis = Crisis()
    second: Second = Second()
    relatives: Relatives = Relatives()
