"""No export, no search, no statistics of places: the files that may touch one are named here, with their reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

TOUCHES: Final = re.compile(r"latitude|longitude|Need\.PLACE|body\[\"place|get\(\"place|\"place\": \[|\.parts\.")
MAY: Final = {
    "bot/delivery/calls.py": "sends a place that a second operator released",
    "bot/desk/seeing/apart.py": "keeps a place apart from the case, until its time is over",
    "bot/desk/showing/cards.py": "names the button that shows what is kept apart",
    "bot/desk/seeing/opening.py": "shows one, counted and audited, for ten minutes",
    "bot/desk/words/relay.py": "strikes a person's place out of what his case keeps",
    "bot/desk/words/said.py": "an operator's own place, as his message had it",
    "bot/desk/doubt/signals.py": "compares who somebody says he is with who he said he was, never where",
    "bot/messages.py": "the vocabulary",
    "handlers/reading.py": "what came",
}
NEVER: Final = ("archive", "board", "chart", "digest", "finding", "lists", "search", "stats", "tallies", "commands_")
"""Parts of names of what exports, looks for or counts."""


def touching(sources: dict[str, str]) -> set[str]:
    """The files that touch a place and may not."""
    return {name for name, text in sources.items() if TOUCHES.search(text) and name not in MAY}


def sources() -> dict[str, str]:
    """The program without its flows, which ask and read answers, and without the rehearsal, which plays Telegram."""
    files = [path for room in ("bot", "storage", "handlers") for path in Path(room).rglob("*.py")]
    return {
        path.as_posix(): path.read_text(encoding="utf-8")
        for path in files
        if path.parts[1] not in {"rehearsal", "flows", "migrations"}
    }


def test_only_these_files_touch_a_place() -> None:
    assert touching(sources()) == set()


def test_nothing_that_exports_searches_or_counts_may_ever_be_among_them() -> None:
    assert [name for name in MAY if any(part in Path(name).name for part in NEVER)] == []


def test_every_reason_is_still_needed() -> None:
    there = sources()
    assert [name for name in MAY if name not in there or not TOUCHES.search(there[name])] == []


def test_a_statistic_of_places_would_be_found() -> None:
    planted = sources() | {
        "bot/desk/knowing/stats.py": "async def where(turn):\n    return await turn.house.parts.of_case(1)\n"
    }
    assert touching(planted) == {"bot/desk/knowing/stats.py"}
