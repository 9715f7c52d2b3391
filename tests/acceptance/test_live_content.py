"""A content editor changes a file while the bot runs: taken at once, whole or not at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.flows.approve import approve
from bot.flows.load import SHIPPED, load_book
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE
from tests.acceptance.forked import ForkedBot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage
    from tests.acceptance.forked import Cradle

pytestmark = pytest.mark.usefixtures("bot")
TITLE = "answer-trap-title = "


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content as it ships, but two people stand behind one answer."""
    folder = tmp_path_factory.mktemp("approved") / "locales"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    approve_twice(folder)
    return folder


@pytest.fixture
def content(tmp_path: Path, approved: Path) -> Path:
    """A content folder of the editor's own."""
    shutil.copytree(approved, tmp_path / "locales")
    return tmp_path / "locales"


@pytest.fixture
async def bot(
    rehearsal: Stage, command: tuple[str, ...], ready: Path, tmp_path: Path, content: Path, *, cradle: Cradle
) -> AsyncIterator[BotProcess]:
    world = rehearsal.world
    shutil.copytree(ready, tmp_path / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, tmp_path / "data")
    settings["HOTLINE_LOCALES_DIR"] = str(content)
    process = ForkedBot(settings=settings, folder=tmp_path, changed=world.touch, command=command, cradle=cradle)
    rehearsal.bot = process
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, PATIENCE)
        yield process
    finally:
        await process.stop()
    assert not rehearsal.faults()


def approve_twice(folder: Path) -> None:
    book = load_book(folder)
    for name in ("A. Lawyer", "B. Lead"):
        approve(folder, book, "trap", name, book.answers["trap"].checked)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


async def taken(person: Phone, times: int) -> None:
    """The bot took so many changes."""
    log = person.stage.bot.log if person.stage.bot else []
    await person.stage.wait(lambda: str(list(log)).count("content_taken") >= times, "a change to be taken", person.user)


async def test_a_changed_sentence_is_on_the_next_screen_and_a_faulty_one_is_not(
    content: Path, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.sees("Who is this about?")
    file = content / "en" / "ui.ftl"
    change(file, "home-choose = Who is this about?", "home-choose = Whom is this about, then?")
    await taken(person, 1)
    await person.sends("/start")
    await person.sees("Whom is this about, then?")
    change(file, "home-choose = Whom is this about, then?", "home-choose = Now { $who } is wrong.")
    told = await desk.sees("not taken")
    assert "ui.ftl" in told.text
    await person.sends("/help")
    await person.sees("How this works")
    await person.sends("/start")
    await person.sees("Whom is this about, then?")


@pytest.mark.slow
async def test_an_approved_answer_stays_as_it_was_until_its_change_is_approved(
    content: Path, phone: Callable[..., Phone]
) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.sees_button("I only have a question")
    change(content / "en" / "answers.ftl", TITLE, TITLE + "New words: ")
    await taken(person, 1)
    await person.taps("I only have a question")
    await person.taps("About this line")
    listed = await person.sees_button("Who are you? The army?")
    assert not any("New words" in key["text"] for row in listed.buttons for key in row)
    approved = content.with_name("approved")
    shutil.copytree(content, approved)
    approve_twice(approved)
    (approved / "answers" / "answers.toml").replace(content / "answers" / "answers.toml")
    await taken(person, 2)
    await person.taps("To the start")
    await person.taps("I only have a question")
    await person.taps("About this line")
    await person.sees_button("New words")


@pytest.mark.slow
async def test_the_bot_starts_with_the_last_approved_version_after_a_change(
    bot: BotProcess, content: Path, phone: Callable[..., Phone]
) -> None:
    person = phone("Ivan")
    await bot.kill()
    change(content / "en" / "answers.ftl", TITLE, TITLE + "New words: ")
    await bot.start()
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("About this line")
    listed = await person.sees_button("Who are you? The army?")
    assert not any("New words" in key["text"] for row in listed.buttons for key in row)
