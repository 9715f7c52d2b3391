"""The promise: kill -9 at any point, start again: nothing is lost, no case is double, a repeat says that it is one.

Real parts over real HTTP: only Telegram is ours, its limits are lifted and the codes are cheap.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.promises.chaos import COLUMNS, campaign, table, workshop
from tests.promises.nursery import ROOT, Nursery
from tests.promises.plans import CROWDED, POINTS, WINDOW, Plan, draw
from tests.promises.planted import REPLIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.promises.reckoning import Verdict

pytestmark = pytest.mark.timeout(1_800)
RUNS = 50
CROWDED_RUNS = 4
QUIET = 3.0
PLANTED = {
    "confirmed_early": [Plan(fault="confirmed_early", kills=(("inbox.sealed", 2),), patience=QUIET)],
    "done_early": [Plan(fault="done_early", kills=(("lane.loaded", 9),), patience=QUIET)],
    "done_late": [Plan(fault="done_late", kills=((REPLIED, 1),))],
    "opened_twice": [Plan(fault="opened_twice")],
    "repeated_unmarked": [Plan(fault="repeated_unmarked", kills=(("outbox.called", nth),)) for nth in (5, 6)],
    "sent_early": [Plan(fault="sent_early", kills=(("outbox.claimed", nth),), patience=QUIET) for nth in (5, 6)],
}
"""Faults that show only when a death meets a message under way get two chances."""

FOUND = {
    "confirmed_early": "was confirmed and is unknown",
    "done_early": "waits for",
    "done_late": "stands there 2 times",
    "opened_twice": "4 cases of 2 submits",
    "repeated_unmarked": "sendMessage again without a mark",
    "sent_early": "waits for",
}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    opened = Nursery.open()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Path]:
    with workshop() as folder:
        yield folder


def holds(verdicts: Sequence[Verdict], seed: int) -> None:
    """Every bot died at least once (of a crowd's cards some may go alone), and nothing that must not be was seen."""
    assert all(one.deaths for one in verdicts if not one.plan.crowded)
    broken = [one for one in verdicts if not one.good]
    assert not broken, f"seed {seed}: {broken}"


def test_an_undisturbed_run_loses_nothing_and_passes_every_point_often_enough(nursery: Nursery, bench: Path) -> None:
    (verdict,) = asyncio.run(campaign([Plan()], nursery, bench))
    assert verdict.good, verdict
    assert not verdict.repeats
    assert not verdict.deaths
    usual = {point: count for point, count in POINTS.items() if point not in CROWDED}
    assert {point: count for point, count in usual.items() if verdict.passings[point] < count} == {}


def test_every_named_point_of_the_program_is_killed_at() -> None:
    sources = (path for room in ("bot", "storage") for path in (ROOT / room).rglob("*.py"))
    named = {name for path in sources for name in re.findall(r'_probe\("([a-z_.]+)"\)', path.read_text("utf-8"))}
    assert named == set(POINTS)


@pytest.mark.slow
@pytest.mark.parametrize("fault", PLANTED)
def test_the_check_finds_a_planted_fault(nursery: Nursery, bench: Path, fault: str) -> None:
    seen = asyncio.run(campaign(PLANTED[fault], nursery, bench, lanes=len(PLANTED[fault])))
    lines = [line for one in seen for line in (*one.lost, *one.doubled, *one.unmarked)]
    assert any(FOUND[fault] in line for line in lines), seen


STORMS = 4


@pytest.mark.slow
def test_in_a_storm_of_failing_calls_nothing_is_lost(nursery: Nursery, bench: Path) -> None:
    """Resets before and after a call took effect, 429 with any `retry_after`, 5xx, HTML; and one death amid it."""
    seed = time.time_ns()
    plans = [Plan(storm=seed + number) for number in range(STORMS - 1)]
    plans.append(replace(draw("outbox.called", seed, 0), storm=seed))
    verdicts = asyncio.run(campaign(plans, nursery, bench))
    broken = [one for one in verdicts if not one.good]
    assert not broken, f"seed {seed}: {broken}"
    assert sum(one.repeats for one in verdicts), "no call was of uncertain end: nothing was proved"


@pytest.mark.slow
def test_killed_fifty_times_at_every_point_nothing_is_lost(nursery: Nursery, bench: Path) -> None:
    seed = time.time_ns()
    turns = {point: CROWDED_RUNS if point in CROWDED else RUNS for point in POINTS}
    plans = [draw(point, seed, number) for point, count in turns.items() for number in range(count)]
    verdicts = asyncio.run(campaign(plans, nursery, bench))
    holds(verdicts, seed)
    counted = table(verdicts)
    assert all(counted[point]["deaths"] >= RUNS for point in POINTS if point not in CROWDED)
    assert all(counted[point]["deaths"] for point in CROWDED), "no cards went together: nothing was proved"
    assert sum(counted[point][COLUMNS[4]] for point in WINDOW), "no death met a message under way: nothing was proved"
