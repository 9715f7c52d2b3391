"""T11: files and folders open to others, links and foreign owners are refused; the serving process shows nothing."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import tempfile
import time
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, NotRun, Proof, Scale
from benchmarks.proofs.line import line
from bot import memory, readiness
from bot.errors import KeyFault
from bot.readiness import NotReadyError, refuse_unready
from bot.settings import load
from storage import keys, private_files
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW: Final = int(time.time())
"""`run` reads the machine's clock: keys of another time would be refused for that."""
WIDE: Final = (0o640, 0o604, 0o620, 0o602, 0o644, 0o660, 0o666, 0o750, 0o705, 0o755, 0o770, 0o777)
STRANGER: Final = 54_321
LISTENS: Final = "0A"
EXPOSED: Final = """
import os, socket, sys
os.umask(0o022)
heard = socket.create_server(("127.0.0.1", 0))
print("up", flush=True)
sys.stdin.read()
"""


def refusals(data: Path) -> tuple[int, list[str]]:
    """Every key file and folder in every wrong way: how many, and what was let in."""
    tried, let_in = 0, list[str]()
    if _refused(data) or _unready(data):
        raise ValueError("what is right is refused as well: a refusal shows nothing")
    for path in [data / "keys", *sorted((data / "keys").rglob("*"))]:
        for name, wrong in _wrongs(path):
            with wrong():
                tried += 1
                if not _refused(data):
                    let_in.append(f"{path.relative_to(data)}: {name} is let in")
    for mode in WIDE:
        with _mode(data, mode | 0o700):
            tried += 1
            if not _unready(data):
                let_in.append(f"the data folder: {mode | 0o700:o} is let in")
    return tried, let_in


def _wrongs(path: Path) -> Iterator[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    for mode in WIDE:
        yield f"mode {mode:o}", lambda mode=mode: _mode(path, mode)
    yield "a symbolic link", lambda: _link(path)
    if os.geteuid() == 0:
        yield "another owner", lambda: _owner(path)


@contextmanager
def _mode(path: Path, mode: int) -> Iterator[None]:
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@contextmanager
def _link(path: Path) -> Iterator[None]:
    moved = path.with_name(f"{path.name}.moved") if path.name == "keys" else path.parents[1] / "moved"
    path.rename(moved)
    path.symlink_to(moved)
    try:
        yield
    finally:
        path.unlink()
        moved.rename(path)


@contextmanager
def _owner(path: Path) -> Iterator[None]:
    os.chown(path, STRANGER, -1)
    try:
        yield
    finally:
        os.chown(path, os.geteuid(), -1)


def _refused(data: Path) -> bool:
    try:
        load_keyring(data, now=NOW)
    except (KeyFault, OSError):
        return True
    return False


def _unready(data: Path) -> bool:
    settings = load({"HOTLINE_DATA_DIR": str(data), "HOTLINE_API_URL": "http://127.0.0.1:1"}, env_file=None)
    try:
        refuse_unready(settings)
    except NotReadyError:
        return True
    return False


def shown(pid: int, secrets: tuple[str, ...]) -> tuple[int, list[str]]:
    """What the system tells of a process that it should not: how much was looked at, and that."""
    proc = Path(f"/proc/{pid}")
    told = {name: (proc / name).read_bytes().decode(errors="replace") for name in ("environ", "cmdline")}
    found = [f"{name} holds a setting" for name, text in told.items() if "HOTLINE_" in text]
    found += [f"{name} holds a secret" for name, text in told.items() if any(one in text for one in secrets)]
    status, limits = (proc / "status").read_text(), (proc / "limits").read_text()
    found += [] if "Umask:\t0077" in status else ["files are not private by its umask"]
    found += [] if _limit(limits, "Max core file size") == ["0", "0"] else ["it may leave a core"]
    found += ["memory may be swapped out"] if memory.may_lock() and "VmLck:\t       0 kB" in status else []
    sockets = _sockets(proc)
    found += [f"it listens: {where}" for where, inode in _listening(proc) if inode in sockets]
    return len(told) * (1 + len(secrets)) + 3 + len(sockets), found


def _limit(limits: str, name: str) -> list[str]:
    return next(line.removeprefix(name).split()[:2] for line in limits.splitlines() if line.startswith(name))


def _sockets(proc: Path) -> set[str]:
    found = set()
    for descriptor in (proc / "fd").iterdir():
        with suppress(OSError):
            target = str(descriptor.readlink())
            found |= {target[len("socket:[") : -1]} if target.startswith("socket:[") else set()
    return found


def _listening(proc: Path) -> Iterator[tuple[str, str]]:
    """Addresses that somebody of this network listens on, with the socket's number."""
    for name in ("tcp", "tcp6"):
        with suppress(OSError):
            for row in (proc / "net" / name).read_text().splitlines()[1:]:
                columns = row.split()
                if columns[3] == LISTENS:
                    yield f"{name} {columns[1]}", columns[9]


def wide(folder: Path) -> list[str]:
    """Files and folders below that others may look into."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.lstat().st_mode & 0o077]


@contextmanager
def _data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=NOW)
        migrate(data / "parley.db")
        yield data


async def run(_scale: Scale) -> Figure:
    """Refusals; then the real program, started under a wide umask."""
    if sys.platform != "linux":
        raise NotRun("asks /proc, which only Linux has")
    with _data() as data:
        tried, found = refusals(data)
    before = os.umask(0o022)
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with line(Path(folder) / "line", level="INFO") as stage:
                if stage.bot is None or stage.bot.pid is None:
                    raise ValueError("a stage without a bot")
                secrets = (stage.world.token, str(stage.group.id), stage.world.token.partition(":")[2])
                count, told = shown(stage.bot.pid, secrets)
                files = list((stage.bot.folder / "data").rglob("*"))
                open_to_others = wide(stage.bot.folder / "data")
    finally:
        os.umask(before)
    tried, found = tried + count + len(files), [*found, *told, *open_to_others]
    words = f"{tried - count - len(files)} wrong modes, links, owners; {count} facts; {len(files)} files"
    locked = "memory locked" if memory.may_lock() else "memory not locked: this user may not"
    return Figure(tried, len(found), "; ".join([words, locked, *found[:3]]))


async def planted(_scale: Scale) -> Figure:
    """Checks that look away; a process that listens, with settings in its environment: all must be found."""
    looks_away = lambda path: path.stat()  # noqa: E731 - the broken check
    away = [patch.object(module, "check_private", looks_away) for module in (keys, private_files, readiness)]
    with _data() as data, away[0], away[1], away[2]:
        tried, let_in = refusals(data)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", EXPOSED, "QZXSECRET", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={"HOTLINE_BOT_TOKEN": "QZXSECRET", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    if child.stdout is None:
        raise ValueError("a child without a pipe")
    await child.stdout.readline()
    count, told = shown(child.pid, ("QZXSECRET",))
    await child.communicate(b"")
    wanted = ("environ holds a setting", "cmdline holds a secret", "files are not", "it listens")
    folder = any(one.startswith("the data folder") for one in let_in)
    every = folder and len(let_in) > len(WIDE) and all(any(one.startswith(name) for one in told) for name in wanted)
    return Figure(tried + count, len(let_in) + len(told) if every else 0)


PROOF: Final = Proof(
    name="T11 modes and process",
    promise="What others could open is refused; the serving process listens nowhere and shows no setting or file.",
    run=run,
    planted=planted,
    seconds=20,
    slow=True,
)
