"""The key folder: made once and never overwritten, refused when it is open to others, loaded into a Keyring."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import KeyFault
from storage import age
from storage.chains import Chain, chain_of, read_chains
from storage.epochs import Epoch, derive, epoch_files, read_epochs
from storage.primitives import KEY_SIZE, tag
from storage.private_files import check_private, read_private

if TYPE_CHECKING:
    from pathlib import Path

ROOT_MARK = "parley-root-1:"
PEPPER_MARK = "parley-pepper-1:"
DATABASE = "parley.db"
ROTATION = "rotation"
FORGETTING = "forgotten"
"""A mark in the key folder: its epochs are being destroyed (see forgetting)."""
RESTORING = "restoring"
"""A folder beside the key folder: a restore was begun there and is not done."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Where the keys of one data folder lie."""

    root_key_file: Path
    folder: Path

    @classmethod
    def beside(cls, data_dir: Path, root_key_file: Path | None = None) -> KeyFolder:
        """The key folder of a data folder; the root key is in it unless another place is given."""
        folder = data_dir / "keys"
        return cls(root_key_file or folder / "root.key", folder)

    @property
    def epochs(self) -> Path:
        """One file an epoch."""
        return self.folder / "epochs"

    @property
    def chains(self) -> Path:
        """One file for each chain of the audit that a rotation of the root closed."""
        return self.folder / "chains"

    @property
    def rotation(self) -> Path:
        """What a rotation of the root prepares; not there unless one is going on, or was cut off."""
        return self.folder / ROTATION

    @property
    def lock(self) -> Path:
        """What is stored of a passphrase; where it lies, the passphrase is the root key."""
        return self.folder / "root.passphrase"

    @property
    def pepper(self) -> Path:
        """The salt of return codes."""
        return self.folder / "pepper"

    @property
    def pepper_copy(self) -> Path:
        """The pepper sealed to the operators' recipients."""
        return self.folder / "pepper.age"

    @property
    def recipients(self) -> Path:
        """The operators' age public keys, one a line."""
        return self.folder / "recipients"


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key a running bot starts with. Epochs are newest first. Never shows a secret.

    `halves`: a line for each epoch file that is not whole. Epochs that come and go later: see sealing.Vault.
    `chains`: those of the audit that earlier root keys wrote.
    """

    root: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    recipients: tuple[str, ...]
    epochs: tuple[Epoch, ...]
    halves: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()

    @property
    def newest(self) -> Epoch:
        """The epoch that was made last."""
        return self.epochs[0]

    @property
    def button_key(self) -> bytes:
        """32 bytes: what buttons are bound to person and chat with."""
        return derive(self.root, "root/buttons")

    @property
    def chain(self) -> Chain:
        """What the audit is sealed and chained with."""
        return chain_of(self.root)

    @property
    def lane_key(self) -> bytes:
        """32 bytes: what chats' lanes are named with."""
        return derive(self.root, "root/lanes")

    @property
    def sharing_key(self) -> bytes:
        """32 bytes: what processes that share the lanes name their settings and content to each other with."""
        return derive(self.root, "root/sharing")

    def lane(self, bot: int, chat: int) -> bytes:
        """See `lane_of`."""
        return lane_of(self.lane_key, bot, chat)


def lane_of(key: bytes, bot: int, chat: int) -> bytes:
    """The 2 bytes that name a chat's lane by a key ring's `lane_key`; stable for ever, one of 65,536."""
    return tag(key, f"{bot}|{chat}".encode("ascii"))[:2]


def mark_secret(mark: str, secret: bytes) -> bytes:
    """The text of a secret's file: a mark that says what it is, and the bytes in hex."""
    return f"{mark}{secret.hex()}\n".encode("ascii")


def read_secret(path: Path, mark: str, name: str) -> bytes:
    """The secret in a file that `mark_secret` made. KeyFault names the file and what is wrong."""
    return secret_in(read_private(path), path, mark, name)


def secret_in(content: bytes, path: Path, mark: str, name: str) -> bytes:
    """The secret in the bytes of such a file, wherever they came from."""
    text = content.decode("ascii", "replace").strip()
    if not re.fullmatch(rf"{mark}[0-9a-f]{{{2 * KEY_SIZE}}}", text):
        message = f"{path}: is no {name} (one line, {mark}...); put the right file there"
        raise KeyFault(message)
    return bytes.fromhex(text.removeprefix(mark))


def load_keyring(data_dir: Path, root_key_file: Path | None = None, *, now: int, root: bytes | None = None) -> Keyring:
    """Load all keys. KeyFault, one line with file and remedy, if one is missing, wrong, changed or open to others.

    `root`: the root key, where it comes from elsewhere than its file.
    """
    where = KeyFolder.beside(data_dir, root_key_file)
    _require_made(where)
    if where.rotation.exists():
        message = f"{where.rotation}: a rotation of the root key was cut off; finish it: python -m bot keys rotate"
        raise KeyFault(message)
    for path in (where.folder, where.epochs, *_everything(where.folder)):
        check_private(path)
    root = read_root(where) if root is None else root
    if (where.folder / FORGETTING).exists() and not epoch_files(where.epochs):
        message = f"{where.epochs}: the hot keys were destroyed by forget-keys; start the bot, it makes a new one"
        raise KeyFault(message)
    found = read_epochs(where.epochs, root)
    if found.epochs[0].made > now + _DAY:
        message = f"{where.epochs}: the newest epoch was made after this machine's clock; set the clock right"
        raise KeyFault(message)
    chains = read_chains(where.chains, root)
    return Keyring(root, read_pepper(where), read_recipients(where), found.epochs, found.halves, chains)


def read_root(where: KeyFolder) -> bytes:
    """The root key out of its file. KeyFault where there is none, or a passphrase stands in its place."""
    if where.lock.exists():
        raise KeyFault(f"{where.lock}: the root key is a passphrase and nobody typed it; run this at a terminal")
    return read_secret(where.root_key_file, ROOT_MARK, "root key")


def read_pepper(where: KeyFolder) -> bytes:
    """The pepper. Where it is lost or damaged, KeyFault with the command that makes it from its sealed copy."""
    try:
        return read_secret(where.pepper, PEPPER_MARK, "pepper")
    except KeyFault as fault:
        if where.pepper_copy.is_file():
            copy, file = shlex.quote(str(where.pepper_copy)), shlex.quote(str(where.pepper))
            message = f"{where.pepper}: is lost; run: (umask 077; age -d -i OPERATOR.key {copy} > {file})"
            raise KeyFault(message) from fault
        raise


def read_recipients(where: KeyFolder) -> tuple[str, ...]:
    """The recipients of a key folder; at least one."""
    lines = read_private(where.recipients).decode("ascii", "replace").splitlines()
    try:
        checked = age.check_recipients([line for line in lines if line.strip()])
    except KeyFault as fault:
        message = f"{where.recipients}: {fault}"
        raise KeyFault(message) from fault
    if not checked:
        message = f"{where.recipients}: names no recipient; put the operators' age public keys there, one a line"
        raise KeyFault(message)
    return checked


def _require_made(where: KeyFolder) -> None:
    """A data folder without keys is a new one, unless a database lies there: new keys would open nothing of it."""
    if where.folder.with_name(RESTORING).exists():
        message = f"{where.folder.with_name(RESTORING)}: a restore was cut off; say the same `restore` again"
        raise KeyFault(message)
    if where.folder.exists() or where.folder.is_symlink():
        return
    database = where.folder.with_name(DATABASE)
    remedy = f"put the key folder of {database} back" if database.exists() else "make keys: python -m bot keys init"
    message = f"{where.folder}: is not there; {remedy}"
    raise KeyFault(message)


def _everything(folder: Path) -> list[Path]:
    """Each file and folder below; symbolic links are listed, never followed."""
    return sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else []
