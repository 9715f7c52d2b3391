"""Promise: no phone tells of another's: who is in a group or left it, or whether three words were somebody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.codes import groups, links
from bot.flows.load import load_book
from bot.messages import Send
from tests.promises.officer import Bench, build
from tests.promises.searched import new_case, press

if TYPE_CHECKING:
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

HOUR, DAY, MONTH = 3_600, 86_400, 30 * 86_400


@pytest.fixture(scope="module")
def book() -> Any:
    return load_book()


@pytest.fixture
def bench(store: Store, book: Any) -> Bench:
    return build(store, book)


async def leads(phone: Phone) -> str:
    """Writes down a group of five; its four words."""
    await phone.writes("/start")
    await press(phone, "door-soldier", "topic-how", "answer-group-title", "button-group", "button-begin-group")
    await phone.writes("5")
    await phone.writes("1")
    await press(phone, "button-finish", "button-send-now")
    house = phone.bench.house
    (case,) = await phone.cases()
    group = await house.database.transact(lambda tx: house.groups.load(tx, case.group))
    assert group is not None
    return " ".join(group.words)


async def joins(phone: Phone, words: str) -> None:
    await phone.writes("/start")
    await press(phone, "button-code", "button-join")
    await phone.writes(words)
    assert "Вы в группе." in str(phone.sees())


async def erases(phone: Phone) -> tuple[Any, ...]:
    return (await phone.writes("/delete"), await phone.does("delete-yes"))


async def one_withdraws(bench: Bench) -> None:
    """Of three in a group one erases everything; then he is compared with somebody who was in none."""
    leader, leaves, stays, alone = (bench.phone(chat, "ru") for chat in (100, 200, 300, 400))
    words = await leads(leader)
    for man in (leaves, stays):
        await joins(man, words)
    await new_case(alone)
    before = [man.sees() for man in (leader, stays)]
    leader.calls, stays.calls = [], []
    assert await erases(leaves) == await erases(alone)
    assert leaves.sees() == alone.sees()
    assert [man.sees() for man in (leader, stays)] == before
    assert (leader.calls, stays.calls) == ([], [])
    await joins(leaves, words)
    await erases(leader)
    await leaves.writes("/start")
    await joins(alone, words)


async def test_one_mans_withdrawal_reveals_nothing_of_the_others(bench: Bench) -> None:
    await one_withdraws(bench)


async def test_a_withdrawal_that_is_told_to_the_others_is_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the leader is told that somebody left."""
    quiet = groups.left

    async def loudly(turn: Any, case: Any, *, erased: bool = False) -> Any:
        group = await turn.house.groups.load(turn.tx, case.group)
        leader = await turn.case(group.leader) if group else None
        if leader is not None:
            await turn.put(Send(post=turn.house.new_post(), chat=leader.chat, text="somebody left"))
        return await quiet(turn, case, erased=erased)

    monkeypatch.setattr(groups, "left", loudly)
    with pytest.raises(AssertionError):
        await one_withdraws(bench)


async def asks(phone: Phone) -> None:
    await phone.writes("/start")
    await press(phone, "door-relative", "plight-afraid", "button-ask")
    await phone.writes("он жив?")
    await press(phone, "button-status", "button-tell")


async def three_words_are_told(bench: Bench) -> None:
    """One mother has his words, another has none: both see the same, and he hears nothing."""
    soldier, his, other = (bench.phone(chat, "ru") for chat in (100, 200, 300))
    await new_case(soldier)
    await press(soldier, "button-status", "button-link", "button-link-make")
    house = bench.house
    (case,) = await soldier.cases()
    link = await house.database.transact(lambda tx: house.links.of_case(tx, case.id, now=bench.now))
    assert link is not None
    for mother in (his, other):
        await asks(mother)
    before, soldier.calls = soldier.sees(), []
    right, wrong = await his.writes(" ".join(link.words)), await other.writes("раз два три")
    assert right == wrong
    assert await his.plainly() == await other.plainly()
    assert (soldier.sees(), soldier.calls) == (before, [])
    await press(soldier, "button-back", "button-link-asked", "button-link-yes")
    assert await his.plainly() == await other.plainly()


async def test_three_words_fit_for_thirty_days(bench: Bench) -> None:
    soldier, house = bench.phone(100, "ru"), bench.house
    await new_case(soldier)
    await press(soldier, "button-status", "button-link", "button-link-make")
    (case,) = await soldier.cases()
    for left, fit in ((HOUR, True), (-HOUR, False)):
        late = bench.now + MONTH - left
        await links.sweep(house, late)
        link = await house.database.transact(lambda tx, late=late: house.links.of_case(tx, case.id, now=late))  # type: ignore[misc]
        assert (link is not None) is fit


async def test_four_words_fit_until_thirty_days_after_the_last_that_joined_whoever_left(bench: Bench) -> None:
    leader, man, house = bench.phone(100, "ru"), bench.phone(200, "ru"), bench.house
    words = tuple((await leads(leader)).split())
    bench.now += 20 * DAY
    await joins(man, " ".join(words))
    last = bench.now
    bench.now += DAY
    await erases(man)
    await erases(leader)
    for left, fit in ((HOUR, True), (-HOUR, False)):
        late = last + MONTH - left
        await groups.sweep(house, late)
        group = await house.database.transact(lambda tx, late=late: house.groups.by_words(tx, words, now=late))  # type: ignore[misc]
        assert (group is not None) is fit


async def test_three_words_tell_nobody_whether_they_fit(bench: Bench) -> None:
    await three_words_are_told(bench)


async def test_words_that_say_whether_they_fit_are_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: words that fit are thanked for in another line."""
    quiet = links.act

    async def loudly(scene: Any, effect: Any) -> None:
        words = scene.turn.house.lists.read_link(effect.words)
        fits = words and await scene.turn.house.links.by_words(scene.turn.tx, words, now=scene.turn.now)
        await quiet(scene, effect)
        if fits:
            scene.talk = scene.talk.to(scene.talk.place, hint="hint-passed-on")

    monkeypatch.setattr(links, "act", loudly)
    with pytest.raises(AssertionError):
        await three_words_are_told(bench)


async def test_a_groups_words_written_anywhere_are_not_shown(bench: Bench) -> None:
    leader, other = bench.phone(100, "ru"), bench.phone(200, "ru")
    words = await leads(leader)
    await other.writes("/start")
    await other.writes(words)
    assert words not in str(other.sees())
    await press(other, "button-code", "button-join")
    await other.writes(words)
    assert "Вы в группе." in str(other.sees())
