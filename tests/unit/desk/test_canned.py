"""Canned replies and answers: shown as the person will read them, sent once, the way typed words go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.house import Turn
from bot.desk.words import canned
from bot.desk.words.canned import CANCEL, CHOOSE, PREVIEW, SEND
from storage.offers import Offer
from tests.unit.desk.test_holding import PETRO, presses_as
from tests.unit.desk.test_undoing import commands

if TYPE_CHECKING:
    from storage.database import Tx
    from storage.posts import Post
    from tests.unit.desk.wire import Talk


async def shown(talk: Talk) -> Post:
    return [post for post in await talk.posts() if post.role == PREVIEW][-1]


async def speaks(talk: Talk, language: str, tongue: str = "") -> None:
    case, house = await talk.case(), talk.wire.house

    async def unit(tx: Tx) -> None:
        await house.cases.save(tx, replace(case, language=language, tongue=tongue))

    await house.database.transact(unit)


async def test_a_reply_is_shown_first_and_sent_as_typed_words_are(talk: Talk) -> None:
    message = await commands(talk, "/r hello", None)
    assert not talk.offered()
    assert any("will see (en)" in told and "An operator is writing to you" in told for told in talk.wire.told)
    preview = await shown(talk)
    await talk.presses(SEND, preview.id)
    assert talk.wire.marks[message] == "👌"
    await talk.reads()
    assert talk.has("An operator is writing to you")
    assert talk.wire.marks[message] == "👀"
    assert "sent or cancelled already" in str(await talk.presses(SEND, preview.id))
    (entry,) = [entry for entry in await talk.entries() if entry.kind == "answered"]
    assert entry.body["message"] == message


async def test_the_persons_language_goes_out_and_the_desks_stands_beneath(talk: Talk) -> None:
    await speaks(talk, "uk")
    await commands(talk, "/r hello", None)
    told = talk.wire.told[-1]
    assert "Вам пише оператор" in told
    assert "An operator is writing to you" in told
    await talk.presses(SEND, (await shown(talk)).id)
    await talk.reads()
    assert talk.has("Вам пише оператор")
    assert not talk.has("An operator is writing")


async def test_a_language_that_nobody_speaks_here_is_said(talk: Talk) -> None:
    await speaks(talk, "ru", tongue="uz")
    await commands(talk, "/r hello", None)
    assert "Uzbek" in talk.wire.told[-1]


async def test_a_language_changed_since_is_shown_again_before_anything_goes(talk: Talk) -> None:
    await commands(talk, "/r wait", None)
    preview = await shown(talk)
    await speaks(talk, "uk")
    assert "another language" in str(await talk.presses(SEND, preview.id))
    assert not talk.offered()
    await talk.presses(SEND, preview.id)
    await talk.reads()
    assert talk.has("Зачекайте")


async def test_cancelled_nothing_goes(talk: Talk) -> None:
    await commands(talk, "/r hello", None)
    preview = await shown(talk)
    await talk.presses(CANCEL, preview.id)
    assert "sent or cancelled already" in str(await talk.presses(SEND, preview.id))
    assert not talk.offered()


async def test_words_that_fit_several_answers_are_offered_as_buttons(talk: Talk) -> None:
    await commands(talk, "/a how do I use a white flag", None)
    choice = await shown(talk)
    assert "Which one?" in talk.wire.told[-1]
    await talk.presses(CHOOSE, choice.id)
    await talk.presses(SEND, choice.id)
    await talk.reads()
    title = talk.wire.house.texts.plain("en", "answer-white-flag-title")
    assert talk.has(title)


async def test_an_answer_by_its_name_says_where_it_comes_from(talk: Talk) -> None:
    await commands(talk, "/a white-flag", None)
    assert "will see (en)" in talk.wire.told[-1]
    house = talk.wire.house
    post = await shown(talk)
    offer = await house.database.transact(lambda tx: house.offers.find(tx, post.id))
    assert offer is not None
    assert house.texts.plain("en", "answer-white-flag").partition(".")[0] in offer.said["text"]
    assert "<" not in offer.said["text"]


async def test_nothing_that_fits_is_said_and_a_button_of_another_choice_does_nothing(talk: Talk) -> None:
    await commands(talk, "/r helicopter", None)
    assert "Nothing fits helicopter" in talk.wire.told[-1]
    await commands(talk, "/a", None)
    assert "Write what you look for" in talk.wire.told[-1]
    await commands(talk, "/r", None)
    choice = await shown(talk)
    far = choice.id[:-1] + bytes([99])
    assert "too old" in str(await talk.presses(CHOOSE, far))
    assert "too old" in str(await talk.presses(SEND, choice.id))


async def test_an_edit_of_the_command_corrects_the_words_but_a_command_is_never_sent(talk: Talk) -> None:
    message = await commands(talk, "/r hello", None)
    await talk.presses(SEND, (await shown(talk)).id)
    await talk.reads()
    await talk.answers("/r wait", edit=message)
    assert talk.has("An operator is writing to you")
    assert not talk.has("/r wait")
    await talk.answers("Hello, this is us", edit=message)
    assert talk.has("Hello, this is us")


async def test_it_is_taken_back_by_its_preview(talk: Talk) -> None:
    await commands(talk, "/r hello", None)
    preview = await shown(talk)
    await presses_as(talk, PETRO, SEND, preview.id)
    await commands(talk, "/undo", preview.message)
    assert not talk.offered()


async def test_every_reply_and_every_answer_has_a_preview_that_telegram_takes(talk: Talk) -> None:
    house, case = talk.wire.house, await talk.case()
    named = [("r", name) for name in house.book.canned["en"]] + [("a", name) for name in house.book.answers]
    for language in ("ru", "uk", "en"):
        there = replace(case, language=language, tongue="uz")
        for one in named:
            offer = Offer(
                id=bytes(16), case=case.id, kind="choice", operator=1, said={"chat": 1, "message": 1, "desk": "en"}
            )
            text, _, preview = canned._preview(_turn(talk), there, offer, one)
            assert len(text) < 4_096
            assert preview.said["text"].strip()


def _turn(talk: Talk) -> Turn:
    return Turn(talk.wire.house, None, talk.wire.work())  # type: ignore[arg-type]
