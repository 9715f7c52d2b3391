"""Whatever stands in a backup's file, whoever opens it reads one line: no crash, no half taken for a whole."""

from __future__ import annotations

import io
import random
import threading
from typing import TYPE_CHECKING

import pytest

from bot.errors import BackupFault, HotlineError, SealError
from storage import age
from storage.backups.opening import plain
from storage.backups.parcel import unpack
from tests.storage.conftest import NOW
from tests.storage.test_backups import backups_of

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = 1_024
"""So much of an archive's beginning is changed byte by byte: the two headers that come first."""


@pytest.fixture(scope="module")
def secret() -> str:
    return age.new_identity().secret


def opens(content: bytes, secret: str | None, into: Path) -> bool:
    """Whether it was taken for whole; what is refused is refused in one line."""
    try:
        with plain(io.BytesIO(content), secret) as stream:
            unpack(stream, into)
    except (HotlineError, OSError) as fault:
        assert str(fault)
        assert "\n" not in str(fault)
        return False
    return True


def changes(whole: bytes, until: int) -> list[bytes]:
    """Cut before each byte, each byte turned over, and each replaced by what a format reads as something else."""
    dice = random.Random(9)
    made = []
    for at in range(until):
        made.append(whole[:at])
        others = {whole[at] ^ 1, whole[at] ^ 0x80, 0, 0xFF, dice.randrange(256)} - {whole[at]}
        made += [whole[:at] + bytes([byte]) + whole[at + 1 :] for byte in others]
    return made


def test_every_byte_of_the_header_of_a_sealed_file(secret: str, tmp_path: Path) -> None:
    recipient = age.read_identity(secret).recipient
    into = io.BytesIO()
    age.seal_stream(io.BytesIO(b"no archive" * 99), into, [recipient, age.new_identity().recipient])
    whole = into.getvalue()
    header = whole.index(b"\n--- ") + 49 + 16 + 40
    for content in changes(whole, header):
        assert not opens(content, secret, tmp_path / "into")


def test_foreign_files(secret: str, tmp_path: Path) -> None:
    dice, head = random.Random(3), b"age-encryption.org/v1\n"
    low = head + b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
    armored = b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"
    for content in (low, low + bytes(99), armored, b"", b"PK\3\4" + bytes(99), b"\x1f\x8b\x08" + bytes(99), head * 9):
        assert not opens(content, secret, tmp_path / "into")
    for _ in range(300):
        noise = dice.randbytes(dice.randrange(2_000))
        assert not opens(noise, None, tmp_path / "into")
        assert not opens(head + noise, secret, tmp_path / "into")


def test_an_archive_that_age_opened_is_read_or_refused_whatever_its_headers_say(
    data: Path, folder: Path, tmp_path: Path
) -> None:
    made = backups_of(data).make(now=NOW)
    into = io.BytesIO()
    with made.path.open("rb") as file:
        age.unseal_stream(file, into, age.read_identity((folder / "operator.key").read_text()).secret)
    whole = into.getvalue()
    for number, content in enumerate(random.Random(5).sample(changes(whole, HEADERS), 100)):
        opens(content, None, tmp_path / f"into{number}")


def test_a_fault_of_another_kind_is_no_whole_file(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It came as the last piece was opened: all that was written before was read, and looked whole."""

    def breaks(kind: type[BaseException]) -> object:
        def unseal(_source: object, into: io.BufferedWriter, _secret: str) -> None:
            into.write(b"all but the proof that it is whole")
            raise kind

        return unseal

    monkeypatch.setattr(threading, "excepthook", lambda _told: None)
    for kind in (ValueError, IndexError, OverflowError, AssertionError):
        monkeypatch.setattr(age, "unseal_stream", breaks(kind))
        with (
            pytest.raises(SealError, match="does not open"),
            plain(io.BytesIO(b"age-encryption.org/v1\n"), secret) as got,
        ):
            assert got.read() == b"all but the proof that it is whole"


def test_without_a_key_it_is_said_what_is_asked_for() -> None:
    with pytest.raises(BackupFault, match="--identity"), plain(io.BytesIO(b"age-encryption.org/v1\n"), None):
        pass
