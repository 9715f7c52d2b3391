"""The tour: captions in order, a pause that holds, an end that ends, a failure that says so."""

import asyncio
from typing import Any

import pytest

from bot.rehearsal.board import Board
from bot.rehearsal.script import CAPTIONS, LINES
from bot.rehearsal.tour import Caption, Tour, TourStoppedError


async def shown(board: Board) -> Any:
    return (await board.news(0))[1].get("tour")


def caption(title: str) -> Caption:
    return Caption(title=title, body="", seconds=1000)


async def test_steps_are_counted_and_looked_at() -> None:
    async def story(tour: Tour, language: str) -> None:
        await tour.tell(caption("one"), part="phones", user=7)
        await tour.tell(caption(language), part="server")

    board = Board()
    tour = Tour(board, story, 2)
    await tour.obey("start", language="uk", pace=0)
    await tour.ended()
    told = await shown(board)
    assert (told["title"], told["step"], told["steps"], told["ended"]) == ("uk", 2, 2, True)
    assert told["look"] == {"part": "server"}


async def test_a_paused_tour_waits_and_goes_on() -> None:
    async def story(tour: Tour, _language: str) -> None:
        await tour.obey("pause")
        await tour.tell(caption("held"))
        await tour.tell(caption("after"))

    board = Board()
    tour = Tour(board, story, 2)
    await tour.obey("start", pace=0)
    number, parts = await board.news(0)
    while (parts.get("tour") or {}).get("title") != "held":
        number, parts = await board.news(number)
    assert (await shown(board))["paused"]
    await tour.obey("resume")
    await tour.ended()
    assert (await shown(board))["title"] == "after"


async def test_it_ends_wherever_it_stands() -> None:
    async def story(tour: Tour, _language: str) -> None:
        await tour.tell(caption("long"))
        await asyncio.Event().wait()

    board = Board()
    tour = Tour(board, story, 1)
    await tour.obey("start", pace=0)
    await tour.stop()
    assert await shown(board) is None


@pytest.mark.parametrize("fault", [TourStoppedError("The bot is silent"), TimeoutError()])
async def test_a_story_that_can_not_go_on_says_so(fault: Exception) -> None:
    async def story(tour: Tour, _language: str) -> None:
        await tour.tell(caption("first"))
        raise fault

    board = Board()
    tour = Tour(board, story, 1)
    await tour.obey("start", pace=0)
    await tour.ended()
    told = await shown(board)
    assert told["title"] == "The tour stopped here"
    assert told["body"]
    assert told["ended"]


async def test_an_unknown_wish_is_refused() -> None:
    with pytest.raises(ValueError, match="dance"):
        await Tour(Board(), lambda *_: asyncio.sleep(0), 1).obey("dance")


async def test_the_board_tells_only_what_changed() -> None:
    board = Board()
    board.put("bot", {"state": "running"})
    board.put("log", [])
    number, parts = await board.news(0)
    assert set(parts) == {"bot", "log"}
    board.put("bot", {"state": "running"})
    board.put("log", ["a line"])
    assert (await board.news(number))[1] == {"log": ["a line"]}


def test_the_script_speaks_three_languages_and_its_word_is_typed() -> None:
    assert set(LINES) == {"ru", "uk", "en"}
    for lines in LINES.values():
        assert lines.word in lines.tell
    assert all(one.title and one.body for one in CAPTIONS.values())
