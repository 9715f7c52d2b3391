"""Where a group's messages run short new cards go as lines of one message: nothing lost, nothing twice, none changed
by another's row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.pacing import Limits, Pacer
from bot.delivery.tickets import Line, Ticket
from bot.messages import Delete, Edit, Priority, Send
from storage.outgoing import SHEET
from tests.unit.delivery.conftest import refused
from tests.unit.delivery.test_kills import SENDING, Killed, killer
from tests.unit.delivery.test_outbox import GROUP, SOLDIER, Office, post, text

if TYPE_CHECKING:
    from bot.delivery.api import Api
    from storage.database import Database, Tx
    from storage.outbox import Outbox
    from storage.posts import Post, Posts
    from tests.unit.delivery.conftest import Telegram

LIMITS = Limits()


@pytest.fixture
def office(api: Api, database: Database, outbox: Outbox, posts: Posts) -> Office:
    office = Office(api, database, outbox, posts)
    office.fresh(LIMITS)
    return office


def card(number: int, **more: Any) -> Send:
    return text(number, GROUP, **({"merge": True, "role": "card", "priority": Priority.CARD} | more))


async def flooded(office: Office, count: int = 30) -> None:
    """So many cards at once."""
    await office.put(*(card(number) for number in range(1, count + 1)))
    await office.go()


async def until_empty(office: Office, seconds: int = 600) -> None:
    for _ in range(seconds):
        if not await office.left():
            return
        await office.go(1.0)


def shown(telegram: Telegram) -> list[int]:
    """The cards that were sent, by their own messages and as lines, in order."""
    found = []
    for method, params in telegram.calls:
        said = params.get("text", "").removesuffix(" ↻")
        if method == "sendMessage" and said.startswith("lines "):
            found += [int(number) for number in said[7:-1].split(", ") if number]
        elif method == "sendMessage":
            found.append(int(said.split()[1]))
    return found


async def sheet_of(office: Office, number: int) -> Post:
    line = await office.where(number)
    assert line is not None
    assert line.sheet is not None
    sheet = await office.database.transact(lambda tx: office.posts.by_id(tx, line.sheet or b""))
    assert sheet is not None
    return sheet


async def test_few_cards_go_alone(office: Office, telegram: Telegram) -> None:
    await flooded(office, 4)
    assert telegram.texts() == [f"text {number}" for number in range(1, 5)]


async def test_many_go_as_lines_of_sheets_of_ten(office: Office, telegram: Telegram) -> None:
    await flooded(office)
    assert [len(said) for said in telegram.texts()] == [len(f"lines {list(range(a, a + 10))}") for a in (1, 11, 21)]
    assert sorted(shown(telegram)) == list(range(1, 31))
    sheet = await sheet_of(office, 7)
    assert (sheet.role, sheet.message, len(sheet.lines)) == (SHEET, 101, 10)
    line = await office.where(7)
    assert line is not None
    assert (line.message, line.chat) == (101, GROUP)


async def test_a_sheet_is_found_by_its_message_and_no_line_is(office: Office) -> None:
    await flooded(office)
    found = await office.database.transact(lambda tx: office.posts.by_message(tx, GROUP, 101))
    assert found is not None
    assert (found.role, found.case) == (SHEET, None)


async def test_what_is_urgent_goes_alone_and_first(office: Office, telegram: Telegram) -> None:
    await office.put(*(card(number) for number in range(1, 31)))
    await office.put(card(31, priority=Priority.URGENT), card(32, priority=Priority.URGENT))
    await office.go()
    assert telegram.texts()[:2] == ["text 31", "text 32"]
    assert 31 not in shown(telegram)[2:]


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("point", ["outbox.merged", *SENDING])
async def test_killed_anywhere_no_card_is_lost_or_shown_twice_unmarked(
    office: Office, telegram: Telegram, point: str, nth: int
) -> None:
    await killed_and_started(office, telegram, point, nth)


async def killed_and_started(office: Office, telegram: Telegram, point: str, nth: int) -> None:
    office.fresh(LIMITS, probe=killer(point, nth))
    with pytest.raises(Killed):
        await flooded(office, 25)
    office.fresh(LIMITS)
    await until_empty(office)
    unmarked = [params["text"] for _, params in telegram.calls if not params.get("text", "").endswith("↻")]
    assert sorted(set(shown(telegram))) == list(range(1, 26))
    assert len(unmarked) == len(set(unmarked))
    for number in range(1, 26):
        line = await office.where(number)
        assert line is not None
        assert line.message is not None


async def test_lines_that_are_not_settled_with_their_sheet_would_be_found(
    office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: Telegram's id is noted for the sheet alone."""

    async def nothing(_tx: Tx, _sheet: bytes, **_more: Any) -> None:
        return None

    monkeypatch.setattr(office.outbox, "_lines_sent", nothing)
    with pytest.raises(AssertionError):
        await killed_and_started(office, telegram, "outbox.called", 1)


async def test_a_change_of_a_line_is_drawn_on_its_sheet(office: Office, telegram: Telegram) -> None:
    await flooded(office)
    telegram.calls.clear()
    await office.put(*(Edit(post=post(number), text=f"taken {number}") for number in (3, 4, 5)))
    await until_empty(office)
    assert [(method, params["message_id"]) for method, params in telegram.calls] == [("editMessageText", 101)]
    assert telegram.texts() == [f"lines {list(range(1, 11))}"]


async def test_a_row_that_reached_the_shared_message_would_be_found(
    office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a line's row is sent as it is, over nine other cards."""
    monkeypatch.setattr("bot.delivery.outcomes._is_line", lambda *_: False)
    await changed_under_way(office)
    assert "taken 3" in telegram.texts()


async def changed_under_way(office: Office) -> None:
    """An edit comes while its card's call is under way, alone; that is refused, and the card is merged after all."""
    await office.put(*(card(number) for number in range(1, 26)))
    rows = await office.database.transact(lambda tx: office.outbox.waiting(tx, now=office.now(), limit=99))
    for row in rows:
        await office.database.transact(partial(office.outbox.claim, row_id=row.id))
    await office.put(Edit(post=post(3), text="taken 3", priority=Priority.CARD))
    for row in rows:
        await office.database.transact(partial(office.outbox.retry, row_id=row.id, tries=1, unsent=True))
    office.fresh(LIMITS)
    await until_empty(office)


async def test_an_edit_that_waited_for_a_card_is_drawn_on_its_sheet(office: Office, telegram: Telegram) -> None:
    await changed_under_way(office)
    assert "taken 3" not in telegram.texts()
    assert sorted(set(shown(telegram))) == list(range(1, 26))


async def test_what_becomes_urgent_steps_out_of_its_sheet(office: Office, telegram: Telegram) -> None:
    await flooded(office)
    telegram.calls.clear()
    await office.put(Edit(post=post(3), text="red 3", priority=Priority.URGENT))
    await until_empty(office)
    assert telegram.texts() == ["red 3", f"lines {[1, 2, *range(4, 11)]}"]
    line = await office.where(3)
    assert line is not None
    assert (line.sheet, line.message) == (None, 104)


async def test_a_line_that_goes_leaves_the_others(office: Office, telegram: Telegram) -> None:
    await flooded(office)
    telegram.calls.clear()
    await office.put(Delete(post=post(3)))
    await until_empty(office)
    assert telegram.methods() == ["editMessageText"]
    assert telegram.texts() == [f"lines {[1, 2, *range(4, 11)]}"]
    await office.put(*(Delete(post=post(number)) for number in (1, 2, *range(4, 11))))
    await until_empty(office)
    assert telegram.methods()[-1] == "deleteMessages"
    assert telegram.calls[-1][1]["message_ids"] == [101]


async def test_what_answers_a_line_waits_for_its_sheet(office: Office, telegram: Telegram) -> None:
    await office.put(*(card(number) for number in range(1, 26)))
    await office.put(text(99, GROUP, reply_to=post(4), priority=Priority.CARD))
    await until_empty(office)
    (answer,) = [params for _, params in telegram.calls if params.get("text") == "text 99"]
    line = await office.where(4)
    assert line is not None
    assert line.sheet is not None
    assert answer["reply_parameters"]["message_id"] == line.message


async def test_a_sheet_that_was_deleted_by_hand_comes_again_with_its_lines(office: Office, telegram: Telegram) -> None:
    await flooded(office)
    telegram.script.append(refused(400, "Bad Request: message to edit not found"))
    await office.put(Edit(post=post(3), text="taken 3"))
    await until_empty(office)
    assert telegram.methods()[-2:] == ["editMessageText", "sendMessage"]
    line = await office.where(3)
    assert line is not None
    assert line.message == 104


async def test_the_desk_hears_of_a_sheet_that_can_never_be_sent(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(400, "Bad Request: something new"))
    await flooded(office, 10)
    assert [arrived for _, arrived in office.settlings] == [False]


async def test_new_cases_and_changes_of_cards_take_turns(office: Office, telegram: Telegram) -> None:
    """Neither starves the other, however many wait."""
    for first in (1, 5):
        await office.put(*(card(number) for number in range(first, first + 4)))
        await office.go()
        await office.go(61.0)
    telegram.calls.clear()
    await office.put(*(Edit(post=post(number), text="x", priority=Priority.CARD) for number in range(1, 9)))
    for number in range(40, 70):
        await office.put(card(number))
        await office.go(2.0)
    kinds = telegram.methods()
    assert min(kinds.count("sendMessage"), kinds.count("editMessageText")) >= 4
    await until_empty(office)
    assert len(shown(telegram)) == 30


async def test_a_private_chat_is_never_merged(office: Office, telegram: Telegram) -> None:
    await office.put(*(text(number, SOLDIER, merge=True) for number in range(1, 20)))
    await until_empty(office)
    assert telegram.texts() == [f"text {number}" for number in range(1, 20)]


async def test_a_case_that_nobody_saw_for_half_a_minute_waits_for_replies_no_longer(
    office: Office, telegram: Telegram
) -> None:
    """And yet every other message is a reply."""
    replies = [text(100 + number, GROUP) for number in range(60)]
    await office.put(*replies, *(card(number) for number in range(1, 21)))
    for _ in range(100):
        await office.go(1.0)
    assert sorted(one for one in shown(telegram) if one < 100) == list(range(1, 21))
    kinds = ["card" if said.startswith("lines") else "reply" for said in telegram.texts()]
    first = kinds.index("card")
    assert first == 17
    assert kinds[first : first + 3] == ["card", "reply", "card"]


async def test_a_line_that_replies_always_overtake_would_be_found(
    office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: nobody becomes late."""
    monkeypatch.setattr("bot.delivery.tickets.UNSEEN_SECONDS", float("inf"))
    await office.put(*(text(100 + number, GROUP) for number in range(60)), *(card(number) for number in range(1, 21)))
    for _ in range(100):
        await office.go(1.0)
    assert not [one for one in shown(telegram) if one < 100]


def test_a_row_that_names_no_chat_stops_nobody() -> None:
    nowhere: Any = None
    line = Line(Pacer(clock=lambda: 0.0), moved={})
    ticket = Ticket(id=b"1", item=Edit(post=b"p", text="x"), chat=nowhere, priority=Priority.CARD)
    line.renew([(b"1", Priority.CARD)], {b"1": ticket})
    ready, _ = line.startable(0.0, busy=(), hands=4)
    assert [ticket.id for ticket in ready] == [b"1"]
