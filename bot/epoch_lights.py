"""What `check` says of the epochs: how many there are, how old the newest is, what is missing, what did not finish."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault, StorageError
from bot.readiness import Finding, Light
from storage.beside import read_beside
from storage.clock import Hours
from storage.epoch_keeping import gone_files, there
from storage.key_check import MissingEpoch, missing_epochs
from storage.keys import Keyring, load_keyring
from storage.night import VERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings
    from storage.database import Tx

DAY: Final = 86_400
LATE: Final = 2
"""Days without a finished night after which it is no longer a night that is only due."""
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the database says: the hour of the last verified move, the epochs that are missing, files to be gone."""

    verified: int | None
    missing: tuple[MissingEpoch, ...]
    gone: frozenset[str] = frozenset()


def about_epochs(settings: Settings, root: bytes | None = None, *, now: int) -> Iterator[Finding]:
    """None of them stops a start. Where the keys do not open nothing is said: another finding does."""
    with suppress(KeyFault):
        yield from _findings(settings, load_keyring(settings.data_dir, settings.root_key, now=now, root=root), now)


def _findings(settings: Settings, keyring: Keyring, now: int) -> Iterator[Finding]:
    for half in keyring.halves:
        yield Finding(Light.YELLOW, "epochs", half)
    noted = _noted(settings, keyring)
    for missing in noted.missing:
        yield Finding(Light.YELLOW, "epochs", f"{missing.told(settings.keys_dir)}{_sealed(missing)}")
    for path in there(settings.keys_dir, noted.gone):
        words = f"{path}: was to be destroyed and is still there; check the disk, then destroy it: shred -u"
        yield Finding(Light.RED, "epochs", words)
    yield _age(settings, keyring, noted.verified, now)


def _noted(settings: Settings, keyring: Keyring) -> _Noted:
    async def unit(tx: Tx) -> _Noted:
        held = [epoch.key_id for epoch in keyring.epochs]
        return _Noted(await Hours.last(tx, VERIFIED), await missing_epochs(tx, held), await gone_files(tx))

    try:
        return read_beside(settings.place, unit)
    except StorageError:
        return _Noted(None, ())  # another finding says what is wrong with the database


def _sealed(missing: MissingEpoch) -> str:
    if not missing.cases:
        return ""
    more = f" and {len(missing.cases) - _SHOWN} more" if len(missing.cases) > _SHOWN else ""
    return f"; sealed: {', '.join(missing.cases[:_SHOWN])}{more}"


def _age(settings: Settings, keyring: Keyring, verified: int | None, now: int) -> Finding:
    newest = keyring.newest
    told = f"{len(keyring.epochs)} live, {settings.epoch_days} days each; the newest is of {_day(newest.made)}"
    finding = partial(Finding, name="epochs")
    if now // DAY - newest.day >= LATE:
        words = f"{told}: nights happen while the line serves; start it, and look for night_blocked in its log"
        return finding(Light.YELLOW, words=words)
    if verified is not None and newest.day - verified // DAY >= LATE:
        words = (
            f"{told}, and no night was finished since {_day(verified)}: nothing was destroyed since; stop the line and "
            "run: python -m bot keys night"
        )
        return finding(Light.RED, words=words)
    return finding(Light.GREEN, words=told)


def _day(second: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(second))
