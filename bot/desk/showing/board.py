"""The board: one pinned message of an operator chat that says how the queue stands, edited in place.

At most twice a minute, so that it takes nothing from cards; at least every five minutes, so that its clock shows that
the line lives.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.messages import Edit, Pin, Priority, Send, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx

BOARD: Final = "board"
LOOK_SECONDS: Final = 5
SOONEST: Final = 30
"""So many seconds lie between two edits."""
LATEST: Final = 240
"""After so many it is edited even where nothing changed."""
OVERDUE: Final = 90
"""And after so many a change waits behind new cards no longer: under load the board is what tells how many wait."""
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """How the queue of an operator chat stands. `oldest`: since when the first of the waiting waits, 0 if none does."""

    waiting: int = 0
    urgent: int = 0
    taken: int = 0
    oldest: int = 0

    def with_case(self, case: Case) -> Counts:
        """Count one more."""
        if case.state != "new":
            return replace(self, taken=self.taken + 1)
        since = case.since
        oldest = min(self.oldest, since) if self.oldest else since
        return replace(self, waiting=self.waiting + 1, urgent=self.urgent + case.urgent, oldest=oldest)


async def board_counts(turn: Turn, chat: int) -> Counts:
    """Count what an operator chat has: waiting, the urgent among them, taken, and since when the oldest waits."""
    counts, place = Counts(), (0, "")
    while page := await _page(turn.house, place, turn.tx):
        counts, place = _counted(turn.house, counts, page, chat), (page[-1].hour, page[-1].alias)
    return counts


async def _page(house: House, after: tuple[int, str], tx: Tx) -> list[Case]:
    return await house.cases.page(tx, state=None, after=after, limit=_AT_ONCE)


def _counted(house: House, counts: Counts, page: list[Case], chat: int) -> Counts:
    for case in page:
        if house.desk_of(case) == chat and case.reach != "lost":
            counts = counts.with_case(case)
    return counts


async def _count(house: House, chat: int) -> Counts:
    """The same in many small units: others get the database in between."""
    counts, place = Counts(), (0, "")
    while page := await house.database.transact(partial(_page, house, place)):
        counts, place = _counted(house, counts, page, chat), (page[-1].hour, page[-1].alias)
    return counts


def board_text(house: House, counts: Counts, now: int) -> str:
    """What the board says, as HTML."""
    lines = [house.say("desk-board-head")]
    if counts.urgent:
        lines.append(house.say("desk-board-urgent", count=counts.urgent))
    lines.append(house.say("desk-board-waiting", count=counts.waiting))
    if counts.oldest:
        lines.append(house.say("desk-board-oldest", time=_clock(house, counts.oldest, now)))
    lines += [
        house.say("desk-board-taken", count=counts.taken),
        house.say("desk-board-alive", time=_clock(house, now, now), zone=_zone(house)),
    ]
    return "\n".join(lines)


def _offset(house: House) -> int:
    hours = house.book.project.desk.hours
    return 0 if hours is None or isinstance(hours, str) else hours.utc


def _zone(house: House) -> str:
    """How its clock goes, so that nobody takes another's for his own."""
    offset = _offset(house)
    return f"UTC{offset:+d}" if offset else "UTC"


def _clock(house: House, second: int, now: int) -> str:
    """The hour and minute; with the day where that is another one."""
    zone = timezone(timedelta(hours=_offset(house))) if _offset(house) else UTC
    at, today = (datetime.fromtimestamp(one, zone) for one in (second, now))
    return f"{at:%H:%M}" if at.date() == today.date() else f"{at:%d.%m. %H:%M}"


async def pin(turn: Turn, sent: Send) -> None:
    """A board arrived: it is pinned; where the bot may not, the chat learns it."""
    house = turn.house
    line = Send(
        post=house.new_post(),
        chat=sent.chat,
        text=house.say("desk-board-unpinned"),
        html=True,
        role="notice",
        silent=True,
    )
    await turn.put(Pin(post=sent.post, on_failed=(line,)))


@dataclass(slots=True)
class _Stand:
    """What is remembered of a board: since when it stands as it is, when it was last put in the line, what it counted.

    `moving`: a change of it is on its way.
    """

    since: int
    put: int = 0
    counts: Counts | None = None
    moving: bool = False


@dataclass(slots=True)
class BoardDesk:
    """Keeps the boards of all operator chats; what it remembers may be lost at any time."""

    _stands: dict[int, _Stand] = field(default_factory=dict)

    async def look(self, house: House, now: int) -> None:
        """One round of the loop."""
        for chat in house.chats:
            if chat not in house.absent:
                await self._look_at(house, chat, now)

    async def _look_at(self, house: House, chat: int, now: int) -> None:
        stand = self._stands.setdefault(chat, _Stand(since=now - SOONEST))
        post, moving = await house.database.transact(partial(_find, house, chat, now))
        stand.since = now if stand.moving and not moving else stand.since
        stand.moving, age = moving, now - stand.since
        if now - max(stand.since, stand.put) < SOONEST or (moving and age < OVERDUE):
            return
        counts = await _count(house, chat)
        if post is None or counts != stand.counts or age >= LATEST:
            priority = Priority.REPLY if age >= OVERDUE else Priority.BOARD
            face = Edit(post=b"", text=board_text(house, counts, now), html=True, priority=priority)
            await house.database.transact(partial(_show, house, chat, face, now))
            stand.counts, stand.moving, stand.put = counts, True, now


async def _find(house: House, chat: int, now: int, tx: Tx) -> tuple[bytes | None, bool]:
    """The board of a chat, and whether it is on its way there, or a change of it is."""
    post = await house.boards.find(tx, chat)
    if post is None or await house.posts.by_id(tx, post) is None:
        return None, False
    return post, await house.outbox.unfinished(tx, post, now=now)


async def _show(house: House, chat: int, face: Edit, now: int, tx: Tx) -> None:
    """Put these words on the board; where there is none it is sent, and pinned when it arrived."""
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    post, _ = await _find(house, chat, now, tx)
    if post is not None:
        await turn.put(replace(face, post=post))
        return
    board = Send(post=house.new_post(), chat=chat, text=face.text, html=True, role=BOARD, silent=True)
    await house.boards.keep(tx, chat, board.post)
    await turn.put(replace(board, priority=face.priority))
