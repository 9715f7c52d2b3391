"""Outgoing items as the outbox sees them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.messages import Delete, Edit, Erase, OpenTopic, Outgoing, Send
from storage.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One row. `claimed`: a call was begun earlier, so Telegram may have taken it; a repeat must say so."""

    id: bytes
    item: Outgoing
    turn: int
    priority: int
    state: Literal["waiting", "claimed"]
    tries: int

    @property
    def due(self) -> int:
        """The second before which a timed deletion must not go; 0 for everything else."""
        return due(self.item)


def reworded(send: Send, edit: Edit) -> Send:
    """A message as an edit wants it, by whichever way it goes."""
    ways = tuple(
        reworded(way, edit) if isinstance(way, Send) and way.post == send.post else way for way in send.on_failed
    )
    said = replace(send, text=edit.text, html=edit.html, keyboard=edit.keyboard, wording=edit.wording or send.wording)
    return replace(said, on_sent=edit.on_sent or send.on_sent, on_failed=ways)


def due(item: Outgoing) -> int:
    """The second before which a timed deletion must not go; 0 for everything else."""
    return item.due if isinstance(item, Delete | Erase) else 0


def unsent(item: Send | OpenTopic) -> Post:
    """The post of a message that Telegram does not have yet."""
    if isinstance(item, OpenTopic):
        return Post(id=item.post, chat=item.chat, role="topic", case=item.case)
    media = item.media is not None and item.media.kind != "location"
    return Post(id=item.post, chat=item.chat, role=item.role, case=item.case, source=item.source, media=media)


def subject(item: Outgoing) -> bytes | None:
    """The post an item makes or changes."""
    return getattr(item, "post", None)


def deletes(row: Queued, now: int) -> bool:
    """Whether a row takes its post out of the chat now."""
    return isinstance(row.item, Delete) and row.item.due <= now


def unclaimed(row: Queued) -> bool:
    """Whether a row makes a post, and no call was begun."""
    return isinstance(row.item, Send | OpenTopic) and row.state == "waiting"
