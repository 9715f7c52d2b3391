"""Where the root key comes from: its file, a systemd credential, a passphrase that somebody types, or a test's setting.

It is read in the process that uses it and in no other: no pipe, no argument and no environment carries it there.
"""

from __future__ import annotations

import getpass
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import KeyFault, SettingError
from bot.setting_names import variable
from bot.setting_values import CREDENTIALS
from bot.settings import Settings
from storage.forgetting import begun
from storage.forgetting import renew as make_epoch
from storage.keys import ROOT_MARK, KeyFolder, load_keyring, read_root, secret_in
from storage.passphrase import FEWEST_WORDS, new_lock, normal, require_strong, unlock
from storage.private_files import read_credential

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.keys import Keyring
    from storage.passphrase import Lock
    from storage.primitives import Cost


def keyring(settings: Settings, *, ask: Callable[[str], str] | None = None, now: int | None = None) -> Keyring:
    """All keys of this line, for a command. KeyFault, SettingError: one line."""
    at = int(time.time()) if now is None else now
    return load_keyring(settings.data_dir, settings.root_key, now=at, root=root_key(settings, ask=ask))


def root_key(settings: Settings, *, ask: Callable[[str], str] | None = None) -> bytes | None:
    """The root key, asked for at the terminal where it is a passphrase. None: it lies in its file."""
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    _require_one(settings, where)
    if settings.root_key_credential is not None:
        path = credential(settings.root_key_credential)
        return secret_in(read_credential(path), path, ROOT_MARK, "root key")
    if settings.development_root_key is not None:
        if not settings.rehearsed:
            name = variable("development_root_key")
            raise SettingError(
                f"{name} is refused on real Telegram: every process of this user could read it; unset it"
            )
        return bytes.fromhex(settings.development_root_key.get_secret_value())
    if where.lock.exists():
        return unlock(where.lock, (ask or asked)("Passphrase of the root key: "))
    return None


def renew(settings: Settings, root: bytes | None) -> None:
    """After `forget-keys`, before the start: an empty epoch to go on with. Without one it changes nothing."""
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    if begun(where.folder) and not where.rotation.exists():
        make_epoch(where.folder, read_root(where) if root is None else root, now=int(time.time()))


def credential(name: str) -> Path:
    """Where systemd put a credential of this service. KeyFault: this process is no such service."""
    folder = os.environ.get(CREDENTIALS)
    if not folder:
        raise KeyFault(
            f"{variable('root_key_credential')}: systemd gave this process no credential; run it as the unit"
        )
    return Path(folder) / name


def source(settings: Settings) -> str:
    """Where the root key comes from, in words."""
    if settings.root_key_credential is not None:
        return f"systemd credential {settings.root_key_credential}"
    if settings.development_root_key is not None:
        return variable("development_root_key")
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    return f"a passphrase, see {where.lock}" if where.lock.exists() else str(settings.root_key)


def new_passphrase(
    *,
    ask: Callable[[str], str] | None = None,
    random_bytes: Callable[[int], bytes] = os.urandom,
    cost: Cost | None = None,
) -> tuple[Lock, bytes]:
    """A passphrase typed twice: what is stored of it, and the root key it gives. KeyFault: weak, or not the same."""
    typed = (ask or asked)(f"New passphrase ({FEWEST_WORDS} words or more): ")
    require_strong(typed)
    if normal((ask or asked)("The same once more: ")) != normal(typed):
        raise KeyFault("the two passphrases differ: nothing was made; try again")
    return new_lock(typed, random_bytes=random_bytes, cost=cost)


def asked(question: str) -> str:
    """What somebody types without its being shown; out of a pipe, its first line. KeyFault: nobody is there to ask."""
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            return getpass.getpass(question)
        except EOFError:
            return _nobody()
    return (sys.stdin.readline().rstrip("\n") if sys.stdin is not None else "") or _nobody()


def _nobody() -> str:
    raise KeyFault("the root key is a passphrase and nobody is there to type it: run this at a terminal (ssh -t)")


def _require_one(settings: Settings, where: KeyFolder) -> None:
    """Two sources at once: nobody could say which of them opens what is sealed."""
    named = {
        variable("root_key_file"): settings.root_key_file is not None,
        variable("root_key_credential"): settings.root_key_credential is not None,
        variable("development_root_key"): settings.development_root_key is not None,
        str(where.lock): where.lock.exists(),
    }
    found = [name for name, there in named.items() if there]
    if len(found) > 1:
        raise SettingError(f"{' and '.join(found)}: the root key has one source; take the others away")
