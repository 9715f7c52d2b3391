"""Reads files of published vectors: lines of `name = hex`, sections of `[name = value]`, a bare FAIL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINE: Final = re.compile(r"\s*(?P<name>\w+)\s*=\s*(?P<value>.*?)\s*")


class Vector(dict[str, str]):
    """One question with its answer. `where`: the file and the question's number in it."""

    where: str = ""

    @property
    def failing(self) -> bool:
        """Whether it must be refused."""
        return "FAIL" in self

    def bytes(self, name: str) -> bytes:
        """A value that is written in hex; none where it has no such line."""
        return bytes.fromhex(self.get(name, ""))


def read(path: Path) -> Iterator[Vector]:
    """Every vector of a file. A new one begins where a name comes for the second time, and with a section."""
    vector, number = Vector(), 0
    for line in (*path.read_text(encoding="ascii").splitlines(), "[]"):
        name, value = _told(line)
        if vector and (name in vector or line.startswith("[")):
            number += 1
            vector.where = f"{path.name} {number}"
            yield vector
            vector = Vector()
        if name:
            vector[name] = value


def _told(line: str) -> tuple[str, str]:
    if line.strip() == "FAIL":
        return "FAIL", "yes"
    found = _LINE.fullmatch(line)
    return (found["name"], found["value"]) if found else ("", "")
