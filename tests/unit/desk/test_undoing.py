"""Taken back, words leave the other end, and their writer learns whether they were read; erased, the case too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import orders
from bot.desk.showing.cards import FROM_PERSON, PAGE
from bot.messages import Said
from storage.archive import open_case, sealed_files
from tests.promises.officer import DESK
from tests.promises.searched import said as label
from tests.unit.desk.test_holding import DANGER, audited, held
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.desk.wire import Talk

SECRET: Final = "the baker next door helps me"


async def commands(talk: Talk, text: str, reply_to: int | None) -> int:
    """An operator gives a command in the room, in reply to a message there."""
    (room,) = [post for post in await talk.posts() if post.role == "topic"]
    talk.wire.desk_message += 1
    number = talk.wire.desk_message
    came = Said(
        chat=DESK,
        user=OLGA,
        message=number,
        text=text,
        reply_to=reply_to or room.message,
        thread=room.message,
        name="Olga",
    )
    await orders.obey(talk.wire.house, came, talk._step(), private=False)
    await talk.wire.deliver()
    return number


def told(talk: Talk, key: str) -> bool:
    """Whether the room was told this once, of whatever case."""
    end = talk.wire.house.say(key, alias="ALIAS").rpartition("ALIAS</b>")[2]
    return sum(said.endswith(end) for said in talk.wire.told) == 1


async def archive(talk: Talk, folder: Path) -> str:
    """All that an operator's key opens of the case."""
    files = sealed_files(talk.wire.store.place, (await talk.case()).alias)
    return str(open_case(files, (folder / "operator.key").read_text()))


async def relayed(talk: Talk) -> int:
    """The newest message of the person in the room."""
    posts = [post for post in await talk.posts() if post.role == FROM_PERSON and post.source]
    return max(post.message or 0 for post in posts)


async def test_unread_it_is_gone_and_so_is_the_line_that_told_of_it(talk: Talk) -> None:
    message = await talk.answers("Go left")
    assert talk.offered()
    await commands(talk, "/undo", message)
    assert told(talk, "desk-undone")
    assert not talk.offered()
    assert await talk.fates(message) == ["undone"]
    assert (await talk.case()).state == "taken"
    assert "undone" in await audited(talk)
    await talk.wire.passes(7200)
    assert not talk.has("Go left")


async def test_read_it_leaves_the_chat_and_its_operator_is_told(talk: Talk) -> None:
    message = await talk.answers("Go left")
    await talk.reads()
    assert talk.has("Go left")
    await commands(talk, "/undo", message)
    assert told(talk, "desk-undone-read")
    assert not talk.has("Go left")
    assert await talk.fates(message) == ["undone"]


async def test_of_two_unread_the_other_still_waits(talk: Talk) -> None:
    message = await talk.answers("Go left")
    await talk.answers("Wait for us")
    await commands(talk, "/undo", message)
    assert talk.offered()
    await talk.reads()
    assert talk.has("Wait for us")
    assert not talk.has("Go left")
    assert (await talk.case()).state == "waiting"


async def test_what_waits_for_a_second_operator_had_never_gone(talk: Talk) -> None:
    message = await talk.answers(DANGER)
    (marker,) = await held(talk)
    await commands(talk, "/undo", marker.message)
    assert told(talk, "desk-undone-held")
    assert message
    assert not talk.offered()


async def test_where_nothing_is_to_take_back_it_says_so(talk: Talk) -> None:
    await commands(talk, "/undo", None)
    assert told(talk, "desk-undone-nothing")
    note = await talk.answers("only a note", thread=True)
    await commands(talk, "/undo", note)
    assert told(talk, "desk-undone-gone")


async def test_an_edit_of_what_was_taken_back_reaches_nobody(talk: Talk) -> None:
    message = await talk.answers("Go left")
    await talk.reads()
    await commands(talk, "/undo", message)
    await talk.answers("Go right", edit=message)
    assert not talk.offered()
    assert not talk.has("Go right")
    assert told(talk, "desk-edit-unsent")


async def test_a_person_takes_back_his_last_words(talk: Talk, folder: Path) -> None:
    await talk.phone.writes("first words of mine")
    before = len([post for post in await talk.posts() if post.role == FROM_PERSON])
    await talk.phone.writes(SECRET)
    await talk.wire.deliver()
    assert "baker" in await archive(talk, folder)
    await talk.phone.writes("/undo")
    await talk.wire.deliver()
    assert talk.has(label(talk.phone, "hint-undone"))
    assert told(talk, "desk-person-took-back")
    assert not any("baker" in str(entry.body) for entry in await talk.entries())
    assert any("first words" in str(entry.body) for entry in await talk.entries())
    assert "baker" not in await archive(talk, folder)
    assert "first words" in await archive(talk, folder)
    assert [entry.kind for entry in await talk.entries()].count("taken_back") == 1
    assert len([post for post in await talk.posts() if post.role == FROM_PERSON]) == before


async def test_a_person_learns_that_his_words_had_been_read(talk: Talk) -> None:
    await talk.phone.writes(SECRET)
    await talk.wire.deliver()
    await talk.answers("Do not write names")
    await talk.phone.writes("/undo")
    await talk.wire.deliver()
    assert talk.has(label(talk.phone, "hint-undone-read"))


async def test_what_should_never_have_been_sent_is_erased_everywhere_and_the_person_is_told(
    talk: Talk, folder: Path
) -> None:
    await talk.phone.writes(SECRET)
    await talk.wire.deliver()
    assert "baker" in await archive(talk, folder)
    await commands(talk, "/erase", await relayed(talk))
    assert told(talk, "desk-erased-done")
    assert not any("baker" in str(entry.body) for entry in await talk.entries())
    assert "baker" not in await archive(talk, folder)
    assert "erased" in await audited(talk)
    await talk.reads()
    assert talk.has("We erased one message of yours")
    assert not talk.has("baker")


async def test_what_he_wrote_before_the_room_opened_goes_from_its_page_too(talk: Talk) -> None:
    page = next(post for post in await talk.posts() if post.role == PAGE)
    assert "когда это кончится" in str(await talk.entries())
    await commands(talk, "/erase", page.message)
    assert told(talk, "desk-erased-done")
    assert "когда это кончится" not in str(await talk.entries())
    assert talk.wire.house.say("desk-erased-entry") in talk.wire.told


async def test_of_a_page_with_several_nobody_guesses_which(talk: Talk) -> None:
    page = next(post for post in await talk.posts() if post.role == PAGE)
    await talk.phone.writes(SECRET)
    await talk.wire.deliver()
    house = talk.wire.house
    later = replace(page, sent_at=talk.wire.now + 7_200)
    await house.database.transact(lambda tx: house.posts.add(tx, later))
    await commands(talk, "/erase", page.message)
    assert any("shows several messages" in said for said in talk.wire.told)
    assert "baker" in str(await talk.entries())


async def test_only_a_message_of_a_person_can_be_erased(talk: Talk) -> None:
    message = await talk.answers("Go left")
    await commands(talk, "/erase", message)
    assert told(talk, "desk-erase-which")
