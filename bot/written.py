"""Pages that a command writes for somebody to open: whole, or one line that says why not."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path


def write_page(path: Path, text: str) -> None:
    """Write it; what was there before stays until the new one is whole. SettingError: the place can not be written."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a terminal: nothing may stand in its place
            path.write_text(text, encoding="utf-8")
        else:
            _in_place_of(path.resolve(), text)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise _refused(path, fault) from fault


def make_folder(path: Path) -> None:
    """Make it, where it is not there. SettingError: it can not be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _refused(path, fault) from fault


def _refused(path: Path, fault: OSError) -> SettingError:
    return SettingError(f"{path}: can not be written ({fault.strerror}); name another place")


def _in_place_of(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        _as_readable_as(path, part)
        part.replace(path)
    except OSError:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)
        raise


def _as_readable_as(old: Path, new: Path) -> None:
    """Whoever may read the page that is there, a web server say, may read the one in its place."""
    with suppress(FileNotFoundError):
        was = old.stat()
        with suppress(PermissionError):
            os.chown(new, was.st_uid, was.st_gid)
        new.chmod(was.st_mode & 0o777)
