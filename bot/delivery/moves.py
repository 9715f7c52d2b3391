"""Groups that Telegram upgraded while we run: their new id is theirs as much as the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.faults import ApiFault
from bot.logs import Event, note

if TYPE_CHECKING:
    from bot.delivery.api import Api


class Moves:
    """Where the operator chat lives now. `known` maps old ids to new ones; the sender follows and fills it."""

    def __init__(self, api: Api, home: int) -> None:
        """`home`: the operator chat as the settings name it."""
        self._api = api
        self._home = home
        self.known: dict[int, int] = {}

    def where(self, chat: int) -> int:
        """Where this chat lives now."""
        return self.known.get(chat, chat)

    def ours(self, chat: int) -> bool:
        """Whether this is the operator chat, by its old id or its new one."""
        return chat in {self._home, self.where(self._home)}

    def home(self, chat: int) -> int:
        """The id by which the settings know this chat."""
        return self._home if self.ours(chat) else chat

    async def became(self, chat: int) -> bool:
        """Ask Telegram whether the operator chat has become this unknown one. Raises ApiError if it can not."""
        try:
            await self._api.call("getChat", chat_id=self.where(self._home))
        except ApiFault as fault:
            if fault.migrate_to is None or fault.migrate_to != chat:
                return False
            note(Event.CHAT_MOVED)
            self.known[self._home] = chat
        return self.ours(chat)
