"""What a process that does not lead works: what a person wrote or pressed. All else it hands up, and waits for it.

So what one process must remember (who is a member, which calls are under way, who left) stays with the one who leads;
and as the lane waits, the order of a chat is kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.desk.talks import intake
from bot.errors import NotYet
from bot.messages import Said, Tapped
from bot.sharing.bus import HANDED
from handlers import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from bot.messages import Reply, Work
    from bot.sharing.bus import Bus
    from storage.postgres.crew import Member


@dataclass(slots=True, kw_only=True, eq=False)
class Aide:
    """Works updates of persons. `agrees`: whether this process works by the same content and settings as the others."""

    house: House
    member: Member
    bus: Bus
    answer: Callable[[str, Reply], None]
    agrees: Callable[[], bool]
    _up: dict[tuple[int, int], asyncio.Future[None]] = field(default_factory=dict)
    _over: set[tuple[int, int]] = field(default_factory=set)

    async def work(self, raw: dict[str, Any], work: Work) -> bool:
        """Work one update. NotYet: it was handed up, and this is asked again once it is worked."""
        name = (work.bot, work.update_id)
        if name in self._over:
            self._over.discard(name)
            return True
        if name not in self._up and self.agrees() and await self._worked(raw, work):
            return True
        raise NotYet(await self._handed_up(name))

    async def look(self) -> None:
        """Let go on what waited for updates that are worked by now."""
        if not self._up:
            return
        asked = [*self._up]  # what is handed up while we wait for the answer is not in it, and not worked
        waiting = await self.member.still_waiting(asked)
        for name in asked:
            if name not in waiting:
                self._over.add(name)
                self._up.pop(name).set_result(None)

    async def _worked(self, raw: dict[str, Any], work: Work) -> bool:
        match plain.read(raw):
            case Said() as came:
                return await intake.said_by_known(self.house, came, work)
            case Tapped() as came if came.chat == came.user:
                reply = await intake.tapped_by_known(self.house, came, work, placed=True)
                if reply is not None:
                    self.answer(came.callback, reply)
                return reply is not None
        return False

    async def _handed_up(self, name: tuple[int, int]) -> asyncio.Future[None]:
        if name not in self._up:
            await self.member.hand_up(*name)
            self._up[name] = asyncio.get_running_loop().create_future()
            self.bus.word(HANDED)
        return self._up[name]
