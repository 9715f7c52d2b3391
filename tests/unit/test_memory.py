"""Memory that stays where it is: no core, nobody looks in, no swap; and what `check` says where that can not be had."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot import memory, readiness
from bot.memory import undisturbed
from bot.readiness import Light

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
HEAD = "Filename\tType\tSize\tUsed\tPriority\n"
TELLS = "from bot import memory; locked = memory.harden(); print(locked); print(open('/proc/self/status').read())"


SETTLES = """
import gc, weakref
from bot import memory
class Ring: pass
gc.disable()
kept, lost = [[] for _ in range(1_000)], Ring()
lost.itself, seen = lost, weakref.ref(lost)
del lost
memory.tidied()
print(gc.get_freeze_count() > 1_000, seen())
"""

ENDS = """
import gc, weakref
from bot import memory
class Ring: pass
gc.disable()
def line():
    ring = Ring()
    ring.itself = ring
    memory.tidied()
    return weakref.ref(ring)
first = line()
memory.untidied()
second = line()
memory.tidied()
print(first(), second())
"""

SAYS_LIMITS = """
import ctypes, os, resource
from bot import memory
memory.harden()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))
"""

SAYS_A_COMMANDS = """
import ctypes, resource, runpy, sys
sys.argv = ["bot", "--help"]
try:
    runpy.run_module("bot", run_name="__main__")
except SystemExit:
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def told(says: str = TELLS, *, limited: bool = False) -> str:
    """What a process of its own says once it is hardened. `limited`: it may lock a few bytes, whoever it is."""
    allowed = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    most = 2**33 if allowed == resource.RLIM_INFINITY else allowed

    def first() -> None:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))

    command = [sys.executable, "-c", says]
    if limited and os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock", *command]
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=True, preexec_fn=first if limited else None
    )
    return done.stdout


@LINUX
def test_all_memory_is_locked_where_it_may_be() -> None:
    if not memory.may_lock():
        pytest.skip("this user may not lock memory")
    shown = told()
    assert shown.startswith("True\n")
    assert "VmLck:\t       0 kB" not in shown


@LINUX
def test_a_limit_is_no_lock_that_breaks_later() -> None:
    shown = told(limited=True)
    assert shown.startswith("False\n")
    assert "VmLck:\t       0 kB" in shown


@pytest.mark.parametrize(
    ("content", "swaps"),
    [(HEAD, False), (HEAD + "/dev/sda2 partition 1 0 -2\n", True), (None, None), ("\xff", None)],
)
def test_whether_it_swaps(tmp_path: Path, content: str | None, swaps: bool | None) -> None:
    if content is not None:
        (tmp_path / "swaps").write_bytes(content.encode("latin-1"))
    assert memory.swaps(tmp_path) is swaps


@pytest.mark.parametrize(
    ("swaps", "may", "light", "words"),
    [
        (False, False, Light.GREEN, "has none"),
        (True, True, Light.GREEN, "is locked"),
        (None, True, Light.GREEN, "is locked"),
        (True, False, Light.YELLOW, "swapoff -a"),
        (None, False, Light.YELLOW, "LimitMEMLOCK=infinity"),
    ],
)
def test_check_says_what_to_do_about_swap(
    monkeypatch: pytest.MonkeyPatch, swaps: bool | None, may: bool, light: Light, words: str
) -> None:
    monkeypatch.setattr(memory, "swaps", lambda: swaps)
    monkeypatch.setattr(memory, "may_lock", lambda: may)
    found = readiness._about_memory()
    assert found.light is light
    assert words in found.words


@LINUX
def test_no_core_nobody_looks_in_and_files_are_private() -> None:
    assert told(SAYS_LIMITS) == "(0, 0) 0 0o77\n"


@LINUX
def test_no_command_leaves_a_core_as_many_hold_a_key_for_a_moment() -> None:
    assert told(SAYS_A_COMMANDS).splitlines()[-1] == "(0, 0) 0"


def test_what_stays_is_looked_through_no_more_and_garbage_is_gone_first() -> None:
    said = subprocess.run([sys.executable, "-c", SETTLES], cwd=ROOT, capture_output=True, check=True, text=True)
    assert said.stdout.split() == ["True", "None"]


def test_a_line_that_is_over_is_kept_no_longer() -> None:
    """A process that lost its turn, or goes on with a spare bot, must not keep the keys that it let go of."""
    said = subprocess.run([sys.executable, "-c", ENDS], cwd=ROOT, capture_output=True, check=True, text=True)
    assert said.stdout.split() == ["None", "None"]


def test_two_may_read_content_at_once_and_garbage_is_looked_for_again_when_both_are_done() -> None:
    with ExitStack() as other:
        with undisturbed():
            other.enter_context(undisturbed())
        assert not gc.isenabled()
    assert gc.isenabled()
