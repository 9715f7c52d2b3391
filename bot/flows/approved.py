"""The last approved version of an answer: what is served while a changed one waits for its two approvals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import ValidationError

from bot.flows.model import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.model import Book

Kept = dict[str, Any]
"""An approved answer as plain values: `meta`, and its `texts` by language and key."""


def to_keep(book: Book) -> dict[str, Kept]:
    """Return every answer that is approved as it stands, by key."""
    return {key: _kept(book, key) for key in book.answers if key not in book.unapproved}


def serve(book: Book, kept: Mapping[str, Kept]) -> Book:
    """Return the book with the last approved version of each answer that was changed since.

    An answer that was never approved stays as it is, and stays unapproved.
    """
    words: dict[str, dict[str, str]] = defaultdict(dict)
    answers = dict(book.answers)
    for key in book.unapproved & kept.keys():
        old = _fitting(book, kept[key])
        if old is not None:
            answers[key] = old
            for language, texts in kept[key]["texts"].items():
                words[language].update(texts)
    served = frozenset(key for key in book.answers if answers[key] is not book.answers[key])
    return replace(book, answers=answers, texts=book.texts.instead(words), unapproved=book.unapproved - served)


def _kept(book: Book, key: str) -> Kept:
    texts = {
        language: {name: book.texts.plain(language, name) for name in book.answers[key].texts(key)}
        for language in book.texts.languages
    }
    return {"meta": book.answers[key].model_dump(mode="json"), "texts": texts}


def _fitting(book: Book, kept: Kept) -> Answer | None:
    """The old version, if it fits today's book: all languages are there, and what it leads to as well."""
    try:
        old = Answer.model_validate_json(orjson.dumps(kept["meta"]))
    except ValidationError:
        return None
    if set(kept["texts"]) != set(book.texts.languages):
        return None
    return old.model_copy(update={"related": tuple(key for key in old.related if key in book.answers)})
