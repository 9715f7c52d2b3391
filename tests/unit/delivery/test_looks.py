"""Of one chat so many updates are looked at for urgent words, and no more for a while."""

from __future__ import annotations

from bot.delivery.looks import IN_A_ROW, OTHERS, SECONDS, Looks


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_who_floods_is_soon_looked_at_no_more() -> None:
    looks = Looks(Clock())
    assert sum(looks.allows(1) for _ in range(10_000)) == IN_A_ROW


def test_his_flood_takes_nothing_from_others() -> None:
    looks = Looks(Clock())
    for _ in range(10_000):
        looks.allows(1)
    assert all(looks.allows(2) for _ in range(IN_A_ROW))


def test_who_writes_at_the_pace_of_people_is_always_looked_at() -> None:
    clock = Clock()
    looks = Looks(clock)
    for _ in range(500):
        clock.now += SECONDS
        assert looks.allows(1)


def test_after_a_flood_he_is_looked_at_again() -> None:
    clock = Clock()
    looks = Looks(clock)
    for _ in range(1_000):
        looks.allows(1)
    clock.now += IN_A_ROW * SECONDS
    assert all(looks.allows(1) for _ in range(IN_A_ROW))


def test_what_many_wrote_while_the_line_was_away_is_looked_at_however_fast_it_comes_in() -> None:
    looks = Looks(Clock())
    for message in range(200):
        for other in range(OTHERS):
            looks.allows(100 + other + message % 3 * OTHERS)
        assert looks.allows(1)


def test_nobody_is_remembered_for_long() -> None:
    clock = Clock()
    looks = Looks(clock)
    for chat in range(1_000):
        looks.allows(chat)
    clock.now += SECONDS
    looks.forget()
    assert looks._whole_at == {}


def test_those_who_just_wrote_are_remembered() -> None:
    looks = Looks(Clock())
    for _ in range(IN_A_ROW):
        looks.allows(1)
        looks.forget()
    assert not looks.allows(1)
