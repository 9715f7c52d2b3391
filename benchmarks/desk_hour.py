"""2,000 applications in one hour: `python -m benchmarks.desk_hour`, or `--law strict --desk group --cases 300`.

One line a run: how soon a new case stands in the group (p50, p99), an urgent one, relayed messages each way, how often
Telegram refused for the pace (429), how often that was ignored, what came to nobody yet but stands sealed in its case
or was told to be unsent (kept), what was lost, what stood there twice.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.hour import Figures, Plan, hour
from benchmarks.hour_telegram import LAWS
from bot import logs
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import stores_over
from tests.promises.officer import START
from tests.storage.conftest import Store
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    ("desk", 8), ("server", 7), ("seen p50", 9), ("p99", 7), ("urgent p99", 11), ("to person p99", 14),
    ("words p99", 10), ("to operator p99", 16), ("taken", 6), ("calls", 6), ("429", 5), ("ignored", 8),
    ("kept", 5), ("lost", 5), ("twice", 6), ("run", 6),
)  # fmt: skip


def share(seconds: Sequence[float], part: float) -> str:
    """So many of all took no longer."""
    return f"{sorted(seconds)[min(int(len(seconds) * part), len(seconds) - 1)]:.1f}" if seconds else "-"


async def run(plan: Plan) -> Figures:
    """One hour over a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=START)
        migrate(data / "parley.db")
        database, keyring = await open_sqlite(data / "parley.db"), load_keyring(data, now=START)
        vault = Vault(keyring)
        store = Store(
            **stores_over(vault, keyring),
            database=database,
            keyring=keyring,
            vault=vault,
            path=data / "parley.db",
        )
        try:
            return await hour(store, shipped(), plan)
        finally:
            await database.close()


def row(plan: Plan, figures: Figures, seconds: float) -> str:
    """The line of a run."""
    desk = "private" if plan.private else "group"
    told = (
        desk, plan.law, share(figures.visible, 0.5), share(figures.visible, 0.99), share(figures.urgent, 0.99),
        share(figures.to_person, 0.99), share(figures.words, 0.99), share(figures.to_operator, 0.99), figures.taken,
        figures.messages, figures.refused, figures.ignored, figures.kept, figures.lost, figures.twice, f"{seconds:.0f}",
    )  # fmt: skip
    return "".join(f"{value:>{width}}" for value, (_, width) in zip(told, COLUMNS, strict=True))


@click.command(help=__doc__)
@click.option("--desk", "desks", multiple=True, type=click.Choice(["private", "group"]), help="Both, if none is named.")
@click.option("--law", "laws", multiple=True, type=click.Choice(list(LAWS)), help="All three, if none is named.")
@click.option("--cases", type=click.IntRange(1), default=2_000)
@click.option("--seed", type=int, default=1)
def main(*, desks: Sequence[str], laws: Sequence[str], cases: int, seed: int) -> None:
    """Print the table; exit status 1 where something was lost, doubled, or a refusal ignored."""
    logs.configure("error")
    click.echo("".join(f"{name:>{width}}" for name, width in COLUMNS))
    bad = False
    for desk in desks or ("private", "group"):
        for law in laws or LAWS:
            plan = Plan(cases=cases, seconds=cases * 1.8, private=desk == "private", law=law, seed=seed)
            began = time.monotonic()
            figures = asyncio.run(run(plan))
            click.echo(row(plan, figures, time.monotonic() - began))
            bad = bad or bool(figures.lost or figures.twice or figures.ignored)
    sys.exit(bad)


if __name__ == "__main__":
    main()
