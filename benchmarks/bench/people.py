"""People who fill in a form: each sends his next message once the answer to the last one arrived. No I/O in here.

The way is the same for every bot: /start, two buttons, eight texts, two buttons. Who has finished is followed by
somebody new. An answer is recognised by its words; whatever else a bot says or changes meanwhile is counted and nothing
more.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS: Final = 8
ANYTHING: Final = b"go"
"""The data of every button of bots that do not seal them."""

_SAID: Final = (
    b'{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Ivan","language_code":"en"},'
    b'"chat":{"id":%d,"first_name":"Ivan","type":"private"},"date":%d,%b}}'
)
_TAPPED: Final = (
    b'{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"is_bot":false,"first_name":"Ivan","language_code":"en"},'
    b'"message":{"message_id":%d,"from":{"id":7000000001,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    b'"chat":{"id":%d,"first_name":"Ivan","type":"private"},"date":%d,"text":"a screen"},'
    b'"chat_instance":"1","data":"%b"}}'
)
DATE: Final = 1_790_000_000
_START: Final = b'"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]'
_TEXT: Final = (
    b'"text":"My brother and I are near the river, the second house, and we want to know what comes after it (%d)"'
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does, and how its answer is known. `label`: the button he presses; `text`: what he writes."""

    answer: re.Pattern[bytes]
    label: re.Pattern[bytes] | None = None
    text: bytes = b""


def _words(said: str) -> bytes:
    words = (re.escape(word).replace(b",", b"(?:,|%2C)") for word in said.encode().split())
    return b"(?:[ +]|%20)".join(words)


def _step(answer: str, *, label: str = "", text: bytes = b"") -> Step:
    pressed = rb'"text":"[^"]*' + _words(label) + rb'[^"]*","callback_data":"([^"]+)"' if label else b""
    return Step(re.compile(_words(answer)), re.compile(pressed) if label else None, text)


def _question(number: int) -> str:
    return f"Question {number} of {QUESTIONS}"


STEPS: Final = (
    _step("I am serving", text=_START),
    _step("Apply", label="I am serving"),
    _step(_question(1), label="Apply"),
    *(_step(_question(number + 1), text=_TEXT % number) for number in range(1, QUESTIONS)),
    _step("Your answers", text=_TEXT % QUESTIONS),
    _step("Yes, send it", label="Send"),
    _step("Stored", label="Yes, send it"),
)


@dataclass(slots=True, eq=False)
class Person:
    """One chat. `since`: the second he sent what is not answered yet; `heard`: the body of the last answer."""

    chat: int
    step: int = 0
    since: float = 0.0
    waits: bool = False
    screen: int = 0
    heard: bytes = b""


@dataclass(slots=True)
class Told:
    """What was measured since the beginning of the measurement: seconds of each answer, calls by method."""

    took: list[float] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    forms: int = 0


def said(update: int, message: int, chat: int, what: bytes) -> bytes:
    """An update in which somebody wrote; `what`: the rest of its message, as JSON."""
    return _SAID % (update, message, chat, chat, DATE, what)


class Crowd:
    """So many people at once. `deliver` gets each update, raw, at the second it is made."""

    def __init__(self, chats: int, *, first: int, clock: Callable[[], float], deliver: Callable[[bytes], None]) -> None:
        """`first`: the first one's chat; whoever runs a bot twice on the same rows takes others for the second run."""
        self._clock = clock
        self._deliver = deliver
        self._people = {chat: Person(chat) for chat in range(first, first + chats)}
        self._next_chat = first + chats
        self._update = first * 10
        self._message = 100
        self.idle: deque[Person] = deque(self._people.values())
        self.told = Told()
        self.enough = 0
        self.full = asyncio.Event()
        """So many forms were filled in."""
        self.paced = False
        """Whether whoever was answered waits for `one_more`, instead of going on at once."""

    def all_begin(self) -> None:
        """Everybody sends his first message."""
        while self.one_more():
            pass

    def one_more(self) -> bool:
        """Whoever waits longest to do something does it. False: all wait for an answer."""
        if not self.idle:
            return False
        self._acts(self.idle.popleft())
        return True

    def number(self) -> int:
        """The next message's number."""
        self._message += 1
        return self._message

    def hears(self, method: str, chat: int, body: bytes, message: int) -> None:
        """A bot's call took effect now. `message`: what it made, 0 where it made none."""
        self.told.calls[method] = self.told.calls.get(method, 0) + 1
        person = self._people.get(chat)
        if person is None or method not in {"sendMessage", "editMessageText"}:
            return
        if message:
            person.screen = message
        if person.waits and STEPS[person.step].answer.search(body):
            self.told.took.append(self._clock() - person.since)
            person.heard, person.waits, person.step = body, False, person.step + 1
            self._goes_on(person if person.step < len(STEPS) else self._successor(person))

    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(person.waits for person in self._people.values())

    def _goes_on(self, person: Person) -> None:
        if self.paced:
            self.idle.append(person)
        else:
            self._acts(person)

    def _successor(self, person: Person) -> Person:
        self.told.forms += 1
        if self.told.forms == self.enough:
            self.full.set()
        del self._people[person.chat]
        new = Person(self._next_chat)
        self._people[new.chat] = new
        self._next_chat += 1
        return new

    def _acts(self, person: Person) -> None:
        step, chat = STEPS[person.step], person.chat
        self._update += 1
        person.since, person.waits = self._clock(), True
        if step.label is None:
            raw = said(self._update, self.number(), chat, step.text)
        else:
            found = step.label.search(person.heard)
            data = found.group(1) if found else ANYTHING
            raw = _TAPPED % (self._update, self._update, chat, person.screen, chat, DATE, data)
        self._deliver(raw)
