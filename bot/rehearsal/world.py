"""The rehearsal's world: one object that tests and the page drive, and that the fake Bot API answers from.

Build one with `World()`, add people (`add_user`, `add_group`, `join`), let them act (`say`, `tap`, `edit`, ...), and
wait with `await world.until(...)`. It imports nothing of the program it rehearses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.acts import ActError, Acts
from bot.rehearsal.refusals import UNAUTHORIZED, Refusal
from bot.rehearsal.snapshot import snapshot

if TYPE_CHECKING:
    from bot.rehearsal.things import Bot, Call, Json

SLOW_SECONDS = 2.0
FLOOD_SECONDS = 5

__all__ = ["ActError", "World"]


class World(Acts):
    """Everything the fake Telegram knows."""

    def find_bot(self, token: str) -> Bot:
        """The bot of a token. Raises the 401 refusal."""
        for bot in self.bots:
            if bot.token == token and not bot.revoked:
                return bot
        raise Refusal(*UNAUTHORIZED)

    def revoke(self, bot: Bot | None = None) -> None:
        """The token is no good any more, as after /revoke at BotFather."""
        (bot or self.bot).revoked = True

    def next_error(self, method: str | None, status: int, body: dict[str, Any] | str | None = None) -> None:
        """The next call of `method` (None: any) is answered with this; see `faults` for resets, 429 and others."""
        self.faults.next_error(method, status, body)

    def switch(self, name: str, *, on: bool) -> None:
        """A switch of the page: `slow` (every call takes two seconds), `flood` (every call is told 429), `limits`."""
        match name:
            case "slow":
                self.faults.latency = SLOW_SECONDS if on else 0.0
            case "flood":
                self.faults.flood = on
            case "limits":
                self.pace.on = on
            case _:
                raise ActError(f"There is no switch {name}")
        self.touch()

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far, oldest first; the log keeps the last 20,000 of all."""
        return [call for call in self.calls if call.method == method]

    def snapshot(self) -> Json:
        """What the page shows, as JSON."""
        return snapshot(self)
