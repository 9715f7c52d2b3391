"""Whether this line may serve: the lights of `check`, and what `run` refuses on real Telegram.

Red stops `run`. What only real Telegram forbids is yellow in a rehearsal.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import memory
from bot.ahead import Looked
from bot.counted import counted
from bot.desk.codes.word_lists import WordLists
from bot.errors import ContentError, HotlineError, KeyFault, StorageError
from bot.flows.expiry import expired
from bot.flows.load import SHIPPED, load_book
from bot.places import made
from bot.setting_names import variable
from bot.settings import ENV_FILE, Settings
from bot.strange_settings import strange
from storage.backups.keeping import listed
from storage.epochs import epoch_files
from storage.keys import DATABASE, KeyFolder, Keyring, load_keyring
from storage.private_files import check_private
from storage.versions import behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RECIPIENTS_NEEDED = 2
_SECRET_MARK = b"AGE-SECRET-KEY-1"
_MOST_LINKED = 2_000
"""So many files and folders that lie elsewhere are looked into: a link may lead to the whole machine."""
_CHUNK = 1 << 20
_OPEN_TO_OTHERS = 0o077
_OF_THE_DISK = "lost+found"
"""What mkfs puts at the top of a disk, for root alone."""


class NotReadyError(HotlineError):
    """What must be put right before this line meets real people; one line each."""


class Light(StrEnum):
    """How bad a finding is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, and what was found with the remedy."""

    light: Light
    name: str
    words: str


def findings(settings: Settings, environ: Mapping[str, str], root: bytes | None = None) -> list[Finding]:
    """All that can be seen without asking Telegram. `root`: the root key, where it has no file."""
    found = list(_about_settings(environ))
    found.append(_about_memory())
    found += _about_folder(settings)
    found += _about_keys(settings, root)
    found += _about_database(settings)
    looked = looking()
    found += [*_about_content(settings, looked), *_about_words(settings, looked)]
    found += _about_secrets(settings)
    return found


def looking() -> Looked:
    """Reads content, and remembers it for who serves with it."""
    return Looked(load_book, WordLists.load)


def refuse_unready(settings: Settings, root: bytes | None = None, looked: Looked | None = None) -> None:
    """Raise NotReadyError with every red finding. `looked`: what reads the content.

    In a rehearsal only the folder, keys and database are looked at: a fault in the content ends the start anyhow, a
    moment later.
    """
    found = [*_about_folder(settings), *_about_keys(settings, root), *_about_database(settings)]
    if not settings.rehearsed:
        looked = looked or looking()
        found += [*_about_content(settings, looked), *_about_words(settings, looked), *_about_secrets(settings)]
    if made(settings.place):
        # It may hold an approved version of each answer; `desk.content` looks, and refuses where it does not.
        found = [one for one in found if one.name != "answers"]
    red = [one.words for one in found if one.light is Light.RED]
    if red:
        raise NotReadyError("\n".join(red))


def _about_settings(environ: Mapping[str, str]) -> Iterator[Finding]:
    for words in strange(environ):
        yield Finding(Light.RED, "settings", words)
    if ENV_FILE.is_file() and stat.S_IMODE(ENV_FILE.stat().st_mode) & _OPEN_TO_OTHERS:
        yield Finding(Light.YELLOW, "settings", f"{ENV_FILE} can be read by others; run: chmod 600 {ENV_FILE}")


def _about_memory() -> Finding:
    """Keys are in memory while the line serves; what is swapped out stays on the disk."""
    if memory.swaps() is False:
        return Finding(Light.GREEN, "swap", "this machine has none")
    if memory.may_lock():
        return Finding(Light.GREEN, "swap", "memory is locked while the line serves: nothing of it is swapped out")
    words = "is on, and this user may not lock memory: keys could be written into it"
    return Finding(Light.YELLOW, "swap", f"{words}; run: swapoff -a, or give the service LimitMEMLOCK=infinity")


def _about_folder(settings: Settings) -> Iterator[Finding]:
    """A data folder that others may enter is refused, not narrowed in silence: they may have read in it meanwhile.

    It may be a link to another disk; what counts is the folder there.
    """
    folder = settings.data_dir
    if not folder.exists():
        return
    try:
        check_private(folder.resolve())
    except KeyFault as fault:
        yield Finding(Light.RED, "data folder", str(fault))
    else:
        yield Finding(Light.GREEN, "data folder", f"{folder}: open to nobody else")


def _about_keys(settings: Settings, root: bytes | None) -> Iterator[Finding]:
    try:
        keyring = load_keyring(settings.data_dir, settings.root_key, now=int(time.time()), root=root)
    except KeyFault as fault:
        folder = settings.keys_dir / "epochs"
        if settings.host is not None and not (folder.is_dir() and epoch_files(folder)):
            words = "no keys of days yet: they come by letter while another host serves (docs/OPERATING.md)"
            yield Finding(Light.YELLOW, "keys", words)
        else:
            yield Finding(Light.RED, "keys", str(fault))
        return
    yield Finding(Light.GREEN, "keys", f"{counted(len(keyring.epochs), 'epoch')}, files private and readable")
    if root is not None:
        yield Finding(Light.GREEN, "root key", "lies on no disk in clear")
    elif settings.root_key.absolute().is_relative_to(settings.data_dir.absolute()):
        words = f"{settings.root_key}: the root key lies beside the data; move it to another disk, {_root_key_hint()}"
        yield Finding(Light.YELLOW, "root key", words)
    yield _recipients(settings, keyring)


def _root_key_hint() -> str:
    return f"then set {variable('root_key_file')}"


def _recipients(settings: Settings, keyring: Keyring) -> Finding:
    file = KeyFolder.beside(settings.data_dir, settings.root_key).recipients
    wanted, have = settings.operator_recipients, keyring.recipients
    if wanted and set(wanted) != set(have):
        words = f"{variable('operator_recipients')} is not what {file} holds; make them equal, or unset the variable"
        return Finding(Light.RED, "recipients", words)
    if len(have) < RECIPIENTS_NEEDED:
        words = f"{file}: one recipient; a lost key would lose every case: add a second age public key as a line"
        return Finding(_only_real(settings), "recipients", words)
    return Finding(Light.GREEN, "recipients", f"{counted(len(have), 'operator')} can open sealed cases")


def _about_database(settings: Settings) -> Iterator[Finding]:
    path = settings.place
    try:
        if not made(path):
            yield Finding(Light.YELLOW, "database", f"{path}: not there yet; `run` makes it")
        elif behind(path):
            yield Finding(Light.YELLOW, "database", f"{path}: of an older version; `run` migrates it")
        else:
            yield Finding(Light.GREEN, "database", f"{path}: of this program's version")
    except StorageError as fault:
        yield Finding(Light.RED, "database", str(fault))


def _about_words(settings: Settings, looked: Looked) -> Iterator[Finding]:
    """The words of return codes: a fault in them ends the start. Nothing of a folder not there: another finding is."""
    if not (root := settings.locales_dir or SHIPPED).is_dir():
        return
    try:
        lists = looked.lists(root)
    except ContentError as fault:
        yield Finding(Light.RED, "content", str(fault))
        return
    for path, kept in (found for language in lists.languages.values() for found in language.kept.items() if found[1]):
        drawn = f"{counted(len(kept), 'word')} that may endanger who carries them, the first is “{kept[0]}”"
        words = f"{path}: still draws {drawn}; the word that we put in its place does not fit there: replace it"
        yield Finding(Light.YELLOW, "content", f"{words} (docs/EDITORS.md)")


def _about_content(settings: Settings, looked: Looked) -> Iterator[Finding]:
    root = settings.locales_dir or SHIPPED
    try:
        book = looked.book(root)
    except ContentError as fault:
        yield Finding(Light.RED, "content", str(fault))
        return
    flows, answers = counted(len(book.flows), "flow"), counted(len(book.answers), "answer")
    yield Finding(Light.GREEN, "content", f"{flows}, {answers}, no fault")
    if book.project.identity.complete:
        yield Finding(Light.GREEN, "identity", "says who runs the line and answers for the data")
    else:
        words = f"{root / 'project.toml'}: no identity block; say there who runs the line and answers for the data"
        yield Finding(_only_real(settings), "identity", words)
    if late := expired(book.answers, datetime.now(tz=UTC).date()):
        words = f"expired, and telling so: {counted(len(late), 'answer')}; python -m bot flows check names them"
        yield Finding(Light.YELLOW, "expiry", words)
    if book.unapproved:
        told = counted(len(book.unapproved), "answer")
        words = f"{told} without approval by two people; run: python -m bot flows approve --help"
        yield Finding(Light.YELLOW if settings.allow_unapproved else _only_real(settings), "answers", words)
    else:
        yield Finding(Light.GREEN, "answers", "each is approved by two people")


def _about_secrets(settings: Settings) -> Iterator[Finding]:
    for path, holds in looked_into(settings.data_dir):
        if holds:
            words = f"{path}: an operator's private key; take it off this machine, it opens every case"
            yield Finding(_only_real(settings), "private key", words)
        elif holds is None:
            words = (
                f"{path}: can not be read, or not all of it, so it may be or hold an operator's private key; take it "
                "away, or change its owner"
            )
            yield Finding(Light.YELLOW, "private key", words)


def looked_into(folder: Path) -> Iterator[tuple[Path, bool | None]]:
    """Files under a folder, and whether each holds an age identity, by whatever name; None: this user can not read it.

    Database and backups are left out: sealed. A folder that can not be entered counts as such a file. Linked folders
    are entered, each once; where a link leads to more than is looked through, that counts as one that can not, and of
    each file in there the first mebibyte is read.
    """
    closed: list[Path] = []
    ours = {folder / f"{DATABASE}{tail}" for tail in ("", "-wal", "-shm")}
    ours |= {one.path for one in listed(folder / "backups")}

    def met(fault: OSError) -> None:
        if not isinstance(fault, FileNotFoundError):  # nothing lies in what is not there
            closed.append(folder.__class__(fault.filename))

    inside, seen, left, link = folder.resolve(), {os.path.realpath(folder)}, _MOST_LINKED, folder
    for root, folders, names in os.walk(folder, onerror=met, followlinks=True):
        here = folder.__class__(root)
        files, folders[:] = sorted(names), sorted(folders)
        if elsewhere := not here.resolve().is_relative_to(inside):
            link = here if here.parent.resolve().is_relative_to(inside) else link
            if len(files) + len(folders) > left and link not in closed:
                closed.append(link)
            files, left = files[:left], max(left - len(files), 0)
            folders[:], left = folders[:left], max(left - len(folders), 0)
        folders[:] = [name for name in folders if _new(here / name, seen)]
        for path in (here / name for name in files):
            if path not in ours:
                yield path, _holds_secret(path, whole=not elsewhere)
    for path in closed:
        if path != folder / _OF_THE_DISK:
            yield path, None


def _new(folder: Path, seen: set[str]) -> bool:
    """Whether a folder was not met yet, by whatever link."""
    real = os.path.realpath(folder)
    new = real not in seen
    seen.add(real)
    return new


def _holds_secret(path: Path, *, whole: bool) -> bool | None:
    """Also one that an editor saved with two bytes a letter. `whole`: not its beginning alone."""
    tail = b""
    try:
        if not path.is_file() or not path.stat().st_size:  # those of the kernel are empty, and some never end
            return False
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if _SECRET_MARK in (tail + chunk).replace(b"\0", b"").upper():
                    return True
                if not whole:
                    break
                tail = chunk[-2 * len(_SECRET_MARK) :]
    except OSError:
        return None
    return False


def _only_real(settings: Settings) -> Light:
    return Light.YELLOW if settings.rehearsed else Light.RED
