"""The tour: one story that plays by itself, with captions, a pause and an end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.rehearsal.board import Board

SLOWEST = 10.0
SILENCE = "The bot did not answer in time: see the server's log."

Story = Callable[["Tour", str], Awaitable[None]]


class TourStoppedError(Exception):
    """The story can not go on; the sentence is shown in its caption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What is told at one step, and how long it takes to read at pace 1, in seconds."""

    title: str
    body: str
    seconds: float = 5.0


@dataclass
class Tour:
    """At most one telling of the story at a time. `pace` stretches every wait; 0 leaves none."""

    board: Board
    story: Story
    steps: int
    pace: float = 1.0
    _task: asyncio.Task[None] | None = None
    _going: asyncio.Event = field(default_factory=asyncio.Event)
    _shown: dict[str, Any] | None = None

    async def obey(self, act: str, *, language: str = "en", pace: float = 1.0) -> None:
        """`start`, `stop`, `pause` or `resume`; raises ValueError for anything else."""
        match act:
            case "start":
                await self.stop()
                self.pace = min(max(pace, 0.0), SLOWEST)
                self._going.set()
                self._task = asyncio.create_task(self._tell(language), name="tour")
            case "stop":
                await self.stop()
            case "pause" | "resume":
                self._hold(paused=act == "pause")
            case _:
                raise ValueError(act)

    async def stop(self) -> None:
        """End it, wherever it stands."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._task = None
        self._show(None)

    async def ended(self) -> None:
        """Wait until the story has been told."""
        if self._task is not None:
            await self._task

    async def tell(self, caption: Caption, **look: Any) -> None:
        """Go to the next step: show its caption, bring `look` into sight, and leave time to read."""
        step = (self._shown or {"step": 0})["step"] + 1
        words = {"title": caption.title, "body": caption.body, "step": step, "steps": self.steps}
        self._show({**words, "paused": not self._going.is_set(), "ended": False, "look": look})
        await self.rest(caption.seconds)

    async def look(self, **look: Any) -> None:
        """Bring something else into sight within a step."""
        self._change(look=look)
        await self.rest(0.8)

    async def rest(self, seconds: float) -> None:
        """Wait as long as the pace says, and for as long as the tour is paused."""
        await asyncio.sleep(seconds * self.pace)
        await self._going.wait()

    def _hold(self, *, paused: bool) -> None:
        if paused:
            self._going.clear()
        else:
            self._going.set()
        self._change(paused=paused)

    async def _tell(self, language: str) -> None:
        self._shown = None
        try:
            await self.story(self, language)
        except (TourStoppedError, TimeoutError) as error:
            self._change(
                title="The tour stopped here",
                body=str(error) or SILENCE,
            )
        self._change(ended=True)

    def _change(self, **changes: Any) -> None:
        if self._shown is not None:
            self._show({**self._shown, **changes})

    def _show(self, shown: dict[str, Any] | None) -> None:
        self._shown = shown
        self.board.put("tour", shown)
