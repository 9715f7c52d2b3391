"""Sheets: one message that shows several cards, each as a line, made where a group's messages run short.

The card's post stays what its case names. What changes it or takes it away is turned to the sheet here, once for all:
nothing may reach the other lines' message by a single card's row.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import SealError
from bot.messages import Delete, Edit, Priority, Send
from storage.outbox_rows import OutboxRows
from storage.outgoing import SHEET, unsent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Outgoing
    from storage.database import Tx
    from storage.posts import Post
    from storage.queued import Queued


class Sheets(OutboxRows, ABC):
    """What of the outbox is about sheets."""

    @abstractmethod
    async def put(self, tx: Tx, item: Outgoing, *, now: int) -> None:
        """See Outbox."""

    async def merge(self, tx: Tx, row_ids: Sequence[bytes]) -> Queued | None:
        """Put one row in the place of several cards that wait; it shows their posts as its lines.

        None: too few of them can be merged any more; look again. What is drawn on it is read when it goes.
        """
        rows = [row for row_id in row_ids if (row := await self._mergeable(tx, row_id)) is not None]
        if len(rows) < 2:  # noqa: PLR2004 - one is no sheet
            return None
        sends = [row.item for row in rows if isinstance(row.item, Send)]
        sheet = Send(
            post=self._vault.new_id(),
            chat=sends[0].chat,
            role=SHEET,
            html=True,
            drawn=True,
            lines=tuple(send.post for send in sends),
            priority=Priority(min(row.priority for row in rows)),
        )
        await self._posts.add(tx, unsent(sheet))
        for send in sends:
            await self._posts.add(tx, replace(unsent(send), sheet=sheet.post))
        await self._drop(tx, rows)
        row_id = await self._insert(tx, sheet, turn=min(row.turn for row in rows))
        return await self.row(tx, row_id)

    async def row(self, tx: Tx, row_id: bytes) -> Queued | None:
        """One row opened; None: it was settled, merged or dropped."""
        row = await tx.one("outbox_row", id=row_id)
        return None if row is None else self._open(row)

    async def turn_to_sheet(self, tx: Tx, row_id: bytes, *, now: int) -> None:
        """A row that waited to change a card which has become a line: it is about the sheet now."""
        queued = await self._take(tx, row_id)
        if queued is not None and isinstance(queued.item, Edit | Delete):
            await self.put(tx, replace(queued.item, due=0), now=now)

    async def _mergeable(self, tx: Tx, row_id: bytes) -> Queued | None:
        row = await self.row(tx, row_id)
        if row is None or row.state == "claimed" or not isinstance(row.item, Send) or not row.item.merge:
            return None
        others = await self._of_post(tx, row.item.post)
        return None if any(isinstance(other.item, Delete) for other in others) else row

    async def _sheet_of(self, tx: Tx, post: bytes) -> bytes | None:
        """The sheet that shows this post as a line."""
        with contextlib.suppress(SealError, ValueError):
            if (found := await self._posts.by_id(tx, post)) is not None:
                return found.sheet
        return None

    async def _redraw(self, tx: Tx, sheet: bytes, now: int, edit: Edit | None = None) -> None:
        """The sheet shows what its lines are now; one that has not gone yet is drawn when it goes."""
        follows = edit or Edit(post=sheet, text="")
        drawn = replace(follows, post=sheet, text="", html=True, keyboard=(), drawn=True, wording="")
        await self.put(tx, replace(drawn, priority=max(drawn.priority, Priority.CARD)), now=now)

    async def _line_edited(self, tx: Tx, line: Post, sheet: bytes, edit: Edit, now: int) -> None:
        """Change a card that is a line: what can not wait steps out and goes alone, all else is drawn on the sheet."""
        if edit.priority != Priority.URGENT:
            await self._redraw(tx, sheet, now, edit)
            return
        own = Send(
            post=line.id,
            chat=line.chat,
            text=edit.text,
            html=edit.html,
            keyboard=edit.keyboard,
            role=line.role,
            case=line.case,
            source=line.source,
            priority=edit.priority,
            on_sent=edit.on_sent,
            on_failed=edit.on_failed,
            on_blocked=edit.on_blocked,
        )
        await self.put(tx, own, now=now)

    async def _line_deleted(self, tx: Tx, line: Post, sheet: bytes, now: int) -> None:
        """Take a line away; the sheet goes with its last one."""
        await self._forget(tx, line.id)
        found = await self._posts.by_id(tx, sheet)
        if found is None:
            return
        rest = tuple(other for other in found.lines if other != line.id)
        await self._posts.add(tx, replace(found, lines=rest))
        if rest:
            await self._redraw(tx, sheet, now)
        else:
            await self.put(tx, Delete(post=sheet), now=now)

    async def _lines_sent(self, tx: Tx, sheet: bytes, *, message: int, chat: int | None, now: int) -> None:
        """The sheet arrived, and every line with it."""
        found = await self._posts.by_id(tx, sheet)
        for line in found.lines if found is not None else ():
            post = await self._posts.by_id(tx, line)
            if post is not None and post.sheet == sheet:
                await self._posts.add(tx, replace(post, chat=chat or post.chat, message=message, sent_at=now))
