"""The bot's process: its environment, its death, its children's death, its log."""

import asyncio
import os
import select
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rehearsal.process import BotProcess, RehearsalError, State, clean_environment, prepare


def turns(process: BotProcess) -> asyncio.Event:
    event = asyncio.Event()
    process.changed = event.set
    return event


async def said(process: BotProcess, event: asyncio.Event, lines: int) -> None:
    async with asyncio.timeout(240):
        while len(process.log) < lines:
            event.clear()
            await event.wait()


def python(tmp_path: Path, source: str) -> BotProcess:
    """A process that does `source` where the bot would run."""
    return BotProcess(settings={}, folder=tmp_path, command=("-c", source))


CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; print('child', flush=True); time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
async def parent(tmp_path: Path) -> AsyncIterator[BotProcess]:
    process = python(tmp_path, CHILD)
    event = turns(process)
    await process.start()
    await said(process, event, 2)
    yield process
    await process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="pidfd is Linux's")
async def test_a_kill_takes_the_children_too(parent: BotProcess) -> None:
    child = os.pidfd_open(next(int(line) for line in parent.log if line.isdigit()))
    assert not select.select([child], [], [], 0)[0]
    await parent.kill()
    assert (parent.state, parent.pid) == (State.KILLED, None)
    assert select.select([child], [], [], 10)[0], "the child lives on"
    os.close(child)


async def test_a_bot_that_ends_by_itself_has_failed_and_its_last_words_are_kept(tmp_path: Path) -> None:
    process = python(tmp_path, "raise SystemExit('parley: no such setting')")
    event = turns(process)
    await process.start()
    async with asyncio.timeout(240):
        while process.state is not State.FAILED:
            event.clear()
            await event.wait()
    assert process.detail == "parley: no such setting"


@pytest.mark.parametrize(("number", "state", "detail"), [(9, State.KILLED, ""), (11, State.FAILED, "ended by SIGSEGV")])
async def test_one_that_a_signal_ends_is_said_to_be_so(tmp_path: Path, number: int, state: State, detail: str) -> None:
    process = python(tmp_path, f"import os; print('last words', flush=True); os.kill(os.getpid(), {number})")
    event = turns(process)
    await process.start()
    async with asyncio.timeout(240):
        while process.state is State.STARTING:
            event.clear()
            await event.wait()
    assert (process.state, process.detail) == (state, detail)


async def test_stop_asks_politely(tmp_path: Path) -> None:
    polite = "import signal; signal.signal(15, lambda *_: exit('bye')); print('here', flush=True); signal.pause()"
    process = python(tmp_path, polite)
    event = turns(process)
    await process.start()
    await said(process, event, 1)
    await process.stop()
    assert process.state is State.STOPPED
    assert list(process.log) == ["here", "bye"]


async def test_it_runs_once_and_counts_as_running_when_it_calls(parent: BotProcess) -> None:
    pid = parent.pid
    await parent.start()
    assert parent.pid == pid
    states = [parent.state]
    parent.seen()
    states.append(parent.state)
    assert states == [State.STARTING, State.RUNNING]


def test_no_setting_of_this_machine_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "1:REAL")
    monkeypatch.setenv("HOTLINE_PROXY_URL", "http://proxy")
    environment = clean_environment({"HOTLINE_BOT_TOKEN": "7:rehearsal"})
    assert {name: value for name, value in environment.items() if name.startswith("HOTLINE_")} == {
        "HOTLINE_BOT_TOKEN": "7:rehearsal"
    }
    assert environment["PATH"] == os.environ["PATH"]


async def test_a_preparation_that_fails_says_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="no-such-command"):
        await prepare(["no-such-command"], {}, tmp_path)
