"""The loop that announces what needs two supervisors, and does what was confirmed.

How many supervisors there are is asked of Telegram, files are written, much is sealed: none of it inside a unit. What
was confirmed stays noted until it is done, and may be done twice: a crash only means that it is begun again.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.desk.nights import forgetting
from bot.desk.seeing.requests import announcement, ended, keyboard, show
from bot.errors import ApiError, KeyFault
from bot.logs import Event, note_fault
from bot.loops import Wakeable
from bot.messages import Media, Priority, Send, Work
from storage import exports
from storage.audit import Action
from storage.requests import RequestKind, RequestState
from storage.resealing import seal_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from storage.database import Tx
    from storage.recipients import Recipients
    from storage.requests import Request

LOOK_SECONDS: Final = 60.0
SENT_LIVES: Final = 86_400
"""How long an export stays in the private chat of whoever asked."""


@dataclass(slots=True, kw_only=True, eq=False)
class RequestDesk(Wakeable):
    """Announces, and does. `recipients`: the list that one more gets onto.

    `followed`: the list to which all hot cases are sealed.
    """

    recipients: Recipients
    now: Callable[[], int]
    followed: tuple[str, ...] = ()

    async def run(self, house: House) -> None:
        """Loop: look at every request, at least once a minute."""
        await self.rounds(partial(self.look, house))

    async def look(self, house: House) -> float:
        """One round; the seconds until the next. Where Telegram can not be asked a request waits for that."""
        try:
            await self.follow(house)
        except (KeyFault, OSError) as fault:
            note_fault(Event.REQUEST_FAILED, fault)
        for request in await house.database.transact(house.requests.all):
            with suppress(ApiError):
                await self._look_at(house, request)
        return LOOK_SECONDS

    async def _look_at(self, house: House, request: Request) -> None:
        if request.state is RequestState.ASKED and self.now() < request.due:
            return
        admins = set(await house.supervisors(request.desk))
        match request.state:
            case _ if request.asker not in admins:
                await self._end(house, request, house.say("desk-request-left", name=request.asker_name))
            case RequestState.NEW if request.kind is RequestKind.FORGET and admins == {request.asker}:
                await self._end(house, request, house.say("desk-forget-alone"))
            case RequestState.NEW:
                await self._announce(house, request, alone=admins == {request.asker})
            case RequestState.ASKED if request.alone and admins == {request.asker}:
                await self._granted_by_time(house, request)
            case RequestState.ASKED:
                await self._end(house, request, house.say(_lapsed(request)), Action.REQUEST_LAPSED)
            case RequestState.GRANTED:
                await self._do(house, request)

    async def _announce(self, house: House, request: Request, *, alone: bool) -> None:
        async def unit(tx: Tx) -> None:
            if await _unchanged(house, tx, request):
                told = replace(request, state=RequestState.ASKED, alone=alone, post=house.new_post())
                await house.requests.save(tx, told)
                await self._turn(house, tx).put(_announced(house, told, self.now()))

        await house.database.transact(unit)

    async def _granted_by_time(self, house: House, request: Request) -> None:
        async def unit(tx: Tx) -> None:
            if await _unchanged(house, tx, request):
                granted = replace(request, state=RequestState.GRANTED)
                await house.requests.save(tx, granted)
                await show(self._turn(house, tx), granted, house.say("desk-request-in-time"))

        await house.database.transact(unit)
        self.wake()

    async def _end(self, house: House, request: Request, outcome: str, action: Action | None = None) -> None:
        async def unit(tx: Tx) -> None:
            if await _unchanged(house, tx, request):
                turn = self._turn(house, tx)
                await ended(turn, request, outcome)
                if action is not None:
                    await turn.audit(action)

        await house.database.transact(unit)

    async def _do(self, house: House, request: Request) -> None:
        try:
            match request.kind:
                case RequestKind.EXPORT:
                    await self._export(house, request)
                case RequestKind.RECIPIENT:
                    await self._add(house, request)
                case RequestKind.FORGET:
                    await forgetting.forget(house, self.now(), by=request)
        except (KeyFault, OSError) as fault:
            note_fault(Event.REQUEST_FAILED, fault)
            await self._end(house, request, house.say("desk-request-failed"))

    async def _export(self, house: House, request: Request) -> None:
        async def gathered(tx: Tx) -> dict[str, exports.Files]:
            found = {alias: await exports.sealed(tx, alias) for alias in request.about}
            return {alias: files for alias, files in found.items() if files is not None}

        cases = await house.database.transact(gathered)
        size = sum(len(content) for files in cases.values() for content in files.values())
        if not cases or size > exports.MOST_BYTES:
            key = "desk-export-large" if cases else "desk-export-nothing"
            await self._end(house, request, house.say(key))
            return
        sealed = await asyncio.to_thread(exports.packed, cases, house.cases.sealed_to)

        async def unit(tx: Tx) -> None:
            if await _unchanged(house, tx, request):
                await self._send(house, tx, request, sealed, tuple(cases))

        await house.database.transact(unit)

    async def _send(self, house: House, tx: Tx, request: Request, sealed: bytes, aliases: tuple[str, ...]) -> None:
        turn = self._turn(house, tx)
        upload = await house.outbox.uploads.add(tx, sealed, until=self.now() + SENT_LIVES)
        lost = house.say("desk-export-undelivered", name=request.asker_name)
        failed = Send(post=house.new_post(), chat=request.desk, html=True, role="notice", text=lost)
        document = Send(
            post=house.new_post(),
            chat=request.asker,
            html=True,
            text=house.say("desk-export-caption", aliases=", ".join(aliases)),
            media=Media(kind="document", upload=upload),
            role="export",
            protect=True,
            lives=SENT_LIVES,
            on_failed=(failed,),
        )
        await turn.put(document)
        for alias in aliases:
            await house.audit.add(tx, Action.EXPORTED, user=request.asker, alias=alias, now=self.now())
        await ended(turn, request, house.say("desk-export-sent", name=request.asker_name))

    async def follow(self, house: House) -> None:
        """Seal to the list as its file has it: `keys recipients` may have changed it, or a crash come in between."""
        before, listed = house.cases.sealed_to, await asyncio.to_thread(self.recipients.read)
        if listed != before:
            house.cases.seal_to(listed)
            await house.database.transact(partial(self._note_list, house, before, listed))
        if self.followed != listed:
            await seal_all(house.database, house.cases)
            self.followed = listed

    async def _note_list(self, house: House, before: tuple[str, ...], listed: tuple[str, ...], tx: Tx) -> None:
        added = [Action.RECIPIENT_ADDED for key in listed if key not in before]
        for action in (*added, *(Action.RECIPIENT_REMOVED for key in before if key not in listed)):
            await house.audit.add(tx, action, user=None, alias="", now=self.now())

    async def _add(self, house: House, request: Request) -> None:
        """The list first, then the cases that can be read: new ones are sealed to the new key meanwhile."""
        (key,) = request.about
        await asyncio.to_thread(self.recipients.add, key)
        house.cases.seal_to(self.recipients.listed)
        await seal_all(house.database, house.cases)
        self.followed = self.recipients.listed

        async def unit(tx: Tx) -> None:
            if await _unchanged(house, tx, request):
                turn = self._turn(house, tx)
                await house.audit.add(tx, Action.RECIPIENT_ADDED, user=request.asker, alias="", now=self.now())
                await ended(turn, request, house.say("desk-recipient-added", count=len(self.recipients.listed)))

        await house.database.transact(unit)

    def _turn(self, house: House, tx: Tx) -> Turn:
        return Turn(house, tx, Work(house.line.bot, 0, self.now()))


def _lapsed(request: Request) -> str:
    return "desk-forget-lapsed" if request.kind is RequestKind.FORGET else "desk-request-lapsed"


async def _unchanged(house: House, tx: Tx, request: Request) -> bool:
    """Whether nobody stopped, confirmed or did it since it was read."""
    return await house.requests.load(tx, request.id) == request


def _announced(house: House, request: Request, now: int) -> Send:
    return Send(
        post=request.post or house.new_post(),
        chat=request.desk,
        html=True,
        role="alarm",
        text=announcement(house, request),
        keyboard=keyboard(house, request, now),
        priority=Priority.CARD,
    )
