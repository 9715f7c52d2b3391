"""Two cases of one man become one, and two again: one room, one way for answers, chosen and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.casework import working
from bot.desk.showing.cards import SEPARATE, TAKE
from tests.promises.searched import said as label
from tests.unit.desk.desk_work import PETRO, Desk
from tests.unit.desk.wire import OLGA, Wire

if TYPE_CHECKING:
    from storage.cases import Case
    from storage.posts import Post
    from tests.promises.officer import Phone

OLD, NEW = 4_401, 4_402


@pytest.fixture
def desk(wire: Wire) -> Desk:
    return Desk(wire)


class Two:
    """A man with two phones: a case on each."""

    old: Case
    new: Case
    phones: dict[str, Phone]


@pytest.fixture
async def two(desk: Desk) -> Two:
    both = Two()
    first, both.old = await desk.begins(OLD)
    desk.wire.now += 3_600
    second, both.new = await desk.begins(NEW, "я потерял телефон и что мне делать дальше")
    both.phones = {"old": first, "new": second}
    return both


async def asks(desk: Desk, two: Two, by: int = OLGA) -> Post:
    """`/merge` beneath the older card; the question."""
    await desk.says(f"/merge {two.new.alias}", to=await desk.post(two.old.card), by=by)
    return next(post for post in await desk.posts(two.old) if post.role == "view")


async def merges(desk: Desk, two: Two, letter: str = working.JOIN) -> None:
    await desk.press(letter, two.new.id, on=await asks(desk, two))


def offered(phone: Phone) -> bool:
    read = label(phone, "button-read")
    return any(said == read for _, buttons in phone.messages.values() for said, _ in buttons)


async def test_it_asks_which_phone_gets_the_answers_and_says_so(desk: Desk, two: Two) -> None:
    await asks(desk, two)
    text = desk.wire.told[-1]
    assert "They write from two different chats." in text
    assert f"Merge {two.new.alias} into {two.old.alias}?" in text
    assert (await desk.case(two.new)).into is None


async def test_the_older_keeps_its_alias_and_shows_who_gets_the_answers(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two, working.HEARD)
    old, new = await desk.case(two.old), await desk.case(two.new)
    assert (old.merged, old.voice, new.into, new.into_alias) == ((new.id,), new.id, old.id, old.alias)
    assert any(f"Answers go to {new.alias} only." in text for text in desk.wire.told)
    assert any(f"Merged into <b>{old.alias}</b>" in text for text in desk.wire.told)
    assert new.room == old.room


async def test_words_of_both_come_to_one_room_and_answers_go_to_the_chosen_phone(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two, working.HEARD)
    old = await desk.case(two.old)
    await two.phones["new"].writes("это снова я")
    told = next(post for post in reversed(await desk.posts(two.new)) if post.role == "from_person")
    assert told.chat == desk.wire.house.seat_of(old)
    head = next(post for post in await desk.posts(two.old) if post.role == "head")
    for target in (head, told, await desk.post(two.new.card), await desk.post(two.old.card)):
        await desk.says("hello", to=target)
    assert ((await desk.case(two.old)).unread, len((await desk.case(two.new)).unread)) == ((), 4)
    assert (offered(two.phones["old"]), offered(two.phones["new"])) == (False, True)


async def test_the_way_of_answers_can_be_changed(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two)
    await desk.press(working.HEARD, two.new.id, on=await desk.post(two.old.card))
    assert (await desk.case(two.old)).voice == two.new.id
    await desk.press(working.HEARD, two.old.id, on=await desk.post(two.old.card))
    assert (await desk.case(two.old)).voice is None
    await desk.says("hello", to=await desk.post(two.new.card))
    assert (len((await desk.case(two.old)).unread), (await desk.case(two.new)).unread) == (1, ())


async def test_separated_both_are_what_they_were(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await desk.card(TAKE, two.new, by=PETRO)
    before = await desk.case(two.new)
    await merges(desk, two, working.HEARD)
    await desk.press(SEPARATE, two.new.id, on=await desk.post(two.new.card))
    old, new = await desk.case(two.old), await desk.case(two.new)
    assert (old.merged, old.voice, new.into, new.place) == ((), None, None, None)
    assert (new.room, new.taker, new.state) == (before.room, PETRO, "taken")
    await desk.says("hello", to=await desk.post(two.old.card))
    assert (len((await desk.case(two.old)).unread), (await desk.case(two.new)).unread) == (1, ())


async def test_what_nobody_had_waits_again_once_it_is_separate(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two)
    assert (await desk.case(two.new)).state == "taken"
    await desk.says(f"/separate {two.new.alias}")
    assert ((await desk.case(two.new)).state, (await desk.case(two.old)).state) == ("new", "taken")


async def test_taken_after_it_was_merged_both_go_to_one_room(desk: Desk, two: Two) -> None:
    await merges(desk, two)
    assert (await desk.case(two.new)).state == "new"
    reply = await desk.card(TAKE, two.new)
    assert reply.toast is not None
    assert "is merged into" in reply.toast
    await desk.card(TAKE, two.old)
    old, new = await desk.case(two.old), await desk.case(two.new)
    assert (new.state, new.room) == ("taken", old.room)
    assert new.room is not None


async def test_who_got_the_answers_and_erased_everything_gets_none_and_nobody_else_does_unasked(
    desk: Desk, two: Two
) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two, working.HEARD)
    house = desk.wire.house
    from bot.desk.casework import merging
    from bot.desk.house import Turn

    async def ends(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        case = await house.cases.load(tx, two.new.id)
        assert case is not None
        alone = await merging.let_go(Turn(house, tx, desk.wire.work()), case)
        await house.cases.delete(tx, alone)

    await house.database.transact(ends)
    await desk.wire.deliver()
    desk.wire.told.clear()
    await desk.says("hello", to=await desk.post(two.old.card))
    assert (await desk.case(two.old)).unread == ()
    assert any("is no longer there. Nothing was sent." in text for text in desk.wire.told)
    await desk.press(working.HEARD, two.old.id, on=await desk.post(two.old.card))
    await desk.says("hello again", to=await desk.post(two.old.card))
    assert len((await desk.case(two.old)).unread) == 1


async def test_closed_they_are_closed_together(desk: Desk, two: Two) -> None:
    await desk.card(TAKE, two.old)
    await merges(desk, two)
    await desk.card("1", two.old)
    assert not (await desk.case(two.old)).hot
    assert not (await desk.case(two.new)).hot


async def test_what_can_not_be_merged_is_told_in_one_line(desk: Desk, two: Two) -> None:
    card = await desk.post(two.old.card)
    for words, told in (
        ("", "Merge with which?"),
        (two.old.alias, "one and the same case"),
        ("ZZZZZZ", "I know no case ZZZZZZ"),
    ):
        await desk.says(f"/merge {words}".strip(), to=card)
        assert told in desk.wire.told[-1]
    await merges(desk, two)
    await desk.says(f"/merge {two.new.alias}", to=card)
    assert "merged already" in desk.wire.told[-1]
