"""The rules for keys: a text is there in every language, uses the same variables, and is one the program knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.errors import ContentError
from bot.flows.faults import Fault
from bot.texts import SPARE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book
    from bot.texts import Texts

_FAMILIES: Final = ("flow-", "answer-", "topic-", "door-", "plight-")
_FRAME: Final = re.compile(
    r"answer-(heading|unapproved|expired|to-him|source-[a-z]+)|topic-heading|plight-(heading|way)"
)
_NEW: Final = {"flow": "flows.ftl", "answer": "answers.ftl", "topic": "answers.ftl"}


def inspect(book: Book, program: Texts) -> Iterator[Fault]:
    """Yield the faults of the keys of all texts. `program`: the texts that ship with it, which its code asks for."""
    texts = book.texts
    own = {key for key in program.keys(SPARE_LANGUAGE) if not of_content(key)}
    there = frozenset().union(*map(texts.keys, texts.languages))
    for key in sorted(own - there):
        what = "missing in every language; `flows fill` copies it from the texts that ship with the program"
        yield Fault(f"{SPARE_LANGUAGE}/{program.file_of(SPARE_LANGUAGE, key)}", "", key, what)
    for key in sorted(there):
        having = [language for language in texts.languages if key in texts.keys(language)]
        yield from _missing(texts, key, having)
        yield from _variables(texts, key, having, program if key in own else None)
        if key not in own and not of_content(key):
            yield from _needless(texts, key, having)


def needless(texts: Texts, language: str, used: set[str]) -> Iterator[Fault]:
    """Yield the texts of flows, answers, topics, doors and plights that no screen shows."""
    for key in sorted(texts.keys(language) - used):
        if of_content(key):
            yield from _needless(texts, key, [language])


def of_content(key: str) -> bool:
    """Whether the text belongs to a flow, answer, topic or door, and so comes and goes with it."""
    return key.startswith(_FAMILIES) and not _FRAME.fullmatch(key)


def file_of(texts: Texts, language: str, key: str) -> str:
    """Where the text stands; where it is missing, the file in which another language has it."""
    for one in (language, *texts.languages):
        if name := texts.file_of(one, key):
            return f"{language}/{name}"
    return f"{language}/{_NEW.get(key.partition('-')[0], 'ui.ftl')}"


def _missing(texts: Texts, key: str, having: list[str]) -> Iterator[Fault]:
    for language in texts.languages:
        if language not in having:
            what = f"missing; it is there in {', '.join(having)}: write it here too, or remove it there"
            yield Fault(file_of(texts, language, key), "", key, what)


def _variables(texts: Texts, key: str, having: list[str], program: Texts | None) -> Iterator[Fault]:
    named = {}
    for language in having:
        try:
            named[language] = texts.variables(language, key)
        except ContentError as fault:
            yield Fault(file_of(texts, language, key), "", key, f"{fault}; mend the reference")
    wanted = program.variables(SPARE_LANGUAGE, key) if program else frozenset().union(*named.values())
    for language, names in named.items():
        where = file_of(texts, language, key)
        for name in sorted(wanted - names):
            yield Fault(where, "", key, f"does not use {{ ${name} }} as it should; put it in")
        for name in sorted(names - wanted):
            yield Fault(where, "", key, f"{{ ${name} }} is not given to this text; remove it")


def _needless(texts: Texts, key: str, having: list[str]) -> Iterator[Fault]:
    what = "nothing shows this text; remove it or mend its key"
    yield from (Fault(file_of(texts, language, key), "", key, what, style=True) for language in having)
