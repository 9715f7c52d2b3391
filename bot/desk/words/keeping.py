"""A photo or a voice that an operator wants kept: fetched into memory, cleaned, sealed into its case in pieces.

Asked for in the transaction of the button, done by a loop of its own: a slow file holds up nobody, a crash only means
that it is fetched again. What was sealed of a half-kept file is emptied then, and when its message is erased.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.house import HOUR, Turn
from bot.desk.showing.cards import KEPT_KINDS
from bot.desk.words import photos
from bot.desk.words.painting import NoPicture, repaint
from bot.errors import ApiError, FileRefused
from bot.loops import Wakeable
from bot.messages import Reply, Work
from storage.case_files import Entry, EntryKind
from storage.keeps import Keep

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx

PIECE: Final = 360 * 1024
"""Bytes of one sealed piece: with its wrapping it fills a padded half megabyte."""
AGAIN_SECONDS: Final = 60.0
MOST_TRIES: Final = 20
REFUSED: Final = "desk-keep-refused"
HALF: Final = "half_kept"
"""The kind of the empty entry in the place of a piece whose file was begun again."""
TO_PERSON_SIDE: Final = 1_280
"""Pixels of the longer side of a picture for a person: enough to read, and little on a bad link."""


async def ask(turn: Turn, case: Case, post: bytes) -> Reply:
    """An operator wants the medium of this post kept; once."""
    house = turn.house
    entries = await house.cases.entries(turn.tx, case)
    sent = next((entry.body for entry in entries if entry.body.get("post") == post.hex()), None)
    if sent is None or sent["media"] not in KEPT_KINDS or not sent["file"]:
        return Reply(toast=house.plain(REFUSED), alert=True)
    if any(entry.kind == EntryKind.KEPT and entry.body["post"] == post.hex() for entry in entries):
        return Reply(toast=house.plain("desk-kept-already"))
    await house.keeps.add(turn.tx, Keep(id=post, case=case.id, kind=sent["media"], file=sent["file"]))
    turn.tx.after_commit(house.wake_keeps)
    return Reply(toast=house.plain("desk-keep-asked"))


@dataclass(slots=True, kw_only=True, eq=False)
class KeepDesk(Wakeable):
    """Fetches what is to be kept, one after another: at most one file is in memory. `fetch` raises ApiError."""

    fetch: Callable[[str], Awaitable[bytes]]
    now: Callable[[], int]
    _tries: dict[bytes, int] = field(default_factory=dict)

    async def run(self, house: House) -> None:
        """Loop: keep everything that was asked for; what Telegram does not give now, a minute later again."""
        await self.rounds(partial(self._keep_all, house))

    async def _keep_all(self, house: House) -> float | None:
        asked = await house.database.transact(house.keeps.all)
        left = [keep for keep in asked if not await self.keep(house, keep)]
        return AGAIN_SECONDS if left else None

    async def keep(self, house: House, keep: Keep) -> bool:
        """Keep one file, or say why it can not be; False: Telegram could not be reached."""
        try:
            data = await self.fetch(keep.file)
            data = await _painted(keep, data)
        except (NoPicture, FileRefused) as fault:
            said = fault.text_key or REFUSED
        except ApiError:
            self._tries[keep.id] = self._tries.get(keep.id, 0) + 1
            if self._tries[keep.id] < MOST_TRIES:
                return False
            said = REFUSED
        else:
            if keep.said is not None:
                await self._pass_on(house, keep, data)
                return True
            await self._seal(house, keep, data)
            said = "desk-kept"
        self._tries.pop(keep.id, None)
        await self._end(house, keep, said)
        return True

    async def _pass_on(self, house: House, keep: Keep, data: bytes) -> None:
        """An operator's picture goes to the person, unless it was taken back meanwhile."""

        async def unit(tx: Tx) -> None:
            if await house.keeps.find(tx, keep.id) is not None:
                await house.keeps.drop(tx, keep)
                await photos.ready(Turn(house, tx, Work(house.line.bot, 0, self.now())), keep, data)

        await house.database.transact(unit)
        self._tries.pop(keep.id, None)

    async def _seal(self, house: House, keep: Keep, data: bytes) -> None:
        """Piece by piece, each in a transaction of its own: a large file must not hold up whoever else writes."""
        mark = house.random_bytes(16).hex()
        pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        await house.database.transact(partial(self._afresh, house, keep))
        turns = [
            await self._append(house, keep, EntryKind.PIECE, {"of": mark, "n": number, "bytes": piece})
            for number, piece in enumerate(pieces, 1)
        ]
        told = {"post": keep.id.hex(), "media": keep.kind, "of": mark, "pieces": len(pieces), "size": len(data)}
        told |= {"turns": turns, "sha256": hashlib.sha256(data).hexdigest()}
        await self._append(house, keep, EntryKind.KEPT, told)

    async def _afresh(self, house: House, keep: Keep, tx: Tx) -> None:
        """What an earlier try sealed of it, before a crash, is emptied."""
        asked = await house.keeps.find(tx, keep.id)
        case = await house.cases.load(tx, keep.case) if asked is not None and asked.turns else None
        if asked is not None and case is not None:
            await _emptied(Turn(house, tx, Work(house.line.bot, 0, self.now())), case, asked.turns, HALF)
            await house.keeps.save(tx, replace(asked, turns=()))

    async def _append(self, house: House, keep: Keep, kind: EntryKind, body: dict[str, object]) -> int:
        async def unit(tx: Tx) -> int:
            asked = await house.keeps.find(tx, keep.id)
            case = await house.cases.load(tx, keep.case) if asked is not None else None
            if asked is None or case is None:
                return 0
            turn = await house.cases.append(tx, case, kind, body, now=self.now())
            await house.keeps.save(tx, replace(asked, turns=(*asked.turns, turn)))
            return turn

        return await house.database.transact(unit)

    async def _end(self, house: House, keep: Keep, key: str) -> None:
        """It is done: the operators are told, where the case is still open. What was erased meanwhile says nothing."""

        async def unit(tx: Tx) -> None:
            if await house.keeps.find(tx, keep.id) is None:
                return
            turn = Turn(house, tx, Work(house.line.bot, 0, self.now()))
            await house.keeps.drop(tx, keep)
            if keep.said is not None:
                await photos.failed(turn, keep, key)
                return
            case = await turn.case(keep.case)
            if case is not None and case.hot:
                await turn.notice(key, case)

        await house.database.transact(unit)


async def _painted(keep: Keep, data: bytes) -> bytes:
    """A photo bare of what the camera wrote; for a person's phone also small. A voice as it is."""
    if keep.kind == photos.TO_PERSON:
        return await repaint(data, most_side=TO_PERSON_SIDE)
    return await repaint(data) if keep.kind == "photo" else data


async def forget(turn: Turn, case: Case, entry: Entry, kind: str) -> None:
    """Of a file that was kept nothing stays, if this entry keeps one: its pieces lie under numbers of their own."""
    if entry.kind == EntryKind.KEPT:
        await _emptied(turn, case, entry.body.get("turns", ()), kind)


async def give_up(turn: Turn, case: Case, post: bytes, kind: str) -> None:
    """What is being kept of this post is not, and of what was sealed of it already nothing stays."""
    if (asked := await turn.house.keeps.find(turn.tx, post)) is not None:
        await _emptied(turn, case, asked.turns, kind)
        await turn.house.keeps.drop(turn.tx, asked)


async def _emptied(turn: Turn, case: Case, turns: Sequence[int], kind: str) -> None:
    """Put empty entries in the place of these pieces: they lie cold, so nothing lists them."""
    for number in turns:
        piece = Entry(EntryKind.PIECE, {}, turn.now // HOUR * HOUR, number)
        await turn.house.cases.blank(turn.tx, case, piece, kind)
