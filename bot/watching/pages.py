"""/healthz: the program turns. /readyz: each part it needs is well. /metrics: in numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.watching import metrics

if TYPE_CHECKING:
    from bot.delivery.web import Page
    from bot.watching.view import View

_OK = 200
_NOT = 503


def pages(view: View) -> dict[str, Page]:
    """By path: what gives status and text."""

    async def healthz() -> tuple[int, str]:
        return _OK, "ok\n"

    async def readyz() -> tuple[int, str]:
        parts = await view.parts()
        return (_OK if set(parts.values()) == {"ok"} else _NOT), json.dumps(parts) + "\n"

    async def shown() -> tuple[int, str]:
        try:
            facts = await view.facts()
        except StorageError:
            return _NOT, "the database can not be used\n"
        return _OK, metrics.text(facts, view.alarms.on, view.loops.ages())

    return {"/healthz": healthz, "/readyz": readyz, "/metrics": shown}
