"""How often the right answer is among the three that a free question finds, and how long one search takes.

The questions in `benchmarks/questions/` were written from the answers' titles alone, before there was an index; the
lines in `benchmarks/off_topic/`, which ask for nothing here, before it was decided how near an answer must be.
`python -m benchmarks.search [--misses]`
"""

from __future__ import annotations

import statistics
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.flows.load import load_book
from bot.memory import tidied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.flows.model import Book
    from bot.flows.search import Index

QUESTIONS = Path(__file__).with_name("questions")
OFF_TOPIC = Path(__file__).with_name("off_topic")


@dataclass(frozen=True, slots=True)
class Try:
    """One question: what it asks for, what it found, in how many milliseconds."""

    language: str
    wanted: str
    question: str
    found: tuple[str, ...]
    took: float

    @property
    def right(self) -> bool:
        """Whether the wanted answer was found."""
        return self.wanted in self.found


def tries(book: Book, language: str, index: Index | None = None) -> Iterator[Try]:
    """Yield a search for each question of a language, in another index than the book's if one is given."""
    index = index or book.indexes[language]
    len(index.table.places)
    asked = tomllib.loads((QUESTIONS / f"{language}.toml").read_text(encoding="utf-8"))
    for wanted, questions in asked.items():
        for question in questions:
            found, took = _timed(index, question)
            yield Try(language, wanted, question, found, took * 1_000)


def off_topic(book: Book, language: str) -> dict[str, tuple[str, ...]]:
    """Return what each line finds that asks for nothing which is answered here: best, nothing."""
    lines = (OFF_TOPIC / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return {line: tuple(one.key for one in book.indexes[language].nearest(line)) for line in lines}


def _timed(index: Index, question: str) -> tuple[tuple[str, ...], float]:
    """What is found, and the quickest of three searches: the other two may have waited for another program."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        found = tuple(one.key for one in index.nearest(question))
        took.append(time.perf_counter() - start)
    return found, min(took)


@click.command(help=__doc__)
@click.option("--misses", is_flag=True, help="List the questions whose answer was not found, and needless suggestions.")
def main(*, misses: bool) -> None:
    """Print a line for each language."""
    book = load_book()
    for index in book.indexes.values():
        len(index.table.places)
    tidied()
    for language in book.texts.languages:
        done = list(tries(book, language))
        right = sum(one.right for one in done)
        first = sum(one.found[:1] == (one.wanted,) for one in done)
        slow = max(one.took for one in done)
        middle = statistics.median(one.took for one in done)
        click.echo(
            f"{language}: {right / len(done):6.1%} among three, {first / len(done):6.1%} first, of {len(done)}; "
            f"median {middle:.1f} ms, slowest {slow:.1f} ms"
        )
        strange = off_topic(book, language)
        none = sum(not found for found in strange.values())
        click.echo(f"{language}: nothing suggested to {none} of {len(strange)} lines that ask for nothing here")
        if misses:
            _list_misses(done, strange)


def _list_misses(done: Iterable[Try], strange: Mapping[str, tuple[str, ...]]) -> None:
    for one in done:
        if not one.right:
            click.echo(f"  {one.wanted}: {one.question} -> {', '.join(one.found)}")
    for line, found in strange.items():
        if found:
            click.echo(f"  nothing: {line} -> {', '.join(found)}")


if __name__ == "__main__":
    main()
