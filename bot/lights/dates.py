"""What `check` says of dates in the content: answers whose last day comes, statements nobody looked at for long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.errors import ContentError
from bot.flows.expiry import expired
from bot.flows.load import SHIPPED, load_book
from bot.readiness import Finding, Light

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book
    from bot.settings import Settings

SOON: Final = timedelta(days=30)
OLD: Final = timedelta(days=180)
_SHOWN: Final = 5


def about_dates(settings: Settings, today: date) -> Iterator[Finding]:
    """Nothing where the content has a fault: another finding says so."""
    root = settings.locales_dir or SHIPPED
    try:
        book = load_book(root)
    except ContentError:
        return
    yield _answers(book, today)
    if dated := dict(_dated(book.project.model_dump(), "")):
        yield _project(f"{root / 'project.toml'}", dated, today)


def _answers(book: Book, today: date) -> Finding:
    late, later = expired(book.answers, today), expired(book.answers, today + SOON)
    if coming := sorted(later - late):
        words = f"within {SOON.days} days {_named(coming)} expire; look at them again, then set checked and expires"
        return Finding(Light.YELLOW, "expiring", words)
    return Finding(Light.GREEN, "expiring", f"no answer expires within {SOON.days} days")


def _project(path: str, dated: dict[str, date], today: date) -> Finding:
    ahead = [place for place, day in dated.items() if day > today]
    old = [place for place, day in dated.items() if today - day > OLD]
    if ahead:
        words = f"{path}: {_named(ahead)} were checked on a day to come; write the true day"
        return Finding(Light.YELLOW, "dates", words)
    if old:
        words = f"{path}: {_named(old)} were last found true more than {OLD.days} days ago; look again, write the day"
        return Finding(Light.YELLOW, "dates", words)
    return Finding(Light.GREEN, "dates", f"{path}: each statement was found true within {OLD.days} days")


def _dated(value: Any, place: str) -> Iterator[tuple[str, date]]:
    """Every `checked` in the file, with its place there."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "checked" and isinstance(one, date):
                yield place, one
            else:
                yield from _dated(one, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value, start=1):
            yield from _dated(one, f"{place} {number}")


def _named(places: list[str]) -> str:
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return f"{', '.join(places[:_SHOWN])}{more}"
