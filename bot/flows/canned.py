"""An operator's canned replies: `locales/<language>/replies.toml`, the same names in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import ConfigDict, Field, RootModel

from bot.flows.faults import Fault
from bot.flows.outgoing import why
from bot.flows.spelling import as_typed, heard
from bot.flows.strict import Name, Strict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.flows.model import Book

FILE: Final = "replies.toml"
MOST: Final = 40
SUGGESTED: Final = 8
"""Most names that are offered for words that fit several."""


class Canned(Strict):
    """One reply: what operators find it by, and the words that go to a person as they are."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=1, max_length=1_500)]


class Replies(RootModel[dict[Name, Canned]]):
    """One language's file."""

    model_config = ConfigDict(strict=True)


def inspect(book: Book) -> Iterator[Fault]:
    """Yield a fault for each name that a language lacks, and each reply that an operator could not send at once."""
    names = {name for replies in book.canned.values() for name in replies}
    for language in book.texts.languages if names else ():
        there = book.canned.get(language, {})
        where = f"{language}/{FILE}"
        for name in sorted(names - there.keys()):
            yield Fault(where, name, "", "missing; another language has it: write it here, or remove it there")
        for name, reply in there.items():
            if why(book, reply.text):
                yield Fault(where, name, "text", "names a place with a time, or a point: it would wait for a second")
            if language in book.banned:
                banned = book.banned[language].found(f"reply-{name}", reply.text)
                yield from (Fault(where, name, "text", wrong, style=True) for wrong in banned)
            if "<" in reply.text or "{" in reply.text:
                yield Fault(where, name, "text", "markup goes out as it is written; leave it out")
        if len(there) > MOST:
            yield Fault(where, "", "", f"{len(there)} replies; more than {MOST} are found by nobody")


def find(replies: Mapping[str, Canned], words: str) -> tuple[str, ...]:
    """Return the names that fit what an operator typed: a name, its beginning, or words of a title."""
    said = words.strip().casefold().replace(" ", "-")
    if said in replies:
        return (said,)
    begun = tuple(name for name in replies if said and name.startswith(said))
    return (begun or _titled(replies, words))[:SUGGESTED]


def _titled(replies: Mapping[str, Canned], words: str) -> tuple[str, ...]:
    asked = _heard(words)
    return tuple(
        name
        for name, reply in replies.items()
        if asked and all(any(word.startswith(part) for word in _heard(reply.title)) for part in asked)
    )


def _heard(words: str) -> list[str]:
    return [heard(token) for token in as_typed(words) if token.isalnum()]
