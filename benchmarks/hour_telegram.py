"""A Telegram on a clock of its own, which refuses by one of three laws and notes what stood where, and when."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bot.delivery.faults import ApiFault

ANSWER_SECONDS: Final = 0.1
TOO_MANY: Final = 429
WEIGHTLESS: Final = frozenset({"deleteMessages", "setMessageReaction", "deleteForumTopic", "leaveChat"})
ALIAS: Final = re.compile(r"\b[2-9A-HJ-NP-Z]{6}\b")
CARDS: Final = re.compile(r"<b>([2-9A-HJ-NP-Z]{6})</b> · (?:application|question)")
TOKEN: Final = re.compile(r"\btoken\d+\b")


class Law(Protocol):
    """How much a chat takes."""

    def wait(self, now: float) -> float:
        """The seconds until it takes one more; 0: now, and then it counts as taken."""


@dataclass(slots=True)
class Bucket:
    """A burst of so many, then one in `seconds`."""

    most: int = 20
    seconds: float = 3.0
    full: float = 20.0
    at: float = 0.0

    def wait(self, now: float) -> float:
        """See Law."""
        self.full, self.at = min(self.most, self.full + (now - self.at) / self.seconds), now
        if self.full < 1:
            return (1 - self.full) * self.seconds
        self.full -= 1
        return 0.0


@dataclass(slots=True)
class Strict:
    """One in three seconds, and no burst."""

    seconds: float = 3.0
    last: float = float("-inf")

    def wait(self, now: float) -> float:
        """See Law."""
        if (left := self.last + self.seconds - now) > 0:
            return left
        self.last = now
        return 0.0


@dataclass(slots=True)
class Flood:
    """After every twenty, however slowly they came, the chat is shut for 35 seconds."""

    most: int = 20
    seconds: float = 35.0
    taken: int = 0
    shut: float = float("-inf")

    def wait(self, now: float) -> float:
        """See Law."""
        if now < self.shut:
            return self.shut - now
        if self.taken >= self.most:
            self.taken, self.shut = 0, now + self.seconds
            return self.seconds
        self.taken += 1
        return 0.0


@dataclass(slots=True)
class Window:
    """So many in so many seconds: what a private chat and a whole bot are given."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """See Law."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.most:
            return self.taken[0] + self.seconds - now
        self.taken.append(now)
        return 0.0


LAWS: Final[dict[str, Callable[[], Law]]] = {"burst": Bucket, "strict": Strict, "flood": Flood}


@dataclass
class Clock:
    """Seconds that pass only when nobody has anything left to do."""

    at: float = 0.0

    def __call__(self) -> float:
        """The second it is."""
        return self.at


@dataclass
class Message:
    """One message that stands in a chat: its number, words and buttons."""

    number: int
    text: str
    buttons: list[tuple[str, str]]


class Telegram:
    """What the sender calls `Api`. `hears` is told of each new message.

    `seen`: when a word first stood in a chat; `beneath`: the messages of each chat that something of ours replied to.
    """

    def __init__(self, clock: Clock, group: int, law: Callable[[], Law]) -> None:
        self.clock = clock
        self.group = group
        self.laws: defaultdict[int, Law] = defaultdict(lambda: Window(4, 4.0))
        self.laws[group] = law()
        self.whole = Window(30, 1.0)
        self.seen: dict[tuple[int, str], float] = {}
        self.beneath: set[tuple[int, int]] = set()
        self.cards: defaultdict[str, int] = defaultdict(int)
        self.refused = 0
        self.ignored = 0
        self.calls: defaultdict[int, int] = defaultdict(int)
        self.edits: list[float] = []
        self.hears: Callable[[int, Message], None] = lambda _chat, _message: None
        self.moved = asyncio.Event()
        self._quiet: dict[int, float] = {}
        self._numbers = itertools.count(1)
        self._pending: list[tuple[float, int, asyncio.Future[None]]] = []
        self._turn = itertools.count()

    @property
    def holds(self) -> int:
        """How many calls wait for their answer."""
        return len(self._pending)

    @property
    def next_answer(self) -> float:
        """When the first of them gets it."""
        return self._pending[0][0] if self._pending else float("inf")

    def answers(self) -> None:
        """Answer the calls whose time has come."""
        while self._pending and self._pending[0][0] <= self.clock.at:
            _, _, answered = heapq.heappop(self._pending)
            answered.set_result(None)

    async def call(self, method: str, *, chat_id: int, **params: Any) -> Any:
        """One call: it arrives now, its answer comes a moment later."""
        wait = self._law(method, chat_id)
        number = next(self._numbers)
        if wait <= 0:
            self._stands(method, chat_id, params, number)
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._pending, (self.clock.at + ANSWER_SECONDS, next(self._turn), answered))
        self.moved.set()
        await answered
        if wait > 0:
            raise ApiFault(method, TOO_MANY, "Too Many Requests", retry_after=math.ceil(wait))
        return {"message_id": number, "message_thread_id": number}

    def _law(self, method: str, chat: int) -> float:
        now = self.clock.at
        self.calls[chat] += 1
        self.ignored += method not in WEIGHTLESS and now < self._quiet.get(chat, now)
        wait = self.whole.wait(now) or (0.0 if method in WEIGHTLESS else self.laws[chat].wait(now))
        if wait > 0:
            self.refused += 1
            self._quiet[chat] = now + math.ceil(wait)
        return wait

    def _stands(self, method: str, chat: int, params: dict[str, Any], number: int) -> None:
        text = str(params.get("text") or params.get("caption") or "")
        rows = params.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [(key["text"], key.get("callback_data", "")) for row in rows for key in row]
        if not text:
            return
        self.beneath.add((chat, params.get("reply_parameters", {}).get("message_id", 0)))
        for word in (*ALIAS.findall(text), *TOKEN.findall(text), "any"):
            self.seen.setdefault((chat, word), self.clock.at)
        if method.startswith("send"):
            self.seen[chat, "newest"] = self.clock.at
            for alias in set(CARDS.findall(text)) if chat == self.group else ():
                self.cards[alias] += 1
        self.hears(chat, Message(params.get("message_id", number), text, buttons))
