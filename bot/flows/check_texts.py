"""The rules for texts: every screen is put into every language and must fit, speak briefly and be fit for Telegram."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from bot.errors import ContentError
from bot.flows.faults import Fault
from bot.flows.gallery import gallery
from bot.flows.model import Kind
from bot.flows.screens import label, words
from bot.flows.talk import Phrase, Screen
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book, Flow, Step

HOME_UNITS: Final = 600
ANSWER_UNITS: Final = 900
SCREEN_UNITS: Final = 4096
LABEL_UNITS: Final = 40
SENTENCE_WORDS: Final = 14
_TAGS: Final = frozenset({"b", "i", "u", "s", "code"})
_FAMILIES: Final = ("flow-", "answer-", "topic-", "door-", "plight-")
_WORD: Final = r"[\w\u2019'/-]*\w[\w\u2019'/-]*"
_SENTENCE_END: Final = '(?<=[.!?\u2026])[»"\u201d]?\\s+|\n+'
_FRAME: Final = re.compile(r"answer-(heading|unapproved|source-[a-z]+)|topic-heading|plight-(heading|way)")
_FILES: Final = {"flow": "flows.ftl", "answer": "answers.ftl", "topic": "answers.ftl", "desk": "desk.ftl"}


def inspect(book: Book) -> Iterator[Fault]:
    """Yield the faults of all texts."""
    yield from _lists(book)
    for language in book.texts.languages:
        used: set[str] = set()
        for name, screen in gallery(book, language):
            for phrase in (*screen.parts, *(option.label for option in screen.options)):
                used |= _keys(phrase)
            yield from _screen(book, language, name, screen)
        yield from _needless(book, language, used)


def step_keys(flow: Flow, step: Step) -> Iterator[str]:
    """Yield the keys of a step's texts."""
    key = f"flow-{flow.name}-{step.name}"
    yield key
    if step.kind is not Kind.PAGE:
        yield from (f"{key}-{end}" for end in ("short", "why", *step.options))


def _file(language: str, key: str) -> str:
    if _FRAME.fullmatch(key):
        return f"{language}/ui.ftl"
    return f"{language}/{_FILES.get(key.partition('-')[0], 'ui.ftl')}"


def _keys(phrase: Phrase) -> set[str]:
    found = {phrase.key}
    for value in phrase.args.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Phrase):
                found |= _keys(inner)
    return found


def _lists(book: Book) -> Iterator[Fault]:
    """A text is there in every language or in none, and speaks of the same things in each."""
    texts = book.texts
    for key in sorted(frozenset().union(*map(texts.keys, texts.languages))):
        having = [language for language in texts.languages if key in texts.keys(language)]
        for language in texts.languages:
            if language not in having:
                yield Fault(_file(language, key), "", key, f"missing; it is there in {', '.join(having)}")
        yield from _variables(book, key, having)


def _variables(book: Book, key: str, having: list[str]) -> Iterator[Fault]:
    try:
        named = {language: book.texts.variables(language, key) for language in having}
    except ContentError as fault:
        yield Fault(_file(having[0], key), "", key, str(fault))
        return
    every = frozenset().union(*named.values())
    for language, names in named.items():
        for name in sorted(every - names):
            yield Fault(_file(language, key), "", key, f"does not use {{ ${name} }} as the other languages do")


def _needless(book: Book, language: str, used: set[str]) -> Iterator[Fault]:
    for key in sorted(book.texts.keys(language) - used):
        if key.startswith(_FAMILIES) and not _FRAME.fullmatch(key):
            what = "nothing shows this text; remove it or mend its key"
            yield Fault(_file(language, key), "", key, what, style=True)


def _screen(book: Book, language: str, name: str, screen: Screen) -> Iterator[Fault]:
    faults = [*_phrases(book, language, screen), *_labels(book, language, screen)]
    yield from faults
    if any(not fault.style for fault in faults):
        return
    actions = {option.action for option in screen.options}
    if screen.rows and name != "home" and not name.startswith("home,") and "home" not in actions:
        yield Fault(f"{language}/ui.ftl", name, "", "a dead end: no button leads to the start")
    # Telegram counts what is left after parsing, but a screen that is longer before could not be cut without harm.
    said = words(book.texts, language, screen)
    long = units(_parsed(said)) if name == "home" else units(said)
    if long > (most := HOME_UNITS if name == "home" else SCREEN_UNITS) and name != "hints":
        yield Fault(f"{language}/ui.ftl", name, "", f"the screen has {long} characters; at most {most}")


def _phrases(book: Book, language: str, screen: Screen) -> Iterator[Fault]:
    for phrase in screen.parts:
        where = _file(language, phrase.key)
        try:
            said = words(book.texts, language, Screen((phrase,), ()))
        except ContentError as fault:
            yield Fault(where, "", phrase.key, str(fault))
            continue
        if what := _markup(said):
            yield Fault(where, "", phrase.key, what)
        if phrase.args:
            continue
        yield from (Fault(where, "", phrase.key, what, style=True) for what in _too_long(phrase.key, _parsed(said)))


def _too_long(key: str, said: str) -> Iterator[str]:
    if key.startswith("answer-") and units(said) > ANSWER_UNITS:
        yield f"{units(said)} characters; at most {ANSWER_UNITS}"
    for sentence in re.split(_SENTENCE_END, said):
        count = len(re.findall(_WORD, sentence))
        if count > SENTENCE_WORDS:
            yield f"a sentence of {count} words, at most {SENTENCE_WORDS}: {sentence[:50]}"


def _labels(book: Book, language: str, screen: Screen) -> Iterator[Fault]:
    for phrase in (option.label for option in screen.options):
        where = _file(language, phrase.key)
        try:
            said = label(book.texts, language, phrase)
        except ContentError as fault:
            yield Fault(where, "", phrase.key, str(fault))
            continue
        if re.search("[<&\n]", said):
            yield Fault(where, "", phrase.key, "a button shows no markup, no & and no second line")
        if units(said) > LABEL_UNITS:
            what = f"{units(said)} characters; a button has at most {LABEL_UNITS}"
            yield Fault(where, "", phrase.key, what, style=True)


def _parsed(said: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", said))


def _markup(said: str) -> str:
    """Say what Telegram would refuse in a text's markup; empty when nothing."""
    tags = _Tags()
    tags.feed(said)
    tags.close()
    if tags.wrong:
        return tags.wrong
    if tags.open:
        return f"<{tags.open[-1]}> is not closed"
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
            self.wrong = self.wrong or f"<{tag}> is not one of {', '.join(sorted(_TAGS))}"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.wrong = self.wrong or "write &lt; and &gt; for bare < and >"
