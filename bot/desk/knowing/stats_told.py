"""The figures in words, and as the drawing that shows the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.desk.knowing.figures import OTHERS
from bot.desk.knowing.stats import date_of

if TYPE_CHECKING:
    from bot.desk.knowing.figures import Measure, Share, Span
    from bot.desk.knowing.stats import Figures
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
            if (measure := getattr(told, name)).total is not None:
                lines += self._measure(name, measure)
        if told.median is not None:
            lines.append(self._waits(told, told.median))
        now = told.untaken, told.open
        if now != (None, None):
            lines.append(self._say("desk-stats-now", untaken=self._count(now[0]), open=self._count(now[1])))
        lines += self._shares("desk-stats-languages", told.languages, "language-name")
        if told.undelivered is not None:
            lines.append(self._say("desk-stats-undelivered", count=told.undelivered))
        return "\n".join([*lines, *self._left_out(told, anything=len(lines) > 1)])

    def _left_out(self, told: Figures, *, anything: bool) -> list[str]:
        """What is too little to be shown is named once, not line by line."""
        counts = {name: getattr(told, name).total for name in MEASURES}
        counts |= {"answers": told.median, "now": told.untaken or told.open, "undelivered": told.undelivered}
        names = ", ".join(self._plain(f"desk-stats-{name}-name") for name, count in counts.items() if count is None)
        left = [self._say("desk-stats-left-out", names=names)] if names else []
        return left + (["", self._say("desk-stats-few-note")] if anything else [])

    def caption(self, told: Figures) -> str:
        """The line beneath the picture."""
        return self._plain("desk-stats-title", days=self.days(told.first, told.last))

    def drawing(self, told: Figures) -> str | None:
        """What the drawing process is given; None: nothing is enough to be drawn."""
        panels = [self._bars(name, getattr(told, name)) for name in MEASURES]
        panels += [
            self._rows("desk-stats-doors-title", told.opened, "desk-door"),
            self._rows("desk-stats-languages-title", told.languages, "language-name"),
        ]
        panels = [panel for panel in panels if panel.get("bars") or panel.get("rows")]
        if not panels:
            return None
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

    def _waits(self, told: Figures, median: int) -> str:
        if told.ninety is None:
            return self._say("desk-stats-median", median=self._minutes(median))
        return self._say("desk-stats-waits", median=self._minutes(median), ninety=self._minutes(told.ninety))

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
        return {"title": title, "bars": bars, "ticks": ticks[::every]}

    def _rows(self, key: str, told: Measure, names: str) -> dict[str, Any]:
        rows = [[self._named(share, names), share.count] for share in told.shares]
        return {"title": self._plain(key), "rows": rows}

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
