"""Long age files: the library and the `age` tool open what we seal, we open theirs, and nothing that is not whole."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SealError
from storage import age, age_stream

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 1 << 16
EDGES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)


def body(size: int) -> bytes:
    return bytes(at * 31 % 251 for at in range(size))


class Drops:
    """A pipe that gives less than was asked for."""

    def __init__(self, whole: bytes, size: int = 1_000) -> None:
        self._from = io.BytesIO(whole)
        self._size = size

    def read(self, size: int) -> bytes:
        return self._from.read(min(size, self._size))


def sealed(whole: bytes, recipients: list[str]) -> bytes:
    into = io.BytesIO()
    age.seal_stream(Drops(whole), into, recipients)
    return into.getvalue()


def opened(file: bytes, secret: str) -> bytes:
    into = io.BytesIO()
    age.unseal_stream(Drops(file), into, secret)
    return into.getvalue()


@pytest.mark.parametrize("size", EDGES)
def test_the_library_opens_what_is_sealed_here_and_the_other_way_round(size: int) -> None:
    one, two = age.new_identity(), age.new_identity()
    ours = sealed(body(size), [one.recipient, two.recipient])
    theirs = age.seal(body(size), [one.recipient, two.recipient])
    for own in (one, two):
        assert age.unseal(ours, own.secret) == body(size)
        assert opened(theirs, own.secret) == body(size)
        assert opened(ours, own.secret) == body(size)


@pytest.mark.skipif(shutil.which("age") is None, reason="NOT RUN: apt-get install age")
@pytest.mark.parametrize("size", EDGES)
def test_the_age_tool_opens_it_and_we_open_what_the_tool_seals(size: int, tmp_path: Path) -> None:
    own = age.new_identity()
    (tmp_path / "key").write_text(own.secret)
    file = sealed(body(size), [age.new_identity().recipient, own.recipient])
    tool = ["age", "-d", "-i", str(tmp_path / "key")]
    assert subprocess.run(tool, input=file, capture_output=True, check=True).stdout == body(size)
    by_tool = subprocess.run(["age", "-r", own.recipient], input=body(size), capture_output=True, check=True).stdout
    assert opened(by_tool, own.secret) == body(size)


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1])
def test_no_byte_can_be_changed_and_no_end_be_missing(size: int) -> None:
    own = age.new_identity()
    file = sealed(body(size), [own.recipient])
    payload = file.index(b"\n--- ")
    places = [*range(payload + 60), *range(payload + 60, len(file), 4_999), *range(len(file) - 20, len(file))]
    for at in places:
        changed = bytearray(file)
        changed[at] ^= 1
        with pytest.raises(SealError):
            opened(bytes(changed), own.secret)
    for length in places:
        with pytest.raises(SealError):
            opened(file[:length], own.secret)
    with pytest.raises(SealError):
        opened(file + b"\0", own.secret)


def test_pieces_can_not_be_left_out_put_in_or_exchanged() -> None:
    own = age.new_identity()
    file = sealed(body(3 * PIECE + 5), [own.recipient])
    begin = file.index(b"\n", file.index(b"\n--- ") + 1) + 1 + 16
    head, size = file[:begin], PIECE + 16
    one, two, three, four = (file[begin + at * size : begin + (at + 1) * size] for at in range(4))
    assert opened(head + one + two + three + four, own.secret) == body(3 * PIECE + 5)
    for pieces in ((one, two, three), (two, one, three, four), (one, two, four), (one, one, two, three, four), (four,)):
        with pytest.raises(SealError):
            opened(head + b"".join(pieces), own.secret)


def test_an_empty_last_piece_after_full_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    own = age.new_identity()
    usual = age_stream._pieces

    def one_too_many(source: object, size: int) -> object:
        found = list(usual(source, size))  # type: ignore[arg-type]
        count, piece = found[-1]
        return [*found[:-1], (count[:-1] + b"\0", piece), ((len(found)).to_bytes(11, "big") + b"\1", b"")]

    with monkeypatch.context() as patched:
        patched.setattr(age_stream, "_pieces", one_too_many)
        file = sealed(body(PIECE), [own.recipient])
    for opens in (opened, age.unseal):
        with pytest.raises(SealError):
            opens(file, own.secret)


def test_another_key_and_other_kinds_of_recipients() -> None:
    own, other = age.new_identity(), age.new_identity()
    file = sealed(b"words", [own.recipient])
    with pytest.raises(SealError):
        opened(file, other.secret)
    by_words = pyrage.passphrase.encrypt(b"words", "some words")
    with pytest.raises(SealError):
        opened(by_words, own.secret)
    head, rest = file.split(b"\n", 1)
    with pytest.raises(SealError):
        opened(head + b"\n-> another kind\n\n" + rest, own.secret)


def test_a_header_without_an_end_is_not_read_for_ever() -> None:
    own = age.new_identity()
    for filling in (b"-> X25519 ", b"-> a\n\n", b"\0"):
        with pytest.raises(SealError):
            opened(age_stream.MAGIC + filling * 400_000, own.secret)


OWN = age.new_identity()


@given(st.binary(max_size=400))
def test_whatever_is_read_it_opens_as_the_library_says_or_not_at_all(noise: bytes) -> None:
    for file in (age_stream.MAGIC + noise, sealed(b"words", [OWN.recipient])[: len(noise)] + noise):
        with pytest.raises(SealError):
            opened(file, OWN.secret)
        with pytest.raises(SealError):
            age.unseal(file, OWN.secret)


def test_a_source_that_fails_is_told_as_it_is() -> None:
    class Breaks:
        def read(self, size: int) -> bytes:
            raise OSError(size)

    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(len(data))

    with pytest.raises(OSError, match=r"\d+"):
        age.seal_stream(Breaks(), io.BytesIO(), [OWN.recipient])
    with pytest.raises(OSError, match=r"\d+"):
        age.unseal_stream(io.BytesIO(sealed(b"words", [OWN.recipient])), Full(), OWN.secret)
