"""The table for those who review the answers: what each rests on, how long it holds, what to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import ContentError
from bot.texts import SPARE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book

BEGIN: Final = "<!-- table: python -m bot flows review -->"
END: Final = "<!-- end of table -->"
_HEAD: Final = ("question", "answer", "row", "source", "provisions", "until", "what was changed, what to watch")


def table(book: Book) -> str:
    """Return one Markdown row for each answer, in the order of the file."""
    lines = [_row(_HEAD), _row(["---"] * len(_HEAD))]
    return "\n".join([*lines, *(_row(cells) for cells in _answers(book))])


def into(page: str, made: str) -> str:
    """Return the page with the table between its two marks. Raises ContentError where there are none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ContentError(f"no place for the table: write {BEGIN} and {END}, each on a line of its own")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def _answers(book: Book) -> Iterator[tuple[str, ...]]:
    for key, answer in book.answers.items():
        yield (
            book.texts.plain(SPARE_LANGUAGE, f"answer-{key}-title"),
            f"`{key}`",
            answer.facts,
            str(answer.source),
            "; ".join(_by_act(answer.provisions)) or "-",
            str(answer.expires or "-"),
            answer.watch or "-",
        )


def _by_act(provisions: tuple[str, ...]) -> Iterator[str]:
    acts: dict[str, list[str]] = {}
    for provision in provisions:
        act, _, article = provision.rpartition(" ")
        acts.setdefault(act, []).append(article)
    yield from (f"{act} {', '.join(articles)}" for act, articles in acts.items())


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
