"""Bots of the tests' own programs, forked from a parent that has imported everything and read the content once.

`Cradle` starts the parent (`python -m tests.acceptance.forked FD`). For each order it forks a keeper, and that the bot:
a session, a folder and an environment of its own, everything it says in a pipe. The keeper waits for the bot's end.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.rehearsal.process import LONGEST_READ, BotProcess, clean_environment
from tests.promises import nursery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.rehearsal.process import Child

PROGRAMS = "tests."
"""Of which programs the parent has everything loaded; the others start as they are started on a server."""


@dataclass
class Forked:
    """A bot as the test sees it."""

    pid: int
    stdout: asyncio.StreamReader
    _keeper: socket.socket

    async def wait(self) -> int:
        """Its exit status, or the signal that ended it, negative."""
        with self._keeper:
            code: int = await _heard(self._keeper)
        return code


@dataclass
class Cradle:
    """The preloaded parent, seen from the tests."""

    channel: socket.socket
    process: subprocess.Popen[bytes]

    @classmethod
    def open(cls) -> Cradle:
        """Start the parent. Orders wait until everything is loaded."""
        ours, theirs = nursery.pair()
        with theirs:
            command = [sys.executable, "-m", "tests.acceptance.forked", str(theirs.fileno())]
            environ = clean_environment({})
            process = subprocess.Popen(command, cwd=nursery.ROOT, env=environ, pass_fds=[theirs.fileno()])
        return cls(ours, process)

    async def born(self, module: str, arguments: Sequence[str], environ: dict[str, str], folder: Path) -> Forked:
        """A bot at work on `python -m module arguments`."""
        ours, theirs = nursery.pair()
        reader, writer = os.pipe()
        order = {"module": module, "arguments": list(arguments), "environ": environ, "folder": str(folder)}
        with theirs:
            socket.send_fds(self.channel, [json.dumps(order).encode()], [theirs.fileno(), writer])
            os.close(writer)
        stdout = asyncio.StreamReader(limit=LONGEST_READ)
        protocol = asyncio.StreamReaderProtocol(stdout)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(reader, "rb"))
        return Forked(await _heard(ours), stdout, ours)

    def close(self) -> None:
        """End the parent: it has counted what its children used."""
        self.channel.close()
        self.process.wait()


@dataclass(kw_only=True)
class ForkedBot(BotProcess):
    """A bot that is forked where its program allows it, and started like any other where not."""

    cradle: Cradle = field(repr=False)

    async def _born(self) -> Child:
        how, module, *arguments = self.command
        if how == "-m" and module.startswith(PROGRAMS):
            return await self.cradle.born(module, arguments, clean_environment(self.settings), self.folder)
        return await super()._born()


async def _heard(channel: socket.socket) -> Any:
    said = await asyncio.get_running_loop().sock_recv(channel, nursery.LONGEST_ORDER)
    if not said:
        raise RuntimeError("the preloaded parent died; its last words are above")
    return json.loads(said)


def main() -> None:
    """The parent's whole life; a bot returns from here as from its own program."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    nursery.die_with_parent()
    nursery.preload("en", "ru")
    nursery.require_one_thread()
    while True:
        order, descriptors, _, _ = socket.recv_fds(channel, nursery.LONGEST_ORDER, 2)
        _bury()
        if not order:
            break
        if os.fork() == 0:
            channel.close()
            _keep(json.loads(order), *descriptors)
            return
        for descriptor in descriptors:
            os.close(descriptor)


def _bury() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(order: dict[str, Any], channel_number: int, output: int) -> None:
    """The keeper: it forks the bot and tells how it ended. The bot returns from here when it is done."""
    nursery.die_with_parent()
    channel = socket.socket(fileno=channel_number)
    pid = os.fork()
    if pid == 0:
        _live(order, channel, output)
        return
    os.close(output)
    _, status = os.waitpid(pid, 0)
    with suppress(OSError):
        channel.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _live(order: dict[str, Any], channel: socket.socket, output: int) -> None:
    """The bot: it tells its number once a kill would reach it, finds what a new process would, and runs its program."""
    nursery.die_with_parent()
    os.setsid()
    with channel:
        channel.send(json.dumps(os.getpid()).encode())
    for number in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(output, number)
    os.close(output)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [order["module"], *order["arguments"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
