"""One account's hand in one chat: presses buttons it can see, and types. For whatever plays by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Chat, Message, User
    from bot.rehearsal.world import World
    from bot.texts import Texts

PATIENCE = 120.0


@dataclass(kw_only=True)
class Cast:
    """The people and texts of what plays, beside the world they act in. `texts`: as they were last changed."""

    world: World
    bot: BotProcess
    texts: Texts
    group: Chat
    operator: User
    desk_language: str


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A hand that shows nobody what it does. `chat` None: the private chat with the bot."""

    cast: Cast
    user: User
    language: str
    chat: Chat | None = None
    patience: float = PATIENCE

    async def press(self, key: str) -> None:
        """Wait for the button with this text key and press it."""
        label = self.cast.texts.plain(self.language, key)
        message = await self.until(lambda: holding(self.messages(), label), key)
        await self.about_to_press(message, label)
        self.cast.world.tap(self.user, message, label)

    async def about_to_press(self, message: Message, label: str) -> None:
        """What happens before a press: nothing, here."""

    async def choose(self, keys: Sequence[str]) -> str | None:
        """Press the first of these buttons that stands on the newest screen; the key, None if there is none."""
        for key in keys:
            if holding(self.messages()[-1:], self.cast.texts.plain(self.language, key)):
                await self.press(key)
                return key
        return None

    async def type(self, text: str) -> Message:
        """Write something."""
        return self.cast.world.say(self.user, self.chat, text)

    async def until(self, predicate: Callable[[], Any], what: str) -> Any:  # noqa: ARG002 - told by those who show it
        """Wait for something to become true. Raises TimeoutError."""
        return await self.cast.world.until(predicate, self.patience)

    def messages(self) -> list[Message]:
        """What stands in the chat."""
        return self.cast.world.see(self.user, self.chat)


def holding(messages: Sequence[Message], label: str) -> Message | None:
    """The newest message with this button."""
    return next((m for m in reversed(messages) if any(key["text"] == label for row in m.buttons for key in row)), None)


def face(messages: Sequence[Message]) -> tuple[int, str] | None:
    """What tells one screen from the next."""
    return (messages[-1].id, messages[-1].text) if messages else None
