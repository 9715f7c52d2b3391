"""Telephone calls that an operator has on his hands: what was heard, for which case, and the code he dictates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from storage.packing import Packing
from storage.sealing import Field, Vault, opened, require_asked

if TYPE_CHECKING:
    from storage.database import Row, Tx

_HOUR: Final = 3_600
NO_CASE: Final = bytes(16)
"""Stands for the case of a call that has none yet: the sealed body keeps its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. Of whom it comes nothing is kept.

    `stage`: what the operator's next words are. `heard`: the five words so far, empty where one is not clear yet.
    `fresh`: the words of a new code, until the caller has them. `screen`: the post that guides the operator;
    `dictated`: the one that shows the words. `acted`: when something last happened in it, unix seconds.
    """

    id: bytes
    user: int
    stage: Literal["begin", "words", "trying", "notes"] = "begin"
    case: bytes = NO_CASE
    heard: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    screen: bytes | None = None
    dictated: bytes | None = None
    acted: int = 0


_calls = Packing(Call)


class Calls:
    """The calls in hand, one an operator at most, sealed under a blind index."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, tx: Tx, user: int) -> Call | None:
        """The call this operator has on his hands."""
        for blind in self._vault.blinds("call", user):
            if (row := await tx.one("call_find", blind=blind)) is not None:
                call = self._open(row)
                require_asked("calls", call.user, user)
                return call
        return None

    async def save(self, tx: Tx, call: Call) -> None:
        """Insert or replace by `call.id`."""
        await tx.run(
            "call_save",
            id=call.id,
            blind=self._vault.blind("call", call.user),
            hour=call.acted // _HOUR * _HOUR,
            body=self._vault.seal(_calls.pack(call), Field("calls", "body", call.id)),
        )

    async def drop(self, tx: Tx, call: Call) -> None:
        """It is over: nothing of it is left."""
        await tx.run("call_drop", id=call.id)

    async def left(self, tx: Tx, *, before: int) -> list[Call]:
        """Calls in which nothing happened since this second."""
        rows = await tx.all("calls_since", hour=before // _HOUR * _HOUR)
        return [call for call in opened(rows, self._open) if call.acted < before]

    def _open(self, row: Row) -> Call:
        return _calls.unpack(self._vault.open(row["body"], Field("calls", "body", row["id"])))
