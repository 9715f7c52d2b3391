"""Shifts, reminders and telephone calls over HTTP: what an operator does in a shift, on a clock that runs fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def command() -> tuple[str, ...]:
    """A minute of patience is half a second."""
    return ("-m", "tests.acceptance.hasty")


@pytest.mark.slow
async def test_a_shift_from_in_to_digest(person: Phone, desk: Operator, operator: Callable[..., Operator]) -> None:
    petro = operator("Petro")
    await desk.sends("/shift in")
    await desk.sees("you are on shift")
    await applies(person)
    reminder = await desk.sees("Waiting for an operator: 1")
    alias = reminder.text.split("• ")[1][:6]
    await desk.taps(f"Take {alias}", under=reminder)
    await desk.sends("/shift out")
    await desk.sees("Olena handed it over")
    digest = await desk.sees("How things stand")
    assert "Nobody is on shift" in digest.text
    await desk.sees("Cases handed over: 1")
    await petro.taps("Take", under=await petro.sees("Olena handed it over"))
    await petro.sends("/shift")
    await petro.sees("On shift: Petro")


async def test_a_call_becomes_a_case_and_its_words_open_it_again(desk: Operator, person: Phone) -> None:
    await desk.starts()
    await desk.sees("Five things before you work", in_=PRIVATELY)
    await desk.sends("/phone", in_=PRIVATELY)
    await desk.taps("New case")
    await desk.taps("soldier")
    await desk.taps("English")
    await desk.taps("It can wait")
    dictated = await desk.sees("Dictate these", in_=PRIVATELY)
    words = [line.split(". ")[1] for line in dictated.text.splitlines() if line[:1] in "12345" and ". " in line]
    await desk.taps("Repeated correctly")
    await desk.no_longer_sees("Dictate these")
    await desk.sends("he asks how long it takes", in_=PRIVATELY)
    await desk.sees("Noted", in_=PRIVATELY)
    await desk.no_longer_sees("he asks how long it takes")
    await desk.taps("End the call")
    await desk.sends("/phone", in_=PRIVATELY)
    await desk.taps("Has five words")
    await desk.sends(" ".join(words).upper(), in_=PRIVATELY)
    await desk.sees("he asks how long it takes", in_=PRIVATELY)
    again = await desk.sees("Dictate these", in_=PRIVATELY)
    assert words[0] not in again.text
    await desk.taps("End the call")
    await person.sends("/start")
    await person.sends(" ".join(words))
    await desk.sees("came to Telegram with the five words")


async def test_a_crisis_names_who_is_there(person: Phone, desk: Operator, operator: Callable[..., Operator]) -> None:
    await desk.sends("/shift in")
    await desk.sees("you are on shift")
    petro = operator("Petro")
    await petro.sends("/shift in")
    await petro.sees("Petro, you are on shift")
    await person.sends("I want to kill myself")
    ring = await desk.sees("We call:")
    assert "Olena" in ring.text
    assert "Petro" in ring.text
