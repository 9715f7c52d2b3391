"""The tables of `make bench`: which bots, how often, and what is told of them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from benchmarks.bench.load import Load
from benchmarks.bench.runs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

OURS: Final = "ours"
TAUGHT: Final = "ptb"
BESIDE: Final = "ptb side-by-side"
AIOGRAM: Final = "aiogram"
GRAMMY: Final = "grammy"
NAMES: Final = {
    OURS: "Parley: durable, sealed",
    "ours memory": "Parley without storage",
    TAUGHT: "python-telegram-bot as taught",
    BESIDE: "the same, chats side by side",
    AIOGRAM: "aiogram 3, memory",
    GRAMMY: "grammY, conversations (Node)",
}
MILLI: Final = 1_000
WANTED_MB: Final = 130
API_CORE: Final = 1 / 3
"""Of one core, at the fastest bot's rate."""


@dataclass(frozen=True, slots=True)
class Table:
    """One row of the issue: a load, who carries it, and how much more than each we should manage."""

    name: str
    load: Load
    bots: tuple[str, ...]
    wanted: dict[str, float] = field(default_factory=dict)
    what: str = "rate"
    """The figure whose ratio counts."""


ALL: Final = (OURS, "ours memory", TAUGHT, BESIDE, AIOGRAM, GRAMMY)
TABLES: Final = {
    "quick": Table("0 ms to the API", Load(warm=0, forms=400), ALL, {TAUGHT: 4, AIOGRAM: 2, "ours memory": 0.75}),
    "far": Table("50 ms to the API", Load(trip=0.05, warm=0, forms=200), ALL, {TAUGHT: 45, AIOGRAM: 1.2}),
    "paced": Table(
        "100 updates a second, 50 ms to the API",
        Load(trip=0.05, pace=100, chats=1_000, warm=10),
        (OURS, "ours hook", AIOGRAM, GRAMMY),
        {AIOGRAM: 0.55},
        what="cpu",
    ),
    "real": Table(
        "our real calls, made by all, 50 ms to the API",
        Load(trip=0.05, warm=0, forms=200),
        tuple(f"{bot} real" for bot in (OURS, TAUGHT, BESIDE, AIOGRAM, GRAMMY)),
    ),
}


def measured(
    table: Table,
    others: Path,
    *,
    rounds: int,
    seconds: float,
    forms: int,
    left_out: Iterable[str],
    note: Callable[[str], None],
) -> dict[str, dict[str, Any]]:
    """Each bot so often, in turns; of each figure the median. `forms`: instead of as many as the table asks for."""
    found: dict[str, list[dict[str, Any]]] = {bot: [] for bot in table.bots if bot.split()[0] not in set(left_out)}
    load = replace(table.load, seconds=seconds, forms=table.load.forms and (forms or table.load.forms))
    for number in range(rounds):
        for bot, runs in found.items():
            runs.append(run(bot, load, others))
            note(
                f"  {number + 1} of {rounds}: {bot}: {runs[-1]['rate']:.0f} a second, {runs[-1]['cpu_ms']:.2f} ms each"
            )
    return {bot: median(runs) for bot, runs in found.items()}


def median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each figure the median of all runs; of the calls those of one."""
    figures = [name for name, value in runs[0].items() if isinstance(value, int | float)]
    return {name: statistics.median(run[name] for run in runs) for name in figures} | {"calls": runs[-1]["calls"]}


def ratios(table: Table, found: dict[str, dict[str, Any]]) -> list[str]:
    """How many times as much as each other one we do, and whether that is what is wanted."""
    first = next(bot for bot in found if bot.split()[0] == OURS)
    ours = found[first]
    lines = []
    for bot, figures in found.items():
        if bot == first or not figures[table.what]:
            continue
        ratio, each = ours[table.what] / figures[table.what], figures["cpu_ms"] / ours["cpu_ms"]
        wanted = table.wanted.get(bot)
        fits = wanted is None or (ratio >= wanted if table.what == "rate" else ratio <= wanted)
        verdict = "" if wanted is None else f"; wanted {wanted:g}x: {_held(fits)}"
        what = "the speed" if table.what == "rate" else "the processor time"
        lines.append(f"{ratio:.2f}x {what} of {_name(bot)}{verdict} ({each:.2f}x by processor time)")
    return lines


def against_trip(table: Table, found: dict[str, dict[str, Any]]) -> list[str]:
    """At a steady pace: how long an answer takes beside the round trip alone, and what a thousand chats weigh."""
    if not table.load.pace:
        return []
    lines = []
    for bot, told in found.items():
        if bot.split()[0] == OURS:
            p50, p99 = (told[name] / table.load.trip for name in ("p50", "p99"))
            most = (1.05, 1.15) if "hook" in bot else (float("inf"), 2.3)
            wanted = "p50 1.05x, p99 1.15x" if "hook" in bot else "p99 2.3x"
            quick, small = p50 <= most[0] and p99 <= most[1], told["rss"] <= WANTED_MB
            grown = told["rss_grown"] * MILLI / table.load.chats
            trip = f"p50 {p50:.2f}x and p99 {p99:.2f}x the round trip, wanted at most {wanted}: {_held(quick)}"
            rss = f"peak RSS {told['rss']:.0f} MB without codes, wanted {WANTED_MB}: {_held(small)}"
            lines += [f"{_name(bot)}: {trip}", f"{_name(bot)}: {rss}; {grown:.0f} MB per 1,000 active chats"]
    return lines


def of_the_api(found: dict[str, dict[str, Any]]) -> str:
    """Whether the fake Bot API had time to spare: else it, not the bots, would be what is measured."""
    fastest = max(found, key=lambda bot: found[bot]["rate"])
    used = found[fastest]["api_cpu"]
    told = f"the fake Bot API took {used:.2f} of a core for {_name(fastest)}, the fastest; wanted"
    return f"{told} {API_CORE:.2f} at most: {_held(used <= API_CORE)}"


def _held(fits: bool) -> str:  # noqa: FBT001 - of two words
    return "held" if fits else "MISSED"


def rows(found: dict[str, dict[str, Any]]) -> list[str]:
    """The table itself, in Markdown."""
    heads = (
        "bot",
        "updates a second",
        "p50 ms",
        "p99 ms",
        "core used",
        "ms of it an update",
        "peak RSS MB",
        "API's core",
    )
    lines = [f"| {' | '.join((*heads, 'load'))} |", "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for bot, told in found.items():
        lines.append(
            f"| {_name(bot)} | {told['rate']:.0f} | {told['p50'] * MILLI:.0f} | {told['p99'] * MILLI:.0f} | "
            f"{told['cpu']:.2f} | {told['cpu_ms']:.2f} | {told['rss']:.0f} | {told['api_cpu']:.2f} | "
            f"{told['load']:.1f} |"
        )
    return lines


def calls(found: dict[str, dict[str, Any]]) -> list[str]:
    """How many calls of each kind an answered update took."""
    lines = []
    for bot, told in found.items():
        made = ", ".join(
            f"{name} {count / max(told['answers'], 1):.2f}" for name, count in sorted(told["calls"].items())
        )
        lines.append(f"{_name(bot)}: {made}")
    return lines


def _name(bot: str) -> str:
    return NAMES[bot.removesuffix(" real").removesuffix(" hook")] + (", webhook" if bot.endswith(" hook") else "")
