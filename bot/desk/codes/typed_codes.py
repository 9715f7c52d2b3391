"""Words in a message that open something, or may be meant to: a return code, a group's words, those of a link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.buttons import Pressed
from bot.desk.codes import codes, tries
from bot.desk.codes.word_lists import WORDS_IN_CODE, WORDS_IN_GROUP, WORDS_IN_LINK
from bot.errors import ButtonError
from bot.flows import engine
from bot.flows.buttons import RELATIVE
from bot.flows.danger import danger
from bot.flows.talk import FORM_PLACES, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.codes.return_code import CodeKeys
    from bot.desk.house import House
    from bot.desk.talks.screens import Scene
    from bot.messages import Said, Tapped, Work
    from storage.database import Tx


_CALLS: Final = frozenset({Place.NOW, Place.CRISIS})
"""Where an operator was called at once no word is held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A return code in a message: its keys, or None where this chat tried too often."""

    keys: CodeKeys | None


def may_be(house: House, came: Said) -> bool:
    """Whether the five words of a return code stand in a message."""
    return _words(house, came) is not None


def _words(house: House, came: Said) -> Sequence[str] | None:
    return house.lists.read(came.text) if came.text and came.media is None else None


async def read(house: House, came: Said, work: Work) -> Code | None:
    """The keys of the five words in a message, cooked outside the unit; None where there are no such words."""
    words = _words(house, came)
    if words is None:
        return None
    if not await house.database.transact(lambda tx: tries.left(house, tx, came.chat, work.now)):
        return Code(keys=None)
    await codes.finish_told(house, words, work.now)
    name, cook = (came.chat, *words), partial(house.kitchen.cook, words, asker=came.chat)
    return Code(keys=await house.kitchen.served(name, cook))


async def nearly(scene: Scene, code: Code | None, came: Said) -> bool:
    """Words that may be meant as a code of ours: they are held until he says that they are none, and he is told.

    Where operators read along, only what is nothing but listed words.
    """
    house, place = scene.turn.house, scene.talk.place
    asked = engine.expects_text(scene.talk) and place not in {Place.HELD, Place.ASK}
    if asked or came.media is not None or place in _CALLS:
        return False
    if await scene.open_case() is not None:
        near = house.lists.only_listed(came.text)
    else:
        few = len(came.text.split()) in {WORDS_IN_CODE, WORDS_IN_GROUP}
        near = code is not None or (few and house.lists.looks_like_code(came.text))
    return near and danger(house.book, came.text) is None


async def of_a_link(scene: Scene, came: Said) -> bool:
    """The words that a man gave to his family, written before the bot asked: no operator reads them before his yes."""
    house, talk = scene.turn.house, scene.talk
    elsewhere = talk.place in {*FORM_PLACES, *_CALLS, Place.TELL}
    if came.media is not None or elsewhere or not house.lists.only_listed(came.text, {WORDS_IN_LINK}):
        return False
    case = await scene.open_case()
    return (talk.door if case is None else case.door) == RELATIVE


def finishes(house: House, came: Tapped, work: Work) -> bool:
    """Whether a person confirms his words with this button."""
    try:
        pressed = house.buttons.open(came.data, user=came.user, chat=came.chat, now=work.now)
    except ButtonError:
        return False
    return isinstance(pressed, Pressed) and pressed.action == "learned"


async def finish(house: House, came: Tapped, work: Work) -> None:
    """Before a person confirms his words they must be able to open his case: attach a code still in the making."""
    if not finishes(house, came, work):
        return

    async def unit(tx: Tx) -> bytes | None:
        person = await house.people.find(tx, bot=house.line.bot, chat=came.chat)
        pending = await house.cases.codes_pending(tx)
        return person.case if person is not None and person.case in pending else None

    case_id = await house.database.transact(unit)
    if case_id is not None:
        await house.kitchen.served(case_id, partial(codes.finish, house, case_id, work.now))
