"""The rules for the words themselves, text by text: short breath, no word of the editor's list, no broken markup."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.banned import Banned
    from bot.flows.model import Book

ANSWER_UNITS: Final = 900
SENTENCE_WORDS: Final = 14
TO_OPERATORS: Final = ("desk-",)
"""How the keys of texts begin that only operators read: they may speak in longer sentences."""
_TAGS: Final = frozenset({"b", "i", "u", "s", "code"})
_WORD: Final = r"[\w\u2019'/-]*\w[\w\u2019'/-]*"
_SENTENCE_END: Final = '(?<=[.!?\u2026])[»"\u201d]?\\s+|\n+'
_NOT_A_BODY: Final = re.compile(
    r"answer-(heading|unapproved|expired|to-him|source-[a-z]+)|answer-[a-z0-9-]+-title(-[a-z]+)?"
)


def inspect(book: Book, *, style: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with the words of each text in each language; without `style`, only what can not be shown."""
    texts = book.texts
    for language in texts.languages:
        banned = book.banned.get(language)
        for key in sorted(texts.keys(language)):
            where = f"{language}/{texts.file_of(language, key)}"
            written = texts.written(language, key)
            if what := markup(written):
                yield Fault(where, "", key, what)
            if style:
                yield from (Fault(where, "", key, what, style=True) for what in words(key, written, banned))


def plain(written: str) -> str:
    """Return the words of a text without its markup: what Telegram counts and a person reads."""
    return html.unescape(re.sub("<[^>]*>", "", written))


def words(key: str, written: str, banned: Banned | None) -> Iterator[str]:
    """Yield what is wrong with the words of one text: too long, out of breath, or on the list."""
    said = plain(written)
    if banned:
        yield from banned.found(key, said)
    if key.startswith(TO_OPERATORS):
        return
    body = key.startswith("answer-") and not _NOT_A_BODY.fullmatch(key)
    if body and (long := units(said)) > ANSWER_UNITS:
        yield f"{long} characters; at most {ANSWER_UNITS}: shorten it, or make two answers of it"
    for sentence in re.split(_SENTENCE_END, said):
        if (count := len(re.findall(_WORD, sentence))) > SENTENCE_WORDS:
            start = shorten(sentence, 60, placeholder="…")
            yield f"a sentence of {count} words, at most {SENTENCE_WORDS}; make two of it: {start}"


def markup(said: str) -> str:
    """Say what Telegram would refuse in a text's markup; empty when nothing."""
    tags = _Tags()
    tags.feed(said)
    tags.close()
    if tags.wrong:
        return tags.wrong
    if tags.open:
        return f"<{tags.open[-1]}> is not closed; write </{tags.open[-1]}> where it ends"
    if re.search(r"&(?!(?:amp|lt|gt|quot|#\d+);)", said):
        return "write &amp; for a bare &"
    return ""


class _Tags(HTMLParser):
    """Follows the tags of a text and keeps the first thing wrong with them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or attrs:
            self.wrong = self.wrong or f"<{tag}> is not one of {', '.join(sorted(_TAGS))}; use one of them or none"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or f"</{tag}> closes nothing; remove it"

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.wrong = self.wrong or "write &lt; and &gt; for bare < and >"
