"""T3: a sealed column that was changed, moved, cut or put under another key does not open.

Which columns there are is read from the schema. One that is neither filled nor known to hold nothing secret breaks the
proof, so that a new column can not be forgotten. `tamper_rows.py` fills every table.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, Proof, Scale
from benchmarks.proofs.tamper_age import copies
from benchmarks.proofs.tamper_rows import filled
from benchmarks.proofs.tamper_swaps import exchanged
from bot.errors import SealError
from storage import primitives, sealing
from storage.sealing import Field, open_under, seal_under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.proofs.tamper_rows import Store

IDS: Final = frozenset({"id", "person", "case_id", "post", "key_id", "lane", "lookup", "turned_lookup", "link"})
"""Columns of bytes that are no secret: random ids, blind indexes, links of a chain. Others end in `blind`."""
AGE: Final = frozenset({("entries", "copy"), ("cases", "sealed_key")})
NIGHTLY: Final = frozenset({("wraps", "old_blind"), ("wraps", "old_check_blind")})
SIGNED: Final = frozenset({"hosts"})
"""What two hosts tell one another: no sealed fields, but signed words and letters; tests/storage/test_letters.py."""
STATEMENTS: Final = Path(sealing.__file__).parent / "sql"
SPARSE: Final = 64
"""At small scale one bit of so many is turned, and every such length tried."""

Open = "Callable[[bytes, Field], bytes]"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value: where it belongs, and under which key it is."""

    field: Field
    blob: bytes
    key: bytes = attribute(repr=False)


@dataclass(slots=True)
class Recorder:
    """Notes what is sealed, with its key and its place, while the rows are written."""

    seen: dict[bytes, Sealed] = attribute(default_factory=dict)
    place: Field | None = None
    bound: Callable[[bytes, Field], bytes] = sealing._bound  # noqa: SLF001 - what is under attack

    def bind(self, key_id: bytes, place: Field) -> bytes:
        """Stands in for the binding of a field."""
        self.place = place
        return self.bound(key_id, place)

    def encrypt(self, key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
        """Stands in for the cipher."""
        made = _encrypt(key, nonce, body, bound)
        if self.place is not None:
            self.seen[nonce + made] = Sealed(self.place, nonce + made, key)
        return made


_encrypt = primitives.encrypt


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Put the recorder between the rows and the cipher."""
    with patch.object(sealing, "_bound", recorder.bind), patch.object(sealing, "encrypt", recorder.encrypt):
        yield


def columns(store: Store, recorder: Recorder) -> tuple[list[Sealed], list[str]]:
    """Every sealed value of the database, and the columns that nobody knows or nobody filled."""
    found: list[Sealed] = []
    strange: list[str] = []
    statements = "".join(path.read_text(encoding="utf-8") for path in STATEMENTS.glob("*.sql"))
    with closing(sqlite3.connect(store.path)) as raw:
        for table, column in _bytes_of(raw):
            values = [value for (value,) in raw.execute(f"SELECT {column} FROM {table}") if value is not None]  # noqa: S608 - names from the schema
            sealed = [replace(known, blob=value) for value in values if (known := recorder.seen.get(value[5:]))]
            found += sealed
            if table in SIGNED:
                continue
            plain = column in IDS or column.endswith("blind") or (table, column) in AGE
            if not values and (f"INSERT INTO {table} " not in statements or (table, column) in NIGHTLY):
                continue  # no statement of ours ever fills it, or only while a night moves it
            if not values or (len(sealed) != len(values) and not plain):
                strange.append(f"{table}.{column} is {'not sealed' if values else 'empty: fill it in tamper_rows.py'}")
    return found, strange


def _bytes_of(raw: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    told = [(table, row) for table in tables for row in raw.execute(f"PRAGMA table_info({table})")]
    return [(table, row[1]) for table, row in told if row[2] == "BLOB"]


class Attempts:
    """Counts what was tried and what opened, by the kind of attack."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tried: Counter[str] = Counter()
        self.opened: Counter[str] = Counter()

    def opens(self, kind: str, sealed: Sealed, blobs: Iterable[bytes], place: Field | None = None) -> None:
        """Open these instead of what belongs there, as its reader would."""
        ask = self.reader(sealed)
        for blob in blobs:
            self.tried[kind] += 1
            try:
                ask(blob, place or sealed.field)
            except SealError:
                continue
            self.opened[kind] += 1

    def reader(self, sealed: Sealed) -> Callable[[bytes, Field], bytes]:
        """What opens this value: the vault by the key id in it, or the key of its case, part, code or chain."""
        epochs = {epoch.key_id for epoch in self.store.keyring.epochs}
        return self.store.vault.open if sealed.blob[1:5] in epochs else partial(open_under, sealed.key)


def bits(blob: bytes, step: int) -> Iterator[bytes]:
    """The blob with one bit turned, for each bit."""
    for at in range(0, 8 * len(blob), step):
        place, bit = divmod(at, 8)
        yield blob[:place] + bytes([blob[place] ^ 1 << bit]) + blob[place + 1 :]


def cut_or_grown(blob: bytes, step: int) -> Iterator[bytes]:
    """Every beginning and every end of it, and it with something more."""
    for size in range(0, len(blob), max(1, step // 8)):
        yield blob[:size]
        yield blob[size + 1 :]
    yield from (blob + bytes(size) for size in range(1, 18))
    yield blob + blob


def attack(store: Store, everything: list[Sealed], step: int) -> Attempts:
    """Everything that can be done to single values."""
    attempts = Attempts(store)
    ids = {one.blob[1:5] for one in everything} | {bytes(4), b"\xff" * 4}
    for one in everything:
        attempts.opens("a bit", one, bits(one.blob, step))
        attempts.opens("a length", one, cut_or_grown(one.blob, step))
        attempts.opens("a place", one, (other.blob for other in everything if other.field != one.field))
        foreign = ids - {one.blob[1:5]}
        attempts.opens("a key id", one, (one.blob[:1] + key_id + one.blob[5:] for key_id in foreign))
        for version in (0, 2, 2**32 - 1):
            attempts.opens("a version", one, [one.blob], one.field._replace(version=version))
    return attempts


def older(attempts: Attempts, everything: list[Sealed]) -> Counter[str]:
    """What the same row held before, put back: admitted in SECURITY.md, so counted apart."""
    replayed = Attempts(attempts.store)
    for one in everything:
        before = seal_under(one.key, one.blob[1:5], b"before", one.field, nonce=b"\x07" * 12)
        replayed.opens("older", one, [before])
    return replayed.opened


async def _tampered(scale: Scale, recorder: Recorder) -> Figure:
    step = SPARSE if scale is Scale.SMALL else 1
    with recording(recorder):
        async with filled() as store:
            everything, strange = columns(store, recorder)
            attempts = attack(store, everything, step)
            admitted = older(attempts, everything)
            for kind, opened in chain(copies(store, step), [item async for item in exchanged(store)]):
                attempts.tried[kind] += 1
                attempts.opened[kind] += opened
    tables = {(one.field.table, one.field.column) for one in everything}
    words = f"{len(tables)} sealed columns; admitted: older contents open in their row ({admitted.total()}); "
    words += ", ".join(f"{kind} {n:,}" for kind, n in attempts.tried.items())
    broken = [*strange, *(f"{kind} accepted {n}" for kind, n in attempts.opened.items() if n)]
    return Figure(attempts.tried.total(), attempts.opened.total() + len(strange), "; ".join([*broken, words]))


async def run(scale: Scale) -> Figure:
    """All rows, all attacks."""
    return await _tampered(scale, Recorder())


async def planted(scale: Scale) -> Figure:
    """The same where a seal is bound to nothing."""
    return await _tampered(scale, Recorder(bound=lambda _key_id, _place: b""))


PROOF: Final = Proof(
    name="T3 tamper",
    promise="Whoever can write to the database gets no changed, moved, cut or foreign value opened.",
    run=run,
    planted=planted,
    seconds=30,
    slow=True,
)
