"""What every handler gets beside the update: the house, its inbox row, and a way to answer a pressed button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.desk.house import House
from bot.messages import Reply, Work

BENCH = "bench"

Answer = Callable[[str, Reply], None]
App = Application[Any, "Context", Any, Any, Any, Any]


@dataclass(slots=True)
class Piece:
    """One update on the bench: its inbox row, and what became of it. `handled`: a use case was given the row."""

    work: Work
    handled: bool = False
    failure: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """The updates being worked now, by update id; `process_update` returns normally even when a handler raised."""

    house: House
    answer: Answer
    pieces: dict[int, Piece] = field(default_factory=dict)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Bench]]):
    """python-telegram-bot's context with our parts. Its own stores stay empty: nothing may live only in memory."""

    house: House
    answer: Answer
    piece: Piece

    @property
    def work(self) -> Work:
        """The row, for the use case that marks it done. A handler that asks for none leaves that to the lane."""
        self.piece.handled = True
        return self.piece.work

    @classmethod
    def from_update(cls, update: object, application: App) -> Context:
        """The context of one update that lies on the bench; built only when a handler wants the update."""
        context = cls(application)
        bench: Bench = application.bot_data[BENCH]
        context.house, context.answer = bench.house, bench.answer
        if isinstance(update, Update):
            context.piece = bench.pieces[update.update_id]
        return context
