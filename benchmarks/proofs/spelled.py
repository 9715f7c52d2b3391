"""Words and numbers that occur nowhere else, each in every way in which bytes could spell it."""

from __future__ import annotations

import base64
import json
import struct
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from benchmarks.proofs.needles import Needles

LATIN: Final = "QZXMARKERWORD"
CYRILLIC: Final = "ЖолудьКамышМаркер"
FIRST_PERSON: Final = 2**51 + 0x1A2B3C4D5
"""Ids as long as Telegram may make them: eight bytes in a row, which chance does not write."""
FIRST_MESSAGE: Final = 2_100_000_000
"""Numbers of messages: ten digits that are no time of these years, and no more than Telegram's 31 bits."""
FIRST_GROUP_MESSAGE: Final = 2_140_000_000
ENCODINGS: Final = 17
"""What `texts` gives for a text, before the forms that were added to them."""


def texts(text: str) -> Iterator[bytes]:
    """A text in 17 encodings, escapes and transports, and in the forms of older machines and louder writers."""
    plain = text.encode()
    yield plain
    yield from (text.encode(codec) for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
    yield text.encode("cp1251", "ignore")
    yield json.dumps(text)[1:-1].encode()
    yield repr(plain)[2:-1].encode()
    yield urllib.parse.quote(text).encode()
    yield plain.hex().encode()
    yield "".join(f"&#{ord(letter)};" for letter in text).encode()
    for phase in range(3):
        coded = base64.b64encode(bytes(phase) + plain)[4:].rstrip(b"=")[:-2]
        yield coded
        yield coded.translate(bytes.maketrans(b"+/", b"-_"))
    yield from more_texts(text, plain)


def more_texts(text: str, plain: bytes) -> Iterator[bytes]:
    """Beyond the seventeen."""
    yield plain.hex().upper().encode()
    yield from (text.encode(codec, "ignore") for codec in ("koi8-r", "cp866", "iso8859-5"))
    yield json.dumps(text)[1:-1].encode().upper()
    yield base64.b32encode(plain).rstrip(b"=")[:-1]
    yield from (text.lower().encode(), text.upper().encode())


def numbers(value: int) -> Iterator[bytes]:
    """A number of Telegram's: decimal, hexadecimal, eight bytes both ways, also as a float, varint, SQLite's six."""
    yield str(abs(value)).encode()
    yield from (f"{abs(value):x}".encode(), f"{abs(value):X}".encode())
    yield from (struct.pack("<q", value), struct.pack(">q", value))
    yield from (struct.pack("<d", value), struct.pack(">d", value))
    if abs(value) >= 2**40:
        yield varint(abs(value))
    if 2**32 <= abs(value) < 2**47:
        yield from (value.to_bytes(6, "big", signed=True), value.to_bytes(6, "little", signed=True))


def reals(value: float) -> Iterator[bytes]:
    """A coordinate: its digits, rounded to a metre too, and eight bytes either way round."""
    yield from (repr(value).encode(), f"{value:.5f}".encode())
    yield from (struct.pack("<d", value), struct.pack(">d", value))


_SEVEN_BITS: Final = 0x7F


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    coded = bytearray()
    while value > _SEVEN_BITS:
        coded.append(value & _SEVEN_BITS | 0x80)
        value >>= 7
    return bytes([*coded, value])


@dataclass(slots=True)
class Marks:
    """Gives markers, notes other secrets, and says what to look for. `numbers`: secret as cells of a table, too."""

    texts: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    places: list[tuple[float, float]] = field(default_factory=list)
    messages: list[range] = field(default_factory=list)

    def text(self) -> str:
        """A text of its own, in both alphabets."""
        self.texts.append(f"{LATIN} {len(self.texts):05} {CYRILLIC}")
        return self.texts[-1]

    def name(self) -> str:
        """A name of its own, one word in Latin letters, as usernames are."""
        self.texts.append(f"{LATIN}_{len(self.texts):05}")
        return self.texts[-1]

    def word(self, name: str, word: str) -> str:
        """Also look for this, which was not given here: a return code, a file's id, a phone number."""
        self.words[f"{name} {len(self.words)}"] = word
        return word

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Also look for these two coordinates, which nobody else has."""
        self.places.append((latitude, longitude))
        return latitude, longitude

    @property
    def count(self) -> int:
        """Secrets that are looked for."""
        spans = sum(map(len, self.messages))
        return len(self.texts) + len(self.words) + len(self.numbers) + len(self.places) + spans

    def needles(self) -> Needles:
        """Everything to look for. The cores of the markers find a part of one that leaks, too."""
        made = Needles()
        for core in (LATIN, LATIN.lower(), LATIN.title(), CYRILLIC, CYRILLIC.lower(), CYRILLIC.upper()):
            made.add("a part of a marker", texts(core))
        for text in self.texts:
            made.add(text, texts(text))
        for name, word in self.words.items():
            made.add(name, (one for one in texts(word) if len(one) >= len(word)))
        for name, value in self.numbers.items():
            made.add(name, numbers(value))
        for place in self.places:
            for degrees in place:
                made.add(f"a place {place}", reals(degrees))
        for span in self.messages:
            for value in span:
                made.add(f"message {value}", numbers(value))
        return made

    def secret_numbers(self) -> set[float]:
        """Every number that no cell of a table may hold, as an integer or as a float."""
        signed = {*self.numbers.values(), *(-one for one in self.numbers.values())}
        return signed.union(*self.messages, *self.places)
