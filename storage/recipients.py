"""The operators' recipients while the line runs: the list of the key folder, and how one more gets onto it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage import age
from storage.keys import PEPPER_MARK, mark_secret
from storage.private_files import sync_folder, write_new

if TYPE_CHECKING:
    from pathlib import Path

    from storage.keys import KeyFolder, Keyring

_PART: Final = ".part"


class Recipients:
    """Who can open sealed cases. `fixed`: a setting names them, so only whoever has the server changes the list."""

    def __init__(self, where: KeyFolder, keyring: Keyring, *, fixed: bool = False) -> None:
        self._where = where
        self._pepper = keyring.pepper
        self._listed = keyring.recipients
        self.fixed = fixed

    @property
    def listed(self) -> tuple[str, ...]:
        """The public keys, in the order of the file."""
        return self._listed

    def add(self, recipient: str) -> None:
        """Put one more onto the list and seal the pepper's copy to it too. Done again after a crash it changes nothing.

        Each file is replaced whole, the list last: what stands on the list opens the pepper. KeyFault: no public key.
        Touches files: never call it inside a unit.
        """
        listed = age.check_recipients([*self._listed, recipient])
        _replace(self._where.pepper_copy, age.seal(mark_secret(PEPPER_MARK, self._pepper), listed))
        _replace(self._where.recipients, "".join(f"{text}\n" for text in listed).encode("ascii"))
        self._listed = listed


def _replace(path: Path, content: bytes) -> None:
    """Let a whole file take the place of the one that is there."""
    part = path.with_name(path.name + _PART)
    part.unlink(missing_ok=True)
    write_new(part, content)
    part.replace(path)
    sync_folder(path.parent)
