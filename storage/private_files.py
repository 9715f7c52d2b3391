"""Files and folders nobody else may read: made narrow under any umask, refused when found wide."""

import os
import stat
from pathlib import Path

from bot.errors import KeyFault

_FILE_MODE = 0o600
_FOLDER_MODE = 0o700


def make_folder(path: Path) -> None:
    """Make a folder 0700 with its parents; one that is there is left as it is."""
    if path.is_dir():
        return
    if not path.parent.is_dir():
        make_folder(path.parent)
    path.mkdir(_FOLDER_MODE, exist_ok=True)
    path.chmod(_FOLDER_MODE)


def write_new(path: Path, content: bytes) -> None:
    """Write a file 0600 that was not there, and have it on the disk. FileExistsError if it was."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, _FILE_MODE)
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def replace_whole(path: Path, content: bytes) -> None:
    """Let a whole file 0600 take the place of the one that is there, if any; cut off, the old one stays."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        write_new(part, content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add a line to a file 0600, made if it is not there, and have it on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, _FILE_MODE), "ab") as file:
        file.write(line.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the folder's list of names on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def tighten(path: Path) -> None:
    """Take away from others what a database file of ours may show them, and its log (a new one inherits the mode)."""
    for name in (path, *(path.with_name(f"{path.name}{tail}") for tail in ("-wal", "-shm"))):
        if name.exists():
            name.chmod(_FILE_MODE)


def check_private(path: Path) -> os.stat_result:
    """Refuse (KeyFault) a file or folder that is missing, a symbolic link, of another owner, or open to others."""
    try:
        found = path.lstat()
    except OSError as fault:
        message = f"{path}: can not be read ({fault.strerror}); put it back from a copy"
        raise KeyFault(message) from fault
    if stat.S_ISLNK(found.st_mode):
        message = f"{path}: is a symbolic link; put the real file there: rm {path}"
        raise KeyFault(message)
    if found.st_uid != os.geteuid():
        message = f"{path}: belongs to user {found.st_uid}, not to {os.geteuid()}; run: chown {os.geteuid()} {path}"
        raise KeyFault(message)
    if found.st_mode & 0o077:
        wanted = "700" if stat.S_ISDIR(found.st_mode) else "600"
        mode = f"{stat.S_IMODE(found.st_mode):04o}"
        message = f"{path}: mode {mode} lets others in; run: chmod {wanted} {path}"
        raise KeyFault(message)
    return found


def read_private(path: Path, *, limit: int = 65_536) -> bytes:
    """The bytes of a file that passes `check_private` and is a plain one of at most `limit` bytes."""
    found = check_private(path)
    if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
        message = f"{path}: is no key file; move it away and put the right one there"
        raise KeyFault(message)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(limit)


def read_credential(path: Path, *, limit: int = 65_536) -> bytes:
    """The bytes of a file that systemd put into the memory of one service (LoadCredential, LoadCredentialEncrypted).

    It belongs to the service's user, or to root with a right of its own for that user, which shows as the group's.
    KeyFault: it is missing, no plain file, of somebody else, writable by others or open to all.
    """
    try:
        found = path.lstat()
    except OSError as fault:
        message = f"{path}: can not be read ({fault.strerror}); name it by LoadCredentialEncrypted= in the unit"
        raise KeyFault(message) from fault
    foreign = found.st_uid not in {0, os.geteuid()} or found.st_mode & 0o037
    if foreign or not stat.S_ISREG(found.st_mode) or found.st_size > limit:
        message = f"{path}: is no credential of this service (owner, mode or size); let systemd put it there"
        raise KeyFault(message)
    try:
        return path.read_bytes()
    except OSError as fault:
        message = f"{path}: can not be read ({fault.strerror}); it belongs to another service"
        raise KeyFault(message) from fault
