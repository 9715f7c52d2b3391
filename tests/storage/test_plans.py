"""What a statement reads does not grow with the cases that are stored, but for a few that are rare and named here."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from storage.named_sql import named_sql
from storage.postgres.dialect import statements, translated

if TYPE_CHECKING:
    from bot.places import Server
    from tests.postgres import Cluster

SQL: Final = Path(__file__).parents[2] / "storage" / "sql"
GROWS: Final = {*["aliases", "cases", "codes", "entries", "finds", "wraps", "people", "drafts", "posts", "audit"]}
"""Tables with a row, or several, for each case or person."""
RARE_FILES: Final = {
    "forgetting": "forget-keys, which ends everything",
    "night": "pages of the nightly move, each bounded",
    "offline": "commands while the line is closed",
    "overdue": "retention, in bounded pages, and what `check` and the night count",
}
RARE: Final = {
    "heads_in_use": "the first start of a program that lists epochs, once",
    "cases_sealed_by": "a start at which an epoch's file is missing",
    "posts_every": "the rare moment in which all posts are looked at",
    "drafts_ending": "what ends in drafts, looked for by its hour",
    "audit_all": "audit verify",
}
ENDS: Final = re.compile(r"\bLIMIT (1|:limit)\s*;?\s*$")
"""The first rows of an index that stands in this order, and no others."""
EVERY_CASE: Final = "SELECT id FROM cases WHERE recipient = :recipient;"
EVERY_CODE: Final = "UPDATE codes SET words = NULL WHERE lookup IS NOT NULL AND hour < :before;"


def asked() -> dict[str, str]:
    """Every statement that may be asked while people wait, by name."""
    queries = named_sql()
    files = {path.stem: path.read_text(encoding="utf-8") for path in SQL.glob("*.sql")}
    names = [
        name
        for stem, text in files.items()
        if stem not in RARE_FILES
        for name in re.findall(r"(?m)^-- name: (\w+)", text)
    ]
    return {name: getattr(queries, name).sql for name in names if name not in RARE}


def scanned(raw: sqlite3.Connection, sql: str) -> set[str]:
    """The tables of those that grow of which SQLite would read every row."""
    values = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
    plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    real = dict(re.findall(r"\b(\w+) AS (\w+)", sql))
    aliases = {short: table for table, short in real.items()}
    found: set[str] = set()
    for step in plan:
        if (scan := re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)) is None:
            continue
        of_few = scan[2] and (scan[2].startswith("cases_hot") or scan[2] == "codes_words" or ENDS.search(sql))
        if not of_few:
            found.add(aliases.get(scan[1]) or str(scan[1]))
    return found & GROWS


def test_no_statement_reads_every_case_on_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        found = {name: tables for name, sql in asked().items() if (tables := scanned(raw, sql))}
        assert found == {}
        assert (scanned(raw, EVERY_CODE), scanned(raw, EVERY_CASE)) == ({"codes"}, {"cases"}), (
            "planted faults are found"
        )


@pytest.mark.parametrize(("sql", "written"), [("", 2), (EVERY_CODE, 50)], ids=["ours", "planted"])
def test_a_sweep_writes_those_codes_only_whose_words_are_still_kept(path: Path, sql: str, written: int) -> None:
    with closing(sqlite3.connect(path)) as raw:
        codes = [(b"%d" % number, b"words" if number < 2 else None, b"look %d" % number) for number in range(50)]
        raw.executemany("INSERT INTO codes (case_id, words, learned, hour, lookup) VALUES (?, ?, 1, 0, ?)", codes)
        assert raw.execute(sql or asked()["codes_sweep"], {"before": 1}).rowcount == written


def read_whole(cluster: Cluster, server: Server, sqls: list[str]) -> list[set[str]]:
    """The same, of statements with $1 in them, on a server that looks into every row only where no index serves."""
    asks = ["SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan"]
    for number, sql in enumerate(sqls):
        values = len({*re.findall(r"\$\d+", sql)})
        given = f"({', '.join(['NULL'] * values)})" if values else ""
        asks += [f"PREPARE q{number} AS {sql.strip().rstrip(';')}", "SELECT '=='", f"EXPLAIN EXECUTE q{number}{given}"]
    plans = cluster.say(server.url.rpartition("/")[2], "; ".join(asks)).split("==\n")[1:]
    return [{*re.findall(r"Seq Scan on (\w+)", plan)} & GROWS for plan in plans]


@pytest.mark.slow
def test_no_statement_reads_every_case_on_postgres(cluster: Cluster, server: Server) -> None:
    named = statements()
    names = list(asked())
    sqls = [named[name].sql for name in names]
    *found, planted = read_whole(cluster, server, [*sqls, translated(EVERY_CASE).sql])
    assert len(found) == len(names)
    assert {name: tables for name, tables in zip(names, found, strict=True) if tables} == {}
    assert planted == {"cases"}, "the planted fault is found"


def test_what_is_named_here_is_there() -> None:
    assert {*RARE_FILES} < {path.stem for path in SQL.glob("*.sql")}
    assert {*RARE} < {*named_sql().available_queries}
