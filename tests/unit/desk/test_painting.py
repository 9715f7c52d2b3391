"""A photo painted anew: no metadata, no place; bombs, broken files and what hangs are refused."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.desk.words import painting
from bot.desk.words.painting import SCRIPT, NoPicture, TooLarge, repaint

if TYPE_CHECKING:
    from pathlib import Path

SECRET = b"Canon of Ivan"
BURST = 2**26
_GPS = 0x8825
_MAKER = 0x010F
_TURNED = 0x0112


def photo(size: tuple[int, int] = (60, 40), *, kind: str = "JPEG", turned: int = 1) -> bytes:
    """A picture with a camera, a place and a comment in it."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[_MAKER] = SECRET.decode()
    exif[_TURNED] = turned
    exif.get_ifd(_GPS).update({1: "N", 2: (48.0, 30.0, 15.0), 3: "E", 4: (37.0, 59.0, 1.0)})
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, comment=SECRET)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has these many pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(bytes(min((width + 1) * min(height, 64), BURST)), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_camera_place_and_comment_are_gone_and_the_picture_is_there() -> None:
    data = photo()
    assert SECRET in data
    painted = await repaint(data)
    assert SECRET not in painted
    with Image.open(io.BytesIO(painted)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (60, 40))
        assert not picture.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(picture.info)
        red, green, _ = picture.getpixel((5, 5))  # type: ignore[misc]
        assert red > 150 > green


async def test_a_photo_taken_upright_stays_upright() -> None:
    with Image.open(io.BytesIO(await repaint(photo(turned=6)))) as picture:
        assert picture.size == (40, 60)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_other_photos_become_plain_ones(kind: str) -> None:
    assert (await repaint(photo(kind=kind))).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        photo()[:200],
        photo()[:-100],
        b"GIF89a" + bytes(50),
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0x\xff\xd9",
    ],
    ids=["empty", "words", "a beginning", "cut short", "another kind", "a document", "a shell"],
)
async def test_what_is_no_whole_photo_is_refused(data: bytes) -> None:
    with pytest.raises(NoPicture):
        await repaint(data)


@pytest.mark.parametrize("size", [(60_000, 60_000), (30_000, 900), (2_000_000_000, 2)])
async def test_a_picture_made_to_burst_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises((TooLarge, NoPicture)):
        await repaint(bomb(*size))


async def test_what_is_larger_than_20_mb_is_refused() -> None:
    with pytest.raises(TooLarge):
        await repaint(photo() + bytes(20 * 2**20))


async def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The planted fault: a decoder that never comes back."""
    hanging = tmp_path / "hang.py"
    hanging.write_text("import sys, time\nsys.stdin.buffer.read()\ntime.sleep(600)\n")
    monkeypatch.setattr(painting, "SCRIPT", hanging)
    with pytest.raises(NoPicture):
        await repaint(photo(), seconds=0.5)


@pytest.mark.parametrize(
    ("attempt", "refused"),
    [
        ("import socket; socket.socket()", "Too many open files"),
        ("open('/etc/hostname')", "Too many open files"),
        ("bytearray(2 * 2**30)", "MemoryError"),
    ],
)
def test_the_painter_can_open_no_file_and_no_socket_and_takes_no_more_memory(attempt: str, refused: str) -> None:
    code = (
        f"import sys, socket; sys.path.insert(0, {str(SCRIPT.parent)!r}); import repaint; repaint.confine(); {attempt}"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode != 0
    assert refused in ran.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_the_picture_is_in_no_core_dump_and_no_other_process_reads_it() -> None:
    """A limit alone stops no dump that the kernel gives to a program, as systemd-coredump is one."""
    asked = f"import ctypes, sys; libc = ctypes.CDLL(None); sys.path.insert(0, {str(SCRIPT.parent)!r}); import repaint"
    code = f"{asked}; repaint.confine(); print(libc.prctl(3, 0, 0, 0, 0))"
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout == "0\n"
