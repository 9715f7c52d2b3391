"""The part of the audit that a lost server wrote: its key is gone with it, so a restore notes what lies there.

The entry `restored` says where the backup ended and carries a digest of each page of what no key here opens. What is
changed there later shows against these digests, as in a chain whose key is here; a page that was cut into for its age
is not looked at any more.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storage.sealing import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PAGE: Final = 100
"""Entries in a page at least."""
_PAGES: Final = 100
"""Pages at most."""
_DIGEST: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What a restore found. `end`: the last entry of the backup; `first` and `upto`: from where to where no key opens.

    `size`: entries in a page; `pages`: a digest of each, in hex; none: an earlier program restored it and noted none.
    """

    end: int
    first: int
    upto: int
    size: int = _PAGE
    pages: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """As it lies in an entry."""
        return {"end": self.end, "first": self.first, "upto": self.upto, "size": self.size, "pages": self.pages}

    def changed(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
        """From which to which entry a page is not what it was; pages that begin before the first row were cut into."""
        there = _paged(rows, self.first, self.upto, self.size)
        for number, digest in enumerate(self.pages):
            begin = self.first + number * self.size
            if rows and begin < rows[0]["turn"]:
                continue
            if not hmac.compare_digest(_digest(there[number]), digest):
                yield begin, min(begin + self.size - 1, self.upto)

    def looked_at(self, begin: int) -> int:
        """The first entry of the first whole page, where the rows begin so; beyond `upto`: none of them is whole."""
        cut_into = -(-max(begin - self.first, 0) // self.size)
        return min(self.first + cut_into * self.size, self.upto + 1)


def noted(rows: Sequence[Mapping[str, Any]], upto: int) -> Lost:
    """What is to be noted of a backup's entries, whose last one that no key opens is `upto`; 0: each of them opens."""
    end, first = (rows[-1]["turn"], rows[0]["turn"]) if rows else (0, 0)
    if not upto:
        return Lost(end=end, first=0, upto=0)
    size = max(_PAGE, -(-(upto - first + 1) // _PAGES))
    there = _paged(rows, first, upto, size)
    pages = tuple(_digest(there[number]) for number in range((upto - first) // size + 1))
    return Lost(end=end, first=first, upto=upto, size=size, pages=pages)


def read(told: Mapping[str, Any]) -> Lost:
    """What `Lost.told` made."""
    return Lost(**{**told, "pages": tuple(told["pages"])})


def _paged(
    rows: Sequence[Mapping[str, Any]], first: int, upto: int, size: int
) -> defaultdict[int, list[Mapping[str, Any]]]:
    pages: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["turn"] <= upto:
            pages[(row["turn"] - first) // size].append(row)
    return pages


def _digest(rows: Sequence[Mapping[str, Any]]) -> str:
    plain = ((str(row["turn"]).encode("ascii"), str(row["hour"]).encode("ascii")) for row in rows)
    parts = [joined((*named, row["body"], row["link"])) for named, row in zip(plain, rows, strict=True)]
    return hashlib.sha256(joined(parts)).hexdigest()[: 2 * _DIGEST]
