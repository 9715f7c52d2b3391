"""T1b: what the rows tell without a key: lengths, times, ids, and how a skipped form differs from an answered one."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, Proof, Scale
from benchmarks.proofs.tamper_rows import _store, filled
from bot.desk.codes import codes
from storage import case_files, people, sealing
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from tests.promises.officer import START, build
from tests.promises.searched import press
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OVERHEAD: Final = 1 + 4 + 12 + 16
HOUR: Final = 3_600
ID_SIZE: Final = 16
ENOUGH: Final = 3
LANGUAGES: Final = ("ru", "uk", "en")
WORDS: Final = "words of his own, "
TYPED: Final = "typed"
SKIPPED: Final = ("door-soldier", "button-apply", "flow-soldier-safe-yes", "button-finish", "button-send-now")
ANSWERED: Final = (
    *SKIPPED[:3], "flow-soldier-health-can-wait", "flow-soldier-company-alone", "flow-soldier-phone-mine", TYPED,
    "flow-soldier-reply-here", "button-send", "button-send-now",
)  # fmt: skip
AGE: Final = {"sealed_key", "copy"}
"""age files: their headers vary by chance, what they hold is padded before."""
NO_FIELD: Final = {"id", "case_id", "person", "post", "lane", "key_id", "link"} | {"lookup", "turned_lookup"}
CLEAR_TEXTS: Final = {
    "aliases.alias": r"[2-9A-HJ-NP-Z]{6}", "cases.alias": r"[2-9A-HJ-NP-Z]{6}", "cases.recipient": r"age1[a-z0-9]{58}",
    "epochs.state": r"[a-z]{1,12}", "cases.state": r"new|taken|waiting|resting|closed",
    "dead_letters.origin": r"inbox|outbox",
    "tallies.tally": r"[a-z0-9_:-]{1,40}", "approved_answers.answer": r"[a-z0-9-]{1,60}",
}  # fmt: skip
CLEAR_NUMBERS: Final = {
    "inbox.bot", "inbox.update_id", "inbox.urgent", "inbox.state", "quarantine.bot", "quarantine.update_id",
    "outbox.turn", "outbox.priority", "outbox.claimed", "outbox.tries", "outbox.due", "entries.turn", "codes.learned",
    "cases.sealed_for", "cases.hot",
    "audit.turn", "epochs.gone",
}  # fmt: skip
"""Numbers that are no time: the order of things, what Telegram gives the bot itself. `due` is a queue's, in seconds;
`hot` is 1 or nothing, as a wrap in its place was there or not."""
DAYS: Final = re.compile(r"\.(day|epoch_day)$")
FORGOTTEN: Final = {"alembic_version", "sqlite_sequence"}
QUEUES: Final = {"inbox", "outbox", "posts", "prints"}
"""What passes: a longer talk sends and receives more. A long text leaves a fingerprint for two days, of no case."""


def cells(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Table, column and value of everything but the schema's own."""
    with closing(sqlite3.connect(path)) as rows:
        for (table,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in FORGOTTEN:
                continue
            found = rows.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            columns = [str(column[0]) for column in found.description]
            for row in found:
                yield from ((table, column, value) for column, value in zip(columns, row, strict=True))


def faults(path: Path) -> tuple[int, list[str]]:
    """How many cells were looked at, and what is wrong with them."""
    count, found, ids = 0, list[str](), list[bytes]()
    for table, column, value in cells(path):
        count += 1
        place = f"{table}.{column}"
        match value:
            case bytes() if column == "id":
                ids.append(value)
            case bytes() if column not in NO_FIELD | AGE and not column.endswith("blind") and not _is_bucket(value):
                found.append(f"{place} has {len(value)} bytes: no bucket")
            case str() if not re.fullmatch(CLEAR_TEXTS.get(place, "(?!)"), value):
                found.append(f"{place} is a text in clear")
            case int() if not _rounded(place, value):
                found.append(f"{place} is a number in clear")
            case _:
                pass
    return count, found + _ordered(ids)


def _is_bucket(blob: bytes) -> bool:
    size = len(blob) - OVERHEAD
    return size >= 64 and size & (size - 1) == 0  # noqa: PLR2004 - the smallest bucket


def _rounded(place: str, value: int) -> bool:
    return place in CLEAR_NUMBERS or bool(DAYS.search(place)) or value % HOUR == 0


def _ordered(ids: Sequence[bytes]) -> list[str]:
    """Ids that repeat, are short, or have a byte that hardly changes from row to row."""
    wrong = [] if len(set(ids)) == len(ids) else ["ids repeat"]
    wrong += ["an id is short"] if any(len(one) != ID_SIZE for one in ids) else []
    whole, most = [one for one in ids if len(one) == ID_SIZE], max(ENOUGH, len(ids) // 3)
    often = [Counter(one[place] for one in whole).most_common(1) for place in range(ID_SIZE)]
    few = [place for place, found in enumerate(often) if found and found[0][1] > most]
    return wrong + [f"byte {place} of ids is no chance" for place in few]


async def walked(keys: Sequence[str], language: str, words: str) -> tuple[int, list[str], Counter[Any]]:
    """An application, pressed and typed; what its rows tell: cells, faults, and their shapes by table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        path = data / "parley.db"
        init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=START)
        migrate(path)
        database = await open_sqlite(path)
        try:
            bench = build(_store(database, load_keyring(data, now=START), folder), shipped())  # type: ignore[arg-type]
            phone = bench.phone(100, language)
            await phone.writes("/start")
            for key in keys:
                await (phone.writes(words) if key == TYPED else press(phone, key))
            for case in await phone.cases():
                await codes.finish(bench.house, case.id, bench.now)
        finally:
            await database.close()
        return (*faults(path), _shapes(path))


def _shapes(path: Path) -> Counter[Any]:
    return Counter((table, column, _size(column, value)) for table, column, value in cells(path) if table not in QUEUES)


def _size(column: str, value: Any) -> int:
    if not isinstance(value, bytes):
        return 0
    return len(value.split(b"\n--- ", 1)[-1]) if column in AGE else len(value)


async def run(scale: Scale) -> Figure:
    """Two of every row; then the same form skipped and answered, in three languages, with texts of several lengths."""
    tried, found = 0, list[str]()
    async with filled() as store:
        count, wrong = faults(store.path)
        tried, found = tried + count, found + [one for one in wrong if "ids" not in one]
    lengths = (1, 20, 60) if scale is Scale.FULL else (60,)
    for language in LANGUAGES if scale is Scale.FULL else LANGUAGES[:1]:
        count, wrong, skipped = await walked(SKIPPED, language, "")
        tried, found = tried + count, found + wrong
        for length in lengths:
            count, wrong, answered = await walked(ANSWERED, language, WORDS * length)
            tried, found = tried + count, found + wrong
            found += [
                f"{language}: {one} tells what was skipped" for one in (skipped - answered) + (answered - skipped)
            ]
    words = "cells: sealed ones in buckets, times in hours, ids by chance, a skipped form like an answered one"
    return Figure(tried, len(found), "; ".join([words, *found[:3]]))


async def planted(_scale: Scale) -> Figure:
    """Lengths as they are; forms as long as they are; ids counted; each must be found."""
    numbers = iter(range(1, 10**6))
    faulty = (
        [patch.object(sealing, "bucket", lambda size: size)],
        [patch.object(module, "as_form", bytes) for module in (case_files, people)],
        [patch.object(Vault, "new_id", lambda _vault: next(numbers).to_bytes(ID_SIZE, "big"))],
    )
    figures = []
    for patches in faulty:
        with ExitStack() as stack:
            for one in patches:
                stack.enter_context(one)
            figures.append(await run(Scale.SMALL))
    every = all(figure.broken for figure in figures)
    return Figure(sum(one.tried for one in figures), sum(one.broken for one in figures) if every else 0)


PROOF: Final = Proof(
    name="T1b shape of rows",
    promise="Without a key rows tell no length but its bucket, no time but its hour, and not what was skipped.",
    run=run,
    planted=planted,
    seconds=15,
    slow=True,
)
