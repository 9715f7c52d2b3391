"""The first line of the hotline, through the real program: a question, a card, a room, an answer that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone


@pytest.fixture
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """With Telegram's limits; where the bot is killed, as it is started on a server."""
    return getattr(request, "param", ("-m", "tests.acceptance.limited"))


async def test_a_man_begins_in_his_language_and_changes_it(bot: BotProcess, phone: Callable[..., Phone]) -> None:
    person = phone("Ivan", "ru")
    await person.sends("/start")
    await person.sees("О ком речь?")
    await person.taps("English")
    await person.no_longer_sees("О ком речь?")
    await person.no_longer_sees("/start")


@pytest.mark.parametrize(
    "with_topics", [pytest.param(True, id="topics"), pytest.param(False, id="threads", marks=pytest.mark.slow)]
)
async def test_a_question_is_taken_and_answered(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator], *, with_topics: bool
) -> None:
    person, olga = phone("Ivan"), operator("Olga")
    await asks(person, "Can I come at night?")
    await olga.taps("Take")
    said = await olga.sees("Can I come at night?")
    note = await olga.sends("he sounds young", **({"in_": "question"} if with_topics else {"reply_to": None}))
    answer = await olga.replies(said, "You are not alone")
    await olga.sees_reaction(answer, "👌")
    await person.reads("You are not alone")
    await olga.sees_reaction(answer, "👀")
    await olga.edits(answer, "You are not alone. Wait for the day.")
    await person.sees("Wait for the day")
    assert not any("he sounds young" in message.text for message in person.messages)
    assert not any("Olga" in message.text for message in person.messages)
    assert "👌" not in note.reactions.values()


@pytest.mark.slow
@pytest.mark.parametrize("command", [("-m", "bot", "run")], indirect=True, ids=["as it is"])
async def test_a_killed_bot_goes_on_where_it_was(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, olga = phone("Ivan"), operator("Olga")
    await asks(person, "First words")
    await olga.taps("Take")
    card = await olga.sees("Taken by Olga")
    await bot.kill()
    await olga.replies(card, "Written while the bot was dead")
    await bot.start()
    await person.reads("Written while the bot was dead")
    assert len([one for one in person.messages if "while the bot was dead" in one.text]) == 1
