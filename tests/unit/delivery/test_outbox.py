"""The sender over the real outbox: order, parents, claims, and every verdict followed to its end."""

from __future__ import annotations

import asyncio
import itertools
import random
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from bot.delivery.desk_side import What
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Limits, Pacer
from bot.delivery.tickets import Ticket
from bot.delivery.underway import UnderWay
from bot.errors import SealError, StorageError, TokenRefused
from bot.messages import (
    Button,
    CloseTopic,
    Delete,
    Edit,
    Erase,
    Leave,
    Media,
    Menu,
    OpenTopic,
    Outgoing,
    Priority,
    React,
    Send,
)
from tests.unit.delivery.conftest import NOW, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.delivery.api import Api
    from bot.messages import Keyboard
    from storage.database import Database, Tx
    from storage.outbox import Outbox
    from storage.posts import Post, Posts
    from tests.unit.delivery.conftest import Answer, Telegram

HOUR = 3_600
FREE = Limits(overall=10**6, private=10**6, group=10**6, group_kept=0)
SOLDIER, OTHER, GROUP = 5, 6, -9
BLOCKED = refused(403, "Forbidden: bot was blocked by the user")
GATEWAY = (502, b"<html>")


def post(number: int) -> bytes:
    return bytes([number]) * 16


class Office:
    """The sender, a clock turned by hand, and the real storage."""

    def __init__(self, api: Api, database: Database, outbox: Outbox, posts: Posts) -> None:
        self.api = api
        self.database = database
        self.outbox = outbox
        self.posts = posts
        self.clock = 1_000.0
        self.dead: list[int] = []
        self.missed: list[int] = []
        self.probed: list[str] = []
        self.begins: tuple[Outgoing, ...] = ()
        self.settlings: list[tuple[bytes, bool]] = []
        self.taken: list[bytes] = []
        self.sender = self.fresh()

    def now(self) -> int:
        return NOW + int(self.clock - 1_000.0)

    def fresh(self, limits: Limits = FREE, **settings: Any) -> Sender:
        self.sender = Sender(
            api=self.api,
            database=self.database,
            outbox=self.outbox,
            posts=self.posts,
            pacer=Pacer(clock=lambda: self.clock, limits=limits),
            now=self.now,
            desk=self,
            on_dead=self.hear,
            on_missed=self.hear_missed,
            clock=lambda: self.clock,
            jitter=lambda: 0.0,
            **({"probe": self.probed.append} | settings),
        )
        return self.sender

    async def room_again(self, tx: Tx, topic: Post, *, now: int) -> tuple[str, Sequence[Outgoing]]:
        return f"again {topic.role}", self.begins

    async def drawn(self, tx: Tx, post: Post, *, now: int) -> tuple[str, Keyboard]:
        lines = [one for line in post.lines if (one := await self.posts.by_id(tx, line)) is not None]
        own = [line.id[0] for line in lines if line.sheet == post.id]
        return f"lines {own}", ()

    async def settled(self, tx: Tx, item: Send | Edit, *, arrived: bool, now: int) -> None:
        self.settlings.append((item.post, arrived))

    async def gone(self, tx: Tx, post: Post, *, now: int) -> None:
        self.taken.append(post.id)

    async def hear(self, count: int) -> None:
        self.dead.append(count)

    async def hear_missed(self, count: int) -> None:
        self.missed.append(count)

    async def put(self, *items: Outgoing) -> None:
        async def unit(tx: Tx) -> None:
            for item in items:
                await self.outbox.put(tx, item, now=self.now())

        await self.database.transact(unit)

    async def go(self, seconds: float = 0.0) -> float:
        """Turn the clock, then send until nothing more can go; return the seconds until something may."""
        self.clock += seconds
        while True:
            await asyncio.sleep(0)
            wait = await self.sender.round()
            if wait > 0 and not self.sender._calls:
                return wait
            await self.sender.idle()

    async def where(self, number: int) -> Post | None:
        return await self.database.transact(lambda tx: self.posts.by_id(tx, post(number)))

    async def left(self) -> int:
        async def unit(tx: Tx) -> int:
            return len(await self.outbox.line(tx, now=self.now() + 10**6, limit=10**6))

        return await self.database.transact(unit)


@pytest.fixture
def office(api: Api, database: Database, outbox: Outbox, posts: Posts) -> Office:
    return Office(api, database, outbox, posts)


def text(number: int, chat: int = SOLDIER, **more: Any) -> Send:
    return Send(post=post(number), chat=chat, text=f"text {number}", **more)


async def test_a_message_is_sent_and_its_place_is_known(office: Office, telegram: Telegram) -> None:
    await office.put(text(1, role="screen"))
    await office.go()
    assert telegram.texts() == ["text 1"]
    found = await office.where(1)
    assert found is not None
    assert (found.message, found.role) == (101, "screen")
    assert await office.left() == 0
    assert office.probed == ["outbox.picked", "outbox.claimed", "outbox.called", "outbox.settled"]


async def test_the_urgent_go_first_and_a_chat_keeps_its_order(office: Office, telegram: Telegram) -> None:
    office.fresh(parallel=1)
    await office.put(
        text(1, priority=Priority.BOARD),
        text(2, priority=Priority.CARD),
        text(3),
        text(4),
        text(5, OTHER, priority=Priority.URGENT),
    )
    await office.go()
    assert telegram.texts() == [f"text {number}" for number in (5, 3, 4, 2, 1)]


async def test_a_chat_never_has_two_calls_at_once_while_others_go_on(office: Office, telegram: Telegram) -> None:
    together: list[set[int]] = []

    def watch(_method: str, _params: dict[str, Any]) -> None:
        chats = list(office.sender._calls.values())
        assert len(chats) == len(set(chats))
        together.append(set(chats))

    telegram.rule = watch
    await office.put(*(text(number, 1 + number % 3) for number in range(30)))
    await office.go()
    assert len(telegram.calls) == 30
    assert max(map(len, together)) == 3
    for chat in (1, 2, 3):
        own = [params["text"] for _, params in telegram.calls if params["chat_id"] == chat]
        assert own == sorted(own, key=lambda said: int(said.split()[1]))


async def test_a_row_waits_for_the_post_it_answers_or_changes(office: Office, telegram: Telegram) -> None:
    telegram.script.append(GATEWAY)
    await office.put(OpenTopic(post=post(1), chat=GROUP, title="A1", priority=Priority.BOARD))
    await office.put(text(2, GROUP, topic=post(1)), text(3, GROUP, topic=post(1), reply_to=post(2)))
    await office.put(CloseTopic(post=post(1), priority=Priority.URGENT))
    await office.go()
    assert telegram.methods() == ["createForumTopic"]
    await office.go(1.0)
    assert telegram.methods()[2:] == ["closeForumTopic", "sendMessage", "sendMessage"]
    assert telegram.calls[3][1]["message_thread_id"] == 101
    assert telegram.calls[4][1]["reply_parameters"]["message_id"] == 103


async def test_what_follows_a_sent_message_is_queued_with_it(office: Office, telegram: Telegram) -> None:
    tick = React(chat=OTHER, message=9, emoji="👌")
    await office.put(text(1, on_sent=(tick,), on_failed=(React(chat=OTHER, message=9, emoji="👎"),)))
    await office.go()
    assert telegram.methods() == ["sendMessage", "setMessageReaction"]
    assert telegram.calls[1][1]["reaction"] == [{"type": "emoji", "emoji": "👌"}]


async def test_a_blocked_chat_fails_as_foreseen(office: Office, telegram: Telegram) -> None:
    telegram.script.append(BLOCKED)
    await office.put(text(1, on_failed=(React(chat=OTHER, message=9, emoji="👎"),)))
    await office.go()
    assert telegram.methods() == ["sendMessage", "setMessageReaction"]
    assert (await office.where(1), await office.left(), office.dead) == (None, 0, [])
    assert office.settlings == [(post(1), False)]


async def test_a_desk_that_can_not_read_the_case_does_not_hold_up_what_was_sent(
    office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(tx: Tx, send: Send, *, arrived: bool, now: int) -> None:
        office.settlings.append((send.post, arrived))
        raise SealError

    monkeypatch.setattr(office, "settled", unreadable)
    await office.put(text(1))
    await office.go()
    assert office.settlings == [(post(1), True)]
    assert (telegram.texts(), await office.left()) == (["text 1"], 0)


@pytest.mark.parametrize(
    "answer",
    [
        refused(403, "Forbidden: bot was kicked from the supergroup chat"),
        refused(400, "Bad Request: not enough rights to send text messages to the chat"),
        refused(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    ],
)
async def test_a_group_that_shut_us_out_gets_all_its_messages_in_order_later(
    office: Office, telegram: Telegram, answer: Answer
) -> None:
    came: list[float] = []

    def shut(_method: str, params: dict[str, Any]) -> Answer | None:
        if params["chat_id"] != GROUP:
            return None
        came.append(office.clock)
        return answer if len(came) <= 8 else None

    telegram.rule = shut
    await office.put(text(1, GROUP), text(2, GROUP))
    await office.go()
    await office.put(text(3, OTHER), text(4, GROUP))
    while await office.left():
        await office.go(10)
    pairs = itertools.pairwise(came)
    assert [after - before for before, after in pairs] == [30, 60, 120, 240, 480, 600, 600, 600, 0, 0]
    assert telegram.texts() == ["text 1", "text 3", *["text 1"] * 8, "text 2", "text 4"]
    assert office.dead == []


async def test_leaving_a_group_that_has_us_no_more_is_done(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(403, "Forbidden: bot is not a member of the supergroup chat"))
    await office.put(Leave(chat=GROUP))
    await office.go()
    assert (telegram.methods(), await office.left(), office.dead) == (["leaveChat"], 0, [])


async def test_a_flood_pauses_its_chat_for_as_long_as_asked(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(429, "Too Many Requests: retry after 7", retry_after=7))
    await office.put(text(1), Edit(post=post(1), text="better"), text(2))
    assert await office.go() == pytest.approx(7)
    await office.put(text(3), text(4, OTHER))
    assert await office.go(6.9) == pytest.approx(0.1)
    assert telegram.texts() == ["better", "text 4"]
    await office.go(0.2)
    assert telegram.texts() == ["better", "text 4", "better", "text 2", "text 3"]


@pytest.mark.parametrize("answer", [(0, b""), GATEWAY, refused(500, "Internal Server Error"), (200, b"garbage")])
async def test_an_unclear_end_is_tried_again_and_marked_as_a_repeat(
    office: Office, telegram: Telegram, answer: Answer
) -> None:
    telegram.script.extend([answer] * 3)
    await office.put(text(1))
    assert await office.go() == pytest.approx(1)
    assert await office.go(1) == pytest.approx(2)
    assert await office.go(2) == pytest.approx(4)
    await office.go(4)
    assert telegram.texts() == ["text 1", "text 1 ↻", "text 1 ↻", "text 1 ↻"]
    assert await office.left() == 0


@asynccontextmanager
async def no_notes(office: Office) -> AsyncIterator[None]:
    """A disk that takes the note of a claim, and not the larger one of what Telegram answered."""
    settle = office.outbox.settle

    async def broken(*_: Any, **__: Any) -> None:
        raise StorageError("the disk is full")

    office.outbox.settle = broken  # type: ignore[method-assign]
    yield
    office.outbox.settle = settle  # type: ignore[method-assign]


async def tried(office: Office, times: int) -> None:
    for _ in range(times):
        with pytest.raises(StorageError):
            await office.go(60)


async def test_while_the_disk_keeps_no_note_what_was_sent_is_sent_once(office: Office, telegram: Telegram) -> None:
    await office.put(text(1), text(2))
    async with no_notes(office):
        await tried(office, 5)
    assert telegram.texts() == ["text 1"], "and what stands behind it waits"
    await office.go(60)
    assert telegram.texts() == ["text 1", "text 2"]
    assert await office.left() == 0
    first, second = await office.where(1), await office.where(2)
    assert first is not None
    assert second is not None
    assert (first.message, second.message) == (101, 102)


async def test_what_was_sent_goes_its_time_after_it_was_sent_not_after_it_was_written_down(
    office: Office, telegram: Telegram
) -> None:
    """Telegram deletes nothing that is older than 48 hours."""
    await office.put(replace(text(1), lives=24 * HOUR))
    async with no_notes(office):
        await tried(office, 1)
        sent = office.now()
        office.clock += 30 * HOUR
        await tried(office, 1)
    posted: list[Post | None] = []
    look = office.outbox.settle

    async def looked(tx: Tx, row: bytes, **said: Any) -> None:
        await look(tx, row, **said)
        posted.append(await office.posts.by_id(tx, post(1)))

    office.outbox.settle = looked  # type: ignore[method-assign, assignment]
    await office.go(60)
    assert posted[0] is not None
    assert posted[0].sent_at == sent
    assert telegram.methods() == ["sendMessage", "deleteMessages"]
    assert (await office.left(), office.missed) == (0, [])


async def test_what_was_sent_stands_where_it_was_sent_though_the_group_moved_before_it_was_written_down(
    office: Office, telegram: Telegram
) -> None:
    moved: dict[int, int] = {}
    office.fresh(moved=moved)
    await office.put(replace(text(1), chat=GROUP))
    async with no_notes(office):
        await tried(office, 1)
    moved[GROUP] = -1009
    await office.go(60)
    where = await office.where(1)
    assert where is not None
    assert (where.chat, where.message) == (GROUP, 101), "the number means another message in the new group"
    assert telegram.texts() == ["text 1"]


async def test_a_stop_writes_down_what_was_sent_once_there_is_room_whatever_failed_before(
    office: Office, telegram: Telegram
) -> None:
    """The call of one chat ends after the loop heard of the other's fault: its own is left over."""
    call, ends = office.api.call, asyncio.Event()

    async def slow(method: str, **params: Any) -> Any:
        answer = await call(method, **params)
        if params["chat_id"] == OTHER:
            await ends.wait()
        return answer

    office.api.call = slow  # type: ignore[method-assign]
    await office.put(text(1), replace(text(2), chat=OTHER))
    async with no_notes(office):
        with pytest.raises(StorageError):
            await office.sender.run()
        ends.set()
        await office.sender.idle()
    await office.sender.flush(5)
    assert await office.left() == 0
    office.fresh()
    await office.go(60)
    assert sorted(telegram.texts()) == ["text 1", "text 2"]


async def test_the_test_of_a_disk_that_keeps_no_note_can_fail(
    office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ticket, "taken", property(lambda _: None, lambda _, __: None))
    await office.put(text(1))
    async with no_notes(office):
        await tried(office, 3)
    assert telegram.texts() == ["text 1", "text 1 ↻", "text 1 ↻"]


async def test_what_was_sent_and_never_written_down_is_marked_as_a_repeat_by_the_next_run(
    office: Office, telegram: Telegram
) -> None:
    await office.put(text(1))
    async with no_notes(office):
        await tried(office, 1)
    office.fresh()
    telegram.script.append(refused(429, "Too Many Requests", retry_after=1))
    await office.go()
    await office.go(1)
    assert telegram.texts() == ["text 1", "text 1 ↻", "text 1 ↻"]
    assert await office.left() == 0


async def test_a_clear_refusal_is_no_repeat(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(429, "Too Many Requests", retry_after=1))
    await office.put(text(1))
    await office.go()
    await office.go(1)
    assert telegram.texts() == ["text 1", "text 1"]


async def test_a_claimed_row_of_an_earlier_run_is_sent_as_a_repeat(office: Office, telegram: Telegram) -> None:
    await office.put(text(1), text(2), Send(post=post(3), chat=SOLDIER, media=Media(kind="voice", file_id="F")))

    async def begin(tx: Tx) -> None:
        for row, _ in await office.outbox.line(tx, now=NOW, limit=9):
            if row != last:
                await office.outbox.claim(tx, row)

    line = await office.database.transact(lambda tx: office.outbox.line(tx, now=NOW, limit=9))
    last = line[1][0]
    await office.database.transact(begin)
    await office.go()
    assert telegram.texts() == ["text 1 ↻", "text 2"]
    assert "caption" not in telegram.calls[2][1]


async def test_a_send_cut_off_by_a_stop_is_marked_at_the_next_start(office: Office, telegram: Telegram) -> None:
    telegram.script.append((0, b""))
    await office.put(text(1))
    await office.go()
    office.fresh()
    await office.go()
    assert telegram.texts() == ["text 1", "text 1 ↻"]


async def test_an_edit_of_an_unsent_message_is_sent_as_the_message(office: Office, telegram: Telegram) -> None:
    await office.put(text(1), Edit(post=post(1), text="better", keyboard=((Button(label="b", data="d"),),)))
    await office.go()
    assert telegram.texts() == ["better"]


async def test_an_edit_that_comes_while_another_is_under_way_is_not_lost(office: Office, telegram: Telegram) -> None:
    await office.put(text(1))
    await office.go()
    await office.put(Edit(post=post(1), text="first"))
    await asyncio.sleep(0)
    telegram.came.clear()
    await office.sender.round()
    await telegram.came.wait()
    await office.put(Edit(post=post(1), text="second"))
    await office.go()
    assert telegram.texts() == ["text 1", "first", "second"]


async def test_an_edit_that_had_to_wait_goes_to_where_its_message_stands_by_then(
    office: Office, telegram: Telegram
) -> None:
    slow = office.fresh(Limits(overall=100, private=1, group=100, group_kept=0))
    await office.put(text(1))
    await office.go()
    await office.put(Edit(post=post(1), text="late"))
    assert await slow.round() > 0
    assert "late" not in telegram.texts()
    await office.database.transact(lambda tx: office.posts.sent(tx, post(1), message=555, now=NOW))
    await office.go(30.0)
    assert [params["message_id"] for _, params in telegram.calls if params.get("text") == "late"] == [555]


async def test_an_edit_that_goes_at_once_is_two_units(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.put(text(1))
    await office.go()
    await office.put(Edit(post=post(1), text="new"))
    asked, transact = list[object](), office.database.transact

    def counted(unit: Any) -> Any:
        asked.append(unit)
        return transact(unit)

    monkeypatch.setattr(office.database, "transact", counted)
    await office.go()
    assert len(asked) == 2, "what waits and where it stands; that it went"


async def test_an_unchanged_edit_and_a_missing_deletion_are_done(office: Office, telegram: Telegram) -> None:
    await office.put(text(1))
    await office.go()
    telegram.script.append(refused(400, "Bad Request: message is not modified: specified new message content"))
    await office.put(Edit(post=post(1), text="same"))
    await office.go()
    telegram.script.append(refused(400, "Bad Request: message to delete not found"))
    await office.put(Delete(post=post(1)))
    await office.go()
    assert (await office.where(1), await office.left(), office.dead) == (None, 0, [])


@pytest.mark.parametrize("phrase", ["message to edit not found", "message can't be edited"])
async def test_an_edit_of_a_vanished_message_goes_as_a_new_one(office: Office, telegram: Telegram, phrase: str) -> None:
    case = post(77)
    await office.put(OpenTopic(post=post(1), chat=GROUP, title="A1", case=case))
    await office.put(text(2, GROUP, topic=post(1), case=case, role="card"))
    await office.go()
    telegram.script.append(refused(400, f"Bad Request: {phrase}"))
    await office.put(Edit(post=post(2), text="<i>new</i>", html=True))
    await office.go()
    method, params = telegram.calls[-1]
    assert (method, params["text"], params["message_thread_id"]) == ("sendMessage", "<i>new</i>", 101)
    found = await office.where(2)
    assert found is not None
    assert (found.message, found.role, found.case) == (103, "card", case)


async def test_a_vanished_topic_is_opened_again_before_the_message(office: Office, telegram: Telegram) -> None:
    await office.put(OpenTopic(post=post(1), chat=GROUP, title="A1"))
    await office.go()
    telegram.script.append(refused(400, "Bad Request: message thread not found"))
    await office.put(text(2, GROUP, topic=post(1)), text(3, GROUP, topic=post(1)))
    await office.go()
    assert telegram.methods() == ["createForumTopic", "sendMessage", "createForumTopic", "sendMessage", "sendMessage"]
    assert telegram.calls[2][1]["name"] == "again topic"
    assert [params["message_thread_id"] for method, params in telegram.calls[3:]] == [102, 102]
    assert telegram.texts()[1:] == ["text 2", "text 3"]


async def test_what_begins_a_topic_stands_before_the_message_that_opened_it_again(
    office: Office, telegram: Telegram
) -> None:
    office.begins = (text(9, GROUP, topic=post(1), priority=Priority.URGENT),)
    await office.put(OpenTopic(post=post(1), chat=GROUP, title="A1"), text(9, GROUP, topic=post(1)))
    await office.go()
    telegram.script.append(refused(400, "Bad Request: message thread not found"))
    await office.put(text(2, GROUP, topic=post(1)))
    await office.go()
    assert telegram.texts()[-2:] == ["text 9", "text 2"]
    head = await office.where(9)
    assert head is not None
    assert head.message == 104


async def test_an_upgraded_group_is_followed(office: Office, telegram: Telegram) -> None:
    moved = refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100)

    def rule(_method: str, params: dict[str, Any]) -> Answer | None:
        return moved if params["chat_id"] == GROUP else None

    telegram.rule = rule
    await office.put(text(1, GROUP))
    await office.go()
    await office.put(Edit(post=post(1), text="more"), text(2, GROUP))
    await office.go()
    assert [params["chat_id"] for _, params in telegram.calls] == [GROUP, -100, -100, -100]
    assert await office.left() == 0


async def test_an_unknown_refusal_is_a_dead_letter_and_notices_are_merged(office: Office, telegram: Telegram) -> None:
    telegram.rule = lambda _method, _params: refused(400, "Bad Request: chat not found")
    await office.put(text(1))
    await office.go()
    await office.go()
    assert office.dead == [1]
    await office.put(text(2), text(3, OTHER))
    await office.go(1)
    assert office.dead == [1]
    await office.go(600)
    assert office.dead == [1, 2]
    assert await office.left() == 0


async def test_what_can_not_be_sent_is_a_dead_letter_without_a_call(office: Office, telegram: Telegram) -> None:
    await office.put(Send(post=post(1), chat=SOLDIER, text="x" * 4097), text(2))
    await office.go()
    await office.go()
    assert (telegram.texts(), office.dead) == (["text 2"], [1])


@pytest.mark.parametrize("dead", [Menu(chat=SOLDIER), Leave(chat=SOLDIER)], ids=lambda item: item.kind)
async def test_what_has_no_words_dies_alone(dead: Menu | Leave, office: Office, telegram: Telegram) -> None:
    telegram.rule = lambda method, _params: None if method == "sendMessage" else refused(400, "Bad Request: no way")
    await office.put(dead, text(1))
    await office.go()
    await office.go(600)
    assert telegram.texts() == ["text 1"]
    assert await office.left() == 0


def test_the_log_has_a_name_for_every_kind_of_what_goes_out() -> None:
    kinds = [one.__dataclass_fields__["kind"].default for one in get_args(get_args(Outgoing)[0])]
    assert sorted(kinds) == sorted(What)


async def test_deletions_of_a_chat_go_together(office: Office, telegram: Telegram) -> None:
    await office.put(*(text(number, lives=HOUR) for number in range(1, 6)), text(6, OTHER, lives=HOUR))
    await office.go()
    telegram.calls.clear()
    await office.put(Erase(chat=SOLDIER, messages=tuple(range(1, 99)), due=office.now() + HOUR))
    await office.go(2 * HOUR)
    batches = [(params["chat_id"], len(params["message_ids"])) for _, params in telegram.calls]
    assert sorted(batches) == [(SOLDIER, 5), (SOLDIER, 98), (OTHER, 1)]
    assert await office.left() == 0


async def test_a_timed_deletion_comes_at_its_second_and_holds_up_nothing(office: Office, telegram: Telegram) -> None:
    await office.put(text(1, lives=HOUR))
    await office.go()
    await office.go(HOUR - 60)
    await office.put(text(2))
    await office.go()
    assert telegram.methods() == ["sendMessage", "sendMessage"]
    assert await office.go(50) <= 10
    await office.go(10)
    assert telegram.calls[-1] == ("deleteMessages", {"chat_id": SOLDIER, "message_ids": [101]})


async def test_an_overdue_deletion_goes_before_everything(office: Office, telegram: Telegram) -> None:
    await office.put(text(1, lives=HOUR))
    await office.go()
    office.fresh(parallel=1)
    office.clock += 24 * HOUR
    await office.put(text(2), text(3, OTHER))
    await office.go()
    assert telegram.methods() == ["sendMessage", "deleteMessages", "sendMessage", "sendMessage"]


async def test_of_deletions_refused_together_each_is_tried_alone(office: Office, telegram: Telegram) -> None:
    def rule(method: str, params: dict[str, Any]) -> Answer | None:
        old = method == "deleteMessages" and 102 in params["message_ids"]
        return refused(400, "Bad Request: message can't be deleted for everyone") if old else None

    telegram.rule = rule
    await office.put(*(text(number, lives=HOUR) for number in (1, 2, 3)))
    await office.go()
    await office.go(2 * HOUR)
    await office.go()
    gone = [params["message_ids"] for method, params in telegram.calls if method == "deleteMessages"]
    assert gone == [[101, 102, 103], [101], [102], [103]]
    assert (office.dead, office.missed, await office.left()) == ([], [1], 0)


async def test_in_a_group_a_deletion_passes_messages_that_must_wait(office: Office, telegram: Telegram) -> None:
    office.fresh(Limits(group=1, group_kept=0))
    await office.put(text(1, GROUP), text(2, GROUP))
    await office.go()
    await office.put(Delete(post=post(1), priority=Priority.TIMED))
    assert 0 < await office.go() <= 60
    assert telegram.methods() == ["sendMessage", "deleteMessages"]


async def test_the_real_limits_are_kept_over_a_flood(office: Office, telegram: Telegram) -> None:
    office.fresh(Limits())
    times: dict[int, list[float]] = {GROUP: [], SOLDIER: []}
    telegram.rule = lambda _method, params: times[params["chat_id"]].append(office.clock)
    await office.put(*(text(number, GROUP) for number in range(1, 61)), *(text(number) for number in range(61, 81)))
    while (wait := await office.go()) <= 30:
        office.clock += wait
    for start in times[GROUP]:
        assert sum(start <= at < start + 59.9 for at in times[GROUP]) <= 20
    for start in times[SOLDIER]:
        assert sum(start <= at < start + 4 for at in times[SOLDIER]) <= 4
    assert len(times[SOLDIER]) == 20


async def test_a_row_that_fails_for_ever_does_not_shut_its_chat(office: Office, telegram: Telegram) -> None:
    telegram.rule = lambda _method, params: GATEWAY if params.get("text", "").startswith("text 1") else None
    await office.put(text(1), text(2))
    await office.go()
    for _ in range(5):
        await office.go(31)
    assert "text 2" in telegram.texts()


async def test_a_row_that_does_not_open_stops_no_other(office: Office, telegram: Telegram) -> None:
    await office.put(text(1), text(2))
    rows = await office.database.transact(lambda tx: office.outbox.line(tx, now=NOW, limit=9))
    read = office.outbox.row

    async def broken(tx: Tx, row_id: bytes) -> Any:
        if row_id == rows[0][0]:
            raise ValueError("changed bytes")
        return await read(tx, row_id)

    office.outbox.row = broken  # type: ignore[method-assign]
    await office.go()
    await office.go()
    assert (telegram.texts(), office.dead) == (["text 2"], [1])


@pytest.mark.parametrize("table", ["outbox", "outbox, posts"])
async def test_the_children_of_a_row_that_does_not_open_go_without_it(
    office: Office, telegram: Telegram, table: str
) -> None:
    await office.put(text(1, GROUP), text(2, GROUP, reply_to=post(1)), Delete(post=post(7)))
    raw = office.database._batches._connection  # type: ignore[attr-defined]

    async def change(_tx: Tx) -> None:
        raw.execute("UPDATE outbox SET body = x'00' WHERE post = ?", (post(1),))
        if "posts" in table:
            raw.execute("UPDATE posts SET body = x'00' WHERE id = ?", (post(1),))

    async def letters(_tx: Tx) -> list[tuple[str, bytes]]:
        return [(row["origin"], row["body"]) for row in raw.execute("SELECT origin, body FROM dead_letters")]

    await office.database.transact(change)
    await office.go()
    await office.go()
    office.fresh()
    await office.go()
    assert (telegram.texts(), office.dead, await office.left()) == (["text 2"], [1], 0)
    assert "reply_parameters" not in telegram.calls[0][1]
    assert await office.database.transact(letters) == [("outbox-sealed", b"\0")]


async def test_a_child_of_a_message_that_can_never_be_sent_goes_alone(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(400, "Bad Request: the chat is not a forum"))
    await office.put(OpenTopic(post=post(1), chat=GROUP, title="A1"), text(2, GROUP, topic=post(1)))
    await office.put(Edit(post=post(1), text="x"), Delete(post=post(9)))
    await office.go()
    assert telegram.methods() == ["createForumTopic", "sendMessage"]
    assert "message_thread_id" not in telegram.calls[1][1]
    assert await office.left() == 0


async def test_a_refused_token_leaves_the_loop(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(401, "Unauthorized"))
    await office.put(text(1))
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(office.sender.run(), 240)


async def test_after_a_refused_token_a_message_never_sent_is_no_repeat(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(401, "Unauthorized"))
    await office.put(text(1))
    with pytest.raises(TokenRefused):
        await office.go()
    office.fresh()
    await office.go()
    assert telegram.texts() == ["text 1", "text 1"]


async def test_a_refused_token_keeps_the_mark_of_an_earlier_unclear_end(office: Office, telegram: Telegram) -> None:
    telegram.script.extend([GATEWAY, refused(401, "Unauthorized")])
    await office.put(text(1))
    await office.go()
    with pytest.raises(TokenRefused):
        await office.go(1)
    office.fresh()
    await office.go()
    assert telegram.texts() == ["text 1", "text 1 ↻", "text 1 ↻"]


async def test_the_loop_wakes_when_something_is_queued(office: Office, telegram: Telegram) -> None:
    task = asyncio.create_task(office.sender.run())
    await office.put(text(1))
    await asyncio.wait_for(telegram.came.wait(), 240)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await office.sender.idle()
    assert telegram.texts() == ["text 1"]


async def test_flush_sends_what_can_go_and_starts_nothing_after(office: Office, telegram: Telegram) -> None:
    telegram.script.append(refused(429, "Too Many Requests", retry_after=60))
    await office.put(text(1), text(2, OTHER))
    await office.sender.flush(3)
    assert len(telegram.calls) == 2
    await office.put(text(3, 77))
    await office.sender.round()
    assert len(telegram.calls) == 2
    assert await office.left() == 2


async def test_flush_ends_quietly_when_telegram_refuses_the_token(office: Office, telegram: Telegram) -> None:
    telegram.rule = lambda _method, _params: refused(401, "Unauthorized")
    await office.put(text(1))
    await office.sender.flush(3)
    assert await office.left() == 1


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_telegram_answers_every_message_arrives_or_fails(
    office: Office, telegram: Telegram, seed: int
) -> None:
    dice = random.Random(seed)
    odds = [
        GATEWAY,
        (200, b"garbage"),
        refused(429, "Too Many Requests", retry_after=3),
        refused(500, "Internal Server Error"),
        BLOCKED,
        refused(400, "Bad Request: message to edit not found"),
        refused(400, "Bad Request: message thread not found"),
        refused(400, "Bad Request: message is not modified"),
        refused(400, "Bad Request: something new"),
    ]
    telegram.rule = lambda _method, _params: dice.choice(odds) if dice.random() < 0.4 else None
    for number in range(1, 25, 3):
        chat = dice.choice([SOLDIER, OTHER, GROUP])
        topic = post(number) if chat == GROUP else None
        await office.put(*([OpenTopic(post=post(number), chat=GROUP, title="t")] if topic else []))
        await office.put(text(number + 1, chat, topic=topic), text(number + 2, chat, reply_to=post(number + 1)))
        await office.put(Edit(post=post(number + 1), text="e"), Delete(post=post(number + 2)))
        await office.go(dice.random())
    for _ in range(400):
        if not await office.left():
            break
        await office.go(5)
    assert await office.left() == 0


async def test_a_slow_edit_goes_in_its_second_and_holds_up_nothing(office: Office, telegram: Telegram) -> None:
    await office.put(text(1))
    await office.go()
    await office.put(Edit(post=post(1), text="slow", due=office.now() + 30), text(2))
    wait = await office.go()
    assert telegram.texts() == ["text 1", "text 2"]
    assert 0 < wait <= 30
    await office.go(29)
    assert telegram.texts()[2:] == []
    await office.go(1)
    assert telegram.texts()[2:] == ["slow"]


async def test_a_quick_edit_overtakes_the_slow_one_in_its_place(office: Office, telegram: Telegram) -> None:
    await office.put(text(1))
    await office.go()
    await office.put(Edit(post=post(1), text="slow", due=office.now() + 600))
    await office.go()
    await office.put(Edit(post=post(1), text="serious"))
    await office.go()
    assert telegram.texts() == ["text 1", "serious"]
    await office.go(600)
    assert telegram.texts() == ["text 1", "serious"]


async def test_the_desk_hears_of_messages_that_go_and_of_rows_that_do_not_open(
    office: Office, telegram: Telegram
) -> None:
    await office.put(text(1), text(2))
    await office.go()
    await office.put(Delete(post=post(1)), Edit(post=post(2), text="new"), text(3))
    raw = office.database._batches._connection  # type: ignore[attr-defined]

    async def change(_tx: Tx) -> None:
        raw.execute("UPDATE outbox SET body = x'00' WHERE post IN (?, ?)", (post(2), post(3)))

    await office.database.transact(change)
    await office.go()
    await office.go()
    assert sorted(office.taken) == [post(1), post(2), post(3)]
    assert (await office.where(1), await office.where(3)) == (None, None)
    assert telegram.texts() == ["text 1", "text 2"]


async def test_a_message_on_its_way_forgets_its_case(office: Office) -> None:
    await office.put(text(1, case=b"c" * 16, source=(OTHER, 9), on_sent=(React(chat=OTHER, message=9, emoji="👌"),)))
    await office.database.transact(lambda tx: office.outbox.untie(tx, post(1)))
    (row,) = await office.database.transact(lambda tx: office.outbox.waiting(tx, now=NOW, limit=9))
    item = row.item
    assert isinstance(item, Send)
    assert (item.case, item.source, len(item.on_sent)) == (None, None, 1)


async def test_a_reply_to_what_telegram_just_took_waits_until_its_number_is_known(
    office: Office, telegram: Telegram
) -> None:
    under_way = UnderWay()
    answering: list[asyncio.Task[int | None]] = []
    replied = {"message": {"chat": {"id": SOLDIER}, "reply_to_message": {"message_id": 101}}}

    async def answers() -> int | None:
        await under_way.over(replied)
        place = await office.where(1)
        return place.message if place else None

    def taken(_method: str, _params: dict[str, Any]) -> None:
        answering.append(asyncio.get_running_loop().create_task(answers()))

    telegram.rule = taken
    office.fresh(under_way=under_way)
    await office.put(text(1))
    await office.go()
    assert await asyncio.gather(*answering) == [101]
