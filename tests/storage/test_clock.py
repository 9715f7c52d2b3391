"""The clock's one rule: Telegram's time decides, else the hour last known to be right, for two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.clock import Clock, judge

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import Store

HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400


@pytest.mark.parametrize(
    ("told", "known", "found"),
    [
        (None, None, Clock.RIGHT),
        (NOW - HOUR, None, Clock.RIGHT),
        (NOW + HOUR, NOW - YEAR, Clock.RIGHT),
        (NOW + HOUR + 1, NOW, Clock.BACK),
        (NOW - HOUR - 1, NOW, Clock.AHEAD),
        (NOW + YEAR, NOW, Clock.BACK),
        (NOW - YEAR, NOW, Clock.AHEAD),
        (None, NOW, Clock.RIGHT),
        (None, NOW - 2 * DAY, Clock.RIGHT),
        (None, NOW - 2 * DAY - HOUR - 1, Clock.UNPROVEN),
        (None, NOW - YEAR, Clock.UNPROVEN),
        (None, NOW + 1, Clock.BACK),
        (None, NOW + YEAR, Clock.BACK),
    ],
)
def test_the_rule(told: int | None, known: int | None, found: Clock) -> None:
    assert judge(NOW, told=told, known=known) is found


async def test_a_clock_that_jumped_teaches_nothing_and_one_that_is_right_is_remembered(store: Store) -> None:
    async def look(now: int, told: int | None) -> Clock:
        return await store(lambda tx: store.hours.trusted(tx, now=now, told=told))

    assert await look(NOW, None) is Clock.RIGHT
    assert await look(NOW + YEAR, None) is Clock.UNPROVEN
    assert await look(NOW + YEAR, NOW) is Clock.AHEAD
    assert await look(NOW + DAY, None) is Clock.RIGHT
    assert await look(NOW, None) is Clock.BACK
    assert await look(NOW + YEAR, NOW + YEAR) is Clock.RIGHT
    assert await look(NOW + YEAR + DAY, None) is Clock.RIGHT
