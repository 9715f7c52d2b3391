"""Figures that wait to be drawn: sealed, so that a crash only means that they are drawn a little later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.packing import Packing
from storage.sealing import Field, Vault, opened

if TYPE_CHECKING:
    from storage.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One picture to be drawn: `drawing` as the drawing process reads it. Where it goes: `chat`, beneath `beneath`."""

    id: bytes
    chat: int
    drawing: str
    caption: str
    beneath: int | None = None
    topic: bytes | None = None


_charts = Packing(Chart)


class Charts:
    """Everything still to be drawn."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: Tx, chart: Chart) -> None:
        """Note a picture to be drawn."""
        await tx.run("chart_add", id=chart.id, body=self._vault.seal(_charts.pack(chart), _field(chart.id)))

    async def all(self, tx: Tx) -> list[Chart]:
        """Everything still to be drawn."""
        return opened(await tx.all("charts_all"), self._open)

    async def drop(self, tx: Tx, chart: Chart) -> None:
        """It is drawn, or can not be."""
        await tx.run("chart_drop", id=chart.id)

    def _open(self, row: Row) -> Chart:
        return _charts.unpack(self._vault.open(row["body"], _field(row["id"])))


def _field(chart_id: bytes) -> Field:
    return Field("charts", "body", chart_id)
