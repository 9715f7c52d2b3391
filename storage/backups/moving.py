"""What a planned move takes along: the keys of the server, as they lie there. Whoever opens it has all of the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import BackupFault
from storage.chains import chain_files
from storage.epochs import epoch_files
from storage.forgetting import begun
from storage.keys import ROOT_MARK, KeyFolder, mark_secret
from storage.private_files import read_private

if TYPE_CHECKING:
    from storage.keys import Keyring


def keys_of(where: KeyFolder, ring: Keyring) -> dict[str, bytes]:
    """The key files by their names in a backup. Of a passphrase only what is stored of it: it is typed there, too.

    BackupFault: a forgetting of the keys is going on. KeyFault: a file can not be read.
    """
    if begun(where.folder):
        raise BackupFault(f"{where.folder}: the hot keys were destroyed; start the bot once, then move")
    files = {"keys/pepper": where.pepper}
    if where.lock.exists():
        files["keys/root.passphrase"] = where.lock
    files |= {f"keys/epochs/{path.name}": path for path in epoch_files(where.epochs)}
    files |= {f"keys/chains/{path.name}": path for path in chain_files(where.chains)}
    found = {name: read_private(path) for name, path in files.items()}
    return found if where.lock.exists() else {**found, "keys/root.key": mark_secret(ROOT_MARK, ring.root)}
