"""A hundred thousand broken updates with honest ones among them: `python -m benchmarks.malformed`.

They are generated from python-telegram-bot's types and from what people do in the rehearsal: fields dropped, null, of a
wrong type, huge, nested 300 deep, unknown. Printed: how many were put aside, and everything that must not be. Exit
status 1 where anything was: a crash, an honest person without a screen, a text in the log or in clear in the database.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from tests.promises.broken_line import broken_promises, live_through
from tests.promises.line import new_data

PORTION = 10_000
PATIENCE = 3_600.0


@click.command()
@click.option("--updates", type=click.IntRange(1), default=100_000)
@click.option("--seed", type=int, default=1, help="The same seed breaks the same things.")
def malformed(updates: int, seed: int) -> None:
    """Send broken updates; a new line for every ten thousand."""
    began, events, faults = time.monotonic(), Counter[str](), list[str]()
    for number, sent in enumerate(range(0, updates, PORTION)):
        count = min(PORTION, updates - sent)
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(live_through(new_data(Path(folder)), count, seed=seed + number, patience=PATIENCE))
        faults += broken_promises(found)
        events.update(found.events)
        events["in quarantine"] += found.put_aside
        click.echo(f"\r{sent + count} updates, {len(faults)} faults", nl=False, err=True)
    click.echo(err=True)
    told = ", ".join(
        f"{events[name]} {name}" for name in ("in quarantine", "update_failed", "update_dead", "send_dead")
    )
    click.echo(f"{updates} updates: {told}; {len(faults)} faults; {time.monotonic() - began:.0f} seconds")
    for fault in faults:
        click.echo(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    malformed()
