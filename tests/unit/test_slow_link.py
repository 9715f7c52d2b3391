"""The benchmark of the slow link, in small: fast enough, and what arrives twice counts once."""

from __future__ import annotations

import random
import statistics

import pytest

from benchmarks.slow_link import BOUND, FAILS, ROUND_TRIP, Bot, Link, runs
from bot.flows.talk import Known
from tests.switched import shipped

BOOK = shipped()


@pytest.mark.parametrize("language", BOOK.texts.languages)
def test_a_first_contact_on_a_bad_link_takes_less_than_five_minutes(language: str) -> None:
    took = runs(BOOK, language, 40, 1)
    assert statistics.median(one.seconds for one in took) < BOUND
    assert {one.sent for one in took} == {1}


def test_the_link_is_as_bad_as_it_says() -> None:
    link = Link(random.Random(1))
    arrived = [link.carries() for _ in range(4_000)]
    tries = link.seconds / ROUND_TRIP
    assert 1 - 4_000 / tries == pytest.approx(FAILS, abs=0.02)
    assert 0.1 < sum(number > 1 for number in arrived) / 4_000 < 0.3
    assert min(arrived) == 1


def test_a_repeated_tap_would_be_counted_if_the_bot_did_not_look() -> None:
    """The planted fault: a bot that takes a button of any screen is moved on twice."""
    honest, blind = (Bot(BOOK, Known(language="ru")) for _ in range(2))
    for act in ("home", "d:soldier", "apply"):
        for bot in (honest, blind):
            bot.gets(act, bot.talk.rev)
    rev = honest.talk.rev
    honest.gets("o:yes", rev)
    honest.gets("o:yes", rev)
    assert honest.talk.form is not None
    assert honest.talk.form.step == "health"
    blind.gets("next", blind.talk.rev)
    blind.gets("next", blind.talk.rev)
    assert blind.talk.form is not None
    assert blind.talk.form.step == "company", "the number of the screen is what keeps a second press from counting"
