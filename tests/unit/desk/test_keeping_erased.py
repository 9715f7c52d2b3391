"""A medium that is erased while it is being fetched is not kept after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.keeping import KeepDesk
from storage.case_files import EntryKind
from storage.keeps import Keep

if TYPE_CHECKING:
    from tests.unit.desk.wire import Talk

POST = bytes(16)


async def test_what_is_erased_while_it_is_fetched_is_kept_nowhere(talk: Talk) -> None:
    house = talk.wire.house
    keep = Keep(id=POST, case=talk.case_id, kind="voice", file="f")
    await house.database.transact(lambda tx: house.keeps.add(tx, keep))

    async def fetch(_file: str) -> bytes:
        await house.database.transact(lambda tx: house.keeps.drop(tx, keep))
        return b"voice"

    assert await KeepDesk(fetch=fetch, now=lambda: talk.wire.now).keep(house, keep)
    await talk.wire.deliver()
    assert not any(entry.kind in {EntryKind.PIECE, EntryKind.KEPT} for entry in await talk.entries())
    kept = house.say("desk-kept", alias=(await talk.case()).alias)
    assert not any(kept in told for told in talk.wire.told)
