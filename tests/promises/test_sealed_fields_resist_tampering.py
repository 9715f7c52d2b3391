"""Promise: whoever can write the database can neither change nor move a sealed field unnoticed.

Every bit of every sealed column, every exchange between rows and between columns, truncation, extension, a foreign key
id, another format or version: all refused. Control: with the binding emptied, exchanges are accepted.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError
from bot.messages import Person, Send, Work
from storage import sealing
from storage.calls import Call
from storage.cases import Answer, NewCase
from storage.code_tries import CodeTries
from storage.groups import Group
from storage.keeps import Keep
from storage.openings import Opened, Openings
from storage.people import Operator
from storage.requests import Request, RequestKind, Requests
from storage.sealing import Field, joined, open_under
from storage.standing import Standing
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.database import Tx
    from tests.storage.conftest import Store

ATTEMPTS_WANTED = 10_000
VAULT_FIELDS = {
    "inbox": ("body", "bot || '|' || update_id"),
    "quarantine": ("body", "id"),
    "dead_letters": ("body", "id"),
    "outbox": ("body", "id"),
    "posts": ("body", "id"),
    "people": ("body", "id"),
    "drafts": ("body", "person"),
    "operators": ("body", "id"),
    "watches": ("body", "id"),
    "tallies": ("body", "tally || '|' || day"),
    "tries": ("body", "id"),
    "parts": ("own_key", "id"),
    "keeps": ("body", "id"),
    "links": ("body", "id"),
    "groups": ("body", "id"),
    "shifts": ("body", "id"),
    "calls": ("body", "id"),
    "standing": ("body", "id"),
    "openings": ("body", "id"),
    "requests": ("body", "id"),
}

Sealed = tuple[Field, bytes]


async def fill(store: Store) -> None:
    """Two rows of every table."""

    async def unit(tx: Tx) -> None:
        for n in (1, 2):
            key = bytes([n]) * 16
            await store.inbox.accept(tx, bot=1, update_id=n, lane=b"ab", urgent=False, body=b"%d" % n, now=NOW)
            await store.inbox.accept(tx, bot=2, update_id=n, lane=b"ab", urgent=False, body=b"%d" % n, now=NOW)
            await store.inbox.dead(tx, bot=2, update_id=n, now=NOW)
            await store.inbox.done(tx, Work(2, n, NOW))
            await store.inbox.quarantine(tx, bot=3, update_id=n, body=b"%d" % n, now=NOW)
            await store.people.save(tx, Person(id=key, chat=n, language="ru"), bot=1)
            await store.people.keep_draft(tx, key, {"n": n}, now=NOW)
            await store.operators.save(tx, Operator(id=key, user=n, name="x"), chat=-1)
            await store.outbox.put(tx, Send(post=key, chat=n, text="t"), now=NOW)
            await store.watches.add(tx, key, "call", due=NOW + n)
            await store.shifts.begin(tx, user=n, name="x", chat=-1, now=NOW)
            await store.calls.save(tx, Call(id=key, user=n, acted=NOW))
            await store.tallies.add(tx, f"tally{n}", "soon", now=NOW)
            await CodeTries(store.vault).keep(tx, (NOW,), bot=1, chat=n, now=NOW)
            new = NewCase(kind="question", door="d", language="ru", bot=1, chat=n, answers=(Answer("a", "b", "c"),))
            case = await store.cases.open(tx, replace(new, words=("a", "b")), now=NOW)
            await store.parts.add(tx, case.id, "place", {"n": n}, until=NOW)
            await store.keeps.add(tx, Keep(id=key, case=case.id, kind="photo", file="f"))
            await store.links.offer(tx, case.id, ("a", "b", "c"), until=NOW)
            words = ("a", "b", "c", f"{n}")
            await store.groups.save(tx, Group(id=key, name="7KQ2", leader=key, words=words, card=key, until=NOW))
            await Standing(store.vault).add_post(tx, key, chat=n, now=NOW)
            await Openings(store.vault).save(tx, Opened(id=key, user=n, day=NOW // 86_400))
            request = Request(id=key, kind=RequestKind.EXPORT, about=("A",), asker=n, asker_name="x", desk=-1, due=NOW)
            await Requests(store.vault).save(tx, request)

    await store(unit)


def field_of(table: str, column: str, row: object) -> Field:
    if table == "inbox":
        return Field(table, column, joined(part.encode() for part in str(row).split("|")))
    if table == "tallies":
        return Field(table, column, str(row).encode())
    assert isinstance(row, bytes)
    return Field(table, column, row)


def sealed_by_epochs(path: Path) -> Iterator[Sealed]:
    with closing(sqlite3.connect(path)) as raw:
        for table, (column, row) in VAULT_FIELDS.items():
            for name, body in raw.execute(f"SELECT {row}, {column} FROM {table} WHERE {column} IS NOT NULL"):
                yield field_of(table, column, name), body
        for column in ("hot", "hot_identity"):
            for name, body in raw.execute(f"SELECT id, {column} FROM cases"):
                yield Field("cases", column, name), body
        for name, body in raw.execute("SELECT case_id, words FROM codes"):
            yield Field("codes", "words", name), body


def sealed_by_cases(store: Store) -> Iterator[tuple[bytes, Sealed]]:
    with closing(sqlite3.connect(store.path)) as raw:
        for case, hot, head in raw.execute("SELECT id, hot, head FROM cases").fetchall():
            key = store.vault.open(hot, Field("cases", "hot", case))
            yield key, (Field("cases", "head", case), head)
            for entry, body in raw.execute("SELECT id, body FROM entries WHERE case_id = ?", (case,)):
                yield key, (Field("entries", "body", entry), body)


def changed(blob: bytes) -> Iterator[bytes]:
    for place in range(len(blob)):
        for bit in range(8):
            yield blob[:place] + bytes([blob[place] ^ 1 << bit]) + blob[place + 1 :]
    yield from (blob[:-1], blob[1:], blob + b"\0", b"", blob[:17], blob + blob)


def accepted(open_it: Callable[[bytes, Field], bytes], blobs: Iterator[bytes], field: Field) -> tuple[int, int]:
    """How many of these blobs open at `field`, and how many were tried."""
    opened = tried = 0
    for blob in blobs:
        tried += 1
        try:
            open_it(blob, field)
        except SealError:
            continue
        opened += 1
    return opened, tried


async def test_every_changed_bit_is_refused(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await fill(store)
    results = [accepted(store.vault.open, changed(blob), field) for field, blob in sealed_by_epochs(store.path)]
    for key, (field, blob) in sealed_by_cases(store):
        results.append(accepted(partial(open_under, key), changed(blob), field))
    opened, tried = (sum(numbers) for numbers in zip(*results, strict=True))
    with capsys.disabled():
        pass
    assert opened == 0
    assert tried >= ATTEMPTS_WANTED


def exchanges(store: Store) -> tuple[int, int]:
    """Every blob at every other field, and at its own field with another version."""
    everything = list(sealed_by_epochs(store.path))
    opened = tried = 0
    for field, _ in everything:
        others = (blob for other, blob in everything if other != field)
        results = [accepted(store.vault.open, others, field)]
        own = next(blob for other, blob in everything if other == field)
        results.append(accepted(store.vault.open, iter([own]), replace(field, version=2)))
        opened += sum(result[0] for result in results)
        tried += sum(result[1] for result in results)
    return opened, tried


async def test_every_exchange_is_refused(store: Store) -> None:
    await fill(store)
    assert {field.table for field, _ in sealed_by_epochs(store.path)} == {*VAULT_FIELDS, "cases", "codes"}
    opened, tried = exchanges(store)
    assert opened == 0
    assert tried > 400
    sealed = list(sealed_by_cases(store))
    for key, (field, _) in sealed:
        blobs = (blob for _, (other, blob) in sealed if other != field)
        assert accepted(partial(open_under, key), blobs, field)[0] == 0


async def test_control_without_binding_exchanges_are_accepted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_bound", lambda _key_id, _field: b"")
    await fill(store)
    assert exchanges(store)[0] > 0


async def test_a_row_exchanged_in_the_database_stops_its_reader(store: Store) -> None:
    await fill(store)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE people SET body = (SELECT body FROM people AS o WHERE o.id <> people.id)")
        raw.execute("UPDATE cases SET head = (SELECT head FROM cases AS o WHERE o.id <> cases.id)")
    with pytest.raises(SealError):
        await store(lambda tx: store.people.find(tx, bot=1, chat=1))
    with pytest.raises(SealError):
        await store(store.cases.hot)
