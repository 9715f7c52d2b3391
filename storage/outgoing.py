"""Outgoing items as the outbox sees them. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.messages import CloseTopic, Delete, Edit, Erase, OpenTopic, Outgoing, Pin, Send
from storage.posts import Post

DOTS: Final = "…"
"""What a notification of the phone shows of a message whose words come a moment later, as an edit and never before."""


SHEET: Final = "sheet"
"""The role of a message that shows several posts as its lines."""


def reworded(send: Send, edit: Edit) -> Send:
    """A message as an edit wants it, by whichever way it goes; where words follow on its arrival, they change."""
    if send.text == DOTS or any(edits(following, send.post) for following in send.on_sent):
        others = tuple(following for following in send.on_sent if not edits(following, send.post))
        return replace(send, on_sent=(*others, edit), wording=edit.wording or send.wording)
    ways = tuple(
        reworded(way, edit) if isinstance(way, Send) and way.post == send.post else way for way in send.on_failed
    )
    return replace(send, text=edit.text, html=edit.html, keyboard=edit.keyboard, on_failed=ways)


def alone(item: Outgoing) -> Outgoing:
    """An item without what follows on it."""
    match item:
        case Send() | Edit():
            return replace(item, on_sent=(), on_failed=(), on_blocked=())
        case OpenTopic():
            return replace(item, on_sent=(), on_failed=())
    return item


def edits(item: Outgoing, post: bytes) -> bool:
    """Whether the item puts other words under this post."""
    return isinstance(item, Edit) and item.post == post


def due(item: Outgoing) -> int:
    """The second before which a timed deletion or a slow edit must not go; 0 for everything else."""
    return item.due if isinstance(item, Delete | Erase | Edit) else 0


def unsent(item: Send | OpenTopic) -> Post:
    """The post of a message that Telegram does not have yet."""
    if isinstance(item, OpenTopic):
        return Post(id=item.post, chat=item.chat, role="topic", case=item.case)
    media = item.media is not None and item.media.kind != "location"
    post = Post(id=item.post, chat=item.chat, role=item.role, case=item.case, source=item.source, media=media)
    return replace(post, lines=item.lines)


def upload_of(item: Outgoing) -> bytes | None:
    """The picture of ours that goes with an item."""
    return item.media.upload if isinstance(item, Send) and item.media is not None else None


def subject(item: Outgoing) -> bytes | None:
    """The post an item makes or changes."""
    return getattr(item, "post", None)


def parents(item: Outgoing) -> tuple[bytes, ...]:
    """The posts that must be in Telegram before the item can go."""
    match item:
        case Send(reply_to=reply_to, topic=topic, after=after):
            return tuple(post for post in (reply_to, topic, after) if post)
        case Edit(post=post) | Delete(post=post) | CloseTopic(post=post) | Pin(post=post):
            return (post,)
    return ()
