"""`python -m benchmarks.bench`: all tables, or those that are named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from benchmarks.bench import code_cost, growth, layers, slow_disk, standing, starting, tables
from benchmarks.bench.runs import has_node
from benchmarks.restore_drill import drilled

MORE = ("fsync", "growth", "start", "memory", "layers", "codes", "restores")
_OPEN = 100
"""One of so many stored cases is open in the drills of a restore."""


@click.command()
@click.argument("wanted", nargs=-1, type=click.Choice([*tables.TABLES, *MORE]))
@click.option("--rounds", default=3, show_default=True, help="Runs of each bot; medians are told.")
@click.option("--seconds", default=10.0, show_default=True, help="Of each run, after its warming up.")
@click.option("--forms", default=0, help="Whole forms of each run, where a table counts those; 0: as it says.")
@click.option("--cases", default=1_000_000, show_default=True, help="Stored cases for growth, start and restores.")
@click.option("--waiting", default=100_000, show_default=True, help="Updates that wait for the start.")
@click.option("--others", type=click.Path(path_type=Path), default=Path(".venv/bench/bin/python"), show_default=True)
def main(
    wanted: tuple[str, ...], rounds: int, seconds: float, forms: int, cases: int, waiting: int, others: Path
) -> None:
    """Measure us beside others: ratios first, then the figures, in Markdown."""
    chosen = wanted or (*tables.TABLES, *MORE)
    left_out = [*([] if has_node() else ["grammy"]), *([] if others.exists() else ["aiogram"])]
    for bot in left_out:
        click.echo(f"NOT RUN: {bot}: {'node or its packages are' if bot == 'grammy' else f'{others} is'} missing")
    for name in chosen:
        if name in tables.TABLES:
            _table(tables.TABLES[name], others, rounds, seconds, forms, left_out)
        elif name == "fsync":
            _tell("A disk that takes 10 ms to sync", slow_disk.told(rounds=rounds, seconds=seconds, note=_note))
        elif name == "growth":
            _tell("Stored cases", growth.grown(1_000, cases, rounds=rounds, note=_note))
        elif name == "start":
            _tell("A start with much behind it", starting.told(cases, waiting, note=_note))
        elif name == "memory":
            _tell("What stands in memory", standing.told(rounds=rounds, note=_note))
        elif name == "layers":
            _tell("Where an update's processor time goes", layers.told(others, seconds=seconds))
        elif name == "codes":
            _tell("One return code", code_cost.told())
        else:
            _tell("A server lost, and moved", [])
            drilled(cases, max(cases // _OPEN, 1))


def _table(table: tables.Table, others: Path, rounds: int, seconds: float, forms: int, left_out: list[str]) -> None:
    found = tables.measured(table, others, rounds=rounds, seconds=seconds, forms=forms, left_out=left_out, note=_note)
    _tell(
        table.name,
        [
            *tables.ratios(table, found),
            *tables.against_trip(table, found),
            tables.of_the_api(found),
            "",
            *tables.rows(found),
            "",
            *tables.calls(found),
        ],
    )


def _tell(title: str, lines: list[str]) -> None:
    click.echo(f"\n## {title} (load average {os.getloadavg()[0]:.1f})\n")
    click.echo("\n".join(lines))


def _note(line: str) -> None:
    """What goes on meanwhile."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a command's own progress


if __name__ == "__main__":
    main()
