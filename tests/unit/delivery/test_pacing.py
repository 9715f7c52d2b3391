"""Telegram's limits, with the real figures, on a clock that is turned by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from bot.delivery.pacing import Limits, Pacer
from bot.rehearsal.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def spend_greedily(
    pacer: Pacer, clock: Clock, chats: Iterable[int], until: float, *, urgent: bool = False
) -> list[float]:
    """Send as fast as the pacer allows; return the times."""
    times = []
    for chat in chats:
        wait = pacer.wait(chat, counts=True, urgent=urgent)
        if clock.at + wait > until:
            break
        clock.at += wait
        pacer.spend(chat, counts=True)
        times.append(clock.at)
    return times


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


def test_never_more_than_thirty_in_any_second_overall() -> None:
    clock = Clock()
    times = spend_greedily(Pacer(clock=clock), clock, count(1), clock.at + 10, urgent=True)
    assert most_within(times, 0.999) == 30
    assert len(times) >= 280


def test_two_of_them_are_kept_for_what_is_urgent() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    times = spend_greedily(pacer, clock, count(1), clock.at + 10)
    assert most_within(times, 0.999) == 28
    assert len(times) >= 260
    clock.at += pacer.wait(99, counts=True)
    spend_greedily(pacer, clock, count(100), clock.at)
    assert pacer.wait(98, counts=True) > 0
    assert spend_greedily(pacer, clock, (-7, -7, -7), clock.at, urgent=True) == [clock.at] * 2


def test_a_private_chat_gets_a_short_burst_and_one_a_second_over_four() -> None:
    clock = Clock()
    start = clock.at
    times = spend_greedily(Pacer(clock=clock), clock, (7 for _ in count()), start + 60)
    assert times[:4] == [start] * 4
    assert most_within(times, 4.0) == 4
    assert len(times) >= 57


def test_a_group_gets_twenty_in_any_minute() -> None:
    clock = Clock()
    times = spend_greedily(Pacer(clock=clock), clock, (-7 for _ in count()), clock.at + 600, urgent=True)
    assert most_within(times, 59.999) == 20
    assert len(times) >= 200


def test_three_of_a_groups_tokens_are_kept_for_urgent_rows() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    times = spend_greedily(pacer, clock, (-7 for _ in count()), clock.at + 30)
    assert len(times) == 17
    assert pacer.wait(-7, counts=True) > 0
    assert pacer.wait(-7, counts=True, urgent=True) == 0


def test_deletions_and_reactions_weigh_on_the_whole_only() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    for _ in range(25):
        pacer.spend(-7, counts=False)
    assert pacer.wait(-7, counts=True) == 0
    for _ in range(5):
        pacer.spend(-7, counts=False)
    assert 1 <= pacer.wait(-8, counts=False) < 1.1


def test_a_pause_holds_one_chat_until_two_private_ones_are_refused() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    pacer.pause(-7, 40)
    assert pacer.wait(-7, counts=False) == 40
    assert pacer.wait(5, counts=True) == 0
    pacer.pause(5, 10)
    assert pacer.wait(6, counts=True) == 0
    pacer.pause(6, 10)
    assert pacer.wait(9, counts=True) == 10
    clock.at += 10
    assert pacer.wait(9, counts=True) == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    pacer.pause(5, 30)
    pacer.pause(5, 1)
    assert pacer.wait(5, counts=True) == 30


def test_forgets_quiet_chats_when_there_are_very_many() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock, limits=Limits(overall=10**6))
    for chat in range(1, 10_001):
        pacer.spend(chat, counts=True)
    clock.at += 100
    pacer.spend(99_999, counts=True)
    assert len(pacer._chats) == 1


@dataclass(frozen=True)
class Room:
    id: int
    type: str


def test_a_server_that_counts_as_telegram_does_refuses_nothing_however_late_calls_arrive() -> None:
    clock, dice = Clock(), random.Random(7)
    arrived = [0.0]
    server = Pace(lambda: arrived[0])
    server.on = True
    pacer = Pacer(clock=clock)
    for _ in range(3_000):
        chat = dice.choice([-9, -8, *range(1, 40)])
        clock.at += pacer.wait(chat, counts=True)
        pacer.spend(chat, counts=True)
        arrived[0] = max(arrived[0], clock.at + dice.random() * 0.04)
        server.spend(1, Room(chat, "supergroup" if chat < 0 else "private"))  # type: ignore[arg-type]
