"""The search of the marker scan finds every spelling of every secret, wherever it lies, and in what is compressed."""

from __future__ import annotations

import gzip
import random
import struct
import zlib

import pytest

from benchmarks.proofs.spelled import ENCODINGS, Marks, numbers, reals, texts, varint

WORD = "Ivan Жолудь №7"


@pytest.fixture
def marks() -> Marks:
    given = Marks()
    given.text()
    given.name()
    given.word("a code", "pudding recipe ration cafe headline")
    given.numbers["account"] = 2**51 + 12345
    given.numbers["group"] = -1_001_000_000_007
    given.place(48.1234567, 37.1234567)
    given.messages.append(range(2_100_000_000, 2_100_000_010))
    return given


def test_every_needle_is_found_at_any_place_and_alone(marks: Marks) -> None:
    needles, dice = marks.needles(), random.Random(1)
    assert len(needles) > 150
    for spelling in needles.names:
        data = dice.randbytes(dice.randrange(40)) + spelling + dice.randbytes(dice.randrange(40))
        assert spelling in {one.spelling for one in needles.search("here", data)}
        assert spelling in {one.spelling for one in needles.search("here", spelling)}


@pytest.mark.parametrize("packed", [zlib.compress, gzip.compress, lambda data: zlib.compress(data, 0)])
def test_what_is_compressed_is_searched_too(marks: Marks, packed: type[bytes]) -> None:
    data = b"before" + packed(b"x" * 50 + marks.texts[0].encode() + b"y" * 50) + b"after"
    assert marks.texts[0] in {one.secret for one in marks.needles().search("here", data)}


@pytest.mark.parametrize("data", [b"", b"short", b"\x78\x9c" * 3, random.Random(2).randbytes(100_000)])
def test_where_nothing_is_nothing_is_found(marks: Marks, data: bytes) -> None:
    assert not list(marks.needles().search("here", data))


def test_seventeen_encodings_and_more() -> None:
    assert len(set(texts(WORD))) >= ENCODINGS
    assert len(list(dict.fromkeys(texts(WORD)))[:ENCODINGS]) == 17


def test_floats_of_numbers_and_places_are_looked_for() -> None:
    assert {struct.pack("<d", 2_100_000_000.0), struct.pack(">d", 2_100_000_000.0)} <= set(numbers(2_100_000_000))
    assert set(reals(48.1234567)) == {
        b"48.1234567",
        b"48.12346",
        struct.pack("<d", 48.1234567),
        struct.pack(">d", 48.1234567),
    }


def test_a_number_in_a_cell_is_a_secret_as_a_float_too(marks: Marks) -> None:
    assert {2.0**51 + 12345, 2_100_000_005.0, 37.1234567} <= marks.secret_numbers()


def test_numbers_as_they_lie_in_rows_memory_and_messages() -> None:
    assert varint(300) == b"\xac\x02"
    found = set(numbers(-1_001_000_000_007))
    assert {b"1001000000007", b"%x" % 1_001_000_000_007, b"%X" % 1_001_000_000_007} <= found
    for size in (6, 8):
        assert (-1_001_000_000_007).to_bytes(size, "big", signed=True) in found
        assert (-1_001_000_000_007).to_bytes(size, "little", signed=True) in found
