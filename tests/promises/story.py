"""The traffic of one run: people on their phones and an operator, who wait for what must come and say what did not.

Each of them does the next thing when the last had its effect, so whatever is lost leaves somebody waiting.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.rehearsal.things import Chat, Json, Message, User
    from bot.rehearsal.world import World

SUBMITS = 2
CROWD = 8
CROWDED_SECONDS = 0.1
"""How long each call takes while the crowd applies: cards wait for one another."""
NOTE = "an internal note: never for him"
FORM = (
    "door-soldier", "button-apply", "flow-soldier-safe-yes", "flow-soldier-health-can-wait",
    "flow-soldier-company-alone", "button-finish", "button-send-now",
)  # fmt: skip
URGENT_FORM = ("door-soldier", "button-apply", "flow-soldier-safe-yes", "flow-soldier-health-urgent", "button-send")
HALF_FORM = (
    "door-maybe", "button-apply", "flow-maybe-safe-yes", "flow-maybe-summons-got-one", "flow-maybe-want-both",
    "flow-maybe-phone-mine",
)  # fmt: skip
LAST_STEP = "flow-maybe-reply-here"
KEYS = (
    *FORM, *URGENT_FORM, *HALF_FORM, LAST_STEP, "flow-maybe-tell", "button-learned", "desk-button-take", "desk-note",
    "desk-button-send-note",
    "button-read",
)  # fmt: skip
SAID = ("Anna heard it", "Boris in his own words", "Answer to")
"""Words as people type them here."""

ALIAS = re.compile(r"\b[A-Z0-9]{6}\b")


@dataclass(kw_only=True)
class Story:
    """The people and the stage. `waiting`: what each of them waits for right now. `more`: who submits beside them."""

    world: World
    group: Chat
    labels: dict[str, str]
    waiting: dict[str, str] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    crowded: bool = False
    more: int = 0

    @property
    def submits(self) -> int:
        """How many cases there are in the end."""
        return SUBMITS + CROWD * self.crowded + self.more

    async def play(self) -> None:
        """Everybody, side by side, to the end. For ever where something was lost."""
        anna, boris, vera = (Hand(self, self.world.add_user(name, "en")) for name in ("Anna", "Boris", "Vera"))
        olga = Hand(self, self.world.add_user("Olga", "en"), self.group)
        self.world.join(self.group, olga.user)
        await asyncio.gather(applies(anna, FORM), applies(vera, URGENT_FORM), begins(boris), answers(olga))
        if self.crowded:
            self.world.faults.latency = CROWDED_SECONDS
            crowd = [Hand(self, self.world.add_user(f"P{number}", "en")) for number in range(CROWD)]
            await asyncio.gather(*map(submits, crowd))


@dataclass
class Hand:
    """One account in one chat (its private chat with the bot where none is given)."""

    story: Story
    user: User
    chat: Chat | None = None
    pressed: Json | None = None

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat, newest first."""
        return self.story.world.see(self.user, self.chat)[::-1]

    async def until(self, what: Callable[[], Any], wanted: str) -> Any:
        """The first true value of `what`."""
        self.story.waiting[self.user.name] = wanted
        while True:
            since = self.story.world.changes
            if value := what():
                self.story.waiting.pop(self.user.name)
                return value
            await self.story.world.changed(since)

    async def press(self, key: str) -> Message:
        """Wait for a button beneath another screen than the one last pressed; press its newest copy."""
        label = self.story.labels[key]

        def fresh() -> Message | None:
            return _holding([one for one in self.messages if one.markup != self.pressed], label)

        message: Message = await self.until(fresh, f"the button {label!r}")
        self.pressed = message.markup
        self.story.world.tap(self.user, message, label)
        return message

    async def sees(self, text: str, *, thread: int | None = None) -> Message:
        """Wait for a message with this text; its newest copy."""

        def here() -> Message | None:
            return next((one for one in self.messages if thread in {None, one.thread} and text in one.text), None)

        message: Message = await self.until(here, f"a message with {text!r}")
        return message

    async def reacted(self, message: Message) -> None:
        """Wait for the bot's mark under an own message."""
        await self.until(lambda: message.reactions, f"a mark under {message.text!r}")

    def says(self, text: str, **how: Any) -> Message:
        """Write a message."""
        return self.story.world.say(self.user, self.chat, text, **how)


async def applies(person: Hand, form: tuple[str, ...]) -> None:
    """A whole application to its last tap, the five words, an answer, and a word to the open case."""
    person.story.world.start(person.user)
    for key in form:
        await person.press(key)
    await learns(person)
    await _reads(person)
    said = person.says(f"{person.user.name} heard it")
    await person.reacted(said)


async def submits(person: Hand) -> None:
    """A whole application, to the five words."""
    person.story.world.start(person.user)
    for key in FORM:
        await person.press(key)
    await learns(person)


async def learns(person: Hand) -> None:
    """The five words, two of which he is asked for and writes."""
    receipt = await person.until(lambda: next(filter(None, map(_code, person.messages)), None), "the five words")
    await person.press("button-learned")
    asked = await person.sees("word number")
    places = [int(number) for number in re.findall(r"\d", asked.text)]
    person.says(" ".join(receipt[place - 1] for place in places))
    await person.until(lambda: not any("word number" in one.text for one in person.messages), "the words to go")


def _code(message: Message) -> list[str] | None:
    """The return code on a receipt."""
    found = re.search(r"^[a-z]+( [a-z]+){4}$", message.text, re.MULTILINE)
    return found[0].split() if found else None


async def _reads(person: Hand) -> None:
    """Press Read, on each copy of the line that comes: a death may have left one that does nothing more."""
    label, pressed = person.story.labels["button-read"], set[int]()

    def there() -> Message | None:
        return next((one for one in person.messages if "Answer to " in one.text), None)

    def fresh() -> Message | None:
        return next((one for one in person.messages if one.id not in pressed and _holding([one], label)), None)

    while not there():
        line = await person.until(lambda: there() or fresh(), f"the button {label!r}, then the answer")
        if there() is None:
            pressed.add(line.id)
            person.story.world.tap(person.user, line, label)


async def begins(person: Hand) -> None:
    """Half an application, with an answer in his own words."""
    person.story.world.start(person.user)
    for key in HALF_FORM:
        await person.press(key)
    await person.sees(person.story.labels["flow-maybe-tell"].splitlines()[0])
    typed = person.says("Boris in his own words")
    label = person.story.labels[LAST_STEP]
    await person.until(lambda: _holding(person.messages, label), f"the button {label!r}")
    await person.until(lambda: typed not in person.messages, "the typed answer to go")


async def answers(olga: Hand) -> None:
    """Takes every case, answers in its room, writes a note, and reads what comes back."""
    for _ in range(SUBMITS):
        alias = await _takes(olga)
        await _answers(olga, alias)
        olga.story.answered.append(alias)
    for name in ("Anna", "Vera"):
        await olga.sees(f"{name} heard it")


async def _takes(olga: Hand) -> str:
    card = await olga.until(lambda: next(_cards(olga), None), "a new card")
    olga.story.world.tap(olga.user, card, olga.story.labels["desk-button-take"])
    return _alias(card)


async def _answers(olga: Hand, alias: str) -> None:
    head = await olga.until(lambda: next(_heads(olga, alias), None), f"the first words in the room of {alias}")
    answer = olga.says(f"Answer to {alias}", thread=head.thread, reply_to=head.id)

    def noted() -> Message | None:
        return next((one for one in olga.messages if one.reply_to == answer.id), None)

    await olga.until(lambda: answer.reactions or noted(), f"a mark under {answer.text!r}")
    if marker := noted():
        # She answered the copy that the bot lost sight of when it died: a note, as it says, until she sends it on.
        olga.story.world.tap(olga.user, marker, olga.story.labels["desk-button-send-note"])
        await olga.reacted(answer)
    if not olga.story.answered:
        olga.says(NOTE, thread=head.thread)
        await olga.sees(olga.story.labels["desk-note"], thread=head.thread)


def _cards(olga: Hand) -> Iterator[Message]:
    """New cards nobody took, the newest first, one of each case."""
    take = olga.story.labels["desk-button-take"]
    return (one for one in olga.messages if _holding([one], take) and _alias(one) not in olga.story.answered)


def _heads(olga: Hand, alias: str) -> Iterator[Message]:
    return (one for one in olga.messages if one.thread and alias in one.text and one.sender.is_bot and not one.service)


def _alias(message: Message) -> str:
    found = ALIAS.search(message.text)
    assert found, message.text
    return found[0]


def _holding(messages: list[Message], label: str) -> Message | None:
    """The first of these messages under which this button stands."""
    for message in messages:
        if any(key["text"] == label for row in message.buttons for key in row):
            return message
    return None
