"""What is over and due to go: found a page at a time, so that nobody waits long behind it, and taken away.

Only hours in clear are compared; where a row's content decides, it is handed out opened and the desk decides.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import SealError
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database import Row, Tx

HOUR: Final = 3_600
_SEALED: Final = "outbox-sealed"
"""A letter that nobody can open: its row did not open either."""


@dataclass(frozen=True, slots=True)
class Untouched:
    """A page of hot cases: those in which nothing was written since an hour, and where the next page begins."""

    cases: tuple[tuple[bytes, int], ...]
    last: bytes | None


class Overdue:
    """Cases, letters and quarantined updates by their age."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def untouched(self, tx: Tx, *, before: int, after: bytes, limit: int) -> Untouched:
        """Of so many hot cases behind an id, those untouched since before this second, each with its last hour."""
        rows = await tx.all("cases_touched", after=after, limit=limit)
        found = ((row["id"], int(row["touched"] or row["hour"])) for row in rows)
        return Untouched(tuple(one for one in found if one[1] < before), rows[-1]["id"] if rows else None)

    async def touched(self, tx: Tx, case_id: bytes) -> int:
        """The hour of the last thing that was written in a case."""
        row = await tx.one("case_touched", case_id=case_id)
        return 0 if row is None else int(row["touched"] or 0)

    async def unheld(self, tx: Tx) -> list[bytes]:
        """Hot cases whose epoch is not held: nothing here reads them."""
        heads = [row["head"] for row in await tx.all("cases_heads") if not self._vault.holds(row["head"])]
        return [row["id"] for head in heads for row in await tx.all("cases_under", head=head)]

    async def ended(self, tx: Tx, *, now: int, limit: int) -> list[bytes]:
        """Cases whose time is over by now, the oldest first."""
        return [row["id"] for row in await tx.all("cases_ended", now=now, limit=limit)]

    async def date(self, tx: Tx, *, ends: int, limit: int) -> int:
        """Give an end to cases that an earlier version closed without one; how many."""
        return len(await tx.all("cases_undated", ends=ends // HOUR * HOUR, limit=limit))

    async def ends(self, tx: Tx, case_id: bytes) -> int:
        """When a case that the server can not read is deleted; 0: it has no end."""
        row = await tx.one("case_ends", id=case_id)
        return 0 if row is None else int(row["ends"] or 0)

    async def letters_over(self, tx: Tx, *, before: int, limit: int) -> int:
        """Destroy dead letters and quarantined updates older than this second, at most so many of each; how many."""
        letters = await tx.all("letters_over", before=before, limit=limit)
        quarantined = await tx.all("quarantined_over", before=before, limit=limit)
        return len(letters) + len(quarantined)

    async def forget_letters(self, tx: Tx, *, naming: Iterable[bytes], after: bytes, limit: int) -> bytes | None:
        """Destroy what names one of these among so many dead letters behind an id; the last id, None: that was all.

        One that does not open stays until its time is over: nobody can tell whose it is.
        """
        rows = await tx.all("letters_page", after=after, limit=limit)
        for row in rows:
            if row["origin"] != _SEALED and self._names(row, "dead_letters", naming):
                await tx.run("letter_drop", id=row["id"])
        return rows[-1]["id"] if len(rows) == limit else None

    async def forget_quarantined(self, tx: Tx, *, naming: Iterable[bytes], after: bytes, limit: int) -> bytes | None:
        """The same for quarantined updates."""
        rows = await tx.all("quarantined_page", after=after, limit=limit)
        for row in rows:
            if self._names(row, "quarantine", naming):
                await tx.run("quarantined_drop", id=row["id"])
        return rows[-1]["id"] if len(rows) == limit else None

    def _names(self, row: Row, table: str, naming: Iterable[bytes]) -> bool:
        with suppress(SealError):
            body = self._vault.open(row["body"], Field(table, "body", row["id"]))
            return any(re.search(rb"(?<![\w+/])%b(?![\w+/])" % re.escape(name), body) for name in naming)
        return False


@dataclass(frozen=True, slots=True)
class Since:
    """Seconds: what was last touched before them is over."""

    rest: int
    draft: int
    letters: int
    audit: int


async def ages(tx: Tx, since: Since, *, now: int) -> Counter[str]:
    """How many of each kind are over, and how many stay, as far as the hours in clear tell; no key is needed.

    `people-over` are those whose talk did not change: some lose a draft, some have nothing to lose.
    """
    found: Counter[str] = Counter()
    for row in await tx.all("ages_of_cold"):
        found[f"{row['state']}-{_over(row['ends'] is not None and row['ends'] <= now)}"] += row["found"]
    for name, query, before in (
        ("cases", "ages_of_hot", since.rest),
        ("people", "ages_of_drafts", since.draft),
        ("letters", "ages_of_letters", since.letters),
        ("quarantined", "ages_of_quarantined", since.letters),
        ("audit", "ages_of_audit", since.audit),
    ):
        for row in await tx.all(query):
            found[f"{name}-{_over(row['hour'] < before)}"] += row["found"]
    return found


def _over(over: bool) -> str:  # noqa: FBT001 - its one meaning
    return "over" if over else "kept"
