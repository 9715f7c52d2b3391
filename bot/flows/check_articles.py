"""Numbers in an answer: each is an article of the act named last before it, and the answer rests on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.flows.answers import law_of
from bot.flows.check_wording import plain
from bot.flows.faults import Fault
from bot.flows.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.flows.model import Book
    from bot.texts import Texts

NO_ARTICLES: Final = frozenset({"48"})
"""The hours after which Telegram lets a bot delete no message: the one number that is no article."""
_LAWS: Final = "law-"
_ANSWERS: Final = "answers/answers.toml"


def inspect(book: Book) -> Iterator[Fault]:
    """Yield a fault for each number that is no provision of its answer, and each source that does not fit them."""
    for language in book.texts.languages:
        acts = _acts(book.texts, language)
        for key in book.answers:
            yield from _numbers(book, language, key, acts)
    for key, answer in book.answers.items():
        if (answer.source is Source.LAW) and not answer.provisions:
            what = "says that it is from the law and names no provision; name it, or take another source"
            yield Fault(_ANSWERS, f"answer.{key}", "source", what, style=True)
        if answer.provisions and answer.source not in {Source.LAW, Source.MIXED}:
            what = f"rests on provisions, but its source is {answer.source}; write law or mixed"
            yield Fault(_ANSWERS, f"answer.{key}", "source", what, style=True)


def _numbers(book: Book, language: str, key: str, acts: Mapping[str, str]) -> Iterator[Fault]:
    text = f"answer-{key}"
    if text not in book.texts.keys(language):
        return
    rests_on = {law_of(provision) for provision in book.answers[key].provisions}
    law = ""
    said = plain(book.texts.written(language, text)).casefold()
    for found in re.finditer("|".join([r"\d+", *map(re.escape, acts)]), said):
        law = acts.get(found[0], law)
        if found[0] in acts or found[0] in NO_ARTICLES or (law, found[0]) in rests_on:
            continue
        what = f"{found[0]} is no provision of this answer; say it without the number, or read it and add it there"
        yield Fault(f"{language}/{book.texts.file_of(language, text)}", "", text, what, style=True)


def _acts(texts: Texts, language: str) -> dict[str, str]:
    """What an act is called in this language, and the key of that text."""
    keys = (key for key in texts.keys(language) if key.startswith(_LAWS))
    return {texts.written(language, key).partition(",")[0].casefold(): key for key in keys}
