"""The picture of the figures: asked for in a transaction, drawn by a process of its own, sent as everything is.

Only that process loads matplotlib, and ends with its picture. A crash in between means that it is drawn again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.errors import HotlineError
from bot.loops import Wakeable
from bot.messages import Media, Priority, Send, Work
from storage.child import made_by

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.desk.house import House
    from storage.charts import Chart
    from storage.database import Tx

SCRIPT: Final = Path(__file__).with_name("chart_paint.py")
SECONDS: Final = 40.0
LIVES: Final = 2 * 86_400
"""How long a picture waits for Telegram."""
ROLE: Final = "chart"


class NoChart(HotlineError):
    """The picture can not be drawn here: the words stand alone."""

    text_key = "desk-stats-no-picture"


async def paint(drawing: str, *, seconds: float = SECONDS) -> bytes:
    """Return the picture as PNG. Raises NoChart; whatever hangs is ended."""
    try:
        status, picture = await made_by(
            SCRIPT, given=drawing.encode(), seconds=seconds, env={"OPENBLAS_NUM_THREADS": "1"}
        )
    except TimeoutError:
        raise NoChart from None
    if status or not picture:
        raise NoChart
    return picture


@dataclass(slots=True, kw_only=True, eq=False)
class ChartDesk(Wakeable):
    """Draws what was asked for, one picture after another."""

    now: Callable[[], int]
    paint: Callable[[str], Awaitable[bytes]] = paint

    async def run(self, house: House) -> None:
        """Loop: draw everything that was asked for."""
        await self.rounds(partial(self._draw_all, house))

    async def _draw_all(self, house: House) -> None:
        for chart in await house.database.transact(house.charts.all):
            await self.draw(house, chart)

    async def draw(self, house: House, chart: Chart) -> None:
        """Draw one picture and queue it; where it can not be, a line says so."""
        picture = None
        with suppress(NoChart, OSError):
            picture = await self.paint(chart.drawing)

        async def unit(tx: Tx) -> None:
            await house.charts.drop(tx, chart)
            turn = Turn(house, tx, Work(house.line.bot, 0, self.now()))
            await turn.put(await self._sent(house, tx, chart, picture))

        await house.database.transact(unit)

    async def _sent(self, house: House, tx: Tx, chart: Chart, picture: bytes | None) -> Send:
        bare = Send(
            post=house.new_post(),
            chat=chart.chat,
            text=house.plain("desk-stats-no-picture"),
            reply_message=chart.beneath,
            topic=chart.topic,
            role=ROLE,
            silent=True,
            priority=Priority.BOARD,
        )
        if picture is None:
            return bare
        upload = await house.outbox.uploads.add(tx, picture, until=self.now() + LIVES)
        media = Media(kind="photo", upload=upload)
        return Send(
            post=bare.post,
            chat=bare.chat,
            text=chart.caption,
            media=media,
            reply_message=bare.reply_message,
            topic=bare.topic,
            role=ROLE,
            silent=True,
            priority=Priority.BOARD,
            on_failed=(bare,),
        )
