"""What two supervisors must want before it happens: an export, another recipient, the end of the hot keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.packing import Packing
from storage.sealing import Field, Vault, opened

if TYPE_CHECKING:
    from storage.database import Row, Tx


class RequestKind(StrEnum):
    """What is asked for."""

    EXPORT = "export"
    RECIPIENT = "recipient"
    FORGET = "forget"


class RequestState(StrEnum):
    """NEW: nobody was told yet. ASKED: the operator chat knows. GRANTED: it is being done."""

    NEW = "new"
    ASKED = "asked"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `about`: aliases of cases, an age public key, or how much would be lost.

    `asker`, `granter`: Telegram ids of supervisors.

    `desk`: the operator chat it is announced in, by `post`. `due`: when it lapses or, where its asker is the only
    supervisor (`alone`), happens.
    """

    id: bytes
    kind: RequestKind
    about: tuple[str, ...]
    asker: int
    asker_name: str
    desk: int
    due: int
    state: RequestState = RequestState.NEW
    alone: bool = False
    post: bytes | None = None
    granter: int | None = None


_requests = Packing(Request)


class Requests:
    """The few that are open; sealed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def save(self, tx: Tx, request: Request) -> None:
        """Insert or replace by `request.id`."""
        body = self._vault.seal(_requests.pack(request), Field("requests", "body", request.id))
        await tx.run("request_save", id=request.id, body=body)

    async def load(self, tx: Tx, request_id: bytes) -> Request | None:
        """The request of that id; None: it was done, stopped, or lapsed."""
        row = await tx.one("request_by_id", id=request_id)
        return None if row is None else self._open(row)

    async def all(self, tx: Tx) -> list[Request]:
        """All that are open, the oldest first."""
        return sorted(opened(await tx.all("requests_all"), self._open), key=lambda one: one.due)

    async def drop(self, tx: Tx, request: Request) -> None:
        """End one."""
        await tx.run("request_drop", id=request.id)

    def _open(self, row: Row) -> Request:
        return _requests.unpack(self._vault.open(row["body"], Field("requests", "body", row["id"])))
