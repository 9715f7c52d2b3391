"""What the bot that `make bench` measures has in memory beside `python -m bot run`, which loads its commands too.

Both stand on the same data folder with the shipped texts, one after the other; nobody writes.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench import ours
from benchmarks.bench.growth import filled
from benchmarks.bench.load import Load
from benchmarks.bench.runs import api, command, heard, started, usage
from benchmarks.bench.tables import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ITSELF: Final = "itself"
NAMES: Final = {OURS: "the bench's own", ITSELF: "`python -m bot run`"}
_SECONDS: Final = 20.0
"""How long each stands before it is looked at: what a start leaves to be done is done by then."""


def told(*, rounds: int, note: Callable[[str], None]) -> list[str]:
    """Medians of both, in turns."""
    found: dict[str, list[dict[str, float]]] = {bot: [] for bot in NAMES}
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = Path(name)
        filled(folder, 0)
        (folder / "locales").rename(folder / "unused")
        for number in range(rounds):
            for bot, runs in found.items():
                runs.append(_stood(bot, folder))
                note(f"  {number + 1} of {rounds}: {NAMES[bot]}: {runs[-1]['rss']:.0f} MB")
    return lines(found)


def lines(found: Mapping[str, Sequence[Mapping[str, float]]]) -> list[str]:
    """The difference, and both."""
    each = {
        bot: {what: statistics.median(one[what] for one in runs) for what in ("rss", "peak")}
        for bot, runs in found.items()
    }
    more, peak = (each[ITSELF][what] - each[OURS][what] for what in ("rss", "peak"))
    rows = [f"| {NAMES[bot]} | {one['rss']:.0f} | {one['peak']:.0f} |" for bot, one in each.items()]
    return [
        f"{NAMES[ITSELF]} has {more:+.1f} MB beside {NAMES[OURS]}, {peak:+.1f} MB at its peak",
        "",
        "| bot | RSS MB | peak RSS MB |",
        "| --- | --- | --- |",
        *rows,
    ]


def _stood(bot: str, folder: Path) -> dict[str, float]:
    with ExitStack() as stack:
        telegram = stack.enter_context(started(api(Load(chats=0, warm=0, seconds=_SECONDS)), pipe=True))
        url = f"http://127.0.0.1:{heard(telegram, 'listening')['port']}"
        environ = ours.settings_of(folder, url, 0) if bot == ITSELF else None
        asked = command(bot, url, folder, Path("/none"))
        process = stack.enter_context(started(asked, environ=environ, cwd=folder))
        heard(telegram, "end")
        if process.poll() is not None:
            raise RuntimeError(f"{bot} ended by itself: {process.returncode}")
        return usage(process.pid)
