"""The four places in which a case can be worked: a topic or a card's thread of the group, the same privately."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator

KINDS = ("group topics", "plain group", "private topics", "private threads")


@dataclass(kw_only=True)
class Room:
    """Where an operator works the case that he took last: how its first message is found, and what stands there."""

    desk: Operator
    kind: str
    head: Message = field(init=False)
    alias: str = ""

    @property
    def private(self) -> bool:
        return self.kind.startswith("private")

    @property
    def topical(self) -> bool:
        return self.kind.endswith("topics")

    async def opens(self) -> None:
        """He takes the newest case, having pressed Start before."""
        if self.private and not any("operators' side" in one.text for one in self.desk.messages):
            await self.desk.starts()
            await self.desk.sees("operators' side", in_=PRIVATELY)
        self.alias = await takes(self.desk)
        self.head = await self.desk.stage.wait(self._head, f"the room of {self.alias}", self.desk.user)

    def _head(self) -> Message | None:
        sign = "Reply to a 💬" if self.private or self.topical else "Taken by"
        return next((one for one in self.there() if self.alias in one.text and sign in one.text), None)

    def there(self) -> Iterator[Message]:
        """The messages of the chat, the newest first."""
        chat = self.desk.chat if self.private else self.desk.stage.group
        return reversed(chat.messages.values())

    async def sees(self, text: str) -> Message:
        """A message with this text stands in the chat; the newest such."""
        found: Message = await self.desk.stage.wait(
            lambda: next((one for one in self.there() if text in one.text), None), f"{text!r}", self.desk.user
        )
        return found

    def says(self, text: str) -> Message:
        """Writes into the room, without a reply."""
        chat = None if self.private else self.desk.stage.group
        return self.desk.world.say(self.desk.user, chat, text, thread=self.head.thread if self.topical else None)
