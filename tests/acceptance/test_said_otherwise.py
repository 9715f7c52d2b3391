"""A second contact that answers otherwise is seen on the card, explained when it is pressed, and delays nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, takes
from tests.acceptance.test_second_contact import opens_his_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")
SIGN = "Said otherwise"


@pytest.mark.parametrize(("health", "seen"), [("Yes, but it can wait", True), ("No", False)])
async def test_said_otherwise_is_a_button_on_the_card_and_the_same_again_is_none(
    phone: Callable[..., Phone], desk: Operator, *, health: str, seen: bool
) -> None:
    person, second = phone("Ivan"), phone("Somebody")
    words = await applies(person)
    alias = await takes(desk)
    await desk.sees("Check word", in_=alias)
    await person.taps("I know them by heart")
    await opens_his_case(second, words)
    for label in (health, "Alone", "Send what I have"):
        await second.taps(label)
    await second.taps("Yes, send it")
    await desk.sees("told more", in_=alias)
    card = await desk.sees("Taken by")
    if seen:
        await desk.taps(SIGN, under=card)
        await desk.sees_popup("The same question was answered otherwise before")
    else:
        await second.sends("and one thing more")
        await desk.sees("and one thing more", in_=alias)
        assert not any(SIGN in key["text"] for row in card.buttons for key in row)
