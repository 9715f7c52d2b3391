"""Each command of OPERATING.md, and of ADMIN.md what is no command of ours, is given somewhere, or it is said why not.

By the shell, as it stands there: on the line's server, on the machine of an operator's key, on a new server. `ssh` is a
program of this test that does in that folder what it is told. With the rows in a file, and on a PostgreSQL server.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage import age
from storage.archive import sealed_files
from storage.exports import packed
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.acceptance import test_restore
from tests.acceptance.grounds import Ground
from tests.acceptance.test_as_a_service import blocks
from tests.acceptance.test_check_on_a_server import granted
from tests.acceptance.test_restore import TOLD, ground, lived

__all__ = ["ground"]

ROOT = Path(__file__).parents[2]
BOT = ".venv/bin/python -m bot "
PEPPER = "ssh SERVER cat data/keys/pepper.age | age -d -i anna.key | ssh SERVER 'umask 077; cat > data/keys/pepper'"
PIPE = "age -d -i anna.key K7WQ2M/case.key.age | age -d -i - K7WQ2M/002.entry.age"
BROUGHT = f"HOTLINE_DATA_DIR=copy {BOT}restore FILE --identity boris.key"
ANCHOR = "1204 9f3a64c01b7d22e8"
SERVER, HOME = "server", "home"
ROWS = frozenset({"HOTLINE_DATABASE_URL", "HOTLINE_DATA_DIR"})
"""What says where a server's data are; the machine of an operator's key has none of it."""
STEPS = (
    (SERVER, f"{BOT}keys recipients add age1..."),
    (SERVER, f"{BOT}backup"),
    (HOME, BROUGHT),
    (HOME, f"HOTLINE_DATA_DIR=copy {BOT}open --rewrap rewrapped --identity boris.key"),
    (SERVER, f"{BOT}keys recipients apply rewrapped"),
    (SERVER, f"{BOT}backup"),
    (HOME, BROUGHT),
    (HOME, f"HOTLINE_DATA_DIR=copy {BOT}open K7WQ2M --identity anna.key"),
    (HOME, f"HOTLINE_DATA_DIR=copy {BOT}open K7WQ2M --sealed-to K7WQ2M"),
    (HOME, PIPE),
    (HOME, "age -d -i anna.key export.age | tar x"),
    (SERVER, f'{BOT}audit verify --anchor "{ANCHOR}"'),
    (HOME, f"ssh SERVER env -C /opt/parley {BOT}restore FILE --revive --identity /dev/stdin < anna.key"),
    (HOME, PEPPER),
    (SERVER, f"{BOT}backup --move"),
    (SERVER, f"{BOT}keys rotate --out /run/new-root.key"),
)
"""Where, and what: in this order."""
RUNBOOKS = "tests/acceptance/test_runbooks.py::test_the_runbooks_commands_do_what_they_promise"
FIRST_PAGE = (
    "tests/acceptance/test_first_page.py::"
    "test_the_readme_alone_leads_to_a_bot_that_answers_and_to_the_same_one_elsewhere"
)
RIGHTS = (
    "tests/acceptance/test_check_on_a_server.py::"
    "test_what_its_user_may_not_see_is_yellow_with_the_reason_and_green_with_the_rights_the_document_names"
)
SERVICE = "tests/acceptance/test_as_a_service.py::test_a_line_that_was_set_up_becomes_a_service"
GIVEN_BY = {
    f"{BOT}keys rotate": RUNBOOKS,
    f"{BOT}keys recipients remove age1...": RUNBOOKS,
    f"{BOT}audit verify": RUNBOOKS,
    f"{BOT}audit verify --list": RUNBOOKS,
    f"{BOT}audit who 123456789": RUNBOOKS,
    f"{BOT}check": RUNBOOKS,
    f"{BOT}migrate --to postgresql://parley@127.0.0.1/parley": (
        "tests/storage/test_moving_to_postgres.py::test_the_command_says_what_comes_next"
    ),
    **dict.fromkeys(granted(), RIGHTS),
    **dict.fromkeys((line for block in blocks() for line in block), SERVICE),
    "age-keygen -o anna.key": FIRST_PAGE,
    "make run": FIRST_PAGE,
}
"""Which test gives it."""
NOT_HERE = {
    r"systemctl |.*\| systemctl ": "no systemd runs here; tests/acceptance/test_service.py has it read the files",
    r"systemd-creds ": "it writes to the machine's own store of credentials",
    r"install |echo \S+ >+ /etc/|printf .* >+ /etc/|cp /etc/|mkdir -p /etc/": "it writes into /etc of the machine",
    r"runuser ": "another user of the machine, or of its PostgreSQL",
    r"rsync |parley\.example|ssh SOUTH ": "it needs a second machine with a server of ssh",
    r"make setup|git pull ": "CI begins with it; the other needs a newer version to pull",
}
"""What is not given, and why."""


def lines(page: str) -> list[str]:
    """Of the blocks of commands, without comments; of those that show files, nothing."""
    text = (ROOT / "docs" / page).read_text()
    fenced = re.findall(r"(?ms)^ *```(\w*)\n(.*?)^ *```", text)
    blocks = [block for kind, block in fenced if kind in {"", "sh"}]
    told = [
        re.sub(r"\s{2,}#.*", "", line).strip() for block in blocks for line in block.replace("&&\n", "&& ").splitlines()
    ]
    return [line for line in told if not re.match(r"upstream |proxy_|HOTLINE_W\w+=\S*$", line)]


def unaccounted(found: list[str]) -> list[str]:
    """Commands of which nobody says who gives them."""
    given = {line for _, line in STEPS} | set(GIVEN_BY)
    return [line for line in found if line not in given and not any(re.match(words, line) for words in NOT_HERE)]


def test_each_command_of_the_reference_is_given_or_it_is_said_why_not() -> None:
    found = lines("OPERATING.md")
    assert len(found) > 30
    assert unaccounted(found) == []
    assert unaccounted([line for line in lines("ADMIN.md") if BOT not in line]) == []
    there = {*found, *lines("ADMIN.md")}
    assert {*(line for _, line in STEPS), *GIVEN_BY} - there == set(), "given, and on no page"


def test_who_gives_a_command_is_there() -> None:
    for test in GIVEN_BY.values():
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(), test


@pytest.mark.parametrize("planted", [f"{BOT}purge", "shred -u data", f"ssh SERVER {BOT}backup"])
def test_a_planted_command_is_seen(planted: str) -> None:
    assert unaccounted([f"{BOT}backup", planted]) == [planted]


@dataclass
class Scene:
    """The line's server, the machine with two operators' keys, a new server; `names`: for those of the page, ours."""

    folder: Path
    ground: Ground
    names: dict[str, str] = field(default_factory=dict)
    to: str = SERVER

    def give(self, where: str, line: str) -> str:
        """A line in that folder; what it said."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        environ |= {"PYTHONPATH": str(ROOT), "PATH": f"{self.folder / 'bin'}:{environ['PATH']}"}
        environ |= {"SSH_TO": str(self.folder / self.to), "HOTLINE_API_URL": "http://127.0.0.1:1"}
        environ |= {"HOTLINE_BOT_TOKEN": "7:AAExample", "HOTLINE_OPERATOR_CHAT_ID": "-1001"}
        if where == SERVER or "ssh" in line:
            environ |= {name: value for name, value in os.environ.items() if name in ROWS}
        for name, value in self.names.items():
            line = line.replace(name, value)
        done = subprocess.run(
            ["sh", "-c", line], cwd=self.folder / where, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout[-2_000:], done.stderr[-2_000:])
        return done.stdout


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: Ground) -> Scene:
    for place in (SERVER, HOME, "new", "bin"):
        (tmp_path / place / ".venv" / "bin").mkdir(parents=True)
        program(tmp_path / place / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    program(tmp_path / "bin" / "ssh", 'shift; cd "$SSH_TO" && exec sh -c "$*"')
    now = int(time.time())
    monkeypatch.setattr(test_restore, "NOW", now)
    monkeypatch.chdir(tmp_path / SERVER)
    ground.use("data")
    init_keys(Path("data"), recipients=(), operator_key_out=tmp_path / HOME / "boris.key", now=now)
    migrate(ground.place())
    asyncio.run(lived(Path("data"), ground.place()))
    anna = age.new_identity()
    (tmp_path / HOME / "anna.key").write_text(f"{anna.secret}\n")
    paths = {"/opt/parley": str(tmp_path / "new"), "/run/new-root.key": str(tmp_path / "root")}
    return Scene(tmp_path, ground, {"age1...": anna.recipient} | paths)


def program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o700)


@pytest.mark.slow
@pytest.mark.both
def test_the_references_commands_do_what_they_promise(scene: Scene) -> None:
    server, home = scene.folder / SERVER, scene.folder / HOME
    given = iter(STEPS)

    def step(**names: str) -> str:
        scene.names |= names
        return scene.give(*next(given))

    def brought() -> None:
        """The newest backup, and what an operator's machine had before is gone."""
        made = re.findall(r"(?m)^made +(\S+)", step())
        subprocess.run(["rm", "-rf", home / "copy"], check=True)
        step(FILE=str(server / made[0]))

    step()
    brought()
    step()
    (home / "rewrapped").rename(server / "rewrapped")
    assert "1 case sealed to the recipients of now, 0 left" in step()
    brought()
    place = home / "copy" / "parley.db"
    alias = str(scene.ground.one("SELECT alias FROM cases WHERE state = 'closed'"))
    assert TOLD in step(K7WQ2M=alias), "of who was added later, and closed before"
    step()
    assert TOLD in step()
    files = sealed_files(place, alias)
    (home / "export.age").write_bytes(packed({f"of-{alias}": dict(files)}, [scene.names["age1..."]]))
    step()
    assert {path.name for path in (home / f"of-{alias}").iterdir()} == set(files)
    (anchor,) = re.findall(r"\b\d+ [0-9a-f]{16}\b", scene.give(SERVER, f"{BOT}audit verify"))
    assert "0 faults" in step(**{ANCHOR: anchor})
    scene.ground.use("restored")
    scene.to = "new"
    assert "readable  2 of 2 cases open at the backup" in step()
    scene.ground.use("data")
    scene.to = SERVER
    pepper = server / "data" / "keys" / "pepper"
    before = pepper.read_bytes()
    pepper.unlink()
    step()
    assert pepper.read_bytes() == before
    assert pepper.stat().st_mode & 0o077 == 0
    assert "-move.age" in step()
    old = (server / "data" / "keys" / "root.key").read_bytes()
    step()
    assert (scene.folder / "root").read_bytes() != old
    assert next(given, None) is None
