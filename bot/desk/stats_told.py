"""The figures in words, and as the drawing that shows the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.desk.figures import OTHERS
from bot.desk.stats import date_of

if TYPE_CHECKING:
    from bot.desk.figures import Measure, Share, Span
    from bot.desk.stats import Figures
    from bot.texts import Texts

MEASURES: Final = ("opened", "taken", "closed")
_TO: Final = "\u2013"
_HOUR: Final = 60
MANY: Final = 2
_TICKS: Final = 5
"""So many names of days stand side by side on a phone."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Says figures in one language."""

    texts: Texts
    language: str

    def words(self, told: Figures) -> str:
        """Everything, as HTML."""
        lines = [self._say("desk-stats-head", days=self.days(told.first, told.last))]
        for name in MEASURES:
            lines += self._measure(name, getattr(told, name))
        lines += [
            self._waits(told),
            self._say("desk-stats-now", untaken=self._count(told.untaken), open=self._count(told.open)),
            *self._shares("desk-stats-languages", told.languages, "language-name"),
            self._say("desk-stats-undelivered", count=self._count(told.undelivered)),
            "",
            self._say("desk-stats-few-note"),
        ]
        return "\n".join(lines)

    def caption(self, told: Figures) -> str:
        """The line beneath the picture."""
        return self._plain("desk-stats-title", days=self.days(told.first, told.last))

    def drawing(self, told: Figures) -> str:
        """What the drawing process is given."""
        panels = [self._bars(name, getattr(told, name)) for name in MEASURES]
        panels += [
            self._rows("desk-stats-doors-title", told.opened, "desk-door"),
            self._rows("desk-stats-languages-title", told.languages, "language-name"),
        ]
        note = self._plain("desk-stats-picture-note")
        return json.dumps({"title": self.caption(told), "note": note, "panels": panels}, ensure_ascii=False)

    def days(self, first: int, last: int) -> str:
        """A day or days, as short as they can be."""
        begin, end = date_of(first), date_of(last)
        if first == last:
            return f"{end:%d.%m}"
        since = f"{begin:%d}" if begin.month == end.month else f"{begin:%d.%m}"
        return f"{since}{_TO}{end:%d.%m}"

    def _measure(self, name: str, told: Measure) -> list[str]:
        lines = [self._say(f"desk-stats-{name}", count=self._count(told.total))]
        if len(told.days) > 1:
            spans = " · ".join(f"{self.days(span.first, span.last)}: {span.count}" for span in told.days)
            lines.append(self._say("desk-stats-by-day", counts=spans))
        return lines + self._shares("desk-stats-by-door", told, "desk-door")

    def _shares(self, key: str, told: Measure, names: str) -> list[str]:
        counts = " · ".join(f"{self._named(share, names)}: {share.count}" for share in told.shares)
        return [self._say(key, counts=counts)] if len(told.shares) > 1 else []

    def _waits(self, told: Figures) -> str:
        if told.median is None:
            return self._say("desk-stats-no-waits")
        if told.ninety is None:
            return self._say("desk-stats-median", median=self._minutes(told.median))
        return self._say("desk-stats-waits", median=self._minutes(told.median), ninety=self._minutes(told.ninety))

    def _minutes(self, minutes: int) -> str:
        if not minutes:
            return self._plain("desk-stats-longer")
        if minutes > _HOUR:
            return self._plain("desk-stats-hours", count=minutes // _HOUR)
        return self._plain("desk-stats-minutes", count=minutes)

    def _named(self, share: Share, names: str) -> str:
        """The names that were joined; of many that end with all others, the first."""
        called = [self._plain("desk-stats-others" if name == OTHERS else f"{names}-{name}") for name in share.names]
        if len(called) > MANY and share.names[-1] == OTHERS:
            return self._plain("desk-stats-rest", name=called[0])
        return " + ".join(called)

    def _bars(self, name: str, told: Measure) -> dict[str, Any]:
        title = self._plain(f"desk-stats-{name}-title", count=self._count(told.total))
        start = told.days[0].first if told.days else 0
        bars = [_bar(span, start) for span in told.days]
        every = max(1, -(-len(told.days) // _TICKS))
        ticks = [[bar[0] + bar[1] / 2, self.days(s.first, s.last)] for bar, s in zip(bars, told.days, strict=True)]
        return {"title": title, "empty": self._plain("desk-stats-few-picture"), "bars": bars, "ticks": ticks[::every]}

    def _rows(self, key: str, told: Measure, names: str) -> dict[str, Any]:
        rows = [[self._named(share, names), share.count] for share in told.shares]
        return {"title": self._plain(key), "empty": self._plain("desk-stats-few-picture"), "rows": rows}

    def _count(self, count: int | None) -> str:
        return self._plain("desk-stats-few") if count is None else str(count)

    def _say(self, key: str, **values: str | int) -> str:
        return self.texts.say(self.language, key, **values)

    def _plain(self, key: str, **values: str | int) -> str:
        return self.texts.plain(self.language, key, **values)


def _bar(span: Span, start: int) -> list[Any]:
    """As wide as its days, as high as one of them is on average; the number is that of all."""
    width = span.last - span.first + 1
    return [span.first - start, width, round(span.count / width, 2), str(span.count)]
