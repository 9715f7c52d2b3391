"""Who mocks, over real HTTP: one calm line, then nothing for a while; a serious question is answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.places import screen
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

CALM = "All you wrote is kept"


async def goes(person: Phone, message: Message) -> None:
    """What was written is out of the chat."""
    await person.stage.wait(lambda: message.id not in person.chat.messages, "it to go", person.user)


async def test_mockery_waits_and_a_serious_question_does_not(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.sends("fuck you all")
    await person.sees(CALM)
    seen = screen(person)
    for said in ("rot in hell", "you are all traitors", "lol"):
        await goes(person, await person.sends(said))
        assert screen(person) == seen
    await person.sends("Will they beat me when I surrender?")
    await person.sees("These answers may fit")
    await person.no_longer_sees(CALM)
    assert "rot in hell" not in screen(person)
    await person.taps("Send to an operator")
    asked = await desk.sees("Will they beat me when I surrender?")
    assert "hell" not in asked.text


async def test_an_old_button_works_while_the_answer_waits(bot: BotProcess, phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.sends("fuck you all")
    await person.sees(CALM)
    await person.taps("To the start")
    await person.sees("Who is this about?")
    message = await person.sends("rot in hell")
    await goes(person, message)
    await person.taps("I am serving")
    await person.sees("Reading obliges you to nothing")


async def test_with_an_open_case_it_goes_on_without_a_sound_and_he_reads_one_calm_line(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await asks(person, "How long does it take?")
    await desk.sees("How long does it take?")
    await goes(person, await person.sends("fuck you all"))
    await person.sees("We will not argue")
    await desk.sees("fuck you all")
    seen = screen(person)
    await goes(person, await person.sends("rot in hell"))
    await desk.sees("rot in hell")
    assert screen(person) == seen
    told = [call.arguments for call in person.world.called("sendMessage") if "hell" in call.arguments["text"]]
    assert [one["disable_notification"] for one in told] == [True]
    await person.sends("They move me tomorrow")
    await desk.sees("They move me tomorrow")
