"""Draws a picture of figures, alone in a process of its own: JSON in by stdin, a PNG out by stdout.

Run as a script, never imported by the bot: matplotlib is large and slow to load; what loads it ends with the picture.
It learns no more than what stands in the picture. Every word comes translated.

    {"title": ..., "note": ..., "panels": [
        {"title": ..., "bars": [[left, width, height, label], ...], "ticks": [[place, label], ...]},
        {"title": ..., "rows": [[label, number], ...]}]}
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import tempfile
from typing import Any

WIDTH = 4.2
"""Inches at 200 dots: a phone's width, so that nobody has to enlarge it."""
DOTS = 200
HEAD = 0.62
FOOT = 0.5
BARS = 1.75
ROW = 0.36
ROWS_HEAD = 0.62
CROWD = 44
"""So many figures stand side by side above the bars; more stand upright."""
LONG = 46
"""Letters of a name that fit beneath each other in the usual size."""
INK, PALE, BLUE, SAND = "#1d2733", "#6a7683", "#2f6f9f", "#c98a2b"
MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 30


def confine() -> None:
    """Time and memory end, nothing is dumped."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def painted(drawing: dict[str, Any]) -> bytes:
    """The picture, as wide as a phone and as high as it needs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [_height(panel) for panel in drawing["panels"]]
    high = HEAD + sum(heights) + FOOT
    figure = Figure(figsize=(WIDTH, high), dpi=DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.05, 1 - 0.3 / high, drawing["title"], fontsize=11.5, fontweight="bold", color=INK, va="center")
    top = high - HEAD
    for panel, height in zip(drawing["panels"], heights, strict=True):
        _panel(figure, panel, top / high, height / high, high)
        top -= height
    figure.text(0.05, 0.25 / high, drawing["note"], fontsize=7.5, color=PALE, va="center", linespacing=1.3)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _height(panel: dict[str, Any]) -> float:
    return BARS if "bars" in panel else ROWS_HEAD + ROW * len(panel["rows"])


def _panel(figure: Any, panel: dict[str, Any], top: float, height: float, high: float) -> None:
    figure.text(0.05, top - 0.13 / high, panel["title"], fontsize=9.5, fontweight="bold", color=INK, va="center")
    if "bars" in panel:
        axes = figure.add_axes((0.05, top - height + 0.42 / high, 0.9, height - 0.8 / high))
        _bars(axes, panel)
    else:
        axes = figure.add_axes((0.05, top - height + 0.2 / high, 0.9, height - ROWS_HEAD / high + 0.12 / high))
        _rows(axes, panel["rows"])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _bars(axes: Any, panel: dict[str, Any]) -> None:
    tallest = max(height for _, _, height, _ in panel["bars"])
    crowded = sum(max(len(label), 2) for *_, label in panel["bars"]) > CROWD
    for left, width, height, label in panel["bars"]:
        axes.bar(left + 0.06, height, width=width - 0.12, align="edge", color=BLUE)
        over = {"rotation": 90, "fontsize": 6.5} if crowded else {"fontsize": 8}
        axes.text(left + width / 2, height + tallest * 0.04, label, ha="center", va="bottom", color=INK, **over)
    end = max(left + width for left, width, *_ in panel["bars"])
    axes.set_xlim(*((0, end) if len(panel["bars"]) > 1 else (-end, 2 * end)))
    axes.set_ylim(0, tallest * 1.3)
    axes.set_yticks([])
    axes.set_xticks([place for place, _ in panel["ticks"]], [label for _, label in panel["ticks"]], fontsize=7.5)
    axes.spines["bottom"].set_color(PALE)


def _rows(axes: Any, rows: list[list[Any]]) -> None:
    """A name above its bar, the number behind it: long names do not squeeze the bars."""
    longest = max(number for _, number in rows)
    for place, (label, number) in enumerate(rows):
        axes.barh(-place, number, height=0.34, color=SAND)
        axes.text(number + longest * 0.02, -place, str(number), va="center", fontsize=8, color=INK)
        axes.text(0, -place + 0.36, label, va="center", fontsize=min(8, 8 * LONG / len(label)), color=INK)
    axes.set_xlim(0, longest * 1.14)
    axes.set_ylim(-len(rows) + 0.7, 0.62)
    axes.axis("off")


def main() -> None:
    """Read, draw, write."""
    drawing = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        # It lists the machine's fonts somewhere; nothing of the figures is written to any file.
        os.environ["MPLCONFIGDIR"] = folder
        confine()
        picture = painted(drawing)
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
