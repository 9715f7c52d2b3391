"""A hand that shows what it does: the tour's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.rehearsal.hand import Hand
from bot.rehearsal.tour import Tour, TourStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message


@dataclass(frozen=True, kw_only=True)
class ToldHand(Hand):
    """A hand that shows what it is about to press, and where."""

    tour: Tour
    part: str

    async def about_to_press(self, message: Message, label: str) -> None:
        """Bring the button into sight."""
        chat = self.chat.id if self.chat else self.user.id
        await self.tour.look(
            part=self.part, user=self.user.id, chat=chat, thread=message.thread, press=[message.id, label]
        )

    async def type(self, text: str) -> Message:
        """Write something, in a person's time."""
        await self.tour.rest(1.2)
        return await super().type(text)

    async def until(self, predicate: Callable[[], Any], what: str) -> Any:
        """Wait for something to become true. Raises TourStoppedError, saying what did not come."""
        try:
            return await super().until(predicate, what)
        except TimeoutError:
            raise TourStoppedError(f"The bot did not show what comes next ({what}). See the server's log.") from None
