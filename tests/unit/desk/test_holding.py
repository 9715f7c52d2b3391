"""Danger out of the desk: it waits for a second operator on every path, and goes, once, to the person of its case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from bot.desk import group, presses
from bot.desk.buttons import Buttons
from bot.desk.house import Turn
from bot.desk.showing.cards import FORWARD_NOTE
from bot.desk.words import holding
from bot.desk.words.relay import NOTE, TO_RELEASE
from bot.flows.outgoing import why
from bot.messages import Media, Said, Tapped
from tests.promises.officer import DESK
from tests.unit.desk.wire import HOUR, OLGA

if TYPE_CHECKING:
    from storage.database import Tx
    from storage.posts import Post
    from tests.unit.desk.wire import Talk

PETRO: Final = 6
DANGER: Final = "Come to the bridge tomorrow at 5:00"
HARMLESS: Final = "Are you well?"


async def on_shift(talk: Talk, *users: int) -> None:
    house, now = talk.wire.house, talk.wire.now

    async def unit(tx: Tx) -> None:
        for shift in await house.shifts.all(tx):
            await house.shifts.end(tx, shift)
        for user in users:
            await house.shifts.begin(tx, user=user, name=f"N{user}", chat=DESK, now=now)

    await house.database.transact(unit)


async def held(talk: Talk) -> list[Post]:
    return [post for post in await talk.posts() if post.role == TO_RELEASE]


async def presses_as(talk: Talk, user: int, letter: str, reference: bytes, chat: int = DESK) -> str | None:
    house = talk.wire.house
    action = Buttons.case_action(letter, reference)
    data = house.buttons.seal(action=action, user=0, chat=chat, expires=talk.wire.now + HOUR)
    came = Tapped(chat=chat, user=user, message=1, data=data, callback="1", name=f"N{user}")
    reply = await presses.tapped(house, came, talk._step())
    await talk.wire.deliver()
    return reply.toast


async def types(talk: Talk, user: int, text: str, marker: Post) -> None:
    talk.wire.desk_message += 1
    number = talk.wire.desk_message
    came = Said(chat=DESK, user=user, message=number, text=text, reply_to=marker.message, reply_to_bot=True, name="N")
    await group.said(talk.wire.house, came, talk._step())
    await talk.wire.deliver()


async def audited(talk: Talk) -> list[str]:
    deeds = await talk.wire.house.database.transact(talk.wire.house.audit.deeds)
    alias = (await talk.case()).alias
    return [deed.action for deed in deeds if deed.case == alias]


async def test_it_waits_is_shown_with_its_reason_and_nothing_reaches_the_person(talk: Talk) -> None:
    message = await talk.answers(DANGER)
    assert not talk.offered()
    assert talk.wire.marks[message] == holding.WAITS
    assert any(DANGER in told and "a time with a place" in told for told in talk.wire.told)
    assert len(await held(talk)) == 1
    assert (await talk.case()).unread == ()
    assert "held" in await audited(talk)
    talk.wire.restart()
    await talk.wire.passes(2 * HOUR)
    assert not talk.offered()


async def test_a_cases_alias_is_neither_an_hour_nor_a_place(talk: Talk) -> None:
    alias = "PEU85H"
    assert why(talk.wire.house.book, f"Answer to {alias}")
    named = replace(await talk.case(), alias=alias)
    await talk.wire.house.database.transact(lambda tx: talk.wire.house.cases.save(tx, named))
    await talk.answers(f"Answer to {alias}")
    assert await held(talk) == []


async def test_a_second_operator_lets_it_go_once(talk: Talk) -> None:
    await talk.answers(DANGER)
    (marker,) = await held(talk)
    talk.wire.restart()
    assert await presses_as(talk, PETRO, holding.RELEASE, marker.id) == "Released. It is on its way."
    assert "no longer waits" in str(await presses_as(talk, PETRO, holding.RELEASE, marker.id))
    await talk.reads()
    assert talk.has(DANGER)
    assert sum(DANGER in words for words, _ in talk.phone.messages.values()) == 1
    assert "released" in await audited(talk)


async def test_its_writer_can_not_release_it_while_another_is_on_shift(talk: Talk) -> None:
    await on_shift(talk, OLGA, PETRO)
    await talk.answers(DANGER)
    (marker,) = await held(talk)
    assert "Another operator" in str(await presses_as(talk, OLGA, holding.RELEASE, marker.id))
    await types(talk, OLGA, (await talk.case()).alias, marker)
    assert not talk.offered()
    assert "released" not in await audited(talk)


async def test_alone_on_shift_he_types_the_alias_again(talk: Talk) -> None:
    await on_shift(talk, OLGA)
    await talk.answers(DANGER)
    (marker,) = await held(talk)
    assert "with the alias" in str(await presses_as(talk, OLGA, holding.RELEASE, marker.id))
    await types(talk, OLGA, "K7WQ2M", marker)
    assert not talk.offered()
    await types(talk, OLGA, (await talk.case()).alias.lower(), marker)
    await talk.reads()
    assert talk.has(DANGER)
    assert "released_alone" in await audited(talk)


async def test_refused_it_is_kept_nowhere(talk: Talk) -> None:
    message = await talk.answers(DANGER)
    (marker,) = await held(talk)
    assert await presses_as(talk, OLGA, holding.REFUSE, marker.id) == "Refused. Nothing was sent."
    assert not talk.offered()
    assert talk.wire.marks[message] == "💔"
    assert not any("to the bridge" in str(entry.body) for entry in await talk.entries())
    assert "no longer waits" in str(await presses_as(talk, PETRO, holding.RELEASE, marker.id))
    assert "release_refused" in await audited(talk)


async def test_an_edit_makes_what_waits_anew_and_the_old_button_is_dead(talk: Talk) -> None:
    message = await talk.answers(DANGER)
    (first,) = await held(talk)
    await talk.answers("Come to the river tomorrow at 6:00", edit=message)
    assert "no longer waits" in str(await presses_as(talk, PETRO, holding.RELEASE, first.id))
    newest = next(post for post in await held(talk) if post.id != first.id)
    await presses_as(talk, PETRO, holding.RELEASE, newest.id)
    await talk.reads()
    assert talk.has("river")
    assert not talk.has("to the bridge")


async def test_edited_into_something_harmless_it_goes_at_once(talk: Talk) -> None:
    message = await talk.answers(DANGER)
    await talk.answers(HARMLESS, edit=message)
    await talk.reads()
    assert talk.has(HARMLESS)


async def test_danger_edited_into_a_sent_answer_waits_and_the_first_words_stay(talk: Talk) -> None:
    message = await talk.answers(HARMLESS)
    await talk.reads()
    await talk.answers(DANGER, edit=message)
    assert talk.has(HARMLESS)
    assert not talk.has("to the bridge")
    (marker,) = await held(talk)
    assert any("still sees the earlier words" in told for told in talk.wire.told)
    await presses_as(talk, PETRO, holding.RELEASE, marker.id)
    assert talk.has(DANGER)
    assert not talk.has(HARMLESS)


async def test_a_note_sent_after_all_waits_too(talk: Talk) -> None:
    await talk.answers(DANGER, thread=True)
    note = next(post for post in await talk.posts() if post.role == NOTE)
    await talk.presses(FORWARD_NOTE, note.id)
    assert not talk.offered()
    (marker,) = await held(talk)
    await presses_as(talk, PETRO, holding.RELEASE, marker.id)
    await talk.reads()
    assert talk.has(DANGER)


async def test_a_place_from_the_map_waits(talk: Talk) -> None:
    head = next(post for post in await talk.posts() if post.role == "head")
    talk.wire.desk_message += 1
    came = Said(chat=DESK, user=OLGA, message=talk.wire.desk_message, reply_to=head.message, name="Olga")
    place = Media(kind="location", latitude=48.5, longitude=37.25)
    await group.said(talk.wire.house, replace(came, media=place), talk._step())
    await talk.wire.deliver()
    assert not talk.offered()
    (marker,) = await held(talk)
    await presses_as(talk, PETRO, holding.RELEASE, marker.id)
    assert talk.offered()


async def test_what_nobody_releases_for_a_day_is_dropped_and_says_so(talk: Talk) -> None:
    await talk.answers(DANGER)
    (marker,) = await held(talk)
    await holding.sweep(talk.wire.house, talk.wire.now + 26 * HOUR)
    await talk.wire.deliver()
    assert "no longer waits" in str(await presses_as(talk, PETRO, holding.RELEASE, marker.id))
    assert not talk.offered()


async def test_a_closed_case_gets_nothing_any_more(talk: Talk) -> None:
    await talk.answers(DANGER)
    (marker,) = await held(talk)
    await talk.presses("1")
    await presses_as(talk, PETRO, holding.RELEASE, marker.id)
    await talk.reads()
    assert not talk.has("to the bridge")


@pytest.mark.parametrize("kind", ["voice", "video", "video_note"])
async def test_what_is_no_picture_is_refused_with_its_reason(talk: Talk, kind: str) -> None:
    head = next(post for post in await talk.posts() if post.role == "head")
    media = Media(kind=kind, file_id="f")  # type: ignore[arg-type]
    came = Said(chat=DESK, user=OLGA, message=77, reply_to=head.message, name="Olga", media=media)
    await group.said(talk.wire.house, came, talk._step())
    await talk.wire.deliver()
    assert not talk.offered()
    assert any("does not go to a person" in told for told in talk.wire.told)


async def test_the_words_are_shown_privately_to_the_second_one_where_the_room_is_private(talk: Talk) -> None:
    case = await talk.case()
    house = talk.wire.house
    seat = 9_001
    talk.wire.phone(seat, "en")

    async def move(tx: Tx) -> None:
        await house.cases.save(tx, replace(case, seat=seat, room=None))

    await house.database.transact(move)
    offer_case = await talk.case()

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, talk.wire.work())
        operator = await group.remember(turn, Said(chat=DESK, user=OLGA, message=1, name="Olga"))
        said = Said(chat=seat, user=OLGA, message=5, text=DANGER)
        await holding.hold(turn, offer_case, said, operator, ["meeting"])  # type: ignore[list-item]

    await house.database.transact(unit)
    await talk.wire.deliver()
    assert not any(DANGER in told for told in talk.wire.told)
    assert any("waits for a second operator" in told for told in talk.wire.told)
    (marker,) = await held(talk)
    second = talk.wire.phone(PETRO, "en")
    await presses_as(talk, PETRO, holding.LOOK, marker.id)
    assert not second.messages
    await started(talk, PETRO)
    await presses_as(talk, PETRO, holding.LOOK, marker.id)
    assert any(DANGER in words for words, _ in second.messages.values())
    await presses_as(talk, PETRO, holding.RELEASE, marker.id, chat=PETRO)
    await talk.reads()
    assert talk.has(DANGER)


async def started(talk: Talk, user: int) -> None:
    """He pressed Start in his private chat with the bot."""
    house = talk.wire.house

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, talk.wire.work())
        await group.remember(turn, Said(chat=user, user=user, message=1, name="N"), started=True)

    await house.database.transact(unit)
