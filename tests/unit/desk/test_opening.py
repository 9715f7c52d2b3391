"""What an operator opens: counted by the day, audited, and what happens beyond the limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.showing.cards import IDENTITY, OPEN, PLACE
from bot.flows.model import Need
from bot.flows.project import DeskWords
from tests.promises.officer import DESK, build
from tests.switched import shipped
from tests.unit.desk.seen import Watched, limited
from tests.unit.desk.wire import CHAT, OLGA, Talk

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.database import Tx
    from tests.storage.conftest import Store

NOW, OVER, DOUBLE = "L", "M", "N"


@pytest.fixture
async def watched(store: Store, book: Book) -> Watched:
    line = Watched(build(store, limited(book, opens=1, apart=1)).house, store=store)
    await line.starts()
    return line


async def waits(line: Watched, chat: int) -> Talk:
    """A case nobody took yet."""
    talk = Talk(line, line.phone(chat, "en"))
    await talk.phone.writes("когда это кончится и что мне делать")
    label = line.house.texts.plain("en", "button-ask-send")
    await talk.phone.presses(label)
    talk.case_id = (await talk.phone.cases())[0].id
    return talk


async def taken(line: Watched, chat: int = CHAT) -> Talk:
    talk = Talk(line, line.phone(chat, "en"))
    await talk.begins()
    return talk


def actions(deeds: list) -> list[str]:  # type: ignore[type-arg]
    return [deed.action for deed in deeds if deed.action.startswith("open")]


async def test_open_shows_counts_and_is_audited(watched: Watched) -> None:
    talk = await waits(watched, CHAT)
    toast = await talk.presses(OPEN)
    case = await talk.case()
    assert toast == watched.house.plain("desk-opened")
    assert watched.shows(case.alias)
    (params,) = watched.stands[OLGA].values()
    assert params["protect_content"] is True
    (deed,) = [deed for deed in await watched.deeds() if deed.action == "opened"]
    assert (deed.case, deed.actor, deed.whole) == (case.alias, watched.house.audit.pseudonym(OLGA), True)


async def test_it_goes_after_ten_minutes(watched: Watched) -> None:
    talk = await waits(watched, CHAT)
    await talk.presses(OPEN)
    assert watched.shows((await talk.case()).alias)
    await watched.passes(601)
    assert not watched.stands[OLGA]


async def test_the_same_case_again_costs_nothing(watched: Watched) -> None:
    talk = await waits(watched, CHAT)
    for _ in range(3):
        assert await talk.presses(OPEN) == watched.house.plain("desk-opened")
    assert actions(await watched.deeds()) == ["opened"] * 3


async def test_beyond_the_limit_a_case_of_nobody_is_refused_with_who_can_help(watched: Watched) -> None:
    await (await waits(watched, CHAT)).presses(OPEN)
    other = await waits(watched, CHAT + 1)
    toast = await other.presses(OPEN)
    assert toast == watched.house.plain("desk-open-limit")
    assert not watched.shows((await other.case()).alias)
    assert actions(await watched.deeds()) == ["opened", "open_refused"]


async def test_beyond_the_limit_an_own_case_opens_with_a_reason_and_supervisors_are_told(watched: Watched) -> None:
    await (await waits(watched, CHAT)).presses(OPEN)
    own = await taken(watched, CHAT + 1)
    alias = (await own.case()).alias
    assert await own.presses(OPEN) == watched.house.plain("desk-open-asked")
    why = watched.house.say("desk-open-why", alias=alias)
    assert watched.shows(why)
    assert "opened_over" not in actions(await watched.deeds())
    await own.presses(OVER)
    assert any(alias in text and "I am taking over" in text for text in watched.told)
    assert actions(await watched.deeds()) == ["opened", "opened_over", "opened"]


async def test_beyond_the_limit_an_urgent_case_of_nobody_opens_with_a_reason(watched: Watched) -> None:
    await (await waits(watched, CHAT)).presses(OPEN)
    urgent = await waits(watched, CHAT + 1)
    house, case = watched.house, await urgent.case()
    await house.database.transact(lambda tx: house.cases.save(tx, replace(case, urgent=True)))
    assert await urgent.presses(OPEN) == house.plain("desk-open-asked")
    assert await urgent.presses(NOW) == house.plain("desk-opened")


async def test_a_reason_nobody_asked_for_opens_nothing(watched: Watched) -> None:
    talk = await waits(watched, CHAT)
    assert await talk.presses(DOUBLE) == watched.house.plain("button-stale")
    assert OLGA not in watched.stands


async def test_one_who_never_pressed_start_is_not_counted(store: Store, book: Book) -> None:
    line = Watched(build(store, limited(book, opens=1, apart=1)).house, store=store)
    talk = await waits(line, CHAT)
    assert await talk.presses(OPEN) is None
    assert actions(await line.deeds()) == []
    assert DESK not in line.stands


async def test_tomorrow_begins_anew(watched: Watched) -> None:
    await (await waits(watched, CHAT)).presses(OPEN)
    watched.now += 86_400
    other = await waits(watched, CHAT + 1)
    assert await other.presses(OPEN) == watched.house.plain("desk-opened")


async def kept_apart(line: Watched, talk: Talk, *needs: Need) -> None:
    """Something of a case is kept apart from its entries."""
    house = line.house

    async def unit(tx: Tx) -> None:
        case = await house.cases.load(tx, talk.case_id)
        assert case is not None
        for need in needs:
            body = {"answers": [{"name": "x", "question": "?", "text": f"the {need}", "fact": "", "heed": False}]}
            await house.parts.add(tx, case.id, need, body, until=line.now + 7_200)
        await house.cases.save(tx, replace(case, apart=tuple(sorted(need.value for need in needs))))

    await house.database.transact(unit)


async def test_place_and_identity_are_an_opening_of_their_own(watched: Watched) -> None:
    first, second = await waits(watched, CHAT), await waits(watched, CHAT + 1)
    for talk in (first, second):
        await kept_apart(watched, talk, Need.PLACE, Need.IDENTITY)
    assert await first.presses(OPEN) == watched.house.plain("desk-opened")
    for letter in (PLACE, IDENTITY):
        assert await first.presses(letter) == watched.house.plain("desk-opened")
    assert watched.shows("the place")
    assert await second.presses(PLACE) == watched.house.plain("desk-open-limit")
    assert actions(await watched.deeds()) == ["opened", "opened_place", "opened_identity", "open_refused"]


async def test_beyond_the_limit_a_place_of_an_own_case_is_shown_for_a_reason(watched: Watched) -> None:
    first, own = await waits(watched, CHAT), await taken(watched, CHAT + 1)
    for talk in (first, own):
        await kept_apart(watched, talk, Need.PLACE)
        await talk.presses(PLACE)
    assert not any(deed.action == "opened_over" for deed in await watched.deeds())
    assert await own.presses(OVER) == watched.house.plain("desk-opened")
    assert actions(await watched.deeds()) == ["opened_place", "opened_over", "opened_place"]


async def test_what_was_kept_apart_before_is_shown_to_nobody_once_he_is_not_free(watched: Watched) -> None:
    talk = await waits(watched, CHAT)
    await kept_apart(watched, talk, Need.PLACE, Need.IDENTITY)
    await talk.becomes(duress=True)
    for letter in (PLACE, IDENTITY):
        assert await talk.presses(letter) == watched.house.plain("desk-apart-frozen")
    assert not any(watched.shows(f"the {need}") for need in Need)
    assert actions(await watched.deeds()) == []
    await talk.becomes(duress=False)
    await talk.presses(PLACE)
    assert watched.shows("the place"), "free again, it would have been there to be shown"


def test_the_shipped_limits_are_forty_cases_and_ten_places_or_names_a_day() -> None:
    for desk in (DeskWords(), shipped().project.desk):
        assert (desk.opens_a_day, desk.apart_a_day) == (40, 10)


async def test_take_and_close_are_audited_too(watched: Watched) -> None:
    talk = await taken(watched)
    await talk.presses("1")
    assert [deed.action for deed in await watched.deeds()] == ["taken", "closed"]
