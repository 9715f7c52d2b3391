"""Everything in which PostgreSQL's SQL differs from the portable subset of storage/sql and of the migrations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from storage.named_sql import named_sql

_PLACEHOLDER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")
_TYPES: Final = {"BLOB": "BYTEA", "INTEGER": "BIGINT", "TEXT": 'TEXT COLLATE "C"'}
"""SQLite's integers have 8 bytes, and it compares texts by their bytes."""
_TYPE: Final = re.compile(r"\b(BLOB|INTEGER|TEXT)\b")
_CLUSTERED: Final = ") WITHOUT ROWID"
"""A table that SQLite keeps in the order of its key."""

_INSTEAD: Final = {
    "draft_ends": "UPDATE drafts SET ends = LEAST(COALESCE(ends, :ends), :ends) WHERE person = :person",
    "cases_like": """
        SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
        FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
        WHERE c.hot IS NOT NULL AND c.alias ILIKE :part ORDER BY c.hour, c.alias LIMIT :limit""",
    # MAX(turn) + 1 is right for one writer; of two at once each would have to wait for the other or begin anew.
    "outbox_add": """
        INSERT INTO outbox (id, post, turn, priority, claimed, tries, due, body)
        VALUES (:id, :post, COALESCE(CAST(:turn AS BIGINT), nextval('outbox_turns')), :priority, 0, :tries, :due, :body)
    """,
}
"""Statements that must be said otherwise."""

EXTRAS: Final = (
    "CREATE SEQUENCE IF NOT EXISTS outbox_turns",
    "CREATE TABLE IF NOT EXISTS turnstile ()",
    "CREATE TABLE IF NOT EXISTS restored (attempt TEXT NOT NULL)",
)
"""What only PostgreSQL needs: the turns of the outbox, the gate of units (see database.py), and which restore brought
the rows (see restoring.py)."""

ALONE: Final = frozenset({"alone", "epoch_write", "epoch_gone", "forgotten_listed"})
"""Queries of units beside which no other unit may be under way: older units would go on sealing under an epoch that
was just ended, or see the content change under them."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A named query as PostgreSQL takes it: $1, $2, ... and the names of what they stand for."""

    sql: str
    names: tuple[str, ...]


@cache
def statements() -> dict[str, Statement]:
    """Every query of storage/sql by name."""
    queries = named_sql()
    named = {name: getattr(queries, name).sql for name in queries.available_queries}
    return {name: translated(_INSTEAD.get(name, sql)) for name, sql in named.items()}


def translated(sql: str) -> Statement:
    """One query with its :names numbered, in the order in which they first stand in it."""
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return Statement(_PLACEHOLDER.sub(numbered, sql), tuple(names))


def schema(script: str) -> str:
    """A script of migrations with PostgreSQL's types."""
    return _TYPE.sub(lambda found: _TYPES[found[1]], script.replace(_CLUSTERED, ")"))
