"""The inbox: every update sealed before Telegram is told that we have it, and kept until it is worked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import SealError, WorkedAlready
from storage.sealing import Field, Vault, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.messages import Work
    from storage.database import Row, Tx, Value

_HOUR = 3_600
_REMEMBERED = 48 * _HOUR
"""How long Telegram may deliver an update again: it keeps them for 24 h."""

_NUMBERED: Final = 5 * 24 * _HOUR
"""How long a number tells of the next: after a week without updates Telegram numbers them anew, perhaps lower."""

_PAGE: Final = 500
"""How many bodies are in memory at once while lanes are named anew."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update not yet worked. `lane`: the 2 bytes of its chat's lane. `body`: its bytes, if it came just now."""

    bot: int
    update_id: int
    lane: bytes
    urgent: bool
    body: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def named(self) -> Waiting:
        """The same without its bytes."""
        return self if self.body is None else Waiting(self.bot, self.update_id, self.lane, self.urgent)


class Inbox:
    """Updates of all bots, named by (bot, update_id)."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def accept(  # noqa: PLR0913 - one row
        self, tx: Tx, *, bot: int, update_id: int, lane: bytes, urgent: bool, body: bytes, now: int
    ) -> bool:
        """Seal and keep an update. False: it is known already, waiting or worked."""
        row = self._row(Waiting(bot, update_id, lane, urgent, body), _hour(now))
        return await tx.one("inbox_accept", **row) is not None

    async def accept_all(self, tx: Tx, updates: Sequence[Waiting], *, now: int) -> set[int]:
        """Seal and keep what one answer of Telegram's brought to a bot, bodies included; return the numbers new to us.

        A server is told all of them in one journey: who is in danger may stand behind thousands. Nothing is read
        before: what is read there others may not write meanwhile.
        """
        hour = _hour(now)
        rows = await tx.each("inbox_accept", rows=[self._row(update, hour) for update in updates])
        return {row["update_id"] for row in rows}

    async def quarantine(self, tx: Tx, *, bot: int, update_id: int, body: bytes, now: int) -> None:
        """Keep a malformed update aside, sealed; it will not be worked. A known one changes nothing."""
        known = await tx.one("inbox_refuse", bot=bot, update_id=update_id, hour=_hour(now))
        if known is None:
            return
        row = self._vault.new_id()
        sealed = self._vault.seal(body, Field("quarantine", "body", row))
        await tx.run("quarantine_add", id=row, bot=bot, update_id=update_id, hour=_hour(now), body=sealed)

    async def waiting(self, tx: Tx, *, bot: int | None = None, limit: int) -> list[Waiting]:
        """Updates to work, urgent first, then in Telegram's order; of one bot or of all."""
        rows = await tx.all("inbox_waiting", bot=bot, limit=limit)
        return [Waiting(row["bot"], row["update_id"], bytes(row["lane"]), bool(row["urgent"])) for row in rows]

    async def following(self, tx: Tx, *, bot: int, after: int | None, limit: int) -> list[Waiting]:
        """Updates of a bot to work, in Telegram's order, behind a number; None: from the first."""
        rows = await tx.all("inbox_following", bot=bot, after=after, limit=limit)
        return [Waiting(bot, row["update_id"], bytes(row["lane"]), bool(row["urgent"])) for row in rows]

    async def beside_urgent(self, tx: Tx, *, bot: int) -> list[Waiting]:
        """Updates of a bot to work in each lane in which an urgent one waits, in Telegram's order."""
        rows = await tx.all("inbox_beside_urgent", bot=bot)
        return [Waiting(bot, row["update_id"], bytes(row["lane"]), bool(row["urgent"])) for row in rows]

    async def name_lanes(
        self, tx: Tx, lane: Callable[[int, bytes], bytes | None], told: Callable[[int, int], object] = lambda *_: None
    ) -> int:
        """Name the lanes of all that waits anew, by `lane(bot, update)`; None, or a body that does not open, keeps its.

        Tells how many are done, and of how many. Returns how many there are.
        """
        counted = await tx.one("inbox_bodies_count")
        of = 0 if counted is None else counted["number"]
        done, bot, after = 0, 0, -1
        while rows := await tx.all("inbox_bodies", bot=bot, after=after, limit=_PAGE):
            for row in rows:
                with suppress(SealError):
                    named = lane(row["bot"], self._open(row, row["bot"], row["update_id"]))
                    if named is not None:
                        await tx.run("inbox_lane", bot=row["bot"], update_id=row["update_id"], lane=named)
            done += len(rows)
            told(done, of)
            bot, after = rows[-1]["bot"], rows[-1]["update_id"]
        return done

    async def load(self, tx: Tx, *, bot: int, update_id: int) -> bytes | None:
        """The update's bytes; None: worked already, or never accepted."""
        row = await tx.one("inbox_load", bot=bot, update_id=update_id)
        return None if row is None else self._open(row, bot, update_id)

    async def done(self, tx: Tx, work: Work) -> None:
        """The update is worked: its body goes, its number stays for 48 h against repeats.

        WorkedAlready: another run of it was committed since it was loaded, so nothing of this one may be kept.
        """
        if await tx.one("inbox_done", bot=work.bot, update_id=work.update_id) is None:
            await self._require_unworked(tx, work)

    async def _require_unworked(self, tx: Tx, work: Work) -> None:
        if await tx.one("inbox_known", bot=work.bot, update_id=work.update_id) is not None:
            message = "an update was worked twice at once; the first run stands"
            raise WorkedAlready(message)

    async def dead(self, tx: Tx, *, bot: int, update_id: int, now: int) -> None:
        """The update can not be worked: its body moves to the dead letters, sealed. A worked one changes nothing.

        A body that does not open is kept as it is, sealed once more: not even that may stop its lane.
        """
        row = await tx.one("inbox_load", bot=bot, update_id=update_id)
        if row is None:
            return
        try:
            body = self._open(row, bot, update_id)
        except SealError:
            body = row["body"]
        letter = self._vault.new_id()
        sealed = self._vault.seal(body, Field("dead_letters", "body", letter))
        await tx.run("letter_add", id=letter, origin="inbox", hour=_hour(now), body=sealed)
        await tx.one("inbox_done", bot=bot, update_id=update_id)

    async def offset(self, tx: Tx, bot: int, *, now: int) -> int | None:
        """The highest update number of a bot accepted or quarantined in the last 5 days; None if there is none."""
        row = await tx.one("inbox_offset", bot=bot, after=now - _NUMBERED)
        return None if row is None else row["highest"]

    async def sweep(self, tx: Tx, now: int) -> None:
        """Forget the numbers of updates worked and accepted more than 48 h ago."""
        await tx.run("inbox_sweep", before=_hour(now) - _REMEMBERED)

    def _row(self, update: Waiting, hour: int) -> dict[str, Value]:
        return {
            "bot": update.bot,
            "update_id": update.update_id,
            "lane": update.lane,
            "urgent": int(update.urgent),
            "hour": hour,
            "body": self._vault.seal(update.body or b"", _field(update.bot, update.update_id)),
        }

    def _open(self, row: Row, bot: int, update_id: int) -> bytes:
        return self._vault.open(row["body"], _field(bot, update_id))


def _field(bot: int, update_id: int) -> Field:
    return Field("inbox", "body", joined((b"%d" % bot, b"%d" % update_id)))


def _hour(now: int) -> int:
    return now // _HOUR * _HOUR
