"""Return codes behind the scenes: turning kept words into keys after the commit, and forgetting words in time."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.desk.codes.return_code import DESK, turned
from bot.desk.house import House, Turn
from bot.desk.talks.screens import refresh_state
from bot.errors import SealError
from bot.logs import Event, note
from bot.loops import Wakeable
from bot.messages import Work
from storage.database import Tx

WORDS_LIVE_HOURS = 24


@dataclass(slots=True, kw_only=True, eq=False)
class CodeDesk(Wakeable):
    """Attaches codes to the cases that still wait for one. The words are sealed in the database until that is done."""

    now: Callable[[], int]

    async def run(self, house: House) -> None:
        """Loop: attach every pending code, then wait for the next."""
        await self.rounds(partial(self._attach_all, house))

    async def _attach_all(self, house: House) -> None:
        for case_id in await house.database.transact(house.cases.codes_pending):
            await _attach_or_replace(house, case_id, self.now())


async def finish(house: House, case_id: bytes, now: int) -> None:
    """Attach the code of this case now, if it is still in the making: what comes next needs it."""
    for _ in ("its words", "and where they were damaged, the new ones"):
        if case_id in await house.database.transact(house.cases.codes_pending):
            await _attach_or_replace(house, case_id, now)


async def finish_told(house: House, words: Sequence[str], now: int) -> None:
    """Attach first the code that somebody tells, if it is still in the making: right words are never called wrong."""

    async def unit(tx: Tx) -> bytes | None:
        for case_id in await house.cases.codes_pending(tx):
            with suppress(SealError, ValueError):
                kept = await house.cases.words(tx, case_id)
                if kept and tuple(words) in {kept, turned(kept)}:
                    return case_id
        return None

    if (case_id := await house.database.transact(unit)) is not None:
        await finish(house, case_id, now)


async def _attach_or_replace(house: House, case_id: bytes, now: int) -> None:
    """Words that do not open can never become a code: they must not stand in the way of others, nor of a close."""
    try:
        await attach(house, case_id)
    except (SealError, ValueError):
        note(Event.CODE_LOST)
        await house.database.transact(lambda tx: _replace_words(Turn(house, tx, Work(house.line.bot, 0, now)), case_id))


async def _replace_words(turn: Turn, case_id: bytes) -> None:
    """Give other words, if the old ones are not learnt yet and the case can have a code; else both sides are told."""
    cases, tx = turn.house.cases, turn.tx
    learned, damaged = await cases.learned(tx, case_id), await _damaged(turn, case_id)
    await cases.drop_words(tx, case_id)
    try:
        case = await turn.case(case_id)
    except SealError:
        return
    if case is None or not case.hot:
        return
    if damaged and not learned:
        words = turn.house.lists.draw_code(case.language, turn.house.random_bytes)
        await cases.keep_words(tx, case_id, words, now=turn.now)
        tx.after_commit(turn.house.wake_codes)
        await refresh_state(turn, case, hint="hint-code-new")
        return
    await turn.notice("desk-code-lost", case)
    await refresh_state(turn, case, hint="hint-code-lost")


async def _damaged(turn: Turn, case_id: bytes) -> bool:
    """Whether it is the words that do not open; if they do, it is the case that can have no code."""
    try:
        await turn.house.cases.words(turn.tx, case_id)
    except (SealError, ValueError):
        return True
    return False


async def attach(house: House, case_id: bytes) -> None:
    """Derive the keys of a case's words, in both orders, outside any unit; then wrap its identity with them."""
    words = await house.database.transact(lambda tx: house.cases.words(tx, case_id))
    if words is None:
        return
    keys = await house.kitchen.cook(words, asker=DESK)
    backwards = await house.kitchen.cook(turned(words), asker=DESK)

    async def unit(tx: Tx) -> None:
        second = (backwards.lookup, backwards.wrap) if turned(words) != words else None
        await house.cases.attach_code(tx, case_id, lookup=keys.lookup, wrap=keys.wrap, turned=second)

    await house.database.transact(unit)


async def sweep(house: House, now: int) -> None:
    """Forget words a day after they were given, done inbox rows after two; leave neither in the log."""

    async def unit(tx: Tx) -> None:
        await house.cases.sweep_words(tx, before=now - WORDS_LIVE_HOURS * 3600)
        await house.tries.sweep(tx, now=now)
        await house.inbox.sweep(tx, now)

    await house.database.transact(unit)
    await house.database.tidy()
