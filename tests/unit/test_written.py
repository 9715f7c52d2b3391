"""A page that is written anew can be read by whoever could read the one before."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from bot.written import write_page

if TYPE_CHECKING:
    from pathlib import Path


def test_the_new_page_is_as_readable_as_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "privacy.html"
    page.write_text("old")
    for mode in (0o644, 0o640, 0o600):
        page.chmod(mode)
        write_page(page, f"new {mode}")
        assert page.read_text() == f"new {mode}"
        assert stat.S_IMODE(page.stat().st_mode) == mode
