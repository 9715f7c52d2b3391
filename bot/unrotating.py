"""A rotation of the root key that will never count: its new key is lost, or nobody knows the new passphrase. Undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.delivery.sifting import Sifted, sift
from bot.errors import KeyFault, SealError
from bot.roots import root_key
from storage.audit import Audit
from storage.chains import chain_of
from storage.epochs import destroy_epoch as destroy
from storage.epochs import newest_first
from storage.inbox import Inbox
from storage.keys import Keyring, read_root
from storage.rotation import discard, opened_by, recall
from storage.sealing import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.progress import Told
    from bot.settings import Settings
    from storage.database import Database, Tx
    from storage.keys import KeyFolder
    from storage.rotation import Place

NAMING: Final = "what waits"
"""The step of a rotation that takes long when much waits: each update is opened, and its lane named anew."""


async def undo(  # noqa: PLR0913 - all by name but the three that are one rotation
    settings: Settings,
    where: KeyFolder,
    rotation: tuple[Place, str],
    database: Database | None,
    *,
    ask: Callable[[str], str],
    told: Told,
) -> None:
    """The old root goes on, and audit and lanes are as if nothing had been; done again after a cut, it finishes.

    KeyFault: the new root counted already, or the old one opens nothing any more.
    """
    place, chain = rotation
    recall(where)
    ring = _old(settings, where, ask=ask)
    audit, inbox = Audit(ring), Inbox(Vault(ring))

    async def unit(tx: Tx) -> None:
        await audit.turn_back(tx, bytes.fromhex(chain))
        await inbox.name_lanes(tx, partial(lane_of, ring), partial(told, NAMING))

    if database is not None:
        try:
            await database.transact(unit)
        except SealError as fault:
            raise KeyFault(f"{where.rotation}: {fault}") from fault
    destroy(place.next)
    discard(where)


def counts(settings: Settings, where: KeyFolder, place: Place) -> bool:
    """Whether the new root of a rotation that was cut off counts already: it has taken its place."""
    if place.next.exists() or not place.path.exists():
        return False
    return place.old.exists() or place.path not in {settings.root_key.absolute(), where.lock.absolute()}


def lane_of(ring: Keyring, bot: int, body: bytes) -> bytes | None:
    """The lane of an update as it came; None: it names no chat."""
    update = sift(body)
    return ring.lane(bot, update.chat) if isinstance(update, Sifted) else None


def _old(settings: Settings, where: KeyFolder, *, ask: Callable[[str], str]) -> Keyring:
    root = root_key(settings, ask=ask)
    root = read_root(where) if root is None else root
    epochs, chains = opened_by(where, root)
    if not epochs:
        raise KeyFault(
            f"{where.epochs}: the old root key opens nothing there any more; give the new one, or its passphrase"
        )
    own = chain_of(root)
    others = tuple(one for one in chains if one.key_id != own.key_id)
    return Keyring(root, b"", (), newest_first(epochs), chains=others)
