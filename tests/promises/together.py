"""Who is merged with whom, and who reads the answers: kept by a test that knows nothing of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Model:
    """Who belongs with whom, by the order in which the cases came: the oldest is 0."""

    into: dict[int, int] = field(default_factory=dict)
    voice: dict[int, int] = field(default_factory=dict)

    def root(self, one: int) -> int:
        while one in self.into:
            one = self.into[one]
        return one

    def members(self, one: int) -> set[int]:
        return {one}.union(*[self.members(held) for held, holder in self.into.items() if holder == one])

    def target(self, one: int) -> int:
        root = self.root(one)
        return self.voice.get(root, root)

    def merge(self, one: int, other: int, heard: int) -> None:
        older, younger = sorted((one, other))
        self.into[younger] = older
        self.hear(older, heard)

    def hear(self, root: int, heard: int) -> None:
        self.voice.pop(root, None)
        if heard != root:
            self.voice[root] = heard

    def separate(self, younger: int) -> None:
        root = self.root(younger)
        del self.into[younger]
        if self.voice.get(root) in self.members(younger):
            del self.voice[root]
