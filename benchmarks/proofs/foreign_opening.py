"""T14: what is sealed opens with tools that are not ours, byte for byte: Debian's `age`, and npm's `age-encryption`.

Cases are written by the program; every plaintext is noted as it is sealed, and what people said before it gets there.
Then a copy of the database and an operator's key are all that is used: sqlite3 of the standard library takes the files
out, foreign tools open them; what they give must be the plaintexts, and must hold every word that was said.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, NotRun, Proof, Scale
from benchmarks.proofs.bare_store import NOW, bare_store
from storage import age
from storage.cases import Answer, NewCase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Tx
    from tests.storage.conftest import Store

CASES: Final = {Scale.FULL: 150, Scale.SMALL: 3}
ENTRIES: Final = 6
LETTERS: Final = "абвгґїєж xyz<>&\"'\\\n\t\0\u2028\u202e🙂\ud83d"
NODE: Final = """
import { Decrypter } from "age-encryption";
import { readFileSync, writeFileSync } from "node:fs";
const [identity, list] = process.argv.slice(1);
for (const [file, own, out] of JSON.parse(readFileSync(list))) {
  const opener = new Decrypter();
  const lines = readFileSync(own ?? identity, "utf8").split("\\n");
  opener.addIdentity(lines.find((line) => line.startsWith("AGE-SECRET-KEY-")));
  writeFileSync(out, await opener.decrypt(readFileSync(file)));
}
"""
ROOT: Final = Path(__file__).parents[2]


@dataclass
class Ledger:
    """Every plaintext by its age file. `seals`: what the program's own sealing is, or what it was broken into."""

    seals: Seal
    sealed: dict[bytes, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def seal(self, body: bytes, recipients: Sequence[str]) -> bytes:
        """As the program seals, noted."""
        made = self.seals(body, recipients)
        self.sealed[made] = body
        return made


Seal = Callable[[bytes, Sequence[str]], bytes]
_seal: Final[Seal] = age.seal


def _in_other_words(body: bytes, recipients: Sequence[str]) -> bytes:
    """A sealing that is well made, and not of what it was given."""
    return _seal(body + b"\n", recipients)


def _to_somebody_else(body: bytes, recipients: Sequence[str]) -> bytes:
    """A sealing for keys that nobody here has."""
    return _seal(body, [age.new_identity().recipient for _ in recipients])


@dataclass(frozen=True)
class Case:
    """The files of one case: its key, then its entries."""

    folder: Path
    key: bytes
    entries: tuple[bytes, ...]


async def run(scale: Scale) -> Figure:
    """Everything, with each tool that is here."""
    return await _attacked(scale)


async def planted(scale: Scale) -> Figure:
    """A file with one bit turned; a program that seals other words, or for other keys. Each must be found."""
    found = [
        await _attacked(scale, flip=True),
        await _attacked(scale, seals=_in_other_words),
        await _attacked(scale, seals=_to_somebody_else),
    ]
    told = sum(one.broken for one in found) if all(one.broken for one in found) else 0
    return Figure(sum(one.tried for one in found), told)


async def _attacked(scale: Scale, *, flip: bool = False, seals: Seal = _seal) -> Figure:
    if shutil.which("age") is None:
        raise NotRun("the age tool is missing; apt-get install age")
    with tempfile.TemporaryDirectory() as name:
        folder, ledger = Path(name), Ledger(seals)
        with patch.object(age, "seal", ledger.seal):
            async with bare_store() as store:
                await _written(store, CASES[scale], ledger.said)
                _carried_away(store, folder)
        cases = list(_files(folder, flip=flip))
        return await asyncio.to_thread(_opened, cases, ledger, folder)


async def _written(store: Store, count: int, said: list[str]) -> None:
    chance = random.Random(14)  # noqa: S311 - texts, not keys

    def text() -> str:
        said.append("".join(chance.choices(LETTERS, k=chance.randint(0, 3_000))))
        return said[-1]

    async def unit(tx: Tx) -> None:
        answers = tuple(Answer(f"step{n}", text(), text()) for n in range(3))
        new = NewCase(kind="application", door="soldier", language="ru", bot=1, chat=5_000_000_001, answers=answers)
        case = await store.cases.open(tx, new, now=NOW)
        for _ in range(chance.randint(0, ENTRIES)):
            await store.cases.append(tx, case, "said", {"text": text()}, now=NOW)
        await store.cases.append(tx, case, "piece", {"of": "x", "n": 1, "bytes": chance.randbytes(40_000)}, now=NOW)
        if chance.random() > 1 / 2:
            await store.cases.close(tx, case, reason="answered", now=NOW)

    for _ in range(count):
        await store(unit)


def _carried_away(store: Store, folder: Path) -> None:
    """What an operator has: a copy of the database, and his key."""
    with closing(sqlite3.connect(store.path)) as line, closing(sqlite3.connect(folder / "copy.db")) as copy:
        line.backup(copy)
    shutil.copy(store.path.parents[1] / "operator.key", folder / "operator.key")


def _files(folder: Path, *, flip: bool) -> Iterator[Case]:
    with closing(sqlite3.connect(folder / "copy.db")) as raw:
        for case_id, alias, key in raw.execute("SELECT id, alias, sealed_key FROM cases").fetchall():
            rows = raw.execute("SELECT copy FROM entries WHERE case_id = ? ORDER BY turn", (case_id,)).fetchall()
            case = Case(folder / alias, key, tuple(copy for (copy,) in rows))
            case.folder.mkdir()
            (case.folder / "case.key.age").write_bytes(key)
            for number, copy in enumerate(case.entries):
                changed = copy[:-1] + bytes([copy[-1] ^ 1]) if flip and not number else copy
                (case.folder / f"{number}.age").write_bytes(changed)
            yield case


def _opened(cases: Sequence[Case], ledger: Ledger, folder: Path) -> Figure:
    tried = broken = 0
    for case in cases:
        own = case.folder / "own.key"
        tried += 1 + len(case.entries)
        broken += not _by_age(case.folder / "case.key.age", folder / "operator.key", own, ledger.sealed[case.key])
        for number, copy in enumerate(case.entries):
            out = case.folder / f"{number}.json"
            broken += not _by_age(case.folder / f"{number}.age", own, out, ledger.sealed[copy])
    broken += len(set(ledger.said) - set(_strings_in(folder)))
    told = f"{len(cases)} cases with age"
    if _has_node():
        more, wrong = _by_node(cases, ledger, folder)
        return Figure(tried + len(ledger.said) + more, broken + wrong, f"{told} and with npm's age-encryption")
    return Figure(tried + len(ledger.said), broken, f"{told}; NOT RUN with npm's age-encryption, which is not here")


def _strings_in(folder: Path) -> Iterator[str]:
    """Every string in every entry that was opened."""
    left = [json.loads(opened.read_bytes()) for opened in folder.glob("*/*.json")]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as values:
                left += values.values()
            case list() as values:
                left += values


def _by_age(file: Path, key: Path, out: Path, plain: bytes) -> bool:
    command = ["age", "-d", "-i", str(key), "-o", str(out), str(file)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=30)  # noqa: S603 - our own files
    return done.returncode == 0 and out.read_bytes() == plain


def _has_node() -> bool:
    if shutil.which("node") is None:
        return False
    look = ["node", "--input-type=module", "-e", 'import "age-encryption"']
    done = subprocess.run(look, cwd=ROOT, capture_output=True, check=False, timeout=30)  # noqa: S603 - a fixed script
    return done.returncode == 0


def _by_node(cases: Sequence[Case], ledger: Ledger, folder: Path) -> tuple[int, int]:
    """All files in one process: first the cases' keys, then their entries."""
    tried = broken = 0
    keys = [(case.folder / "case.key.age", None, case.folder / "own.node", ledger.sealed[case.key]) for case in cases]
    entries = [
        (case.folder / f"{number}.age", case.folder / "own.node", case.folder / f"{number}.node", ledger.sealed[copy])
        for case in cases
        for number, copy in enumerate(case.entries)
    ]
    for work in (keys, entries):
        (folder / "list").write_text(json.dumps([[str(a), b and str(b), str(c)] for a, b, c, _ in work]))
        command = ["node", "--input-type=module", "-e", NODE, str(folder / "operator.key"), str(folder / "list")]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=600)  # noqa: S603 - as above
        for _, _, out, plain in work:
            tried += 1
            broken += not (out.exists() and out.read_bytes() == plain)
    return tried, broken


PROOF = Proof(
    name="T14 foreign opening",
    promise="Sealed cases open with a copy of the database, an operator's key and tools of others, byte for byte.",
    run=run,
    planted=planted,
    seconds=30,
    slow=True,
)
