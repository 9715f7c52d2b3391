"""Fingerprints, marks, bans and charts: found while they count, gone when they do not, and telling a thief nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError
from storage.bans import Ban
from storage.cases import NewCase
from storage.charts import Chart
from storage.prints import LIFE_SECONDS, MOST_OF_CASE, Print

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import Store

HOUR, DAY = 3_600, 86_400
ONE, OTHER = Print(case=b"1" * 16, chat=5), Print(case=b"2" * 16, chat=6)
WORDS = "the same long words of a man who wrote them down somewhere"
BAN = Ban(id=b"b" * 16, bot=1, chat=5, alias="K7WQ2M", reason="threats", by="Ira", since=NOW, until=NOW + 7 * DAY)


async def note(store: Store, seen: Print, words: str = WORDS, now: int = NOW) -> list[Print]:
    return [other for _, other in await store(lambda tx: store.prints.note(tx, [("text", words)], seen, now=now))]


async def test_the_same_words_from_another_chat_are_noticed(store: Store) -> None:
    assert await note(store, ONE) == []
    assert await note(store, ONE) == []
    assert await note(store, OTHER, WORDS + "!") == []
    assert await note(store, OTHER) == [ONE]
    assert await store(lambda tx: store.prints.note(tx, [("phone", WORDS)], OTHER, now=NOW)) == []


async def test_all_that_one_says_is_noticed_at_once(store: Store) -> None:
    said = [("text", WORDS), ("phone", "5550100"), ("text", WORDS)]
    assert await store(lambda tx: store.prints.note(tx, said, ONE, now=NOW)) == []
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT COUNT(*) FROM prints").fetchone() == (2,)
    told = await store(lambda tx: store.prints.note(tx, said[:2], OTHER, now=NOW))
    assert told == [("text", ONE), ("phone", ONE)]


async def test_one_account_with_many_cases_hides_no_other(store: Store) -> None:
    for number in range(10):
        await note(store, Print(case=bytes([number]) * 16, chat=5))
    await note(store, Print(case=b"z" * 16, chat=8))
    assert sorted(found.chat for found in await note(store, OTHER)) == [5, 8]


async def test_a_case_that_moved_to_another_chat_is_not_its_own_double(store: Store) -> None:
    await note(store, ONE)
    assert await note(store, replace(ONE, chat=77)) == []


async def test_fingerprints_end_with_their_epoch_and_with_their_case(store: Store) -> None:
    await note(store, ONE)
    await store(lambda tx: store.prints.drop(tx, ONE.case))
    assert await note(store, OTHER) == []
    await store(lambda tx: store.prints.sweep(tx, now=NOW + LIFE_SECONDS))
    assert await note(store, ONE) == []


async def test_whoever_writes_without_end_fills_no_table(store: Store) -> None:
    for number in range(MOST_OF_CASE + 5):
        await note(store, ONE, f"{WORDS} {number}")
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT COUNT(*) FROM prints").fetchone() == (MOST_OF_CASE,)


async def test_rows_hold_no_word_and_no_id(store: Store) -> None:
    await note(store, replace(ONE, chat=987_654_321))
    await store(lambda tx: store.bans.add(tx, replace(BAN, chat=987_654_321)))
    await store(lambda tx: store.marks.set(tx, ONE.case, until=NOW))
    with closing(sqlite3.connect(store.path)) as raw:
        rows = [row for table in ("prints", "bans", "marks") for row in raw.execute(f"SELECT * FROM {table}")]
    everything = repr(rows)
    assert len(rows) == 3
    assert not [part for part in ("same long", "987654321", "threats", "Ira", "K7WQ2M") if part in everything]
    assert ONE.case not in [value for row in rows for value in row]


async def test_a_fingerprint_under_anothers_index_does_not_open(store: Store) -> None:
    await note(store, ONE)
    await note(store, OTHER, "quite different words of somebody else, as long as these")
    with closing(sqlite3.connect(store.path)) as raw, raw:
        blinds = [blind for (blind,) in raw.execute("SELECT blind FROM prints ORDER BY rowid")]
        raw.execute("UPDATE prints SET blind = ?", [blinds[0]])
    with pytest.raises(SealError):
        await note(store, ONE)


async def test_a_mark_ends_once(store: Store) -> None:
    await store(lambda tx: store.marks.set(tx, ONE.case, until=NOW + DAY))
    await store(lambda tx: store.marks.set(tx, ONE.case, until=NOW + 2 * DAY))
    assert await store(lambda tx: store.marks.ended(tx, now=NOW + DAY + HOUR)) == []
    assert await store(lambda tx: store.marks.ended(tx, now=NOW + 2 * DAY)) == [ONE.case]
    assert await store(lambda tx: store.marks.ended(tx, now=NOW + 2 * DAY)) == []


async def test_a_ban_lasts_its_time_and_not_a_second_longer(store: Store) -> None:
    await store(lambda tx: store.bans.add(tx, BAN))
    for now, found in ((NOW, BAN), (BAN.until - 1, BAN), (BAN.until, None)):
        assert await store(lambda tx, now=now: store.bans.of_chat(tx, bot=1, chat=5, now=now)) == found  # type: ignore[misc]
    assert await store(lambda tx: store.bans.of_chat(tx, bot=1, chat=6, now=NOW)) is None
    await store(lambda tx: store.bans.sweep(tx, now=BAN.until + HOUR))
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT COUNT(*) FROM bans").fetchone() == (0,)


async def test_a_chat_has_one_ban_the_newest(store: Store) -> None:
    newer = replace(BAN, id=b"c" * 16, until=NOW + DAY)
    for ban in (BAN, newer):
        await store(lambda tx, ban=ban: store.bans.add(tx, ban))  # type: ignore[misc]
    assert await store(lambda tx: store.bans.all(tx, now=NOW)) == [newer]


async def test_no_ban_is_longer_than_thirty_days(store: Store) -> None:
    for until in (NOW + 30 * DAY + 1, NOW):
        with pytest.raises(ValueError, match="30 days"):
            await store(lambda tx, until=until: store.bans.add(tx, replace(BAN, until=until)))  # type: ignore[misc]


async def test_an_exchanged_ban_is_refused(store: Store) -> None:
    for ban in (BAN, replace(BAN, id=b"c" * 16, chat=6)):
        await store(lambda tx, ban=ban: store.bans.add(tx, ban))  # type: ignore[misc]
    with closing(sqlite3.connect(store.path)) as raw, raw:
        blinds = [blind for (blind,) in raw.execute("SELECT blind FROM bans ORDER BY id")]
        raw.execute("UPDATE bans SET blind = ? WHERE id = ?", [blinds[1], BAN.id])
    with pytest.raises(SealError, match="the database was changed"):
        await store(lambda tx: store.bans.of_chat(tx, bot=1, chat=6, now=NOW))


async def test_a_chart_waits_until_it_is_drawn(store: Store) -> None:
    chart = Chart(id=b"p" * 16, chat=-100, drawing="{}", caption="Week", beneath=7)
    await store(lambda tx: store.charts.add(tx, chart))
    assert await store(store.charts.all) == [chart]
    await store(lambda tx: store.charts.drop(tx, chart))
    assert await store(store.charts.all) == []


async def test_what_a_case_is_like_goes_when_it_is_closed_or_deleted(store: Store) -> None:
    for end in ("close", "delete"):
        case = await store(
            lambda tx: store.cases.open(tx, NewCase(kind="question", door="d", language="en", bot=1, chat=5), now=NOW)
        )
        await note(store, Print(case=case.id, chat=5))
        await store(lambda tx, case=case: store.marks.set(tx, case.id, until=NOW))  # type: ignore[misc]
        assert (await store(store.cases.backlog))["new"] == 1
        if end == "close":
            await store(lambda tx, case=case: store.cases.close(tx, case, reason="answered", now=NOW))  # type: ignore[misc]
        else:
            await store(lambda tx, case=case: store.cases.delete(tx, case))  # type: ignore[misc]
        assert await store(store.cases.backlog) == {}
        assert await note(store, OTHER) == []
        assert await store(lambda tx: store.marks.ended(tx, now=NOW)) == []
        await store(lambda tx: store.prints.drop(tx, OTHER.case))


async def test_counts_that_do_not_open_cost_nobody_his_application(store: Store) -> None:
    for _ in range(2):
        await store(lambda tx: store.tallies.add(tx, "cases-opened", "soldier", now=NOW))
    day = NOW // DAY
    read = await store(lambda tx: store.tallies.between(tx, "cases-opened", first=day - 1, last=day))
    assert read == {day: {"soldier": 2}}
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE tallies SET body = zeroblob(64)")
    assert await store(lambda tx: store.tallies.between(tx, "cases-opened", first=day - 1, last=day)) == {}
    await store(lambda tx: store.tallies.add(tx, "cases-opened", "soldier", now=NOW))
    read = await store(lambda tx: store.tallies.between(tx, "cases-opened", first=day - 1, last=day))
    assert read == {day: {"soldier": 1}}
