"""Until when a case sleeps, as operators write it in three languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.desk.casework import moments
from tests.switched import shipped

NOW = int(datetime(2026, 11, 22, 14, 30, tzinfo=UTC).timestamp())
WORDS = moments.words_of(shipped().texts)


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("30m", NOW + 1_800),
        ("30 мин", NOW + 1_800),
        ("30хв", NOW + 1_800),
        ("2h", NOW + 7_200),
        ("2 ч", NOW + 7_200),
        ("3 дня", NOW + 3 * 86_400),
        ("18:00", at(22, 18)),
        ("9:00", at(23, 9)),
        ("завтра 9:00", at(23, 9)),
        ("Tomorrow 18.15", at(23, 18, 15)),
        ("24.11. 9:00", at(24, 9)),
    ],
)
def test_a_time_is_read(said: str, meant: int) -> None:
    assert moments.read(said, WORDS, NOW, UTC) == meant


@pytest.mark.parametrize("said", ["", "soon", "25:00", "0m", "15d", "31.02. 9:00", "вчера 9:00", "9:00 9:00", "99999h"])
def test_what_is_no_time_within_two_weeks_is_none(said: str) -> None:
    assert moments.read(said, WORDS, NOW, UTC) is None


def test_the_clock_is_the_desks() -> None:
    kyiv = timezone(timedelta(hours=2))
    assert moments.read("18:00", WORDS, NOW, kyiv) == at(22, 16)
    assert moments.tomorrow_morning(NOW, kyiv) == at(23, 7)
