"""One run: a fresh Bot API with its people, one bot, and what the bot used meanwhile."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.bench.load import Load

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
_PR_SET_PDEATHSIG: Final = 1
HERE: Final = Path(__file__).parent
TICKS: Final = os.sysconf("SC_CLK_TCK")


def command(bot: str, url: str, folder: Path, others: Path, *, hook: int = 0) -> list[str]:
    """How a bot is started. `others`: the Python that has what we measure against."""
    name, *rest = bot.split()
    calls = ["--calls", "real"] if "real" in rest else []
    hooked = ["--hook", str(hook)] if hook else []
    aside = str(HERE / "others")
    match name:
        case "itself":
            return [sys.executable, "-m", "benchmarks.bench.itself", "run"]
        case "ours":
            store = ["--store", "memory"] if "memory" in rest else []
            return [sys.executable, "-m", "benchmarks.bench.ours", url, str(folder), *calls, *store, *hooked]
        case "ptb":
            beside = ["--side-by-side"] if "side-by-side" in rest else []
            return [sys.executable, f"{aside}/ptb_form.py", url, str(folder), *calls, *beside]
        case "aiogram":
            return [str(others), f"{aside}/aiogram_form.py", url, *calls]
        case "grammy":
            return ["node", str(HERE / "grammy" / "bot.js"), url, *("real" for _ in calls)]
    raise ValueError(bot)


def run(
    bot: str,
    load: Load,
    others: Path,
    *,
    disk: Path | None = None,
    within: Path | None = None,
    environ: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Measure one bot once, in a folder that is there, or an empty one on `disk`."""
    with ExitStack() as stack:
        empty = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-bench-", dir=disk)))
        folder = within or empty
        load = replace(load, hook=_free_port()) if "hook" in bot.split() else load
        telegram = stack.enter_context(started(api(load), pipe=True))
        port = heard(telegram, "listening")["port"]
        asked = command(bot, f"http://127.0.0.1:{port}", folder, others, hook=load.hook)
        process = stack.enter_context(started(asked, quiet=not bot.startswith("ours"), environ=environ))
        heard(telegram, "stands")
        empty_rss = usage(process.pid)["rss"]
        heard(telegram, "begin")
        before = usage(process.pid)
        end = heard(telegram, "end")
        after = usage(process.pid)
        if process.poll() is not None:
            raise RuntimeError(f"{bot} ended by itself: {process.returncode}")
        spent = after["cpu"] - before["cpu"]
        return end | {
            "cpu": spent / end["seconds"],
            "cpu_ms": spent * 1_000 / max(end["answers"], 1),
            "rss": after["peak"],
            "rss_grown": after["rss"] - empty_rss,
            "load": os.getloadavg()[0],
        }


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def usage(pid: int) -> dict[str, float]:
    """Seconds of processor and the peak of memory in MB, of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {
        "cpu": (int(fields[11]) + int(fields[12])) / TICKS,
        "peak": int(status["VmHWM"].split()[0]) * 1_024 / 1e6,
        "rss": int(status["VmRSS"].split()[0]) * 1_024 / 1e6,
    }


def api(load: Load) -> list[str]:
    """How the Bot API and its people are started."""
    return [sys.executable, "-m", "benchmarks.bench.fake_api", json.dumps(asdict(load))]


class _Child(subprocess.Popen[str]):
    """A program that does not outlive its run, of which nothing is kept."""

    def __exit__(self, *fault: object) -> None:
        self.kill()
        super().__exit__(*fault)  # type: ignore[arg-type]


def started(
    command: Sequence[str],
    *,
    pipe: bool = False,
    quiet: bool = False,
    environ: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> _Child:
    """A program of this run, with none of our settings in its environment. `quiet`: what it complains of is lost."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    kept |= {"PYTHONPATH": str(ROOT), **(environ or {})}
    piped = subprocess.PIPE if pipe else subprocess.DEVNULL
    return _Child(
        command,
        cwd=cwd,
        env=kept,
        stdin=piped,
        stdout=piped,
        stderr=subprocess.DEVNULL if quiet else None,
        text=True,
        preexec_fn=_die_with_us,
    )


def _die_with_us() -> None:
    """Let the kernel end a program whose bench was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def heard(api: _Child, wanted: str) -> dict[str, Any]:
    """The line that tells of `wanted`."""
    assert api.stdout is not None
    for line in api.stdout:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == wanted:
            return told
    raise RuntimeError(f"the fake Bot API ended before it told of {wanted}")


def has_node() -> bool:
    """Whether grammY can be measured."""
    return shutil.which("node") is not None and (HERE / "grammy" / "node_modules").is_dir()
