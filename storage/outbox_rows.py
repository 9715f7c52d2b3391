"""The rows of the outbox: sealed, opened, put at their turn, taken away."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from bot.errors import SealError
from bot.messages import Edit, OpenTopic, Outgoing, Priority, Send, pack, unpack
from storage.outgoing import due, parents, subject
from storage.queued import Queued, deletes
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Row, Tx
    from storage.posts import Posts

HOUR = 3_600


class OutboxRows:
    """What the outbox stands on."""

    def __init__(self, vault: Vault, posts: Posts) -> None:
        self._vault = vault
        self._posts = posts

    async def unfinished(self, tx: Tx, post: bytes, *, now: int) -> bool:
        """Whether a post, or a change of it, is still on its way to its chat."""
        rows = await self._of_post(tx, post)
        return any(isinstance(row.item, Send | Edit) for row in rows) and not any(deletes(row, now) for row in rows)

    async def going(self, tx: Tx, post: bytes, *, now: int) -> bool:
        """Whether a post is about to leave its chat."""
        return any(deletes(row, now) for row in await self._of_post(tx, post))

    async def follow(
        self,
        tx: Tx,
        post: bytes,
        *,
        sent: tuple[Outgoing, ...],
        failed: tuple[Outgoing, ...],
        blocked: tuple[Outgoing, ...],
    ) -> bool:
        """Have more follow on a post that is still on its way. False: it is not; Telegram has it, or it is gone.

        What is sent stays the same, so this may be done to a row that is being sent.
        """
        for row in await self._of_post(tx, post):
            if isinstance(row.item, Send):
                more = replace(row.item, on_sent=row.item.on_sent + sent, on_failed=row.item.on_failed + failed)
                more = replace(more, on_blocked=row.item.on_blocked + blocked)
                await tx.run("outbox_amend", id=row.id, body=self._sealed(row.id, more))
                return True
        return False

    async def follow_otherwise(self, tx: Tx, post: bytes, change: Callable[[Outgoing], Outgoing]) -> None:
        """Change what follows on a post that is on its way, or on its newer words. A damaged row stays as it is."""
        with contextlib.suppress(SealError, ValueError):
            for row in await self._of_post(tx, post):
                if isinstance(row.item, Send | Edit):
                    failed, blocked = (tuple(map(change, on)) for on in (row.item.on_failed, row.item.on_blocked))
                    other = replace(row.item, on_failed=failed, on_blocked=blocked)
                    await tx.run("outbox_amend", id=row.id, body=self._sealed(row.id, other))

    async def untie(self, tx: Tx, post: bytes) -> None:
        """A post that is on its way names neither its case any more nor the message it relays."""
        for row in await self._of_post(tx, post):
            if isinstance(row.item, Send):
                bare = replace(row.item, case=None, source=None)
                await tx.run("outbox_amend", id=row.id, body=self._sealed(row.id, bare))

    async def _ends(self, tx: Tx, item: Send | OpenTopic | Edit, now: int) -> bool:
        """Whether nothing follows any more: the post is to be deleted, or is gone, or none that an edit could find."""
        try:
            rows = await self._of_post(tx, item.post)
            return await self._posts.by_id(tx, item.post) is None or any(deletes(row, now) for row in rows)
        except (SealError, ValueError):
            return isinstance(item, Edit)

    async def _drop(self, tx: Tx, rows: list[Queued]) -> None:
        for row in rows:
            await tx.run("outbox_drop", id=row.id)

    async def _forget(self, tx: Tx, post: bytes) -> None:
        """The post is no more: nothing waits to change it."""
        await tx.run("outbox_drop_post", post=post)
        await self._posts.drop(tx, post)

    async def _replace(
        self, tx: Tx, row: Queued, item: Send | Edit, priority: Priority, *, beside: list[Queued] | None = None
    ) -> None:
        await self._drop(tx, [row])
        first = min(row.priority, priority)
        item = replace(item, priority=Priority(first))
        await self._insert(tx, item, turn=row.turn, tries=row.tries, beside=beside)

    async def _insert(
        self, tx: Tx, item: Outgoing, *, turn: int | None = None, tries: int = 0, beside: list[Queued] | None = None
    ) -> bytes:
        """A new row. `beside`: of an edit or a deletion, what was read of its post's rows in this unit."""
        row_id = self._vault.new_id()
        await tx.run(
            "outbox_add",
            id=row_id,
            post=subject(item),
            turn=turn,
            priority=int(item.priority),
            tries=tries,
            due=due(item) // HOUR * HOUR,
            body=self._sealed(row_id, item),
        )
        for parent in parents(item):
            await (self._hurry(tx, parent, item.priority) if beside is None else self._first(tx, beside, item.priority))
        return row_id

    def _sealed(self, row_id: bytes, item: Outgoing) -> bytes:
        return self._vault.seal(pack(item), Field("outbox", "body", row_id))

    async def _hurry(self, tx: Tx, post: bytes, priority: int) -> None:
        """A parent goes no later than its child; else the urgent would wait behind all that is not."""
        rows = await self._of_post(tx, post)
        if not rows and (sheet := await self._unsent_sheet(tx, post)) is not None:
            await self._hurry(tx, sheet, priority)
        await self._first(tx, rows, priority)

    async def _first(self, tx: Tx, rows: list[Queued], priority: int) -> None:
        """The same with a post's rows."""
        for row in rows:
            if isinstance(row.item, Send | OpenTopic) and row.priority > priority:
                await tx.run("outbox_hurry", id=row.id, priority=int(priority))
                for parent in parents(row.item):
                    await self._hurry(tx, parent, priority)

    async def _unsent_sheet(self, tx: Tx, post: bytes) -> bytes | None:
        with contextlib.suppress(SealError, ValueError):
            found = await self._posts.by_id(tx, post)
            return found.sheet if found is not None and found.message is None else None
        return None

    async def _of_post(self, tx: Tx, post: bytes) -> list[Queued]:
        return [self._open(row) for row in await tx.all("outbox_of_post", post=post)]

    async def _take(self, tx: Tx, row_id: bytes) -> Queued | None:
        row = await tx.one("outbox_take", id=row_id)
        return None if row is None else self._open(row)

    def _open(self, row: Row) -> Queued:
        item = unpack(self._vault.open(row["body"], Field("outbox", "body", row["id"])))
        state: Literal["waiting", "claimed"] = "claimed" if row["claimed"] else "waiting"
        kept = {name: row[name] for name in ("id", "turn", "priority", "tries")}
        return Queued(item=item, state=state, **kept)
