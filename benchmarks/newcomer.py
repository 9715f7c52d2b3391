"""A new administrator's way, walked and timed: from `git clone` to a bot that answers, by the rehearsal's Telegram.

    python -m benchmarks.newcomer [--here | --root DIR]

Every step is the command that docs/ADMIN.md names, in a clean folder; what a human types and reads comes on top.
`--here` leaves out clone and `make setup` and uses the Python that runs this. `age-keygen` must be there.

`--root DIR`: as root, on a bare Debian, begun with its packages (`debootstrap --variant=minbase bookworm DIR`, and this
machine's /etc/resolv.conf and where it gets packages, if that is not as usual). Every command is changed into DIR, with
its own /proc in a mount namespace that ends with it; the folder `root/parley` in there is made anew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.setting_names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
PATIENCE = 900
_INSIDE = "/root"
"""Where the newcomer works in a Debian root, and where the bare copy lies that he clones."""
PACKAGES = ("git", "make", "python3", "age")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_CHANGED = """
mount -t proc proc "$0/proc" && cd "$0" && exec chroot "$0" /bin/sh -c 'cd "$0" && exec "$@"' "$@"
"""
_WHO = '{ ru = "Линия", uk = "Лінія", en = "The line" }'
_IDENTITY = "".join(f"{key} = {_WHO}\n" for key in ("name", "state_body", "responsible", "second_channel"))


@dataclass
class Walk:
    """One way: the folder of the line, the Python that runs it, and what each step took, in seconds.

    `root`: a Debian in which all of it is done; `folder` is seen from there, then.
    """

    folder: Path
    python: str
    root: Path | None = None
    took: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of what is done within."""
        began = time.monotonic()
        yield
        self.took.append((name, time.monotonic() - began))

    def __post_init__(self) -> None:
        self._environment = _environment() if self.root is None else _bare()

    @property
    def seen(self) -> Path:
        """The folder of the line as this process sees it."""
        return self.folder if self.root is None else self.root / self.folder.relative_to("/")

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """One command to its good end; what it said on both ways."""
        done = subprocess.run(  # noqa: S603 - our own
            self._placed(command, cwd or self.folder), env=self._environment, stdin=subprocess.DEVNULL,
            cwd=None if self.root else cwd or self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}")
        return done.stdout

    def bot(self, *arguments: str) -> str:
        """A command of the line."""
        return self.run(self.python, "-m", "bot", *arguments)

    @contextmanager
    def beside(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on meanwhile; ended by Ctrl-C."""
        command = [self.python, "-m", "bot", *arguments]
        process = subprocess.Popen(  # noqa: S603 - our own
            self._placed(command, self.folder), cwd=None if self.root else self.folder, env=self._environment,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=60)
            process.kill()

    def _placed(self, command: Sequence[str], folder: Path) -> list[str]:
        """The command, where it shall run; its number is that of the process itself, so that Ctrl-C reaches it."""
        if self.root is None:
            return list(command)
        return ["unshare", "--mount", "/bin/sh", "-c", _CHANGED, str(self.root), str(folder), *command]


def main() -> None:
    """Walk, then print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--here", action="store_true", help="this Python and this tree: no clone, no make setup")
    how.add_argument("--root", type=Path, help="a bare Debian's folder, in which everything is done")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-newcomer-") as folder:
        for name, seconds in walked(Path(folder), here=given.here, root=given.root and given.root.resolve()):
            print(f"| {name} | {seconds:.0f} s |", flush=True)  # noqa: T201


def walked(folder: Path, *, here: bool, root: Path | None = None) -> list[tuple[str, float]]:
    """The steps and their seconds, the sum at the end."""
    around = folder if root is None else Path(_INSIDE)
    walk = Walk(around / "parley", sys.executable if here else ".venv/bin/python", root)
    if here:
        walk.folder.mkdir()
    else:
        source = ROOT if root is None else _bare_machine(walk, root)
        with walk.step("`git clone`"):
            walk.run("git", "clone", "-q", str(source), str(walk.folder), cwd=around)
        with walk.step("`make setup`"):
            walk.run("make", "setup")
    with walk.step("`age-keygen`, twice"):
        keys = [_public(walk.run("age-keygen", "-o", f"{name}.key", cwd=around)) for name in ("anna", "boris")]
    began = time.monotonic()
    with walk.beside("rehearse", "--no-browser", "--own-bot") as rehearsal:
        url, token, group = _told(rehearsal)
        walk.took.append(("`rehearse --own-bot`, until it says where", time.monotonic() - began))
        _answers(walk.seen, url, token, group, keys)
        with walk.step("`setup`"):
            walk.bot("setup", "--answers", "answers.toml")
        with walk.step("`check`"):
            walk.bot("check")
        began = time.monotonic()
        with walk.beside("run"):
            asyncio.run(_answered(url))
            walk.took.append(("`run`, Start on a phone, until the bot answered", time.monotonic() - began))
    _lost_and_back(walk)
    return [*walk.took, ("all", sum(seconds for _, seconds in walk.took))]


def _bare_machine(walk: Walk, root: Path) -> Path:
    """Its packages, and a bare copy of this repository in it; where that is, seen from there."""
    for left in ("parley", "parley.git", "anna.key", "boris.key"):
        path = root / _INSIDE[1:] / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    copy = Path(_INSIDE) / "parley.git"
    clone = ["git", "clone", "-q", "--bare", str(ROOT), str(root / copy.relative_to("/"))]
    subprocess.run(clone, check=True)  # noqa: S603 - our own
    with walk.step("`apt-get install git make python3 age`"):
        walk.run("apt-get", "-qq", "update", cwd=Path("/"))
        walk.run("apt-get", "-qq", "install", "-y", *PACKAGES, cwd=Path("/"))
    return copy


def _lost_and_back(walk: Walk) -> None:
    """A backup, the data moved away, and back by Anna's key."""
    with walk.step("`backup`"):
        made = json.loads(walk.bot("backup", "--json"))["path"]
    lost = walk.seen.with_name("lost")
    shutil.rmtree(lost, ignore_errors=True)
    (walk.seen / "data").rename(lost)
    with walk.step("`restore --revive`"):
        walk.bot("restore", made.replace("data/", "../lost/", 1), "--identity", "../anna.key", "--revive")
    with walk.step("`resume`"):
        walk.bot("resume", "--yes")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return kept | {"PYTHONPATH": str(ROOT) if (ROOT / "bot").is_dir() else ""}


def _bare() -> dict[str, str]:
    """What a new machine's root has; nothing of this one."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": _INSIDE, "LANG": "C.UTF-8", **_QUIET}


def _public(said: str) -> str:
    return next(word for word in said.split() if word.startswith("age1"))


def _told(rehearsal: subprocess.Popen[str]) -> tuple[str, str, str]:
    """Address, token and group, out of what `rehearse --own-bot` prints."""
    assert rehearsal.stdout  # noqa: S101 - it was made with a pipe
    lines = [rehearsal.stdout.readline() for _ in range(4)]
    return lines[0].split()[4].rstrip("/"), lines[2].split()[1], lines[3].split()[1]


def _answers(folder: Path, url: str, token: str, group: str, keys: list[str]) -> None:
    path = folder / "answers.toml"
    path.touch(0o600)
    listed = ", ".join(f'"{key}"' for key in keys)
    path.write_text(
        f'api_url = "{url}"\ntoken = "{token}"\noperator_chat_id = "{group}"\nrecipients = [{listed}]\n'
        f"[identity]\n{_IDENTITY}"
    )


async def _answered(url: str) -> None:
    """A new phone presses Start, and waits for a screen with buttons. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
        user = (await _act(http, url, act="add_user", language="uk"))["user"]
        await _act(http, url, act="start", user=user)
        async with http.ws_connect(f"{url}/world/live", max_msg_size=0) as page:
            async for told in page:
                chats = [chat for chat in json.loads(told.data)["chats"] if chat["user"] == user]
                if any(message["buttons"] for chat in chats for message in chat["messages"]):
                    return


async def _act(http: aiohttp.ClientSession, url: str, **act: Any) -> dict[str, Any]:
    async with http.post(f"{url}/world/do", json=act) as answer:
        return dict((await answer.json())["result"])


if __name__ == "__main__":
    main()
