"""Our messages in Telegram: who they are, where they stand, and what message that came they relay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.packing import Packing
from storage.sealing import Field, Vault, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message of ours. `message` is Telegram's id (of a topic: its thread id); None until it is sent.

    `source` = (chat, message) of the message that came and is relayed by this one. `sent_at`: unix, 0 until sent.
    `sheet`: the post whose message shows this one as a line, among others; no message is this one's alone then.
    `lines`: the posts that this one shows.
    """

    id: bytes
    chat: int
    message: int | None = None
    role: str = ""
    case: bytes | None = None
    source: tuple[int, int] | None = None
    media: bool = False
    sent_at: int = 0
    sheet: bytes | None = None
    lines: tuple[bytes, ...] = ()


_posts = Packing(Post)


class Posts:
    """Everything here is sealed; messages, sources and cases are found by blind indexes."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, post: Post) -> None:
        """Insert or replace by `post.id`."""
        blind = self._vault.blind
        body = self._vault.seal(_posts.pack(post), Field("posts", "body", post.id))
        await tx.run(
            "post_save",
            id=post.id,
            message_blind=self._message(post),
            source_blind=None if post.source is None else blind("source", *post.source),
            case_blind=None if post.case is None else blind("post-case", post.case),
            body=body,
        )

    def _message(self, post: Post) -> bytes | None:
        """What finds a post by its message; a line is not found by the message of its sheet."""
        if post.message is None or post.sheet is not None:
            return None
        return self._vault.blind("message", post.chat, post.message)

    async def sent(self, tx: Tx, post_id: bytes, *, message: int, chat: int | None = None, now: int) -> None:
        """Note that Telegram took the post as `message`, in `chat` if it moved. A post dropped stays dropped."""
        post = await self.by_id(tx, post_id)
        if post is not None:
            await self.add(tx, replace(post, chat=chat or post.chat, message=message, sent_at=now))

    async def by_id(self, tx: Tx, post_id: bytes) -> Post | None:
        """The post, or None: it never was, was deleted, or can never be sent."""
        row = await tx.one("post_by_id", id=post_id)
        return None if row is None else self._open(row)

    async def ids(self, tx: Tx) -> list[bytes]:
        """Which there are, for the rare moment in which each is looked at."""
        return [row["id"] for row in await tx.all("posts_every")]

    async def by_message(self, tx: Tx, chat: int, message: int) -> Post | None:
        """The post that stands in Telegram as this message."""
        found = await self._all(tx, "posts_by_message", self._vault.blinds("message", chat, message))
        for post in found:
            require_asked("posts", (post.chat, post.message), (chat, message))
        return found[0] if found else None

    async def by_source(self, tx: Tx, chat: int, message: int) -> list[Post]:
        """The posts that relay this message, newest first (unsent ones before all)."""
        found = await self._all(tx, "posts_by_source", self._vault.blinds("source", chat, message))
        for post in found:
            require_asked("posts", post.source, (chat, message))
        return sorted(found, key=lambda post: (post.message is None, post.sent_at), reverse=True)

    async def of_case(self, tx: Tx, case: bytes) -> list[Post]:
        """All posts of a case, oldest first (unsent ones after all)."""
        found = await self._all(tx, "posts_of_case", self._vault.blinds("post-case", case))
        for post in found:
            require_asked("posts", post.case, case)
        return sorted(found, key=lambda post: (post.message is None, post.sent_at))

    async def drop(self, tx: Tx, post_id: bytes) -> None:
        """Forget the post; the message in Telegram is another matter (see Delete)."""
        await tx.run("post_drop", id=post_id)

    async def _all(self, tx: Tx, query: str, blinds: tuple[bytes, ...]) -> list[Post]:
        return [self._open(row) for blind in blinds for row in await tx.all(query, blind=blind)]

    def _open(self, row: Row) -> Post:
        return _posts.unpack(self._vault.open(row["body"], Field("posts", "body", row["id"])))
