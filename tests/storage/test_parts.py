"""What is kept apart ends in time with its key, opens for no operator's key, and leaves no word in the open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError
from storage.archive import open_case, sealed_files
from storage.cases import NewCase
from storage.keeps import Keep

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.cases import Case

    from .conftest import Store

HOUR = 3_600
PLACE = {"text": "by the old mill"}


async def opened(store: Store, chat: int = 7) -> Case:
    new = NewCase(kind="application", door="soldier", language="ru", bot=1, chat=chat)
    return await store(lambda tx: store.cases.open(tx, new, now=NOW))


async def kept(store: Store) -> Case:
    case = await opened(store)
    await store(lambda tx: store.parts.add(tx, case.id, "place", PLACE, until=NOW + 12 * HOUR))
    return case


async def test_a_part_opens_for_the_running_bot_alone(store: Store, folder: Path) -> None:
    case = await kept(store)
    (part,) = await store(lambda tx: store.parts.of_case(tx, case.id))
    assert (part.kind, part.body) == ("place", PLACE)
    entries = await store(lambda tx: store.cases.entries(tx, case))
    told = open_case(sealed_files(store.place, case.alias), (folder / "operator.key").read_text())
    assert "mill" not in f"{entries} {told}"


async def test_a_part_ends_with_its_key_and_never_later_than_promised(store: Store) -> None:
    case = await kept(store)
    assert await store(lambda tx: store.parts.sweep(tx, now=NOW + 10 * HOUR)) == []
    assert await store(lambda tx: store.parts.sweep(tx, now=NOW + 12 * HOUR)) == [case.id]
    assert await store(lambda tx: store.parts.of_case(tx, case.id)) == []
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT count(*) FROM parts").fetchone() == (0,)


@pytest.mark.parametrize("end", ["close", "delete"])
async def test_a_case_that_ends_takes_its_parts_along(store: Store, end: str) -> None:
    case = await kept(store)
    await store(lambda tx: store.keeps.add(tx, Keep(id=b"k" * 16, case=case.id, kind="photo", file="f")))
    if end == "close":
        await store(lambda tx: store.cases.close(tx, case, reason="x", now=NOW))
        assert len(await store(store.keeps.all)) == 1
    else:
        await store(lambda tx: store.cases.delete(tx, case))
        assert await store(store.keeps.all) == []
    assert await store(lambda tx: store.parts.of_case(tx, case.id)) == []


async def test_a_part_moved_to_another_case_does_not_open(store: Store) -> None:
    case, other = await kept(store), await opened(store, chat=8)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE parts SET case_id = ? WHERE case_id = ?", (other.id, case.id))
    with pytest.raises(SealError):
        await store(lambda tx: store.parts.of_case(tx, other.id))


async def test_the_end_of_a_draft_is_not_moved_on_by_writing_on(store: Store) -> None:
    person = b"p" * 16
    await store(lambda tx: store.people.keep_draft(tx, person, {}, now=NOW, ends=NOW + 12 * HOUR))
    await store(lambda tx: store.people.keep_draft(tx, person, {}, now=NOW, ends=NOW + 99 * HOUR))
    assert await store(lambda tx: store.people.drafts_ending(tx, now=NOW + 12 * HOUR)) == [person]
    await store(lambda tx: store.people.draft_ended(tx, person))
    assert await store(lambda tx: store.people.drafts_ending(tx, now=NOW + 99 * HOUR)) == []


async def test_a_file_is_asked_for_once_and_gone_when_done(store: Store) -> None:
    case = await opened(store)
    keep = Keep(id=b"k" * 16, case=case.id, kind="voice", file="f")
    for _ in range(2):
        await store(lambda tx: store.keeps.add(tx, keep))
    assert await store(store.keeps.all) == [keep]
    assert await store(lambda tx: store.keeps.find(tx, keep.id)) == keep
    await store(lambda tx: store.keeps.drop(tx, keep))
    assert await store(lambda tx: store.keeps.find(tx, keep.id)) is None
