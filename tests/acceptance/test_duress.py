"""Five words with the last one first: the person's side is byte for byte the same, the operators' side is red."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


def turned(words: str) -> str:
    first, _, last = words.rpartition(" ")
    return f"{last} {first}"


def private_calls(phone: Phone, since: int) -> list[tuple[Any, ...]]:
    """What the bot did in this chat since then, but for ids and what the buttons seal."""
    calls = list(phone.world.calls)[since:]
    return [
        (call.method, call.arguments.get("text"), call.arguments.get("disable_notification"))
        for call in calls
        if call.arguments.get("chat_id") == phone.user.id
    ]


async def opens(second: Phone, words: str) -> list[tuple[Any, ...]]:
    """From nothing to the case's screen on another phone, then a place; all that the bot did in that chat."""
    since = len(second.world.calls)
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(words)
    await second.sees("The words fit")
    mine = await second.sends("I am on my way")
    await second.sees_reaction(mine)
    place = await second.sends_location()
    await second.stage.wait(lambda: place not in second.messages, "the place to go", second.user)
    return private_calls(second, since)


def _is(arguments: dict[str, Any], words: str) -> bool:
    return words in str(arguments.get("text")) and "disable_notification" in arguments


async def test_the_watcher_sees_what_he_would_always_see(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    desk, sides = operator("Olena"), []
    for name in ("Ivan", "Petro"):
        words = await applies(person := phone(name))
        alias = await takes(desk)
        check = (await person.sees("Check word")).text.partition("Check word: ")[2].split(".")[0]
        await person.taps("I know them by heart")
        calls = await opens(phone(f"{name} again"), turned(words) if name == "Petro" else words)
        sides.append([f"{call}".replace(check, "WORD") for call in calls])
    free, forced = sides
    assert any("The words fit" in call for call in free)
    assert sorted(free) == sorted(forced)
    await desk.sees("NOT FREE")
    await desk.sees("not free", in_=alias)
    loud = [call.arguments["disable_notification"] for call in desk.world.calls if _is(call.arguments, "not free")]
    assert loud == [False]
    marked = await desk.sees("I am on my way", in_=alias)
    assert "🟥" in marked.text
    await desk.sees("A place came under duress", in_=alias)


async def test_words_not_learnt_yet_are_not_shown_to_the_watcher(phone: Callable[..., Phone]) -> None:
    words = await applies(phone("Ivan"))
    second = phone("Petro")
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(turned(words))
    screen = await second.sees("The words fit")
    assert "Show my five words" not in str(screen.buttons)
    assert words not in second.stage.transcript(second.user)


async def test_the_receipt_teaches_it_and_says_that_it_may_fail(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    words = await applies(person)
    receipt = await person.sees("The last word first, then the other four in order.")
    assert "This may fail." in receipt.text
    await person.taps("If I am forced")
    screen = await person.sees(turned(words))
    assert "This may fail" in screen.text
    await person.taps("Back")
    await person.sees_button("I know them by heart")
