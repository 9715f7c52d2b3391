"""People who use the bot, as tests speak of them: `sends`, `taps`, `sees`. Each wait looks again at every change."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.rehearsal.acts import ActError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.server import Server
    from bot.rehearsal.things import Chat, Message, Topic, User
    from bot.rehearsal.world import World

PATIENCE = 240.0
"""Seconds for one wait: long, because only a broken line ever needs so many."""
AGAIN, TIMES = 10.0, 24
"""Seconds after which a line that still stands is pressed again, as people do, and how often: a press that meets a
screen on its way to the phone is answered with that screen."""
HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
PRIVATELY = "privately"


@dataclass(kw_only=True)
class Stage:
    """The world, its server, the operators' group, and the bot once it runs. `forgiven`: refusals a test provokes."""

    world: World
    server: Server
    group: Chat
    bot: BotProcess | None = None
    forgiven: list[str] = field(default_factory=lambda: list(HARMLESS))

    async def wait(self, what: Callable[[], Any], wanted: str, user: User) -> Any:
        """The first true value of `what`; else the test fails with everything this person sees."""
        try:
            return await self.world.until(what, PATIENCE)
        except TimeoutError:
            pytest.fail(f"{user.name} waited {PATIENCE:.0f} s for {wanted}\n{self.transcript(user)}", pytrace=False)

    def chats(self, user: User) -> list[Chat]:
        """All chats on somebody's phone."""
        groups = [chat for chat in self.world.groups.values() if chat.inside(user)]
        return [self.world.private(user), *groups]

    def transcript(self, user: User) -> str:
        """What stands in somebody's chats, the pop-ups he saw, the bot's last words and what the server refused."""
        lines: list[str] = []
        for chat in self.chats(user):
            lines += [f"--- {chat.title or 'the private chat'}", *map(_line, chat.messages.values())]
        lines += ["--- pop-ups", *(popup.text for popup in self.world.popups if popup.user is user)]
        lines += ["--- refused", *(f"{method}: {sentence}" for method, sentence in self.world.refusals)]
        lines += ["--- the bot's log", *(list(self.bot.log)[-25:] if self.bot else [])]
        return "\n".join(lines)

    def faults(self) -> list[str]:
        """Calls Telegram would not have taken as they were: unknown parameters, refusals nobody provoked."""
        unknown = [f"{call.method} has no parameter {name}" for call in self.world.calls for name in call.unknown]
        refused = [f"{method}: {sentence}" for method, sentence in self.world.refusals]
        return unknown + [line for line in refused if not any(words in line for words in self.forgiven)]


@dataclass(kw_only=True)
class Phone:
    """Somebody in his private chat with the bot."""

    stage: Stage
    user: User

    @property
    def world(self) -> World:
        return self.stage.world

    @property
    def chat(self) -> Chat:
        return self.world.private(self.user)

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat, oldest first."""
        return self.world.see(self.user)

    async def sends(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Writes a text."""
        return self.world.say(self.user, None, text, reply_to=reply_to.id if reply_to else None)

    async def taps(self, label: str, *, under: Message | None = None, patient: bool = True) -> None:
        """Presses a button (whole label or callback data, else part of a label) under the newest message that has it.

        Waits until it is there and, when `patient`, until something followed: another screen or a pop-up.
        """
        message, button = await self.stage.wait(lambda: self._find(label, under), f"a button {label!r}", self.user)
        before = self._seen()
        query = self.world.tap(self.user, message, button)
        if patient:
            answered = lambda: query is None or query.id not in self.world.queries  # noqa: E731
            await self.stage.wait(answered, f"the answer to {label!r}", self.user)
            await self.stage.wait(lambda: self._seen() != before, f"what follows {label!r}", self.user)

    async def sees(self, text: str) -> Message:
        """A message with this text in it stands in the chat; the newest such."""
        return await self._sees(text, lambda: self.messages)

    async def reads(self, text: str, *, label: str = "Read") -> Message:
        """Presses Read beneath the line as often as it takes to see this text; the message that holds it."""

        def shown() -> Message | None:
            return next((one for one in reversed(self.messages) if text in one.text), None)

        for _ in range(TIMES):
            await self.stage.wait(lambda: shown() or self._find(label, None), f"{text!r} to read", self.user)
            if shown():
                break
            if found := self._find(label, None):
                await self.taps(label, under=found[0])
                with suppress(TimeoutError):
                    await self.world.until(partial(self._shown_or_newer, shown, label, found[0]), AGAIN)
        return await self.sees(text)

    def _shown_or_newer(self, shown: Callable[[], Message | None], label: str, pressed: Message) -> bool:
        """Whether it is there, or there is another line to press: what came first was read, and more came since."""
        found = self._find(label, None)
        return shown() is not None or (found is not None and found[0].id > pressed.id)

    async def sees_button(self, label: str, *, whole: bool = False) -> Message:
        """A message with this button stands in the chat; `whole`: with no other word on it."""
        find = lambda: (found := self._find(label, None)) and (not whole or found[1] == label) and found  # noqa: E731
        message, _ = await self.stage.wait(find, f"a button {label!r}", self.user)
        return message  # type: ignore[no-any-return]

    async def no_longer_sees(self, text: str) -> None:
        """No message with this text stands in the chat (any more)."""
        gone = lambda: not any(text in message.text for message in self.messages)  # noqa: E731
        await self.stage.wait(gone, f"{text!r} to go", self.user)

    async def sees_popup(self, text: str) -> None:
        """A toast or an alert said this."""
        said = lambda: any(text in popup.text for popup in self.world.popups if popup.user is self.user)  # noqa: E731
        await self.stage.wait(said, f"a pop-up {text!r}", self.user)

    async def sees_reaction(self, message: Message, *emoji: str) -> None:
        """The bot reacted to this message (with one of these)."""
        wanted = lambda: [mark for mark in message.reactions.values() if not emoji or mark in emoji]  # noqa: E731
        await self.stage.wait(wanted, f"a reaction {emoji or ''} to {message.text!r}", self.user)

    async def edits(self, message: Message, text: str) -> None:
        """Changes an own message."""
        self.world.edit(self.user, message, text)

    async def deletes(self, message: Message) -> None:
        """Deletes a message for both."""
        self.world.delete(self.user, message)

    async def sends_photo(self, caption: str = "") -> Message:
        return self.world.photo(self.user, caption=caption)

    async def sends_voice(self) -> Message:
        return self.world.voice(self.user)

    async def sends_location(self) -> Message:
        return self.world.location(self.user)

    async def sends_sticker(self) -> Message:
        return self.world.sticker(self.user)

    async def _sees(self, text: str, where: Callable[[], Iterable[Message]]) -> Message:
        find = lambda: next((one for one in reversed(list(where())) if text in one.text), None)  # noqa: E731
        found: Message = await self.stage.wait(find, f"a message with {text!r}", self.user)
        return found

    def _places(self) -> list[Chat]:
        return [self.chat]

    def _find(self, label: str, under: Message | None) -> tuple[Message, str] | None:
        messages = [under] if under else [one for chat in self._places() for one in chat.messages.values()][::-1]
        for fits in (str.__eq__, str.__contains__):
            for message in messages:
                for key in (key for row in message.buttons for key in row):
                    if fits(key["text"], label) or key.get("callback_data") == label:
                        return message, key["text"]
        return None

    def _seen(self) -> list[Any]:
        popups = [popup.n for popup in self.world.popups if popup.user is self.user]
        messages = [one for chat in self.stage.chats(self.user) for one in chat.messages.values()]
        return [popups, [(one.chat.id, one.id, one.text, str(one.markup)) for one in messages]]


@dataclass(kw_only=True)
class Operator(Phone):
    """Somebody in the operators' group. `in_`: part of a topic's title, PRIVATELY, or None for all of the group."""

    async def sends(self, text: str, *, reply_to: Message | None = None, in_: str | None = None) -> Message:
        """Writes into the group, a topic of it, or to the bot."""
        topic = await self._topic(in_)
        chat = None if in_ == PRIVATELY else self.stage.group
        thread = topic.id if topic else None
        return self.world.say(self.user, chat, text, reply_to=reply_to.id if reply_to else None, thread=thread)

    async def replies(self, to: Message, text: str) -> Message:
        """Answers a message where it stands."""
        return self.world.say(self.user, to.chat, text, reply_to=to.id, thread=to.thread if to.chat.forum else None)

    async def sees(self, text: str, *, in_: str | None = None) -> Message:
        """A message with this text stands there; the newest such."""
        topic = await self._topic(in_)
        if in_ == PRIVATELY:
            return await self._sees(text, lambda: self.messages)
        thread = topic.id if topic else None
        return await self._sees(text, lambda: self.world.see(self.user, self.stage.group, thread=thread))

    async def sees_topic(self, title: str) -> Topic:
        """The group has a topic whose title holds this."""
        topic: Topic = await self.stage.wait(lambda: self._titled(title), f"a topic {title!r}", self.user)
        return topic

    async def starts(self, payload: str = "") -> None:
        """Presses Start in the private chat with the bot."""
        self.world.start(self.user, payload)

    async def _topic(self, title: str | None) -> Topic | None:
        return None if title in {None, PRIVATELY} else await self.sees_topic(str(title))

    def _titled(self, title: str) -> Topic | None:
        return next((topic for topic in self.stage.group.topics.values() if title in topic.title), None)

    def _places(self) -> list[Chat]:
        return [self.chat, self.stage.group]


def _line(message: Message) -> str:
    who = f"[{message.id}] {message.sender.name}"
    what = message.service or message.text or ""
    media = f" <{message.media.kind}>" if message.media else ""
    keys = "".join(f" [{key['text']}]" for row in message.buttons for key in row)
    marks = " ".join(message.reactions.values())
    return f"{who}{f' (in {message.thread})' if message.thread else ''}:{media} {what}{keys} {marks}".rstrip()


__all__ = ["PRIVATELY", "ActError", "Operator", "Phone", "Stage"]
