"""Who mocks, over real HTTP: one calm line, then nothing for a while; a serious question is answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.places import screen

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
    assert "rot in hell" in screen(person), "kept all the same"
    await person.taps("Send to an operator")
    await desk.sees("Will they beat me when I surrender?")


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
