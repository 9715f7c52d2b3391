"""What a call begins and ends with in the database: the claim before it, one transaction after it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.calls import TOPIC
from bot.delivery.desk_side import What
from bot.delivery.faults import ApiUnreachable
from bot.delivery.misses import too_late, weight
from bot.delivery.tickets import Ticket
from bot.delivery.verdicts import Act, Verdict, decide, maybe_taken
from bot.errors import SealError
from bot.logs import Event, note
from bot.messages import Delete, Edit, Erase, OpenTopic, Send
from storage.outgoing import DOTS, parents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.delivery.desk_side import Desk
    from bot.delivery.pacing import Pacer
    from bot.delivery.tickets import Line
    from bot.errors import ApiError
    from storage.database import Database, Tx
    from storage.outbox import Outbox
    from storage.posts import Post, Posts


_FORBIDDEN: Final = 403


class Outcomes:
    """Writes into the outbox what became of a row, and into its ticket what comes next."""

    def __init__(  # noqa: PLR0913 - the wiring of a room
        self,
        *,
        database: Database,
        outbox: Outbox,
        posts: Posts,
        pacer: Pacer,
        line: Line,
        now: Callable[[], int],
        clock: Callable[[], float],
        jitter: Callable[[], float],
        desk: Desk,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._posts = posts
        self._pacer = pacer
        self._line = line
        self._now = now
        self._clock = clock
        self._jitter = jitter
        self._desk = desk
        self.dead = 0
        self.missed = 0

    def counted(self) -> tuple[int, int]:
        """Return how many rows died and how many deletions were missed since this was asked last."""
        dead, self.dead, missed, self.missed = self.dead, 0, self.missed, 0
        return dead, missed

    async def begin(self, tickets: Sequence[Ticket]) -> dict[bytes, Post] | None:
        """Claim what must be claimed; return where the parents stand, or None: the row is gone, or its parent waits."""
        places = await self._database.transact(lambda tx: self._begin(tx, tickets))
        if places is None:
            for ticket in tickets:
                self._line.drop(ticket)
        elif any(place.message is None for place in places.values()):
            for ticket in tickets:
                ticket.at = self._clock() + 1.0
            return None
        return places

    async def merge(self, tickets: Sequence[Ticket]) -> Ticket | None:
        """Make one row of several cards; None: they are not what they were."""
        queued = await self._database.transact(lambda tx: self._outbox.merge(tx, [ticket.id for ticket in tickets]))
        if queued is None:
            for ticket in tickets:
                self._line.drop(ticket)
            return None
        since = min(ticket.since for ticket in tickets)
        return Ticket(id=queued.id, item=queued.item, chat=tickets[0].chat, priority=queued.priority, since=since)

    async def took(self, tickets: Sequence[Ticket], result: Any, places: Mapping[bytes, Post]) -> None:
        """Telegram did what it was asked: note its id for the post, in one transaction with what follows."""
        # While a full disk keeps no note the ticket remembers it: it is not sent again at each try.
        if tickets[0].taken is None and (message := _message(tickets[0], result)) is not None:
            tickets[0].taken = message, self._line.chat(tickets[0]), self._now()
        await self._settle(tickets)
        self._miss(sum(too_late(ticket.item, places, self._now()) for ticket in tickets))

    async def refused(self, tickets: Sequence[Ticket], fault: ApiError) -> None:
        """Follow the table. Of several deletions refused together each is tried alone."""
        first = tickets[0]
        for ticket in tickets:
            ticket.claimed = ticket.claimed or (maybe_taken(fault) and ticket.makes is not None)
            ticket.called = False
        chat = self._line.chat(first)
        verdict = decide(fault, first.item, first.tries + 1, self._jitter(), chat=chat)
        match verdict.act:
            case Act.DONE:
                await self._settle(tickets)
            case Act.AGAIN | Act.PAUSE | Act.HOLD | Act.FOLLOW:
                await self._later(tickets, verdict, fault)
            case _ if len(tickets) > 1:
                for ticket in tickets:
                    ticket.alone = True
            case Act.MISSED if isinstance(first.item, Erase) and len(first.item.messages) > 1:
                await self._database.transact(lambda tx: self._outbox.apart(tx, first.id))
                self._line.drop(first)
            case Act.MISSED:
                await self._settle(tickets)
                self._miss(weight(first.item))
            case Act.ANEW | Act.REOPEN:
                await self._database.transact(lambda tx: self._rebuild(tx, first, verdict))
                self._line.drop(first)
            case _:
                await self._fail(first, verdict, getattr(fault, "status", 0))

    async def unsent(self, tickets: Sequence[Ticket]) -> None:
        """The token was refused, so nothing was taken: give the claims back."""
        for ticket in tickets:
            ticket.called = False
        await self._database.transact(lambda tx: self._keep(tx, tickets))

    async def spoil(self, tx: Tx, row: bytes) -> None:
        """Give up a row that does not open."""
        await self._tell_gone(tx, await self._outbox.spoil(tx, row, now=self._now()))

    async def _begin(self, tx: Tx, tickets: Sequence[Ticket]) -> dict[bytes, Post] | None:
        places: dict[bytes, Post] = {}
        for ticket in tickets:
            for parent in parents(ticket.item):
                # A parent that does not open is as good as none.
                with contextlib.suppress(SealError, ValueError):
                    if post := await self._posts.by_id(tx, parent):
                        places[parent] = post
        if any(place.message is None for place in places.values()):
            return places
        lines = [ticket for ticket in tickets if _is_line(ticket, places)]
        for ticket in lines:
            await self._outbox.turn_to_sheet(tx, ticket.id, now=self._now())
        if lines:
            return None
        for ticket in tickets:
            if ticket.makes and not await self._outbox.claim(tx, ticket.id):
                return None
        await self._draw(tx, tickets[0])
        return places

    async def _draw(self, tx: Tx, ticket: Ticket) -> None:
        """Put in the words that only the desk knows, as they are now."""
        if not (isinstance(ticket.item, Send | Edit) and ticket.item.drawn):
            return
        with contextlib.suppress(SealError, ValueError):
            if post := await self._posts.by_id(tx, ticket.item.post):
                text, keyboard = await self._desk.drawn(tx, post, now=self._now())
                ticket.item = replace(ticket.item, text=text, keyboard=keyboard)

    async def _settle(self, tickets: Sequence[Ticket]) -> None:
        async def unit(tx: Tx) -> None:
            for ticket in tickets:
                gone = await self._changed(tx, ticket) if isinstance(ticket.item, Delete) else None
                message, chat, sent = ticket.taken or (None, None, 0)
                await self._outbox.settle(tx, ticket.id, message=message, chat=chat, sent=sent, now=self._now())
                if message is not None or isinstance(ticket.item, Edit):
                    await self._tell(tx, ticket, arrived=True)
                await self._tell_gone(tx, gone)

        await self._database.transact(unit)
        for ticket in tickets:
            self._line.drop(ticket)

    async def _later(self, tickets: Sequence[Ticket], verdict: Verdict, fault: ApiError) -> None:
        chat = self._line.chat(tickets[0])
        tried = verdict.act is not Act.PAUSE
        if verdict.chat is not None:
            if chat != verdict.chat:
                note(Event.CHAT_MOVED)
            self._line.moved |= {tickets[0].chat: verdict.chat, chat: verdict.chat}
        for ticket in tickets:
            ticket.tries += tried
            ticket.at = self._clock() + verdict.wait
        if verdict.act in {Act.PAUSE, Act.HOLD}:
            # Not before the rows have their second: ending later, the quiet keeps their place in the chat's order.
            self._pacer.pause(chat, verdict.wait)
        if verdict.act is Act.PAUSE and any(ticket.counts for ticket in tickets):
            self._pacer.slow(chat)
        event = Event.SEND_HELD if verdict.act is Act.HOLD else Event.SEND_RETRIED
        note(event, status=getattr(fault, "status", 0), tries=tickets[0].tries, wait=round(verdict.wait, 1))
        await self._database.transact(lambda tx: self._keep(tx, tickets))

    async def _keep(self, tx: Tx, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            await self._outbox.retry(tx, ticket.id, tries=ticket.tries, unsent=not ticket.claimed)

    async def _rebuild(self, tx: Tx, ticket: Ticket, verdict: Verdict) -> None:
        match ticket.item:
            case Edit() as edit if verdict.act is Act.ANEW:
                if post := await self._posts.by_id(tx, edit.post):
                    await self._outbox.rewrite(tx, ticket.id, await self._anew(tx, edit, post))
            case Send(topic=bytes(topic)) as send:
                if post := await self._posts.by_id(tx, topic):
                    await self._open_again(tx, post, send)
                await self._outbox.retry(tx, ticket.id, tries=ticket.tries + 1, unsent=not ticket.claimed)

    async def _open_again(self, tx: Tx, topic: Post, send: Send) -> None:
        title, first = await self._desk.room_again(tx, topic, now=self._now())
        again = OpenTopic(post=topic.id, chat=topic.chat, title=title, case=topic.case, priority=send.priority)
        for item in (again, *first):
            await self._outbox.put(tx, item, now=self._now())

    async def _anew(self, tx: Tx, edit: Edit, post: Post) -> Send:
        """The edit as a message of its own, in the topic of its case where there is one."""
        others = await self._posts.of_case(tx, post.case) if post.case else []
        topics = [other.id for other in others if other.role == TOPIC and other.chat == post.chat]
        answer = edit.wording != ""
        return Send(
            post=edit.post,
            chat=post.chat,
            text=DOTS if answer else edit.text,
            html=edit.html,
            keyboard=edit.keyboard,
            topic=topics[-1] if topics else None,
            role=post.role,
            case=post.case,
            source=post.source,
            lines=post.lines,
            drawn=edit.drawn,
            silent=post.chat > 0,
            wording=edit.wording,
            priority=edit.priority,
            on_sent=(edit,) if answer else edit.on_sent,
            on_failed=edit.on_failed,
            on_blocked=edit.on_blocked,
        )

    def _miss(self, count: int) -> None:
        if count:
            note(Event.DELETE_MISSED, count=count)
            self.missed += count

    async def _fail(self, ticket: Ticket, verdict: Verdict, status: int) -> None:
        dead = verdict.act is Act.DEAD
        note(Event.SEND_DEAD if dead else Event.SEND_UNREACHABLE, what=What(ticket.item.kind), status=status)

        async def unit(tx: Tx) -> None:
            gone = await self._changed(tx, ticket)
            if await self._outbox.fail(tx, ticket.id, now=self._now(), blocked=status == _FORBIDDEN):
                await self._tell(tx, ticket, arrived=False)
            else:
                await self._tell_gone(tx, gone)

        await self._database.transact(unit)
        self._line.drop(ticket)
        self.dead += dead

    async def _tell(self, tx: Tx, ticket: Ticket, *, arrived: bool) -> None:
        # A case that does not open must not hold up what Telegram has taken.
        with contextlib.suppress(SealError, ValueError):
            if isinstance(ticket.item, Send | Edit):
                await self._desk.settled(tx, ticket.item, arrived=arrived, now=self._now())

    async def _changed(self, tx: Tx, ticket: Ticket) -> Post | None:
        """The post that a row changes or takes away."""
        with contextlib.suppress(SealError, ValueError):
            if isinstance(ticket.item, Delete | Edit):
                return await self._posts.by_id(tx, ticket.item.post)
        return None

    async def _tell_gone(self, tx: Tx, post: Post | None) -> None:
        with contextlib.suppress(SealError, ValueError):
            if post is not None:
                await self._desk.gone(tx, post, now=self._now())


def _is_line(ticket: Ticket, places: Mapping[bytes, Post]) -> bool:
    """Tell whether a row would change a message that shows other cards too."""
    match ticket.item:
        case Edit(post=post) | Delete(post=post) if post in places:
            return places[post].sheet is not None
    return False


def _message(ticket: Ticket, result: Any) -> int | None:
    """Telegram's id of what was made. An answer without one can not be believed: the call counts as unanswered."""
    if ticket.makes is None:
        return None
    name = "message_thread_id" if isinstance(ticket.item, OpenTopic) else "message_id"
    found = result.get(name) if isinstance(result, dict) else None
    if isinstance(found, int):
        return found
    raise ApiUnreachable(ticket.item.kind)
