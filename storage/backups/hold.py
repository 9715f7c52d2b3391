"""After a restore: nothing is sent until somebody says `resume`; and what such a line must still be told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.errors import BackupFault
from storage.backups.parcel import Counts
from storage.private_files import replace_whole, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

HOLD: Final = "on-hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A restore that waits for `resume`. `made`: when the backup was; `restored`: when it was put back; unix seconds.

    `move`: with its keys, so that everything is readable. `counts`: what was in it. `waiting`: the aliases of cases
    that were open and wait for an operator's key. `revived`: how many were opened again. `attempt`: the name of the
    restore, which rows on a server carry too.
    """

    made: int
    restored: int
    move: bool
    counts: Counts
    waiting: tuple[str, ...] = ()
    revived: int = 0
    attempt: str = ""

    def opened(self, aliases: frozenset[str]) -> Hold:
        """The same once these were opened again."""
        left = tuple(alias for alias in self.waiting if alias not in aliases)
        return replace(self, waiting=left, revived=self.revived + len(self.waiting) - len(left))


def held(data_dir: Path) -> Hold | None:
    """What this line waits with; None: it is not on hold. BackupFault: the mark does not read, so it stays on hold."""
    path = data_dir / HOLD
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        return Hold(**{**told, "counts": Counts(**told["counts"]), "waiting": tuple(told["waiting"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BackupFault(f"{path}: does not read; look at what was restored, then take this file away") from fault


def put_on_hold(data_dir: Path, hold: Hold) -> None:
    """Write the mark whole. OSError: the disk refuses."""
    replace_whole(data_dir / HOLD, json.dumps(asdict(hold)).encode("ascii"))


def let_go(data_dir: Path) -> None:
    """Take the mark away; a running bot begins to serve."""
    (data_dir / HOLD).unlink(missing_ok=True)
    sync_folder(data_dir)
