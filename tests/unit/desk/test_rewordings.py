"""An operator edits an answer: the old words stand until the new ones are read, and he learns what became of them."""

from __future__ import annotations

from bot.desk.showing.cards import FORWARD_NOTE
from bot.desk.words.fates import Fate
from bot.desk.words.relay import NOTE
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.unit.desk.wire import HOUR, LONG, Talk

LONGER = LONG.replace("do not go", "do NOT go")


async def test_a_second_correction_that_is_lost_leaves_the_words_that_stand_there(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    await talk.reads()
    talk.wire.flood("editMessageText", "NOT")
    await talk.answers("Do NOT go to the bridge", edit=answer)
    await talk.answers("Do NOT go anywhere", edit=answer)
    talk.wire.refuse("editMessageText", "anywhere")
    await talk.wire.passes(400)
    assert talk.has("Go to the bridge")
    assert (talk.told("desk-undelivered"), talk.told("desk-undelivered-edit")) == (0, 1)


async def test_an_edit_of_what_arrived_in_part_and_went_since_is_not_told_as_never_there(talk: Talk) -> None:
    answer = await talk.answers(LONG)
    talk.wire.refuse("editMessageText", "TAIL")
    await talk.reads()
    assert talk.told("desk-undelivered-rest") == 1
    await talk.wire.passes(13 * HOUR)
    assert not talk.has("BEGINNING")
    await talk.answers("Stay where you are", edit=answer)
    assert (talk.told("desk-edit-unsent"), talk.told("desk-edit-lost")) == (0, 1)


async def test_an_edit_of_a_sent_note_whose_copy_is_gone_is_told(talk: Talk) -> None:
    note = await talk.answers("Stay in the cellar", thread=True)
    marker = next(post for post in await talk.posts() if post.role == NOTE)
    await talk.answers("Stay in the cellar!", edit=note, thread=True)
    assert talk.told("desk-edit-lost") + talk.told("desk-edit-unsent") == 0
    await talk.presses(FORWARD_NOTE, marker.id)
    await talk.reads()
    await talk.wire.passes(13 * HOUR)
    assert not talk.has("cellar")
    await talk.answers("Leave the cellar", edit=note, thread=True)
    assert talk.told("desk-edit-lost") == 1


async def test_a_correction_whose_message_goes_by_its_timer_waits_to_be_read(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    await talk.reads()
    talk.wire.now += 12 * HOUR + 60
    await talk.answers("Do NOT go to the bridge", edit=answer)
    await talk.wire.passes(400)
    assert not talk.has("Go to the bridge")
    await talk.reads()
    assert talk.has("Do NOT go to the bridge")
    assert talk.wire.marks[answer] == "👀"
    assert (await talk.fates(answer))[-1] == Fate.ARRIVED


async def test_a_correction_held_up_until_its_message_is_gone_waits_to_be_read(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    await talk.reads()
    talk.wire.now += 12 * HOUR - 200
    await talk.wire.deliver()
    talk.wire.flood("editMessageText", "NOT")
    await talk.answers("Do NOT go to the bridge", edit=answer)
    await talk.wire.passes(400)
    assert not talk.has("Go to the bridge")
    await talk.reads()
    assert talk.has("Do NOT go to the bridge")
    assert talk.wire.marks[answer] == "👀"


async def test_the_old_words_stand_until_a_longer_correction_is_read(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    await talk.reads()
    await talk.answers(LONGER, edit=answer)
    assert talk.has("Go to the bridge")
    assert not talk.has("NOT go")
    await talk.reads()
    assert talk.has("do NOT go to the bridge TAIL")
    assert not talk.has("Go to the bridge")
    assert talk.has("corrected")
    assert talk.wire.marks[answer] == "👀"
    assert await talk.fates(answer) == [Fate.ARRIVED, Fate.ARRIVED]


async def test_the_old_words_stay_where_a_longer_correction_can_not_be_shown(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    await talk.reads()
    await talk.answers(LONGER, edit=answer)
    talk.wire.refuse("editMessageText", "BEGINNING")
    await talk.reads()
    assert talk.has("Go to the bridge")
    assert (talk.told("desk-undelivered"), talk.told("desk-undelivered-edit")) == (0, 1)


async def test_words_not_yet_shown_give_way_to_a_longer_correction(talk: Talk) -> None:
    answer = await talk.answers("Go to the bridge")
    talk.wire.flood("editMessageText", "Go to")
    await talk.reads()
    await talk.answers(LONGER, edit=answer)
    await talk.wire.passes(400)
    assert not talk.has("Go to the bridge")
    await talk.reads()
    assert talk.has("NOT go to the bridge TAIL")
    assert talk.wire.marks[answer] == "👀"
