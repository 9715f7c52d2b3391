"""Who is an operator is asked of Telegram where it matters, and believed from memory where it can not be asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import access
from bot.desk.casework import rooms
from bot.desk.group import remember
from bot.desk.house import Turn
from bot.errors import ApiError
from bot.messages import Leave, Person, Said, Tapped, Work
from bot.routes import Route
from storage.cases import NewCase
from storage.people import Operator
from storage.posts import Post
from tests.promises.officer import BOT, DESK, START, build

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

OLGA, IVAN, STRANGER = 5, 4_100, 4_200
WORK = Work(BOT, 1, START)


@dataclass
class Telegram:
    """Who is a member; `asked`: about whom it was asked, `forgotten`: whose answers were thrown away."""

    members: set[int] = field(default_factory=lambda: {OLGA})
    down: bool = False
    asked: list[int] = field(default_factory=list)
    forgotten: list[tuple[int, int]] = field(default_factory=list)

    async def is_member(self, _chat: int, user: int) -> bool:
        self.asked.append(user)
        if self.down:
            raise ApiError
        return user in self.members

    def forget(self, chat: int, user: int) -> None:
        self.forgotten.append((chat, user))


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def house(store: Store, book: Book, telegram: Telegram) -> House:
    house = replace(build(store, book).house, is_member=telegram.is_member, forget_member=telegram.forget)

    async def unit(tx: Tx) -> None:
        await house.operators.save(tx, Operator(id=b"o" * 16, user=OLGA, name="Olga"), chat=DESK)
        await house.people.save(tx, Person(id=b"p" * 16, chat=IVAN, language="en"), bot=BOT)

    await house.database.transact(unit)
    return house


def said(user: int, text: str = "hello") -> Said:
    return Said(chat=user, user=user, message=1, text=text, name="N")


async def known(house: House) -> bool:
    return await house.database.transact(lambda tx: house.operators.find(tx, chat=DESK, user=OLGA)) is not None


@pytest.mark.parametrize(
    ("user", "text", "asked"),
    [(OLGA, "hello", [OLGA]), (IVAN, "hello", []), (IVAN, "/start", [IVAN]), (STRANGER, "hello", [STRANGER])],
)
async def test_telegram_is_asked_about_operators_strangers_and_at_start(
    house: House, telegram: Telegram, user: int, text: str, asked: list[int]
) -> None:
    assert await access.is_operator(house, said(user, text), WORK) is (user == OLGA)
    assert telegram.asked == asked
    assert telegram.forgotten == ([(DESK, user)] if text == "/start" else [])
    assert await known(house), "she is a member, and loses nothing"


async def test_where_telegram_is_down_what_is_known_decides(house: House, telegram: Telegram) -> None:
    telegram.down = True
    assert await access.is_operator(house, said(OLGA), WORK) is True
    assert await access.is_operator(house, said(STRANGER), WORK) is False
    assert await known(house)


async def test_who_turns_out_to_have_left_loses_everything_now(house: House, telegram: Telegram) -> None:
    telegram.members.clear()
    assert await access.is_operator(house, said(OLGA), WORK) is False
    assert not await known(house)


async def test_a_supervisor_is_none_where_telegram_can_not_be_asked(house: House) -> None:
    async def down(_chat: int, _user: int) -> bool:
        raise ApiError

    assert await access.supervises(replace(house, is_supervisor=down), said(OLGA)) is False


async def test_in_a_group_and_privately_membership_is_asked_anew(house: House, telegram: Telegram) -> None:
    in_group = replace(said(OLGA), chat=DESK)
    assert await access.works_here(house, in_group)
    assert await access.works_here(house, said(OLGA))
    assert not await access.works_here(house, replace(said(STRANGER), chat=DESK))
    assert not await access.works_here(house, said(STRANGER))
    telegram.down = True
    assert await access.works_here(house, in_group)
    assert await access.remains(house, in_group) is None
    assert await access.reach(house, said(OLGA)) == {DESK}


FAR = -100_777


def of_two_chats(house: House) -> House:
    shelf = house.shelf
    shelf._line = replace(shelf._line, routes=(Route(chat=DESK), Route(chat=FAR)))
    shelf.put(shelf.book)
    return house


async def operator(house: House, user: int) -> Operator | None:
    return await house.database.transact(lambda tx: house.operators.find(tx, chat=DESK, user=user))


async def test_who_leaves_one_of_two_chats_stays_in_the_other_until_he_leaves_it_too(
    house: House, telegram: Telegram
) -> None:
    await access.left(of_two_chats(house), DESK, OLGA, WORK)
    still = await operator(house, OLGA)
    assert still is not None
    assert (still.desks, still.name) == ((FAR,), "Olga")
    assert telegram.forgotten == [(DESK, OLGA)]
    telegram.members.clear()
    await access.left(house, FAR, OLGA, WORK)
    assert not await known(house)


async def test_who_leaves_and_was_never_known_leaves_nothing(house: House, telegram: Telegram) -> None:
    telegram.members.add(STRANGER)
    await access.left(of_two_chats(house), DESK, STRANGER, WORK)
    assert await operator(house, STRANGER) is None
    assert await known(house)


async def test_where_telegram_is_down_who_leaves_one_chat_loses_everything(house: House, telegram: Telegram) -> None:
    telegram.down = True
    case = await begun(house, IVAN, state="taken", taker=OLGA)
    await access.left(of_two_chats(house), DESK, OLGA, WORK)
    assert not await known(house)
    now = await house.database.transact(lambda tx: house.cases.load(tx, case.id))
    assert now is not None
    assert (now.state, now.taker) == ("new", None)


async def test_whoever_comes_in_is_known_and_commands_are_offered_to_who_was_before(house: House) -> None:
    offered = list[Operator]()

    async def offer(turn: Turn, to: Operator) -> None:
        assert turn.house is house
        offered.append(to)

    await access.joined(house, (DESK, STRANGER), "Petro", WORK, offer=offer)
    came = await operator(house, STRANGER)
    assert came is not None
    assert (came.name, came.desks, offered) == ("Petro", (), [])
    await access.joined(of_two_chats(house), (FAR, OLGA), "Olga", WORK, offer=offer)
    assert [(one.user, one.desks) for one in offered] == [(OLGA, (FAR,))]
    assert (await operator(house, OLGA)) == offered[0]


async def test_who_joined_is_spoken_to_in_his_own_language_once_he_writes(house: House) -> None:
    async def offer(_turn: Turn, _to: Operator) -> None: ...

    async def writes(language: str | None, *, started: bool) -> str:
        came = Said(chat=STRANGER, user=STRANGER, message=9, text="/start", name="Petro", language=language)

        async def unit(tx: Tx) -> str:
            return (await remember(Turn(house, tx, WORK), came, started=started)).language

        return await house.database.transact(unit)

    await access.joined(house, (DESK, STRANGER), "Petro", WORK, offer=offer)
    assert await writes("uk", started=True) == "uk"
    assert await writes(None, started=True) == "uk"
    assert await writes("ru", started=False) == "uk", "what he taps in the group changes nothing in his own chat"
    assert await writes("ru", started=True) == "ru"


@pytest.mark.parametrize("serves", [True, False])
async def test_a_foreign_chat_is_left_only_by_a_member_of_the_operators_own(
    house: House, monkeypatch: pytest.MonkeyPatch, serves: bool
) -> None:
    put = list[object]()

    async def noted(_turn: Turn, thing: object) -> None:
        put.append(thing)

    async def ours(_chat: int) -> bool:
        return serves

    monkeypatch.setattr(Turn, "put", noted)
    await access.leave(replace(house, serves=ours), FAR, WORK)
    assert put == ([Leave(chat=FAR)] if serves else [])


async def test_an_operator_who_blocks_the_bot_is_no_longer_started_and_unblocking_he_is(house: House) -> None:
    for blocked in (False, True, False):
        await access.blocked(house, OLGA, WORK, blocked=blocked)
        now = await operator(house, OLGA)
        assert now is not None
        assert now.started is not blocked
    assert await operator(house, IVAN) is None


@dataclass
class Done:
    """What a turn did instead of doing it."""

    put: list[object] = field(default_factory=list)
    noticed: list[tuple[object, ...]] = field(default_factory=list)
    ended: list[Work] = field(default_factory=list)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    done = Done()

    async def put(_turn: Turn, item: object) -> None:
        done.put.append(item)

    async def notice(_turn: Turn, *what: object) -> None:
        done.noticed.append(what)

    async def ends(turn: Turn) -> None:
        done.ended.append(turn.work)

    for name, stands in (("put", put), ("notice", notice), ("done", ends)):
        monkeypatch.setattr(Turn, name, stands)
    return done


async def begun(house: House, chat: int, **how: Any) -> Case:
    """A case of this person, perhaps in somebody's seat."""

    async def unit(tx: Tx) -> Case:
        new = NewCase(kind="question", door="question", language="en", bot=BOT, chat=chat)
        case = replace(await house.cases.open(tx, new, now=START), **how)
        await house.cases.save(tx, case)
        return case

    return await house.database.transact(unit)


async def test_whoever_works_a_case_is_told_that_its_person_blocked_the_bot_or_no_longer(
    house: House, done: Done
) -> None:
    case, _ = await begun(house, IVAN), await begun(house, STRANGER)
    for blocked in (True, False):
        await access.blocked(house, IVAN, WORK, blocked=blocked)
    assert done.noticed == [("desk-blocked", case), ("desk-unblocked", case)]
    assert done.ended == [WORK, WORK]


async def test_the_seats_of_an_operator_who_blocks_are_given_up_once_and_open_when_he_comes_back(
    house: House, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[tuple[str, object]]()

    async def release(turn: Turn, case: Case) -> None:
        assert turn.house is house
        seen.append(("release", case.id))

    async def come(turn: Turn, operator: Operator) -> None:
        assert turn.house is house
        seen.append(("come", operator.user))

    monkeypatch.setattr(rooms, "release", release)
    monkeypatch.setattr(rooms, "come", come)
    case = await begun(house, IVAN, state="taken", seat=OLGA)
    await begun(house, STRANGER, state="taken", seat=6)
    for blocked in (True, False, False, True, True):
        await access.blocked(house, OLGA, WORK, blocked=blocked)
    assert seen == [("come", OLGA), ("release", case.id)]
    assert done.noticed == []


async def person(house: House, line: bytes | None) -> Person:
    """Ivan, whose line of bad news is this post."""
    ivan = Person(id=b"p" * 16, chat=IVAN, language="en", line=line)
    await house.database.transact(lambda tx: house.people.save(tx, ivan, bot=BOT))
    return ivan


@pytest.mark.parametrize("message", [7, None])
async def test_a_line_that_stands_in_a_blocked_chat_is_his_no_more(
    house: House, done: Done, message: int | None
) -> None:
    ivan, post = await person(house, b"l" * 16), Post(id=b"l" * 16, chat=IVAN, role="notice", message=message)
    await house.database.transact(lambda tx: house.posts.add(tx, post))
    await access.blocked(house, IVAN, WORK, blocked=False)
    assert await found(house) == ivan
    await access.blocked(house, IVAN, WORK, blocked=True)
    assert await found(house) == (replace(ivan, line=None) if message else ivan)


async def found(house: House) -> Person | None:
    return await house.database.transact(lambda tx: house.people.find(tx, bot=BOT, chat=IVAN))


async def test_nobody_and_nothing_stands_in_a_chat_that_blocks(house: House, done: Done) -> None:
    await access.blocked(house, STRANGER, WORK, blocked=True)
    ivan = await person(house, b"x" * 16)
    await access.blocked(house, IVAN, WORK, blocked=True)
    assert await found(house) == ivan


async def test_who_comes_leaves_or_is_a_foreign_group_ends_its_update(house: House, done: Done) -> None:
    async def offer(_turn: Turn, _to: Operator) -> None:
        raise AssertionError

    await access.joined(house, (DESK, STRANGER), "Petro", WORK, offer=offer)
    await access.left(house, DESK, OLGA, WORK)
    await access.leave(house, FAR, WORK)
    assert done.ended == [WORK] * 3
    assert done.put[-1] == Leave(chat=FAR)


async def test_a_foreign_group_stays_where_the_bot_is_in_one_operator_chat_and_not_in_the_other(
    house: House, done: Done
) -> None:
    async def serves(chat: int) -> bool:
        return chat != FAR

    await access.leave(replace(of_two_chats(house), serves=serves), -5, WORK)
    assert done.put == []


async def test_whom_it_concerns_is_forgotten_in_the_chat_telegram_moved(house: House, telegram: Telegram) -> None:
    async def offer(_turn: Turn, _to: Operator) -> None:
        pass

    moved = replace(of_two_chats(house), home=lambda chat: FAR if chat == -9 else chat)
    await access.joined(moved, (-9, OLGA), "Olga", WORK, offer=offer)
    assert telegram.forgotten == [(FAR, OLGA)]
    now = await operator(house, OLGA)
    assert now is not None
    assert now.desks == (FAR,)
    await access.joined(moved, (DESK, OLGA), "Olga", WORK, offer=offer)
    now = await operator(house, OLGA)
    assert now is not None
    assert now.desks == tuple(sorted((FAR, DESK)))
    await access.left(moved, -9, OLGA, WORK)
    now = await operator(house, OLGA)
    assert now is not None
    assert now.desks == (DESK,)


async def test_his_chats_are_asked_one_by_one_but_for_what_is_absent_and_what_is_left_aside(
    house: House, telegram: Telegram
) -> None:
    of_two_chats(house)
    asked = list[int]()

    async def is_member(chat: int, user: int) -> bool:
        asked.append(chat)
        return user == OLGA

    house = replace(house, is_member=is_member)
    assert await access.desks_of(house, OLGA) == {DESK, FAR}
    assert await access.desks_of(house, OLGA, but=DESK) == {FAR}
    assert await access.desks_of(house, STRANGER) == frozenset()
    house.absent.add(FAR)
    assert await access.desks_of(house, OLGA) == {DESK}
    assert asked == [DESK, FAR, FAR, DESK, FAR, DESK]
    for user, but in ((STRANGER, 0), (OLGA, DESK)):
        with pytest.raises(ApiError):
            await access.desks_of(house, user, but=but)


async def test_the_cases_one_may_speak_of_are_the_groups_or_privately_those_of_all_his_chats(
    house: House, telegram: Telegram
) -> None:
    moved = replace(of_two_chats(house), home=lambda chat: FAR if chat == -9 else chat)
    assert await access.reach(moved, replace(said(OLGA), chat=-9)) == {FAR}
    assert await access.reach(moved, said(OLGA)) == {DESK, FAR}
    assert await access.works_here(moved, replace(said(OLGA), chat=-9))
    assert await access.remains(moved, said(OLGA)) == frozenset({DESK, FAR})
    telegram.down = True
    assert await access.reach(moved, said(OLGA)) == frozenset()


async def test_he_supervises_the_group_he_acts_in_or_privately_every_one_that_says_so(house: House) -> None:
    asked = list[tuple[int, int]]()

    async def is_supervisor(chat: int, user: int) -> bool:
        asked.append((chat, user))
        return chat == FAR

    house = replace(of_two_chats(house), is_supervisor=is_supervisor, home=lambda chat: FAR if chat == -9 else chat)
    assert await access.led(house, said(OLGA)) == {FAR}
    assert await access.led(house, replace(said(OLGA), chat=-9)) == {FAR}
    assert await access.led(house, replace(said(OLGA), chat=DESK)) == frozenset()
    assert await access.supervises(house, replace(said(OLGA), chat=-9)) is True
    assert await access.supervises(house, replace(said(OLGA), chat=DESK)) is False
    assert asked[:2] == [(DESK, OLGA), (FAR, OLGA)]
    house.absent.add(FAR)
    assert await access.led(house, said(OLGA)) == frozenset()


async def test_who_left_all_chats_is_looked_at_as_one_of_this_line_at_each_of_its_chats(
    house: House, telegram: Telegram
) -> None:
    of_two_chats(house)
    tapped = Tapped(chat=OLGA, user=OLGA, message=1, data="/start", callback="1")
    assert await access.is_operator(house, tapped, WORK) is True
    assert telegram.forgotten == []
    await access.is_operator(house, said(OLGA, "/start again"), WORK)
    assert telegram.forgotten == [(DESK, OLGA), (FAR, OLGA)]
