"""/stats: the figures in words at once, the picture of them as soon as it is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.commands import Asked, beneath, language_of, tell
from bot.desk.knowing.stats import PERIODS, USUAL, Ledger
from bot.desk.knowing.stats_told import Teller
from bot.messages import Priority
from storage.charts import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.house import Turn
    from bot.texts import Texts

WORDS: Final = "desk-stats-period"
"""Begins the key of the words a period goes by, separated by blanks; every language's count."""


async def stats(turn: Turn, asked: Asked) -> None:
    """Tell the figures of a day, a week or a month, and have drawn what is enough to be shown."""
    house = turn.house
    period = _periods(house.texts).get(asked.words.casefold().strip(" .")) if asked.words else USUAL
    if period is None:
        await tell(turn, asked, "desk-stats-which")
        return
    told = await Ledger(house.tallies, house.cases, house.book).figures(turn.tx, period=period, now=turn.now)
    teller = Teller(house.texts, language_of(turn, asked))
    await turn.put(replace(beneath(turn, asked, teller.words(told)), protect=False, priority=Priority.BOARD))
    if (drawing := teller.drawing(told)) is None:
        return
    chart = Chart(
        id=house.new_post(),
        chat=asked.came.chat,
        drawing=drawing,
        caption=teller.caption(told),
        beneath=asked.came.message,
    )
    await house.charts.add(turn.tx, chart)
    turn.tx.after_commit(house.wake_charts)


def _periods(texts: Texts) -> Mapping[str, str]:
    """What may be typed for each period: its own name, and its names in every language."""
    typed = {name: name for name in PERIODS}
    for language in texts.languages:
        for name in PERIODS:
            typed |= dict.fromkeys(texts.plain(language, f"{WORDS}-{name}").casefold().split(), name)
    return typed
