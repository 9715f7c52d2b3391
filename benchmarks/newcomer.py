"""A new administrator's way, walked and timed: from a bare Debian to a bot that answers, lost, back elsewhere, moved.

    python -m benchmarks.newcomer [--here | --root DIR]

The commands are those of the README's section, in its order, read out of it. `setup` is answered at a terminal, three
seconds for a question and three letters a second, token and keys pasted; what else is typed and read comes on top.
A phone in the rehearsal's page looks whether the bot answers: to Start, and on each further machine to a button from
before and to the five words that it gave. A restore is on another machine each time: there is what the commands there
name by `../`, brought from the machine before, and nothing else; of the line nothing stays behind. The first machine
is lost by kill -9, with a form half filled in and an application later than its backup: the restore has to say so.

`--here` leaves out packages, clone and `make setup` and uses the Python that runs this; `age-keygen` must be there.
Machines are then folders. `--root DIR`: as root, from a bare Debian (`debootstrap --variant=minbase bookworm DIR`, and
this machine's /etc/resolv.conf and where it gets packages, if that is not as usual). Each machine is a copy of it,
made beside it and removed at the end; every command is changed into that, with its own /proc in a mount namespace.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiohttp

from benchmarks.newcomer_machine import PYTHON, ROOT, Yard
from benchmarks.newcomer_phone import Phone
from benchmarks.newcomer_terminal import Hands

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Coroutine, Mapping

    from benchmarks.newcomer_machine import Machine

TYPING: Final = Hands(thought=3.0, letters=3.0)
"""A slow typist, who reads each question."""
SECTION: Final = "## Fifteen minutes to a bot of your own\n"
BOT: Final = f"{PYTHON} -m bot "
PARTS: Final = (
    "to a bot that answers",
    "the server lost, to the same bot elsewhere",
    "moved, to the same bot elsewhere",
)
_WHO: Final = {"ru": "Линия помощи", "uk": "Лінія допомоги", "en": "The help line"}
_TALK: Final = (
    ("Where cases are talked", ""), ("Public keys", "KEYS"), ("Folder of texts", ""), ("Language of the operators", ""),
    *((f"({language})", _WHO[language]) for _ in range(4) for language in ("ru", "uk", "en")),
    ("Number or address", ""),
)  # fmt: skip
"""What `setup` asks after token and group, and what is answered; who runs the line has four sentences."""
_SKIPPED: Final = ("apt-get install", "git clone", "make setup")
"""Where the Python that runs this is used."""
_SAYS_LOST: Final = (
    r"readable +1 of 1 case open at the backup; 0 sealed",
    r"lost +[1-9]\d* unfinished conversations? of persons, \d+ of their messages not yet worked, \d+ messages? not yet",
    r"gap +.+: what was written, answered or closed since then is not here",
    r"unknown +how much that is",
)
_SAYS_MOVED: Final = (
    r"gap +.+: what was written since then waits at Telegram, a day at most",
    r"readable +1 open case, [1-9]\d* unfinished conversations?; 0 sealed",
    r"to send +\d+ messages?, \d+ of persons",
)
"""What a restore has to say of one case, and of one form half filled in."""


def parts(readme: str) -> list[tuple[list[str], list[str]]]:
    """The README's commands without their comments: for each part those where the line is, and those elsewhere."""
    section = readme.partition(SECTION)[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    lines = [[re.sub(r"\s{2,}#.*", "", line) for line in block.splitlines()] for block in blocks]
    return [(lines[0] + lines[1], []), *zip(lines[2::2], lines[3::2], strict=True)]


def named(lines: list[str]) -> list[str]:
    """What these commands need beside the line's folder."""
    return sorted(set(re.findall(r"\.\./([\w.]+)", "\n".join(lines))))


@dataclass
class Walk:
    """`took`: what each step took, in seconds. `said`: what each restore said."""

    yard: Yard
    readme: str
    hands: Hands = field(default_factory=Hands)
    took: list[tuple[str, float]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    _machine: Machine | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _serving: ExitStack = field(default_factory=ExitStack)
    _bot: subprocess.Popen[str] | None = None
    _keys: list[str] = field(default_factory=list)
    _told: tuple[str, str, str] = ("", "", "")
    _made: str = ""
    _last: int = 0
    _half: int = 0
    _words: str = ""
    _later: str = ""
    _aside: float = 0.0

    @property
    def machine(self) -> Machine:
        """Where he is."""
        assert self._machine  # noqa: S101 - made first of all
        return self._machine

    def all(self) -> list[tuple[str, float]]:
        """Every line of the README; after each part its sum."""
        with self._stack, self._serving:
            for places, name in zip(parts(self.readme), PARTS, strict=True):
                before = len(self.took)
                for lines in places:
                    self._goes(lines)
                    for line in lines:
                        self._step(line)
                self.took.append((f"**{name}**", sum(seconds for _, seconds in self.took[before:])))
        return self.took

    def _goes(self, lines: list[str]) -> None:
        """Where these begin with a clone, to another machine: the one before is lost, whatever runs there."""
        clone = next((line for line in lines if line.startswith("git clone ADDRESS ")), None)
        if clone is None:
            return
        other = self.yard.machine(clone.split()[3])
        if self._bot is not None:
            os.killpg(self._bot.pid, signal.SIGKILL)
        self._ended()
        if self._machine is not None:
            self._machine.lost(named(lines), other)
        self._machine = other

    def _ended(self) -> None:
        """By Ctrl-C, if it is still there."""
        self._serving.close()
        self._bot = None

    def _step(self, line: str) -> None:
        if self.yard.python is not None and line.startswith(_SKIPPED):
            return
        began, self._aside = time.monotonic(), 0.0
        told = played(line)(self, line) or ""
        self.took.append((f"`{line.removeprefix(BOT)}`{told}", time.monotonic() - began - self._aside))
        print(f"{self.took[-1][0]}: {self.took[-1][1]:.0f} s", file=sys.stderr, flush=True)  # noqa: T201 - its progress

    def plain(self, line: str) -> None:
        """A command as it stands there, its placeholders filled in."""
        self.machine.run(line.replace("=URL", f"={self._told[0]}").replace("FILE", self._made))

    def packages(self, line: str) -> None:
        """Without questions."""
        self.machine.run(f"apt-get -qq update && {line.replace('install', '-qq install -y')}", above=True)

    def clone(self, line: str) -> None:
        """From this repository."""
        self.machine.run(line.replace("ADDRESS", str(self.machine.source)), above=True)

    def key(self, line: str) -> None:
        """Its public half is written down."""
        self._keys.append(next(word for word in self.machine.run(line).split() if word.startswith("age1")))

    def rehearsal(self, line: str) -> str:
        """It goes on to the end of the walk; its address, token and group."""
        process = self._stack.enter_context(self.machine.beside(f"{line} --no-browser"))
        assert process.stdout  # noqa: S101 - it was made with a pipe
        lines = [process.stdout.readline() for _ in range(4)]
        self._told = (lines[0].split()[4].rstrip("/"), lines[2].split()[1], lines[3].split()[1])
        return ", until it says where"

    def setup(self, line: str) -> str:
        """At a terminal; what is in no answer of his stays as it is offered."""
        _, token, group = self._told
        talk = [(asked, ", ".join(self._keys) if said == "KEYS" else said) for asked, said in _TALK]
        self.machine.talked(line, [("Token: ", token), ("Id of the group", group), *talk], self.hands)
        return ", typed" if self.hands.letters else ""

    def backup(self, line: str) -> str | None:
        """It says where it is. Where the bot serves meanwhile, somebody applies afterwards; before a move it ends."""
        if moves := line.endswith("--move"):
            self._ended()
        (self._made,) = re.findall(r"^made +\S*/(\S+)", self.machine.run(line), re.MULTILINE)
        if moves:
            return ", the bot ended first"
        self._beside(self._applies_later())
        return None

    def restore(self, line: str) -> None:
        """What can not come back is counted and said."""
        said = self.machine.run(line.replace("FILE", self._made))
        self.said.append(said)
        for words in _SAYS_LOST if line.endswith("--revive") else _SAYS_MOVED:
            if re.search(f"(?m)^{words}", said) is None:
                sys.exit(f"{line}: does not say {words!r}\n{said}")

    def resume(self, line: str) -> None:
        """Its question is answered."""
        self.machine.run(f"{line} --yes")

    def serve(self, line: str) -> str:
        """Until phones were answered; it goes on."""
        self._bot = self._serving.enter_context(self.machine.beside(line if self.yard.python is None else f"{BOT}run"))
        if not self._words:
            asyncio.run(self._first())
            return ", until Start was answered"
        asyncio.run(self._again())
        return ", until Start, an old button and the five words were answered"

    def _beside(self, doing: Coroutine[None, None, None]) -> None:
        """What is no step of the administrator's is not counted as one."""
        began = time.monotonic()
        asyncio.run(doing)
        self._aside += time.monotonic() - began

    async def _first(self) -> None:
        """Start on a new phone; then an application, and another that is left half filled in."""
        async with aiohttp.ClientSession() as http:
            phone = await self._phone(http)
            began = time.monotonic()
            self._words = await phone.applies()
            self._last = await self._opened(http)
            self._half = await self._begun(http)
            self._aside = time.monotonic() - began

    async def _applies_later(self) -> None:
        async with aiohttp.ClientSession() as http:
            self._later = await (await self._phone(http)).applies()

    async def _again(self) -> None:
        """Start on a new phone, an old button, the words; and what was lost is, what was not goes on."""
        async with aiohttp.ClientSession() as http:
            phone = await self._phone(http)
            await Phone(http, self._told[0], self._last).presses_what_is_left()
            if not await phone.returns(self._words):
                sys.exit("the five words from before open nothing")
            began, self._last = time.monotonic(), phone.user
            if self._later:
                if await (await self._phone(http)).returns(self._later):
                    sys.exit("five words that were given after the backup open something")
                self._later, self._half = "", await self._begun(http)
            else:
                await Phone(http, self._told[0], self._half).ends()
            self._aside = time.monotonic() - began

    async def _phone(self, http: aiohttp.ClientSession) -> Phone:
        """A new one on which Start was answered."""
        phone = await Phone.new(http, self._told[0])
        await phone.starts()
        return phone

    async def _begun(self, http: aiohttp.ClientSession) -> int:
        """Whose phone has a form half filled in."""
        phone = await self._phone(http)
        await phone.begins()
        return phone.user

    async def _opened(self, http: aiohttp.ClientSession) -> int:
        """Whose phone the five words opened: they are worked into a key some seconds after they were shown."""
        while True:
            phone = await self._phone(http)
            if await phone.returns(self._words):
                return phone.user


_PLAYS: Final[Mapping[str, Callable[[Walk, str], str | None]]] = {
    "apt-get install ": Walk.packages,
    "git clone ADDRESS ": Walk.clone,
    "make setup": Walk.plain,
    "age-keygen ": Walk.key,
    f"{BOT}rehearse --own-bot": Walk.rehearsal,
    "echo HOTLINE_API_URL=URL ": Walk.plain,
    f"{BOT}setup": Walk.setup,
    f"{BOT}check": Walk.plain,
    "make run": Walk.serve,
    f"{BOT}backup": Walk.backup,
    "mkdir ": Walk.plain,
    "cp -r ": Walk.plain,
    f"{BOT}restore ": Walk.restore,
    f"{BOT}resume": Walk.resume,
}
"""How each of the README's lines is played, by what it begins with."""


def played(line: str) -> Callable[[Walk, str], str | None]:
    """How this line is played. SystemExit: nobody here knows."""
    for begins, how in _PLAYS.items():
        if line.startswith(begins):
            return how
    sys.exit(f"README.md: {line}: benchmarks/newcomer.py does not know how to play this line")


def main() -> None:
    """Walk, then print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--here", action="store_true", help="this Python and this tree: no clone, no make setup")
    how.add_argument("--root", type=Path, help="a bare Debian's folder, in which everything is done")
    given = parser.parse_args()
    debian = given.root and given.root.resolve()
    with tempfile.TemporaryDirectory(prefix="parley-newcomer-", dir=debian and debian.parent) as folder:
        python = sys.executable if given.here else None
        walk = Walk(Yard(folder=Path(folder), python=python, debian=debian), readme(), TYPING)
        for name, seconds in walk.all():
            print(f"| {name} | {seconds:.0f} s |", flush=True)  # noqa: T201
        print("\n".join(["", *walk.said]))  # noqa: T201


def readme() -> str:
    """The first page."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
