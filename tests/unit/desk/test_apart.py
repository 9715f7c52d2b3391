"""A name or a place that is not sent yet: behind the lock it ends in time as well, and no unlocking makes it words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.codes import codes
from bot.desk.seeing import apart
from tests.promises.officer import BOT, Bench, Phone, build
from tests.promises.searched import PIN, chooses_a_pin, half_a_draft, new_case
from tests.storage.conftest import data, database, folder, keyring, path, store, template
from tests.switched import switched_on

if TYPE_CHECKING:
    from bot.messages import Person
    from tests.storage.conftest import Store

__all__ = ["data", "database", "folder", "keyring", "path", "store", "template"]

HIS = "Jaroslav Testperson"
DAY = 86_400


@pytest.fixture
def bench(store: Store) -> Bench:
    return build(store, switched_on())


async def names_him(phone: Phone) -> None:
    await phone.writes("/start")
    for action in ("d:relative", "p:missing", "begin:search", "next"):
        await phone.does(action)
    await phone.writes(HIS)


async def locked(phone: Phone) -> None:
    await names_him(phone)
    await chooses_a_pin(phone)
    await phone.writes("/clear")


async def person_of(bench: Bench) -> Person:
    people = bench.house.people
    found = await bench.house.database.transact(lambda tx: people.find(tx, bot=BOT, chat=100))
    assert found is not None
    return found


async def draft_of(bench: Bench, person: Person) -> dict[str, Any]:
    return await bench.house.database.transact(lambda tx: bench.house.people.draft(tx, person.id)) or {}


def hidden(person: Person) -> str:
    return str([life.talk for life in person.lives])


async def test_a_name_told_since_the_lock_becomes_no_question_at_unlocking(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await half_a_draft(phone)
    await chooses_a_pin(phone)
    await phone.writes("/clear")
    await names_him(phone)
    await phone.writes(PIN)
    assert (await person_of(bench)).lives == ()
    assert HIS not in str(await draft_of(bench, await person_of(bench)))
    assert HIS not in str(phone.sees())


async def test_what_is_kept_apart_ends_behind_the_lock_as_before_it(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await locked(phone)
    await apart.sweep(bench.house, bench.now + 89 * DAY)
    assert HIS in hidden(await person_of(bench))
    await apart.sweep(bench.house, bench.now + 90 * DAY)
    assert HIS not in hidden(await person_of(bench))
    await phone.writes(PIN)
    assert (await draft_of(bench, await person_of(bench)))["form"]["flow"] == "search"


async def test_each_ends_at_its_own_time_what_is_locked_and_what_is_open(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await locked(phone)
    bench.now += 60 * DAY
    await names_him(phone)
    await apart.sweep(bench.house, bench.now + 30 * DAY)
    person = await person_of(bench)
    assert HIS not in hidden(person)
    assert HIS in str(await draft_of(bench, person))
    await apart.sweep(bench.house, bench.now + 90 * DAY)
    assert HIS not in str(await draft_of(bench, person))


async def test_writing_on_moves_no_end_and_what_was_sent_leaves_none(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await names_him(phone)
    first = (await draft_of(bench, await person_of(bench)))["ends"]
    bench.now += 30 * DAY
    await phone.writes("1990")
    assert (await draft_of(bench, await person_of(bench)))["ends"] == first
    await phone.does("send")
    await phone.does("send-now")
    assert (await draft_of(bench, await person_of(bench)))["ends"] is None


async def test_a_life_locked_by_an_earlier_program_ends_ninety_days_after_it_was_used(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await locked(phone)
    person, people = await person_of(bench), bench.house.people
    (life,) = person.lives
    older = {key: kept for key, kept in life.talk.items() if key != "ends"}
    changed = replace(person, lives=(replace(life, talk=older),))
    await bench.house.database.transact(lambda tx: people.save(tx, changed, bot=BOT))
    await apart.sweep(bench.house, bench.now + 89 * DAY)
    assert HIS in hidden(await person_of(bench))
    await apart.sweep(bench.house, bench.now + 90 * DAY)
    assert HIS not in hidden(await person_of(bench))


async def test_what_stays_locked_in_a_chat_its_case_left_ends_in_time(bench: Bench) -> None:
    phone, other, house = bench.phone(100, "en"), bench.phone(200, "en"), bench.house
    await locked(phone)
    await new_case(phone)
    (case,) = await phone.cases()
    words = await house.database.transact(lambda tx: house.cases.words(tx, case.id)) or ()
    await codes.finish(house, case.id, bench.now)
    await other.writes(" ".join(words))
    assert len(await other.cases()) == 1
    assert HIS in hidden(await person_of(bench))
    await apart.sweep(house, bench.now + 90 * DAY)
    assert HIS not in hidden(await person_of(bench))
