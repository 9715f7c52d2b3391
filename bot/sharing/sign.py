"""By what a process works: two that differ in it do not work side by side."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from storage.recipients import number_of
from storage.versions import known

if TYPE_CHECKING:
    from bot.desk.house import House


def sign_of(house: House) -> str:
    """A digest of content, line, recipients, chats that can not be written to, and the version of the rows."""
    parts = [
        known()[-1],
        house.book.version,
        sorted(house.book.expired),
        asdict(house.line),
        sorted(house.absent),
        number_of(house.cases.sealed_to),
    ]
    return hashlib.sha256(json.dumps(parts, default=sorted, sort_keys=True).encode()).hexdigest()[:32]
