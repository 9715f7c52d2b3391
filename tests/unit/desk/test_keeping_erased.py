"""A medium that is erased while it is being fetched is not kept after all."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from bot.desk.house import Turn
from bot.desk.words import keeping
from bot.desk.words.keeping import HALF, PIECE, KeepDesk
from storage import age
from storage.case_files import EntryKind
from storage.keeps import Keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database import Tx
    from tests.unit.desk.wire import Talk

POST = bytes(16)
LONG = b"ab" * (PIECE // 2) + b"the rest"
"""Two pieces."""
SIGN = b64encode(b"ababab")


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


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Everything that is sealed for operators, as it was before."""
    sealed: list[bytes] = []
    right = age.seal

    def seal(data: bytes, recipients: Sequence[str]) -> bytes:
        sealed.append(data)
        return right(data, recipients)

    monkeypatch.setattr(age, "seal", seal)
    return sealed


async def kept(talk: Talk) -> dict[int, str]:
    """The kinds of all entries but what was said, by their numbers: those of the archive, too."""
    house = talk.wire.house

    async def unit(tx: Tx) -> dict[int, bytes]:
        rows = await tx.all("entries_of_case", case_id=talk.case_id)
        return {row["turn"]: row["copy"] for row in rows}

    copies = await house.database.transact(unit)
    return {turn: copy.hex() for turn, copy in copies.items()}


async def begun(talk: Talk) -> KeepDesk:
    """One piece of two is sealed when the program dies, or when somebody else has his turn."""
    house = talk.wire.house
    keep = Keep(id=POST, case=talk.case_id, kind="voice", file="f")
    await house.database.transact(lambda tx: house.keeps.add(tx, keep))

    async def fetch(_file: str) -> bytes:
        return LONG

    desk = KeepDesk(fetch=fetch, now=lambda: talk.wire.now)
    await desk._append(house, keep, EntryKind.PIECE, {"of": "mark", "n": 1, "bytes": LONG[:PIECE]})
    return desk


async def test_erased_between_two_pieces_nothing_of_the_first_stays(talk: Talk, bodies: list[bytes]) -> None:
    await begun(talk)
    house, before = talk.wire.house, await kept(talk)
    piece = max(before)
    assert SIGN in bodies[-1]

    async def unit(tx: Tx) -> None:
        case = await house.cases.load(tx, talk.case_id)
        assert case is not None
        await keeping.give_up(Turn(house, tx, talk.wire.work()), case, POST, "erased")

    await house.database.transact(unit)
    after = await kept(talk)
    assert after[piece] != before[piece]
    assert b"erased" in bodies[-1]
    assert SIGN not in bodies[-1]
    assert {turn: copy for turn, copy in after.items() if turn != piece} == {
        turn: copy for turn, copy in before.items() if turn != piece
    }


async def test_begun_again_after_a_crash_the_first_try_leaves_no_piece(talk: Talk, bodies: list[bytes]) -> None:
    desk = await begun(talk)
    house, before = talk.wire.house, await kept(talk)
    (keep,) = await house.database.transact(house.keeps.all)
    bodies.clear()
    assert await desk.keep(house, keep)
    after = await kept(talk)
    assert after[max(before)] != before[max(before)]
    assert HALF.encode() in bodies[0]
    (done,) = [entry.body for entry in await talk.entries() if entry.kind == EntryKind.KEPT]
    assert done["pieces"] == len(done["turns"]) == 2
    assert max(before) not in done["turns"]
