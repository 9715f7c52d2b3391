"""The one small tree of our errors: a subclass is a name and a sentence.

`text_key` names the Fluent text a person may be shown; an error without one is shown to nobody but the log.
"""

from asyncio import Future
from typing import Any, ClassVar


class HotlineError(Exception):
    """Something this program knows how to name. Shown as one line on stderr; exit status 1."""

    text_key: ClassVar[str | None] = None
    exit_status: ClassVar[int] = 1


class SettingError(HotlineError):
    """A setting is missing or malformed: names the variable, what is wrong, an example."""

    exit_status = 2


class KeyFault(HotlineError):
    """A key file is missing, wrong, or open to others: names the file and the remedy."""


class HalfEpoch(KeyFault):
    """An epoch's file is not whole: it was cut off, overwritten, or never was one."""


class SealError(HotlineError):
    """A sealed field does not open: wrong key, wrong place, or changed bytes."""


class EpochGone(SealError):
    """The epoch key that sealed this field was destroyed or is not in the key folder."""


class StorageError(HotlineError):
    """The database can not be used: held by another process, of a newer version, damaged, or full."""


class DiskRefuses(StorageError):
    """The disk under the database is full, can not be written, or broken."""


class HeldElsewhere(StorageError):
    """Another process serves or changes the database just now."""


class LostHold(StorageError):
    """What was done alone was perhaps not done alone: the server gave up the connection that held the database."""


class Behind(HeldElsewhere):
    """This host lacks keys that the line uses by now: it may not serve before it has them."""


class NoHostsYet(StorageError):
    """The database was made by a program that knew no hosts, or is not made at all."""


class BackupFault(HotlineError):
    """A backup can not be made, is none, or can not be put there: names the file or folder and the remedy."""


class ParcelFault(BackupFault):
    """What was given as a backup is none, or not whole. Whoever knows its name puts it in front."""


class SuspendedUnitError(StorageError):
    """A unit of work awaited something other than its transaction."""


class RefusedUnitError(StorageError):
    """A unit of work asked what the database can not do, such as breaking a constraint: the fault is the unit's own."""


class WorkedAlready(StorageError):
    """Another run of the same update was committed first: a server may commit what nobody waits for any more."""


class NotYet(HotlineError):
    """What this work needs is still being made: it is worked again once `made` is done, and nothing went wrong."""

    def __init__(self, made: Future[Any]) -> None:
        super().__init__()
        self.made = made


class ContentError(HotlineError):
    """A flow, answer or text file has a fault: names file, step and field."""


class ApiError(HotlineError):
    """The Bot API refused a call. Carries no token, no text, no id."""


class FileRefused(ApiError):
    """Telegram gives this file to no bot: it is larger than 20 MB, or no longer there."""

    text_key = "desk-keep-refused"


class TokenRefused(ApiError):
    """The Bot API answered 401: the token is wrong or was revoked."""


class ButtonError(HotlineError):
    """A pressed button can not be honoured."""

    text_key = "button-stale"


class StaleButton(ButtonError):
    """The button belongs to an earlier screen, or its time is over."""

    text_key = "button-stale"


class AllRead(ButtonError):
    """Read was pressed, and everything is read."""

    text_key = "read-nothing"


class ForgedButton(ButtonError):
    """The button's seal does not match this person and chat."""

    text_key = "button-forged"
