"""A database belongs to one bot; another is refused, or takes over what that one had."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.desk import succession
from bot.errors import SettingError
from bot.messages import Delete, Priority, Send
from storage import bots
from tests.unit.desk.wire import CHAT, HOUR

if TYPE_CHECKING:
    from storage.database import Tx
    from tests.unit.desk.wire import Talk, Wire

NEW = 9_999


async def no_chiefs(_chat: int) -> dict[int, str]:
    return {}


def with_bot(wire: Wire, bot: int) -> None:
    """The same line with another bot."""
    shelf = type(wire.house.shelf)(wire.house.book, replace(wire.house.line, bot=bot, username="new_bot"))
    wire.house = replace(wire.house, shelf=shelf, supervisors=no_chiefs)
    wire.restart()


async def test_another_bots_database_is_refused_in_one_line(wire: Wire) -> None:
    database = wire.house.database
    await succession.refuse_foreign(database, NEW, ())
    await database.transact(lambda tx: bots.serves(tx, wire.house.line.bot, now=wire.now))
    await succession.refuse_foreign(database, wire.house.line.bot, ())
    await succession.refuse_foreign(database, NEW, {wire.house.line.bot})
    wanted = rf"^HOTLINE_BOT_TOKEN is of the bot {NEW}, and the database belongs .* HOTLINE_SPARE_BOT_TOKENS$"
    with pytest.raises(SettingError, match=wanted):
        await succession.refuse_foreign(database, NEW, {1, 2})


async def test_people_cases_and_cards_become_the_new_bots_once(wire: Wire, talk: Talk) -> None:
    old = wire.house.line.bot
    await succession.begun(wire.house, wire.now)
    await wire.deliver()
    before = await talk.case()
    assert (before.bot, before.elsewhere) == (old, False)
    with_bot(wire, NEW)
    house = wire.house
    for _ in range(2):
        await succession.begun(house, wire.now)
    after = await talk.case()
    assert (after.bot, after.chat, after.elsewhere) == (NEW, CHAT, True)
    person = await house.database.transact(lambda tx: house.people.find(tx, bot=NEW, chat=CHAT))
    assert person is not None
    assert (person.screen, person.moved) == (None, NEW)
    assert await house.database.transact(lambda tx: house.people.find(tx, bot=old, chat=CHAT)) is None
    assert await house.database.transact(bots.serving) == NEW
    told = await wire.rows(lambda row: isinstance(row.item, Send) and "@new_bot" in row.item.text)
    assert len(told) == 1, "told once, however often it starts"
    left = [row.item.post for row in await wire.rows(lambda row: isinstance(row.item, Delete))
            if isinstance(row.item, Delete)]  # fmt: skip
    posts = [await house.database.transact(partial(house.posts.by_id, post_id=post)) for post in left]
    assert not [post for post in posts if post is not None and post.chat == CHAT], "no number of the old bot's is used"


@pytest.mark.parametrize("keyed", [True, False])
async def test_what_was_on_its_way_is_not_shown_to_who_must_unlock_and_never_stays(
    wire: Wire, talk: Talk, keyed: bool
) -> None:
    house, post = wire.house, wire.house.new_post()

    async def planted(tx: Tx) -> None:
        person = await house.people.find(tx, bot=house.line.bot, chat=CHAT)
        assert person is not None
        worded = talk.case_id if keyed else None
        await house.people.save(tx, replace(person, worded=worded, shown=(post,)), bot=house.line.bot)
        await house.outbox.put(tx, Send(post=post, chat=CHAT, text="PLANTED", html=True), now=wire.now)
        timed = Delete(post=post, due=wire.now + HOUR, priority=Priority.TIMED)
        await house.outbox.put(tx, timed, now=wire.now)

    await succession.begun(house, wire.now)
    await wire.deliver()
    await house.database.transact(planted)
    with_bot(wire, NEW)
    await succession.begun(wire.house, wire.now)
    await wire.deliver()
    assert talk.has("PLANTED") is not keyed
    await wire.passes(3 * HOUR)
    assert not talk.has("PLANTED")


async def test_a_row_that_does_not_open_stops_no_bot_from_taking_over(wire: Wire, talk: Talk) -> None:
    house = wire.house
    await succession.begun(house, wire.now)
    await wire.deliver()
    sent = Send(post=house.new_post(), chat=CHAT, text="PLANTED", html=True)
    await house.database.transact(lambda tx: house.outbox.put(tx, sent, now=wire.now))
    await wire.spoil(lambda row: isinstance(row.item, Send) and row.item.text == "PLANTED")
    with_bot(wire, NEW)
    await succession.begun(wire.house, wire.now)
    assert (await talk.case()).bot == NEW
