"""A message that is edited: words that become words of danger call, silence locks before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.duty.danger_call import CALL
from bot.messages import Media
from storage.outgoing import DOTS
from tests.promises.officer import DESK, HALF_AN_HOUR
from tests.promises.searched import chooses_a_pin
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.unit.desk.wire import Talk, Wire

if TYPE_CHECKING:
    from bot.delivery.calls import Call

DIE = "I want to kill myself now"
ASKED = "Do you want to die now?"
DAY = 86_400


@pytest.fixture
def calls(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Every call that is made."""
    made: list[Call] = []
    sent = wire._sent

    def noted(call: Call) -> int | None:
        made.append(call)
        return sent(call)

    monkeypatch.setattr(wire, "_sent", noted)
    return made


async def writes(talk: Talk, text: str) -> int:
    """He writes; the number of his message."""
    await talk.phone.writes(text)
    return next(number for number, (said, _) in talk.phone.messages.items() if said == text)


def rung(talk: Talk) -> int:
    """How often operators were told that a message speaks of danger now."""
    line = talk.wire.house.say("desk-corrected-urgent", alias="").partition("</b>")[2]
    return sum(line in text for text in talk.wire.told)


async def called(talk: Talk) -> bool:
    """Whether an answer is due in two minutes."""
    house = talk.wire.house
    watches = await house.database.transact(lambda tx: house.watches.of_case(tx, talk.case_id))
    return any(watch.kind == CALL for watch in watches)


async def test_words_of_danger_that_come_into_a_message_call_as_new_ones_do(talk: Talk, calls: list[Call]) -> None:
    message = await writes(talk, "there are two of us")
    calls.clear()
    await talk.phone.changes(message, DIE)
    case = await talk.case()
    assert (case.urgent, case.dangers) == (True, ("crisis",))
    assert await called(talk)
    assert any(DIE in text for text in talk.wire.told)
    assert rung(talk) == 1
    line = next(call for call in calls if call.chat == DESK and call.method == "sendMessage")
    assert not line.params.get("disable_notification")
    assert talk.has(ASKED)
    assert not talk.has(DIE)
    assert message not in talk.phone.messages


async def test_the_same_danger_in_other_words_and_ordinary_words_ring_no_second_time(talk: Talk) -> None:
    message = await writes(talk, "there are two of us")
    await talk.phone.changes(message, "there are three of us")
    assert (rung(talk), (await talk.case()).urgent) == (0, False)
    await talk.phone.changes(message, DIE)
    await talk.phone.changes(message, f"{DIE}, really")
    assert rung(talk) == 1
    await talk.phone.changes(message, "there are four of us")
    assert rung(talk) == 1
    assert (await talk.case()).urgent


async def test_a_danger_that_waited_for_his_word_is_the_operators_to_answer(talk: Talk) -> None:
    message = await writes(talk, "there are two of us")
    await talk.answers("who is with you")
    await talk.reads()
    assert (await talk.case()).state == "waiting"
    await talk.phone.changes(message, DIE)
    assert (await talk.case()).state == "taken"


async def test_after_long_silence_a_correction_is_passed_on_and_shows_a_stranger_nothing(talk: Talk) -> None:
    await chooses_a_pin(talk.phone)
    message = await writes(talk, "there are two of us")
    talk.wire.now += HALF_AN_HOUR + 60
    await talk.phone.changes(message, f"{DIE}, I am Oleg Petrov")
    case = await talk.case()
    assert (case.reach, case.urgent) == ("locked", True)
    assert any(f"{DIE}, I am [" in text for text in talk.wire.told)
    assert len(talk.phone.messages) == 1
    for trace in (ASKED, case.check_word, "took it out", DIE):
        assert not talk.has(trace)


@pytest.mark.parametrize(
    "came", [{"text": "apple bread cloud dream eagle"}, {"media": Media(kind="voice", file_id="v")}]
)
async def test_what_waits_for_his_word_is_never_the_text_of_a_new_message(wire: Wire, came: dict[str, Any]) -> None:
    phone = wire.phone(4_300, "en")
    await phone.writes("/start")
    wire.now += DAY
    seen = await phone.writes(**came)
    assert [call[2] for call in seen if call[0] == "sendMessage"] == [DOTS]
