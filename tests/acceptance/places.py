"""The places of the talk where anything may arrive, and how a test knows that what arrived was dealt with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.acceptance.odd_things import types

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Phone

    Place = Callable[[Phone], Awaitable[None]]

FAULTS = frozenset({"update_failed", "update_dead", "send_dead", "update_quarantined", "loop_failed", "crashed"})


def faults(bot: BotProcess) -> list[str]:
    """Every line of the bot's log that tells of something gone wrong."""
    return [line for line in bot.log if not line.startswith("{") or json.loads(line)["event"] in FAULTS]


def screen(person: Phone) -> str:
    """The newest screen: its words and its buttons, which are sealed anew at every step."""
    return next((f"{one.text}\n{one.markup}" for one in reversed(person.messages) if one.buttons), "")


async def writes(person: Phone, text: str) -> None:
    """A text arrives and is dealt with: it left the chat and a new screen stands there, or it was passed on."""
    before, message = screen(person), types(person, text)

    def done() -> bool:
        gone = message.id not in person.chat.messages
        return bool(message.reactions) or (gone and screen(person) not in {"", before})

    await person.stage.wait(done, f"what follows {text[:40]!r}", person.user)


async def follows(person: Phone, message: Message, before: str) -> None:
    """A thing that arrived is dealt with: passed on, or another screen stands in the chat, which says what to do."""

    def done() -> bool:
        return bool(message.reactions) or screen(person) not in {"", before}

    await person.stage.wait(done, f"a screen after {message.media or message.extra or message.text!r}", person.user)


def squeezed(text: str) -> str:
    """A text without its blanks: what a cut into several messages must leave as it was."""
    return re.sub(r"\s", "", text)


async def home(person: Phone) -> None:
    await writes(person, "/start")


async def question(person: Phone) -> None:
    await home(person)
    await person.taps("I only have a question")
    await person.taps("Ask an operator")


async def code(person: Phone) -> None:
    await home(person)
    await person.taps("I have five words")


async def choice_step(person: Phone) -> None:
    await home(person)
    await person.taps("I am serving")
    await person.taps("Apply")


async def text_step(person: Phone) -> None:
    await choice_step(person)
    for _ in range(4):
        await person.taps("Skip ›")


async def summary(person: Phone) -> None:
    await choice_step(person)
    await person.taps("Send what I have")
    await person.taps("‹ Back")


async def erasing(person: Phone) -> None:
    await writes(person, "/delete")


async def open_case(person: Phone) -> None:
    await question(person)
    await writes(person, f"case of {person.user.name}")
    await person.sees("Check word")


PLACES: dict[str, Place] = {
    "home": home,
    "question": question,
    "code": code,
    "choice step": choice_step,
    "text step": text_step,
    "summary": summary,
    "erasing": erasing,
    "open case": open_case,
}
