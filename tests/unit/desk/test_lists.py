"""Lists of cases: what they show, what they filter, and that they are edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.showing import lists
from bot.desk.showing.cards import TAKE
from bot.desk.showing.finding import STATES, View, read, unpacked
from bot.messages import Edit, Send
from storage.cases import NewCase
from tests.promises.officer import BOT, DESK
from tests.unit.desk.desk_work import Desk
from tests.unit.desk.wire import OLGA, Wire

if TYPE_CHECKING:
    from storage.cases import Case
    from storage.database import Tx

DOORS = ("mobilized", "soldier")


@pytest.fixture
def desk(wire: Wire) -> Desk:
    return Desk(wire)


async def many(desk: Desk, count: int, **what: Any) -> list[Case]:
    house = desk.wire.house

    async def unit(tx: Tx) -> list[Case]:
        made = []
        for number in range(count):
            given: dict[str, Any] = {"kind": "application", "door": "soldier", "language": "ru"} | what
            new = NewCase(bot=BOT, chat=9_000 + number, **given)
            made.append(await house.cases.open(tx, new, now=desk.wire.now + number * 3_600))
        return made

    made = await house.database.transact(unit)
    desk.wire.now += count * 3_600
    return made


async def shown(desk: Desk) -> list[Send | Edit]:
    """The lists that wait to be sent."""
    rows = await desk.wire.rows(lambda row: isinstance(row.item, Send | Edit))
    return [row.item for row in rows if isinstance(row.item, Send | Edit)]


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(state="waiting", urgent=True, mine=True, door=2, language="uk", page=7, after=(1_800_000_000, "K7WQ2M")),
        *[View(state=state) for state in STATES],
    ],
)
def test_a_list_fits_a_button_and_is_the_same_again(view: View) -> None:
    assert len(view.packed()) == 16
    assert unpacked(view.packed()) == view


def test_words_make_a_list_or_none() -> None:
    assert read("NEW urgent soldier ru", DOORS, ("ru", "en")) == View(state="new", urgent=True, door=2, language="ru")
    assert read("", DOORS, ()) == View()
    assert read("everything", DOORS, ("ru",)) is None


async def test_a_list_names_alias_door_language_and_urgency_and_nobody(desk: Desk) -> None:
    (case,) = await many(desk, 1, urgent=True, check_word="Swallow")
    await desk.says("/cases")
    text = desk.wire.told[-1]
    assert f"🔴 /case_{case.alias} · soldier · ru · New" in text
    assert "Swallow" not in text


async def test_urgent_ones_stand_first_and_pages_follow(desk: Desk) -> None:
    cases = await many(desk, 10)
    (last,) = await many(desk, 1, urgent=True)
    house = desk.wire.house

    async def unit(tx: Tx) -> tuple[list[str], list[str]]:
        turn = _turn(desk, tx)
        reader = lists.Reader(user=OLGA, chat=DESK, language="en", desks=frozenset({DESK}))
        first = await lists.page_of(turn, View(), reader)
        second = await lists.page_of(turn, View(page=1), reader)
        assert (first.count, first.pages) == (11, 2)
        return [case.alias for case in first.cases], [case.alias for case in second.cases]

    first, second = await house.database.transact(unit)
    assert first[0] == last.alias
    assert [*first[1:], *second] == [case.alias for case in cases]


def _turn(desk: Desk, tx: Tx) -> Any:
    from bot.desk.house import Turn

    return Turn(desk.wire.house, tx, desk.wire.work())


async def test_behind_a_full_window_the_next_begins_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "WINDOW", 5)
    cases = await many(desk, 12)
    house, seen, view = desk.wire.house, list[str](), View()
    reader = lists.Reader(user=OLGA, chat=DESK, language="en", desks=frozenset({DESK}))
    while True:
        page = await house.database.transact(lambda tx: lists.page_of(_turn(desk, tx), view, reader))  # noqa: B023
        seen += [case.alias for case in page.cases]
        if page.last is None:
            break
        view = View(after=page.last)
    assert seen == [case.alias for case in cases]


async def test_filters_and_what_is_closed_or_of_another_desk_is_not_listed(desk: Desk) -> None:
    soldier, closed = await many(desk, 2)
    (question,) = await many(desk, 1, door="question", language="uk")
    house = desk.wire.house

    async def unit(tx: Tx) -> None:
        await house.cases.close(tx, closed, reason="answered", now=desk.wire.now)
        turn = _turn(desk, tx)
        reader = lists.Reader(user=OLGA, chat=DESK, language="en", desks=frozenset({DESK}))

        async def aliases(view: View, desks: frozenset[int] = reader.desks) -> list[str]:
            far = lists.Reader(user=OLGA, chat=DESK, language="en", desks=desks)
            return [case.alias for case in (await lists.page_of(turn, view, far)).cases]

        assert await aliases(View()) == [soldier.alias, question.alias]
        assert await aliases(View(language="uk")) == [question.alias]
        assert await aliases(View(state="taken")) == []
        assert await aliases(View(mine=True)) == []
        assert await aliases(View(), frozenset({-5})) == []
        await house.cases.take(tx, soldier.id, taker=OLGA, name="Olga")
        assert await aliases(View(mine=True)) == [soldier.alias]

    await house.database.transact(unit)


async def test_a_filter_edits_the_list_in_place(desk: Desk) -> None:
    (case,) = await many(desk, 1)
    await desk.says("/cases taken")
    house = desk.wire.house
    await desk.wire.deliver()
    message = desk.wire.desk_message
    post = await house.database.transact(lambda tx: house.posts.by_message(tx, DESK, message))
    assert post is not None
    assert post.role == lists.LIST
    edits: list[tuple[int, str]] = []
    sent = desk.wire._sent

    def noted(call: Any) -> int | None:
        if call.method.startswith("edit"):
            edits.append((call.params["message_id"], call.params["text"]))
        return sent(call)

    desk.wire._sent = noted  # type: ignore[method-assign]
    await desk.press(lists.TURN, View(state="new").packed(), on=post)
    assert [number for number, _ in edits] == [message]
    assert case.alias in edits[0][1]


async def test_found_by_part_of_an_alias_and_by_check_word(desk: Desk) -> None:
    (case,) = await many(desk, 1, check_word="swallow")
    await desk.says(f"/find {case.alias[2:5].lower()}")
    assert case.alias in desk.wire.told[-1]
    await desk.says("/find Swallow")
    assert case.alias in desk.wire.told[-1]
    await desk.says("/find nothing-of-the-kind")
    assert "Nothing found" in desk.wire.told[-1]


async def test_a_tapped_alias_shows_its_card_with_buttons_that_work(desk: Desk) -> None:
    _, case = await desk.begins(4_300)
    await desk.says(f"/case_{case.alias}")
    await desk.wire.deliver()
    (view,) = [post for post in await desk.posts(case) if post.role == "view"]
    await desk.press(TAKE, case.id, on=view)
    assert (await desk.case(case)).taker == OLGA


async def test_unknown_and_closed_are_told_apart(desk: Desk) -> None:
    (case,) = await many(desk, 1)
    house = desk.wire.house
    await desk.says("/case ZZZZZZ")
    assert "I know no case ZZZZZZ" in desk.wire.told[-1]
    await house.database.transact(lambda tx: house.cases.close(tx, case, reason="answered", now=desk.wire.now))
    await desk.says(f"/case {case.alias}")
    assert "closed" in desk.wire.told[-1]
