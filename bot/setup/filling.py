"""After an update: texts that the program asks for and a line's own folder has not, copied out of what ships.

They are copied where somebody looks at them, and never served from what ships without a word: a line answers for each
of its sentences, and what it changed around a new one is known to people alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluent.syntax import FluentParser, ast

from bot.errors import ContentError
from bot.flows.check_keys import of_content
from bot.flows.load import SHIPPED
from bot.texts import Texts
from storage.private_files import replace_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def fill(root: Path) -> list[tuple[str, str]]:
    """Append each lacking text to the file it ships in; the languages and keys, in their order.

    A language that does not ship is left as it is. ContentError: a file can not be read or written.
    """
    own, shipped = Texts.load(root), Texts.load(SHIPPED)
    added: list[tuple[str, str]] = []
    for language in (one for one in own.languages if one in shipped.languages):
        lacking = {key for key in shipped.keys(language) - own.keys(language) if not of_content(key)}
        for path in sorted((SHIPPED / language).glob("*.ftl")) if lacking else ():
            found = [(key, text) for key, text in _texts(path) if key in lacking]
            if found:
                _append(root / language / path.name, [text for _, text in found])
                added += [(language, key) for key, _ in found]
    return added


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every text of a file that ships, by its key, as it stands there."""
    content = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    for entry in FluentParser().parse(content).body:
        if isinstance(entry, ast.Message) and entry.span is not None:
            begin = entry.span.start if entry.comment is None or entry.comment.span is None else entry.comment.span.end
            yield entry.id.name, content[begin : entry.span.end].strip("\n")


def _append(path: Path, texts: list[str]) -> None:
    try:
        before = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.exists() else ""
        replace_whole(path, (before + "\n" * bool(before) + "\n".join(texts) + "\n").encode())
        path.chmod(0o644)
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError(f"{path}: can not be filled ({type(fault).__name__}); look at its owner and mode") from fault
