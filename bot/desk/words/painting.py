"""A photo handed to a process of its own and taken back bare. It never touches the disk: pipes in, pipes out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.errors import HotlineError
from storage.child import made_by

SCRIPT: Final = Path(__file__).with_name("repaint.py")
SECONDS: Final = 20.0
_TOO_MANY_PIXELS: Final = 3


class NoPicture(HotlineError):
    """It is no whole picture, or one that would not end well: nothing of it is kept."""

    text_key = "desk-keep-no-picture"


class TooLarge(NoPicture):
    """The picture has more pixels than any photo: it may be made to burst."""

    text_key = "desk-keep-too-large"


async def repaint(data: bytes, *, seconds: float = SECONDS, most_side: int = 0) -> bytes:
    """Return the photo painted anew, without metadata. Raises NoPicture, TooLarge; whatever hangs is ended.

    `most_side`: pixels that its longer side has at most, 0 for as many as it has.
    """
    try:
        status, painted = await made_by(SCRIPT, str(most_side), given=data, seconds=seconds)
    except TimeoutError:
        raise NoPicture from None
    if status == _TOO_MANY_PIXELS:
        raise TooLarge
    if status or not painted:
        raise NoPicture
    return painted
