"""Half an hour without a tap: the screens of those who can unlock become a stranger's, though nobody pressed anything.

The lock itself needs no clock: whoever writes or presses after so long is met as a stranger. This is for the eye alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.desk.talks import lock, screens
from bot.desk.talks.screens import Scene
from bot.flows import screens as flow_screens
from bot.flows.talk import Talk
from bot.messages import Edit, Priority, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

LOOK_SECONDS: Final = 60
LOOK_BACK: Final = 3 * 3_600
"""Whose talk is older was locked hours ago, unless this program did not run: its first look is at everybody."""
_AT_ONCE: Final = 200


async def lock_silent(house: House, now: int, *, everybody: bool = False) -> int:
    """Lock everyone who fell silent; how many. Reads a few hundred rows at a time, so that nobody waits behind it."""
    since = 0 if everybody else now - house.line.silence - LOOK_BACK
    after, locked = b"", 0
    while True:
        look = partial(house.people.stirring, since=since, after=after, limit=_AT_ONCE)
        rows = await house.database.transact(look)
        for person in (row.person for row in rows):
            if person is not None and lock.fell_silent(person, now, house.line.silence):
                locked += await house.database.transact(partial(_locked, house, person.chat, now))
        if len(rows) < _AT_ONCE:
            return locked
        after = rows[-1].id


async def _locked(house: House, chat: int, now: int, tx: Tx) -> bool:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    person = await turn.person(chat)
    if person is None or not lock.fell_silent(person, now, house.line.silence):
        return False
    kept = await house.people.draft(tx, person.id)
    await _lock(Scene(turn=turn, person=person, talk=Talk.from_json(kept or {})))
    return True


async def _lock(scene: Scene) -> None:
    """Lock, and turn the screen where it stands into a stranger's; one that is gone does not come back."""
    await lock.lock(scene)
    if scene.person.screen is not None:
        first = flow_screens.show(scene.turn.house.book, scene.talk, await scene.known())
        text, keyboard = screens.put_into_words(scene, first)
        edit = Edit(
            post=scene.person.screen, text=text, html=True, keyboard=keyboard, priority=Priority.URGENT, anew=False
        )
        await scene.turn.put(edit)
    await screens.keep(scene)
