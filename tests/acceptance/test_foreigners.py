"""Who reads none of our languages: a language is a folder, and any other is one line, then a person who reads it."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.flows.approve import approve
from bot.flows.load import load_book
from bot.rehearsal.process import BotProcess
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE
from tests.pseudo import CODE, pseudo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.flows.model import Book
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content as it ships, one language more, and one line that two people approved."""
    root = pseudo(tmp_path_factory.mktemp("foreign"))
    for name in ("A. Native", "B. Native"):
        approve(root, load_book(root), "tongue-ne", name, date(2026, 11, 22))
    return root


@pytest.fixture(scope="module")
def book(content: Path) -> Book:
    return load_book(content)


@pytest.fixture
async def bot(
    rehearsal: Stage, command: tuple[str, ...], ready: Path, tmp_path: Path, content: Path
) -> AsyncIterator[BotProcess]:
    world = rehearsal.world
    shutil.copytree(ready, tmp_path / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, tmp_path / "data")
    settings["HOTLINE_LOCALES_DIR"] = str(content)
    process = BotProcess(settings=settings, folder=tmp_path, changed=world.touch, command=command)
    rehearsal.bot = process
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, PATIENCE)
        yield process
    finally:
        await process.stop()
    assert not rehearsal.faults()


@pytest.mark.slow
async def test_a_folder_more_is_a_language_more_from_start_to_an_answer(
    phone: Callable[..., Phone], operator: Callable[..., Operator], book: Book
) -> None:
    person, desk = phone("Omar", "ar-EG"), operator("Olena")

    def says(key: str) -> str:
        return book.texts.plain(CODE, key)

    await person.sends("/start")
    for key in ("door-soldier", "button-apply", "flow-soldier-safe-yes", "button-finish", "button-send-now"):
        await person.taps(says(key))
    receipt = await person.sees(says("check-means"))
    assert "five words" not in receipt.text
    card = await desk.sees(f"· {CODE}")
    await desk.taps("Take", under=card)
    head = await desk.sees("Check word", in_=card.text.split(" ")[0])
    await desk.replies(head, "We hear you")
    await person.sees(says("read-line"))
    await person.reads("We hear you", label=says("button-read"))


@pytest.mark.slow
async def test_another_language_is_one_line_and_the_card_says_which(
    phone: Callable[..., Phone], operator: Callable[..., Operator], book: Book
) -> None:
    person, desk = phone("Bishal", "ne"), operator("Olena")
    await person.sends("/start")
    await person.taps("Other language")
    shown = await person.sees(book.tongues["ne"].line)
    assert book.tongues["es"].line not in shown.text
    await person.taps(book.tongues["ne"].name)
    await person.sees("or speak it")
    await person.sends_voice()
    await person.sees("No human has read it yet")
    card = await desk.sees("Writes in: नेपाली (Nepali)")
    assert "only a question" in card.text
