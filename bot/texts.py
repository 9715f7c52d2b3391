"""Every text a human reads, by language and key: Fluent files under `locales/`; and the care for what people type.

The one place where arguments are escaped for Telegram's HTML is `Texts.say`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.cleaning import clean as clean  # noqa: PLC0414 - typed words and texts are cared for in one place
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SPARE_LANGUAGE: Final = "en"
_READ_RUSSIAN: Final = frozenset(
    {"be", "kk", "ky", "uz", "tg", "tk", "az", "hy", "tt", "ba", "cv", "ce", "os", "av", "sah"}
)
_LONG: Final = 1_000
"""Fluent refuses arguments of more than 2,500 characters: one longer than this is put in its place afterwards."""
_PLACE: Final = "\ue000{}\ue001"
_A_PLACE: Final = re.compile("\ue000\\d+\ue001")
_A_WORD: Final = "___"
_MOST_SAID: Final = 8_192
_SMALL: Final = 1_000


class Texts:
    """The texts of all languages. `say` gives Telegram HTML, `plain` what a toast, a title or a button shows."""

    def __init__(
        self,
        bundles: Mapping[str, FluentBundle],
        entries: Mapping[str, Mapping[str, ast.Message]],
        files: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Take a bundle, the parsed messages and their files' names of each language; `load` makes them."""
        self._bundles = bundles
        self._entries = entries
        self._files = files
        self._instead: Mapping[str, Mapping[str, str]] = {}
        self._said: dict[tuple[object, ...], str] = {}
        self.languages: tuple[str, ...] = tuple(bundles)

    @classmethod
    def load(cls, root: Path, only: str = "*") -> Texts:
        """Read `<root>/<language>/*.ftl`. Raises ContentError naming file and line of the first fault."""
        folders = sorted((path.parent for path in root.glob(f"{only}/*.ftl")), key=_english_last)
        read = {folder.name: _read_folder(folder) for folder in dict.fromkeys(folders)}
        if SPARE_LANGUAGE not in read:
            raise ContentError(f"{root}: no texts in {SPARE_LANGUAGE}/*.ftl; that language must always be there")
        entries = {language: {key: entry for key, (_, entry) in found.items()} for language, found in read.items()}
        files = {language: {key: file for key, (file, _) in found.items()} for language, found in read.items()}
        return cls({language: _bundle(language, messages) for language, messages in entries.items()}, entries, files)

    def instead(self, words: Mapping[str, Mapping[str, str]]) -> Texts:
        """Return the same texts with other words for some keys, by language: markup, but no variables."""
        other = Texts(self._bundles, self._entries, self._files)
        other._instead = words
        return other

    def say(self, language: str, key: str, /, **args: str | int) -> str:
        """Return the text as Telegram HTML, every argument escaped. Raises ContentError: unknown key or variable."""
        if all(map(_is_small, args.values())):
            return self._remembered(language, key, args)
        return self._format(language, key, {name: _escaped(value) for name, value in args.items()})

    def plain(self, language: str, key: str, /, **args: str | int) -> str:
        """Return the text for a place that knows no markup (button, toast, topic title). Raises ContentError."""
        if all(map(_is_small, args.values())):
            return self._remembered(language, key, args)
        return self._format(language, key, {name: _cleaned(value) for name, value in args.items()})

    def language_for(self, code: str | None) -> str:
        """Return our language for a phone's language code: `ru-RU` is ru, Kazakh reads ru, unknown ones read en."""
        primary = re.split("[-_]", code or "", maxsplit=1)[0].lower()
        if primary in self._bundles:
            return primary
        return "ru" if primary in _READ_RUSSIAN and "ru" in self._bundles else SPARE_LANGUAGE

    def keys(self, language: str) -> frozenset[str]:
        """Return all keys of one language, for the checks."""
        return frozenset(self._entries[language])

    def file_of(self, language: str, key: str) -> str | None:
        """Return the name of the file a text stands in, None where the language has no such text."""
        return self._files[language].get(key)

    def written(self, language: str, key: str) -> str:
        """Return the text as an editor wrote it, `___` for each variable and each other text in it.

        A text that depends on a number is given with all its forms, one after the other.
        """
        entry = self._entries[language][key]
        return written(entry.value) if entry.value else ""

    def variables(self, language: str, key: str) -> frozenset[str]:
        """Return the variables a text uses, also through the texts it refers to. Raises ContentError: unknown key."""
        found = _Variables()
        self._collect(language, key, found)
        return frozenset(found.names)

    def _collect(self, language: str, key: str, found: _Variables) -> None:
        if key not in self._entries[language]:
            raise ContentError(f"{language}: no text {key}")
        found.seen.add(key)
        found.visit(self._entries[language][key])
        for other in found.references - found.seen:
            self._collect(language, other, found)

    def _remembered(self, language: str, key: str, args: Mapping[str, str | int]) -> str:
        """What holds nobody's words is made once: most screens and buttons say little else."""
        name = (language, key, *args.items())
        found = self._said.get(name)
        if found is None:
            found = self._format(language, key, args)
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            self._said[name] = found
        return found

    def _format(self, language: str, key: str, args: Mapping[str, str | int]) -> str:
        if (other := self._instead.get(language, {}).get(key)) is not None:
            return other
        bundle = self._bundles.get(language) or self._bundles[SPARE_LANGUAGE]
        if not bundle.has_message(key) or (pattern := bundle.get_message(key).value) is None:
            raise ContentError(f"{language}: no text {key}")
        long = {name: str(value) for name, value in args.items() if len(str(value)) > _LONG}
        marked = {name: _PLACE.format(number) for number, name in enumerate(long)}
        text, errors = bundle.format_pattern(pattern, {**args, **marked})
        if errors:
            raise ContentError(f"{language}: {key}: {type(errors[0]).__name__}: {errors[0]}")
        words = {mark: long[name] for name, mark in marked.items()}
        return _A_PLACE.sub(lambda found: words[found[0]], str(text))


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` units, with an ellipsis where something is left out."""
    return text if units(text) <= limit else _head(text, max(limit - 1, 0)).rstrip() + "…"


def excerpt(text: str, limit: int) -> str:
    """Return the text cut so that it has at most `limit` units even with its markup characters escaped."""
    size = limit
    while units(html.escape(short := cut(text, size), quote=False)) > limit:
        size = size * 4 // 5
    return short


def split(text: str, limit: int) -> list[str]:
    """Return the text in pieces of at most `limit` units (2 or more), broken at lines or words; no piece is blank."""
    pieces = []
    while units(text) > limit:
        head = _head(text, limit)
        half = len(head) // 2
        at = max(head.rfind("\n"), half) if "\n" in head[half:] else max(head.rfind(" "), half)
        at = at + 1 if head[at : at + 1] in {"\n", " "} else len(head)
        pieces.append(text[:at])
        text = text[at:]
    return [piece for piece in (*pieces, text) if piece.strip()]


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    while (over := units(head) - limit) > 0:
        head = head[: -((over + 1) // 2)]
    whole = len(head)
    while whole and (_joins(text[whole : whole + 1]) or text[whole - 1] == "\u200d"):
        whole -= 1
    return head[:whole] if whole > len(head) - 40 and whole else head


def _joins(letter: str) -> bool:
    return letter == "\u200d" or (letter != "" and unicodedata.category(letter).startswith("M"))


def _escaped(value: str | int) -> str | int:
    return html.escape(clean(value), quote=False) if isinstance(value, str) else value


def _is_small(value: str | int) -> bool:
    """Whether it is a count or the like: no number of a chat, a telephone or a day."""
    return type(value) is int and 0 <= value < _SMALL


def _cleaned(value: str | int) -> str | int:
    return clean(value) if isinstance(value, str) else value


class _Variables(Visitor):
    """Collects the variables and the references of a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.references: set[str] = set()
        self.seen: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - the visitor's own naming
        self.references.add(node.id.name)


def _english_last(folder: Path) -> tuple[bool, str]:
    return folder.name == SPARE_LANGUAGE, folder.name


def _read_folder(folder: Path) -> dict[str, tuple[str, ast.Message]]:
    messages: dict[str, tuple[str, ast.Message]] = {}
    for path in sorted(folder.glob("*.ftl")):
        for line, entry in _read_file(path):
            if entry.id.name in messages:
                raise ContentError(f"{path}: line {line}: {entry.id.name}: this key is there twice; remove one")
            messages[entry.id.name] = path.name, entry
    return messages


def written(pattern: ast.Pattern) -> str:
    """Return a text as its editor wrote it, `___` for each variable, with all its forms one after the other."""
    parts = []
    for element in pattern.elements:
        match element:
            case ast.TextElement(value=words):
                parts.append(words)
            case ast.Placeable(expression=ast.SelectExpression(variants=forms)):
                parts.append("\n".join(written(form.value) for form in forms))
            case _:
                parts.append(_A_WORD)
    return "".join(parts)


def _read_file(path: Path) -> Iterator[tuple[int, ast.Message]]:
    try:
        source = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError(f"{path}: line 1: not readable as UTF-8 text: {type(fault).__name__}") from fault
    for line, entry in _parsed(source):
        match entry:
            case ast.Message(value=ast.Pattern()):
                yield line, entry
            case ast.Comment() | ast.GroupComment() | ast.ResourceComment():
                continue
            case _:
                raise ContentError(f"{path}: line {line}: not a text of the form `key = words`")


@lru_cache(maxsize=128)
def _parsed(source: str) -> tuple[tuple[int, ast.EntryType], ...]:
    """The entries of a file, which nobody changes, by line. Kept: whoever changes one of forty reads the others again.

    Of each part its place in the file goes: they are a quarter of what texts weigh, and only the line is ever told.
    """
    entries = FluentParser().parse(source).body
    found = tuple((source.count("\n", 0, _start(entry)) + 1, entry) for entry in entries)
    for entry in entries:
        _unplaced(entry)
    return found


def _start(entry: ast.EntryType) -> int:
    """Where an entry's own first line begins: the span of one with a comment begins at the comment."""
    named = getattr(entry, "id", entry)
    return named.span.start if named.span else 0


def _unplaced(node: object) -> None:
    match node:
        case list():
            for one in node:
                _unplaced(one)
        case ast.SyntaxNode():
            node.span = None
            for part in vars(node).values():
                _unplaced(part)


def _bundle(language: str, messages: Mapping[str, ast.Message]) -> FluentBundle:
    # Isolation marks around arguments would be copied along with a code or a word.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(ast.Resource(list(messages.values())))
    return bundle
