"""The sweep ends what is kept apart, in cases and in drafts that were never sent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bot.desk.seeing import apart
from bot.flows.talk import Form, Given, Talk
from storage.cases import NewCase

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
