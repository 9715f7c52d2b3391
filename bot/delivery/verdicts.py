"""What becomes of an outbox row whose call failed: one pure table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.messages import CloseTopic, Delete, Edit, Erase, Leave, Menu, OpenTopic, Pin, React, Send

if TYPE_CHECKING:
    from bot.errors import ApiError
    from bot.messages import Outgoing

WAITS: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds before the next try after 1, 2, ... failures in a row; the last one stays."""

HOLDS: Final = (30.0, 60.0, 120.0, 240.0, 480.0, 600.0)
"""The same where a group does not let us write: people must put it right first."""

_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_BAD_REQUEST: Final = 400
_CONFLICT: Final = 409
_SERVER: Final = 500
_FOLLOWED: Final = 5
"""How often a row is sent to another chat id or a new topic before that is a fault too."""


class Act(Enum):
    """What the sender does with the row."""

    DONE = auto()
    """What was wanted is so already."""
    AGAIN = auto()
    """Try again after `wait` seconds."""
    PAUSE = auto()
    """Telegram asks for quiet: try again after `wait` seconds, and send nothing else to this chat meanwhile."""
    HOLD = auto()
    """The group does not let us write, for now: try again after `wait` seconds, and send nothing else there meanwhile.
    """
    ANEW = auto()
    """The message to edit is gone: send it as a new one."""
    REOPEN = auto()
    """The topic is gone: open it again, then send."""
    FOLLOW = auto()
    """The group lives under another id now, `chat`."""
    UNREACHABLE = auto()
    """The chat can not be written to: the row fails, as its sender foresaw."""
    MISSED = auto()
    """A message that must go can not be deleted any more: nothing is left to do, and people hear how many."""
    DEAD = auto()
    """Refused for a reason this table does not know: the row fails, and people hear of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An act, with seconds to wait or a chat id where the act needs one."""

    act: Act
    wait: float = 0.0
    chat: int | None = None


_PHRASES: Final = (
    ("message is not modified", Act.DONE),
    ("topic_not_modified", Act.DONE),
    ("message to delete not found", Act.DONE),
    ("query is too old", Act.DONE),
    ("query id is invalid", Act.DONE),
    ("message to edit not found", Act.ANEW),
    ("message can't be edited", Act.ANEW),
    ("message can't be deleted", Act.MISSED),
    ("message thread not found", Act.REOPEN),
    ("topic_deleted", Act.REOPEN),
)
_NO_WRITING: Final = ("chat_write_forbidden", "have no rights to send")
_NO_RIGHT: Final = "not enough rights"
_VANISHED: Final = ("message_id_invalid", "message to react not found", "message not found")


def after(tries: int, jitter: float = 0.0) -> float:
    """Return the seconds to wait after that many failures in a row, lengthened by up to a fifth (`jitter` 0..1)."""
    return _nth(WAITS, tries) * (1 + jitter / 5)


def decide(  # noqa: C901, PLR0911 - a table
    fault: ApiError, item: Outgoing, tries: int, jitter: float = 0.0, *, chat: int = 0
) -> Verdict:
    """Return what to do with `item` for `chat` (below zero: a group) after `fault`, its `tries`-th failure."""
    match fault:
        case ApiUnreachable():
            return Verdict(Act.AGAIN, after(tries, jitter))
        case ApiFault(migrate_to=int()) if not isinstance(item, Send | OpenTopic | Leave):
            # A message of the old group has no number in the new one.
            return Verdict(Act.ANEW if isinstance(item, Edit) else Act.DONE)
        case ApiFault(migrate_to=int(chat)) if tries <= _FOLLOWED:
            return Verdict(Act.FOLLOW, chat=chat)
        case ApiFault(status=status) if status == _TOO_MANY or fault.retry_after is not None:
            return Verdict(Act.PAUSE, after(tries) if fault.retry_after is None else fault.retry_after)
        case ApiFault(status=status) if status >= _SERVER or status == _CONFLICT:
            return Verdict(Act.AGAIN, after(tries, jitter))
        case ApiFault(status=status) if status == _FORBIDDEN and isinstance(item, Leave | Menu):
            return Verdict(Act.DONE)
        case ApiFault(status=status) if status == _FORBIDDEN and chat > 0 and isinstance(item, Delete | Erase):
            return Verdict(Act.MISSED)
        case ApiFault(status=status) if chat < 0 and _shut(status, fault.description.lower(), item):
            return Verdict(Act.HOLD, _nth(HOLDS, tries))
        case ApiFault(status=status) if status == _FORBIDDEN:
            return Verdict(Act.UNREACHABLE)
        case ApiFault(status=status) if status == _BAD_REQUEST:
            return Verdict(_refused(fault.description.lower(), item, tries))
    return Verdict(Act.DEAD)


def maybe_taken(fault: ApiError) -> bool:
    """Tell whether Telegram may have done what it was asked in spite of the failure."""
    match fault:
        case ApiUnreachable():
            return fault.maybe_taken
        case ApiFault():
            return fault.status >= _SERVER
    return False


def _nth(waits: tuple[float, ...], tries: int) -> float:
    return waits[min(max(tries, 1), len(waits)) - 1]


def _shut(status: int, phrase: str, item: Outgoing) -> bool:
    """Tell whether a group lets us write nothing.

    A right that only topics, deletions, reactions or media need does not count: words must not wait for it.
    """
    if status == _BAD_REQUEST:
        words = isinstance(item, Edit) or (isinstance(item, Send) and item.media is None)
        return (words and _NO_RIGHT in phrase) or any(known in phrase for known in _NO_WRITING)
    return status == _FORBIDDEN


def _refused(phrase: str, item: Outgoing, tries: int) -> Act:  # noqa: PLR0911 - a table
    if isinstance(item, Pin):
        return Act.UNREACHABLE if _NO_RIGHT in phrase else Act.DONE
    if isinstance(item, React | Delete | Erase) and phrase.startswith(_VANISHED):
        return Act.DONE
    act = next((act for known, act in _PHRASES if known in phrase), Act.DEAD)
    match act:
        case Act.DONE if isinstance(item, Send | OpenTopic):
            # Nothing was made: done would leave a post that is never sent, and all that waits for it.
            return Act.DEAD
        case Act.ANEW if not isinstance(item, Edit):
            return Act.DEAD
        case Act.ANEW if isinstance(item, Edit) and not item.anew:
            return Act.UNREACHABLE if item.on_failed else Act.DONE
        case Act.MISSED if not isinstance(item, Delete | Erase):
            return Act.DEAD
        case Act.REOPEN if isinstance(item, CloseTopic | Delete):
            return Act.DONE
        case Act.REOPEN if not isinstance(item, Send) or item.topic is None or tries > _FOLLOWED:
            return Act.DEAD
    return act
