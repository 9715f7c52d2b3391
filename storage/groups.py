"""Groups of men: how many they are, and the words by which they join. Who is in one stands in each one's own case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from storage.packing import Packing
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
NOBODY: Final = bytes(16)
"""Stands for a leader who left: the sealed body keeps its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group. `name`: what operators call it. `men`, `wounded`: numbers as its leader said them, empty where unsaid.

    `joined`: how many are in it by their own phones, the leader among them; `left`: how many went again. `card`: the
    post of the operators' chat that shows it. `until`: unix seconds. `forced`: written down under duress.
    """

    id: bytes
    name: str
    leader: bytes
    words: tuple[str, ...] = field(repr=False)
    card: bytes
    until: int
    men: str = ""
    wounded: str = ""
    joined: int = 1
    left: int = 0
    forced: bool = False


_groups = Packing(Group)


class Groups:
    """All groups of the line."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def save(self, tx: Tx, group: Group) -> None:
        """Insert or replace by `group.id`."""
        await tx.run(
            "group_save",
            id=group.id,
            words_blind=self._vault.blind("group", *group.words),
            hour=group.until // _HOUR * _HOUR,
            body=self._vault.seal(_groups.pack(group), Field("groups", "body", group.id)),
        )

    async def load(self, tx: Tx, group_id: bytes | None) -> Group | None:
        """The group of that id; None where it ended."""
        row = await tx.one("group_by_id", id=group_id) if group_id is not None else None
        return None if row is None else self._open(row)

    async def by_words(self, tx: Tx, words: tuple[str, ...], *, now: int) -> Group | None:
        """The group that is joined by these words, while it lasts."""
        for blind in self._vault.blinds("group", *words):
            for row in await tx.all("groups_by_words", blind=blind):
                group = self._open(row)
                require_asked("groups", group.words, words)
                if now < group.until:
                    return group
        return None

    async def sweep(self, tx: Tx, *, now: int) -> None:
        """Forget groups whose time is over."""
        await tx.run("groups_sweep", hour=now // _HOUR * _HOUR)

    def _open(self, row: Row) -> Group:
        return _groups.unpack(self._vault.open(row["body"], Field("groups", "body", row["id"])))
