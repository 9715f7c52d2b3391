"""T17: whoever can write to the rows of the audit, but not with its key, changes nothing in it unseen.

Two chains over a rotation of the root, written by the program. In a short one each entry in turn is edited in each of
its columns, taken out, also with all behind it counted anew, and exchanged, the end is cut off before it and the
beginning up to it; every bit of some entries is turned; somebody with the stolen old key goes on writing. In a long one
each entry suffers one of these. Every change must be told by what `audit verify` runs, a cut end with the help of the
anchor. So with a short one whose server was lost and put back, which had cut its first entries off: there somebody also
puts entries in front. Each look reads the whole chain, so all changes to a long one would take the square of its
length.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.proofs import Figure, Proof, Scale
from bot.rotating import Rotator, Wish
from bot.settings import load
from storage import audit_check
from storage.audit import Action, Audit
from storage.audit_check import Anchor, judged, rows_of
from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.lost_chain import Lost
from storage.migrate import migrate
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from storage.database import Tx

NOW = 1_800_000_000
SHORT = {Scale.FULL: 140, Scale.SMALL: 40}
"""Entries of the chain that suffers every change."""
LONG = {Scale.FULL: 1_000, Scale.SMALL: 0}
"""Entries of the chain that suffers one change an entry; 0: there is none."""
LOST = 40
"""Entries of the chain whose server was lost."""
FIRST = 9
"""The first of them that it had kept."""
BITWISE = {Scale.FULL: 3, Scale.SMALL: 0}
"""Entries of the short chain of which every bit is turned."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Chain:
    """An audit as it lies there, who reads it, the anchor that was kept outside, and the key that was stolen."""

    rows: Rows
    keyring: Keyring
    anchor: Anchor
    stolen: Keyring


async def run(scale: Scale) -> Figure:
    """All of it."""
    short = await written(SHORT[scale])
    lost = await put_back(await begun_later())
    made = [
        counted(short, (short.anchor,), (*changes(short), *turned(short, BITWISE[scale]))),
        counted(lost, (lost.anchor,), (*changes(lost), *in_front(lost))),
    ]
    if LONG[scale]:
        long = await written(LONG[scale])
        made.append(counted(long, (long.anchor,), one_each(long)))
    tried, broken = (sum(part) for part in zip(*((one.tried, one.broken) for one in made), strict=True))
    lengths = " and ".join(f"{chain[scale]:,}" for chain in (SHORT, LONG) if chain[scale])
    return Figure(
        tried=tried,
        broken=broken,
        words=f"chains of {lengths} entries over a rotation of the root, and {LOST} of a lost server",
    )


async def planted(scale: Scale) -> Figure:
    """No anchor: cut ends pass. A key that a rotation does not change: its thief goes on writing unseen.

    And of a lost server: what the restore noted is not compared; what stands in front of its chain is passed over.
    """
    chain = await written(SHORT[scale])
    unanchored = counted(chain, (), changes(chain))
    constant = replace(chain, keyring=replace(chain.stolen, chains=()), rows=chain.rows[: len(chain.rows) // 2])
    unchanged = sum(not judged(rows, constant.keyring).faults for rows in gone_on(constant))
    lost = await put_back(await begun_later())
    with patch.object(Lost, "changed", lambda _lost, _rows: iter(())):
        unseen = counted(lost, (lost.anchor,), changes(lost)).broken
    with patch.object(audit_check, "_in_front", lambda _deeds, _ground: iter(())):
        passed = counted(lost, (lost.anchor,), in_front(lost)).broken
    found = (unanchored.broken, unchanged, unseen, passed)
    missed = min(*found, 1) and sum(found)
    return Figure(tried=unanchored.tried, broken=missed)


def counted(chain: Chain, anchors: tuple[Anchor, ...], changed: Iterable[Rows]) -> Figure:
    """How many changes there were, and how many of them nobody would notice."""
    if judged(chain.rows, chain.keyring, anchors).faults:
        raise AssertionError("an audit that nobody touched does not verify")
    tried = broken = 0
    for rows in changed:
        tried += 1
        broken += not judged(rows, chain.keyring, anchors).faults
    return Figure(tried=tried, broken=broken)


def changes(chain: Chain) -> Iterator[Rows]:
    """Every audit that somebody without the key could leave behind."""
    for at in range(len(chain.rows)):
        yield from (change(chain.rows, at) for change in CHANGES)
    yield from gone_on(chain)


def one_each(chain: Chain) -> Iterator[Rows]:
    """One change to each entry, each kind in its turn."""
    for at in range(len(chain.rows)):
        yield CHANGES[at % len(CHANGES)](chain.rows, at)
    yield from gone_on(chain)


CHANGES: tuple[Callable[[Rows, int], Rows], ...] = (
    lambda rows, at: with_row(rows, at, turn=rows[at]["turn"] + len(rows)),
    lambda rows, at: with_row(rows, at, hour=rows[at]["hour"] + 3_600),
    lambda rows, at: with_row(rows, at, body=flipped(rows[at]["body"], at * 53)),
    lambda rows, at: with_row(rows, at, link=flipped(rows[at]["link"], at * 53)),
    lambda rows, at: with_row(rows, at, **{**far(rows, at), "turn": rows[at]["turn"]}),
    lambda rows, at: exchanged(rows, at, (at + 1 + at % 7) % len(rows)),
    lambda rows, at: [*rows[: at + 1], *rows[at:]],
    lambda rows, at: [*rows[:at], *rows[at + 1 :]],
    lambda rows, at: [*rows[:at], *({**row, "turn": row["turn"] - 1} for row in rows[at + 1 :])],
    lambda rows, at: rows[:at],
    lambda rows, at: rows[at + 1 :],
)
"""An entry's number, hour, body or link is another; all but its number is a distant one's; it is exchanged with one
near, written twice, taken out, taken out with all behind it counted anew; the end is cut off before it, the beginning
up to it.
"""


def far(rows: Rows, at: int) -> dict[str, Any]:
    """An entry a long way off."""
    return rows[(at + len(rows) // 2) % len(rows)]


def turned(chain: Chain, entries: int) -> Iterator[Rows]:
    """Every bit of the bodies and links of so many entries, over the whole chain."""
    for number in range(entries):
        at = number * (len(chain.rows) - 1) // max(1, entries - 1)
        for name in ("body", "link"):
            for bit in range(8 * len(chain.rows[at][name])):
                yield with_row(chain.rows, at, **{name: flipped(chain.rows[at][name], bit)})


def gone_on(chain: Chain) -> Iterator[Rows]:
    """What a thief of the old root leaves: the end cut off where his key ended, and an entry of his own behind it."""
    thief = Audit(chain.stolen)
    known = [at for at, row in enumerate(chain.rows) if row["body"][1:5] == chain.stolen.chain.key_id]
    for at in known[-5:]:
        before = chain.rows[at]
        yield [
            *chain.rows[: at + 1],
            thief.entry(Action.OPENED, turn=before["turn"] + 1, before=before["link"], now=NOW),
        ]


def in_front(chain: Chain) -> Iterator[Rows]:
    """Entries before the first one there can be: one at each turn, and as many as there is room for, up to it."""
    for turn in range(FIRST):
        yield [{**chain.rows[0], "turn": turn}, *chain.rows]
        yield [*({**row, "turn": at} for at, row in enumerate(chain.rows[turn:FIRST], turn)), *chain.rows]


def with_row(rows: Rows, at: int, **changed: object) -> Rows:
    """The same with one row changed."""
    return [*rows[:at], {**rows[at], **changed}, *rows[at + 1 :]]


def exchanged(rows: Rows, one: int, other: int) -> Rows:
    """The same with what two entries say exchanged; the turns stay."""
    first, second = rows[one], rows[other]
    moved = with_row(rows, one, **{**second, "turn": first["turn"]})
    return with_row(moved, other, **{**first, "turn": second["turn"]})


def flipped(body: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned over."""
    place = bit // 8 % len(body)
    return body[:place] + bytes([body[place] ^ (1 << bit % 8)]) + body[place + 1 :]


async def written(entries: int) -> Chain:
    """So many entries by the program, half of them before a rotation of the root and half after it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), now=NOW)
        migrate(data / "parley.db")
        settings = load({"HOTLINE_DATA_DIR": str(data)}, env_file=None)
        stolen = load_keyring(data, now=NOW)
        await add(data, stolen, entries // 2)
        await Rotator(settings=settings, now=NOW).rotate(Wish())
        keyring = load_keyring(data, now=NOW)
        await add(data, keyring, entries - entries // 2)
        rows = rows_of(data / "parley.db")
        return Chain(rows, keyring, judged(rows, keyring).anchor, stolen)


async def begun_later() -> Chain:
    """One whose first entries were cut off for their age."""
    chain = await written(LOST + FIRST - 1)
    return replace(chain, rows=chain.rows[FIRST - 1 :])


async def put_back(chain: Chain) -> Chain:
    """The same after its server was lost: as a restore settles it under a new root, with some entries behind it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), now=NOW)
        migrate(data / "parley.db")
        keyring = load_keyring(data, now=NOW)

        async def unit(tx: Tx) -> None:
            for row in chain.rows:
                await tx.run("audit_add", **row)
            await Audit(keyring).restored(tx, now=NOW)

        database = await open_sqlite(data / "parley.db")
        await database.transact(unit)
        await database.close()
        await add(data, keyring, 5)
        rows = rows_of(data / "parley.db")
        return Chain(rows, keyring, judged(rows, keyring).anchor, chain.stolen)


async def add(data: Path, keyring: Keyring, entries: int) -> None:
    """So many entries more."""
    audit = Audit(keyring)

    async def unit(tx: Tx) -> None:
        for at in range(entries):
            await audit.add(tx, Action.OPENED, user=at % 7, alias=f"K7WQ{at:02}", now=NOW + at * 60)

    database = await open_sqlite(data / "parley.db")
    await database.transact(unit)
    await database.close()


PROOF = Proof(
    name="T17 audit",
    promise="Every edit, deletion and swap in the audit is told, a cut end with its anchor, also over a new root key.",
    run=run,
    planted=planted,
    seconds=90,
)
