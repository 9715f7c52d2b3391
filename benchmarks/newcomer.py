"""A new administrator's way, walked and timed: from `git clone` to a bot that answers, by the rehearsal's Telegram.

    python -m benchmarks.newcomer [--here]

Every step is the command that docs/ADMIN.md names, in a clean folder; what a human types and reads comes on top.
`--here` leaves out clone and `make setup` and uses the Python that runs this. `age-keygen` must be there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
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
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PATIENCE = 900
_WHO = '{ ru = "Линия", uk = "Лінія", en = "The line" }'
_IDENTITY = "".join(f"{key} = {_WHO}\n" for key in ("name", "state_body", "responsible", "second_channel"))


@dataclass
class Walk:
    """One way: the folder of the line, the Python that runs it, and what each step took, in seconds."""

    folder: Path
    python: str
    took: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of what is done within."""
        began = time.monotonic()
        yield
        self.took.append((name, time.monotonic() - began))

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """One command to its good end; what it said on both ways."""
        done = subprocess.run(  # noqa: S603 - our own
            command, cwd=cwd or self.folder, env=_environment(), stdin=subprocess.DEVNULL,
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
            command, cwd=self.folder, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=60)
            process.kill()


def main() -> None:
    """Walk, then print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="this Python and this tree: no clone, no make setup")
    here = parser.parse_args().here
    with tempfile.TemporaryDirectory(prefix="parley-newcomer-") as folder:
        for name, seconds in walked(Path(folder), here=here):
            print(f"| {name} | {seconds:.0f} s |")  # noqa: T201


def walked(folder: Path, *, here: bool) -> list[tuple[str, float]]:
    """The steps and their seconds, the sum at the end."""
    walk = Walk(folder / "parley", sys.executable if here else ".venv/bin/python")
    if here:
        walk.folder.mkdir()
    else:
        with walk.step("`git clone`"):
            walk.run("git", "clone", "-q", str(ROOT), str(walk.folder), cwd=folder)
        with walk.step("`make setup`"):
            walk.run("make", "setup")
    with walk.step("`age-keygen`, twice"):
        keys = [_public(walk.run("age-keygen", "-o", f"{name}.key", cwd=folder)) for name in ("anna", "boris")]
    began = time.monotonic()
    with walk.beside("rehearse", "--no-browser", "--own-bot") as rehearsal:
        url, token, group = _told(rehearsal)
        walk.took.append(("`rehearse --own-bot`, until it says where", time.monotonic() - began))
        _answers(walk.folder, url, token, group, keys)
        with walk.step("`setup`"):
            walk.bot("setup", "--answers", "answers.toml")
        with walk.step("`check`"):
            walk.bot("check")
        began = time.monotonic()
        with walk.beside("run"):
            asyncio.run(asyncio.wait_for(_answered(url), PATIENCE))
            walk.took.append(("`run`, Start on a phone, until the bot answered", time.monotonic() - began))
    return [*walk.took, ("all", sum(seconds for _, seconds in walk.took))]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return kept | {"PYTHONPATH": str(ROOT) if (ROOT / "bot").is_dir() else ""}


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
    """A new phone presses Start, and waits for a screen with buttons."""
    async with aiohttp.ClientSession() as http:
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
