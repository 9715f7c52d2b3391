"""How long one message is looked through for what nobody asked and for danger words: a plain one, and the worst known.

Each of the worst is as long as Telegram lets a message be. `python -m benchmarks.masking`
"""

# ruff: noqa: RUF001  Cyrillic is meant

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import click

from bot.desk.duty.urgency import LONGEST_TEXT
from bot.flows.danger import danger
from bot.flows.load import load_book
from bot.flows.unasked import taken_out

if TYPE_CHECKING:
    from bot.flows.model import Book

PLAIN: Final = "я Иван Петров, 58 бригада, под Бахмутом, +7 912 345-67-89, еды нет, хотим сдаться, что делать?"
_MANY: Final = LONGEST_TEXT
WORST: Final = {
    name: text[:LONGEST_TEXT]
    for name, text in {
        "a number and spaces": "1.234" + " " * (_MANY - 6) + "x",
        "danger and 280 phones": "хочу умереть " + "+79123456789, " * 280,
        "a document's cue alone": "инн " * _MANY,
        "a name's cue alone": "меня зовут " * _MANY,
        "units with an odd letter": "58 бригада а " * 310,
        "220 points on a map": "48.5123, 37.9912 " * 220,
        "one row of digits": "1" * _MANY,
        "letters and dashes": "А-" * _MANY,
        "place after place": "под Бахмутом 58 " * _MANY,
        "half a danger phrase": "слово другое hochu что-то ещё не хочу " * _MANY,
        "line breaks": "командир\n" * _MANY,
    }.items()
}


def seconds(book: Book, text: str, tries: int = 3) -> float:
    """Return the shortest time in which a text is searched for danger words and masked."""
    took = []
    for _ in range(tries):
        book.dangers.lately.clear()
        start = time.process_time()
        danger(book, text)
        taken_out(book, "ru", text)
        took.append(time.process_time() - start)
    return min(took)


@click.command(help=__doc__)
def main() -> None:
    """Print a line for the plain text, then one for each of the worst, the slowest first."""
    book = load_book()
    plain = seconds(book, PLAIN, tries=20)
    click.echo(f"a plain message: {plain * 1_000:.2f} ms for {len(PLAIN)} characters")
    took = {name: seconds(book, text) for name, text in WORST.items()}
    for name in sorted(took, key=lambda name: -took[name]):
        click.echo(f"{name}: {took[name] / plain:.0f} times a plain one, {took[name] * 1_000:.0f} ms")


if __name__ == "__main__":
    main()
