"""deploy/parley.service: systemd reads it without a word, finds little to blame, and the bot works within its bounds.

The bounds are held against what the real bot asks of the kernel through a whole case with a photo and a chart, as
strace saw it. systemd itself does not run in a test.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE
from tests.acceptance.stories import applies, takes
from tests.acceptance.test_kept_media import photo, relayed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "parley.service"
MOST_EXPOSED = 1.5
REFUSED_WITHOUT_HARM = {"fchown": "SQLite asks for it as root alone, and the service is not root"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NOT RUN: apt-get install systemd"),
]


def analyzed(*arguments: str) -> str:
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=240)
    return done.stdout + done.stderr


def installed(folder: Path, unit: str, name: str = UNIT.name) -> Path:
    """The unit as it would stand on a machine: its program is there."""
    place = folder / name
    place.write_text(unit.replace("/opt/parley/.venv/bin/python", sys.executable))
    return place


def settings_of(unit: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)


def test_systemd_reads_the_unit_without_a_word(tmp_path: Path) -> None:
    unit = UNIT.read_text()
    assert not analyzed("verify", "--man=no", str(installed(tmp_path, unit)))
    planted = unit.replace("NoNewPrivileges", "NoNewPriviledges")
    assert "Unknown key" in analyzed("verify", "--man=no", str(installed(tmp_path, planted)))


def exposure(unit: Path) -> float:
    told = re.search(r"Overall exposure level for \S+: ([\d.]+)", analyzed("security", "--offline=true", str(unit)))
    assert told, unit
    return float(told[1])


def test_systemd_finds_little_to_blame(tmp_path: Path) -> None:
    assert exposure(UNIT) <= MOST_EXPOSED
    planted = "\n".join(line for line in UNIT.read_text().splitlines() if "SystemCallFilter" not in line)
    assert exposure(installed(tmp_path, planted)) > MOST_EXPOSED


def calls_in(group: str) -> set[str]:
    """The system calls of one of systemd's groups, with those of the groups in it."""
    lines = [line.strip() for line in analyzed("syscall-filter", group).splitlines()[1:]]
    named = {line for line in lines if line and not line.startswith(("#", "@"))}
    return named.union(*(calls_in(line) for line in lines if line.startswith("@")))


def allowed(unit: str) -> set[str]:
    """What the unit's SystemCallFilter lines leave, in their order."""
    found: set[str] = set()
    for line in settings_of(unit, "SystemCallFilter"):
        names = line.removeprefix("~").split()
        calls = set().union(*(calls_in(name) if name.startswith("@") else {name} for name in names))
        found = found - calls if line.startswith("~") else found | calls
    return found


def test_a_process_beside_may_give_way() -> None:
    unit = UNIT.read_text()
    assert "setpriority" in allowed(unit), "os.nice asks for it"
    planted = unit.replace("SystemCallFilter=setpriority\n", "")
    assert "setpriority" not in allowed(planted)
    assert allowed(unit) - allowed(planted) == {"setpriority"}


@pytest.fixture
async def asked(rehearsal: Stage, ready: Path, tmp_path: Path, phone: Callable[..., Phone],
                operator: Callable[..., Operator]) -> list[str]:  # fmt: skip
    """What the bot asked of the kernel while it served: an application, a photo kept, a chart, SIGTERM."""
    if shutil.which("strace") is None:
        pytest.skip("NOT RUN: apt-get install strace")
    world, trace = rehearsal.world, tmp_path / "trace"
    shutil.copytree(ready, tmp_path / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, tmp_path / "data")
    command = (str(Path(__file__).with_name("traced.py")), str(trace))
    bot = BotProcess(settings=settings, folder=tmp_path, changed=world.touch, command=command)
    rehearsal.bot = bot
    try:
        await bot.start()
        await world.until(lambda: world.called("getUpdates") or bot.detail, PATIENCE)
        person, desk = phone("Ivan"), operator("Olena")
        await applies(person)
        await takes(desk)
        world.send(person.user, None, world.store("photo", photo(), "image/jpeg"))
        await desk.taps("Keep", under=await relayed(desk, "photo"))
        await desk.sends("/stats month")
        await rehearsal.wait(partial(_chart, rehearsal), "the picture of the figures", desk.user)
    finally:
        await bot.stop()
    return [line.split(maxsplit=1)[1] for line in trace.read_text().splitlines() if " " in line]


def _chart(stage: Stage) -> bool:
    return any(one.media and one.media.file for one in stage.group.messages.values())


def names_of(asked: list[str]) -> set[str]:
    return {found[1] for line in asked if (found := re.match(r"(\w+)\(", line))}


async def test_the_bot_works_within_its_bounds(asked: list[str]) -> None:
    unit, names = UNIT.read_text(), names_of(asked)
    assert {"fdatasync", "connect", "execve", "prlimit64"} <= names, "strace saw too little"
    assert not {"listen", "accept", "accept4"} & names, "a bot that polls listens on no port"
    assert names - allowed(unit) - set(REFUSED_WITHOUT_HARM) == set()
    planted = unit.replace("~@privileged @resources", "~@privileged @resources @sync")
    assert names - allowed(planted) - set(REFUSED_WITHOUT_HARM) == {"fdatasync", "fsync"} & names
    families = set(re.findall(r"^socket\((AF_\w+)", "\n".join(asked), re.MULTILINE))
    assert families <= set(settings_of(unit, "RestrictAddressFamilies")[0].split())
    both = [line for line in asked if line.startswith("mmap") and "PROT_WRITE|PROT_EXEC" in line]
    later = [line for line in asked if line.startswith(("mprotect", "pkey_mprotect")) and "PROT_EXEC" in line]
    assert not both + later, "memory that is written and run is refused by MemoryDenyWriteExecute"
