"""What stands in an operator's private chat, what he opened, what two supervisors must want."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault, SealError
from storage import age
from storage.archive import open_case, sealed_files
from storage.cases import NewCase
from storage.keys import PEPPER_MARK, KeyFolder, load_keyring, mark_secret
from storage.openings import Openings
from storage.private_files import read_private
from storage.recipients import Recipients
from storage.requests import Request, RequestKind, Requests, RequestState
from storage.standing import Standing
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.cases import Case
    from storage.keys import Keyring
    from tests.storage.conftest import Store

OLGA, PETRO = 5, 6
ANSWERS = frozenset({"answers"})
APART = frozenset({"place", "identity"})


async def test_what_stands_in_a_chat_is_found_until_it_is_dropped(store: Store) -> None:
    standing = Standing(store.vault)
    await store(lambda tx: standing.add_post(tx, b"p" * 16, chat=OLGA, now=NOW))
    await store(lambda tx: standing.add_message(tx, 41, chat=OLGA, now=NOW + 1))
    await store(lambda tx: standing.add_message(tx, 41, chat=PETRO, now=NOW))
    hers = await store(lambda tx: standing.of_chat(tx, OLGA))
    assert [(one.message, one.at) for one in hers] == [(None, NOW), (41, NOW + 1)]
    assert hers[0].id == b"p" * 16
    await store(lambda tx: standing.drop(tx, b"p" * 16))
    assert [one.message for one in await store(lambda tx: standing.of_chat(tx, OLGA))] == [41]


async def test_the_sweep_meets_what_is_old_once(store: Store) -> None:
    standing, later = Standing(store.vault), NOW + 50 * 3_600
    await store(lambda tx: standing.add_message(tx, 41, chat=OLGA, now=NOW))
    await store(lambda tx: standing.add_message(tx, 42, chat=OLGA, now=later))
    (old,) = await store(lambda tx: standing.old(tx, before=later - 48 * 3_600))
    assert old.message == 41
    await store(lambda tx: standing.look_later(tx, old, now=later))
    assert await store(lambda tx: standing.old(tx, before=later - 48 * 3_600)) == []


async def test_a_row_put_under_another_chat_is_refused(store: Store, path: Path) -> None:
    standing = Standing(store.vault)
    await store(lambda tx: standing.add_message(tx, 1, chat=OLGA, now=NOW))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE standing SET blind = ?", [store.vault.blind("standing", PETRO)])
    with pytest.raises(SealError):
        await store(lambda tx: standing.of_chat(tx, PETRO))


async def test_each_case_counts_once_a_day_and_each_kind_apart(store: Store) -> None:
    openings = Openings(store.vault)
    today = await store(lambda tx: openings.of(tx, OLGA, now=NOW))
    for case, kind in ((b"a", "answers"), (b"a", "answers"), (b"b", "answers"), (b"a", "place"), (b"a", "identity")):
        today = today.with_seen(case, kind)
    await store(lambda tx: openings.save(tx, today))
    again = await store(lambda tx: openings.of(tx, OLGA, now=NOW + 60))
    assert (again.count(ANSWERS), again.count(APART)) == (2, 1)
    assert again.has(b"a", ANSWERS)
    assert not again.has(b"b", APART)
    assert (await store(lambda tx: openings.of(tx, PETRO, now=NOW))).count(ANSWERS) == 0
    assert (await store(lambda tx: openings.of(tx, OLGA, now=NOW + 86_400))).count(ANSWERS) == 0


async def test_yesterday_is_forgotten(store: Store, path: Path) -> None:
    openings = Openings(store.vault)
    for second in (NOW, NOW + 86_400):
        day = await store(partial(openings.of, user=OLGA, now=second))
        await store(partial(openings.save, opened=day.with_seen(b"a", "answers")))
    await store(lambda tx: openings.sweep(tx, now=NOW + 86_400))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM openings").fetchone() == (1,)


async def test_a_reason_that_was_asked_for_is_answered_by_showing(store: Store) -> None:
    today = await store(lambda tx: Openings(store.vault).of(tx, OLGA, now=NOW))
    asked = today.with_asked(b"a", "place")
    assert asked.asked == {b"a".hex(): "place"}
    assert asked.with_seen(b"a", "place").asked == {}


async def test_requests_are_kept_changed_and_dropped(store: Store) -> None:
    requests = Requests(store.vault)
    new = Request(
        id=b"r" * 16, kind=RequestKind.EXPORT, about=("K7WQ2M",), asker=OLGA, asker_name="Olga", desk=-1, due=9
    )
    await store(lambda tx: requests.save(tx, new))
    await store(lambda tx: requests.save(tx, replace(new, state=RequestState.ASKED, post=b"p" * 16)))
    assert [one.state for one in await store(requests.all)] == [RequestState.ASKED]
    await store(lambda tx: requests.drop(tx, new))
    assert await store(lambda tx: requests.load(tx, new.id)) is None


async def opened(store: Store, chat: int) -> Case:
    new = NewCase(kind="question", door="soldier", language="ru", bot=1, chat=chat)
    return await store(lambda tx: store.cases.open(tx, new, now=NOW))


@pytest.fixture
def recipients(data: Path, keyring: Keyring) -> Recipients:
    return Recipients(KeyFolder.beside(data), keyring.recipients)


async def test_one_more_recipient_opens_the_hot_cases_the_new_ones_and_the_pepper(
    store: Store, recipients: Recipients, data: Path, path: Path
) -> None:
    cases = [await opened(store, chat) for chat in range(3)]
    closed = await opened(store, 9)
    await store(lambda tx: store.cases.close(tx, closed, reason="answered", now=NOW))
    boris = age.new_identity()
    recipients.add(boris.recipient)
    recipients.add(boris.recipient)
    store.cases.seal_to(recipients.listed)
    cases.append(await opened(store, 4))
    after: bytes | None = b""
    while after is not None:
        after = await store(partial(store.cases.wrap_again, after=after, limit=2))
    for case in cases:
        assert open_case(sealed_files(path, case.alias), boris.secret)
    with pytest.raises(SealError):
        open_case(sealed_files(path, closed.alias), boris.secret)
    again = load_keyring(data, now=NOW)
    assert again.recipients == recipients.listed
    assert len(again.recipients) == 2
    kept = read_private(KeyFolder.beside(data).pepper_copy)
    assert age.unseal(kept, boris.secret) == mark_secret(PEPPER_MARK, again.pepper)


async def test_the_first_operator_still_opens_everything(
    store: Store, recipients: Recipients, folder: Path, path: Path
) -> None:
    case = await opened(store, 1)
    recipients.add(age.new_identity().recipient)
    store.cases.seal_to(recipients.listed)
    await store(store.cases.wrap_again)
    assert open_case(sealed_files(path, case.alias), (folder / "operator.key").read_text())


def test_a_key_in_capitals_is_no_second_recipient(recipients: Recipients, data: Path) -> None:
    (one,) = recipients.listed
    recipients.add(one.upper())
    assert load_keyring(data, now=NOW).recipients == recipients.listed == (one,)
    two = age.new_identity().recipient
    recipients.add(two.upper())
    recipients.remove(two)
    assert recipients.listed == (one,)


def test_no_private_key_and_no_nonsense_gets_onto_the_list(recipients: Recipients, data: Path) -> None:
    before = read_private(KeyFolder.beside(data).recipients)
    for wrong in (age.new_identity().secret, "age1nonsense"):
        with pytest.raises(KeyFault):
            recipients.add(wrong)
    assert read_private(KeyFolder.beside(data).recipients) == before
    assert len(recipients.listed) == 1
