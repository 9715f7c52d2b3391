"""Cases that only operators open, sealed to another list of recipients: by one of them, away from the server.

`rewrapped` works on a copy of the database with an operator's key and gives a file; it holds nothing readable.
`applied` puts it into the database: only over what was there when the copy was made, so that an old file, or somebody
else's, does nothing. What is put in place nothing here can open; so the file ends with a sum of itself, and one that
was damaged on its way is refused whole.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from bot.errors import KeyFault, SealError
from bot.places import Place
from storage import age
from storage.beside import read_beside
from storage.primitives import tag
from storage.recipients import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storage.database import Tx

_MARK: Final = "parley-rewrap-2"
_SUM: Final = b"parley/rewrap"


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What became of a copy's sealed cases: the file, how many are in it, the aliases that this key does not open."""

    content: bytes
    done: int
    unopened: tuple[str, ...]


def rewrapped(
    place: Place,
    identity: str,
    recipients: Sequence[str],
    looks: Callable[[int, int], object] = lambda _done, _of: None,
) -> Rewrapped:
    """Seal the identity of every closed or resting case to this list. Changes nothing there. SealError: no identity.

    `looks`: is told the cases done, and of how many.
    """
    secret, number = age.read_identity(identity).secret, number_of(recipients)
    found, unopened = [], []
    cases = _sealed(place, number)
    for done, (alias, case_id, recipient, sealed) in enumerate(cases):
        looks(done, len(cases))
        try:
            own = age.unseal(sealed, secret)
            matches = age.read_identity(own.decode("ascii", "replace")).recipient == recipient
        except SealError:
            matches = False
        if matches:
            told = {"id": case_id.hex(), "before": _text(sealed), "sealed": _text(age.seal(own, recipients))}
            found.append(orjson.dumps(told))
        else:
            unopened.append(alias)
    head = orjson.dumps({"mark": _MARK, "list": number})
    content = b"\n".join([head, *found]) + b"\n"
    return Rewrapped(content + _sum(content), len(found), tuple(unopened))


async def applied(tx: Tx, content: bytes, recipients: Sequence[str]) -> tuple[int, int]:
    """Put such a file's cases in place, in one unit: how many were, how many are no longer as they were.

    KeyFault: it is no such file, was damaged, or was made for another list.
    """
    body = content[: -len(_sum(b""))]
    if content.startswith(orjson.dumps({"mark": _MARK})[:-1]) and content != body + _sum(body):
        raise KeyFault("this file is not whole or was changed on its way; bring it again, or make it anew")
    try:
        head, *rest = [orjson.loads(line) for line in body.splitlines()]
        cases = [(bytes.fromhex(one["id"]), b64decode(one["before"]), b64decode(one["sealed"])) for one in rest]
        mark, number = head["mark"], head["list"]
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyFault("this is no file that `open --rewrap` made; give that one") from fault
    if mark != _MARK or number != number_of(recipients):
        raise KeyFault("this file was made for another list of recipients; make it anew with the list of now")
    placed = [await _placed(tx, *case, number) for case in cases]
    return sum(placed), len(placed) - sum(placed)


async def _placed(tx: Tx, case_id: bytes, before: bytes, sealed: bytes, number: int) -> bool:
    row = await tx.one("case_reseal", id=case_id, before=before, sealed_key=sealed, sealed_for=number)
    return row is not None


def _sealed(place: Place, number: int) -> list[Any]:
    found = read_beside(place, lambda tx: tx.all("cases_to_rewrap", number=number), of_any=True)
    return [tuple(dict(row).values()) for row in found]


def _sum(content: bytes) -> bytes:
    """The last line of a file; of the same length for each."""
    return tag(_SUM, content).hex().encode("ascii") + b"\n"


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
