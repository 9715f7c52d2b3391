"""Words by which a man lets his case be linked with his family's; blind until he says yes.

A row names neither case: each is found by a blind index under a tag of its own, so whoever reads the rows without the
keys can not tell that two of them belong together, nor whether the words were ever said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
NOBODY: Final = bytes(16)
"""Stands for the case that asks, while none does: so the sealed body has the same length with and without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The words one case handed out. `asked`: the case in which they were said, or NOBODY. `until`: unix seconds.

    `frozen`: handed out under duress; they are shown, and found by nobody.
    """

    id: bytes
    case: bytes
    words: tuple[str, ...] = field(repr=False)
    until: int
    asked: bytes = NOBODY
    frozen: bool = False


_links = Packing(Link)


class Links:
    """The words of all cases."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def offer(self, tx: Tx, case: bytes, words: tuple[str, ...], *, until: int, frozen: bool = False) -> None:
        """Keep the words of a case, instead of any it had."""
        await self.drop(tx, case)
        await self._save(tx, Link(id=self._vault.new_id(), case=case, words=words, until=until, frozen=frozen))

    async def of_case(self, tx: Tx, case: bytes, *, now: int) -> Link | None:
        """What a case handed out, while it counts."""
        for link in await self._found(tx, "links_of_case", "link-case", case):
            require_asked("links", link.case, case)
            if now < link.until:
                return link
        return None

    async def by_words(self, tx: Tx, words: tuple[str, ...], *, now: int) -> Link | None:
        """Whose words these are; None where they are nobody's, too old, or were said already."""
        for link in await self._found(tx, "links_by_words", "link-words", *words):
            require_asked("links", link.words, words)
            if now < link.until and link.asked == NOBODY:
                return link
        return None

    async def ask(self, tx: Tx, link: Link, case: bytes) -> None:
        """The words were said in this case; the man who handed them out is asked when he next looks."""
        await self._save(tx, replace(link, asked=case))

    async def drop(self, tx: Tx, case: bytes) -> None:
        """What a case handed out, and what it asked, is over."""
        for link in await self._found(tx, "links_of_case", "link-case", case):
            await tx.run("link_drop", id=link.id)
        for link in await self._found(tx, "links_asked_by", "link-asked", case):
            await self._save(tx, replace(link, asked=NOBODY))

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget words whose time is over."""
        await tx.run("links_sweep", hour=now // _HOUR * _HOUR)

    async def _found(self, tx: Tx, query: str, *parts: str | bytes) -> list[Link]:
        rows = [row for blind in self._vault.blinds(*parts) for row in await tx.all(query, blind=blind)]
        return [self._open(row) for row in rows]

    async def _save(self, tx: Tx, link: Link) -> None:
        vault = self._vault
        await tx.run(
            "link_save",
            id=link.id,
            words_blind=vault.new_id() if link.frozen else vault.blind("link-words", *link.words),
            case_blind=vault.blind("link-case", link.case),
            asked_blind=vault.new_id() if link.asked == NOBODY else vault.blind("link-asked", link.asked),
            hour=link.until // _HOUR * _HOUR,
            body=vault.seal(_links.pack(link), Field("links", "body", link.id)),
        )

    def _open(self, row: Row) -> Link:
        return _links.unpack(self._vault.open(row["body"], Field("links", "body", row["id"])))
