"""What the sender asks of the desk, and how the log names what goes out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Edit, Keyboard, Outgoing, Send
    from storage.database import Tx
    from storage.posts import Post


class What(StrEnum):
    """The kinds of outgoing things, as the log names them."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    ERASE = "erase"
    REACT = "react"
    OPEN_TOPIC = "open_topic"
    CLOSE_TOPIC = "close_topic"
    PIN = "pin"
    LEAVE = "leave"
    MENU = "menu"


class Desk(Protocol):
    """What only the desk knows of a message, asked in the transaction that settles it."""

    async def room_again(self, tx: Tx, topic: Post, *, now: int) -> tuple[str, Sequence[Outgoing]]:
        """Give the title of a topic that must be opened again, and what it begins with."""

    async def drawn(self, tx: Tx, post: Post, *, now: int) -> tuple[str, Keyboard]:
        """Give words and buttons of a message that shows how things stand at the moment it goes."""

    async def settled(self, tx: Tx, item: Send | Edit, *, arrived: bool, now: int) -> None:
        """Hear that a message, or a change of one, arrived or never can."""

    async def gone(self, tx: Tx, post: Post, *, now: int) -> None:
        """Hear that a message was taken out of its chat, or that what was to make or change it can not be read."""
