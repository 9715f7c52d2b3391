"""Kitchens with a fault planted: a storm of codes takes more than its one thread, or the loop's own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from bot.desk.codes.return_code import CodeKitchen


class Wide(CodeKitchen):
    """Three threads, and no code waits for the one before it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._thread = ThreadPoolExecutor(max_workers=3)

    def _serve(self) -> None:
        while (order := self._next()) is not None:
            done = asyncio.get_running_loop().run_in_executor(self._thread, self._derive, order.words)
            done.add_done_callback(partial(self._served, order))


class Large(CodeKitchen):
    """A code takes twice the memory."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named, memory_kib=131_072)


class OnTheLoop(CodeKitchen):
    """Everybody waits for each code."""

    def _serve(self) -> None:
        while (order := self._next()) is not None:
            order.answer.set_result(self._derive(order.words))
