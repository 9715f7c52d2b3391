"""The promise: the power fails at any point, and what was told as kept is kept, whatever the disk had not yet written.

A recorder under the process writes down what it does to its files. At each death they are made anew of what was synced
and of chance parts of what was not; they open, their audit is whole, and the line goes on with them.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.promises.chaos import campaign, workshop
from tests.promises.nursery import Nursery
from tests.promises.plans import POINTS, Plan, draw
from tests.promises.power.disk import COMPILER, MISSING, recorder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    if COMPILER is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    opened = Nursery.open(recorder(tmp_path_factory.mktemp("recorder")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Path]:
    with workshop() as folder:
        yield folder


def test_without_power_at_any_point_nothing_is_lost(nursery: Nursery, bench: Path) -> None:
    seed = time.time_ns()
    plans = [draw(point, seed, 0, power=True) for point in POINTS]
    verdicts = asyncio.run(campaign(plans, nursery, bench))
    assert all(one.deaths for one in verdicts)
    broken = [one for one in verdicts if not one.good]
    assert not broken, f"seed {seed}: {broken}"


def test_a_database_that_syncs_nothing_would_be_found(nursery: Nursery, bench: Path) -> None:
    plan = Plan(kills=(("outbox.settled", 9),), fault="unsynced", patience=3.0, power=True)
    (verdict,) = asyncio.run(campaign([plan], nursery, bench))
    assert any("a power cut" in line for line in verdict.lost), verdict
