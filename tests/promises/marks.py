"""Words and numbers that occur nowhere else, every way in which bytes could spell them, and a search for them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from tests.promises.test_nothing_readable_at_rest import spellings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.rehearsal.process import BotProcess

LATIN = "QZXMARKERWORD"
CYRILLIC = "ЖолудьКамышМаркер"
"""What stands in every marker: a part of one that leaks is found too."""


class Marks:
    """Gives markers and remembers what must not be found: texts by their cores, single words, ids and numbers."""

    def __init__(self) -> None:
        self.given = 0
        self.secrets: dict[str, list[bytes]] = {
            core: list(every_spelling(core)) for core in (LATIN, LATIN.lower(), CYRILLIC, CYRILLIC.lower())
        }

    def text(self) -> str:
        """A text of its own, in both alphabets."""
        self.given += 1
        return f"{LATIN} {self.given:03} {CYRILLIC}"

    def name(self) -> str:
        """A name of its own, one word in Latin letters, as usernames are."""
        self.given += 1
        return f"{LATIN}_{self.given:03}"

    def word(self, name: str, word: str) -> None:
        """Also look for this, which was not given here: a return code, a file's id. Not by its short spellings."""
        self.secrets[name] = [spelling for spelling in every_spelling(word) if len(spelling) >= len(word)]

    def id(self, name: str, value: int) -> None:
        """Also look for this number of Telegram's."""
        self.secrets[name] = list(numbers(value))


def every_spelling(text: str) -> Iterator[bytes]:
    """A text in all encodings, escapes and transports it could lie in."""
    yield from spellings(text)
    yield from (text.encode(codec) for codec in ("koi8-r", "cp866", "iso8859-5"))
    yield json.dumps(text)[1:-1].encode().upper()
    yield base64.b32encode(text.encode()).rstrip(b"=")[:-1]


def numbers(value: int) -> Iterator[bytes]:
    """A number as text, and in memory or a row: eight bytes either way round, or the six that are enough for it."""
    yield str(abs(value)).encode()
    yield from (f"{abs(value):x}".encode(), f"{abs(value):X}".encode())
    for order in ("little", "big"):
        yield value.to_bytes(8, order, signed=True)
        if abs(value) < 2**47:
            yield value.to_bytes(6, order, signed=True)


def left_behind(process: BotProcess) -> dict[str, bytes]:
    """Every file in the bot's folder but the key files, its whole log, and what the system tells of the process."""
    left = {
        str(path.relative_to(process.folder)): path.read_bytes()
        for path in _files(process.folder)
        if "keys" not in path.parts
    }
    left["log"] = "\n".join(process.log).encode()
    if process.pid is not None:
        for name in ("environ", "cmdline", "comm", "maps"):
            with open(f"/proc/{process.pid}/{name}", "rb") as told:  # noqa: PTH123 - no file of ours
                left[name] = told.read()
    return left


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def leaks(left: dict[str, bytes], marks: Marks) -> list[str]:
    """What stands where, by its name, in which spelling."""
    return [
        f"{name!r} in {where} as {spelling!r}"
        for where, data in left.items()
        for name, ways in marks.secrets.items()
        for spelling in ways
        if spelling in data
    ]
