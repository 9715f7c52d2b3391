"""How long people may wait before somebody is told, and the hours in which only what is urgent makes a sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.desk.house import House

_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds after which somebody is told. `silent`: after which an operator who gave no sign is off shift."""

    urgent: int
    new: int
    unanswered: int
    silent: int


def of(house: House) -> Patience:
    """The patience of this line."""
    desk = house.book.project.desk
    minutes = desk.remind
    return Patience(
        urgent=int(minutes.urgent * house.minute),
        new=int(minutes.new * house.minute),
        unanswered=int(minutes.unanswered * house.minute),
        silent=int(desk.silent_hours * 60 * house.minute),
    )


def is_night(house: House, now: int) -> bool:
    """Whether only what is urgent makes a sound now."""
    night = house.book.project.desk.night
    return night is not None and night.cover(now)


def morning(house: House, now: int) -> int:
    """The second at which this night ends; now, by day."""
    night = house.book.project.desk.night
    if night is None or not night.cover(now):
        return now
    hours = now // _HOUR * _HOUR
    return next((hour for hour in range(hours, hours + 25 * _HOUR, _HOUR) if not night.cover(hour)), now)
