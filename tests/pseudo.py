"""A language nobody speaks: the English texts half as long again and in Arabic letters, in a folder of its own.

What it proves: a language is a folder and nothing more; long words break nothing; what runs from right to left neither.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

from bot.flows.load import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE: Final = "ar"
_LETTERS: Final = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابجدهوزحطيكلمنسعفصقرشتثخذض", strict=True))
_KEPT: Final = re.compile(r"(<[^>]*>|&[a-z]+;|/[a-z]+)")
_WORD: Final = re.compile("[A-Za-z]+")
FIRST_SCREEN: Final = "home-"
"""The first screen may have 600 characters in every language; its texts are not made longer."""


def pseudo(folder: Path) -> Path:
    """Copy `locales` into a folder, with one language more."""
    root = folder / "locales"
    shutil.copytree(SHIPPED, root)
    (root / CODE).mkdir()
    for path in sorted((root / "en").glob("*.ftl")):
        resource = FluentParser().parse(path.read_text(encoding="utf-8"))
        spoken = "\n".join(
            FluentSerializer().serialize_entry(_Strange(entry).visit(entry)) for entry in _texts(resource)
        )
        (root / CODE / path.name).write_text(spoken, encoding="utf-8")
    (root / CODE / "replies.toml").write_text(_replies(root / "en" / "replies.toml"), encoding="utf-8")
    (root / CODE / "danger.txt").write_text("[crisis]\nموتموت\n", encoding="utf-8")
    for path in root.glob("[a-z][a-z]/ui.ftl"):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nlanguage-name-{CODE} = العربية\n")
    return root


def _replies(path: Path) -> str:
    """The canned replies; their names stay."""
    told = re.compile(r'(""".*?"""|"[^"]*")', re.DOTALL)
    return told.sub(lambda text: strange(text[0], longer=False), path.read_text(encoding="utf-8"))


def strange(text: str, *, longer: bool = True) -> str:
    """A text as this language has it; markup, variables and commands stay."""
    return "".join(
        part if _KEPT.fullmatch(part) else _WORD.sub(lambda word: _word(word[0], longer=longer), part)
        for part in _KEPT.split(text)
    )


def _word(word: str, *, longer: bool) -> str:
    letters = "".join(_LETTERS[letter] for letter in word.lower())
    return letters + letters[: (len(letters) + 1) // 2] if longer else letters


def _texts(resource: ast.Resource) -> Iterator[ast.Message]:
    return (entry for entry in resource.body if isinstance(entry, ast.Message))


class _Strange(Transformer):
    def __init__(self, message: ast.Message) -> None:
        self.longer = not message.id.name.startswith(FIRST_SCREEN)

    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:  # noqa: N802 - the visitor's own naming
        node.value = strange(node.value, longer=self.longer)
        return node
