"""The outbox: what must go to Telegram, sealed, in order, each row until Telegram took it or never can.

A row never changes its content: a merge makes a new row at the old row's turn. So whoever holds a picked row can not
claim or settle away what was merged after he looked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from bot.errors import SealError
from bot.messages import Delete, Edit, Erase, OpenTopic, Outgoing, Priority, Send, pack, parents, unpack
from storage.outgoing import Queued, deletes, due, reworded, subject, unclaimed, unsent
from storage.posts import Posts
from storage.sealing import Field, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storage.database import Row, Tx

_HOUR = 3_600
_NEARLY_TOO_LATE = 22 * _HOUR
"""A deletion is due 24 h after sending at most, and Telegram refuses it after 48 h: so late, it goes first."""


class Outbox:
    """Rows name our posts. A post that is unknown to Posts was dropped or can never be sent: nobody waits for it."""

    def __init__(self, vault: Vault, posts: Posts) -> None:
        self._vault = vault
        self._posts = posts
        self._wakes: list[Callable[[], None]] = []

    def on_put(self, wake: Callable[[], None]) -> None:
        """Have `wake` called after each commit that queued something."""
        self._wakes.append(wake)

    async def put(self, tx: Tx, item: Outgoing, *, now: int, turn: int | None = None) -> None:
        """Queue an item; edits and deletions are merged with what waits for the post. `turn`: a place in the line."""
        match item:
            case Send() | OpenTopic():
                await self._posts.add(tx, unsent(item))
                await self._insert(tx, item, turn=turn)
            case Edit():
                await self._edit(tx, item, now)
            case Delete() if item.due > now:
                await self._time(tx, replace(item, priority=Priority.TIMED), now)
            case Delete():
                await self._delete(tx, item, now)
            case Erase() if item.due > now:
                await self._insert(tx, replace(item, priority=Priority.TIMED))
            case _:
                await self._insert(tx, item)
        for wake in self._wakes:
            tx.after_commit(wake)

    async def line(self, tx: Tx, *, now: int, limit: int) -> list[tuple[bytes, int]]:
        """Ids and priorities in the order to go: by priority, timed deletions by their deadline, then by turn.

        A timed deletion shows from the hour it is due in, so up to an hour before its second; one that is nearly too
        late shows as urgent.
        """
        rows = await tx.all("outbox_line", now=now, late=now - _NEARLY_TOO_LATE, limit=limit)
        return [(row["id"], row["place"]) for row in rows]

    async def row(self, tx: Tx, row_id: bytes) -> Queued | None:
        """One row opened; None: it was settled, merged or dropped."""
        row = await tx.one("outbox_row", id=row_id)
        return None if row is None else self._open(row)

    async def waiting(self, tx: Tx, *, now: int, limit: int) -> list[Queued]:
        """The rows of `line`, opened, without those whose second has not come."""
        opened = [await self.row(tx, row_id) for row_id, _ in await self.line(tx, now=now, limit=limit)]
        return [queued for queued in opened if queued is not None and queued.due <= now]

    async def next_due(self, tx: Tx, *, now: int) -> int | None:
        """When `line` shows the next timed deletion that it does not show now; None if there is none."""
        row = await tx.one("outbox_next_due", now=now)
        return None if row is None else row["due"]

    async def claim(self, tx: Tx, row_id: bytes) -> bool:
        """Note that a call begins. False: the row was merged or dropped since it was picked; pick again."""
        return await tx.one("outbox_claim", id=row_id) is not None

    async def settle(self, tx: Tx, row_id: bytes, *, message: int | None = None, now: int) -> None:
        """Telegram took it, or had it: note its id, queue what follows, remove the row. A missing row: nothing."""
        queued = await self._take(tx, row_id)
        if queued is None:
            return
        match item := queued.item:
            case Send() | OpenTopic():
                if message is not None:
                    await self._posts.sent(tx, item.post, message=message, now=now)
                await self._follow(tx, queued, now)
            case Edit() if not await self._ends(tx, item, now):
                await self._continue(tx, queued, item.on_sent, now)
            case Delete():
                await self._forget(tx, item.post)

    async def fail(self, tx: Tx, row_id: bytes, *, now: int, blocked: bool = False) -> None:
        """Telegram will never take it: keep it as a dead letter, queue `on_failed`. A missing row changes nothing."""
        queued = await self._take(tx, row_id)
        if queued is None:
            return
        item, letter = await self._newest(tx, queued.item), self._vault.new_id()
        ends = not isinstance(item, Send | OpenTopic | Edit) or await self._ends(tx, item, now)
        sealed = self._vault.seal(pack(item), Field("dead_letters", "body", letter))
        await tx.run("letter_add", id=letter, origin="outbox", hour=now // _HOUR * _HOUR, body=sealed)
        if isinstance(item, Send | OpenTopic):
            await self._forget(tx, item.post)
        if isinstance(item, Send | OpenTopic | Edit) and not ends:
            reasoned = item.on_blocked if blocked and not isinstance(item, OpenTopic) else ()
            await self._continue(tx, queued, reasoned or item.on_failed, now)

    async def _newest(self, tx: Tx, item: Outgoing) -> Outgoing:
        """A message with the words of an edit that waited for it: what is tried next says them too."""
        if isinstance(item, Send):
            for row in await self._of_post(tx, item.post):
                item = reworded(item, row.item) if isinstance(row.item, Edit) else item
        return item

    async def spoil(self, tx: Tx, row_id: bytes, *, now: int) -> None:
        """Give up a row that does not open: its sealed bytes become a dead letter as they are, under the row's own id.

        Nobody waits any more for a post that only this row could have made. A missing row changes nothing.
        """
        row = await tx.one("outbox_take_sealed", id=row_id)
        if row is None:
            return
        hour = now // _HOUR * _HOUR
        await tx.run("letter_add", id=row_id, origin="outbox-sealed", hour=hour, body=row["body"])
        if row["post"] is not None and await self._never_sent(tx, row["post"]):
            await self._forget(tx, row["post"])

    async def _never_sent(self, tx: Tx, post_id: bytes) -> bool:
        """Tell whether a post is not in Telegram and no row is left that would send it."""
        try:
            post = await self._posts.by_id(tx, post_id)
            rows = await self._of_post(tx, post_id)
        except (SealError, ValueError):
            return False
        sends = any(isinstance(row.item, Send | OpenTopic) for row in rows)
        return post is not None and post.message is None and not sends

    async def retry(self, tx: Tx, row_id: bytes, *, tries: int, unsent: bool = False) -> None:
        """Leave the row for later. `unsent`: Telegram surely did not take it, so a claim is given back."""
        await tx.run("outbox_unclaim" if unsent else "outbox_retry", id=row_id, tries=tries)

    async def rewrite(self, tx: Tx, row_id: bytes, item: Outgoing) -> None:
        """Put another item in a row's place: an edit that must become a message. A missing row changes nothing."""
        queued = await self._take(tx, row_id)
        if queued is None:
            return
        if isinstance(item, Send | OpenTopic):
            await self._posts.add(tx, unsent(item))
        await self._insert(tx, item, turn=queued.turn)
        for wake in self._wakes:
            tx.after_commit(wake)

    async def depth(self, tx: Tx) -> int:
        """How many rows wait, timed deletions left aside."""
        row = await tx.one("outbox_depth")
        return 0 if row is None else int(row["depth"])

    async def unfinished(self, tx: Tx, post: bytes, *, now: int) -> bool:
        """Whether a post, or a change of it, is still on its way to its chat."""
        rows = await self._of_post(tx, post)
        return any(isinstance(row.item, Send | Edit) for row in rows) and not any(deletes(row, now) for row in rows)

    async def _follow(self, tx: Tx, queued: Queued, now: int) -> None:
        item = queued.item
        if isinstance(item, Send | OpenTopic) and not await self._ends(tx, item, now):
            await self._continue(tx, queued, item.on_sent, now)
        if isinstance(item, Send) and item.lives is not None:
            timed = Delete(post=item.post, due=now + item.lives, priority=Priority.TIMED)
            await self.put(tx, timed, now=now)

    async def _ends(self, tx: Tx, item: Send | OpenTopic | Edit, now: int) -> bool:
        """Whether nothing follows any more: the post is to be deleted, or is gone, or none that an edit could find."""
        try:
            rows = await self._of_post(tx, item.post)
            return await self._posts.by_id(tx, item.post) is None or any(deletes(row, now) for row in rows)
        except (SealError, ValueError):
            return isinstance(item, Edit)

    async def _continue(self, tx: Tx, queued: Queued, items: Sequence[Outgoing], now: int) -> None:
        for item in items:
            turn = queued.turn if isinstance(item, Send) and item.bound else None
            await self.put(tx, item, now=now, turn=turn)

    async def _edit(self, tx: Tx, item: Edit, now: int) -> None:
        """Merge an edit into the unsent post, or over an earlier edit. Where the post goes or is gone: nothing."""
        rows = await self._of_post(tx, item.post)
        if await self._posts.by_id(tx, item.post) is None or any(deletes(row, now) for row in rows):
            return
        for row in rows:
            match row.item:
                case Send() as send if row.state == "waiting":
                    merged = reworded(send, item)
                    await self._drop(tx, [older for older in rows if isinstance(older.item, Edit)])
                    await self._replace(tx, row, merged, item.priority)
                    return
                case Edit():
                    await self._replace(tx, row, item, item.priority)
                    return
        await self._insert(tx, item)

    async def _time(self, tx: Tx, item: Delete, now: int) -> None:
        """One timed deletion a post, the newest; what goes at once is not put off."""
        rows = await self._of_post(tx, item.post)
        if await self._posts.by_id(tx, item.post) is None or any(deletes(row, now) for row in rows):
            return
        await self._drop(tx, [row for row in rows if isinstance(row.item, Delete)])
        await self._insert(tx, item)

    async def _delete(self, tx: Tx, item: Delete, now: int) -> None:
        """What is deleted now is neither sent nor edited before."""
        rows = await self._of_post(tx, item.post)
        if any(unclaimed(row) for row in rows):
            await self._forget(tx, item.post)
            return
        if await self._posts.by_id(tx, item.post) is None or any(deletes(row, now) for row in rows):
            return
        await self._drop(tx, [row for row in rows if isinstance(row.item, Edit | Delete)])
        await self._insert(tx, item)

    async def _drop(self, tx: Tx, rows: list[Queued]) -> None:
        for row in rows:
            await tx.run("outbox_drop", id=row.id)

    async def _forget(self, tx: Tx, post: bytes) -> None:
        """The post is no more: nothing waits to change it."""
        await tx.run("outbox_drop_post", post=post)
        await self._posts.drop(tx, post)

    async def _replace(self, tx: Tx, row: Queued, item: Send | Edit, priority: Priority) -> None:
        await self._drop(tx, [row])
        first = min(row.priority, priority)
        await self._insert(tx, replace(item, priority=Priority(first)), turn=row.turn, tries=row.tries)

    async def _insert(self, tx: Tx, item: Outgoing, *, turn: int | None = None, tries: int = 0) -> None:
        row_id = self._vault.new_id()
        await tx.run(
            "outbox_add",
            id=row_id,
            post=subject(item),
            turn=turn,
            priority=int(item.priority),
            tries=tries,
            due=due(item) // _HOUR * _HOUR,
            body=self._vault.seal(pack(item), Field("outbox", "body", row_id)),
        )
        for parent in parents(item):
            await self._hurry(tx, parent, item.priority)

    async def _hurry(self, tx: Tx, post: bytes, priority: int) -> None:
        """A parent goes no later than its child; else the urgent would wait behind all that is not."""
        for row in await self._of_post(tx, post):
            if isinstance(row.item, Send | OpenTopic) and row.priority > priority:
                await tx.run("outbox_hurry", id=row.id, priority=int(priority))
                for parent in parents(row.item):
                    await self._hurry(tx, parent, priority)

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
