"""What is offered to operators when they type "/": the commands of a place, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Menu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.desk.commands import Command, Place
    from bot.desk.house import Turn
    from bot.texts import Texts

Offer = tuple[tuple[str, str], ...]


def menu(texts: Texts, language: str, commands: Iterable[Command], place: Place, *, supervisor: bool) -> Offer:
    """Every command that may be given in a place, with what it does, in the order of /help."""
    return tuple(
        (one.name, texts.plain(language, f"desk-command-{one.name}"))
        for one in commands
        if place in one.places and not one.quiet and (supervisor or not one.supervisor)
    )


async def withdraw(turn: Turn, user: int) -> None:
    """He is no operator any more: his private chat offers what it offers to anybody."""
    await turn.put(Menu(chat=user))
