"""What is wrong in the content, as a value."""

from __future__ import annotations

from dataclasses import dataclass


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
