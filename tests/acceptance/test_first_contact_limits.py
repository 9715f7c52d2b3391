"""The first contact of a soldier costs little: taps, bytes over his link, and a tap that counts once."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from bot.flows.load import load_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

MOST_ACTS = 12
MOST_BYTES = 20_000
STEPS = ("safe-yes", "health-well", "company-alone", "phone-mine", None, "reply-here")
"""What he presses at each question; None: he writes."""
OWN_WORDS = {
    "ru": "Хочу знать, что со мной будет. Пишите, пожалуйста, просто.",
    "uk": "Хочу знати, що зі мною буде. Пишіть, будь ласка, просто.",
    "en": "I want to know what will become of me. Please write plainly.",
}
book = cache(load_book)


class Walker:
    """Somebody who takes every question of the application, counting what he does."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone, self.language, self.acts = phone, language, 0

    def says(self, key: str) -> str:
        return book().texts.plain(self.language, key)

    async def sends(self, text: str) -> None:
        self.acts += 1
        await self.phone.sends(text)

    async def taps(self, key: str) -> None:
        self.acts += 1
        await self.phone.taps(self.says(key))

    async def fills(self) -> None:
        await self.sends("/start")
        await self.taps("door-soldier")
        await self.taps("button-apply")
        for step in STEPS:
            await (self.taps(f"flow-soldier-{step}") if step else self.sends(OWN_WORDS[self.language]))
        await self.taps("button-send")

    async def receipt(self) -> Message:
        return await self.phone.sees(self.says("check-means"))


def carried(phone: Phone) -> int:
    """Bytes of what Telegram carries between this phone and itself: texts, keyboards, and what he sent."""
    calls = [call.arguments for call in phone.world.calls if call.arguments.get("chat_id") == phone.user.id]
    return sum(map(_size, calls)) + sum(_size(update) for update in _sent(phone))


def _size(body: dict[str, Any]) -> int:
    told = {name: body[name] for name in ("text", "reply_markup", "data") if body.get(name)}
    return len(json.dumps(told, ensure_ascii=False).encode())


def _sent(phone: Phone) -> list[dict[str, Any]]:
    """The callback data of every button he pressed; his words are among his messages' sizes, and are few."""
    answered = phone.world.called("answerCallbackQuery")
    return [{"data": "x" * 64} for _ in answered] + [{"text": OWN_WORDS["ru"]}, {"text": "/start"}]


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_from_start_to_receipt(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator], language: str
) -> None:
    walker, desk = Walker(phone("Ivan", language), language), operator("Olena")
    await walker.fills()
    await walker.taps("button-send-now")
    await walker.receipt()
    await desk.sees(f"· {language}")
    assert walker.acts <= MOST_ACTS
    assert 3_000 < carried(walker.phone) <= MOST_BYTES


async def test_a_double_tap_counts_once(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    """On a slow link people press again: every button twice at once, the last one five times."""
    person, desk = phone("Ivan"), operator("Olena")
    walker = Walker(person, "en")
    await walker.sends("/start")
    pressed = ["door-soldier", "button-apply", *(f"flow-soldier-{step}" for step in STEPS[:4])]
    for key in pressed:
        await twice(person, walker.says(key))
    await person.sees("Question 5 of 6")
    await walker.sends(OWN_WORDS["en"])
    await twice(person, walker.says("flow-soldier-reply-here"))
    shown = await person.sees("Your answers")
    for chosen in ("Yes, nobody can see", "Only about me", "Mine, only I use it"):
        assert chosen in shown.text
    await walker.taps("button-send")
    await twice(person, walker.says("button-send-now"), times=5)
    await walker.receipt()
    await desk.sees("· en")
    await person.sends("and this too")
    await desk.sees("and this too")
    cards = [one for one in desk.stage.group.messages.values() if "Waiting for an operator" in one.text]
    assert len(cards) == 1
    assert cards[0].text.count(OWN_WORDS["en"]) <= 1


async def twice(person: Phone, label: str, *, times: int = 2) -> None:
    """The same button of the same message, pressed again before anything came back."""
    message = await person.sees_button(label)
    queries = [person.world.tap(person.user, message, label) for _ in range(times)]
    ids = [query.id for query in queries if query is not None]
    assert len(ids) == times
    answered = lambda: not any(one in person.world.queries for one in ids)  # noqa: E731
    await person.stage.wait(answered, f"the answers to {label!r}", person.user)
    gone = lambda: not any(key["text"] == label for row in message.buttons for key in row)  # noqa: E731
    await person.stage.wait(gone, f"what follows {label!r}", person.user)
