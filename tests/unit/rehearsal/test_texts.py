"""The Texts tab: whole or not at all, in the rehearsal's own folder, and no word of it in the shipped one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.errors import ContentError
from bot.flows.load import SHIPPED, load_book
from bot.rehearsal.play import own_content
from bot.rehearsal.process import BotProcess, RehearsalError, State
from bot.rehearsal.texts import LONGEST, Change, TextsDesk, copy_content
from bot.rehearsal.texts_routes import TextsRoutes
from tests.small_content import small_content

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.texts import Texts

KEY = "home-choose"


@pytest.fixture(scope="module")
def taken() -> list[Texts]:
    return []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, taken: list[Texts]) -> TextsDesk:
    folder = tmp_path_factory.mktemp("rehearsal")
    (folder / "own").mkdir()
    own = small_content(folder / "own")
    (own / "uk" / "banned.txt").write_text("red cross = answer-first\n", encoding="utf-8")
    (own / "en" / "banned.txt").write_text("only chance\n", encoding="utf-8")
    root = copy_content(folder / "locales", own)
    return TextsDesk(root=root, trial=folder / "trial", banned=load_book(root).banned, taken=taken.append)


@pytest.fixture
def bot(tmp_path: Path) -> BotProcess:
    return BotProcess(settings={}, folder=tmp_path)


@pytest.fixture
async def page(desk: TextsDesk, bot: BotProcess) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.add_routes(TextsRoutes(desk, bot).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


def ui(folder: Path) -> str:
    return (folder / "en" / "ui.ftl").read_text(encoding="utf-8")


def test_an_editors_own_folder_is_copied_where_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HOTLINE_LOCALES_DIR", raising=False)
    assert own_content() == SHIPPED
    monkeypatch.setenv("HOTLINE_LOCALES_DIR", str(tmp_path))
    assert own_content() == tmp_path
    monkeypatch.setenv("HOTLINE_LOCALES_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(RehearsalError, match="is no folder"):
        own_content()


def test_every_text_is_listed_with_its_file_and_languages(desk: TextsDesk) -> None:
    listed = desk.listed()
    assert [one["code"] for one in listed["languages"]] == ["en", "uk"]
    assert {one["name"] for one in listed["languages"]} == {"English", "Українська"}
    home = next(text for text in listed["texts"] if text["key"] == KEY)
    assert (home["file"], home["said"]["en"]) == ("ui.ftl", "Who is this about?")
    assert all(set(text["said"]) == {"en", "uk"} for text in listed["texts"])


async def test_a_change_is_in_the_copy_and_nowhere_else(desk: TextsDesk, taken: list[Texts]) -> None:
    assert await desk.save(Change("en", KEY, "Whom is this about?")) == []
    assert "home-choose = Whom is this about?" in ui(desk.root)
    assert ui(desk.root.with_name("own")) == ui(desk.root).replace("Whom is", "Who is")
    assert taken[-1].plain("en", KEY) == "Whom is this about?"
    assert load_book(desk.root).texts.plain("en", KEY) == "Whom is this about?"


async def test_what_a_check_refuses_changes_nothing(desk: TextsDesk, taken: list[Texts]) -> None:
    before, times = ui(desk.root), len(taken)
    assert await desk.save(Change("en", "button-resume", "Go on")) != []
    for said, fault in (
        ("Choose <b>now.", "<b> is not closed"),
        ("This is your only chance.", "say it otherwise"),
        ("Choose { $who }.", "{ $who } is not given to this text; remove it"),
        ("Who? " * 130, "the screen has"),
        ("{ $who", "a line can not begin"),
    ):
        assert any(fault in found for found in await desk.save(Change("en", KEY, said)))
    assert (ui(desk.root), len(taken)) == (before, times)
    assert ui(desk.trial) == before


def test_words_alone_are_looked_at_at_once(desk: TextsDesk) -> None:
    assert desk.look(Change("uk", "answer-first", "The Red Cross looks for him.")) == []
    assert "say it otherwise" in desk.look(Change("uk", "answer-second", "The Red Cross looks for him."))[0]
    with pytest.raises(ContentError, match="no text"):
        desk.look(Change("../en", KEY, "words"))


async def ask(page: TestClient[web.Request, web.Application], what: str, body: Any) -> tuple[int, dict[str, Any]]:
    async with page.post(f"/play/texts/{what}", json=body) as answer:
        return answer.status, await answer.json()


async def test_a_look_shows_the_text_as_a_phone_would(page: TestClient[web.Request, web.Application]) -> None:
    status, said = await ask(page, "look", {"language": "en", "key": KEY, "text": "Who <b>is</b> it?"})
    assert (status, said["shown"], said["faults"]) == (200, "Who is it?", [])
    assert [(one["type"], one["offset"], one["length"]) for one in said["entities"]] == [("bold", 4, 2)]
    _, said = await ask(page, "look", {"language": "en", "key": KEY, "text": "Who <b>is it?"})
    assert (said["shown"], said["entities"]) == ("Who <b>is it?", [])


ODD = [
    [],
    {"language": "en"},
    {"language": "en", "key": KEY, "text": 1},
    {"language": "xx", "key": KEY, "text": "a"},
    {"language": "en", "key": KEY, "text": "a" * (LONGEST + 1)},
]


async def test_a_save_waits_until_the_bot_has_it(
    page: TestClient[web.Request, web.Application], bot: BotProcess, desk: TextsDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = {"language": "en", "key": "left", "text": "Gone."}
    _, said = await ask(page, "save", change)
    assert (said["saved"], said["taken"]) == (True, False)
    save = desk.save

    async def and_taken(change: Change) -> list[str]:
        found = await save(change)
        bot.log.append("content_taken")
        return found

    monkeypatch.setattr(desk, "save", and_taken)
    bot.state = State.RUNNING
    _, said = await ask(page, "save", change | {"text": "Gone away."})
    assert (said["saved"], said["taken"]) == (True, True)


async def test_the_changed_folder_can_be_taken_along(
    page: TestClient[web.Request, web.Application], desk: TextsDesk, tmp_path: Path
) -> None:
    async with page.get("/play/texts/locales.zip") as answer:
        (tmp_path / "taken.zip").write_bytes(await answer.read())
    shutil.unpack_archive(tmp_path / "taken.zip", tmp_path)
    assert ui(tmp_path / "locales") == ui(desk.root)
    assert load_book(tmp_path / "locales").version == load_book(desk.root).version


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("what", ["look", "save"])
async def test_an_odd_wish_is_refused(page: TestClient[web.Request, web.Application], what: str, body: Any) -> None:
    status, said = await ask(page, what, body)
    assert (status, said["ok"]) == (400, False)
