"""Every sealed table is moved to a new epoch, and everything is found and opens when the old one is gone."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.messages import Person, Send, Work
from storage import in_units, moving
from storage.anew import Known
from storage.bans import Ban
from storage.calls import Call
from storage.cases import NewCase
from storage.charts import Chart
from storage.epoch_keeping import EpochKeeper
from storage.groups import Group
from storage.keeps import Keep
from storage.key_check import require_keys
from storage.moves import ENDS_WITH_EPOCH, MOVES
from storage.moving import Moved, Mover
from storage.offers import Offer
from storage.openings import Opened
from storage.people import Operator
from storage.posts import Post
from storage.prints import Print
from storage.requests import Request, RequestKind
from storage.sealing import _PURPOSES, Field

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

DAY = 86_400
WORDS = ("one", "two", "three", "four", "five")
ALL = (*MOVES, *ENDS_WITH_EPOCH)


def an_id(number: int) -> bytes:
    return bytes([number]) * 16


async def fill(store: Store, tx: Tx) -> bytes:
    """At least one row of every sealed table, made by its own store; the id of the case."""
    new = NewCase(kind="question", door="d", language="en", bot=1, chat=5, check_word="Oak", words=WORDS)
    case = await store.cases.open(tx, new, now=NOW)
    await store.people.save(tx, Person(id=an_id(1), chat=5, language="en", seen=NOW), bot=1)
    await store.people.keep_draft(tx, an_id(1), {"at": "here"}, now=NOW)
    await store.posts.add(tx, Post(id=an_id(2), chat=5, message=9, case=case.id, source=(-7, 8), sent_at=NOW))
    await store.standing.add_message(tx, 3, chat=6, now=NOW)
    await store.parts.add(tx, case.id, "place", {"x": 1}, until=NOW + DAY)
    await store.inbox.accept(tx, bot=1, update_id=1, lane=b"ab", urgent=False, body=b"{}", now=NOW)
    await store.inbox.accept(tx, bot=1, update_id=2, lane=b"ab", urgent=False, body=b"{}", now=NOW)
    await store.inbox.dead(tx, bot=1, update_id=2, now=NOW)
    await store.inbox.quarantine(tx, bot=1, update_id=3, body=b"[", now=NOW)
    await store.outbox.put(tx, Send(post=an_id(3), chat=5, text="x"), now=NOW)
    await store.operators.save(tx, Operator(id=an_id(4), user=6, name="O"), chat=-7)
    await store.shifts.begin(tx, user=6, name="O", chat=-7, now=NOW)
    await store.calls.save(tx, Call(id=an_id(5), user=6))
    await store.openings.save(tx, Opened(id=an_id(6), user=6, day=NOW // DAY))
    await store.tries.keep(tx, (NOW,), bot=1, chat=5, now=NOW)
    await store.bans.add(tx, Ban(id=an_id(7), bot=1, chat=8, alias="A", reason="r", by="O", since=NOW, until=NOW + DAY))
    await store.watches.add(tx, case.id, "take", due=NOW + DAY)
    await store.marks.set(tx, case.id, until=NOW)
    await store.links.offer(tx, case.id, WORDS[:3], until=NOW + DAY)
    group = Group(id=an_id(8), name="g", leader=case.id, words=WORDS[:4], card=an_id(9), until=NOW + DAY)
    await store.groups.save(tx, group)
    await store.boards.keep(tx, -7, an_id(10))
    await store.keeps.add(tx, Keep(id=an_id(11), case=case.id, kind="photo", file="f"))
    await store.outbox.uploads.add(tx, b"picture", until=NOW + DAY)
    await store.offers.save(tx, Offer(id=an_id(12), case=case.id, kind="held", operator=6), until=NOW + DAY)
    await store.charts.add(tx, Chart(id=an_id(13), chat=-7, drawing="{}", caption="c"))
    ask = Request(id=an_id(14), kind=RequestKind.EXPORT, about=("A",), asker=6, asker_name="O", desk=-7, due=NOW)
    await store.requests.save(tx, ask)
    await store.tallies.add(tx, "cases", "all", now=NOW)
    await store.approved.save(tx, "answer", {"text": "t"})
    await store.prints.note(tx, [("words", "the same")], Print(case=case.id, chat=5), now=NOW)
    return case.id


async def found(store: Store, tx: Tx, case: bytes) -> dict[str, Any]:
    """What each store finds of it, by its own lookup."""
    person = await store.people.find(tx, bot=1, chat=5)
    return {
        "cases": [
            await store.cases.of_person(tx, bot=1, chat=5),
            await store.cases.by_check_word(tx, "oak"),
            [
                entry.body
                for entry in await store.cases.entries(tx, (await store.cases.of_person(tx, bot=1, chat=5))[0])
            ],
        ],
        "codes": await store.cases.words(tx, case),
        "people": person,
        "drafts": await store.people.draft(tx, an_id(1)),
        "posts": [
            await store.posts.by_message(tx, 5, 9),
            await store.posts.by_source(tx, -7, 8),
            await store.posts.of_case(tx, case),
        ],
        "standing": await store.standing.of_chat(tx, 6),
        "parts": await store.parts.of_case(tx, case),
        "inbox": await store.inbox.load(tx, bot=1, update_id=1),
        "outbox": await store.outbox.waiting(tx, now=NOW, limit=9),
        "operators": [await store.operators.find(tx, chat=-7, user=6), await store.operators.all(tx, chat=-7)],
        "shifts": await store.shifts.find(tx, 6),
        "calls": await store.calls.find(tx, 6),
        "openings": await store.openings.of(tx, 6, now=NOW),
        "tries": await store.tries.of(tx, bot=1, chat=5),
        "bans": await store.bans.of_chat(tx, bot=1, chat=8, now=NOW),
        "watches": await store.watches.of_case(tx, case),
        "links": [
            await store.links.of_case(tx, case, now=NOW),
            await store.links.by_words(tx, WORDS[:3], now=NOW),
        ],
        "groups": await store.groups.by_words(tx, WORDS[:4], now=NOW),
        "boards": await store.boards.find(tx, -7),
        "keeps": await store.keeps.all(tx),
        "offers": await store.offers.find(tx, an_id(12)),
        "charts": await store.charts.all(tx),
        "requests": await store.requests.all(tx),
        "tallies": await store.tallies.lately(tx, "cases", days=1, now=NOW),
        "approved_answers": await store.approved.all(tx),
    }


async def keeper_of(store: Store) -> EpochKeeper:
    folder = store.keys
    await require_keys(store.database, store.keyring, store.vault, folder=folder, path=store.place)
    return EpochKeeper(folder=folder, root=store.keyring.root, vault=store.vault, database=store.database)


def rows(store: Store, query: str) -> list[Any]:
    with closing(sqlite3.connect(store.path)) as raw, raw:
        return raw.execute(query).fetchall()


def test_every_sealed_table_has_a_decision() -> None:
    assert {*MOVES, *ENDS_WITH_EPOCH} == set(_PURPOSES)


def test_every_column_that_can_hold_a_sealed_field_is_one_of_a_table_in_the_list(store: Store) -> None:
    """Whoever adds a table adds it to the list; what lies under another key than an epoch's is named here."""
    clear = {
        ("entries", "body"),  # under the case's own data key
        ("entries", "copy"),  # an age file
        ("cases", "head"),  # under the case's own data key
        ("cases", "sealed_key"),  # an age file
        ("parts", "body"),  # under the part's own key
        ("codes", "wrap"),  # under the return code
        ("codes", "turned_wrap"),
        ("audit", "body"),  # under the root, as is the next
    }
    lies = {"cases": "wraps"}
    sealed = {(lies.get(table, table), column) for table, move in MOVES.items() for column in move.sealed}
    sealed |= {(table, "body") for table in ENDS_WITH_EPOCH}
    bodies = {"body", "copy", "head", "hot", "hot_identity", "own_key", "words", "wrap", "turned_wrap", "sealed_key"}
    tables = [name for (name,) in rows(store, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    blobs = {
        (table, column[1])
        for table in tables
        for column in rows(store, f"PRAGMA table_info({table})")
        if column[2] == "BLOB" and column[1] in bodies
    }
    assert blobs - clear == sealed


async def test_the_filled_tables_are_all_of_them(store: Store) -> None:
    await store(lambda tx: fill(store, tx))
    assert [table for table in ALL if not rows(store, f"SELECT 1 FROM {table}")] == []


async def test_everything_is_found_while_and_after_it_is_moved_and_nothing_is_left(store: Store) -> None:
    keeper = await keeper_of(store)
    case = await store(lambda tx: fill(store, tx))
    before = await store(lambda tx: found(store, tx, case))
    old = store.vault.sealing
    await keeper.make(now=NOW + DAY)
    mover = Mover(vault=store.vault)
    assert sum((await mover.left(store.database)).values()) >= len(MOVES)

    async def look(_done: int) -> None:
        assert await store(lambda tx: found(store, tx, case)) == before

    moved = await mover.everything(store.database, now=NOW, pause=look)
    assert (moved.over, moved.stuck) == (0, 0)
    assert await mover.left(store.database) == {}
    assert await mover.faults(store.database, random.Random(1).randrange) == 0
    store.vault.forget(old.key_id)
    assert await store(lambda tx: found(store, tx, case)) == before
    assert await mover.everything(store.database, now=NOW) == Moved()
    assert await store(lambda tx: store.marks.ended(tx, now=NOW)) == [case]
    assert (await store(lambda tx: store.cases.words(tx, case))) == WORDS


async def test_the_fingerprints_go_with_their_epoch(store: Store) -> None:
    keeper = await keeper_of(store)
    await store(lambda tx: fill(store, tx))
    old = store.vault.sealing
    await keeper.make(now=NOW + DAY)
    await store(lambda tx: store.prints.note(tx, [("words", "newer")], Print(case=an_id(1), chat=7), now=NOW))
    await Mover(vault=store.vault).everything(store.database, now=NOW)
    await keeper.destroy(old)
    assert len(rows(store, "SELECT 1 FROM prints")) == 1


async def test_rows_of_an_older_program_are_found_by_the_known_numbers_and_go_where_none_fits(store: Store) -> None:
    keeper = await keeper_of(store)
    await store(lambda tx: fill(store, tx))
    for table in ("people", "operators", "tries"):
        await store(partial(without_place, store=store, table=table))
    await keeper.make(now=NOW + DAY)
    mover = Mover(vault=store.vault, known=Known(bots=(9, 1), chats=(-5,)))
    assert (await mover.everything(store.database, now=NOW)).over == 1
    store.vault.forget(store.keyring.newest.key_id)
    assert await store(lambda tx: store.people.find(tx, bot=1, chat=5)) is not None
    assert await store(lambda tx: store.tries.of(tx, bot=1, chat=5)) == (NOW,)
    assert rows(store, "SELECT 1 FROM operators") == []


async def without_place(tx: Tx, store: Store, table: str) -> None:
    from storage.packing import from_json, to_json

    for row in await tx.all(f"{table}_behind", head=bytes(5), low=b"", high=b"\xff" * 17, limit=9, skip=0):
        field = Field(table, "body", row["id"])
        told = from_json(store.vault.open(row["body"], field))
        del told["found_in"]
        body = store.vault.seal(to_json(told), field)
        await tx.run(f"{table}_move", id=row["id"], body=body, blind=row["blind"], was=row["body"])


async def test_a_person_whom_nothing_needs_goes_and_one_with_anything_stays(store: Store) -> None:
    keeper = await keeper_of(store)
    people = [Person(id=an_id(number), chat=number, language="en", seen=NOW - 3 * DAY) for number in range(20, 26)]
    people[4] = replace(people[4], screen=an_id(1), seen=NOW - DAY)
    people[5] = replace(people[5], last=("words",))
    new = NewCase(kind="question", door="d", language="en", bot=1, chat=22)
    ban = Ban(id=an_id(7), bot=1, chat=23, alias="A", reason="r", by="O", since=NOW, until=NOW + DAY)

    async def unit(tx: Tx) -> None:
        for person in people:
            await store.people.save(tx, person, bot=1)
        await store.people.keep_draft(tx, people[1].id, {}, now=NOW)
        await store.cases.open(tx, new, now=NOW)
        await store.bans.add(tx, ban)

    await store(unit)
    await keeper.make(now=NOW + DAY)
    assert (await Mover(vault=store.vault).everything(store.database, now=NOW)).over == 1
    stayed = [chat for chat in range(20, 26) if await store(partial(store.people.find, bot=1, chat=chat))]
    assert stayed == [21, 22, 23, 24, 25]


async def test_messages_about_what_nobody_can_read_go_when_telegram_deletes_them_no_more(store: Store) -> None:
    keeper = await keeper_of(store)
    case = await store(
        lambda tx: store.cases.open(tx, NewCase(kind="question", door="d", language="en", bot=1, chat=5), now=NOW)
    )
    posts = {
        "old": Post(id=an_id(1), chat=5, message=1, case=case.id, sent_at=NOW - 3 * DAY),
        "card": Post(id=an_id(2), chat=-7, message=2, case=case.id, sent_at=NOW - 3 * DAY),
        "young": Post(id=an_id(3), chat=5, message=3, case=case.id, sent_at=NOW - DAY),
        "screen": Post(id=an_id(4), chat=5, message=4, sent_at=NOW - 3 * DAY),
    }
    for post in posts.values():
        await store(partial(store.posts.add, post=post))
    mover = Mover(vault=store.vault)
    await keeper.make(now=NOW + DAY)
    assert (await mover.everything(store.database, now=NOW)).over == 0
    await store(lambda tx: store.cases.close(tx, case, reason="x", now=NOW))
    await keeper.make(now=NOW + 2 * DAY)
    assert (await mover.everything(store.database, now=NOW)).over == 1
    left = [name for name, post in posts.items() if await store(partial(store.posts.by_id, post_id=post.id))]
    assert left == ["card", "young", "screen"]


async def test_what_does_not_open_stays_is_counted_and_hides_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 3)
    keeper = await keeper_of(store)
    old = store.vault.sealing
    for number in range(10):
        await store(partial(store.charts.add, chart=Chart(id=an_id(number), chat=1, drawing="", caption="")))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE charts SET body = CAST(substr(body, 1, 40) || x'00' AS BLOB) WHERE id < ?", (an_id(4),))
    await keeper.make(now=NOW + DAY)
    mover = Mover(vault=store.vault)
    moved = await mover.everything(store.database, now=NOW)
    assert (moved.moved, moved.stuck) == (6, 4)
    assert await mover.left(store.database) == {old.key_id: 4}
    assert await mover.faults(store.database, random.Random(1).randrange) == 4


async def twins(store: Store) -> tuple[bytes, bytes]:
    """A person, and the same one again, met while the first row's epoch was missing; the ids of both rows."""
    keeper = await keeper_of(store)
    old = store.vault.sealing
    await store(lambda tx: store.people.save(tx, Person(id=an_id(1), chat=5, language="ru", seen=NOW), bot=1))
    await store(lambda tx: store.people.keep_draft(tx, an_id(1), {}, now=NOW))
    await keeper.make(now=NOW + DAY)
    store.vault.forget(old.key_id)
    await store(lambda tx: store.people.save(tx, Person(id=an_id(2), chat=5, language="uk", seen=NOW), bot=1))
    await store(lambda tx: store.people.keep_draft(tx, an_id(2), {}, now=NOW))
    store.vault.hold(old)
    return an_id(1), an_id(2)


async def test_a_row_made_anew_while_its_epoch_was_missing_is_reunited_with_the_older_one(store: Store) -> None:
    one, other = await twins(store)
    asked: list[tuple[bytes, bytes, int]] = []

    async def reunite(_tx: Tx, *given: Any) -> None:
        asked.append(given)

    mover = Mover(vault=store.vault, reunite=reunite)
    assert (await mover.everything(store.database, now=NOW)).over == 1
    assert asked == [(one, other, NOW)]
    person = await store(lambda tx: store.people.find(tx, bot=1, chat=5))
    assert person is not None
    assert person.id == other


async def test_where_nobody_can_make_two_rows_one_both_stay_and_their_keys_too(store: Store) -> None:
    one, _other = await twins(store)
    mover = Mover(vault=store.vault)
    assert (await mover.everything(store.database, now=NOW)).stuck == 1
    assert (await mover.left(store.database)).total() == 1
    assert await store(lambda tx: store.people.by_id(tx, one)) is not None


async def test_an_epoch_that_is_not_held_keeps_its_rows_where_they_are(store: Store) -> None:
    keeper = await keeper_of(store)
    case = await store(lambda tx: fill(store, tx))
    old = store.vault.sealing
    await keeper.make(now=NOW + DAY)
    store.vault.forget(old.key_id)
    mover = Mover(vault=store.vault)
    moved = await mover.everything(store.database, now=NOW)
    assert (moved.moved, moved.over) == (0, 0)
    assert set(await mover.left(store.database)) == {old.key_id}
    store.vault.hold(old)
    await mover.everything(store.database, now=NOW)
    store.vault.forget(old.key_id)
    assert await store(lambda tx: store.cases.words(tx, case)) == WORDS
    await store(lambda tx: store.inbox.done(tx, Work(bot=1, update_id=1, now=NOW)))


async def test_a_unit_ends_when_its_turn_is_over_and_the_next_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 3)
    for number in range(10):
        await store(partial(store.charts.add, chart=Chart(id=an_id(number), chat=1, drawing="", caption="")))
    await (await keeper_of(store)).make(now=NOW + DAY)
    seconds, turns = iter(range(100_000)), list[int]()

    async def pause(rows: int) -> None:
        turns.append(rows)

    mover = Mover(vault=store.vault, clock=lambda: next(seconds))
    await mover.everything(store.database, now=NOW, pause=pause)
    assert [rows for rows in turns if rows] == [3, 3, 3, 1]
    assert not await mover.left(store.database)


def test_where_a_unit_takes_long_the_next_is_shorter_and_where_it_is_quick_longer() -> None:
    assert [in_units.fitting(0.008, worked, 0.004) for worked in (0.007, 0.016, 0.1)] == [0.01, 0.008, 0.004]
    assert (in_units.fitting(0.004, 9.0, 0.001), in_units.fitting(0.012, 0.001, 0.001)) == (0.003, 0.012)


def test_where_the_disk_is_slow_a_unit_does_not_shrink_to_nothing() -> None:
    assert in_units.fitting(0.004, 0.004, 0.018) == 0.004
    assert in_units.fitting(0.004, 0.004, 0.022) == 0.011
    assert in_units.fitting(0.004, 0.004, 0.1) == in_units.fitting(0.012, 0.012, 9.0) == 0.012
