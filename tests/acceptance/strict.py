"""`run` where one case a day may be opened, and what waits a day for a second supervisor waits three seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

from bot import app
from bot.desk.seeing import granted, requests
from tests.acceptance.unpaced import main
from tests.switched import switched_on

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book


def one_a_day(root: Path) -> Book:
    """The content with everything switched on and the smallest limits."""
    book = switched_on(root)
    desk = book.project.desk.model_copy(update={"opens_a_day": 1, "apart_a_day": 1})
    return replace(book, project=book.project.model_copy(update={"desk": desk}))


if __name__ == "__main__":
    with (
        patch.object(app, "load_book", one_a_day),
        patch.object(requests, "LASTS_SECONDS", 3),
        patch.object(granted, "LOOK_SECONDS", 0.2),
    ):
        main()
