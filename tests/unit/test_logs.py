"""Logs: nothing but events and numbers gets through, whoever writes and however a program dies."""

import asyncio
import io
import json
import logging
import sys
import threading
import types
import warnings
from enum import StrEnum
from typing import Any

import pytest

from bot import logs
from bot.errors import DiskRefuses, StorageError
from bot.logs import Event, Host, Remedy, configure, frames, install_loop, note, note_fault

SECRET = "PLANTED-4242:token"
LEVELS = ("debug", "info", "warning", "error")


class Word(StrEnum):
    ONE = "one"


def through(level: str = "debug", *, as_json: bool = True) -> io.StringIO:
    out = io.StringIO()
    configure(level, json=as_json, stream=out)
    return out


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def noisy(logger: logging.Logger) -> None:
    """Every way a foreign library could say something, each with the secret in it."""
    for level in (10, 20, 30, 40, 50):
        logger.log(level, "text %s", SECRET, extra={"token": SECRET}, stack_info=True)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception(SECRET)
    logger.error("wrong %d format", SECRET)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(SECRET, stacklevel=1)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("name", ["telegram.ext", "aiosqlite", "aiohttp.access", "asyncio", "httpx", SECRET])
def test_foreign_lines_keep_level_logger_place_and_type(level: str, as_json: bool, name: str) -> None:
    out = through(level, as_json=as_json)
    noisy(logging.getLogger(name))
    assert SECRET not in out.getvalue()
    assert out.getvalue().count("foreign") >= 3
    assert "ValueError" in out.getvalue()


def test_a_planted_leak_is_seen_by_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    out = through()
    monkeypatch.setattr(logs, "_place", lambda place: place)
    monkeypatch.setattr(logs, "_plain", lambda name: name)
    noisy(logging.getLogger(SECRET))
    assert SECRET in out.getvalue()


def test_a_logger_with_its_own_handler_loses_it(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("own.handler")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.propagate = False
    out = through()
    logger.error(SECRET)
    assert SECRET not in capsys.readouterr().err + out.getvalue()
    assert [line["logger"] for line in lines(out)] == ["own.handler"]


def test_events_carry_numbers_and_closed_words() -> None:
    out = through()
    note(Event.STARTED, tries=3, seconds=0.5, again=True, word=Word.ONE, chat=-1001234567890)
    (line,) = lines(out)
    assert line["event"] == "started"
    assert (line["tries"], line["seconds"], line["again"], line["word"]) == (3, 0.5, True, "one")
    assert line["chat"] == "large"


@pytest.mark.parametrize("value", [SECRET, SECRET.encode(), [1], None, ValueError(SECRET)])
def test_anything_else_in_an_event_is_refused(value: Any) -> None:
    out = through()
    with pytest.raises(TypeError) as caught:
        note(Event.STARTED, field=value)
    assert SECRET not in str(caught.value) + out.getvalue()


def test_levels_are_kept() -> None:
    out = through("warning")
    note(Event.STARTED)
    note(Event.POLL_FAILED, tries=1)
    assert [line["event"] for line in lines(out)] == ["poll_failed"]


def crash() -> BaseException:
    try:
        raise RuntimeError(SECRET) from ValueError(SECRET)
    except RuntimeError as fault:
        return fault


def test_hooks_say_type_and_frames_only(capsys: pytest.CaptureFixture[str]) -> None:
    out = through()
    fault = crash()
    sys.excepthook(type(fault), fault, fault.__traceback__)
    threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, None)))
    sys.unraisablehook(
        types.SimpleNamespace(exc_type=type(fault), exc_value=fault, exc_traceback=fault.__traceback__, object=SECRET)
    )
    assert [line["where"] for line in lines(out)] == ["main", "thread", "unraisable"]
    assert {line["error"] for line in lines(out)} == {"RuntimeError"}
    assert all("test_logs.py:" in line["frames"] for line in lines(out))
    assert SECRET not in out.getvalue() + capsys.readouterr().err


async def test_the_loop_reports_through_the_gate() -> None:
    out = through()
    loop = asyncio.get_running_loop()
    install_loop(loop)
    loop.call_exception_handler({"message": SECRET, "exception": crash(), "task": SECRET})
    loop.call_exception_handler({"message": SECRET})
    loop.set_exception_handler(None)
    assert [line["where"] for line in lines(out)] == ["loop", "loop"]
    assert SECRET not in out.getvalue()


def test_an_interrupt_is_no_crash() -> None:
    out = through()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert out.getvalue() == ""


def test_frames_of_generated_code_stay_plain() -> None:
    try:
        exec(compile("1/0", SECRET + "/" + SECRET, "exec"))
    except ZeroDivisionError as fault:
        assert SECRET not in frames(fault.__traceback__)


def test_a_host_is_named_and_nothing_that_is_no_host() -> None:
    out = through()
    note(Event.START_BLOCKED, host=Host("api.telegram.org"))
    note(Event.START_BLOCKED, host=Host(f"h/bot{SECRET}"))
    assert [(line["host"], line["level"]) for line in lines(out)] == [("api.telegram.org", "error"), ("other", "error")]


def test_a_disk_that_refuses_is_the_one_fault_with_its_remedy_beside_it() -> None:
    out = through()
    for kind in (DiskRefuses, StorageError):
        note_fault(Event.LOOP_FAILED, kind(SECRET), failures=1)
    told = lines(out)
    assert [line["error"] for line in told] == ["DiskRefuses", "StorageError"]
    assert [line.get("remedy") for line in told] == [Remedy.DISK, None]
    assert SECRET not in out.getvalue()
