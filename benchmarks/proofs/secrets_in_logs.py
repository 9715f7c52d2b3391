"""T10: a program that fails in every way, at every level; nothing it says may hold a token, an id or a text."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from pathlib import Path
from typing import Final
from unittest.mock import patch

from telegram.ext import ExtBot

from benchmarks.proofs import Figure, Proof, Scale, mute_objects
from benchmarks.proofs.dying import TOKEN
from benchmarks.proofs.failing_api import ANSWERS, CUT, failing, told_of
from benchmarks.proofs.needles import Needles
from benchmarks.proofs.spelled import CYRILLIC, FIRST_PERSON, LATIN, numbers, texts
from bot import logs
from bot.delivery import faults
from bot.delivery.request import QuietBot
from bot.rehearsal.process import clean_environment

LEVELS: Final = ("debug", "info", "warning", "error")
ROOT: Final = Path(__file__).parents[2]


def _needles() -> Needles:
    made = Needles()
    for secret in (LATIN, CYRILLIC, TOKEN.partition(":")[2]):
        made.add(secret, texts(secret))
    made.add("an id", numbers(FIRST_PERSON))
    return made


def _leaks(where: str, said: str) -> list[str]:
    return [str(one) for one in _needles().search(where, said.encode("utf-8", "replace"))]


async def failing_calls(scale: Scale) -> tuple[int, list[str]]:
    """Every failure of the Bot API at every level: how many calls, and what was told."""
    tried, found = 0, list[str]()
    async with failing() as (root, told):
        for level in LEVELS if scale is Scale.FULL else LEVELS[:1]:
            for how in (*ANSWERS, *CUT):
                told["how"], stream = how, io.StringIO()
                logs.configure(level, json=True, stream=stream)
                logs.install_loop(asyncio.get_running_loop())
                tried += await told_of(how, root, stream)
                found += _leaks(f"{how} at {level}", stream.getvalue())
    return tried, found


def deaths(scale: Scale, *ways: str) -> tuple[int, list[str]]:
    """A program that dies with a secret, at every level: how many died, and what they said."""
    tried, found = 0, list[str]()
    for level in LEVELS if scale is Scale.FULL else LEVELS[:1]:
        for way in ways:
            done = subprocess.run(  # noqa: S603 - a module of ours
                [sys.executable, "-m", "benchmarks.proofs.dying", level, way],
                cwd=ROOT, env=clean_environment({}), capture_output=True, check=False,
            )  # fmt: skip
            said = (done.stdout + done.stderr).decode(errors="replace")
            tried += 1
            found += _leaks(f"a death at {level}, {way}", said)
            if done.returncode != 1 or '"crashed"' not in said.replace("crashed ", '"crashed"'):
                found.append(f"a death at {level}, {way}: it did not die as it should")
    return tried, found


async def run(scale: Scale) -> Figure:
    """Failing calls, deaths, objects."""
    calls, leaked = await failing_calls(scale)
    died, said = deaths(scale, "json", "console")
    objects, shown = await mute_objects.asked()
    fields, printed = mute_objects.secret_fields()
    found = [*leaked, *said, *shown, *printed]
    words = f"{calls} failing calls, {died} deaths, {objects:,} objects asked, {fields} fields named like secrets"
    return Figure(calls + died + objects + fields, len(found), "; ".join([words, *found[:3]]))


async def planted(_scale: Scale) -> Figure:
    """Telegram's phrases kept whole; the interpreter's own last words; the library's bot as it shows itself."""
    with patch.object(faults, "shortened", str):
        calls, leaked = await failing_calls(Scale.SMALL)
    died, said = deaths(Scale.SMALL, "bare")
    with patch.object(QuietBot, "__repr__", ExtBot.__repr__):
        objects, shown = await mute_objects.asked()
    every = all((leaked, said, shown))
    return Figure(calls + died + objects, len(leaked) + len(said) + len(shown) if every else 0)


PROOF: Final = Proof(
    name="T10 secrets in logs",
    promise="No line, last word, exception or printed object of the program holds a token, an id or a text.",
    run=run,
    planted=planted,
    seconds=30,
    slow=True,
)
