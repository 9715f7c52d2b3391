"""Another bot of the line takes over: its people, their cases and the bans become its own, and cards are posted anew.

Message numbers of private chats are a bot's own: what stood in the old chats is forgotten here, as the new bot would
change messages of its own instead.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.alarming import chiefs
from bot.desk.casework import rooms
from bot.desk.house import Turn
from bot.desk.showing import cards
from bot.desk.talks import lock, screens
from bot.desk.talks.screens import Scene
from bot.errors import SealError, SettingError
from bot.flows.talk import Talk
from bot.logs import Event, note
from bot.messages import CloseTopic, Delete, Edit, Erase, Pin, React, Work
from storage import bots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.desk.house import House
    from bot.messages import Outgoing, Person
    from storage.database import Database, Tx
    from storage.people import Stored

_AT_ONCE: Final = 100
_ALL: Final = 1_000_000


def require_ours(owner: int | None, bot: int, spares: Collection[int]) -> None:
    """SettingError where a database is another bot's, and that is no spare. `owner`: whose it is, if anybody's."""
    if owner not in {None, bot, *spares}:
        raise SettingError(
            f"HOTLINE_BOT_TOKEN is of the bot {bot}, and the database belongs to the bot {owner}, whose people would "
            f"be strangers to it. Put a token of {owner} back; or, to go on with {bot}, the old token into "
            "HOTLINE_SPARE_BOT_TOKENS"
        )


async def refuse_foreign(database: Database, bot: int, spares: Collection[int]) -> None:
    """Before anything is changed: SettingError where the database is another bot's, and that is no spare."""
    require_ours(await database.transact(bots.serving), bot, spares)


async def begun(house: House, now: int) -> None:
    """At the start: take over from the bot that served before, if it was another."""
    bot = house.line.bot
    if await house.database.transact(bots.serving) not in {None, bot}:
        await _take_over(house, now)
    await house.database.transact(partial(bots.serves, bot=bot, now=now))


async def _take_over(house: House, now: int) -> None:
    """In small units; cut off anywhere, the next start does it again, and what is done already changes nothing."""
    cases = [case.id for case in await house.database.transact(house.cases.hot)]
    for case_id in cases:
        await house.database.transact(partial(_case, house, case_id, now))
    after = b""
    while people := await house.database.transact(partial(house.people.page, after=after, limit=_AT_ONCE)):
        for one in people:
            await house.database.transact(partial(_person, house, one, now))
        after = people[-1].id
    for ban in await house.database.transact(partial(house.bans.all, now=now)):
        await house.database.transact(partial(house.bans.add, ban=replace(ban, bot=house.line.bot)))
    await _forget_private(house, now)
    asked = await chiefs.asked(house)
    await house.database.transact(partial(_told, house, asked, len(cases), now))
    note(Event.BOT_SUCCEEDED, cases=len(cases))


async def _case(house: House, case_id: bytes, now: int, tx: Tx) -> None:
    turn = _turn(house, tx, now)
    case = await turn.case(case_id)
    if case is None or not case.hot or case.bot == house.line.bot:
        return
    if case.chat is not None:
        case = await house.cases.rebind(tx, replace(case, elsewhere=True), bot=house.line.bot, chat=case.chat, now=now)
    if case.seat > 0 and case.into is None:
        await rooms.release(turn, case)
    else:
        await cards.refresh_card(turn, case)


async def _person(house: House, stored: Stored, now: int, tx: Tx) -> None:
    """His row is the new bot's. Who can unlock must: whoever comes to the new chat has not shown who he is."""
    person = stored.person
    if person is None or person.moved == house.line.bot:
        return
    turn = _turn(house, tx, now)
    if lock.keyed(person):
        await _unsent(turn, person)
    bare = replace(person, screen=None, below=False, left=(), kept=(), shown=(), line=None, moved=house.line.bot)
    await house.people.save(tx, bare, bot=house.line.bot)
    if lock.keyed(bare):
        talk = Talk.from_json(await house.people.draft(tx, bare.id) or {})
        scene = Scene(turn=turn, person=bare, talk=talk)
        await lock.lock(scene)
        scene.person = replace(scene.person, seen=0, moved=house.line.bot)
        await screens.keep(scene)


async def _unsent(turn: Turn, person: Person) -> None:
    """What was on its way to him is not sent to the new chat: words wait to be read once he has unlocked."""
    for one in filter(None, (*person.left, *person.shown, person.line, person.screen)):
        post = await turn.house.posts.by_id(turn.tx, one)
        if post is not None and post.message is None:
            await turn.put(Delete(post=one))


async def _forget_private(house: House, now: int) -> None:
    """What would change a message in a private chat by the old bot's number: first what waits, then the numbers."""
    line = partial(house.outbox.line, now=now + _ALL * 100, limit=_ALL)
    for some in _parts([row for row, _ in await house.database.transact(line)]):
        await house.database.transact(partial(_unqueued, house, some))
    for some in _parts(await house.database.transact(house.posts.ids)):
        await house.database.transact(partial(_unnumbered, house, some))


def _parts(ids: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """So many at a time as a small unit takes."""
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


async def _unqueued(house: House, rows: Sequence[bytes], tx: Tx) -> None:
    for row_id in rows:
        try:
            row = await house.outbox.row(tx, row_id)
            if row is not None and await _by_number(house, row.item, tx):
                await tx.run("outbox_drop", id=row_id)
        except (SealError, ValueError):
            continue  # it is put aside by whoever sends


async def _unnumbered(house: House, posts: Sequence[bytes], tx: Tx) -> None:
    for post_id in posts:
        try:
            post = await house.posts.by_id(tx, post_id)
        except (SealError, ValueError):
            continue  # what is damaged stays where it is
        if post is not None and post.chat > 0 and post.message is not None:
            await house.posts.drop(tx, post_id)


async def _by_number(house: House, item: Outgoing, tx: Tx) -> bool:
    """Whether an item names a message that stands in a private chat. What is not sent yet has no number."""
    if isinstance(item, Edit | Delete | Pin | CloseTopic):
        post = await house.posts.by_id(tx, item.post)
        return post is not None and post.chat > 0 and post.message is not None
    return isinstance(item, Erase | React) and item.chat > 0


async def _told(house: House, users: frozenset[int], cases: int, now: int, tx: Tx) -> None:
    say = partial(_said, house, cases)
    await chiefs.told(house, tx, users, say, now=now)


def _said(house: House, cases: int, language: str) -> str:
    return house.texts.say(language, "desk-succeeded", bot=house.line.username, count=cases)


def _turn(house: House, tx: Tx, now: int) -> Turn:
    return Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
