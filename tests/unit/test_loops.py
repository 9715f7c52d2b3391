"""Loops: named, watched, started again; a fatal error ends the program and nothing else does."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import TokenRefused
from bot.loops import LoopName, Loops, Wakeable


async def test_a_failed_loop_starts_again_with_growing_waits() -> None:
    waits: list[float] = []
    runs = 0

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs < 10:
            raise ValueError("a bug")

    loops = Loops(sleep=sleep)
    loops.start(LoopName.SEND, run)
    await loops.wait()
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30]


async def test_a_loop_that_ran_well_for_a_minute_begins_with_short_waits_again() -> None:
    at, waits, runs = [0.0], [], 0

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def run() -> None:
        nonlocal runs
        runs += 1
        at[0] += 61 if runs == 4 else 0
        if runs < 6:
            raise ValueError("a bug")

    loops = Loops(clock=lambda: at[0], sleep=sleep)
    loops.start(LoopName.SEND, run)
    await loops.wait()
    assert waits == [1, 2, 4, 1, 2]


async def test_a_fatal_error_reaches_whoever_waits_while_others_run() -> None:
    async def run() -> None:
        raise TokenRefused("the token is wrong")

    loops = Loops()
    loops.start(LoopName.SEND, asyncio.Event().wait)  # type: ignore[arg-type]
    loops.start(LoopName.POLL, run)
    with pytest.raises(TokenRefused):
        await loops.wait()
    await loops.stop()


async def test_stops_the_last_one_first_and_only_those_named() -> None:
    ended: list[str] = []
    started = 0

    def loop(name: str) -> object:
        async def run() -> None:
            nonlocal started
            started += 1
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)

        return run

    loops = Loops()
    for name in (LoopName.SEND, LoopName.ANSWERS, LoopName.POLL):
        loops.start(name, loop(name))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert started == 3
    await loops.stop(LoopName.ANSWERS)
    assert ended == ["answers"]
    await loops.stop()
    assert ended == ["answers", "poll", "send"]
    await loops.wait()


async def test_the_age_of_a_loops_last_beat_is_known() -> None:
    at = [100.0]
    loops = Loops(clock=lambda: at[0])
    loops.start(LoopName.POLL, asyncio.Event().wait)  # type: ignore[arg-type]
    at[0] = 107.0
    assert loops.ages() == {LoopName.POLL: 7.0}
    loops.beater(LoopName.POLL)()
    assert loops.ages() == {LoopName.POLL: 0.0}
    await loops.stop()
    assert loops.ages() == {}


async def test_a_loop_that_is_woken_in_the_instant_it_is_ended_ends() -> None:
    waits = asyncio.Event()

    async def once() -> float:
        waits.set()
        return 600

    work = Wakeable()
    loop = asyncio.create_task(work.rounds(once))
    await waits.wait()
    for _ in range(9):
        await asyncio.sleep(0)  # it has begun to wait for a wake
    work.wake()
    loop.cancel()
    done, _ = await asyncio.wait({loop}, timeout=60)
    assert done
