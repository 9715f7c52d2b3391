"""The bot as a child of a preloaded parent: forked in a millisecond, dead by its own kill -9 at a named point.

`Nursery` starts the parent (`python -m tests.promises.nursery FD`): one thread, everything imported, texts and flows
read. For each order it forks; the child becomes the bot; the parent waits for its end and tells how it was.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import Tuning

ROOT = Path(__file__).resolve().parents[2]
CHEAP_CODES_KIB = 64
NO_LIMIT = 10**6
LONGEST_ORDER = 2**16
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, kw_only=True)
class Life:
    """One life of the bot. `point`: where it kills itself, at the `nth` passing; None: it lives until SIGTERM.

    `fault` names a planted fault. `passings`: a file for how often each point was passed, written at a good end.
    `record`: a folder, and the file for what is done to it; needs a nursery with the recorder under it.
    `crowded`: cards that wait go together from the second on.
    """

    settings: dict[str, str]
    log: str
    point: str | None = None
    nth: int = 1
    fault: str | None = None
    passings: str | None = None
    record: tuple[str, str] | None = None
    crowded: bool = False


@dataclass(kw_only=True)
class Nursery:
    """The preloaded parent, seen from the test. One child at a time; whoever wants two takes two nurseries."""

    channel: socket.socket
    process: subprocess.Popen[bytes] | None = None
    pid: int = 0
    labels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, recorder: Path | None = None) -> Nursery:
        """Start the parent; `ready` must be awaited before the first life. `recorder`: the library preloaded."""
        ours, theirs = pair()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        environ |= {"LD_PRELOAD": str(recorder)} if recorder else {}
        command = [sys.executable, "-m", "tests.promises.nursery", str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, pass_fds=[theirs.fileno()])
        theirs.close()
        return cls(channel=ours, process=process)

    async def ready(self) -> None:
        """Wait until everything is loaded; the texts of the buttons are known then."""
        if not self.labels:
            self.labels = await self._heard()

    async def start(self, life: Life) -> None:
        """Fork a child that lives this life."""
        await self.ready()
        await asyncio.get_running_loop().sock_sendall(self.channel, json.dumps(asdict(life)).encode())
        self.pid = await self._heard()

    async def end(self) -> int:
        """Wait for the child's end: its exit status, or the signal that ended it, negative."""
        code: int = await self._heard()
        self.pid = 0
        return code

    def stop(self) -> None:
        """Ask the child to finish, as an init system does."""
        os.kill(self.pid, signal.SIGTERM)

    def twin(self) -> Nursery:
        """A second parent, forked from the first, with nothing left to load; it ends with the first at the latest."""
        ours, theirs = pair()
        socket.send_fds(self.channel, [b"twin"], [theirs.fileno()])
        theirs.close()
        return Nursery(channel=ours, labels=self.labels)

    def close(self) -> None:
        """End the parent, and its child and twins with it."""
        self.channel.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    async def _heard(self) -> Any:
        said = await asyncio.get_running_loop().sock_recv(self.channel, LONGEST_ORDER)
        if not said:
            raise RuntimeError("the preloaded parent died; its last words are above")
        return json.loads(said)


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a channel; ours never blocks."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    return ours, theirs


def killer(point: str | None, nth: int) -> Callable[[str], None]:
    """A probe that ends this process by kill -9 at the nth passing of a point."""
    left = nth

    def probe(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return probe


def main() -> None:
    """The parent's whole life."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    die_with_parent()
    channel.send(json.dumps(preload("en")).encode())
    while True:
        order, descriptors, _, _ = socket.recv_fds(channel, LONGEST_ORDER, 1)
        if descriptors:
            channel = _twinned(channel, descriptors[0])
        elif order:
            _bear(channel, Life(**json.loads(order)))
        else:
            os._exit(0)


def _twinned(channel: socket.socket, descriptor: int) -> socket.socket:
    """Fork: the first goes on with its channel, the twin with the new one."""
    if os.fork():
        os.close(descriptor)
        return channel
    channel.close()
    die_with_parent()
    return socket.socket(fileno=descriptor)


def _bear(channel: socket.socket, life: Life) -> None:
    """Fork a child, tell its number, and how it ended."""
    require_one_thread()
    pid = os.fork()
    if pid == 0:
        channel.close()
        _live(life)
    channel.send(json.dumps(pid).encode())
    _, status = os.waitpid(pid, 0)
    channel.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def preload(*languages: str) -> dict[str, str]:
    """Import the program, read its files once and for all children; return the texts of the buttons.

    What a process makes once and keeps is made here, too: patterns, texts, the search in free words in these languages.
    """
    import anyio._backends._asyncio  # noqa: F401 - for the children
    import uvloop  # noqa: F401 - for the children

    from bot import app, settings
    from bot.desk.codes.word_lists import WordLists
    from bot.flows.load import SHIPPED, load_book
    from storage.named_sql import named_sql
    from tests.promises import planted  # noqa: F401 - for the children
    from tests.promises.story import KEYS, SAID
    from tests.switched import shipped

    book, lists = shipped(), WordLists.load(SHIPPED)
    read = lambda root=SHIPPED: book if root == SHIPPED else load_book(root)  # noqa: E731
    patch.object(app, "load_book", read).start()
    patch.object(WordLists, "load", return_value=lists).start()
    named_sql()
    settings.load({"HOTLINE_BOT_TOKEN": f"1:{'A' * 35}", "HOTLINE_OPERATOR_CHAT_ID": "-1"}, env_file=None)
    for language in languages:
        len(book.indexes[language].table.places)
    for words in SAID:
        book.dangers._search(words)
        book.taunts.hold(words)
    for bundle in book.texts._bundles.values():
        for key in bundle._messages:
            bundle.get_message(key)
    gc.collect()
    gc.freeze()
    return {key: book.texts.plain("en", key) for key in KEYS}


def require_one_thread() -> None:
    """Raises RuntimeError where a fork would be a danger."""
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        raise RuntimeError("a child forked beside another thread may inherit a lock nobody will release")


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent is gone."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _live(life: Life) -> NoReturn:
    """The child: the bot, from its start to its end."""
    status = 1
    try:
        die_with_parent()
        os.dup2(os.open(life.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
        random.seed()
        _serve(life)
        status = 0
    except BaseException:  # noqa: BLE001 - nothing of the parent may run in a child
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _serve(life: Life) -> None:
    import uvloop

    from bot import app, logs, settings
    from bot.delivery.pacing import Limits
    from tests.promises import planted

    unlimited = Limits(overall=NO_LIMIT, private=NO_LIMIT, group=NO_LIMIT)
    passed: Counter[str] = Counter()
    kill = killer(life.point, life.nth)
    tuning = app.Tuning(
        warm=False,
        probe=partial(_pass, passed, kill),
        limits=replace(unlimited, group_easy=1 / NO_LIMIT) if life.crowded else unlimited,
        code_memory_kib=CHEAP_CODES_KIB,
    )
    if life.fault is not None:
        planted.FAULTS[life.fault](tuning.probe)
    if life.record is not None:
        ctypes.CDLL(None).parley_record(*map(str.encode, life.record))
    logs.configure("info", json=True)
    uvloop.run(_main(app.serve, settings.load(life.settings, env_file=None), tuning))
    if life.passings is not None:
        Path(life.passings).write_text(json.dumps(passed), encoding="utf-8")


def _pass(passed: Counter[str], kill: Callable[[str], None], point: str) -> None:
    passed[point] += 1
    kill(point)


async def _main(serve: Callable[[Any, Tuning], Any], settings: Any, tuning: Tuning) -> None:
    from bot.logs import install_loop

    install_loop(asyncio.get_running_loop())
    await serve(settings, tuning)


if __name__ == "__main__":
    main()
