"""Codes become keys slowly, fairly, on one thread; five tries an hour."""

import asyncio
import gc
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.codes.return_code import DESK, TRIES_AN_HOUR, CodeKeys, CodeKitchen, KitchenClosed, after_try, may_try
from bot.errors import NotYet
from storage.primitives import Cost

PEPPER = bytes(range(32))
WORDS = ("береза", "окно", "ложка", "трамвай", "облако")


def cheap(pepper: bytes = PEPPER) -> CodeKitchen:
    return CodeKitchen(pepper, memory_kib=32, passes=1, lanes=1)


class Gated(CodeKitchen):
    """A kitchen whose thread waits for the test before each code, and notes what it cooked."""

    def __init__(self, *, most_waiting: int = 1000) -> None:
        super().__init__(PEPPER, memory_kib=32, passes=1, lanes=1, most_waiting=most_waiting)
        self.turn = threading.Semaphore(0)
        self.cooked: list[str] = []
        self.threads: set[int] = set()

    def _derive(self, words: tuple[str, ...]) -> CodeKeys:
        self.turn.acquire()
        self.threads.add(threading.get_ident())
        self.cooked.append(words[0])
        if words[0] == "spoilt":
            raise RuntimeError
        return super()._derive(words)


@pytest.fixture
async def gated() -> AsyncIterator[Gated]:
    kitchen = Gated()
    yield kitchen
    kitchen.turn.release(1000)
    await kitchen.close()


async def ordered(kitchen: CodeKitchen, *orders: tuple[str, int]) -> list[asyncio.Task[CodeKeys]]:
    """Place orders of one word each, in this order, and return when all stand in line."""
    tasks = []
    for word, asker in orders:
        tasks.append(asyncio.create_task(kitchen.cook([word], asker=asker)))
        await asyncio.sleep(0)
    return tasks


async def test_keys_are_argon2id_of_the_words_under_the_pepper_parted_by_hkdf() -> None:
    kitchen = cheap()
    keys = await kitchen.cook(WORDS, asker=1)
    await kitchen.close()
    slow = Argon2id(salt=PEPPER, length=32, iterations=1, lanes=1, memory_cost=32).derive(" ".join(WORDS).encode())
    for got, purpose, size in ((keys.lookup, b"lookup", 16), (keys.wrap, b"wrap", 32)):
        info = b"parley/return-code/" + purpose + b"/1"
        assert got == HKDF(algorithm=SHA256(), length=size, salt=None, info=info).derive(slow)


async def test_every_word_its_order_and_the_pepper_count() -> None:
    kitchen, elsewhere = cheap(), cheap(bytes(32))
    keys = await kitchen.cook(WORDS, asker=1)
    assert keys == await kitchen.cook(list(WORDS), asker=2)
    others = [
        await kitchen.cook(WORDS[::-1], asker=1),
        await kitchen.cook((*WORDS[:4], "тарелка"), asker=1),
        await elsewhere.cook(WORDS, asker=1),
    ]
    assert len({keys.lookup, *(other.lookup for other in others)}) == 4
    assert len({keys.wrap, *(other.wrap for other in others)}) == 4
    await kitchen.close()
    await elsewhere.close()


async def test_the_loop_goes_on_while_a_code_is_cooked(gated: Gated) -> None:
    # Cooked on the loop's own thread, this would wait for itself until the time limit.
    (cooking,) = await ordered(gated, ("one", 1))
    assert not cooking.done()
    gated.turn.release()
    assert len((await cooking).wrap) == 32
    assert threading.get_ident() not in gated.threads


async def test_a_storm_waits_its_turn_and_a_single_asker_does_not_wait_for_it(gated: Gated) -> None:
    storm = await ordered(gated, *((f"storm{n}", 1) for n in range(20)))
    (single,) = await ordered(gated, ("single", 2))
    assert gated.depth == 20
    gated.turn.release(3)
    await single
    assert gated.cooked.index("single") <= 2
    gated.turn.release(100)
    await asyncio.gather(*storm)
    assert [word for word in gated.cooked if word != "single"] == [f"storm{n}" for n in range(20)]
    assert len(gated.threads) == 1


async def test_the_desks_own_code_waits_for_one_code_whatever_storms() -> None:
    kitchen = Gated(most_waiting=10)
    storm = await ordered(kitchen, *((f"storm{n}", n) for n in range(1, 81)))
    (own,) = await ordered(kitchen, ("own", DESK))
    kitchen.turn.release(2)
    await own
    assert kitchen.cooked == ["storm1", "own"]
    kitchen.turn.release(100)
    await asyncio.gather(*storm)
    await kitchen.close()


class FirstCome(Gated):
    """Planted: one queue for all, in order of arrival."""

    async def cook(self, words: tuple[str, ...] | list[str], *, asker: int) -> CodeKeys:  # type: ignore[override]
        return await super().cook(words, asker=1)


async def test_the_test_of_fairness_can_fail() -> None:
    kitchen = FirstCome()
    orders = await ordered(kitchen, *((f"storm{n}", 1) for n in range(20)), ("single", 2))
    kitchen.turn.release(100)
    await asyncio.gather(*orders)
    assert kitchen.cooked.index("single") == 20
    await kitchen.close()


async def test_the_line_is_bounded_and_nobody_is_refused() -> None:
    kitchen = Gated(most_waiting=3)
    orders = await ordered(kitchen, *((f"word{n}", n) for n in range(1, 11)))
    assert kitchen.depth == 2  # and one on the thread
    kitchen.turn.release(100)
    assert len(await asyncio.gather(*orders)) == 10
    await kitchen.close()


async def test_who_gives_up_is_not_cooked_for(gated: Gated) -> None:
    first, second, third = await ordered(gated, ("first", 1), ("second", 2), ("third", 3))
    second.cancel()
    await asyncio.wait([second])
    gated.turn.release(100)
    await asyncio.gather(first, third)
    assert gated.cooked == ["first", "third"]


async def test_one_spoilt_code_does_not_stop_the_kitchen(gated: Gated) -> None:
    spoilt, fine = await ordered(gated, ("spoilt", 1), ("fine", 2))
    gated.turn.release(100)
    with pytest.raises(RuntimeError):
        await spoilt
    assert await fine


async def test_closing_turns_the_waiting_away_and_finishes_the_code_on_the_thread() -> None:
    kitchen = Gated(most_waiting=2)
    on_thread, in_line, at_door = await ordered(kitchen, ("one", 1), ("two", 2), ("three", 3))
    closing = asyncio.create_task(kitchen.close())
    for turned_away in (in_line, at_door):
        with pytest.raises(KitchenClosed):
            await turned_away
    kitchen.turn.release()
    assert await on_thread
    await closing
    with pytest.raises(KitchenClosed):
        await kitchen.cook(WORDS, asker=1)
    await kitchen.close()


async def test_a_guess_costs_64_mib_and_the_line_takes_a_thousand_on_one_thread() -> None:
    kitchen = CodeKitchen(PEPPER)
    assert kitchen._cost == Cost(memory_kib=65_536, passes=3, lanes=4)
    assert kitchen._door._value == 1_000
    assert (kitchen._thread._max_workers, kitchen._thread._thread_name_prefix) == (1, "codes")
    await kitchen.close()


async def test_what_is_asked_for_is_made_once_for_each_name_and_given_once_to_whoever_comes_again() -> None:
    kitchen, begun = CodeKitchen(PEPPER, aside=True), list[str]()

    async def made(name: str) -> str:
        begun.append(name)
        return f"{name}{len(begun)}"

    async def comes(name: str) -> str | NotYet:
        try:
            return await kitchen.served(name, lambda: made(name))
        except NotYet as yet:
            return yet

    first, again, other = [await comes(name) for name in ("a", "a", "b")]
    assert isinstance(first, NotYet)
    assert isinstance(again, NotYet)
    assert isinstance(other, NotYet)
    assert (first.made, first.made is other.made) == (again.made, False)
    await asyncio.wait([first.made, other.made])
    assert [await comes("b"), await comes("a")] == ["b2", "a1"]
    anew = await comes("a")
    assert isinstance(anew, NotYet)
    await anew.made
    assert (await comes("a"), begun) == ("a3", ["a", "b", "a"])
    await kitchen.close()


async def test_where_nothing_waits_aside_it_is_made_there_and_then() -> None:
    kitchen = cheap()

    async def made() -> int:
        return 5

    assert await kitchen.served("a", made) == 5
    assert kitchen._dishes == {}
    await kitchen.close()


async def test_a_fault_goes_to_whoever_comes_again_and_is_no_news_where_nobody_does() -> None:
    kitchen, news = CodeKitchen(PEPPER, aside=True), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: news.append(told))

    async def spoilt() -> int:
        raise ZeroDivisionError

    for name in ("a", "b"):
        with pytest.raises(NotYet) as told:
            await kitchen.served(name, spoilt)
        await asyncio.wait([told.value.made])
    with pytest.raises(ZeroDivisionError):
        await kitchen.served("a", spoilt)
    del told
    kitchen._dishes.clear()
    gc.collect()
    await asyncio.sleep(0)
    assert news == []
    await kitchen.close()


async def test_secrets_are_mute() -> None:
    kitchen = cheap()
    keys = await kitchen.cook(WORDS, asker=1)
    await kitchen.close()
    assert repr(keys) == "CodeKeys()"
    assert repr(PEPPER) not in repr(kitchen)


@pytest.mark.slow
def test_a_storm_at_the_real_cost_takes_one_thread_and_70_mb() -> None:
    """In a process of its own: 12 codes of 12 askers at 64 MiB each."""
    code = """
import asyncio, threading
from pathlib import Path
from bot.desk.codes.return_code import CodeKitchen
def kib(field):
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[field].split()[0])
async def main():
    kitchen = CodeKitchen(bytes(32))
    await asyncio.get_running_loop().run_in_executor(None, int)
    idle, threads = kib("VmRSS"), threading.active_count()
    ticks, storm = 0, asyncio.gather(*(kitchen.cook(["word"], asker=n) for n in range(12)))
    while not storm.done():
        ticks += 1
        assert threading.active_count() <= threads + 1
        await asyncio.sleep(0.001)
    await kitchen.close()
    print(kib("VmHWM") - idle, ticks)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240)
    kib, ticks = map(int, done.stdout.split())
    assert 60e6 < kib * 1_024 <= 70e6
    assert ticks > 50


def tries_allowed(allowed_at: list[int], times: list[int]) -> list[int]:
    """Play a chat that tries at every one of these seconds; return when it was let."""
    tries: tuple[int, ...] = ()
    for now in times:
        if may_try(tries, now):
            tries = after_try(tries, now)
            allowed_at.append(now)
    return allowed_at


@given(st.lists(st.integers(0, 20_000), max_size=60))
def test_never_more_than_five_tries_in_any_hour(times: list[int]) -> None:
    allowed = tries_allowed([], sorted(times))
    for first in allowed:
        assert sum(first <= tried < first + 3600 for tried in allowed) <= TRIES_AN_HOUR


def test_the_sixth_try_comes_an_hour_after_the_first() -> None:
    assert tries_allowed([], [0, 10, 20, 30, 40, 50, 3599, 3600, 3601, 3610]) == [0, 10, 20, 30, 40, 3600, 3610]


@pytest.mark.parametrize("jump", [-366 * 86400, 366 * 86400])
def test_a_clock_that_was_wrong_locks_nobody_out(jump: int) -> None:
    tries = tuple(1_800_000_000 + jump + n for n in range(5))
    assert may_try(tries, 1_800_000_000)
    assert after_try(tries, 1_800_000_000) == (1_800_000_000,)
