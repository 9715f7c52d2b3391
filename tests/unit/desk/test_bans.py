"""A ban stops what goes to operators, never the answers nor the calls for help, and betrays no hidden talk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.casework import working
from bot.desk.doubt import bans
from bot.desk.doubt.noticed import BANNED
from tests.promises.officer import BOT
from tests.promises.searched import said as label
from tests.unit.desk.order import orders_of
from tests.unit.desk.wire import CHAT, Talk

if TYPE_CHECKING:
    from bot.messages import Person
    from storage.bans import Ban
    from tests.unit.desk.wire import Wire

DAY = 86_400
WORDS = "are you still there, I have been waiting for a long while"
TOLD = "operators do not receive your messages"


@pytest.fixture
async def banned(talk: Talk) -> Talk:
    """He is banned for a week, and knows it."""
    alias = (await talk.case()).alias
    told = await orders_of(talk.wire, f"/ban {alias} 7 writes threats")
    assert any("messages do not reach you" in line for line in told)
    return talk


async def ban_of(wire: Wire, chat: int = CHAT) -> Ban | None:
    return await wire.house.database.transact(lambda tx: wire.house.bans.of_chat(tx, bot=BOT, chat=chat, now=wire.now))


async def person_of(wire: Wire, chat: int = CHAT) -> Person:
    found = await wire.house.database.transact(lambda tx: wire.house.people.find(tx, bot=BOT, chat=chat))
    assert found is not None
    return found


def heard(wire: Wire, words: str) -> bool:
    return any(words in line for line in wire.told)


async def test_he_is_told_calmly_and_until_when(banned: Talk) -> None:
    await banned.reads()
    assert banned.has(TOLD)
    ban = await ban_of(banned.wire)
    assert ban is not None
    assert (ban.reason, ban.by) == ("writes threats", "Olga")
    assert 0 < ban.until - banned.wire.now <= 7 * DAY
    assert not banned.has("threats")
    assert not banned.has("Olga")


async def test_his_words_do_not_reach_operators_and_he_learns_it(banned: Talk) -> None:
    await banned.phone.writes(WORDS)
    assert not heard(banned.wire, WORDS)
    assert banned.has(TOLD)
    assert not [entry for entry in await banned.entries() if WORDS in str(entry.body)]


async def test_a_screen_that_is_drawn_again_still_says_so(banned: Talk) -> None:
    await banned.phone.presses(label(banned.phone, "button-status"))
    await banned.presses(working.HAND)
    screens = [text for text, _ in banned.phone.messages.values() if "goes to the operators" in text]
    assert screens
    assert all(TOLD in text for text in screens)


async def test_a_change_of_earlier_words_does_not_reach_them_either(talk: Talk) -> None:
    await talk.phone.writes("the first words")
    message = talk.phone.last
    await orders_of(talk.wire, f"/ban {(await talk.case()).alias} 7 threats")
    await talk.phone.changes(message, "worse words than those")
    assert not heard(talk.wire, "worse words")


async def test_without_a_ban_the_same_words_arrive(talk: Talk) -> None:
    await talk.phone.writes(WORDS)
    assert heard(talk.wire, WORDS)


@pytest.mark.parametrize("button", ["button-now", "button-crisis"])
async def test_a_call_for_help_goes_through_and_all_that_follows_it(banned: Talk, button: str) -> None:
    wire = banned.wire
    await banned.phone.writes("/start")
    told = len(wire.told)
    await banned.phone.presses(label(banned.phone, button))
    assert len(wire.told) > told
    await banned.phone.writes("they are at the door of the house")
    assert heard(wire, "they are at the door")
    await banned.phone.writes("/start")
    await banned.phone.writes(WORDS)
    assert heard(wire, WORDS), "once he called, there are no half measures"


async def test_danger_words_go_through(banned: Talk) -> None:
    await banned.phone.writes("I want to kill myself")
    assert heard(banned.wire, "I want to kill myself")


async def test_answers_stay(banned: Talk) -> None:
    await banned.phone.writes("Is it true that prisoners are tortured?")
    assert not heard(banned.wire, "prisoners are tortured")
    (text, buttons) = banned.phone.sees()[-1]
    assert TOLD in text
    assert "These answers may fit" in text
    assert "Passed on" not in text
    found = [one for one in buttons if "?" in one]
    assert found, "the answers nearest to his question are offered all the same"
    await banned.phone.presses(found[0])
    assert TOLD not in banned.phone.sees()[-1][0]


async def test_what_he_wrote_is_not_lost(wire: Wire) -> None:
    """A question waits as a draft, and can be sent when the ban is over."""
    talk = Talk(wire, wire.phone(CHAT, "en"))
    await talk.begins()
    alias = (await talk.case()).alias
    await orders_of(wire, f"/ban {alias} 1 threats")
    await talk.phone.writes(WORDS)
    assert not heard(wire, WORDS)
    wire.now += DAY + 60
    await talk.phone.writes(WORDS + " again")
    assert heard(wire, WORDS + " again"), "it ended by itself"


async def test_it_ends_by_an_order_and_he_is_told(banned: Talk) -> None:
    await banned.reads()
    await orders_of(banned.wire, f"/unban {(await banned.case()).alias}")
    await banned.reads()
    assert banned.has("receive your messages again")
    await banned.phone.writes(WORDS)
    assert heard(banned.wire, WORDS)
    assert await orders_of(banned.wire, "/unban K7WQ2M") == [banned.wire.house.say("desk-ban-none")]


async def test_bans_are_listed_and_audited(banned: Talk) -> None:
    wire, alias = banned.wire, (await banned.case()).alias
    (told,) = await orders_of(wire, "/bans")
    assert alias in told
    assert "writes threats" in told
    await orders_of(wire, f"/unban {alias}")
    assert await orders_of(wire, "/bans") == [wire.house.say("desk-bans-none")]
    deeds = await wire.house.database.transact(wire.house.audit.deeds)
    assert [deed.action for deed in deeds if "ban" in deed.action] == ["banned", "unbanned"]


@pytest.mark.parametrize("words", ["", "7", "31 too long", "0 too short"])
async def test_a_ban_needs_a_reason_and_ends_within_thirty_days(talk: Talk, words: str) -> None:
    told = await orders_of(talk.wire, f"/ban {(await talk.case()).alias} {words}")
    assert told == [talk.wire.house.say("desk-ban-how", days=30)]
    assert await ban_of(talk.wire) is None


async def test_operators_who_are_no_supervisors_ban_nobody(talk: Talk) -> None:
    async def nobody(_chat: int, _user: int) -> bool:
        return False

    talk.wire.house = replace(talk.wire.house, is_supervisor=nobody)
    await orders_of(talk.wire, f"/ban {(await talk.case()).alias} 7 threats")
    assert await ban_of(talk.wire) is None


async def test_behind_the_lock_a_stranger_meets_no_ban_and_operators_see_it(banned: Talk) -> None:
    """Who holds the phone finds nothing that tells of another talk; his words go as a stranger's do."""
    wire = banned.wire
    person = await person_of(wire)
    await wire.house.database.transact(lambda tx: wire.house.people.save(tx, replace(person, pin=b"p" * 32), bot=BOT))
    await banned.phone.presses("Exit")
    await banned.phone.writes("когда это кончится и что мне делать")
    await banned.phone.presses(label(banned.phone, "button-ask-send"))
    assert not banned.has(TOLD)
    stranger = next(case for case in await banned.phone.cases() if case.reach == "open")
    assert stranger.signals == (BANNED,)
    hidden = (await person_of(wire)).lives[0].person
    assert hidden.ban is not None


async def test_who_is_banned_while_locked_learns_it_when_he_is_himself_again(talk: Talk) -> None:
    wire = talk.wire
    person = await person_of(wire)
    await wire.house.database.transact(lambda tx: wire.house.people.save(tx, replace(person, pin=b"p" * 32), bot=BOT))
    await talk.phone.presses("Exit")
    before = talk.phone.sees()
    await orders_of(wire, f"/ban {(await talk.case()).alias} 7 threats")
    assert talk.phone.sees() == before, "nothing in the locked chat changes"
    person = await person_of(wire)
    assert person.ban is None
    assert person.lives[0].person.ban is not None


async def test_after_he_erased_everything_he_is_a_stranger(banned: Talk) -> None:
    await banned.phone.writes("/delete")
    await banned.phone.presses(label(banned.phone, "button-delete-yes"))
    await banned.phone.writes("/start")
    await banned.phone.writes("когда это кончится и что мне делать")
    await banned.phone.presses(label(banned.phone, "button-ask-send"))
    assert not banned.has(TOLD)
    assert [case.signals for case in await banned.phone.cases()] == [(BANNED,)]


async def test_the_test_of_words_can_fail(banned: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgot(*_given: object) -> None:
        """A planted fault: nobody asks whether a ban holds."""

    monkeypatch.setattr(bans, "binds", forgot)
    await banned.phone.writes(WORDS)
    assert heard(banned.wire, WORDS)
