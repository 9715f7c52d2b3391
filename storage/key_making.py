"""`keys init`: root key, first epoch, pepper, recipients. Asks nothing, overwrites nothing, leaves nothing half."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import KeyFault, SealError
from storage import age
from storage.epochs import new_epoch, write_epoch
from storage.keys import (
    DATABASE,
    PEPPER_MARK,
    RESTORING,
    ROOT_MARK,
    KeyFolder,
    mark_secret,
    read_pepper,
    read_recipients,
    read_secret,
)
from storage.locking import alone
from storage.primitives import KEY_SIZE
from storage.private_files import check_private, make_folder, read_private, sync_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storage.passphrase import Lock

_STAGE = ".keys-being-made"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """What `init_keys` made, what it found there and left, and the recipients that count now.

    `operator_key`: the file with a private key that must be taken off this machine, if one was made.
    """

    made: tuple[Path, ...]
    present: tuple[Path, ...]
    recipients: tuple[str, ...]
    operator_key: Path | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """One run of `init_keys`: what was wanted, and the sources of time and randomness."""

    where: KeyFolder
    operator_key: Path
    now: int
    random_bytes: Callable[[int], bytes]
    given: bytes | None = field(default=None, repr=False)
    lock: Lock | None = None


def init_keys(  # noqa: PLR0913 - the command's own parameters
    data_dir: Path,
    root_key_file: Path | None = None,
    *,
    recipients: Sequence[str],
    operator_key_out: Path | None = None,
    now: int,
    random_bytes: Callable[[int], bytes] = os.urandom,
    root: bytes | None = None,
    lock: Lock | None = None,
) -> InitReport:
    """Make the keys of a data folder. With keys there already nothing is touched and the report says so.

    `root`: the root key, where it has no file of its own; `lock`: what is stored of the passphrase it was made from.

    Without a recipient one operator identity is made, in a file outside the data folder. A root key or an operator
    identity that is there already is used, not replaced. KeyFault: what stands in the way, and the remedy.
    """
    wanted = age.check_recipients(recipients)
    operator_key = operator_key_out or data_dir.absolute().parent / "operator.key"
    _require_outside(operator_key, data_dir)
    plan = _Plan(KeyFolder.beside(data_dir, root_key_file), operator_key, now, random_bytes, root, lock)
    try:
        make_folder(data_dir)
        with alone(data_dir):
            if plan.where.folder.exists() or plan.where.folder.is_symlink():
                return _already(plan)
            _require_no_database(data_dir)
            return _make(plan, wanted)
    except OSError as fault:
        message = f"{fault.filename or data_dir}: keys can not be made there ({fault.strerror}); check the folder"
        raise KeyFault(message) from fault


def _require_outside(operator_key: Path, data_dir: Path) -> None:
    if operator_key.resolve().is_relative_to(data_dir.resolve()):
        message = f"{operator_key}: an operator's private key must not lie in the data folder; name a file outside it"
        raise KeyFault(message)


def _require_no_database(data_dir: Path) -> None:
    """New keys open nothing of an old database."""
    database = data_dir / DATABASE
    if (data_dir / RESTORING).exists():
        message = f"{data_dir / RESTORING}: a restore was cut off; say the same `restore` again"
        raise KeyFault(message)
    if database.exists():
        message = f"{database}: is there without its keys; put its key folder back, or move the database away"
        raise KeyFault(message)


def _already(plan: _Plan) -> InitReport:
    where = plan.where
    own = [where.lock] if where.lock.exists() else [where.root_key_file][: plan.given is None]
    for path in (where.folder, *own, where.epochs, where.pepper_copy, where.recipients):
        check_private(path)
    if where.pepper.is_symlink() or where.pepper.exists():
        check_private(where.pepper)
    read_pepper(where)
    epochs = sorted(where.epochs.iterdir())
    present = (*own, *epochs, where.pepper, where.pepper_copy, where.recipients)
    return InitReport(made=(), present=present, recipients=read_recipients(where))


def _make(plan: _Plan, wanted: tuple[str, ...]) -> InitReport:
    """Build the key folder aside, put the files outside it in place, then let it appear by one rename."""
    where = plan.where
    stage = KeyFolder(where.root_key_file, where.folder.with_name(_STAGE))
    placed: list[Path] = []
    present: list[Path] = []
    try:
        recipients = wanted or (_operator(plan, placed, present),)
        root = _root(plan, stage, placed, present)
        _fill(stage, root, recipients, plan)
        for folder in (stage.epochs, stage.folder):
            sync_folder(folder)
        stage.folder.rename(where.folder)
        sync_folder(where.folder.parent)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)
    inside = [path for path in sorted(where.folder.rglob("*")) if path.is_file()]
    made = (*inside, *(path for path in placed if path not in inside))
    operator_key = plan.operator_key if plan.operator_key in (*placed, *present) else None
    return InitReport(made=made, present=tuple(present), recipients=recipients, operator_key=operator_key)


def _operator(plan: _Plan, placed: list[Path], present: list[Path]) -> str:
    """The recipient of the operator identity at `operator_key`, made if it is not there."""
    path = plan.operator_key
    if path.exists() or path.is_symlink():
        present.append(path)
        try:
            return age.read_identity(read_private(path).decode("ascii", "replace")).recipient
        except SealError as fault:
            message = f"{path}: is there and is no age identity; move it away, or name another file"
            raise KeyFault(message) from fault
    made = age.new_identity()
    day = time.strftime("%Y-%m-%d", time.gmtime(plan.now))
    make_folder(path.parent)
    _place(path, f"# made: {day}\n# public key: {made.recipient}\n{made.secret}\n".encode("ascii"), placed)
    return made.recipient


def _root(plan: _Plan, stage: KeyFolder, placed: list[Path], present: list[Path]) -> bytes:
    """The root key: the one that is there, or a new one, in the stage when it belongs into the key folder."""
    path = plan.where.root_key_file
    shutil.rmtree(stage.folder, ignore_errors=True)
    make_folder(stage.epochs)
    if plan.given is not None:
        if plan.lock is not None:
            write_new(stage.lock, plan.lock.text())
        return plan.given
    if path.exists() or path.is_symlink():
        present.append(path)
        return read_secret(path, ROOT_MARK, "root key")
    root = plan.random_bytes(KEY_SIZE)
    content = mark_secret(ROOT_MARK, root)
    folder = plan.where.folder.absolute()
    if path.absolute().is_relative_to(folder):
        staged = stage.folder / path.absolute().relative_to(folder)
        make_folder(staged.parent)
        write_new(staged, content)
    else:
        make_folder(path.parent)
        _place(path, content, placed)
    return root


def _place(path: Path, content: bytes, placed: list[Path]) -> None:
    """Let a whole file appear at once under a name that was free."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        write_new(part, content)
        os.link(part, path)
        placed.append(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def _fill(stage: KeyFolder, root: bytes, recipients: tuple[str, ...], plan: _Plan) -> None:
    epoch = new_epoch(now=plan.now, random_bytes=plan.random_bytes)
    write_epoch(stage.epochs, epoch, root, random_bytes=plan.random_bytes)
    pepper = mark_secret(PEPPER_MARK, plan.random_bytes(KEY_SIZE))
    write_new(stage.pepper, pepper)
    write_new(stage.pepper_copy, age.seal(pepper, recipients))
    write_new(stage.recipients, "".join(f"{text}\n" for text in recipients).encode("ascii"))
