"""A person whose key file was missing for a while, and who wrote meanwhile, loses neither what was nor what came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.nights.night import desk_over
from bot.desk.talks import lock
from bot.flows.talk import Talk
from bot.messages import Life, Person
from bot.periods import DAY
from tests.unit.desk.test_nights import line
from tests.unit.desk.wire import CHAT

if TYPE_CHECKING:
    from storage.epochs import Epoch
    from tests.storage.conftest import Store
    from tests.unit.desk.wire import Wire

__all__ = ["line"]
PIN = b"p" * 32
POSTS = [bytes([number]) * 16 for number in range(5)]
HIDDEN = Life(person=Person(id=b"l" * 16, chat=CHAT, language="ru", pin=b"x" * 32), talk={}, cases=(b"k" * 16,))
OWN = Person(
    id=b"o" * 16,
    chat=CHAT,
    language="uk",
    screen=POSTS[0],
    kept=(7,),
    shown=(POSTS[1],),
    last=("unread",),
    ended="Oak",
    lives=(HIDDEN,),
)


async def kept(line: Wire, store: Store, own: Person) -> Epoch:
    """What is stored of him before his epoch's file is gone."""
    house, talk = line.house, Talk(door="soldier", held="my brother is in Kursk")

    await store(lambda tx: house.people.save(tx, replace(own, seen=line.now), bot=house.line.bot))
    await store(lambda tx: house.people.keep_draft(tx, own.id, talk.to_json(), now=line.now))
    return store.vault.sealing


async def met_anew(line: Wire, store: Store, old: Epoch) -> None:
    """The file is gone, he writes as a stranger would, the file is back, and the night comes."""
    keeper = line.house.keeper
    assert keeper is not None
    line.now += DAY
    await keeper.make(now=line.now)
    store.vault.forget(old.key_id)
    phone = line.phone(CHAT, "en")
    await phone.writes("/start")
    await phone.writes("they come at night, what am I to do")
    store.vault.hold(old)
    line.now += DAY
    report = await desk_over(line.house).look(line.house, line.now)
    assert report is not None
    assert not report.blocked


async def now(line: Wire, store: Store) -> tuple[Person, Talk]:
    (person,) = [row.person for row in await store(lambda tx: line.house.people.page(tx, after=b"", limit=9))]
    assert person is not None
    draft = await store(lambda tx: line.house.people.draft(tx, person.id))
    return person, Talk.from_json(draft or {})


@pytest.mark.parametrize("row", [b"\0" * 16, b"\xff" * 16])
async def test_who_can_not_lock_his_account_has_everything_at_once(line: Wire, store: Store, row: bytes) -> None:
    await met_anew(line, store, await kept(line, store, replace(OWN, id=row)))
    person, talk = await now(line, store)
    assert (person.last, person.ended, person.lives) == (OWN.last, OWN.ended, (HIDDEN,))
    assert talk.held.splitlines() == ["my brother is in Kursk", "they come at night, what am I to do"]
    assert person.screen not in {None, OWN.screen}
    assert {*POSTS[:2]} <= {*person.shown}
    assert 7 in person.kept


@pytest.mark.parametrize("row", [b"\0" * 16, b"\xff" * 16])
async def test_who_can_lock_it_finds_it_behind_the_lock_and_whoever_writes_now_does_not(
    line: Wire, store: Store, row: bytes
) -> None:
    await met_anew(line, store, await kept(line, store, replace(OWN, id=row, pin=PIN)))
    person, talk = await now(line, store)
    assert (person.last, person.ended, person.pin) == ((), None, None)
    assert talk.held == "they come at night, what am I to do"
    assert HIDDEN in person.lives
    life = lock.opened_by_pin(person, PIN, line.now)
    assert life is not None
    assert (life.person.last, life.person.ended, life.person.screen) == (OWN.last, OWN.ended, None)
    assert Talk.from_json(life.talk).held == "my brother is in Kursk"
    assert {*POSTS[:2]} <= {*person.shown}


async def test_his_open_case_is_hidden_with_it(line: Wire, store: Store) -> None:
    phone = line.phone(CHAT, "en")
    await phone.writes("when does it end, and what can I do")
    await phone.presses("Send to an operator")
    (case,) = await phone.cases()
    old = store.vault.sealing
    house = line.house
    own = await store(lambda tx: house.people.find(tx, bot=house.line.bot, chat=CHAT))
    assert own is not None
    await store(lambda tx: house.people.save(tx, replace(own, pin=PIN), bot=house.line.bot))
    await met_anew(line, store, old)
    person, _talk = await now(line, store)
    life = lock.opened_by_pin(person, PIN, line.now)
    assert life is not None
    assert life.cases == (case.id,)
    found = await store(lambda tx: house.cases.load(tx, case.id))
    assert found is not None
    assert (found.hot, found.reach) == (True, "locked")
