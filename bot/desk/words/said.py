"""A relayed message as its case keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.messages import Media, Said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.messages import MediaKind


def body_of(said: Said, text: str) -> dict[str, object]:
    """The entry of a relayed message: its words, the kind of its medium and the file's id."""
    media = said.media
    return {
        "text": text,
        "media": media.kind if media else "",
        "file": (media.file_id or "") if media else "",
        "place": [media.latitude, media.longitude] if media and media.kind == "location" else [],
        "message": said.message,
        "edited": said.edited,
    } | ({"upload": media.upload.hex()} if media and media.upload else {})


def source_of(body: Mapping[str, Any], chat: int) -> tuple[int, int]:
    """Which message of an operator an entry keeps: its chat and number. `chat`: of entries that do not name it."""
    return body.get("chat") or chat, body["message"]


def keeps(body: Mapping[str, Any], source: tuple[int, int]) -> bool:
    """Whether an entry keeps this message of an operator."""
    return body.get("message") == source[1] and (body.get("chat") or source[0]) == source[0]


def said_again(body: Mapping[str, Any], chat: int) -> Said:
    """A kept note, as the message it was."""
    kind: MediaKind | None = body.get("media") or None
    latitude, longitude = body.get("place") or (None, None)
    upload = bytes.fromhex(body.get("upload", "")) or None
    file = body.get("file") or None
    media = kind and Media(kind=kind, file_id=file, upload=upload, latitude=latitude, longitude=longitude)
    return Said(chat=chat, user=0, message=body["message"], text=body.get("text", ""), media=media or None)
