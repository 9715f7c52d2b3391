"""Logs: events from a closed vocabulary with numbers, and nothing else.

Lines of other libraries shrink to level, logger, place and exception type: their sentences may carry a token, an id or
a text. The same holds for every exception that nobody caught.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections import Counter
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from bot.errors import DiskRefuses

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping
    from types import TracebackType

LARGEST = 9_999_999
"""Numbers beyond this are written as "large": they could be a Telegram id."""

_FRAMES = 6
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_PLAIN_NAME = re.compile(r"(?!.*\d{5})[A-Za-z_][A-Za-z0-9_.]{0,60}")
_EVENT_LEVELS = {
    "failed": logging.WARNING,
    "held": logging.WARNING,
    "missed": logging.WARNING,
    "refused": logging.ERROR,
    "dead": logging.ERROR,
    "crashed": logging.ERROR,
    "blocked": logging.ERROR,
}


class Event(StrEnum):
    """Everything this program can say in its log. Append; never put a text, an id or a token beside one."""

    STARTED = "started"
    STOPPED = "stopped"
    STOPPING = "stopping"
    MIGRATED = "migrated"
    START_BLOCKED = "start_blocked"
    POLL_FAILED = "poll_failed"
    POLL_RECOVERED = "poll_recovered"
    WEBHOOK_SET = "webhook_set"
    WEBHOOK_FAILED = "webhook_failed"
    WEBHOOK_MISSED = "webhook_missed"
    WEBHOOK_REMOVED = "webhook_removed"
    INTAKE_FAILED = "intake_failed"
    TOKEN_REFUSED = "token_refused"
    UPDATE_QUARANTINED = "update_quarantined"
    UPDATE_FAILED = "update_failed"
    UPDATE_DEAD = "update_dead"
    SEND_RETRIED = "send_retried"
    SEND_HELD = "send_held"
    SEND_UNREACHABLE = "send_unreachable"
    SEND_DEAD = "send_dead"
    DELETE_MISSED = "delete_missed"
    CHAT_MOVED = "chat_moved"
    LOOP_FAILED = "loop_failed"
    PROFILE_FAILED = "profile_failed"
    DESK_LOST = "desk_lost"
    RIGHTS_MISSED = "rights_missed"
    LEAVE_REFUSED = "leave_refused"
    REQUEST_FAILED = "request_failed"
    CODE_LOST = "code_lost"
    CODES_STORMED = "codes_stormed"
    CONTENT_TAKEN = "content_taken"
    CONTENT_REFUSED = "content_refused"
    CONTENT_EXPIRED = "content_expired"
    EPOCH_MISSED = "epoch_missed"
    NIGHT_MOVING = "night_moving"
    NIGHT_DONE = "night_done"
    NIGHT_BLOCKED = "night_blocked"
    NIGHT_BESIDE_FAILED = "night_beside_failed"
    BOT_SUCCEEDED = "bot_succeeded"
    SPARE_REFUSED = "spare_refused"
    ALARM_BEGUN = "alarm_begun"
    ALARM_OVER = "alarm_over"
    HEARTBEAT_FAILED = "heartbeat_failed"
    OVERDUE_GONE = "overdue_gone"
    CLOCK_HELD = "clock_held"
    MEMORY_LOCK_MISSED = "memory_lock_missed"
    KEYS_FORGOTTEN = "keys_forgotten"
    BACKUP_DONE = "backup_done"
    BACKUP_FAILED = "backup_failed"
    ON_HOLD = "on_hold"
    RESUMED = "resumed"
    STANDING_BY = "standing_by"
    STANDBY_FAILED = "standby_failed"
    TURN_LOST = "turn_lost"
    WORKING_BESIDE = "working_beside"
    WORKING_FAILED = "working_failed"
    WORKER_LOST = "worker_lost"
    TURN_REFUSED = "turn_refused"
    LETTER_GIVEN = "letter_given"
    LETTER_TAKEN = "letter_taken"
    LETTER_REFUSED = "letter_refused"
    EPOCHS_GONE = "epochs_gone"
    HOST_MISSED = "host_missed"
    HOST_REFUSED = "host_refused"
    FOREIGN = "foreign"
    CRASHED = "crashed"


class Remedy(StrEnum):
    """What somebody who runs the line has to do, in a sentence: for the few events that nobody else can cure."""

    DISK = (
        "the disk of the database is full, read-only or broken; free it or mend it: what was taken in stays, and the "
        "line goes on by itself"
    )
    NETWORK = (
        "can not be reached, is asked until it answers; look at the network, HOTLINE_API_URL and HOTLINE_PROXY_URL"
    )
    SWAP = "keys could be written into swap; switch it off, or let this user lock memory (LimitMEMLOCK=infinity)"
    OPERATOR_CHAT = (
        "while the bot is no member of HOTLINE_OPERATOR_CHAT_ID it leaves no group; correct it, or add the bot"
    )
    RIGHTS = "in an operators' group; `python -m bot check` says which and where: make it an administrator with them"
    HOLD = "restored from a backup; nothing is sent until `python -m bot resume`, once the old server is off"
    EPOCH_FILE = "what it sealed can not be read; `python -m bot check` names the file: put it back from its copy"
    KEPT_FILE = "an old key can not be destroyed; `python -m bot check` names the file: look at the disk, or shred -u"
    HOST = "a host that stood by fell silent and gets no new keys until it is back; look at it, and at its way here"
    LETTER = "no letter of this line, or none that can be kept; see A second host in docs/OPERATING.md"
    BEHIND = "nobody serves, and this host lacks keys that the line uses; start the other one, see docs/OPERATING.md"
    NAMESAKE = "another host that serves has this name; give each a HOTLINE_HOST of its own"


_counted: Counter[Event] = Counter()


class Host(str):
    """The host of an address out of the settings: never a path, so never a token."""

    __slots__ = ()


def configure(level: str, *, json: bool | None = None, stream: TextIO | None = None) -> None:
    """Send every log line of this process through the gate, as JSON or for a console (None: as `stream` is a terminal).

    `level` is debug, info, warning or error. Call it first; calling it again replaces what it set.
    """
    target = sys.stderr if stream is None else stream
    as_json = not target.isatty() if json is None else json
    number = logging.getLevelNamesMapping()[level.upper()]
    _configure_structlog(number, as_json=as_json, stream=target)
    _silence_foreign(number)
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    sys.unraisablehook = _on_unraisable


def note(event: Event, /, **numbers: float | StrEnum | Host) -> None:
    """Write one event with numbers, words of a closed vocabulary (a StrEnum) or a Host; else TypeError."""
    tail = event.value.rsplit("_", 1)[-1]
    _write(
        _EVENT_LEVELS.get(tail, logging.INFO), event, {name: _checked(name, value) for name, value in numbers.items()}
    )


def note_fault(event: Event, fault: BaseException, /, **numbers: float | StrEnum) -> None:
    """Write an event with the exception's type and the innermost places it passed; its sentence stays out.

    Of a disk that refuses it says what to do: nobody else can cure it, and no alarm could be kept.
    """
    places = {**_kind(type(fault)), "frames": frames(fault.__traceback__)}
    if isinstance(fault, DiskRefuses):
        places["remedy"] = Remedy.DISK.value
    _write(logging.WARNING, event, {name: _checked(name, value) for name, value in numbers.items()} | places)


def counts() -> Mapping[Event, int]:
    """How often each event was written by this process, also where the level kept it out of the log."""
    return _counted


def install_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Route what the loop finds in abandoned tasks and callbacks through the gate."""
    loop.set_exception_handler(_on_loop_fault)


def _checked(name: str, value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case bool():
            return value
        case int() | float():
            return value if abs(value) <= LARGEST else "large"
        case Host():
            return str(value) if _HOST.fullmatch(value) else "other"
        case _:
            raise TypeError(f"log field {name!r} is no number, no host and no word of a closed vocabulary")


def _configure_structlog(level: int, *, as_json: bool, stream: TextIO) -> None:
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def _silence_foreign(level: int) -> None:
    logging.raiseExceptions = False  # else a line that cannot be formatted prints its arguments
    logging.captureWarnings(capture=True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [_Gate()]
    logging.root.setLevel(level if level <= logging.DEBUG else max(level, logging.WARNING))


class _Gate(logging.Handler):
    """Takes a foreign record and keeps its level, logger, place and exception type."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        place = f"{PurePath(record.pathname).name}:{record.lineno}"
        fields = {"logger": _plain(record.name), "place": _place(place)}
        _write(record.levelno, Event.FOREIGN, fields | _kind(kind))


def _on_crash(kind: type[BaseException], _fault: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _crashed(kind, trace, "main")


def _on_thread_crash(args: threading.ExceptHookArgs) -> None:
    if not issubclass(args.exc_type, SystemExit):
        _crashed(args.exc_type, args.exc_traceback, "thread")


def _on_unraisable(args: Any) -> None:
    _crashed(args.exc_type, args.exc_traceback, "unraisable")


def _on_loop_fault(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    fault = context.get("exception")
    if isinstance(fault, BaseException):
        _crashed(type(fault), fault.__traceback__, "loop")
    else:
        _write(logging.ERROR, Event.CRASHED, {"where": "loop"})


def _crashed(kind: type[BaseException], trace: TracebackType | None, where: str) -> None:
    _write(logging.ERROR, Event.CRASHED, {"where": where, **_kind(kind), "frames": frames(trace)})


def frames(trace: TracebackType | None) -> str:
    """The innermost places of a traceback, as file:line, and no source line or value."""
    places: list[str] = []
    while trace is not None:
        places.append(_place(f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"))
        trace = trace.tb_next
    return " > ".join(places[-_FRAMES:])


def _kind(kind: type[BaseException] | None) -> dict[str, str]:
    return {} if kind is None else {"error": _plain(kind.__name__)}


def _plain(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else "other"


def _place(place: str) -> str:
    return place if re.fullmatch(r"[A-Za-z0-9_.<>-]{1,60}:\d{1,7}", place) else "elsewhere"


def _write(level: int, event: Event, fields: Mapping[str, object]) -> None:
    _counted[event] += 1
    structlog.get_logger().log(max(level, logging.DEBUG), event.value, **fields)
