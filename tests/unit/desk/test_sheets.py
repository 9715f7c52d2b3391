"""A case whose card is a line among others is taken, answered, hastened, closed and erased like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.faults import ApiFault
from bot.delivery.pacing import Limits, Pacer
from bot.desk import group
from bot.desk.duty import danger_call
from bot.desk.house import Turn
from bot.desk.showing import cards
from bot.messages import Said
from storage.cases import NewCase
from tests.promises.officer import BOT, DESK
from tests.unit.desk.wire import OLGA, Talk, Wire, wired

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.database import Tx
    from storage.posts import Post
    from tests.storage.conftest import Store

SCARCE = Limits(overall=10**6, private=10**6, group=10**6, group_kept=0, group_easy=0)
"""No limit holds up anything, and yet no two cards go alone."""
Button = tuple[str, str]


@dataclass
class Desk(Wire):
    """The same, with every message of the operator chat as it stands: words and buttons."""

    stands: dict[int, tuple[str, tuple[Button, ...]]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def restart(self) -> None:
        super().restart()
        self.sender._pacer = self.sender._outcomes._pacer = self.sender._line._pacer = Pacer(
            clock=self.clock, limits=SCARCE
        )

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        for known in self.refusals if chat_id == DESK else ():
            if known in str(params.get("text", "")):
                self.refusals.remove(known)
                raise ApiFault(method, 400, "Bad Request: something new")
        made = await super().call(method, chat_id=chat_id, **params)
        if chat_id == DESK and "text" in params:
            rows = params.get("reply_markup", {}).get("inline_keyboard", [])
            number = params.get("message_id") or made["message_id"]
            self.stands[number] = params["text"], tuple((b["text"], b["callback_data"]) for row in rows for b in row)
        return made

    async def does(self, work: Callable[[Turn], Any]) -> Any:
        async def unit(tx: Tx) -> Any:
            return await work(Turn(self.house, tx, self.work()))

        made = await self.house.database.transact(unit)
        await self.deliver()
        return made

    async def opens(self, *chats: int) -> list[Talk]:
        """So many cases at once, each of another person."""

        async def work(turn: Turn) -> list[bytes]:
            found = []
            for chat in chats:
                new = NewCase(kind="application", door="soldier", language="en", bot=BOT, chat=chat, check_word="pond")
                case = await self.house.cases.open(turn.tx, new, now=turn.now)
                case = replace(case, card=self.house.new_post())
                await self.house.cases.save(turn.tx, case)
                await cards.post_card(turn, case)
                found.append(case.id)
            return found

        for chat in chats:
            self.phone(chat, "en")
        return [Talk(self, self.phones[chat], case) for chat, case in zip(chats, await self.does(work), strict=True)]

    def said(self, part: str) -> list[int]:
        """The messages that say this."""
        return [number for number, (text, _) in self.stands.items() if part in text]

    def line(self, number: int, alias: str) -> str:
        """What a message says of a case."""
        return next(line for line in self.stands[number][0].splitlines() if alias in line)

    async def replies(self, number: int, text: str) -> int:
        self.desk_message += 1
        came = Said(
            chat=DESK, user=OLGA, message=self.desk_message, text=text, reply_to=number, reply_to_bot=True, name="Olga"
        )
        await group.said(self.house, came, self.work())
        await self.deliver()
        return came.message


@pytest.fixture
def desk(store: Store, book: Book) -> Desk:
    return Desk(wired(store, book).house, store=store)


async def alias(talk: Talk) -> str:
    return (await talk.case()).alias


async def test_each_line_has_a_take_button_and_tells_when_it_is_taken(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    (sheet,) = desk.stands
    names = [await alias(talk) for talk in talks]
    assert [label for label, _ in desk.stands[sheet][1]] == [f"Take {name}" for name in names]
    assert "New cases: 3" in desk.stands[sheet][0]
    assert await talks[1].presses(cards.TAKE) == "The case is yours."
    assert [label for label, _ in desk.stands[sheet][1]] == [f"Take {names[0]}", f"Take {names[2]}"]
    assert desk.line(sheet, names[1]) == f"👤 {names[1]} · Olga"
    assert (await talks[1].case()).room is not None


async def test_what_the_taker_answers_in_the_room_reaches_its_person_alone(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    await talks[1].presses(cards.TAKE)
    await talks[1].answers("come at noon")
    await talks[1].reads()
    assert [talk.has("come at noon") for talk in talks] == [False, True, False]


async def test_a_reply_to_a_sheet_goes_to_nobody_and_says_so(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    await replied_to_sheet(desk, talks)


async def replied_to_sheet(desk: Desk, talks: list[Talk]) -> None:
    (sheet,) = desk.stands
    beneath = await desk.replies(sheet, "come at noon")
    assert [talk.phone.messages for talk in talks] == [{}, {}, {}]
    assert [(await talk.case()).state for talk in talks] == ["new"] * 3
    assert desk.said("your reply went to nobody")
    assert beneath in desk.beneath


async def test_a_line_found_by_the_message_of_its_sheet_would_be_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: the shared message leads to one of its cards."""
    posts = desk.house.posts

    def shared(post: Post) -> bytes | None:
        found = post.message is not None and not post.lines
        return posts._vault.blind("message", post.chat, post.message or 0) if found else None

    monkeypatch.setattr(posts, "_message", shared)
    talks = await desk.opens(11, 12, 13)
    with pytest.raises(AssertionError):
        await replied_to_sheet(desk, talks)


async def test_what_becomes_urgent_gets_a_card_of_its_own_that_rings(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    (sheet,) = desk.stands
    case = await talks[0].case()
    await desk.does(lambda turn: danger_call.hasten(turn, case, "now"))
    assert "own below" in desk.line(sheet, case.alias)
    (own,) = [number for number in desk.said(case.alias) if number != sheet]
    assert "Urgent" in desk.stands[own][0]
    assert [label for label, _ in desk.stands[own][1]][:1] == ["Take"]
    assert len(desk.stands[sheet][1]) == 2


async def test_a_closed_case_and_an_erased_one_keep_their_lines(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    (sheet,) = desk.stands
    await talks[0].presses(cards.TAKE)
    await talks[0].presses("1")
    assert "closed" in desk.line(sheet, await alias(talks[0]))
    name = await alias(talks[1])

    async def erase(turn: Turn) -> None:
        case = await turn.case(talks[1].case_id)
        assert case is not None
        await cards.refresh_card(turn, case)
        await turn.house.cases.delete(turn.tx, case)

    await desk.does(erase)
    assert name not in desk.stands[sheet][0]
    assert "erased by the person" in desk.stands[sheet][0]
    assert [label for label, _ in desk.stands[sheet][1]] == [f"Take {await alias(talks[2])}"]


async def test_in_a_plain_group_a_taken_line_gets_the_card_its_thread_hangs_on(desk: Desk) -> None:
    desk.house.shelf.line = replace(desk.house.line, forum=False)
    talks = await desk.opens(11, 12, 13)
    (sheet,) = desk.stands
    await talks[2].presses(cards.TAKE)
    name = await alias(talks[2])
    (own,) = [number for number in desk.said(name) if number != sheet]
    assert "own below" in desk.line(sheet, name)
    await desk.replies(own, "come at noon")
    await talks[2].reads()
    assert [talk.has("come at noon") for talk in talks] == [False, False, True]


async def test_a_sheet_that_telegram_refuses_falls_apart_into_cards(desk: Desk) -> None:
    desk.refusals.append("New cases")
    talks = await desk.opens(11, 12, 13)
    assert len(desk.stands) == 3
    for talk in talks:
        assert len(desk.said(await alias(talk))) == 1


async def test_after_a_restart_a_sheet_is_known_by_its_lines(desk: Desk) -> None:
    talks = await desk.opens(11, 12, 13)
    (sheet,) = desk.stands
    desk.restart()
    await talks[0].presses(cards.TAKE)
    assert "Olga" in desk.line(sheet, await alias(talks[0]))
