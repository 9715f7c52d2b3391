"""What follows at the desk, in the same transaction, once Telegram took a message of ours or never will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import rooms
from bot.desk.house import Turn
from bot.desk.knowing import counting
from bot.desk.showing import board, cards, sheets
from bot.desk.talks import farewell
from bot.desk.talks.farewell import LAST
from bot.desk.words import astray, relay
from bot.desk.words.answering import newest, tell_again
from bot.desk.words.fates import ANSWERED, BEGUN, Fate
from bot.desk.words.follow import is_whole
from bot.desk.words.line import LINE
from bot.errors import SealError
from bot.messages import Delete, Priority, Send, Work
from storage.outgoing import SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bot.desk.house import House
    from bot.messages import Edit, Keyboard, Outgoing
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post

_ROOM_ROLES: Final = frozenset({cards.HEAD, *cards.FROM_PERSON_ROLES})
NAMELESS: Final = "…"
"""The title of a room whose case the server can not read."""


class Aftermath:
    """The desk, as the outbox asks it."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def room_again(self, tx: Tx, topic: Post, *, now: int) -> tuple[str, Sequence[Outgoing]]:
        """The title of a room that somebody deleted, and its head anew, with the buttons of its case."""
        try:
            return await self._room_again(self._turn(tx, now), topic)
        except (SealError, ValueError):
            # A case that does not open must not stop the line; what waits for the room goes out all the same.
            return NAMELESS, ()

    async def _room_again(self, turn: Turn, topic: Post) -> tuple[str, Sequence[Outgoing]]:
        case = await turn.case(topic.case)
        if case is None or not case.hot:
            return NAMELESS, ()
        heads = [post for post in await self._house.posts.of_case(turn.tx, case.id) if post.role == cards.HEAD]
        if case.room != topic.id or (heads and heads[-1].message is None):
            return rooms.room_title(self._house, case), ()
        # As the same post: what was queued for the head that is gone is for the new one.
        head = await rooms.head_of(turn, case, heads[-1].id if heads else self._house.new_post())
        return rooms.room_title(self._house, case), (replace(head, priority=Priority.URGENT),)

    async def drawn(self, tx: Tx, post: Post, *, now: int) -> tuple[str, Keyboard]:
        """What a sheet says now."""
        return await sheets.draw(self._turn(tx, now), post)

    async def settled(self, tx: Tx, item: Send | Edit, *, arrived: bool, now: int) -> None:
        """Operators' answers count once the line that tells of them arrived; the end of each wording is noted."""
        turn = self._turn(tx, now)
        if isinstance(item, Send) and not arrived:
            await _roomless(turn, item)
        if isinstance(item, Send) and item.role in {SHEET, board.BOARD}:
            await _of_the_queue(turn, item, arrived=arrived)
        elif isinstance(item, Send) and item.role == LINE:
            for case in await self._house.cases.of_person(tx, bot=self._house.line.bot, chat=item.chat):
                await (_arrived if arrived else _lost)(turn, case)
        elif item.wording.startswith(LAST):
            if arrived:
                await farewell.arrived(turn, item)
        elif item.wording:
            await _words(turn, item, arrived=arrived)

    async def gone(self, tx: Tx, post: Post, *, now: int) -> None:
        """Words whose message went before they came, or whose row is damaged, wait to be read again."""
        turn = self._turn(tx, now)
        if post.role in relay.TO_PERSON_ROLES and (case := await _case_of(turn, post)) is not None:
            await astray.find(turn, case)
        elif post.role in relay.TO_PERSON_ROLES and post.case is None:
            await turn.put(Delete(post=post.id))
        elif post.role == SHEET and post.message is None:
            await sheets.arrives_never(turn, post.id, post.lines)
        elif post.role == SHEET:
            await sheets.draw_again(turn, post)
        elif post.role == LINE and post.message is None:
            for case in await self._house.cases.of_person(tx, bot=self._house.line.bot, chat=post.chat):
                await tell_again(turn, case)

    def _turn(self, tx: Tx, now: int) -> Turn:
        """The outbox's own work: no update of the inbox ends with it."""
        return Turn(self._house, tx, Work(bot=self._house.line.bot, update_id=0, now=now))


async def _of_the_queue(turn: Turn, item: Send, *, arrived: bool) -> None:
    """A sheet that can not be sent falls apart into cards; a board that arrived is pinned."""
    if item.role == SHEET and not arrived:
        await sheets.arrives_never(turn, item.post, item.lines)
    elif item.role == board.BOARD and arrived:
        await board.pin(turn, item)


async def _roomless(turn: Turn, item: Send) -> None:
    """What belongs into a private room finds no way there: the case is anybody's again, and the group is told."""
    again = any(isinstance(following, Send) and following.post == item.post for following in item.on_failed)
    case = await turn.case(item.case) if item.role in _ROOM_ROLES and not again else None
    if case is not None and case.hot and case.seat == item.chat != case.chat:
        await rooms.release(turn, case)


async def _words(turn: Turn, item: Send | Edit, *, arrived: bool) -> None:
    """Words of an answer, or the dots that keep their place, arrived or never will."""
    copy = item if isinstance(item, Send) else await turn.house.posts.by_id(turn.tx, item.post)
    shown_in = await _case_of(turn, copy) if copy is not None else None
    if copy is None or shown_in is None:
        return
    # In a message whose timer is over they are gone before anybody reads them.
    if not arrived or (is_whole(item) and not await turn.house.outbox.going(turn.tx, item.post, now=turn.now)):
        end = Fate.ARRIVED if arrived else Fate.UNDELIVERED
        shown_in = await _shown(turn, shown_in, item.wording, end, begun=copy.role == relay.MORE_TO_PERSON)
    await astray.find(turn, shown_in)


async def _arrived(turn: Turn, case: Case) -> None:
    if case.state == "taken" and await relay.answered_last(turn, case):
        await relay.turn_state(turn, replace(case, state="waiting"))


async def _lost(turn: Turn, case: Case) -> None:
    bodies = await newest(turn, case) if case.unread else {}
    for answer in filter(bodies.__contains__, case.unread):
        await _note(turn, case, Fate.UNDELIVERED, bodies[answer])


async def _case_of(turn: Turn, copy: Post | Send) -> Case | None:
    """The open case in whose person's chat a message stands, or was to stand."""
    case = await turn.case(copy.case)
    return case if case is not None and case.hot and case.chat == copy.chat else None


async def _shown(turn: Turn, case: Case, wording: str, fate: Fate, *, begun: bool) -> Case:
    """Words of an answer stand before its person now, or never will; a newer wording of it may still be on its way.

    `begun`: its first words do. Returns the case as it is now.
    """
    entries = await turn.house.cases.entries(turn.tx, case)
    bodies = (entry.body for entry in entries if entry.kind == ANSWERED and entry.body.get("wording") == wording)
    body = next(bodies, None)
    answer = bytes.fromhex(body.get("answer", "")) if body is not None else b""
    if body is None or (answer and answer not in case.showing):
        return case
    await _note(turn, case, fate, body, begun=begun and fate is Fate.UNDELIVERED)
    if fate is Fate.ARRIVED and body.get("upload"):
        await turn.house.outbox.uploads.drop(turn.tx, bytes.fromhex(body["upload"]))
    if answer and (await newest(turn, case))[answer].get("wording") == wording:
        case = replace(case, showing=tuple(other for other in case.showing if other != answer))
        await turn.house.cases.save(turn.tx, case)
    return case


async def _note(turn: Turn, case: Case, fate: Fate, body: Mapping[str, Any], *, begun: bool = False) -> None:
    chat = {"chat": body["chat"]} if "chat" in body else {}
    noted = {"message": body["message"], "wording": body.get("wording", "")} | chat | ({BEGUN: True} if begun else {})
    await turn.house.cases.append(turn.tx, case, fate, noted, now=turn.now)
    if fate is Fate.UNDELIVERED:
        await counting.undelivered(turn)
