"""The people of a burst: the same number brings the same ones, and one in twenty is in danger."""

import pytest

from bot.rehearsal.crowd import DOORS, LANGUAGES, Deed, crowd


def test_the_same_seed_brings_the_same_people() -> None:
    assert crowd(50, 7) == crowd(50, 7)
    assert crowd(50, 7) != crowd(50, 8)


@pytest.mark.parametrize(("count", "urgent"), [(1, 1), (10, 1), (50, 2), (100, 5), (200, 10)])
def test_one_in_twenty_is_in_danger_at_least_one(count: int, urgent: int) -> None:
    assert sum(part.urgent for part in crowd(count, 1)) == urgent


def test_they_begin_one_after_the_other_within_the_burst() -> None:
    moments = [part.moment for part in crowd(50, 1)]
    assert moments == sorted(moments)
    assert all(0 <= moment <= 1 for moment in moments)


def test_fifty_people_come_through_every_door_in_every_language_and_do_everything() -> None:
    parts = crowd(50, 1)
    assert {part.door for part in parts} == set(DOORS)
    assert {part.language for part in parts} == set(LANGUAGES)
    assert {part.deed for part in parts} == set(Deed)
