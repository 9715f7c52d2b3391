"""An operator's private chat, as the bot fills and empties it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.desk.group import remember
from bot.desk.house import Turn
from bot.messages import Said
from tests.unit.desk.wire import OLGA, Wire

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.audit import Deed


@dataclass
class Watched(Wire):
    """A line that remembers what stands in operators' private chats: `stands`, by chat and message number.

    `outside`: operators who left.
    """

    stands: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        """One call; private chats of operators are kept as they stand."""
        made = await super().call(method, chat_id=chat_id, **params)
        if chat_id > 0 and chat_id not in self.phones:
            here = self.stands.setdefault(chat_id, {})
            if method.startswith("send"):
                here[made["message_id"]] = params
            elif method.startswith("edit"):
                here[params["message_id"]] = params
            for gone in params.get("message_ids", ()) if method == "deleteMessages" else ():
                here.pop(gone, None)
        return made

    def shows(self, text: str, *, user: int = OLGA) -> bool:
        """Whether a message with this text stands in an operator's private chat."""
        return any(text in params.get("text", "") for params in self.stands.get(user, {}).values())

    async def starts(self, user: int = OLGA, name: str = "Olga") -> None:
        """An operator presses Start."""
        came = Said(chat=user, user=user, message=9_000, text="/start", name=name)

        async def unit(tx: Any) -> None:
            await remember(Turn(self.house, tx, self.work()), came, started=True)

        await self.house.database.transact(unit)

    async def deeds(self) -> list[Deed]:
        """The audit."""
        return await self.house.database.transact(self.house.audit.deeds)


def limited(book: Book, *, opens: int, apart: int) -> Book:
    """The same book with these limits a day."""
    desk = book.project.desk.model_copy(update={"opens_a_day": opens, "apart_a_day": apart})
    return replace(book, project=book.project.model_copy(update={"desk": desk}))
