"""Whether the audit is whole: every edit, deletion and swap shows in the chain, a cut end only by an anchor.

An anchor is a count and the first half of the newest link then, kept outside: a line in the operators' chat, paper.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.errors import StorageError
from storage.audit import FIRST_LINK, Audit, Deed
from storage.faults import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from storage.keys import Keyring

ANCHORS: Final = "audit.anchors"
"""The file of anchors beside the database, one a line; copies of it elsewhere are what helps."""
_HALF: Final = 16
_ANCHOR: Final = re.compile(r"\b(\d{1,12})\s+([0-9a-f]{16})\b")


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many entries there were, and the first 16 hex digits of the newest link."""

    count: int
    head: str

    def __str__(self) -> str:
        """As it is written down and given to `audit verify`."""
        return f"{self.count} {self.head}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the audit found. `faults`: a sentence each; none, and it is whole as far as the anchors reach."""

    deeds: tuple[Deed, ...]
    anchor: Anchor
    faults: tuple[str, ...]


def anchor_of(count: int, link: bytes) -> Anchor:
    """The anchor of a chain that ends so."""
    return Anchor(count, link.hex()[:_HALF])


def anchors_in(text: str) -> list[Anchor]:
    """Every anchor in a text: a file of them, or a line copied from the operator chat."""
    return [Anchor(int(count), head) for count, head in _ANCHOR.findall(text)]


def verify(database: Path, keyring: Keyring, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Look at the whole audit, beside a running bot. StorageError: no database there."""
    rows = _rows(database)
    deeds = tuple(Audit(keyring).read(rows))
    links = {row["turn"]: row["link"] for row in rows}
    last = deeds[-1].turn if deeds else 0
    faults = (*_in_chain(deeds), *_off_anchor(anchors, links))
    return Verdict(deeds, anchor_of(last, links.get(last, FIRST_LINK)), faults)


def _rows(database: Path) -> list[dict[str, Any]]:
    if not database.is_file():
        raise StorageError(f"{database}: is not there; nothing was audited yet, or the data folder is another")
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute("SELECT turn, hour, body, link FROM audit ORDER BY turn")
            return [dict(row) for row in found]
    except sqlite3.Error as fault:
        raise fault_of(fault, database) from fault


def _in_chain(deeds: Sequence[Deed]) -> Iterator[str]:
    expected = 1
    for deed in deeds:
        if deed.turn > expected:
            yield f"entries {expected} to {deed.turn - 1} are missing"
        elif not deed.whole:
            yield f"entry {deed.turn} was changed, or put there by somebody else"
        expected = deed.turn + 1


def _off_anchor(anchors: Sequence[Anchor], links: dict[int, bytes]) -> Iterator[str]:
    for anchor in anchors:
        if anchor.count and anchor.count not in links:
            yield f"the anchor {anchor} is beyond the end: entries were cut off"
        elif anchor.count and anchor_of(anchor.count, links[anchor.count]) != anchor:
            yield f"the anchor {anchor} does not fit entry {anchor.count}: the chain was made anew"
