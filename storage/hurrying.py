"""Whose units go first: those of somebody who is in danger wait for nobody else's."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_hurries: ContextVar[bool] = ContextVar("hurries", default=False)


@contextmanager
def hurrying(*, hurries: bool = True) -> Iterator[None]:
    """Within it, and in the tasks that are begun in it, units of work hurry."""
    token = _hurries.set(hurries)
    try:
        yield
    finally:
        _hurries.reset(token)


def in_a_hurry() -> bool:
    """Whether a unit that is begun now hurries."""
    return _hurries.get()
