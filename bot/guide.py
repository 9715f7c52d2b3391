"""The table of commands in docs/OPERATORS*.md, written from the commands themselves: `make guide`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.desk.commands import Place
from bot.desk.orders import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.commands import Command
    from bot.texts import Texts

PAGES: Final[Mapping[str, str]] = {"en": "OPERATORS.md", "uk": "OPERATORS.uk.md", "ru": "OPERATORS.ru.md"}
HEADS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": ("command", "group", "privately"),
    "uk": ("команда", "група", "особисто"),
    "ru": ("команда", "группа", "лично"),
}
_BETWEEN: Final = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)


def with_table(page: str, texts: Texts, language: str) -> str:
    """The same page with its table of commands as it should be."""
    return _BETWEEN.sub(lambda _: _table(texts, language), page)


def _table(texts: Texts, language: str) -> str:
    command, group, private = HEADS[language]
    rows = [_row(one, texts, language) for one in COMMANDS if not one.quiet]
    return "\n".join([f"| {command} | | {group} | {private} |", "|---|---|:-:|:-:|", *rows, ""])


def _row(one: Command, texts: Texts, language: str) -> str:
    what = texts.plain(language, f"desk-command-{one.name}").replace("|", r"\|")
    places = " | ".join("✓" if place in one.places else "" for place in (Place.GROUP, Place.PRIVATE))
    return f"| `/{one.name}`{' ★' if one.supervisor else ''} | {what} | {places} |"


def write(docs: Path, texts: Texts) -> None:
    """Write the tables anew."""
    for language, name in PAGES.items():
        page = docs / name
        page.write_text(with_table(page.read_text(), texts, language))
