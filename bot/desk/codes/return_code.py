"""From five words to the two keys that find a case and open it, slowly on purpose.

Guessing must cost an attacker 64 MiB and a tenth of a second for each guess, and must cost us no more than one thread
and one such block at a time, however many people type codes at once.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from bot.errors import HotlineError, NotYet
from storage.primitives import Cost, expand, stretch

T = TypeVar("T")

TRIES_AN_HOUR: Final = 5
DESK: Final = 0
"""The asker who stands for the desk's own codes: they go before everybody else's."""

MOST_LEFT: Final = 100
_HOUR: Final = 3600
_LOOKUP_SIZE: Final = 16
_LOOKUP_PURPOSE: Final = b"parley/return-code/lookup/1"
_WRAP_PURPOSE: Final = b"parley/return-code/wrap/1"


def turned(words: Sequence[str]) -> tuple[str, ...]:
    """Return a code as it is told by one who is not free: its last word first, then the others in order."""
    return (*words[-1:], *words[:-1])


def may_try(tries: tuple[int, ...], now: int) -> bool:
    """Tell whether a chat that tried codes at these seconds may try one more: five in any hour."""
    return len(_recent(tries, now)) < TRIES_AN_HOUR


def after_try(tries: tuple[int, ...], now: int) -> tuple[int, ...]:
    """Return what to remember after a try at `now`: it, and those that still count."""
    return (*_recent(tries, now), now)[-TRIES_AN_HOUR:]


def _recent(tries: tuple[int, ...], now: int) -> tuple[int, ...]:
    # A clock that was wrong for a while must not lock anybody out for longer than an hour: the far future counts not.
    return tuple(tried for tried in tries if abs(now - tried) < _HOUR)


class KitchenClosed(HotlineError):
    """The program stops before a code's turn came."""


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """What a return code turns into: 16 bytes to look its case up by, 32 bytes that wrap the case's identity."""

    lookup: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


@dataclass(slots=True, eq=False)
class _Order:
    words: tuple[str, ...] = field(repr=False)
    answer: asyncio.Future[CodeKeys]


class CodeKitchen:
    """Turns codes into keys one after another on one thread, a turn to each asker; the loop never waits.

    Nobody is refused: beyond `most_waiting` orders callers wait at the door, first come first served. An asker with
    many orders gets one turn in each round, so a storm delays another's code by one code per stormer, not per order.
    The desk itself waits for the code on the thread and no other: an operator's button may stand behind its order.
    """

    def __init__(  # noqa: PLR0913 - the cost is three numbers
        self,
        pepper: bytes,
        *,
        memory_kib: int = 65536,
        passes: int = 3,
        lanes: int = 4,
        most_waiting: int = 1000,
        aside: bool = False,
    ) -> None:
        """Take the pepper (16 bytes or more: the salt) and the cost, which only tests lower.

        `aside`: whoever asks for something by `served` is told to come again, so that he holds nothing while he waits.
        """
        self._pepper = pepper
        self._cost = Cost(memory_kib=memory_kib, passes=passes, lanes=lanes)
        self._line: OrderedDict[int, deque[_Order]] = OrderedDict()
        self._door = asyncio.Semaphore(most_waiting)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="codes")
        self._cooking: asyncio.Future[CodeKeys] | None = None
        self._closed = False
        self._aside = aside
        self._dishes: dict[Hashable, asyncio.Future[Any]] = {}

    async def served(self, name: Hashable, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `make` makes, once for each name. Raises NotYet while it is made, where waiting is done aside.

        What was made waits for whoever comes again. He may never come: of what nobody took the oldest is thrown away.
        """
        if not self._aside:
            return await make()
        dish: asyncio.Future[T] | None = self._dishes.get(name)
        if dish is None:
            dish = self._dishes[name] = asyncio.ensure_future(make())
            dish.add_done_callback(_look_at)
            self._throw_away()
        if not dish.done():
            raise NotYet(dish)
        del self._dishes[name]
        return dish.result()

    def _throw_away(self) -> None:
        done = [name for name, dish in self._dishes.items() if dish.done()]
        for name in done[:-MOST_LEFT]:
            del self._dishes[name]

    @property
    def depth(self) -> int:
        """How many orders wait for their turn."""
        return sum(len(orders) for orders in self._line.values())

    async def cook(self, words: Sequence[str], *, asker: int) -> CodeKeys:
        """Return the keys of these words (as the lists spell them). Never inside a unit of work: it may take minutes.

        Raises KitchenClosed when the program stops first: the words must be kept until their keys are stored.
        """
        async with nullcontext() if asker == DESK else self._door:
            if self._closed:
                raise KitchenClosed
            order = _Order(tuple(words), asyncio.get_running_loop().create_future())
            self._line.setdefault(asker, deque()).append(order)
            self._serve()
            return await order.answer

    async def close(self) -> None:
        """Turn away whoever waits, let the code on the thread come to its end, and stop the thread."""
        self._closed = True
        for order in [order for orders in self._line.values() for order in orders]:
            _refuse(order)
        self._line.clear()
        if self._cooking is not None:
            await asyncio.wait([self._cooking])
        self._thread.shutdown(wait=True)

    def _serve(self) -> None:
        if self._cooking is not None or (order := self._next()) is None:
            return
        self._cooking = asyncio.get_running_loop().run_in_executor(self._thread, self._derive, order.words)
        self._cooking.add_done_callback(partial(self._served, order))

    def _served(self, order: _Order, done: asyncio.Future[CodeKeys]) -> None:
        self._cooking = None
        if not order.answer.done():
            _pass_on(done, order.answer)
        self._serve()

    def _next(self) -> _Order | None:
        """Take the first order of whoever is first in line, and send him to the end of it; the desk is always first."""
        while self._line:
            asker = DESK if DESK in self._line else next(iter(self._line))
            orders = self._line.pop(asker)
            order = orders.popleft()
            if orders:
                self._line[asker] = orders
            if not order.answer.done():
                return order
        return None

    def _derive(self, words: tuple[str, ...]) -> CodeKeys:
        slow = stretch(" ".join(words).encode(), self._pepper, self._cost)
        return CodeKeys(expand(slow, _LOOKUP_PURPOSE, size=_LOOKUP_SIZE), expand(slow, _WRAP_PURPOSE))


def _look_at(dish: asyncio.Future[Any]) -> None:
    """A fault of what nobody comes for is no news: the program stops, or the work is worked anew."""
    if not dish.cancelled():
        dish.exception()


def _refuse(order: _Order) -> None:
    if not order.answer.done():
        order.answer.set_exception(KitchenClosed())


def _pass_on(done: asyncio.Future[CodeKeys], answer: asyncio.Future[CodeKeys]) -> None:
    if (fault := done.exception()) is not None:
        answer.set_exception(fault)
    else:
        answer.set_result(done.result())
