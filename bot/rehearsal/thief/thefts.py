"""What a thief took: which keys it gives him, and whether it gives him rows at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Theft(StrEnum):
    """Each has a sentence on the page (page/thief.js)."""

    DISK = "disk"
    DISK_ROOT = "disk-root"
    BACKUP = "backup"
    BACKUP_KEYS = "backup-keys"
    TOKEN = "token"  # noqa: S105 - the name of what is stolen
    SERVER = "server"
    PHONE = "phone"
    OPERATOR_KEY = "operator-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """`rows`: every copy of the database so far. `server`: every key that the server has on that day, unwrapped.

    `operator`: an operator's private key. `chats`: what stands in chats: "desk", in operators' alone; "all".
    """

    rows: bool = True
    server: bool = False
    operator: bool = False
    chats: str = ""


HAULS: Final = {
    Theft.DISK: Haul(),
    Theft.DISK_ROOT: Haul(server=True),
    Theft.BACKUP: Haul(),
    Theft.BACKUP_KEYS: Haul(server=True),
    Theft.TOKEN: Haul(rows=False, chats="all"),
    Theft.SERVER: Haul(server=True, chats="all"),
    Theft.PHONE: Haul(rows=False, chats="desk"),
    Theft.OPERATOR_KEY: Haul(operator=True),
}
