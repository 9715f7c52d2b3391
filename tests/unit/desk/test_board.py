"""The board of an operator chat: pinned, edited in place, not too often, never seldom; found again, and sent anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Chat, Message

from bot.delivery.faults import ApiFault
from bot.desk.house import Turn
from bot.desk.showing import board, cards
from bot.flows.project import Hours
from bot.messages import Work
from handlers.reading import is_service
from tests.promises.officer import BOT, DESK
from tests.unit.desk.test_sheets import Desk, desk  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from tests.unit.desk.wire import Talk


class Boards:
    """The loop of the boards, turned by hand, and what it did to the group."""

    def __init__(self, line: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.line = line
        self.desk = board.BoardDesk()
        self.edits: list[int] = []
        self.pins: list[int] = []
        self.gone: set[int] = set()
        self.forbidden = False
        call = line.call

        async def watched(method: str, *, chat_id: int, **params: Any) -> Any:
            if method == "pinChatMessage":
                if self.forbidden:
                    raise ApiFault(method, 400, "Bad Request: not enough rights to manage pinned messages in the chat")
                self.pins.append(params["message_id"])
            if params.get("message_id") in self.gone and method == "editMessageText":
                raise ApiFault(method, 400, "Bad Request: message to edit not found")
            if method == "editMessageText" and "The queue" in params["text"]:
                self.edits.append(line.now)
            return await call(method, chat_id=chat_id, **params)

        monkeypatch.setattr(line, "call", watched)

    async def passes(self, seconds: int) -> None:
        for _ in range(seconds // board.LOOK_SECONDS):
            self.line.now += board.LOOK_SECONDS
            await self.desk.look(self.line.house, self.line.now)
            await self.line.deliver()

    @property
    def stands(self) -> int:
        return self.line.said("The queue")[-1]

    @property
    def text(self) -> str:
        return self.line.stands[self.stands][0]


@pytest.fixture
def boards(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Boards:  # noqa: F811
    return Boards(desk, monkeypatch)


async def test_at_the_start_it_is_sent_and_pinned_once(boards: Boards) -> None:
    await boards.passes(60)
    assert len(boards.line.said("The queue")) == 1
    assert boards.pins == [boards.stands]
    assert "Waiting: <b>0</b>" in boards.text
    assert "(UTC)" in boards.text


async def test_it_counts_what_waits_and_what_is_taken(boards: Boards) -> None:
    talks = await opened(boards, 11, 12, 13)
    await talks[1].presses(cards.TAKE)
    await boards.passes(60)
    assert "Waiting: <b>2</b>" in boards.text
    assert "In work: <b>1</b>" in boards.text
    assert "waits since 08:00" in boards.text
    assert "Urgent" not in boards.text


async def opened(boards: Boards, *chats: int) -> list[Talk]:
    return await boards.line.opens(*chats)


async def test_the_counts_are_those_of_one_chat(boards: Boards) -> None:
    await opened(boards, 11, 12)

    async def count(chat: int) -> board.Counts:
        house = boards.line.house
        work = Work(bot=BOT, update_id=1, now=boards.line.now)
        return await house.database.transact(lambda tx: board.board_counts(Turn(house, tx, work), chat))

    assert (await count(DESK)).waiting == 2
    assert await count(DESK - 1) == board.Counts()


async def test_it_is_edited_twice_a_minute_at_most(boards: Boards) -> None:
    await boards.passes(30)
    for number in range(40):
        await opened(boards, 100 + number)
        await boards.passes(board.LOOK_SECONDS)
    assert len(boards.edits) >= 5
    for start in boards.edits:
        assert sum(start <= at < start + 60 for at in boards.edits) <= 2


async def test_without_news_it_is_edited_within_five_minutes(boards: Boards) -> None:
    await boards.passes(1_500)
    gaps = [after - before for before, after in zip(boards.edits, boards.edits[1:], strict=False)]
    assert gaps
    assert max(gaps) <= 300


async def test_after_a_restart_it_is_found_again(boards: Boards) -> None:
    await boards.passes(30)
    stands = boards.stands
    boards.desk = board.BoardDesk()
    boards.line.restart()
    await boards.passes(300)
    assert boards.line.said("The queue") == [stands]
    assert boards.pins == [stands]
    assert boards.edits


async def test_one_that_somebody_deleted_is_sent_and_pinned_anew(boards: Boards) -> None:
    await boards.passes(30)
    boards.gone.add(boards.stands)
    await boards.passes(330)
    first, second = boards.pins
    assert first != second
    assert boards.stands == second


async def test_where_it_may_not_be_pinned_the_chat_learns_it(boards: Boards) -> None:
    boards.forbidden = True
    await boards.passes(60)
    assert boards.line.said("I may not pin the board")
    assert "Waiting" in boards.text


async def test_its_clock_is_the_desks_and_says_which(boards: Boards) -> None:
    house = boards.line.house
    hours = house.book.project.desk.model_copy(update={"hours": Hours(utc=3, since=8, until=20)})
    project = house.book.project.model_copy(update={"desk": hours})
    house.shelf.put(replace(house.book, project=project))
    await boards.passes(30)
    assert "11:00 (UTC+3)" in boards.text


def test_telegrams_own_line_that_something_was_pinned_says_nothing() -> None:
    chat = Chat(DESK, "supergroup")
    pinned = Message(1, datetime.now(UTC), chat)
    assert is_service(Message(2, datetime.now(UTC), chat, pinned_message=pinned))
