"""Which share goes to whom. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def heirs(
    owners: Mapping[int, tuple[int, int | None]], leader: int, workers: Sequence[int], pinned: Collection[int]
) -> dict[int, int]:
    """By share the one who is to have it, where that is another than now.

    `owners`: by share its owner and the heir that is named. Whoever leads sends, and whatever only one may do: it works
    the pinned shares, and all of them where nobody else is there. What somebody has, he keeps as far as that is even.
    """
    wanted: dict[int, int] = {}
    free = [share for share in sorted(owners) if workers and share not in pinned]
    each, more = divmod(len(free), len(workers)) if workers else (0, 0)
    has: Counter[int] = Counter()
    homeless = []
    for share in free:
        owner, heir = owners[share]
        holder = owner if heir is None else heir
        if holder in workers and has[holder] < each + (more > 0):
            more -= has[holder] == each
            wanted[share] = holder
            has[holder] += 1
        else:
            homeless.append(share)
    for share in homeless:
        least = min(workers, key=lambda worker: (has[worker], worker))
        wanted[share] = least
        has[least] += 1
    wanted |= {share: leader for share in owners if share not in wanted}
    return {share: to for share, to in wanted.items() if to != (owners[share][1] or owners[share][0])}
