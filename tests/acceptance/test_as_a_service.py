"""From a line that `setup` made to its service, by the commands of OPERATING.md: it answers, its commands work.

Folders of the machine lie in one of the test's own, what systemd does is done here: its user, its credentials, its
environment. Where the tests are root the service's user is another one, as it is on a server.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess, clean_environment
from tests.acceptance.test_deploy import needs_systemd
from tests.acceptance.test_service import UNIT, analyzed
from tests.acceptance.test_setup import answers, group, set_up, telegram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rehearsal.server import Server
    from bot.rehearsal.things import Chat

__all__ = ["group", "telegram"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "OPERATING.md").read_text()
PLACES = ("/etc/", "/opt/parley", "/var/lib/", "/var/backups/", "/usr/local/bin/", "/run/")
FOLDERS = ("/etc/sysusers.d", "/etc/systemd/system", "/opt/parley", "/var/lib", "/usr/local/bin", "/run", "/bin")
NOBODY = 65_534
BECOME = (
    "import os,sys; os.execvp('setpriv', ['setpriv', '--reuid={0}', '--regid={0}', '--clear-groups', "
    "sys.executable, '-m', 'bot', 'run'])"
)
SYSTEM = {
    "systemd-sysusers": "",
    "journalctl": "",
    "systemctl": 'for it; do case $it in parley*) [ -e "$UNITS/$it" ] || [ -e "$UNITS/$it.service" ]; esac; done',
    "systemd-creds": '[ "$1 $2" = "decrypt --name=parley-root" ] && cp "$3" "$4"',
    "runuser": 'shift 3; [ "$WHO" = "$(id -u)" ] || set -- setpriv --reuid=$WHO --regid=$WHO --clear-groups "$@"\n"$@"',
}
"""What is not here, or may not be touched; the commands' other programs are the machine's own."""


def blocks() -> list[list[str]]:
    """The commands of the section, one list for each of its blocks."""
    section = PAGE.partition("## As a service\n")[2].partition("\n## ")[0]
    found = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [[re.sub(r"\s{2,}#.*", "", line) for line in block.replace("&&\n", "&& ").splitlines()] for block in found]


@dataclass(frozen=True)
class Machine:
    """A folder that holds what a machine has; `who`: the number of the service's user."""

    folder: Path
    who: int

    @property
    def home(self) -> Path:
        return self.at("/opt/parley")

    def at(self, path: str) -> Path:
        return self.folder / path.removeprefix("/")

    def here(self, text: str) -> str:
        """The same words, of this machine."""
        for place in PLACES:
            text = re.sub(rf"(?<![\w.]){re.escape(place)}", f"{self.folder}{place}", text)
        text = text.replace("-o parley -g parley", f"-o {self.who} -g {self.who}")
        return text.replace("parley:parley", f"{self.who}:{self.who}")

    def environment(self) -> dict[str, str]:
        path = f"{self.at('/bin')}:{self.at('/usr/local/bin')}:{os.environ['PATH']}"
        units = str(self.at("/etc/systemd/system"))
        return clean_environment({}) | {"PATH": path, "UNITS": units, "WHO": str(self.who)}

    def give(self, line: str) -> str:
        """A line, by the shell, as root in the program's folder; what it said."""
        done = subprocess.run(
            ["sh", "-c", self.here(line)], cwd=self.home, env=self.environment(),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (line, done.stdout[-2_000:], done.stderr[-2_000:])
        return done.stdout

    def pasted(self) -> None:
        """The whole block that installs, as one text for the shell, which goes on behind what failed."""
        subprocess.run(
            ["sh", "-c", self.here("\n".join(blocks()[0]))], cwd=self.home, env=self.environment(),
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip


def _other_user() -> int:
    """Somebody else, where we may become him and he may read the program."""
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    look = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import bot.cli"
    begin = f"import os, sys; os.execv(sys.executable, [sys.executable, '-c', {look!r}])"  # as `run` begins anew
    begun = [*become, sys.executable, "-c", begin]
    may = os.geteuid() == 0 and not subprocess.run(begun, capture_output=True, check=False).returncode
    return NOBODY if may else os.geteuid()


@pytest.fixture
def machine() -> Iterator[Machine]:
    with TemporaryDirectory(dir="/tmp") as name:
        made = Machine(Path(name), _other_user())
        made.folder.chmod(0o755)
        for place in FOLDERS:
            made.at(place).mkdir(parents=True)
        for room in ("bot", "handlers", "storage", "locales"):
            (made.home / room).symlink_to(ROOT / room)
        (made.home / ".venv").symlink_to(sys.prefix)
        shutil.copytree(ROOT / "deploy", made.home / "deploy")
        for unit in (made.home / "deploy").glob("parley*"):
            unit.write_text(made.here(unit.read_text()))
        for program, line in SYSTEM.items():
            made.at(f"/bin/{program}").write_text(f"#!/bin/sh -e\n{line}\n")
            made.at(f"/bin/{program}").chmod(0o755)
        yield made


def environment_of(machine: Machine, name: str) -> dict[str, str]:
    """What systemd gives a service by its file: its settings, and its credentials for its user alone."""
    unit = machine.at(f"/etc/systemd/system/{name}").read_text()
    secrets = machine.at(f"/run/credentials-{name}")
    secrets.mkdir(mode=0o700)
    for credential, source in re.findall(r"(?m)^LoadCredential=([\w-]+):(\S+)$", unit):
        shutil.copy(source, secrets / credential)
        (secrets / credential).chmod(0o440)
        os.chown(secrets / credential, machine.who, machine.who)
    os.chown(secrets, machine.who, machine.who)
    lines = re.findall(r"(?m)^Environment=(\S+)$", unit)
    (settings,) = re.findall(r"(?m)^EnvironmentFile=(\S+)$", unit)
    lines += [line for line in Path(settings).read_text().splitlines() if line.startswith("HOTLINE_")]
    given = dict(line.replace("%d", str(secrets)).split("=", 1) for line in lines)
    return given | {"CREDENTIALS_DIRECTORY": str(secrets)}


def started(machine: Machine) -> BotProcess:
    """The service."""
    command = ("-m", "bot", "run") if machine.who == os.geteuid() else ("-c", BECOME.format(machine.who))
    return BotProcess(settings=environment_of(machine, "parley.service"), folder=machine.home, command=command)


def test_each_unit_that_the_pages_name_is_there() -> None:
    """Also one that a command of the same page copies before."""
    copied = set(re.findall(r"cp /etc/systemd/system/parley\.service /etc/systemd/system/([\w-]+)\.service", PAGE))
    ours = {path.name for path in (ROOT / "deploy").iterdir()}
    text = PAGE + (ROOT / "docs" / "ADMIN.md").read_text()
    named = set(re.findall(r"systemctl (?:(?:stop|start|restart|enable|disable)(?: --now)?) ([\w.-]+)", text))
    assert {"parley", "parley-backup.timer", "parley-second"} <= named
    assert not [one for one in named - copied if not {one, f"{one}.service"} & ours]


@pytest.mark.parametrize("fails", ["/etc/parley/token", "/etc/parley/parley.env", "/etc/parley/root.key"])
def test_nothing_is_lost_where_the_block_is_pasted_and_a_copy_fails(machine: Machine, fails: str) -> None:
    """One text for the shell, which goes on behind what failed: a file comes out cut off, as on a full disk."""
    keys = machine.home / "data" / "keys"
    keys.mkdir(parents=True)
    (keys / "root.key").write_bytes(bytes(range(32)))
    (machine.home / ".env").write_text("HOTLINE_BOT_TOKEN=1:a\nHOTLINE_OPERATOR_CHAT_ID=-1\n")
    real, program = shutil.which("install"), machine.at("/bin/install")
    program.write_text(
        f'#!/bin/sh\n{real} "$@" || exit\n'
        f'for to; do :; done; [ "$to" != {machine.at(fails)} ] || {{ chmod u+w "$to"; truncate -s 1 "$to"; exit 1; }}\n'
    )
    program.chmod(0o755)
    machine.pasted()
    assert (keys / "root.key").read_bytes() == bytes(range(32))
    assert "TOKEN=1:a" in (machine.home / ".env").read_text()
    program.unlink()
    (machine.at("/var/lib/parley") / "other").mkdir(parents=True)
    machine.pasted()
    assert "TOKEN=1:a" in (machine.home / ".env").read_text(), "it could not be moved there"
    shutil.rmtree(machine.at("/var/lib/parley"))
    machine.give("\n".join(blocks()[0][:6]))
    assert not (machine.home / ".env").exists()
    assert machine.at("/var/lib/parley/keys").is_dir()
    machine.pasted()
    assert machine.at("/etc/parley/root.key").read_bytes() == bytes(range(32)), "also where it is said once more"
    assert machine.at("/etc/parley/token").read_text() == "1:a\n"
    assert "OPERATOR_CHAT_ID=-1" in machine.at("/etc/parley/parley.env").read_text()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("export HOTLINE_LANGUAGES=uk", "no HOTLINE_NAME=value"),
        ("HOTLINE_LANGUAGES =uk", "no HOTLINE_NAME=value"),
        ("HOTLINE_LANGUAGES=uk # one", "no comment behind a value"),
        ('HOTLINE_LANGUAGES="u\\k"', "backslash"),
        ("HOTLINE_BOT_TOKEN=1:a", "the token belongs"),
        ('# one\n\nHOTLINE_LANGUAGES="a # b"', ""),
    ],
)
def test_a_setting_that_systemd_reads_otherwise_is_refused(machine: Machine, line: str, said: str) -> None:
    folder = machine.at("/etc/parley")
    folder.mkdir()
    (folder / "token").write_text("1:a\n")
    (folder / "root.key").write_bytes(bytes(32))
    (folder / "parley.env").write_text(f"{line}\n")
    machine.at("/bin/runuser").write_text('#!/bin/sh\necho "$HOTLINE_LANGUAGES"\n')
    machine.at("/run/parley-command.4194305.dead").mkdir()
    done = _command(machine)
    assert (done.returncode != 0, said in done.stderr) == (bool(said), True), done.stderr
    assert said or done.stdout == "a # b\n"
    assert not list(machine.at("/run").glob("parley-command*"))


def test_a_quoted_token_and_two_root_keys_are_refused(machine: Machine) -> None:
    folder, store = machine.at("/etc/parley"), machine.at("/etc/credstore.encrypted")
    folder.mkdir()
    store.mkdir()
    (folder / "token").write_text('"1:a"\n')
    (folder / "root.key").write_bytes(bytes(32))
    (folder / "parley.env").write_text("")
    assert "bare token" in _command(machine).stderr
    (store / "parley-root").write_bytes(bytes(32))
    assert "both there" in _command(machine).stderr
    assert not list(machine.at("/run").glob("parley-command*"))


def _command(machine: Machine) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(machine.home / "deploy" / "parley"), "check"], cwd=machine.home, env=machine.environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@needs_systemd
@pytest.mark.slow
def test_systemd_reads_the_second_process_as_the_page_makes_it(machine: Machine) -> None:
    section = PAGE.partition("### Several that share the work\n")[2].partition("\n### ")[0]
    lines = re.findall(r"```\n(.*?)```", section, re.DOTALL)[0].splitlines()
    machine.at("/etc/parley").mkdir()
    unit = Path(shutil.copy(machine.home / "deploy" / UNIT.name, machine.at("/etc/systemd/system")))
    for line in lines:
        machine.give(line)
    second = unit.with_name("parley-second.service")
    assert not analyzed("verify", "--man=no", str(second))
    assert machine.at("/etc/parley/second.env").read_text() == "HOTLINE_WEB_LISTEN=127.0.0.1:8081\n"
    drop = second.with_name("parley-second.service.d") / "second.conf"
    assert drop.read_text().splitlines() == ["[Service]", f"EnvironmentFile={machine.at('/etc/parley/second.env')}"]
    drop.write_text(drop.read_text().replace("EnvironmentFile", "EnvironmentFiles"))
    assert "Unknown key" in analyzed("verify", "--man=no", str(second))


@pytest.mark.slow
async def test_a_line_that_was_set_up_becomes_a_service(telegram: Server, group: Chat, machine: Machine) -> None:
    status, _, complaint = await set_up(machine.home, answers(telegram, group.id))
    assert (status, complaint) == (0, "")
    (machine.home / "answers.toml").unlink()
    install, rotate, timer = blocks()
    for line in install:
        told = await asyncio.to_thread(machine.give, line)
        if line == "parley check":
            assert "green   identity" in told
            assert not [one for one in told.splitlines() if one.startswith("red")]
    assert not (machine.home / ".env").exists()
    assert telegram.world.token not in machine.at("/etc/parley/parley.env").read_text()
    assert {path.stat().st_uid for path in machine.at("/var/lib/parley").rglob("*")} == {machine.who}
    await _answers(telegram, machine)
    for line in rotate:
        await asyncio.to_thread(machine.give, line)
    assert "all files private" in await asyncio.to_thread(machine.give, "parley keys verify")
    store = machine.at("/etc/credstore.encrypted")
    store.mkdir()
    machine.at("/etc/parley/root.key").rename(store / "parley-root")
    assert "all files private" in await asyncio.to_thread(machine.give, "parley keys verify"), "sealed by the machine"
    for line in timer:
        await asyncio.to_thread(machine.give, line)
    await asyncio.to_thread(_backed_up, machine)
    assert not list(machine.at("/run").glob("parley-command*"))


def _backed_up(machine: Machine) -> None:
    """By its own file: without token and root key, into the folder that was made for it."""
    unit = machine.at("/etc/systemd/system/parley-backup.service").read_text()
    (command,) = re.findall(r"(?m)^ExecStart=(.*)$", unit)
    given = machine.environment() | environment_of(machine, "parley-backup.service")
    done = subprocess.run(
        ["runuser", "-u", "parley", "--", *command.split()], cwd=machine.home, env=given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (file,) = machine.at("/var/backups/parley").glob("parley-*.age")
    assert file.stat().st_uid == machine.who


async def _answers(telegram: Server, machine: Machine) -> None:
    world, process = telegram.world, started(machine)
    process.changed = world.touch
    person = world.add_user("Ivan", "uk")
    try:
        await process.start()
        world.start(person)
        await world.until(lambda: bool(process.detail) or any(one.buttons for one in world.see(person)), 240)
        assert not process.detail
    finally:
        await process.stop()
