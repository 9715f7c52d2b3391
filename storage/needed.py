"""What is over, and so is not moved to a new epoch but deleted: nobody looks for it, and nothing depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from storage.case_files import sought
from storage.people import PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Tx
    from storage.sealing import Vault

_DAY: Final = 86_400
TELEGRAM_DELETES: Final = 2 * _DAY
"""Older messages Telegram deletes no more, so that nothing is left to do for them."""
UNREAD: Final = 90 * _DAY
"""Answers of a closed case wait so long to be read: as long as a closed case is kept."""
_TRACES: Final = ("screen", "left", "kept", "shown", "line", "ban")
_UNREAD: Final = ("last", "ended")


async def over(tx: Tx, vault: Vault, table: str, content: Mapping[str, Any], now: int) -> bool:
    """Whether a row can go. Of most tables every row is needed: what ends by its hour is swept elsewhere."""
    match table:
        case "people":
            return not await _person_needed(tx, vault, content, now)
        case "posts":
            return await _post_over(tx, content, now)
        case _:
            return False


async def _person_needed(tx: Tx, vault: Vault, person: Mapping[str, Any], now: int) -> bool:
    """A person with a draft, a case, a ban, a life behind the lock, or something of his that still stands."""
    age = now - person.get("seen", 0)
    if person.get("lives") or (age <= TELEGRAM_DELETES and any(person.get(name) for name in _TRACES)):
        return True
    if age <= UNREAD and any(person.get(name) for name in _UNREAD):
        return True
    if await tx.one("draft_find", person=person["id"]) is not None:
        return True
    if person.get("case") and await tx.one("case_is_hot", id=person["case"]) is not None:
        return True  # found by no index while its epoch is missing
    where = person[PLACE], person["chat"]
    found = [await tx.all("cases_found", **sought(mark)) for mark in vault.marks("case", *where)]
    found += [await tx.all("bans_of_chat", blind=blind) for blind in vault.blinds("ban", *where)]
    return any(found)


async def _post_over(tx: Tx, post: Mapping[str, Any], now: int) -> bool:
    """A message in a private chat about a case that can no longer be read, which nothing can be done about."""
    if post.get("case") is None or post["chat"] < 0 or now - post.get("sent_at", 0) <= TELEGRAM_DELETES:
        return False
    if await tx.one("case_is_hot", id=post["case"]) is not None:
        return False
    if await tx.one("standing_by_id", id=post["id"]) is not None:
        return False
    return not await tx.all("outbox_of_post", post=post["id"])
