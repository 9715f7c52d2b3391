"""Approvals: two named people stand behind each answer, bound to the hash of its words and its sources."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.errors import ContentError
from bot.flows import tongue_lines

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import tomlkit

    from bot.flows.model import Book

NEEDED: Final = 2
TONGUE: Final = "tongue-"
"""Before the code of a language whose line is approved."""


def fingerprint(book: Book, key: str) -> str:
    """Return the hash an approval is bound to: titles and words in all languages, and everything said about them."""
    meta = book.answers[key].model_dump(mode="json", exclude={"approved", "watch"})
    spoken = {
        f"{language}:{name}": book.texts.plain(language, name)
        for language in sorted(book.texts.languages)
        for name in book.answers[key].texts(key)
    }
    whole = json.dumps({"meta": meta, "texts": spoken}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def approvers(book: Book, key: str) -> frozenset[str]:
    """Return the names that stand behind the answer as it is now; an approval of other words does not count."""
    now = fingerprint(book, key)
    return frozenset(one.name.strip().casefold() for one in book.answers[key].approved if one.hash == now)


def unapproved(book: Book) -> list[str]:
    """Return the keys of all answers with fewer than two approvers."""
    return [key for key in book.answers if len(approvers(book, key)) < NEEDED]


def approve(root: Path, book: Book, key: str, name: str, today: date) -> int:
    """Write one approval beside what it is of; return how many people stand behind that now.

    `key`: an answer's, or `tongue-` and the code of a language. Raises ContentError: no such thing, no name, or this
    person approved these words already.
    """
    import tomlkit  # noqa: PLC0415 - a line that serves writes no approval

    place = _place(book, key)
    name = " ".join(name.split())
    if not name or name.casefold() in place.by:
        raise ContentError(f"{place.file}: {place.name}: approved: a second person is needed, with a name")
    path = root / place.file
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    _add(document, place, {"name": name, "hash": place.hash, "date": today})
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return len(place.by) + 1


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an approval is written, what it is bound to, and who stands behind that already."""

    file: str
    table: str
    name: str
    hash: str
    by: frozenset[str]


def _place(book: Book, key: str) -> _Place:
    code = key.removeprefix(TONGUE)
    if key.startswith(TONGUE) and (tongue := book.tongues.get(code)) is not None:
        by = tongue_lines.approvers(code, tongue)
        return _Place(tongue_lines.FILE, "tongue", code, tongue_lines.fingerprint(code, tongue), by)
    if key not in book.answers:
        raise ContentError(f"answers/answers.toml: {key}: no such answer")
    return _Place("answers/answers.toml", "answer", key, fingerprint(book, key), approvers(book, key))


def _add(document: tomlkit.TOMLDocument, place: _Place, approval: dict[str, str | date]) -> None:
    import tomlkit  # noqa: PLC0415 - as above

    table: Any = document[place.table][place.name]
    old = [kept for kept in table.get("approved", []) if kept["name"].casefold() != str(approval["name"]).casefold()]
    lines = tomlkit.array()
    for one in (*old, approval):
        inline = tomlkit.inline_table()
        inline.update(one)
        lines.append(inline)
    table["approved"] = lines.multiline(multiline=True)
