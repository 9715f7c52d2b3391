"""The serving line backs itself up once an hour, by the command, in a process of its own that gets no key."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.logs import Event, note
from bot.setting_names import variable
from storage.backups.keeping import age_of_last

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.settings import Settings

_AGAIN: Final = 600
"""Seconds until a backup that failed is tried again."""
_LOOK: Final = 60
_USUAL: Final = 60
"""Minutes."""
_FIELDS: Final = ("data_dir", "backup_dir", "backup_days", "epoch_days", "log_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourly:
    """`seconds`: between two backups. `make`: makes one; whether it was made."""

    settings: Settings
    seconds: int
    now: Callable[[], int]
    beat: Callable[[], None]
    make: Callable[[Mapping[str, str]], Awaitable[bool]]

    async def run(self) -> None:
        """Make one whenever the last good one is so old, also where somebody else made that."""
        again = 0
        while True:
            self.beat()
            now = self.now()
            if now >= max(self.due(), again):
                done = await self.make(handed(self.settings))
                note(Event.BACKUP_DONE if done else Event.BACKUP_FAILED)
                again = 0 if done else self.now() + _AGAIN
            await asyncio.sleep(_LOOK)

    def due(self) -> int:
        """When the next one is, unix seconds; 0 where none is known of."""
        now = self.now()
        age = age_of_last(self.settings.data_dir, now=now)
        return 0 if age is None else now - age + self.seconds


def hourly_of(settings: Settings, *, now: Callable[[], int], beat: Callable[[], None]) -> Hourly | None:
    """The loop's work by these settings. None: something else does it, or these are no real people's rows."""
    every = expected(settings)
    if every is None or settings.backup_minutes == 0:
        return None
    return Hourly(settings=settings, seconds=every, now=now, beat=beat, make=_make)


def expected(settings: Settings) -> int | None:
    """Seconds in which one backup is to be made, by whomever; None: a rehearsal needs none, unless it names minutes.

    Where a line makes none itself, once an hour, as deploy/parley-backup.timer does.
    """
    if settings.rehearsed and not settings.backup_minutes:
        return None
    return (settings.backup_minutes or _USUAL) * 60


def handed(settings: Settings) -> dict[str, str]:
    """The settings that a backup needs, as variables. One is a secret, where rows are on a server: its address."""
    values = {name: getattr(settings, name) for name in _FIELDS}
    if settings.database_url is not None:
        values["database_url"] = settings.database_url.get_secret_value()
    return {variable(name): str(value) for name, value in values.items() if value is not None}


async def _make(variables: Mapping[str, str]) -> bool:
    """Ends with this process's loop: whoever is cancelled here takes it along. The settings go by its input."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", "--json", "--gently", "--handed-over", "0"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await child.communicate(json.dumps(dict(variables)).encode())
        return child.returncode == 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
