"""What may be seen in a day, and what one supervisor alone must wait for: walked over HTTP with the smallest limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, asks, takes
from tests.acceptance.test_second_contact import opens_his_case, tells

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.slow]


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.strict")


async def test_beyond_the_day_an_own_case_opens_for_a_reason_and_any_other_does_not(
    phone: Callable[..., Phone], desk: Operator
) -> None:
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await asks(phone("Ivan"), "the first question")
    first = await desk.sees("Waiting for an operator")
    await desk.taps("Open", under=first)
    shown = await desk.sees("the first question", in_=PRIVATELY)
    assert shown.protected
    await asks(phone("Oleh"), "the second question")
    second = await desk.stage.wait(
        lambda: next(
            (one for one in desk.stage.group.messages.values() if "Waiting for an operator" in one.text
             and one is not first), None
        ), "the second card", desk.user
    )  # fmt: skip
    await desk.taps("Open", under=second)
    await desk.sees_popup("today")
    assert not any("the second question" in one.text for one in desk.messages)
    alias = await takes(desk)
    await desk.taps("Open", under=second)
    await desk.taps("The person needs an answer now")
    await desk.sees("the second question", in_=PRIVATELY)
    told = await desk.sees("beyond today's number")
    assert alias in told.text
    assert "Olena" in told.text
    urgent = phone("Stepan")
    await urgent.sends("I want to kill myself")
    card = await desk.sees("Urgent")
    await desk.taps("Open", under=card)
    await desk.taps("The person needs an answer now")
    await desk.sees("kill myself", in_=PRIVATELY)


async def test_a_name_is_an_opening_of_its_own_with_a_limit_of_its_own(
    phone: Callable[..., Phone], desk: Operator
) -> None:
    person, second = phone("Ivan"), phone("Ivan's other phone")
    words = await applies(person)
    await takes(desk)
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await person.taps("I know them by heart")
    await opens_his_case(second, words)
    await tells(second)
    card = await desk.sees("Taken by")
    await desk.taps("Five data", under=card)
    shown = await desk.sees("Ivanov", in_=PRIVATELY)
    assert shown.protected
    assert "Wounded or ill" not in shown.text
    await desk.taps("Open", under=card)
    opened = await desk.sees("Wounded or ill", in_=PRIVATELY)
    assert "Ivanov" not in opened.text


async def test_a_supervisor_alone_waits_in_the_open_and_gets_it_then(
    person: Phone, operator: Callable[..., Operator], desk: Operator
) -> None:
    boss = operator("Boss", admin=True)
    owner = next(one for one in desk.stage.group.members.values() if one.user.name == "Owner")
    owner.status = "left"
    await boss.starts()
    await boss.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    alias = (await boss.sees("Waiting for an operator")).text.split()[0]
    await boss.sends(f"/export {alias}")
    await desk.sees("There is no second supervisor")
    await desk.sees_button("Stop it")
    caption = await boss.sees("age -d -i operator.key", in_=PRIVATELY)
    assert caption.media is not None
    assert caption.media.file is not None
    assert caption.media.file.content.startswith(b"age-encryption.org/v1")
    await desk.sees("privately and sealed")


async def test_while_it_waits_anybody_stops_it(
    person: Phone, operator: Callable[..., Operator], desk: Operator
) -> None:
    boss = operator("Boss", admin=True)
    await boss.starts()
    await boss.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    alias = (await boss.sees("Waiting for an operator")).text.split()[0]
    await boss.sends(f"/export {alias}")
    await desk.taps("Stop it")
    await boss.sees("Olena stopped it")
    assert not any(one.media for one in boss.messages)
