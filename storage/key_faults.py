"""What `keys verify` finds beyond keys that do not open: what is missing, half, or not sealed to whom it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counted import counted
from bot.errors import KeyFault
from bot.places import Place, made
from storage.beside import read_beside
from storage.epochs import epoch_file
from storage.private_files import read_private
from storage.recipients import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.keys import KeyFolder, Keyring

_STANZA: Final = b"\n-> X25519 "
_HEADER_ENDS: Final = b"\n--- "


def faults(where: KeyFolder, keyring: Keyring, place: Place) -> tuple[str, ...]:
    """One sentence each, with the remedy; reads beside a running bot."""
    return (*keyring.halves, *_listed(where, keyring, place), *_pepper(where, keyring), *_behind(keyring, place))


def _listed(where: KeyFolder, keyring: Keyring, place: Place) -> Iterator[str]:
    if not made(place):
        return
    held = {epoch.key_id for epoch in keyring.epochs}
    for row in read_beside(place, lambda tx: tx.all("epochs_listed"), of_any=True):
        file = where.epochs / epoch_file(row["key_id"], row["day"])
        if row["state"] == "gone" and file.exists():
            yield f"{file}: was to be destroyed and is still there; check the disk, then destroy it: shred -u"
        if row["state"] != "gone" and row["key_id"] not in held:
            yield f"{file}: is missing; put the file back from where the keys are kept"


def _pepper(where: KeyFolder, keyring: Keyring) -> Iterator[str]:
    """The age format says for how many keys a file is, not for which."""
    remedy = "run: python -m bot keys recipients add, with a key that is on the list"
    try:
        header = read_private(where.pepper_copy).partition(_HEADER_ENDS)[0]
    except KeyFault as fault:
        yield f"{fault}; {remedy}"
        return
    found = header.count(_STANZA)
    if found != len(keyring.recipients):
        keys = counted(found, "key")
        yield f"{where.pepper_copy}: is sealed to {keys}, the list has {len(keyring.recipients)}; {remedy}"


def _behind(keyring: Keyring, place: Place) -> Iterator[str]:
    now = coverage(place, keyring.recipients, {epoch.key_id for epoch in keyring.epochs})
    if now.left:
        cases = counted(now.left, "open case")
        yield f"sealed to an earlier list: {cases}; start the bot, or say `keys recipients add` again"
    if now.unheld:
        yield unfollowed(now.unheld)


def unfollowed(cases: int) -> str:
    """What is to be said of open cases that no list of recipients reaches."""
    return (
        f"{counted(cases, 'open case')} can not follow the list: a missing epoch key sealed what they need; put its "
        "file back and start anew (python -m bot check names it), or, if it is lost for good: "
        "python -m bot keys night --give-up"
    )
