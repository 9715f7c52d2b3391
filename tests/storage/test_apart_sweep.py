"""The sweep ends what is kept apart, in cases and in drafts that were never sent."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bot.desk.seeing import apart
from bot.flows.talk import Form, Given, Talk
from storage.cases import NewCase
from storage.epochs import new_epoch

from .conftest import NOW

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

    from .conftest import Store

HOUR = 3_600
PERSON = b"p" * 16


def house_of(store: Store) -> House:
    database = SimpleNamespace(transact=store)
    line = SimpleNamespace(bot=1)
    house = SimpleNamespace(line=line, database=database, parts=store.parts, people=store.people, cases=store.cases)
    return cast("House", house)


async def test_what_is_over_goes_from_case_and_draft_and_the_rest_stays(store: Store) -> None:
    form = Form(
        flow="second",
        version=1,
        step="tell",
        answers={"area": Given(words="the mill"), "tell": Given(words="my leg")},
        apart=("area",),
    )

    async def filled(tx: Tx) -> bytes:
        case = await store.cases.open(
            tx, NewCase(kind="application", door="soldier", language="ru", bot=1, chat=7), now=NOW
        )
        await store.parts.add(tx, case.id, "place", {}, until=NOW + 12 * HOUR)
        await store.parts.add(tx, case.id, "identity", {}, until=NOW + 99 * HOUR)
        await store.people.keep_draft(tx, PERSON, Talk(form=form).to_json(), now=NOW, ends=NOW + 12 * HOUR)
        return case.id

    case_id = await store(filled)
    house = house_of(store)
    await apart.sweep(house, NOW + 10 * HOUR)
    assert len(await store(lambda tx: store.parts.of_case(tx, case_id))) == 2
    await apart.sweep(house, NOW + 12 * HOUR)
    assert [part.kind for part in await store(lambda tx: store.parts.of_case(tx, case_id))] == ["identity"]
    case = await store(lambda tx: store.cases.load(tx, case_id))
    assert case is not None
    assert case.apart == ("identity",)

    async def drafted(tx: Tx) -> dict[str, Any]:
        return await store.people.draft(tx, PERSON) or {}

    talk = Talk.from_json(await store(drafted))
    assert talk.form is not None
    assert set(talk.form.answers) == {"tell"}
    assert await store(lambda tx: store.people.drafts_ending(tx, now=NOW + 99 * HOUR)) == []


async def test_a_draft_whose_epoch_is_missing_holds_up_no_end_but_its_own(store: Store) -> None:
    form = Form(flow="second", version=1, step="tell", answers={"area": Given(words="the mill")}, apart=("area",))
    talk, older = Talk(form=form).to_json(), store.vault.sealing
    await store(lambda tx: store.people.keep_draft(tx, PERSON, talk, now=NOW, ends=NOW))
    newer = new_epoch(now=NOW + 1, random_bytes=os.urandom)
    store.vault.hold(newer)
    store.vault.seal_with(newer.key_id)

    async def more(tx: Tx) -> bytes:
        new = NewCase(kind="application", door="soldier", language="ru", bot=1, chat=7)
        case = await store.cases.open(tx, new, now=NOW)
        await store.parts.add(tx, case.id, "place", {}, until=NOW)
        await store.people.keep_draft(tx, b"q" * 16, talk, now=NOW, ends=NOW)
        return case.id

    case_id = await store(more)
    store.vault.forget(older.key_id)
    await apart.sweep(house_of(store), NOW)
    assert await store(lambda tx: store.parts.of_case(tx, case_id)) == []
    assert "the mill" not in str(await store(lambda tx: store.people.draft(tx, b"q" * 16)))
    store.vault.hold(older)
    assert "the mill" in str(await store(lambda tx: store.people.draft(tx, PERSON)))
    await apart.sweep(house_of(store), NOW)
    assert "the mill" not in str(await store(lambda tx: store.people.draft(tx, PERSON)))
