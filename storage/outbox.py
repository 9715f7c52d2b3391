"""The outbox: what must go to Telegram, sealed, in order, each row until Telegram took it or never can.

A row never changes what it sends: a merge makes a new row at the old row's turn. So whoever holds a picked row can not
claim or settle away what was merged after he looked. What follows on it may grow: that is read when it is settled.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import SealError
from bot.messages import Delete, Edit, Erase, OpenTopic, Outgoing, Pin, Priority, Send, pack
from storage.outbox_rows import HOUR
from storage.outgoing import alone, edits, reworded, unsent, upload_of
from storage.queued import Queued, deletes, makes, unclaimed
from storage.sealing import Field, Vault
from storage.sheets import Sheets
from storage.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Tx
    from storage.posts import Post, Posts

_NEARLY_TOO_LATE = 22 * HOUR
"""A deletion is due 24 h after sending at most, and Telegram refuses it after 48 h: so late, it goes first."""

_NEAR_ENOUGH = 60
"""Seconds by which a timed deletion that is hours away may come early, rather than being put off at every step."""


class Outbox(Sheets):
    """Rows name our posts. A post that is unknown to Posts was dropped or can never be sent: nobody waits for it."""

    def __init__(self, vault: Vault, posts: Posts) -> None:
        super().__init__(vault, posts)
        self.uploads = Uploads(vault)
        self._wakes: list[Callable[[bool], None]] = []

    def on_put(self, wake: Callable[[bool], None]) -> None:
        """Have `wake` called after each commit that queued something; True: it is urgent."""
        self._wakes.append(wake)

    def _wake(self, tx: Tx, priority: Priority) -> None:
        for wake in self._wakes:
            tx.after_commit(partial(wake, priority == Priority.URGENT))

    async def put(self, tx: Tx, item: Outgoing, *, now: int) -> None:
        """Queue an item; edits and deletions are merged with what waits for the same post."""
        match item:
            case Send() | OpenTopic():
                sheet = await self._sheet_of(tx, item.post)
                await self._posts.add(tx, unsent(item))
                await self._insert(tx, item)
                if sheet is not None:
                    await self._redraw(tx, sheet, now)
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
        self._wake(tx, item.priority)

    async def put_screen(self, tx: Tx, edit: Edit, end: Delete, *, post: Post, now: int) -> None:
        """Queue an edit, and when its post goes now, as `put` would one after the other.

        `post`: as it was read in this unit. What waits for it is read once.
        """
        rows = await self._of_post(tx, post.id)
        await self._edited(tx, edit, now, rows, post)
        if end.due > now:
            await self._timed(tx, replace(end, priority=Priority.TIMED), now, rows)
        else:
            await self._delete(tx, end, now)
        self._wake(tx, edit.priority)

    async def line(self, tx: Tx, *, now: int, limit: int) -> list[tuple[bytes, int]]:
        """Ids and priorities in the order to go: by priority, timed deletions by their deadline, then by turn.

        A timed deletion shows from the hour it is due in, so up to an hour before its second; one that is nearly too
        late shows as urgent.
        """
        rows = await tx.all("outbox_line", now=now, late=now - _NEARLY_TOO_LATE, limit=limit)
        return [(row["id"], row["place"]) for row in rows]

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

    async def settle(  # noqa: PLR0913 - what Telegram said, piece by piece
        self, tx: Tx, row_id: bytes, *, message: int | None = None, chat: int | None = None, sent: int = 0, now: int
    ) -> None:
        """Telegram took it, or had it: note its id, queue what follows, remove the row. A missing row: nothing.

        `chat`: where it stands, if the group moved meanwhile. `sent`: unix, if that was before now.
        """
        sent = sent or now
        queued = await self._take(tx, row_id)
        if queued is None:
            return
        item = queued.item
        match item:
            case Send() | OpenTopic():
                if message is not None:
                    await self._posts.sent(tx, item.post, message=message, chat=chat, now=sent)
                    if isinstance(item, Send) and item.lines:
                        await self._lines_sent(tx, item.post, message=message, chat=chat, now=sent)
                if (upload := upload_of(item)) is not None:
                    await self.uploads.spent(tx, upload)
                await self._follow(tx, item, sent, now)
            case Edit() if item.on_sent and not await self._ends(tx, item, now):
                for following in item.on_sent:
                    await self.put(tx, following, now=now)
            case Delete():
                await self._forget(tx, item.post)

    async def fail(self, tx: Tx, row_id: bytes, *, now: int, blocked: bool = False) -> bool:
        """Telegram will never take it: keep it as a dead letter, queue what follows. A missing row changes nothing.

        `blocked`: because nothing can be sent to that chat. False: nothing follows, for its post leaves the chat.
        """
        queued = await self._take(tx, row_id)
        if queued is None:
            return True
        item, letter = await self._newest(tx, queued.item), self._vault.new_id()
        follows = isinstance(item, Send | OpenTopic | Edit) and not await self._ends(tx, item, now)
        sealed = self._vault.seal(pack(alone(item)), Field("dead_letters", "body", letter))
        await tx.run("letter_add", id=letter, origin="outbox", hour=now // HOUR * HOUR, body=sealed)
        if isinstance(item, Send | OpenTopic):
            await self._forget(tx, item.post)
        for following in item.on_failed if isinstance(item, Pin) else ():
            await self.put(tx, following, now=now)
        if isinstance(item, Send | OpenTopic | Edit) and follows:
            reasoned = item.on_blocked if blocked and not isinstance(item, OpenTopic) else ()
            for following in reasoned or item.on_failed:
                await self.put(tx, following, now=now)
        return follows

    async def _newest(self, tx: Tx, item: Outgoing) -> Outgoing:
        """A message with the words of an edit that waited for it: what is tried next says them too."""
        if isinstance(item, Send):
            for row in await self._of_post(tx, item.post):
                item = reworded(item, row.item) if isinstance(row.item, Edit) else item
        return item

    async def spoil(self, tx: Tx, row_id: bytes, *, now: int) -> Post | None:
        """Give up a row that does not open: its sealed bytes become a dead letter as they are, under the row's own id.

        Nobody waits any more for a post that only this row could have made. Returns the post that the row made or
        changed, as it was. A missing row changes nothing.
        """
        row = await tx.one("outbox_take_sealed", id=row_id)
        if row is None:
            return None
        hour = now // HOUR * HOUR
        await tx.run("letter_add", id=row_id, origin="outbox-sealed", hour=hour, body=row["body"])
        if row["post"] is None:
            return None
        post = await self._known(tx, row["post"])
        if await self._never_sent(tx, row["post"]):
            await self._forget(tx, row["post"])
        return post

    async def _known(self, tx: Tx, post_id: bytes) -> Post | None:
        try:
            return await self._posts.by_id(tx, post_id)
        except (SealError, ValueError):
            return None

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
        self._wake(tx, item.priority)

    async def apart(self, tx: Tx, row_id: bytes) -> None:
        """Make one row a message of an erasure that was refused as a whole. A missing row changes nothing."""
        queued = await self._take(tx, row_id)
        if queued is None or not isinstance(queued.item, Erase):
            return
        for message in queued.item.messages:
            await self._insert(tx, replace(queued.item, messages=(message,)), turn=queued.turn, tries=queued.tries)
        self._wake(tx, queued.item.priority)

    async def depth(self, tx: Tx) -> int:
        """How many rows wait, timed deletions left aside."""
        row = await tx.one("outbox_depth")
        return 0 if row is None else int(row["depth"])

    async def _follow(self, tx: Tx, item: Send | OpenTopic, sent: int, now: int) -> None:
        newer = any(isinstance(row.item, Edit) for row in await self._of_post(tx, item.post))
        follows = item.on_sent and not await self._ends(tx, item, now)
        for following in item.on_sent if follows else ():
            if not (newer and edits(following, item.post)):
                await self.put(tx, following, now=now)
        if isinstance(item, Send) and item.lives is not None:
            timed = Delete(post=item.post, due=sent + item.lives, priority=Priority.TIMED)
            await self.put(tx, timed, now=now)

    async def _edit(self, tx: Tx, item: Edit, now: int) -> None:
        """Merge an edit into the unsent post, or over an earlier edit. Where the post goes or is gone: nothing."""
        rows = await self._of_post(tx, item.post)
        post = await self._posts.by_id(tx, item.post)
        if post is not None:
            await self._edited(tx, item, now, rows, post)

    async def _edited(self, tx: Tx, item: Edit, now: int, rows: list[Queued], post: Post) -> None:
        """The same with what is known of its post."""
        if any(deletes(row, now) for row in rows):
            return
        if post.sheet is not None:
            await self._line_edited(tx, post, post.sheet, item, now)
            return
        for row in rows:
            match row.item:
                case Send(drawn=True) if row.state == "waiting":
                    return
                case Send() as send if row.state == "waiting":
                    merged = reworded(send, item)
                    await self._drop(tx, [older for older in rows if isinstance(older.item, Edit)])
                    await self._replace(tx, row, merged, item.priority)
                    return
                case Edit(anew=anew, due=earlier):
                    newest = replace(item, anew=item.anew or anew, due=min(item.due, earlier))
                    await self._replace(tx, row, newest, item.priority, beside=rows)
                    return
        await self._insert(tx, item, beside=rows)

    async def _time(self, tx: Tx, item: Delete, now: int) -> None:
        """One timed deletion a post, the newest; what goes at once is not put off."""
        rows = await self._of_post(tx, item.post)
        if await self._posts.by_id(tx, item.post) is not None:
            await self._timed(tx, item, now, rows)

    async def _timed(self, tx: Tx, item: Delete, now: int, rows: list[Queued]) -> None:
        """The same with what waits for its post."""
        if any(deletes(row, now) for row in rows):
            return
        earlier = [row for row in rows if isinstance(row.item, Delete)]
        if item.due - now >= HOUR and any(0 <= item.due - row.due < _NEAR_ENOUGH for row in earlier):
            return
        await self._drop(tx, earlier)
        await self._insert(tx, item, beside=rows)

    async def _delete(self, tx: Tx, item: Delete, now: int) -> None:
        """What is deleted now is neither sent nor edited before."""
        rows = await self._of_post(tx, item.post)
        post = await self._posts.by_id(tx, item.post)
        if post is not None and post.sheet is not None:
            await self._line_deleted(tx, post, post.sheet, now)
            return
        never = post is not None and post.message is None and not any(makes(row) for row in rows)
        if never or any(unclaimed(row) for row in rows):
            await self._forget(tx, item.post)
            return
        if post is None or any(deletes(row, now) for row in rows):
            return
        await self._drop(tx, [row for row in rows if isinstance(row.item, Edit | Delete)])
        await self._insert(tx, item)
