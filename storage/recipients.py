"""The operators' recipients: the list of the key folder, how it changes, and how far the cases have followed it.

The list is a file. `keys recipients` and the running bot both change it, one at a time; whoever serves the database
then seals the identities of hot cases to it. What only operators open, one of them seals anew: see storage.rewrapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from bot.places import Place, made
from storage import age
from storage.beside import read_beside
from storage.keys import PEPPER_MARK, mark_secret, read_pepper, read_recipients
from storage.locking import alone
from storage.primitives import tag
from storage.private_files import replace_whole
from storage.sealing import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from storage.database import Row, Tx
    from storage.keys import KeyFolder

_NUMBER_SIZE: Final = 6


class Recipients:
    """Who can open sealed cases. `fixed`: a setting names them, so only whoever has the server changes the list."""

    def __init__(self, where: KeyFolder, listed: tuple[str, ...], *, fixed: bool = False) -> None:
        self._where = where
        self._listed = listed
        self.fixed = fixed

    @property
    def listed(self) -> tuple[str, ...]:
        """The public keys, in the order of the file, as it was last read."""
        return self._listed

    def read(self) -> tuple[str, ...]:
        """The list as the file has it now. KeyFault: it can not be read. Touches files, as all below."""
        self._listed = read_recipients(self._where)
        return self._listed

    def add(self, recipient: str) -> None:
        """Put one more onto the list and seal the pepper's copy to it too. Done again after a crash it changes nothing.

        KeyFault: no public key, or the disk refuses; then the list is as it was.
        """
        with alone(self._where.folder):
            self._write(age.check_recipients([*self.read(), recipient]))

    def remove(self, recipient: str, *, fewest: int = 1) -> None:
        """Take one off the list and seal the pepper's copy without it. KeyFault: it is not on it, or too few stay."""
        (gone,) = age.check_recipients([recipient])
        with alone(self._where.folder):
            listed = self.read()
            left = tuple(one for one in listed if one != gone)
            if gone not in listed:
                raise KeyFault(f"{self._where.recipients}: this recipient is not on the list; keys show names them")
            if len(left) < fewest:
                raise KeyFault(
                    f"{fewest} recipients must stay, a lost key would lose every case; add another one first"
                )
            self._write(left)

    def replace(self, listed: Sequence[str]) -> None:
        """Let this be the list, as another host of the line has it. Whoever calls has the folder alone."""
        self._write(age.check_recipients(listed))

    def _write(self, listed: tuple[str, ...]) -> None:
        """Each file is replaced whole, the list last: what stands on the list opens the pepper."""
        try:
            replace_whole(self._where.pepper_copy, age.seal(mark_secret(PEPPER_MARK, read_pepper(self._where)), listed))
            replace_whole(self._where.recipients, "".join(f"{text}\n" for text in listed).encode("ascii"))
        except OSError as fault:
            message = f"{fault.filename or self._where.folder}: {fault.strerror}; the list of recipients is as it was"
            raise KeyFault(message) from fault
        self._listed = listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many cases there are, and how many of them are sealed to a list. `hot`: the server can follow it.

    `unheld`: those of them that it can not, until the file of their epoch is back, and that are not sealed to the list.
    """

    hot: int = 0
    hot_done: int = 0
    unheld: int = 0
    sealed: int = 0
    sealed_done: int = 0

    @property
    def left(self) -> int:
        """Hot cases that the server still has to seal."""
        return self.hot - self.hot_done - self.unheld


def number_of(recipients: Sequence[str]) -> int:
    """The number of a list, whatever its order: what stands beside a case that is sealed to it."""
    body = joined(text.encode("ascii") for text in sorted(recipients))
    return int.from_bytes(tag(b"parley/recipients", body)[:_NUMBER_SIZE], "big")


def coverage(place: Place, recipients: Sequence[str], held: Collection[bytes] | None = None) -> Coverage:
    """How far the cases have followed the list. Reads beside a running bot; without a database there are none.

    `held`: the ids of the epochs that are there, where it is to be known which cases can not follow.
    """
    if not made(place):
        return Coverage()
    counted, behind = read_beside(place, partial(_counted, number=number_of(recipients)), of_any=True)
    unheld = 0 if held is None else sum(row["found"] for row in behind if row["key_id"] not in held)
    return Coverage(**counted, unheld=unheld)


async def _counted(tx: Tx, *, number: int) -> tuple[dict[str, int], list[Row]]:
    """The four counts, and how many hot cases are behind under which epoch."""
    counted = await tx.one("coverage", number=number)
    return dict(counted or {}), await tx.all("coverage_behind", number=number)
