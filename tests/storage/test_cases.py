"""Cases: readable while they are hot, not afterwards, and the return code brings them back."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError, StorageError
from storage import age
from storage.archive import open_case, sealed_files
from storage.cases import Answer, Case, Cases, NewCase
from storage.epochs import new_epoch
from storage.sealing import Field, Vault

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx

    from .conftest import Store

ANSWERS = (Answer("need", "Что нужно?", "Сдаться", fact="сдаться"), Answer("when", "Когда?", "Сегодня\ud800 <b>"))
WORDS = ("один", "два", "три", "четыре", "пять")
NEW = NewCase(
    kind="application",
    door="soldier",
    language="ru",
    bot=1,
    chat=5_000_000_001,
    urgent=True,
    answers=ANSWERS,
    words=WORDS,
    check_word="Ласточка",
)
LOOKUP, WRAP = b"l" * 16, b"w" * 32


async def opened(store: Store, new: NewCase = NEW) -> Case:
    return await store(lambda tx: store.cases.open(tx, new, now=NOW + 1_234))


async def closed(store: Store) -> Case:
    """A case with a code, closed."""
    case = await opened(store)

    async def unit(tx: Tx) -> None:
        await store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP)
        await store.cases.save(tx, replace(case, state="taken", taker=77, card=b"r" * 16))
        current = await store.cases.load(tx, case.id)
        assert current is not None
        await store.cases.close(tx, current, reason="answered", now=NOW)

    await store(unit)
    return case


async def test_a_case_opens_as_it_was_given(store: Store) -> None:
    case = await opened(store)
    assert re.fullmatch("[2-9A-HJKMNP-Z]{6}", case.alias)
    assert (case.state, case.urgent, case.chat, case.check_word, case.hot) == ("new", True, NEW.chat, "Ласточка", True)
    assert case.hour == (NOW + 1_234) // 3_600 * 3_600

    async def unit(tx: Tx) -> None:
        assert await store.cases.load(tx, case.id) == case
        assert await store.cases.by_alias(tx, f" {case.alias.lower()} ") == case
        assert await store.cases.of_person(tx, bot=1, chat=5_000_000_001) == [case]
        assert await store.cases.by_check_word(tx, "ласточка") == [case]
        assert await store.cases.hot(tx) == [case]
        way, first = await store.cases.entries(tx, case)
        assert (way.kind, way.body) == ("way_back", {"bot": 1, "chat": NEW.chat})
        assert first.kind == "application"
        assert [answer["text"] for answer in first.body["answers"]] == [answer.text for answer in ANSWERS]
        assert first.body["alias"] == case.alias
        assert await store.cases.words(tx, case.id) == WORDS
        assert await store.cases.load(tx, b"x" * 16) is None
        assert await store.cases.by_alias(tx, "XXXXXX") is None

    await store(unit)


async def test_a_saved_head_and_a_new_entry_are_there_again(store: Store) -> None:
    case = await opened(store)
    changed = replace(case, state="taken", taker=77, taker_name="Анна", card=b"r" * 16, room=b"t" * 16)

    async def unit(tx: Tx) -> None:
        await store.cases.save(tx, changed)
        await store.cases.append(tx, changed, "note", {"text": "позвонить"}, now=NOW + 7_200)
        assert await store.cases.load(tx, case.id) == changed
        last = (await store.cases.entries(tx, changed))[-1]
        assert (last.kind, last.body, last.hour) == ("note", {"text": "позвонить"}, (NOW + 7_200) // 3_600 * 3_600)

    await store(unit)


async def test_of_two_takes_at_once_one_wins(store: Store) -> None:
    case = await opened(store)

    def take(user: int) -> object:
        return store(lambda tx: store.cases.take(tx, case.id, taker=user, name=f"op {user}"))

    results = await asyncio.gather(*[take(user) for user in (1, 2, 3)])  # type: ignore[call-overload]
    winners = [result for result in results if result is not None]
    assert len(winners) == 1
    found = await store(lambda tx: store.cases.load(tx, case.id))
    assert found == winners[0]
    assert found is not None
    assert found.state == "taken"


async def test_an_alias_is_never_given_twice(store: Store) -> None:
    drawn = [b"\x01" * 32, b"\x01" * 32, b"\x02" * 32]
    cases = Cases(store.vault, store.keyring, random_bytes=lambda _size: drawn.pop(0))
    first, second = await store(cases._new_alias), await store(cases._new_alias)
    assert first != second
    assert drawn == []


async def test_a_closed_case_tells_the_server_nothing(store: Store) -> None:
    case = await closed(store)

    async def unit(tx: Tx) -> None:
        found = await store.cases.load(tx, case.id)
        assert found == Case(id=case.id, alias=case.alias, state="closed", hour=case.hour, hot=False)
        assert found is not None
        assert await store.cases.entries(tx, found) == []
        assert await store.cases.hot(tx) == []
        assert await store.cases.of_person(tx, bot=1, chat=NEW.chat or 0) == []
        assert await store.cases.by_check_word(tx, NEW.check_word) == []
        assert await store.cases.words(tx, case.id) is None
        assert await store.cases.take(tx, case.id, taker=1, name="x") is None
        await store.cases.save(tx, replace(found, state="new", hot=True))
        assert await store.cases.load(tx, case.id) == found

    await store(unit)
    with closing(sqlite3.connect(store.path)) as raw:
        kept = raw.execute("SELECT hot, head FROM cases").fetchall()
        found_by = raw.execute("SELECT case_id FROM wraps UNION ALL SELECT case_id FROM finds").fetchall()
        bodies = raw.execute("SELECT body FROM entries WHERE body IS NOT NULL").fetchall()
    assert (kept, found_by) == ([(None, None)], [])
    assert bodies == []


async def test_operators_read_a_closed_case_and_what_came_after(store: Store, folder: Path) -> None:
    case = await closed(store)
    await store(lambda tx: store.cases.append(tx, case, "note", {"text": "after"}, now=NOW))
    files = sealed_files(store.place, case.alias.lower())
    assert list(files) == ["case.key.age", *(f"00{n}.entry.age" for n in range(1, 6))]
    told = open_case(files, (folder / "operator.key").read_text())
    assert [entry.kind for entry in told] == ["application", "closed", "note"]
    assert told[0].body["answers"][1]["text"] == "Сегодня\ud800 <b>"
    assert told[1].body == {"reason": "answered"}
    assert str(NEW.chat) not in repr(told)


async def test_files_of_a_case_are_refused_when_exchanged_lost_or_not_ours(store: Store, folder: Path) -> None:
    case, other = await opened(store), await opened(store, replace(NEW, chat=6))
    files, others = sealed_files(store.place, case.alias), sealed_files(store.place, other.alias)
    key = (folder / "operator.key").read_text()
    exchanged = files | {"001.entry.age": files["002.entry.age"], "002.entry.age": files["001.entry.age"]}
    lost = {name: content for name, content in files.items() if name != "001.entry.age"}
    for wrong in (exchanged, lost, files | {"002.entry.age": others["002.entry.age"]}):
        with pytest.raises(SealError):
            open_case(wrong, key)
    with pytest.raises(SealError):
        open_case(files, age.new_identity().secret)
    with pytest.raises(SealError):
        open_case(files, "no key")
    with pytest.raises(SealError, match=r"case\.key\.age is missing"):
        open_case({}, key)
    with pytest.raises(StorageError, match="holds no case"):
        sealed_files(store.place, "XXXXXX")
    with pytest.raises(StorageError):
        sealed_files(store.path.with_name("nothing.db"), "XXXXXX")


async def test_rebind_moves_the_way_back(store: Store) -> None:
    case = await opened(store)

    async def unit(tx: Tx) -> None:
        moved = await store.cases.rebind(tx, case, bot=2, chat=9, now=NOW)
        assert await store.cases.load(tx, case.id) == moved
        assert await store.cases.of_person(tx, bot=1, chat=NEW.chat or 0) == []
        assert await store.cases.of_person(tx, bot=2, chat=9) == [moved]
        assert (await store.cases.entries(tx, moved))[-1].body == {"bot": 2, "chat": 9}

    await store(unit)


async def test_delete_leaves_nothing_but_the_taken_alias(store: Store) -> None:
    case = await closed(store)
    await store(lambda tx: store.cases.delete(tx, case))
    with closing(sqlite3.connect(store.path)) as raw:
        counts = [raw.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("cases", "entries", "codes")]
        aliases = raw.execute("SELECT alias FROM aliases").fetchall()
    assert counts == [0, 0, 0]
    assert aliases == [(case.alias,)]
    await store(lambda tx: store.cases.append(tx, case, "note", {}, now=NOW))
    await store(lambda tx: store.cases.save(tx, case))


# Return codes


async def find(store: Store, lookup: bytes = LOOKUP, wrap: bytes = WRAP) -> Case | None:
    return await store(lambda tx: store.cases.find_code(tx, lookup=lookup, wrap=wrap))


async def test_a_code_finds_its_hot_case(store: Store) -> None:
    case = await opened(store)
    assert await store(store.cases.codes_pending) == [case.id]
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP))
    assert await store(store.cases.codes_pending) == []
    assert await store(lambda tx: store.cases.words(tx, case.id)) == WORDS
    assert await find(store) == case
    assert await find(store, lookup=b"x" * 16) is None
    assert await find(store, wrap=b"x" * 32) is None


async def test_a_code_makes_a_closed_case_hot_again(store: Store) -> None:
    case = await closed(store)
    await store(lambda tx: store.cases.append(tx, case, "note", {"text": "while closed"}, now=NOW))
    assert await find(store, wrap=b"x" * 32) is None
    found = await find(store)
    assert found == replace(case, state="new", reopened=True, taker=None, card=b"r" * 16, opened=0)

    async def unit(tx: Tx) -> None:
        assert found is not None
        assert await store.cases.of_person(tx, bot=1, chat=NEW.chat or 0) == [found]
        kinds = [entry.kind for entry in await store.cases.entries(tx, found)]
        assert kinds == ["way_back", "application", "head", "closed", "note"]
        moved = await store.cases.rebind(tx, found, bot=1, chat=6, now=NOW)
        await store.cases.close(tx, moved, reason="again", now=NOW)

    await store(unit)
    again = await find(store)
    assert again is not None
    assert again.chat == 6


async def test_confirmed_words_go_but_not_before_the_code_is_attached(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.forget_words(tx, case.id))
    assert await store(store.cases.codes_pending) == [case.id]
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP))
    assert await store(lambda tx: store.cases.words(tx, case.id)) is None
    assert await find(store) == case


async def test_words_confirmed_after_the_code_is_attached_go_at_once(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP))
    await store(lambda tx: store.cases.forget_words(tx, case.id))
    assert await store(lambda tx: store.cases.words(tx, case.id)) is None


async def test_old_words_are_swept_when_their_code_is_attached(store: Store) -> None:
    attached, pending = await opened(store), await opened(store)
    await store(lambda tx: store.cases.attach_code(tx, attached.id, lookup=LOOKUP, wrap=WRAP))
    await store(lambda tx: store.cases.sweep_words(tx, before=NOW - 86_400))
    assert await store(lambda tx: store.cases.words(tx, attached.id)) == WORDS
    await store(lambda tx: store.cases.sweep_words(tx, before=NOW + 86_400))
    assert await store(lambda tx: store.cases.words(tx, attached.id)) is None
    assert await store(lambda tx: store.cases.words(tx, pending.id)) == WORDS


async def test_of_the_time_a_code_was_given_its_hour_is_kept(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.keep_words(tx, case.id, WORDS, now=NOW + 3_599))
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT hour FROM codes").fetchall() == [(NOW,)]


async def test_the_words_are_bound_to_where_they_lie_as_those_of_every_released_version_are(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.keep_words(tx, case.id, WORDS, now=NOW))
    row = await store(lambda tx: tx.one("code_of_case", case_id=case.id))
    assert row is not None
    assert json.loads(store.vault.open(row["words"], Field("codes", "words", case.id))) == list(WORDS)


async def test_a_new_code_ends_the_earlier_one(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP))
    await store(lambda tx: store.cases.keep_words(tx, case.id, WORDS[::-1], now=NOW))
    assert await find(store) is None
    assert await store(store.cases.codes_pending) == [case.id]
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=b"n" * 16, wrap=WRAP))
    assert await find(store, lookup=b"n" * 16) == case


async def test_closing_ends_a_code_that_was_never_attached(store: Store) -> None:
    case = await opened(store)
    await store(lambda tx: store.cases.close(tx, case, reason="x", now=NOW))
    assert await store(store.cases.codes_pending) == []
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP))
    assert await find(store) is None


async def test_a_case_of_a_destroyed_epoch_stays_readable_for_operators_alone(store: Store, folder: Path) -> None:
    case = await opened(store)
    later = replace(store.keyring, epochs=(new_epoch(now=NOW, random_bytes=lambda n: b"z" * n),))
    cases = Cases(Vault(later), later)
    found = await store(lambda tx: cases.load(tx, case.id))
    assert found is not None
    assert not found.hot
    told = open_case(sealed_files(store.place, case.alias), (folder / "operator.key").read_text())
    assert [entry.kind for entry in told] == ["application"]


async def test_the_last_word_first_opens_the_same_case_and_marks_it_for_good(store: Store) -> None:
    case = await opened(store)
    turned = (b"t" * 16, b"v" * 32)
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP, turned=turned))
    assert await find(store) == case
    assert await find(store, lookup=turned[0], wrap=WRAP) is None
    assert await find(store, lookup=turned[0], wrap=turned[1]) == replace(case, duress=True)
    assert await find(store) == replace(case, duress=True)


async def test_the_last_word_first_opens_a_closed_case_too(store: Store) -> None:
    case = await opened(store)
    turned = (b"t" * 16, b"v" * 32)
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP, turned=turned))
    await store(lambda tx: store.cases.close(tx, case, reason="x", now=NOW))
    found = await find(store, lookup=turned[0], wrap=turned[1])
    assert found is not None
    assert (found.hot, found.duress, found.chat) == (True, True, case.chat)


async def test_a_new_code_ends_both_orders_of_the_earlier_one(store: Store) -> None:
    case = await opened(store)
    turned = (b"t" * 16, b"v" * 32)
    await store(lambda tx: store.cases.attach_code(tx, case.id, lookup=LOOKUP, wrap=WRAP, turned=turned))
    await store(lambda tx: store.cases.keep_words(tx, case.id, WORDS[::-1], now=NOW))
    assert await find(store, lookup=turned[0], wrap=turned[1]) is None
