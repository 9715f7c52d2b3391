"""The rules for screens: every one is put into every language, and must fit and lead on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.errors import ContentError
from bot.flows import check_keys, check_wording
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
SCREEN_UNITS: Final = 4096
LABEL_UNITS: Final = 40


def inspect(book: Book) -> Iterator[Fault]:
    """Yield the faults of all screens, and of texts that are on none."""
    for language in book.texts.languages:
        used: set[str] = set()
        for name, screen in gallery(book, language):
            for phrase in (*screen.parts, *(option.label for option in screen.options)):
                used |= _keys(phrase)
            yield from screen_faults(book, language, name, screen)
        yield from check_keys.needless(book.texts, language, used)


def step_keys(flow: Flow, step: Step) -> Iterator[str]:
    """Yield the keys of a step's texts."""
    key = f"flow-{flow.name}-{step.name}"
    yield key
    if step.kind is not Kind.PAGE:
        yield from (f"{key}-{end}" for end in ("short", "why", *step.options))


def _keys(phrase: Phrase) -> set[str]:
    found = {phrase.key}
    for value in phrase.args.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Phrase):
                found |= _keys(inner)
    return found


def screen_faults(book: Book, language: str, name: str, screen: Screen) -> Iterator[Fault]:
    """Yield what is wrong with one screen in one language."""
    faults = [*_phrases(book, language, screen), *_labels(book, language, screen)]
    yield from faults
    if any(not fault.style for fault in faults):
        return
    where = check_keys.file_of(book.texts, language, screen.parts[0].key)
    actions = {option.action for option in screen.options}
    if screen.rows and name != "home" and not name.startswith("home,") and "home" not in actions:
        yield Fault(where, name, "", "a dead end: no button leads to the start; give it one")
    # Telegram counts what is left after parsing, but a screen that is longer before could not be cut without harm.
    said = words(book.texts, language, screen)
    long = units(check_wording.plain(said)) if name == "home" else units(said)
    if long > (most := HOME_UNITS if name == "home" else SCREEN_UNITS) and name != "hints":
        what = f"the screen has {long} characters; at most {most}: shorten its texts, or what project.toml says there"
        yield Fault(where, name, "", what)


def _phrases(book: Book, language: str, screen: Screen) -> Iterator[Fault]:
    for phrase in screen.parts:
        where = check_keys.file_of(book.texts, language, phrase.key)
        try:
            said = words(book.texts, language, Screen((phrase,), ()))
        except ContentError as fault:
            yield Fault(where, "", phrase.key, str(fault))
            continue
        if what := check_wording.markup(said):
            yield Fault(where, "", phrase.key, what)


def _labels(book: Book, language: str, screen: Screen) -> Iterator[Fault]:
    for phrase in (option.label for option in screen.options):
        where = check_keys.file_of(book.texts, language, phrase.key)
        try:
            said = label(book.texts, language, phrase)
        except ContentError as fault:
            yield Fault(where, "", phrase.key, str(fault))
            continue
        if re.search("[<&\n]", said):
            yield Fault(where, "", phrase.key, "a button shows no markup, no & and no second line; take it out")
        if units(said) > LABEL_UNITS:
            what = f"{units(said)} characters; a button has at most {LABEL_UNITS}: shorten it"
            yield Fault(where, "", phrase.key, what, style=True)
