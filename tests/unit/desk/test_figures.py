"""Figures that may be shown: nothing under five stands there, and nothing under five can be worked out."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.desk.knowing import counting
from bot.desk.knowing.figures import ENOUGH_FOR_NINETY, FEW, HALF, NINETY, Measure, joined, measure, tens, within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def betrayed(join: Callable[[Sequence[int]], list[tuple[int, int, int]]], places: int, most: int) -> list[object]:
    """What is shown of some counts from which one under five follows for whoever knows how counts are joined."""
    seen = defaultdict(list)
    for counts in product(range(most + 1), repeat=places):
        if sum(counts) >= FEW:
            seen[tuple(join(counts))].append(counts)
    found: list[object] = []
    for shown, possible in seen.items():
        if max(map(max, possible)) == most:
            continue  # larger counts, which would be possible too, were left out
        for place in range(places):
            values = {counts[place] for counts in possible}
            if len(values) == 1 and min(values) < FEW:
                found.append((shown, place, values))
    return found


@pytest.mark.parametrize(("places", "most"), [(1, 9), (2, 9), (3, 9), (4, 7)])
def test_no_count_under_five_can_be_worked_out(places: int, most: int) -> None:
    assert betrayed(joined, places, most) == []


def test_the_search_sees_a_total_with_one_left_out() -> None:
    def planted(counts: Sequence[int]) -> list[tuple[int, int, int]]:
        """Small ones are left out, and the sum of all is told."""
        shown = [(at, at, count) for at, count in enumerate(counts) if count >= FEW]
        return [*shown, (0, len(counts) - 1, sum(counts))]

    assert betrayed(planted, 2, 9)


@pytest.mark.parametrize("counts", [(5,), (4, 1, 0), (0, 0, 9), (7, 0, 5), (30, 0, 0, 4), (1,) * 30])
def test_joined_counts_are_all_there_and_large_enough(counts: tuple[int, ...]) -> None:
    found = joined(counts)
    assert sum(count for *_, count in found) == sum(counts)
    assert all(count >= FEW for *_, count in found)
    assert [at for begin, end, _ in found for at in range(begin, end + 1)] == list(range(len(counts)))


def test_of_fewer_than_five_nothing_is_told() -> None:
    assert measure({3: {"soldier": 4}}, ("soldier",), first=1, last=7) == Measure(None)
    assert measure({}, ("soldier",), first=1, last=7) == Measure(None)


def test_unknown_names_are_counted_among_the_others() -> None:
    told = measure({3: {"soldier": 9, "gone-door": 6}}, ("soldier", "relative"), first=1, last=7)
    assert [(share.names, share.count) for share in told.shares] == [(("soldier",), 9), (("relative", ""), 6)]


def test_waits_are_told_in_coarse_buckets_and_of_few_not_at_all() -> None:
    assert counting.wait(0) == "5"
    assert counting.wait(301) == "10"
    assert counting.wait(10**7) == counting.LONGER
    waits = {"5": 4, "60": 4, "120": 1, counting.LONGER: 1}
    assert within(waits, HALF) == 60
    assert within(waits, NINETY) == 120
    assert within({"5": FEW - 1}, HALF) is None
    assert within({"5": ENOUGH_FOR_NINETY - 1}, NINETY) is None
    assert within({counting.LONGER: 10}, HALF) == 0


@pytest.mark.parametrize(("count", "told"), [(0, None), (9, None), (10, 10), (14, 10), (15, 20), (123, 120)])
def test_the_public_hears_tens(count: int, told: int | None) -> None:
    assert tens(count) == told
