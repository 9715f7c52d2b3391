"""Which backups lie in a folder, which of them go, and when the last good one was made."""

from __future__ import annotations

import calendar
import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.private_files import replace_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STAMP: Final = "backup.last"
"""Beside the database: when the last backup was made that opened. Not a word of where it went afterwards."""
HOURLY: Final = 24
"""So many of the newest stay."""
_DAY: Final = 86_400
_TIME: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"parley-(\d{8}T\d{6}Z)(-move)?\.age")


@dataclass(frozen=True, slots=True)
class Backup:
    """One file. `made`: unix seconds. `move`: it carries the server's keys."""

    path: Path
    made: int
    move: bool = False


def named(folder: Path, made: int, *, move: bool) -> Path:
    """Where a backup of this second goes."""
    return folder / f"parley-{time.strftime(_TIME, time.gmtime(made))}{'-move' if move else ''}.age"


def listed(folder: Path) -> list[Backup]:
    """The backups of a folder, newest first."""
    paths = folder.iterdir() if folder.is_dir() else ()
    found = [
        Backup(path, calendar.timegm(time.strptime(name[1], _TIME)), bool(name[2]))
        for path in paths
        if (name := _NAME.fullmatch(path.name))
    ]
    return sorted(found, key=lambda one: one.made, reverse=True)


def superfluous(backups: Sequence[Backup], *, days: int, life: int, now: int) -> list[Backup]:
    """Those that go: all but the newest 24, and the newest of each of so many days; moves whose keys are over.

    Days are counted among those that have a backup, so that a clock that jumped throws nothing away.
    """
    usual = [one for one in backups if not one.move]
    by_day: dict[int, Backup] = {}
    for one in usual:
        by_day.setdefault(one.made // _DAY, one)
    stay = {one.path for one in (*usual[:HOURLY], *list(by_day.values())[:days])}
    over = [one for one in backups if one.move and now // _DAY - one.made // _DAY >= life]
    return [one for one in usual if one.path not in stay] + over


def stamp(data_dir: Path, made: int, size: int) -> None:
    """Note that a backup was made and opened. OSError: the disk refuses."""
    replace_whole(data_dir / STAMP, json.dumps({"made": made, "size": size}).encode("ascii") + b"\n")


def unstamp(data_dir: Path, folder: Path) -> None:
    """The last backup was thrown away: note the newest of those that are left, or none. OSError: the disk refuses."""
    left = listed(folder)
    if left:
        stamp(data_dir, left[0].made, left[0].path.stat().st_size)
    else:
        (data_dir / STAMP).unlink(missing_ok=True)


def last_good(data_dir: Path) -> int | None:
    """When the last good backup was made, unix seconds; None: none is known of. Reads one small file, needs no key."""
    try:
        return int(json.loads((data_dir / STAMP).read_bytes())["made"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def age_of_last(data_dir: Path, *, now: int) -> int | None:
    """Seconds since the last good backup. None: none is known of, or it is of a time to come: a clock jumped."""
    made = last_good(data_dir)
    return None if made is None or made > now else now - made
