"""Where an update's processor time goes, by layer: py-spy looks at our bot under load, from outside.

A look counts for the layer of the innermost frame that has one, so what a library does for a layer is that layer's
unless the library is one itself. Looking from inside would see only what lets go of Python's lock.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.bench.load import Load
from benchmarks.bench.runs import ROOT, api, command, heard, started
from benchmarks.bench.tables import OURS

RATE: Final = 200
MOST: Final = 20
LAYERS: Final = (
    ("SQLite, its driver, group commit", ("/aiosql/", "storage/batches.py", "storage/sqlite.py", "sqlite3/")),
    ("sealing", ("storage/sealing.py", "storage/primitives.py", "storage/epochs.py", "storage/age.py", "hmac.py")),
    ("packing rows", ("storage/packing.py", "/pydantic/", "json/", "bot/messages.py", "bot/person.py")),
    ("rows: people, posts, outbox, inbox", ("storage/",)),
    ("texts", ("bot/texts.py", "/fluent/", "/babel/")),
    ("reading words: danger, what nobody asked, codes", (
        "bot/flows/danger.py", "bot/flows/unasked", "bot/flows/spelling.py", "bot/flows/slips.py", "bot/flows/taunt",
        "bot/flows/remembered.py", "bot/desk/codes/word_files.py", "bot/desk/codes/word_lists.py",
        "bot/desk/codes/typed_codes.py",
    )),
    ("flow engine", ("bot/flows/",)),
    ("use cases", ("bot/desk/", "bot/periods.py")),
    ("HTTP and the Bot API", ("/aiohttp/", "/yarl/", "/multidict/", "bot/delivery/api.py", "urllib/", "email/")),
    ("outbox sender", tuple(
        f"bot/delivery/{name}.py" for name in ("outbox", "outcomes", "tickets", "pacing", "building", "calls")
    )),
    ("intake and lanes", ("bot/delivery/",)),
    ("python-telegram-bot", ("/telegram/", "handlers/")),
    ("event loop and thread hops", ("asyncio/", "/uvloop/", "/aiosqlite/", "threading.py", "queue.py")),
)  # fmt: skip
REST: Final = "the rest"


def layer_of(stack: list[str]) -> str:
    """The layer of the innermost frame that has one. Frames as py-spy writes them, the outermost first."""
    for frame in reversed(stack):
        for layer, parts in LAYERS:
            if any(part in frame for part in parts):
                return layer
    return REST


def told(others: Path, *, seconds: float, calls: str = "") -> list[str]:
    """The share of each layer, and the functions that took most."""
    spy = others.with_name("py-spy")
    if not spy.exists():
        return [f"NOT RUN: {spy} is missing"]
    layers, functions = Counter[str](), Counter[str]()
    for stack, count in _looked(spy, Load(warm=10.0, seconds=seconds + 5), seconds, f"{OURS} {calls}".strip()):
        layers[layer_of(stack)] += count
        functions[stack[-1].replace(f"{ROOT}/", "").rpartition("site-packages/")[2].rpartition(":")[0]] += count
    whole = sum(layers.values())
    lines = ["| layer | share |", "| --- | --- |"]
    lines += [f"| {name} | {count / whole:.1%} |" for name, count in layers.most_common()]
    return [*lines, "", *(f"{count / whole:6.1%}  {name})" for name, count in functions.most_common(MOST))]


def _looked(spy: Path, load: Load, seconds: float, bot: str) -> list[tuple[list[str], int]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-bench-")))
        telegram = stack.enter_context(started(api(load), pipe=True))
        url = f"http://127.0.0.1:{heard(telegram, 'listening')['port']}"
        process = stack.enter_context(started(command(bot, url, folder, Path("/none"))))
        heard(telegram, "begin")
        into, asked = folder / "looked", ("--nonblocking", "--full-filenames", "--format", "raw")
        record = [spy, "record", "--pid", str(process.pid), "--duration", str(int(seconds)), "--rate", str(RATE)]
        subprocess.run([*record, *asked, "--output", into], check=True, capture_output=True)
        lines = into.read_text(encoding="utf-8").splitlines()
    return [(line.rpartition(" ")[0].split(";"), int(line.rpartition(" ")[2])) for line in lines]
