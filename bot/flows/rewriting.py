"""One text changed in the source of its file: everything else in the file stays as its editor wrote it."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

from fluent.syntax import FluentParser, ast

from bot.errors import ContentError
from bot.texts import written

if TYPE_CHECKING:
    from collections.abc import Mapping

_INDENT: Final = "    "
_ODD: Final = "a line can not begin with [ * . or }, and every { needs its }; mend the line"


def spoken(source: str) -> Mapping[str, str]:
    """Return every text of a file by key, as it stands there without its indentation."""
    entries = FluentParser().parse(source).body
    return {one.id.name: _body(source, one) for one in entries if isinstance(one, ast.Message) and one.value}


def rewritten(source: str, key: str, text: str) -> str:
    """Return the file with other words for one key. Raises ContentError where they would be read otherwise."""
    body = _tidy(text)
    begin = _line_of(source, key)
    entry = FluentParser().parse_entry(source[begin:])
    if not isinstance(entry, ast.Message):
        raise ContentError(_ODD)
    start, end = _place(source[begin:], entry)
    return f"{source[: begin + start]}{_laid_out(body)}{source[begin + end :]}"


def words_of(key: str, text: str) -> str:
    """Return a text as the checks read it: `___` for each variable. Raises ContentError where it is no text."""
    body = _tidy(text)
    source = f"{key} ={_laid_out(body)}\n"
    entries = FluentParser().parse(source).body
    match entries:
        case [ast.Message(value=ast.Pattern() as pattern) as entry] if _body(source, entry) == body:
            return written(pattern)
    raise ContentError(_ODD)


def _tidy(text: str) -> str:
    body = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not body:
        raise ContentError("empty; write at least a word")
    return body


def _line_of(source: str, key: str) -> int:
    found = re.search(rf"^{re.escape(key)} *=", source, re.MULTILINE)
    if found is None:
        raise ContentError(f"no text {key[:60]} in this file")
    return found.start()


def _place(source: str, entry: ast.Message) -> tuple[int, int]:
    """From behind the sign = to the end of the words."""
    if entry.id.span is None or entry.value is None or entry.value.span is None:
        raise ContentError(f"{entry.id.name}: has no place in its file")
    return source.index("=", entry.id.span.end) + 1, entry.value.span.end


def _body(source: str, entry: ast.Message) -> str:
    begin, end = _place(source, entry)
    first, _, rest = source[begin:end].partition("\n")
    return "\n".join(filter(None, (first.strip(), textwrap.dedent(rest).rstrip()))).strip("\n")


def _laid_out(body: str) -> str:
    if "\n" not in body:
        return f" {body}"
    return "\n" + "\n".join(f"{_INDENT}{line}" if line else "" for line in body.split("\n"))
