"""A PIN in a message: digits are made into what Argon2id makes of them, whoever wrote them, before the unit begins.

A stranger's digits cost as much time as those of somebody who has a PIN: the clock tells nobody which of them he is.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.codes.return_code import may_try
from bot.flows.talk import Place, Talk

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Person, Said, Work
    from storage.database import Tx

_DIGITS: Final = re.compile("[0-9]{4,8}")


def may_be(came: Said) -> bool:
    """Whether a message is digits that may be a PIN."""
    return came.media is None and _DIGITS.fullmatch(came.text.strip()) is not None


async def made(house: House, came: Said, work: Work) -> bytes | None:
    """What Argon2id makes of the digits in a message; None where there are none, or too many were tried."""
    if not may_be(came):
        return None
    digits = came.text.strip()

    async def unit(tx: Tx) -> tuple[Person | None, Talk]:
        person = await house.people.find(tx, bot=house.line.bot, chat=came.chat)
        kept = await house.people.draft(tx, person.id) if person is not None else None
        return person, Talk.from_json(kept or {})

    person, talk = await house.database.transact(unit)
    if person is not None and talk.place is not Place.PIN and not may_try(person.pin_tries, work.now):
        return None
    # Neither list of words holds a number: no return code comes out like this.
    name = ("pin", str(came.chat), digits)
    keys = await house.kitchen.served(name, partial(house.kitchen.cook, name, asker=came.chat))
    return keys.lookup
