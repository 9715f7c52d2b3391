"""How often danger words are found as people write them, and how often a question is taken for them.

Each lot of sentences in `benchmarks/danger_words/` was written before the lists had seen it; none is changed with them.
`python -m benchmarks.dangers [--misses]`
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from benchmarks.search import QUESTIONS
from bot.flows.danger import Danger, danger
from bot.flows.load import load_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book

SENTENCES: Final = Path(__file__).with_name("danger_words")


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: what it speaks of, and what was heard."""

    said: str
    meant: Danger | None
    heard: Danger | None

    @property
    def right(self) -> bool:
        """Whether it was taken as it was meant."""
        return self.heard is self.meant


@dataclass(frozen=True, slots=True)
class Call:
    """A question of the search that calls an operator; `why`: why that is right, empty where it is not."""

    said: str
    answer: str
    why: str


def heard(book: Book, language: str, table: str) -> list[Heard]:
    """Return what is heard in a table: `now`, `question`, or `slips`, where danger words are typed wrong."""
    written = _read(SENTENCES / f"{language}.toml")[table]
    known: dict[str, Any] = {"now": {Danger.NOW: written}, "question": {None: written}}
    meant = known.get(table, written)
    return [
        Heard(said, kind and Danger(kind), danger(book, said))
        for kind, sentences in meant.items()
        for said in sentences
    ]


def calls(book: Book, language: str) -> Iterator[Call]:
    """Yield the questions of the search that are heard as danger now."""
    right = _read(SENTENCES / "calls.toml")
    for answer, questions in _read(QUESTIONS / f"{language}.toml").items():
        for said in questions:
            if danger(book, said) is Danger.NOW:
                yield Call(said, answer, right["questions"].get(said) or right["answers"].get(answer, ""))


@cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@click.command(help=__doc__)
@click.option("--misses", is_flag=True, help="List what was taken wrong, and the questions of the search that call.")
def main(*, misses: bool) -> None:
    """Print a line for each language."""
    book = load_book()
    for language in book.texts.languages:
        now, question, slips = (heard(book, language, table) for table in ("now", "question", "slips"))
        called = list(calls(book, language))
        found = ", ".join(
            f"{sum(one.right for one in table)} of {len(table)} {name}"
            for name, table in (("calls found", now), ("questions left alone", question), ("with slips found", slips))
        )
        click.echo(f"{language}: {found}; of the search's questions {len(called)} call")
        for one in (*now, *question, *slips) if misses else ():
            if not one.right:
                click.echo(f"  {one.said}: {one.meant or 'a question'}, heard: {one.heard or 'nothing'}")
        for call in called if misses else ():
            click.echo(f"  {call.answer}: {call.said} ({call.why or 'WRONG'})")


if __name__ == "__main__":
    main()
