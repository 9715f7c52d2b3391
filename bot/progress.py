"""How far a command is that takes long: a bar for each of its steps, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

Told: TypeAlias = Callable[[str, int, int], object]
"""A step's name, what is done of it, and of how much; see `Progress`."""

_WIDTH = 24
READING: Final = "reading the content"
"""A step of many commands: it takes seconds."""


def unwatched(_step: str, _done: int, _of: int) -> None:
    """Nobody looks on."""


class Progress:
    """Called with a step's name, what is done of it, and of how much; of 0 where nobody knows: full only at its end."""

    def __init__(self) -> None:
        self._step = ""
        self._bar: Any = None

    def __call__(self, step: str, done: int, of: int) -> None:
        """Draw it."""
        if step != self._step:
            self.end()
            self._step = step
            self._bar = click.progressbar(length=max(of, 1), label=f"{step:<22}", file=sys.stderr, width=_WIDTH)
            self._bar.render_progress()
        if not of:
            return
        self._bar.length = max(of, done)
        if done > self._bar.pos:
            self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        """The step is over."""
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.render_finish()
        self._step, self._bar = "", None

    def cut(self) -> None:
        """A fault ended it: its words begin on a line of their own."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """What is to be told how far it is. Nothing is drawn when quiet, and where stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _of: None
        return
    progress = Progress()
    try:
        yield progress
    except BaseException:
        progress.cut()
        raise
    progress.end()


@contextmanager
def working(step: str, *, quiet: bool = False) -> Iterator[None]:
    """The same for one step of which nobody knows how much it is."""
    with shown(quiet=quiet) as told:
        told(step, 0, 0)
        yield


class Steps:
    """Called with how many more are done; tells how many of them all. Nothing to do is not told."""

    def __init__(self, told: Callable[[int, int], object], of: int) -> None:
        self._told = told
        self._of = of
        self._done = 0
        if of:
            told(0, of)

    def __call__(self, more: int) -> None:
        """So many more."""
        self._done += more
        if self._of:
            self._told(self._done, self._of)


class Counted:
    """A stream that tells how far it was read. `size`: of all of it; 0: nobody knows."""

    def __init__(self, source: IO[bytes], size: int, told: Callable[[int, int], None]) -> None:
        self._source = source
        self._size = size
        self._told = told
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        """As the stream does."""
        given = self._source.read(size)
        self._done += len(given)
        self._told(self._done, self._size)
        return given
