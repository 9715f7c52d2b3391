"""Ways through the talk that several tests walk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.driver import Operator, Phone

OWN_WORDS = "I want to know <b>what</b> happens & how"


async def fills_the_form(person: Phone) -> None:
    """From nothing to the summary of a soldier's application, in English."""
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("Apply")
    await person.sees("Question 1 of 6")
    for label in ("Yes, nobody can see", "No", "Only about me", "Mine, only I use it"):
        await person.taps(label)
    await person.sees("Question 5 of 6")
    await person.sends(OWN_WORDS)
    await person.taps("Here, as soon as possible")
    await person.sees("Your answers")


async def applies(person: Phone) -> str:
    """A whole application; the five words of its return code."""
    await fills_the_form(person)
    await person.taps("Send")
    await person.taps("Yes, send it")
    return words_on((await person.sees("five words")).text)


async def asks(person: Phone, question: str) -> None:
    """From Start to a question an operator has."""
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends(question)


async def erases_everything(person: Phone) -> None:
    """Both taps of the way out."""
    await person.sends("/delete")
    await person.taps("Yes, erase everything")


def words_on(receipt: str) -> str:
    """The return code on a receipt: the one line of five lower-case words."""
    found = re.search(r"^[a-z]+( [a-z]+){4}$", receipt, re.MULTILINE)
    assert found is not None, receipt
    return found.group()


async def takes(operator: Operator) -> str:
    """Take the newest case; its alias."""
    card = await operator.sees("Waiting for an operator")
    await operator.taps("Take", under=card)
    return card.text.split(" ")[0]


async def closes(desk: Operator) -> None:
    """Close the newest case as answered."""
    await desk.taps("Close")
    await desk.taps("Answered")
    await desk.sees("Closed: Answered")
