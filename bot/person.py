"""A person, as stored: who he is to us, and what the lock hides of him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case of his ended: closed, or resting; when; and the second until which his five words open it again."""

    state: str = "closed"
    at: int = 0
    until: int = 0


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whoever writes to the bot privately, as stored (sealed). `chat` is the private chat's id, the same as the user's.

    `screen` is the post that carries the talk, sent at `screen_at`; `below`: another message stands beneath it. `left`:
    posts of a closed case, `kept`: his own messages that still stand in the chat. `seen`: when he last did something,
    `phone`: his phone's language as Telegram gave it then. `pin`: what Argon2id made of his PIN, `pin_tries`: when
    digits were last tried as one. `worded`: the case his five words open. `lives`: what the lock hides.
    `trace`: hours after which messages leave the chat, 0 at once. `shown`: posts that go at his next step. `line`: the
    post that tells of unread answers; `last`: those of a closed case, packed; `ended`: its check word, until he reads;
    `end`: how it ended.
    `ban`: the ban that binds this talk, and what of it he has not read. `moved`: the bot he came to from another of the
    line's, until he writes to it.
    """

    id: bytes
    chat: int
    language: str
    screen: bytes | None = None
    screen_at: int = 0
    below: bool = False
    case: bytes | None = None
    left: tuple[bytes, ...] = ()
    kept: tuple[int, ...] = ()
    trace: int | None = None
    shown: tuple[bytes, ...] = ()
    line: bytes | None = None
    last: tuple[str, ...] = ()
    ended: str | None = None
    end: Ended | None = None
    seen: int = 0
    phone: str | None = None
    pin: bytes | None = field(default=None, repr=False)
    pin_tries: tuple[int, ...] = ()
    worded: bytes | None = None
    lives: tuple[Life, ...] = ()
    ban: tuple[bytes, str] | None = None
    moved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A talk behind the lock: whose it was, where he stood, his open cases, and when a PIN was tried on it."""

    person: Person
    talk: Mapping[str, Any]
    cases: tuple[bytes, ...] = ()
    tries: tuple[int, ...] = ()
