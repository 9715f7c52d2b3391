"""Groups that Telegram upgraded while we run: their new id is theirs as much as the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.faults import ApiFault
from bot.logs import Event, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.api import Api


class Moves:
    """Where the operator chats live now. `known` maps old ids to new ones; the sender follows and fills it."""

    def __init__(self, api: Api, homes: Sequence[int]) -> None:
        """`homes`: the operator chats as the settings name them."""
        self._api = api
        self._homes = homes
        self.known: dict[int, int] = {}

    def where(self, chat: int) -> int:
        """Where this chat lives now."""
        return self.known.get(chat, chat)

    def ours(self, chat: int) -> bool:
        """Whether this is an operator chat, by its old id or its new one."""
        return any(chat in {home, self.where(home)} for home in self._homes)

    def home(self, chat: int) -> int:
        """The id by which the settings know this chat."""
        return next((home for home in self._homes if chat in {home, self.where(home)}), chat)

    async def became(self, chat: int) -> bool:
        """Ask Telegram whether an operator chat has become this unknown one. Raises ApiError if it can not."""
        for home in self._homes:
            moved = await self._moved(home)
            if moved is not None and moved == chat:
                note(Event.CHAT_MOVED)
                self.known[home] = chat
        return self.ours(chat)

    async def _moved(self, home: int) -> int | None:
        """Where Telegram says that a chat has moved to. One that it shows us no more has moved nowhere we may follow.

        Raises ApiError where Telegram can not be asked.
        """
        try:
            await self._api.call("getChat", chat_id=self.where(home))
        except ApiFault as fault:
            return fault.migrate_to
        return None
