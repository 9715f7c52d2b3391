"""Approvals: two named people stand behind each answer, bound to the hash of its words and its sources."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from bot.errors import ContentError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bot.flows.model import Book

NEEDED: Final = 2


def fingerprint(book: Book, key: str) -> str:
    """Return the hash an approval is bound to: title and words in all languages, and everything said about them."""
    meta = book.answers[key].model_dump(mode="json", exclude={"approved", "watch"})
    spoken = {
        f"{language}:{name}": book.texts.plain(language, name)
        for language in sorted(book.texts.languages)
        for name in (f"answer-{key}-title", f"answer-{key}")
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
    """Write one approval into `answers/answers.toml`; return how many people stand behind the answer now.

    Raises ContentError: no such answer, no name, or this person approved these words already.
    """
    if key not in book.answers:
        raise ContentError(f"answers/answers.toml: {key}: no such answer")
    name = " ".join(name.split())
    if not name or name.casefold() in approvers(book, key):
        raise ContentError(f"answers/answers.toml: {key}: approved: a second person is needed, with a name")
    path = root / "answers" / "answers.toml"
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    _add(document, key, {"name": name, "hash": fingerprint(book, key), "date": today})
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return len(approvers(book, key)) + 1


def _add(document: tomlkit.TOMLDocument, key: str, approval: dict[str, str | date]) -> None:
    table: Any = document["answer"][key]
    old = [kept for kept in table.get("approved", []) if kept["name"].casefold() != str(approval["name"]).casefold()]
    lines = tomlkit.array()
    for one in (*old, approval):
        inline = tomlkit.inline_table()
        inline.update(one)
        lines.append(inline)
    table["approved"] = lines.multiline(multiline=True)
