"""What is wrong in the content, as a value; and that there is any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import ContentError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the content. Shown as `file: step: field: what`; what does not apply is left out.

    `style`: it reads badly but works; the check is red, yet a bot that runs keeps running.
    """

    file: str
    step: str
    field: str
    what: str
    style: bool = False

    def __str__(self) -> str:
        """Return the one line an editor reads."""
        return ": ".join(part for part in (self.file, self.step, self.field, self.what) if part)


def existing(root: Path) -> Path:
    """The same folder of content. ContentError, in one line, not one for each file: there is none."""
    if not root.is_dir():
        raise ContentError(
            f"{root}: there is no such folder; bring the texts there, or name theirs in HOTLINE_LOCALES_DIR"
        )
    return root
