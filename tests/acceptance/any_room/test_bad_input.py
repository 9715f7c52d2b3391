"""What goes wrong at a desk, in each kind of room: a clear line each, nothing lost, and no word to anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.odd_things import types
from tests.acceptance.rooms import KINDS, Room
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.slow]
NOTE = "Internal note. It was not sent to the person"
BRIM = "<b>&" + "x" * 4088 + "END>"


def ghost(room: Room) -> Message:
    """A message of the bot that the bot knows nothing of."""
    chat, world = room.head.chat, room.desk.world
    known = next(one for one in chat.messages.values() if one.sender is world.bot.user)
    made = types(room.desk, "from long ago", reply_to=room.head)
    made.sender, made.reply_to = known.sender, None
    world.bot.updates.clear()
    return made


async def test_replies_that_belong_to_nobody_are_told_so_and_reach_nobody(
    person: Phone, room: Room, desk: Operator
) -> None:
    await asks(person, "who hears me")
    await room.opens()
    await desk.replies(ghost(room), "stray one")
    await room.sees(NOTE if room.topical else "It is not clear which case")
    await desk.sends("/help", in_=None)
    told = await desk.sees("/waiting —")
    await desk.replies(told, "stray two")
    await desk.sees("belongs to no case, so your reply went to nobody")
    await desk.replies(await desk.sees("alive"), "stray three")
    await desk.replies(room.head, "and this is for you")
    await person.reads("and this is for you")
    assert not any("stray" in one.text for one in person.messages)


async def test_an_album_and_a_text_to_the_brim_arrive_whole(person: Phone, room: Room, desk: Operator) -> None:
    await asks(person, "who hears me")
    await room.opens()
    thread = room.head.thread if room.topical else None
    chat = room.head.chat
    album = desk.world.album(desk.user, chat, caption="three pictures", reply_to=room.head.id, thread=thread)
    for one in album:
        await desk.sees_reaction(one, "👌")
    brim = await desk.replies(room.head, BRIM)
    await desk.sees_reaction(brim, "👌")
    await person.reads("three pictures")
    await person.sees("END>")
    for one in (*album, brim):
        await desk.sees_reaction(one, "👀")
    assert sum(one.media is not None for one in person.messages) == len(album)
    assert "".join(one.text.partition("\n")[2] or one.text for one in person.messages if "xx" in one.text) == BRIM


async def test_who_blocked_the_bot_is_told_of_though_an_earlier_line_stands_in_his_chat(
    person: Phone, room: Room, desk: Operator, rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("blocked")
    await asks(person, "who hears me")
    await room.opens()
    first = await desk.replies(room.head, "first words")
    await desk.sees_reaction(first, "👌")
    desk.world.block(person.user)
    await room.sees("Nothing can be delivered now")  # "the person blocked the bot" stands in the help, too
    second = await desk.replies(room.head, "second words")
    await desk.sees_reaction(second, "🤷")
    await room.sees("your message did not arrive. The person blocked the bot")
    desk.world.unblock(person.user)
    await room.sees("can be reached again")
    await person.reads("second words")
    await person.sees("first words")
    await desk.sees_reaction(second, "👀")


async def test_after_a_close_old_messages_and_buttons_say_what_is_so(
    person: Phone, room: Room, desk: Operator, operator: Callable[..., Operator]
) -> None:
    boss = operator("Iryna", admin=True)
    await asks(person, "who hears me")
    await room.opens()
    data = {key["text"]: key["callback_data"] for row in room.head.buttons for key in row}
    await desk.taps("Close", under=room.head)
    await desk.taps("Answered", under=room.head)
    await person.reads("The conversation has ended")
    if not room.private:
        boss.world.say(boss.user, room.head.chat, "too late", reply_to=room.head.id, thread=room.head.thread)
        await desk.sees("This case is closed. Nothing was sent")
    for label in ("Open", "Close", "More…"):
        desk.world.press_data(desk.user, room.head, data[label])
    await desk.sees_popup("This case is closed")
    assert not any("too late" in one.text for one in person.messages)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.endswith("topics")], indirect=True)
async def test_a_reply_across_rooms_goes_to_nobody(phone: Callable[..., Phone], room: Room, desk: Operator) -> None:
    one, other = phone("Ivan"), phone("Oleh")
    await asks(one, "the first question")
    await room.opens()
    first = room.head
    await asks(other, "the second question")
    await room.opens()
    strayed = types(desk, "for the first, said in the second", reply_to=first)
    strayed.thread = room.head.thread
    desk.world.bot.updates.clear()
    desk.world.tell_message(strayed)
    await room.sees("You replied to a message of another case in this room. Nothing was sent")
    await desk.replies(room.head, "for the second")
    await other.reads("for the second")
    assert not any("said in the second" in message.text for message in (*one.messages, *other.messages))


async def test_two_press_take_at_once_and_one_has_it(
    person: Phone, room: Room, desk: Operator, operator: Callable[..., Operator]
) -> None:
    others = [operator("Petro"), operator("Stepan")]
    for one in (desk, *others) if room.private else ():
        await one.starts()
    await asks(person, "who hears me")
    card = await desk.sees("Waiting for an operator")
    for one in (desk, *others):
        one.world.tap(one.user, card, "Take")
    for one in others:
        await one.sees_popup("Olena")
    await desk.sees("Taken by Olena")
    assert not room.private or not any("who hears me" in said.text for one in others for said in one.messages)
