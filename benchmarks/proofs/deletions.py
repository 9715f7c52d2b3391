"""T16: after an outage of 0 to 72 hours all that Telegram still lets a bot delete goes, and every miss is counted.

A chat over a played clock: messages of ours and a person's own, sent hour by hour with each timer, then silence, then
the bot is back. Telegram deletes nothing older than 48 hours; it may refuse, or pass over such a message in silence.
What is younger at the return and due must go; what is older stays, and each such message must be told as missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, Proof, Scale
from benchmarks.proofs.bare_store import bare_store
from bot.delivery.faults import ApiFault
from bot.messages import Erase, Send
from tests.unit.delivery.test_outbox import Office

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR: Final = 3_600
REACH: Final = 48 * HOUR
CHAT: Final = 5
TIMERS: Final = (1, 12, 24)
BEFORE: Final = 30
"""Hours of talk before the outage: some timers end before it, some in it, some after it."""
OUTAGES: Final = {Scale.FULL: range(73), Scale.SMALL: (0, 36, 47, 72)}


@dataclass
class Chat:
    """The private chat as Telegram keeps it: when each message that stands there was sent."""

    silent: bool
    now: int = 0
    last: int = 1_000
    sent: dict[int, int] = field(default_factory=dict)
    there: set[int] = field(default_factory=set)

    def receives(self) -> int:
        """One more message."""
        self.last += 1
        self.sent[self.last] = self.now
        self.there.add(self.last)
        return self.last

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        """One call of the Bot API."""
        if method == "deleteMessages":
            known = [number for number in params["message_ids"] if number in self.there]
            old = [number for number in known if self.now - self.sent[number] >= REACH]
            if old and not self.silent:
                raise ApiFault(method, 400, "Bad Request: message can't be deleted for everyone")
            self.there.difference_update(set(known) - set(old))
            return True
        del chat_id
        return {"message_id": self.receives()} if method.startswith("send") else True


async def run(scale: Scale) -> Figure:
    """Every outage, with each of Telegram's two ways."""
    with patch("bot.delivery.outcomes.note"):
        return await _outages(scale)


async def _outages(scale: Scale) -> Figure:
    tried = broken = missed = 0
    for outage in OUTAGES[scale]:
        for silent in (False, True):
            async with bare_store() as store:
                chat = Chat(silent=silent)
                office = Office(chat, store.database, store.outbox, store.posts)  # type: ignore[arg-type]
                kept, lost = await _played(office, chat, outage)
            tried += len(chat.sent)
            missed += len(lost)
            broken += len(kept) + abs(sum(office.missed) - len(lost))
    return Figure(tried, broken, f"messages; {missed:,} were older than 48 h at the return, each counted and alarmed")


async def planted(scale: Scale) -> Figure:
    """Misses that Telegram passes over in silence are not noticed."""
    with patch("bot.delivery.outcomes.too_late", lambda *_: 0):
        return await run(scale)


async def _played(office: Office, chat: Chat, outage: int) -> tuple[Sequence[int], Sequence[int]]:
    """What stands there and should not, and what could not be deleted any more."""
    ends: dict[int, int] = {}
    for number in range(BEFORE):
        chat.now = office.now()
        timer = TIMERS[number % len(TIMERS)] * HOUR
        own = chat.receives()
        erase = Erase(chat=CHAT, messages=(own,), due=office.now() + timer, since=office.now())
        await office.put(Send(post=number.to_bytes(16, "big"), chat=CHAT, text="…", silent=True, lives=timer), erase)
        await office.go()
        ends |= dict.fromkeys((own, chat.last), office.now() + timer)
        await _passes(office, chat, 1)
    office.clock += outage * HOUR
    back = chat.now = office.now()
    office.fresh()
    await _passes(office, chat, 0)
    for _ in range(14):
        await _passes(office, chat, 2)
    lost = [one for one in chat.there if back - chat.sent[one] >= REACH and ends[one] <= back]
    return [one for one in chat.there if one not in lost], lost


async def _passes(office: Office, chat: Chat, hours: int) -> None:
    office.clock += hours * HOUR
    chat.now = office.now()
    await office.go()


PROOF = Proof(
    name="T16 deletion deadlines",
    promise="After an outage whatever Telegram still lets a bot delete goes from a person's chat, and misses are told.",
    run=run,
    planted=planted,
    seconds=50,
    slow=True,
)
