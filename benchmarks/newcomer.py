"""A new administrator's way, walked and timed: from a bare Debian to a bot that answers, lost, back, and moved.

    python -m benchmarks.newcomer [--here | --root DIR]

The commands are those of the README's section, in its order, read out of it; what a human types and reads comes on top.
A phone in the rehearsal's page looks whether the bot answers: to Start, and after each restore to a button from before
and to the five words that it gave.

`--here` leaves out packages, clone and `make setup` and uses the Python that runs this; `age-keygen` must be there.
`--root DIR`: as root, on a bare Debian (`debootstrap --variant=minbase bookworm DIR`, and this machine's
/etc/resolv.conf and where it gets packages, if that is not as usual). Every command is changed into DIR, with its own
/proc in a mount namespace that ends with it; the folder `root/parley` in there is made anew.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiohttp

from benchmarks.newcomer_machine import INSIDE, PYTHON, ROOT, Machine
from benchmarks.newcomer_phone import Phone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECTION: Final = "## Fifteen minutes to a bot of your own\n"
BOT: Final = f"{PYTHON} -m bot "
PARTS: Final = ("to a bot that answers", "the server lost, to the same bot", "moved, to the same bot")
_WHO: Final = '{ ru = "Линия", uk = "Лінія", en = "The line" }'
_IDENTITY: Final = "".join(f"{key} = {_WHO}\n" for key in ("name", "state_body", "responsible", "second_channel"))
_SKIPPED: Final = ("apt-get install", "git clone", "make setup")
"""Where the Python that runs this is used."""


def parts() -> list[list[str]]:
    """The README's commands without their comments: to a bot that answers; a server lost; a move."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    lines = [[re.sub(r"\s{2,}#.*", "", line) for line in block.splitlines()] for block in blocks]
    return [lines[0] + lines[1], *lines[2:]]


@dataclass
class Walk:
    """`took`: what each step took, in seconds."""

    machine: Machine
    took: list[tuple[str, float]] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)
    _keys: list[str] = field(default_factory=list)
    _told: tuple[str, str, str] = ("", "", "")
    _made: str = ""
    _last: int = 0
    _words: str = ""
    _aside: float = 0.0

    def all(self) -> list[tuple[str, float]]:
        """Every line of the README; after each part its sum."""
        with self._stack:
            for lines, name in zip(parts(), PARTS, strict=True):
                before = len(self.took)
                for line in lines:
                    self._step(line)
                self.took.append((f"**{name}**", sum(seconds for _, seconds in self.took[before:])))
        return self.took

    def _step(self, line: str) -> None:
        if self.machine.python is not None and line.startswith(_SKIPPED):
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

    def setup(self, line: str) -> None:
        """Answered from a file."""
        _, token, group = self._told
        listed = ", ".join(f'"{key}"' for key in self._keys)
        answers = f'token = "{token}"\noperator_chat_id = "{group}"\nrecipients = [{listed}]\n[identity]\n{_IDENTITY}'
        self.machine.write("answers.toml", answers)
        self.machine.run(f"{line} --answers answers.toml")

    def backup(self, line: str) -> None:
        """It says where it is."""
        (self._made,) = re.findall(r"^made +\S*/(\S+)", self.machine.run(line), re.MULTILINE)

    def resume(self, line: str) -> None:
        """Its question is answered."""
        self.machine.run(f"{line} --yes")

    def serve(self, line: str) -> str:
        """Until phones were answered."""
        with self.machine.beside(line if self.machine.python is None else f"{BOT}run"):
            return asyncio.run(self._answered())

    async def _answered(self) -> str:
        """Start on a new phone; the second time what was given the first time: words, a screen with buttons."""
        async with aiohttp.ClientSession() as http:
            url = self._told[0]
            phone = await Phone.new(http, url)
            await phone.starts()
            if not self._words:
                began = time.monotonic()
                self._words = await phone.applies()
                self._last = await self._opened(http)
                self._aside = time.monotonic() - began
                return ", until Start was answered"
            await Phone(http, url, self._last).presses_what_is_left()
            if not await phone.returns(self._words):
                sys.exit("the five words from before open nothing")
            self._last = phone.user
            return ", until Start, an old button and the five words were answered"

    async def _opened(self, http: aiohttp.ClientSession) -> int:
        """Whose phone the five words opened: they are worked into a key some seconds after they were shown."""
        while True:
            phone = await Phone.new(http, self._told[0])
            await phone.starts()
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
    "mv data ": Walk.plain,
    f"{BOT}restore ": Walk.plain,
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
    with tempfile.TemporaryDirectory(prefix="parley-newcomer-") as folder:
        for name, seconds in walked(Path(folder), here=given.here, root=given.root and given.root.resolve()):
            print(f"| {name} | {seconds:.0f} s |", flush=True)  # noqa: T201


def walked(folder: Path, *, here: bool, root: Path | None = None) -> list[tuple[str, float]]:
    """The steps and their seconds, sums among them. `folder`: an empty one, where there is no `root`."""
    around = folder if root is None else INSIDE
    machine = Machine(around / "parley", sys.executable if here else None, root)
    if root is not None:
        machine.bared()
    if here:
        machine.folder.mkdir()
    return Walk(machine).all()


if __name__ == "__main__":
    main()
