"""The settings that say how long what is kept."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings

from bot.periods import Periods


def _period(default: int, bounds: tuple[int, int], description: str) -> Any:
    least, most = bounds
    told = f"{description} {least} to {most}."
    return Field(default, ge=least, le=most, description=told, examples=[str(default)])


class PeriodSettings(BaseSettings):
    """Days and months, each within bounds."""

    draft_days: int = _period(
        7, (1, 90), "Days without a word of his after which a person's unsent answers are erased."
    )
    rest_days: int = _period(
        14,
        (1, 365),
        "Days in which nobody writes in an open case, after which it is put to rest: the server reads it no more.",
    )
    resting_months: int = _period(18, (1, 120), "Months after the last word in a resting case until it is erased.")
    closed_days: int = _period(90, (1, 3650), "Days until a closed case is erased.")
    letter_days: int = _period(14, (1, 90), "Days for which what could not be worked or delivered is kept for repair.")
    audit_days: int = _period(365, (30, 3650), "Days for which the audit is kept.")

    epoch_days: int = _period(
        2,
        (1, 30),
        "Days after which a day's key is destroyed; so long, too, an old copy of the database opens with the server's "
        "keys what was closed or deleted meanwhile.",
    )
    backup_days: int = _period(
        14, (1, 90), "Of so many days one backup stays, and no longer holds what was erased since."
    )

    backup_minutes: int | None = Field(
        None,
        ge=0,
        le=1_440,
        description="Minutes between two backups that the running bot makes by itself; 0: something else must, once an "
        "hour, such as deploy/parley-backup.timer. When the last is three times that old supervisors are told. "
        "Default: 60, in rehearsals 0: none is awaited there.",
        examples=["60"],
    )

    @property
    def periods(self) -> Periods:
        """How long what is kept."""
        days = (self.draft_days, self.rest_days, self.resting_months, self.closed_days, self.letter_days)
        return Periods(*days, self.audit_days, self.epoch_days)
