"""Cases of one chat that close, open again, move and stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, asks, closes, erases_everything, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_closed_case_opens_again_with_the_words_and_operators_are_told(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    await closes(desk)
    await person.reads("The conversation has ended")
    await person.sends(words)
    screen = await person.sees("The words fit")
    assert "Operators read it before" in screen.text
    assert "No human has read it yet" not in screen.text
    await desk.sees(f"{alias}: the person opened this case again")
    await desk.taps("Take")
    await person.no_longer_sees("Nobody has taken it up")
    await person.sees("An operator has taken your case")


async def test_an_edit_after_the_close_is_said_not_to_reach_the_person(person: Phone, desk: Operator) -> None:
    words = await applies(person)
    alias = await takes(desk)
    answer = await desk.replies(await desk.sees("Check word", in_=alias), "Come at noon")
    await person.reads("Come at noon")
    chatter = await desk.sends("tea, anybody?")
    await closes(desk)
    await person.reads("The conversation has ended")
    await desk.edits(chatter, "coffee, anybody?")
    await desk.edits(answer, "Do not come")
    notice = await desk.sees("The person does not see this edit")
    assert (notice.reply_to, notice.text.startswith("This case is closed.")) == (answer.id, True)
    await person.sends(words)
    await person.sees("The words fit")
    await desk.edits(answer, "Do not come at noon")
    await desk.sees("can no longer reach that copy")
    assert not any("Do not come" in message.text for message in person.messages)
    beneath = [one.reply_to for one in desk.stage.group.messages.values() if "does not see this edit" in one.text]
    assert beneath == [answer.id, answer.id]


async def test_after_a_close_erasing_still_takes_the_answers_out_of_the_chat(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    await desk.replies(await desk.sees("Check word", in_=alias), "An answer that should go")
    await person.reads("An answer that should go")
    await closes(desk)
    await person.reads("The conversation has ended")
    await erases_everything(person)
    await person.no_longer_sees("An answer that should go")
    await person.no_longer_sees("The conversation has ended")


async def test_erasing_reaches_every_case_of_the_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    first, second, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await applies(first)
    await asks(second, "What about food?")
    await desk.sees("What about food?")
    await second.sends(words)
    await second.sees("The words fit")
    await erases_everything(second)
    gone = lambda: sum("erased by the person" in m.text for m in desk.stage.group.messages.values()) == 2  # noqa: E731
    await desk.stage.wait(gone, "both cards to be erased", desk.user)


async def test_moving_one_case_leaves_another_open_one_where_it_is(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = await applies(person)
    asker = phone("Petr")
    await asks(asker, "What about food?")
    await desk.sees("What about food?")
    await asker.sends(words)
    await asker.sees("The words fit")
    await second.sends(words)
    await second.sees("The words fit")
    card = await desk.sees("question\nonly a question")
    await desk.replies(card, "There is enough food")
    await asker.reads("There is enough food")
    alias = card.text.split(" ")[0]
    await asker.sends("and is there water")
    await desk.sees("and is there water", in_=alias)
    # In a chat things go one after another: what was sent there before stands there when the reaction does.
    await second.sees_reaction(await second.sends("words of the other man"))
    await desk.sees("words of the other man")
    assert not any("enough food" in message.text for message in second.messages)
    await person.stage.wait(lambda: person.messages == [], "an empty chat", person.user)


async def test_closing_one_case_leaves_another_open_one_of_the_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, asker, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await applies(person)
    application = await desk.sees("Waiting for an operator")
    await asks(asker, "What about food?")
    question = await desk.sees("question\nonly a question")
    await asker.sends(words)
    await asker.sees("The words fit")
    await desk.taps("Take", under=application)
    await desk.taps("Close", under=application)
    await desk.taps("Answered", under=application)
    await asker.reads("The conversation has ended")
    await desk.taps("Take", under=question)
    await asker.sends("and is there water")
    await desk.sees("and is there water", in_=question.text.split(" ")[0])
