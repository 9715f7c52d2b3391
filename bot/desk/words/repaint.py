"""Paints a photo anew, alone in a process of its own: stdin to stdout, pixels and nothing else.

Run as a script, never imported by the bot: whatever a picture does to its decoder happens here, where there is no key,
no file and no network. Once the decoders are loaded no descriptor can be opened any more, nothing is written but the
pipe, and time and memory end. Exit status: 0 painted, 2 no whole picture, 3 too many pixels.
"""

from __future__ import annotations

import ctypes
import io
import resource
import sys

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 24_000_000
MOST_BYTES = 20 * 2**20
MOST_MEMORY = 768 * 2**20
MOST_SECONDS = 10
_PR_SET_DUMPABLE = 4
_TURNED = 0x0112
"""Where a camera notes how it was held."""
NO_PICTURE, TOO_MANY_PIXELS = 2, 3


def confine() -> None:
    """Give up everything but the open pipes; leave the picture in no core dump and to no other process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        # The three pipes are open: no file and no socket can be opened beside them.
        resource.RLIMIT_NOFILE: 3,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def warm() -> None:
    """Paint one small picture of each kind: whatever Pillow loads on its way is loaded before the door closes."""
    exif = Image.Exif()
    exif[_TURNED] = 6
    for kind in FORMATS:
        sample = io.BytesIO()
        Image.new("RGB", (2, 1)).save(sample, kind, exif=exif)
        repainted(sample.getvalue())


def repainted(data: bytes, most_side: int = 0) -> bytes:
    """Return the picture as a JPEG without a word of metadata, turned as it was meant to be seen.

    `most_side`: its longer side is made no longer than that; 0: it keeps its size.
    """
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            sys.exit(TOO_MANY_PIXELS)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    if most_side:
        bare.thumbnail((most_side, most_side))
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88)
    return out.getvalue()


def main() -> None:
    """Read, confine, paint, write."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    warm()
    confine()
    try:
        painted = (
            repainted(data, int((sys.argv[1:] or ["0"])[0])) if len(data) <= MOST_BYTES else sys.exit(TOO_MANY_PIXELS)
        )
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        sys.exit(NO_PICTURE)
    sys.stdout.buffer.write(painted)


if __name__ == "__main__":
    main()
