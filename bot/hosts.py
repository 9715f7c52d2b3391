"""Hosts with a data folder each: what the one that serves does for those that stand by, and what they do meanwhile."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.desk.nights import forgetting
from bot.desk.nights.lacking import keeper_over
from bot.errors import HalfEpoch, KeyFault, NoHostsYet, SealError, SettingError
from bot.logs import Event, Remedy, note, note_fault
from bot.now import unix_now
from bot.places import Server
from bot.setting_names import variable
from storage.beside import read_beside
from storage.epochs import epoch_files, read_epoch
from storage.keys import KeyFolder, read_pepper, read_recipients, read_root
from storage.letters.asking import Correspondent
from storage.letters.office import Office, require_current
from storage.letters.shelf import Shelf
from storage.letters.words import Signer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from bot.loops import Beat
    from bot.probes import Probe
    from bot.settings import Settings
    from storage.database import Database
    from storage.epoch_keeping import EpochKeeper
    from storage.key_check import MissingEpoch
    from storage.keys import Keyring
    from storage.letters.asking import State
    from storage.postgres.saying import Saying

LOOK_SECONDS: Final = 1.0
TOLD_SECONDS: Final = 60.0
"""So often it is said again that this host may not serve."""


def require_fit(settings: Settings, root: bytes | None) -> None:
    """Before a process stands by: what must be carried to a host by hand is there. KeyFault, SettingError: it is not.

    The keys of days come by letter. Only those of another root key are looked at: with them it could never serve. This
    host may be the last that has them, so nobody is told to take them away for good.
    """
    if settings.operator_recipients:
        name = variable("operator_recipients")
        raise SettingError(f"{name}: with {variable('host')} the list travels from host to host; unset it on each")
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    root = read_root(where) if root is None else root
    read_pepper(where)
    read_recipients(where)
    for path in epoch_files(where.epochs) if where.epochs.is_dir() and not where.rotation.exists() else ():
        try:
            read_epoch(path, root)
        except HalfEpoch:
            continue
        except KeyFault as fault:
            if not isinstance(fault.__cause__, SealError):
                raise
            aside = "where another host serves now, move it aside, do not delete it: letters bring its keys anew"
            raise KeyFault(f"{fault}; only if that is gone and {aside}") from fault


def require_here(settings: Settings) -> None:
    """Before the list of recipients is changed: this host serves, or served last. KeyFault: say it on the other.

    A change on a host that stands by would be overwritten by the next letter.
    """
    if settings.host is None or not isinstance(settings.place, Server):
        return
    rows = read_beside(settings.place, lambda tx: tx.all("hosts_listed"))
    if other := next((row["host"] for row in rows if row["serving"] and row["host"] != settings.host), None):
        raise KeyFault(f"the host {other} serves, or served last, and its list is the one that counts: say it there")


async def kept(
    settings: Settings, database: Database, keyring: Keyring, *, probe: Probe
) -> tuple[EpochKeeper, tuple[MissingEpoch, ...], Office | None]:
    """Who keeps the epochs, those that are missing, and the office of this host; None: the line has one host.

    With the database its own. Behind: this host lacks keys of the line; nothing was written. KeyFault: see keeper_over.
    """
    folder, place = settings.keys_dir, settings.place
    if settings.host is None or not isinstance(place, Server):
        return *await keeper_over(database, keyring, folder=folder, path=place), None
    from storage.postgres.saying import database_id  # noqa: PLC0415 - a line on SQLite loads none of it

    signer = Signer.of(settings.host, await database_id(place), keyring.root, keyring.pepper)
    await require_current(database, signer, [epoch.key_id for epoch in keyring.epochs])
    keeper, missing = await keeper_over(database, keyring, folder=folder, path=place, steady=True)
    office = Office(
        signer=signer,
        shelf=Shelf(where=KeyFolder.beside(settings.data_dir, settings.root_key), root=keeper.root, probe=probe),
        vault=keeper.vault,
        database=database,
        now=unix_now,
        on_struck=lambda: note(Event.HOST_MISSED, remedy=Remedy.HOST),
        probe=probe,
    )
    await office.open()
    return replace(keeper, agree=office.agree), missing, office


async def stand(house: House, office: Office, beat: Beat, now: Callable[[], int] = unix_now) -> None:
    """The loop of a process that serves: answer who stands by, and hear whether keys are to be forgotten."""
    refused: set[str] = set()
    while True:
        seen = await office.look()
        for _host in seen.given:
            note(Event.LETTER_GIVEN)
        if set(seen.refused) - refused:
            note(Event.LETTER_REFUSED, remedy=Remedy.LETTER)
        refused = set(seen.refused)
        if seen.forget:
            await forgetting.forget(house, now())
        beat()
        await asyncio.sleep(LOOK_SECONDS)


@dataclass(slots=True, eq=False)
class Waiting:
    """What a process that stands by does meanwhile. `ready`: whether its host has what it needs to serve."""

    settings: Settings
    root: bytes | None = field(repr=False)
    server: Server
    probe: Probe
    _correspondent: Correspondent | None = field(default=None, init=False)
    _saying: Saying | None = field(default=None, init=False)
    _told: float = field(default=float("-inf"), init=False)
    _last: State | None = field(default=None, init=False)
    _faulty: bool = field(default=False, init=False)

    async def ready(self) -> bool:
        """Look at the letters, and say whether this host may serve. StorageError: the server does not answer."""
        correspondent = await self._made()
        try:
            state = await correspondent.look()
        except NoHostsYet:
            return bool(correspondent.shelf.held())  # what this lacks, if anything, is looked at once it is migrated
        except KeyFault as fault:
            if not self._faulty:
                note_fault(Event.LETTER_REFUSED, fault)
            self._faulty = True
            return False
        self._faulty = False
        self._tell(state)
        return state.current

    async def close(self) -> None:
        """It waits no more: its connection goes, and the key of a question that was not answered."""
        self._correspondent = None
        if self._saying is not None:
            await self._saying.close()
            self._saying = None

    def refused(self) -> None:
        """It would be this host's turn, and it may not."""
        if time.monotonic() - self._told >= TOLD_SECONDS:
            self._told = time.monotonic()
            lacks = 0 if self._last is None else self._last.lacks
            note(Event.TURN_REFUSED, lacks=lacks, remedy=Remedy.BEHIND)

    def _tell(self, state: State) -> None:
        before, self._last = self._last, state
        if state.taken:
            note(Event.LETTER_TAKEN, epochs=state.taken)
        if state.refused:
            note(Event.LETTER_REFUSED, remedy=Remedy.LETTER)
        if state.gone:
            note(Event.EPOCHS_GONE, epochs=state.gone)
        if state.namesake and not (before and before.namesake):
            note(Event.HOST_REFUSED, remedy=Remedy.NAMESAKE)

    async def _made(self) -> Correspondent:
        if self._correspondent is None:
            from storage.postgres.saying import Saying, database_id  # noqa: PLC0415 - as above

            where = KeyFolder.beside(self.settings.data_dir, self.settings.root_key)
            root = read_root(where) if self.root is None else self.root
            signer = Signer.of(self.settings.host or "", await database_id(self.server), root, read_pepper(where))
            shelf = Shelf(where=where, root=root, probe=self.probe)
            self._saying = Saying(self.server)
            self._correspondent = Correspondent(
                signer=signer, shelf=shelf, says=self._saying, now=unix_now, probe=self.probe
            )
        return self._correspondent
