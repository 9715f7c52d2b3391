"""Promise: a whole day of talk leaves no word, name, number or code in the open: not on the disk, not in the log.

Several people and two operators use the real program, logging at DEBUG; then every byte it left is searched.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import deque
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess
from bot.rehearsal.things import User
from tests.acceptance.conftest import bot_settings, ready, rehearsal, with_topics  # noqa: F401
from tests.acceptance.driver import PRIVATELY, Operator, Phone, Stage
from tests.acceptance.stories import takes, words_on
from tests.promises.marks import CYRILLIC, LATIN, Marks, leaks, left_behind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

FIRST_ID = 2**51 + 0x1A2B3C4D5
"""Ids as long as Telegram may make them: eight bytes in a row, which chance does not write."""
FORM = ("I am serving", "Apply", "Yes, nobody can see", "No", "Only about me", "Mine, only I use it")


@pytest.fixture
def marks(rehearsal: Stage) -> Marks:  # noqa: F811
    """Markers; the token and the group are secrets already."""
    given = Marks()
    given.word("token", rehearsal.world.token.partition(":")[2])
    given.id("group", rehearsal.group.id)
    rehearsal.group.title = given.text()
    return given


@pytest.fixture
async def bot(
    rehearsal: Stage,  # noqa: F811
    ready: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[BotProcess]:
    """`run`, at DEBUG, every line of its log kept whole."""
    monkeypatch.setattr("bot.rehearsal.process.LONGEST_LINE", 2**20)
    world = rehearsal.world
    shutil.copytree(ready, tmp_path / "bot" / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, tmp_path / "bot" / "data")
    process = BotProcess(
        settings=settings | {"HOTLINE_LOG_LEVEL": "DEBUG"},
        folder=tmp_path / "bot",
        changed=world.touch,
        command=("-m", "tests.promises.unlimited", "run"),
        log=deque(),
    )
    rehearsal.bot = process
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, 90)
        assert world.called("getUpdates"), process.detail
        yield process
    finally:
        await process.stop()


@pytest.fixture
def account(rehearsal: Stage, marks: Marks) -> Callable[[], User]:  # noqa: F811
    """People whose every detail is a marker; their phones speak a language of that name, so the bot speaks English."""
    ids: Iterator[int] = iter(range(FIRST_ID, FIRST_ID + 100))

    def new() -> User:
        user = User(id=next(ids), name=marks.text(), language=marks.name(), username=marks.name())
        rehearsal.world.users[user.id] = user
        marks.id(f"id of {user.name}", user.id)
        return user

    return new


@pytest.fixture
def phone(rehearsal: Stage, account: Callable[[], User]) -> Callable[[], Phone]:  # noqa: F811
    return lambda: Phone(stage=rehearsal, user=account())


@pytest.fixture
def operator(rehearsal: Stage, account: Callable[[], User]) -> Callable[[], Operator]:  # noqa: F811
    def new() -> Operator:
        user = account()
        rehearsal.world.join(rehearsal.group, user)
        return Operator(stage=rehearsal, user=user)

    return new


async def applies(person: Phone, marks: Marks) -> str:
    """An application with own words beside a button and in their own place; the five words."""
    await person.sends("/start")
    for label in FORM[:3]:
        await person.taps(label)
    await person.sends(marks.text())
    await person.sees("I have kept your words")
    for label in FORM[3:]:
        await person.taps(label)
    await person.sees("Question 5 of 6")
    await person.sends(marks.text())
    await person.taps("Here, as soon as possible")
    await person.taps("Send")
    await person.taps("Yes, send it")
    words = words_on((await person.sees("five words")).text)
    for way in (" ", ",", '","', '", "', "-", "\n"):
        marks.word(f"the code with {way!r}", words.replace(" ", way))
    return words


async def talks(person: Phone, desk: Operator, marks: Marks) -> None:
    """Words, pictures and a place both ways, corrected; a note, and one that is sent after all."""
    world, alias = person.world, await takes(desk)
    said = await person.sends(marks.text())
    relayed = await desk.sees(said.text, in_=alias)
    await person.edits(said, marks.text())
    await desk.sees(said.text, in_=alias)
    world.photo(person.user, caption=(caption := marks.text()))
    await desk.sees(caption, in_=alias)
    world.location(person.user, at=(48.7654321, 37.1234567))
    answer = await desk.replies(relayed, marks.text())
    await person.reads(answer.text)
    await desk.edits(answer, marks.text())
    await person.sees(answer.text)
    world.photo(desk.user, relayed.chat, caption=(caption := marks.text()), reply_to=relayed.id, thread=relayed.thread)
    await person.reads(caption)
    note = await desk.sends(marks.text(), in_=alias)
    await desk.taps("Send to the person", under=await desk.sees("Internal note", in_=alias))
    await person.reads(note.text)
    await desk.sends(marks.text(), in_=alias)
    await desk.sees("Internal note", in_=alias)


async def a_day(phone: Callable[[], Phone], operator: Callable[[], Operator], marks: Marks) -> None:
    """One talks long, one asks and erases all, one leaves a question and a form unsent, one moves to another phone."""
    ivan, anna, petro, other = phone(), phone(), phone(), phone()
    desk, second = operator(), operator()
    for one in (desk, second):
        await one.starts(marks.name())
        await one.sees("operators", in_=PRIVATELY)
        await one.sends(marks.text(), in_=PRIVATELY)
        await one.sends(marks.text())
    words = await applies(ivan, marks)
    await talks(ivan, desk, marks)
    await second.taps("Open", under=await second.sees("· application"))
    await second.sees(LATIN, in_=PRIVATELY)
    await anna.sends(marks.text())
    await anna.taps("Send to an operator")
    await anna.sees("Check word")
    await desk.taps("Take", under=await desk.sees_button("Take"))
    await anna.sends("/delete")
    await anna.taps("Yes, erase everything")
    await petro.sends(marks.text())
    await petro.sees_button("Send to an operator")
    petro.world.voice(petro.user, caption=marks.text())
    await petro.sees("You sent a r")
    await petro.taps("To the start")
    for label in FORM[:2]:
        await petro.taps(label)
    await petro.sends(marks.text())
    await petro.sees("I have kept your words")
    await other.sends("/start")
    await other.taps("I have five words")
    await other.sends(words)
    await other.sees("Check word")
    await other.sends(marks.text())
    await desk.sees(f"{marks.given:03} {CYRILLIC}")


@pytest.mark.slow
async def test_a_day_of_talk_leaves_nothing_in_the_open(
    phone: Callable[[], Phone], operator: Callable[[], Operator], bot: BotProcess, marks: Marks
) -> None:
    await a_day(phone, operator, marks)
    for number, file in enumerate(phone().world.files.values()):
        marks.word(f"file {number}", file.unique)
    marks.word("a place", "48.7654321")
    running = left_behind(bot)
    assert {"data/parley.db", "data/parley.db-wal", "data/parley.db-shm", "log", "environ", "cmdline"} <= set(running)
    assert b'"level": "debug"' in running["log"]
    assert leaks(running, marks) == []
    await bot.kill()
    assert leaks(left_behind(bot), marks) == []
    await bot.start()
    await bot.stop()
    assert leaks(left_behind(bot), marks) == []
    assert marks.given > 30


@pytest.mark.slow
async def test_planted_leaks_are_found(bot: BotProcess, marks: Marks) -> None:
    """A text in a plain column, a text in a line of the log, an id in a column: by the same search."""
    await bot.stop()
    assert leaks(left_behind(bot), marks) == []
    marks.id("somebody", FIRST_ID)
    with closing(sqlite3.connect(bot.folder / "data" / "parley.db")) as rows:
        rows.execute("INSERT INTO aliases VALUES (?)", (marks.text(),))
        rows.execute("INSERT INTO drafts (person, hour, body) VALUES (x'00', ?, x'00')", (FIRST_ID,))
        rows.commit()
    bot.log.append(f'{{"event": "update_failed", "said": {marks.text()!a}}}')
    found = "\n".join(leaks(left_behind(bot), marks))
    assert f"'{LATIN}' in data/parley.db" in found
    assert f"'{CYRILLIC}' in log" in found
    assert "'somebody' in data/parley.db" in found
