"""The outbox loses nothing and merges what need not be said twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from pydantic import ValidationError

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
    unpack,
)
from storage.sealing import Field

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx
    from storage.posts import Post
    from storage.queued import Queued

    from .conftest import Store

A, B, C, TOPIC, CASE = (letter * 16 for letter in (b"a", b"b", b"c", b"t", b"k"))
HOUR = 3_600
T = TypeVar("T")


class Line:
    """The outbox of a test, one transaction a word."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW

    async def put(self, *items: Outgoing) -> None:
        async def unit(tx: Tx) -> None:
            for item in items:
                await self.store.outbox.put(tx, item, now=self.now)

        await self.store(unit)

    async def rows(self) -> list[Queued]:
        return await self.store(lambda tx: self.store.outbox.waiting(tx, now=self.now, limit=1000))

    async def items(self) -> list[Outgoing]:
        return [row.item for row in await self.rows()]

    async def only(self) -> Queued:
        (row,) = await self.rows()
        return row

    async def claim(self, row: Queued) -> bool:
        return await self.store(lambda tx: self.store.outbox.claim(tx, row.id))

    async def settle(self, row: Queued, message: int | None = None) -> None:
        await self.store(lambda tx: self.store.outbox.settle(tx, row.id, message=message, now=self.now))

    async def fail(self, row: Queued) -> None:
        await self.store(lambda tx: self.store.outbox.fail(tx, row.id, now=self.now))

    async def post(self, post: bytes) -> Post | None:
        return await self.store(lambda tx: self.store.posts.by_id(tx, post))

    async def sent(self, post: bytes, message: int = 100) -> None:
        """A post that is in Telegram already."""
        await self.put(Send(post=post, chat=5, text="old"))
        await self.settle(await self.only(), message)

    async def letters(self) -> list[Outgoing]:
        found = await self.store(lambda tx: tx.all("letters_page", after=b"", limit=100))
        return [unpack(self.store.vault.open(row["body"], Field("dead_letters", "body", row["id"]))) for row in found]


@pytest.fixture
def line(store: Store) -> Line:
    return Line(store)


EVERY_KIND: list[Outgoing] = [
    Send(
        post=A,
        chat=-100,
        text="text <b>",
        html=True,
        keyboard=((Button(label="x", data="d"), Button(label="y", url="https://example.org")),),
        media=Media(kind="location", latitude=50.45, longitude=30.52),
        reply_to=B,
        reply_message=7,
        topic=C,
        protect=True,
        silent=True,
        role="card",
        case=CASE,
        source=(5, 6),
        lives=60,
        priority=Priority.URGENT,
        on_sent=(React(chat=5, message=6, emoji="\u2713"),),
        on_failed=(Send(post=B, chat=5, text="no"),),
    ),
    OpenTopic(post=A, chat=-100, title="K7WQ2M", case=CASE, on_sent=(Send(post=B, chat=-100, topic=A),)),
    Erase(chat=5, messages=(1, 2)),
    React(chat=5, message=6, emoji=""),
    Leave(chat=-200),
    Menu(chat=5, commands=(("help", "all"),)),
]


@pytest.mark.parametrize("item", EVERY_KIND, ids=lambda item: item.kind)
async def test_what_is_put_comes_out_equal(line: Line, item: Outgoing) -> None:
    await line.put(item)
    assert await line.items() == [item]
    row = await line.only()
    assert (row.state, row.tries) == ("waiting", 0)


async def test_order_is_priority_then_turn(line: Line) -> None:
    wanted = [Priority.BOARD, Priority.REPLY, Priority.URGENT, Priority.CARD, Priority.REPLY, Priority.URGENT]
    posts = [bytes([n]) * 16 for n in range(6)]
    await line.put(*[Send(post=post, chat=5, priority=rank) for post, rank in zip(posts, wanted, strict=True)])
    found = [row.item.post for row in await line.rows() if isinstance(row.item, Send)]
    assert found == [posts[n] for n in (2, 5, 1, 4, 3, 0)]


async def test_line_shows_ids_and_priorities_in_order_within_the_limit(line: Line) -> None:
    await line.put(*[Leave(chat=n) for n in range(5)])
    rows = await line.rows()
    found = await line.store(lambda tx: line.store.outbox.line(tx, now=NOW, limit=3))
    assert found == [(row.id, row.priority) for row in rows[:3]]


async def test_put_wakes_the_sender_after_the_commit_only(line: Line) -> None:
    woken: list[int] = []
    line.store.outbox.on_put(lambda _: woken.append(1))

    async def unit(tx: Tx) -> None:
        await line.store.outbox.put(tx, Leave(chat=1), now=NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await line.store(unit)
    assert woken == []
    await line.put(Leave(chat=1))
    assert woken == [1]


# Sending


async def test_a_send_is_an_unsent_post_until_it_is_settled(line: Line) -> None:
    await line.put(Send(post=A, chat=5, role="card", case=CASE, source=(9, 8), media=Media(kind="photo", file_id="f")))
    post = await line.post(A)
    assert post is not None
    assert (post.chat, post.message, post.role, post.case, post.source) == (5, None, "card", CASE, (9, 8))
    assert post.media
    row = await line.only()
    assert await line.claim(row)
    assert (await line.only()).state == "claimed"
    line.now += 7
    await line.settle(row, 100)
    post = await line.post(A)
    assert post is not None
    assert (post.message, post.sent_at) == (100, NOW + 7)
    assert await line.rows() == []


async def test_a_claim_left_by_a_dead_process_can_be_claimed_again(line: Line) -> None:
    await line.put(Send(post=A, chat=5))
    row = await line.only()
    assert await line.claim(row)
    assert await line.claim(row)
    assert (await line.only()).state == "claimed"


async def test_retry_keeps_the_claim_unless_telegram_surely_did_not_take_it(line: Line) -> None:
    await line.put(Send(post=A, chat=5))
    row = await line.only()
    await line.claim(row)
    await line.store(lambda tx: line.store.outbox.retry(tx, row.id, tries=2))
    found = await line.only()
    assert (found.tries, found.state) == (2, "claimed")
    await line.store(lambda tx: line.store.outbox.retry(tx, row.id, tries=3, unsent=True))
    found = await line.only()
    assert (found.tries, found.state) == (3, "waiting")


async def test_settle_queues_what_follows_and_the_timed_deletion(line: Line) -> None:
    follows = (React(chat=5, message=6, emoji="x"), Send(post=B, chat=5, text="then"))
    await line.put(Send(post=A, chat=5, lives=2 * HOUR, on_sent=follows, on_failed=(Leave(chat=1),)))
    await line.settle(await line.only(), 100)
    assert await line.items() == list(follows)
    line.now += 2 * HOUR
    assert Delete(post=A, due=NOW + 2 * HOUR, priority=Priority.TIMED) in await line.items()


async def test_settle_twice_follows_once(line: Line) -> None:
    await line.put(Send(post=A, chat=5, on_sent=(Leave(chat=1),)))
    row = await line.only()
    await line.settle(row, 100)
    await line.settle(row, 101)
    assert await line.items() == [Leave(chat=1)]
    post = await line.post(A)
    assert post is not None
    assert post.message == 100


async def test_fail_queues_on_failed_keeps_a_dead_letter_and_ends_the_post(line: Line) -> None:
    item = Send(post=A, chat=5, text="lost", on_sent=(Leave(chat=2),), on_failed=(Leave(chat=1),))
    await line.put(item)
    row = await line.only()
    await line.claim(row)
    await line.put(Edit(post=A, text="later"), Delete(post=A, due=NOW + HOUR))
    await line.fail(row)
    await line.fail(row)
    assert await line.items() == [Leave(chat=1)]
    assert await line.letters() == [replace(item, text="later", on_sent=(), on_failed=())]
    assert await line.post(A) is None
    line.now += 3 * HOUR
    assert await line.items() == [Leave(chat=1)]


async def test_a_failed_edit_leaves_the_post(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="no"))
    await line.fail(await line.only())
    assert await line.post(A) is not None
    assert len(await line.letters()) == 1


async def test_a_failed_topic_takes_its_word_back_and_its_children_stay(line: Line) -> None:
    await line.put(OpenTopic(post=TOPIC, chat=-100, title="x"), Send(post=A, chat=-100, topic=TOPIC))
    await line.fail((await line.rows())[0])
    assert [row.item.kind for row in await line.rows()] == ["send"]
    assert await line.post(TOPIC) is None


async def test_a_topic_is_a_post_whose_message_is_the_thread(line: Line) -> None:
    await line.put(OpenTopic(post=TOPIC, chat=-100, title="x", case=CASE, on_sent=(CloseTopic(post=TOPIC),)))
    await line.settle(await line.only(), 77)
    post = await line.post(TOPIC)
    assert post is not None
    assert (post.message, post.role, post.case) == (77, "topic", CASE)
    assert await line.items() == [CloseTopic(post=TOPIC)]


async def test_rewrite_takes_the_rows_turn_and_makes_the_post_unsent(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="new"), Leave(chat=1))
    row = (await line.rows())[0]
    anew = Send(post=A, chat=5, text="new")
    await line.store(lambda tx: line.store.outbox.rewrite(tx, row.id, anew))
    assert await line.items() == [anew, Leave(chat=1)]
    post = await line.post(A)
    assert post is not None
    assert post.message is None
    await line.store(lambda tx: line.store.outbox.rewrite(tx, row.id, anew))
    assert len(await line.rows()) == 2


# Edits


async def test_an_edit_of_an_unsent_post_replaces_its_text_and_keeps_its_place(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="one", lives=9), Send(post=B, chat=5, text="two"))
    keyboard = ((Button(label="x", data="d"),),)
    await line.put(Edit(post=A, text="new", html=True, keyboard=keyboard))
    first, second = await line.items()
    assert first == Send(post=A, chat=5, text="new", html=True, keyboard=keyboard, lives=9)
    assert second == Send(post=B, chat=5, text="two")


async def test_a_picked_send_can_not_be_claimed_once_it_was_edited(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="one"))
    picked = await line.only()
    await line.put(Edit(post=A, text="two"))
    assert not await line.claim(picked)
    assert await line.claim(await line.only())


async def test_several_edits_become_the_newest(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="1"), Leave(chat=1), Edit(post=A, text="2"), Edit(post=A, text="3"))
    assert await line.items() == [Edit(post=A, text="3"), Leave(chat=1)]


async def test_an_edit_made_while_an_older_one_is_under_way_is_not_settled_with_it(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="1"))
    under_way = await line.only()
    await line.put(Edit(post=A, text="2"))
    await line.settle(under_way)
    assert await line.items() == [Edit(post=A, text="2")]


async def test_an_edit_of_a_send_under_way_waits_as_its_own_row(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="one"))
    sending = await line.only()
    await line.claim(sending)
    await line.put(Edit(post=A, text="two"), Edit(post=A, text="three"))
    assert await line.items() == [sending.item, Edit(post=A, text="three")]
    await line.settle(sending, 100)
    assert await line.items() == [Edit(post=A, text="three")]


async def test_an_edit_of_a_send_given_back_ends_the_edits_that_waited_for_it(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="one"))
    sending = await line.only()
    await line.claim(sending)
    await line.put(Edit(post=A, text="two"))
    await line.store(lambda tx: line.store.outbox.retry(tx, sending.id, tries=1, unsent=True))
    await line.put(Edit(post=A, text="three"))
    assert await line.items() == [Send(post=A, chat=5, text="three")]


async def test_merged_rows_go_with_the_higher_priority(line: Line) -> None:
    await line.put(Send(post=A, chat=5, priority=Priority.BOARD))
    await line.put(Edit(post=A, text="x", priority=Priority.URGENT))
    assert (await line.only()).priority == Priority.URGENT
    await line.put(Edit(post=A, text="y", priority=Priority.BOARD))
    assert (await line.only()).priority == Priority.URGENT


async def test_an_edit_of_what_goes_or_never_was_is_nothing(line: Line) -> None:
    await line.put(Edit(post=B, text="x"))
    assert await line.rows() == []
    await line.sent(A)
    await line.put(Delete(post=A), Edit(post=A, text="x"))
    assert await line.items() == [Delete(post=A)]


# Deletions


async def test_a_deletion_of_an_unsent_post_means_it_is_not_sent(line: Line) -> None:
    await line.put(Send(post=A, chat=5, on_sent=(Leave(chat=1),), on_failed=(Leave(chat=2),)))
    picked = await line.only()
    await line.put(Delete(post=A))
    assert await line.rows() == []
    assert await line.post(A) is None
    assert not await line.claim(picked)


async def test_a_deletion_of_a_send_under_way_waits_for_it(line: Line) -> None:
    await line.put(Send(post=A, chat=5, lives=60))
    sending = await line.only()
    await line.claim(sending)
    await line.put(Edit(post=A, text="x"), Delete(post=A))
    assert await line.items() == [sending.item, Delete(post=A)]
    await line.settle(sending, 100)
    assert await line.items() == [Delete(post=A)]
    await line.settle(await line.only())
    assert await line.post(A) is None
    line.now += 2 * HOUR
    assert await line.rows() == []


async def test_a_deletion_drops_waiting_edits_and_the_timed_one(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="x"), Delete(post=A, due=NOW + HOUR), Delete(post=A), Delete(post=A))
    assert await line.items() == [Delete(post=A)]
    line.now += 2 * HOUR
    assert await line.items() == [Delete(post=A)]


async def test_a_timed_deletion_goes_in_its_second_not_before(line: Line) -> None:
    await line.sent(A)
    due = NOW + HOUR + 61
    await line.put(Delete(post=A, due=due))
    line.now = due - 1
    assert await line.rows() == []
    line.now = due
    assert await line.items() == [Delete(post=A, due=due, priority=Priority.TIMED)]


async def test_a_timed_deletion_is_put_off_by_a_later_one_but_never_one_at_once(line: Line) -> None:
    await line.sent(A)
    await line.put(Delete(post=A, due=NOW + 60), Delete(post=A, due=NOW + 120))
    line.now = NOW + 60
    assert await line.rows() == []
    line.now = NOW + 120
    assert len(await line.rows()) == 1
    await line.put(Delete(post=A, due=line.now + HOUR))
    assert len(await line.rows()) == 1


async def test_a_timed_deletion_hours_away_is_not_put_off_for_less_than_a_minute(line: Line) -> None:
    await line.sent(A)
    due, later = NOW + 2 * HOUR, NOW + 2 * HOUR + 60
    await line.put(Delete(post=A, due=due))
    await line.put(Delete(post=A, due=due + 59))
    line.now = due
    assert [row.due for row in await line.rows()] == [due]
    line.now = NOW
    for moved in (later, due, due + 1, due + 61):
        await line.put(Delete(post=A, due=moved))
    line.now = due + 60
    assert await line.rows() == []
    line.now = due + 61
    assert [row.due for row in await line.rows()] == [due + 61]


async def test_a_timed_deletion_does_not_stop_edits(line: Line) -> None:
    await line.sent(A)
    await line.put(Delete(post=A, due=NOW + 60), Edit(post=A, text="x"))
    assert await line.items() == [Edit(post=A, text="x")]


async def test_a_timed_erasure_waits_too(line: Line) -> None:
    await line.put(Erase(chat=5, messages=(1,), due=NOW + 30))
    assert await line.rows() == []
    line.now += 30
    assert (await line.only()).priority == Priority.TIMED


async def test_timed_deletions_go_last_by_deadline_and_first_when_nearly_too_late(line: Line) -> None:
    await line.put(
        Erase(chat=1, messages=(1,), due=NOW + 3 * HOUR),
        Erase(chat=2, messages=(1,), due=NOW + HOUR),
    )
    line.now = NOW + 4 * HOUR
    await line.put(Send(post=A, chat=5, priority=Priority.BOARD), Send(post=B, chat=5, priority=Priority.URGENT))
    chats = [getattr(item, "chat", 0) for item in await line.items()]
    assert chats == [5, 5, 2, 1]
    line.now = NOW + HOUR + 23 * HOUR
    items = await line.items()
    assert [getattr(item, "chat", 0) for item in items[:2]] in ([5, 2], [2, 5])
    assert getattr(items[-1], "chat", 0) == 1


async def test_the_next_deadline_is_told_by_its_hour(line: Line) -> None:
    def ask() -> object:
        return line.store(lambda tx: line.store.outbox.next_due(tx, now=line.now))

    assert await ask() is None  # type: ignore[misc]
    await line.put(Erase(chat=1, messages=(1,), due=NOW + 3 * HOUR + 5))
    await line.put(Erase(chat=1, messages=(2,), due=NOW + 9 * HOUR))
    assert await ask() == (NOW + 3 * HOUR + 5) // HOUR * HOUR  # type: ignore[misc]
    line.now += 4 * HOUR
    assert await ask() == (NOW + 9 * HOUR) // HOUR * HOUR  # type: ignore[misc]


async def test_depth_leaves_timed_deletions_aside(line: Line) -> None:
    await line.put(Leave(chat=1), Leave(chat=2), Erase(chat=1, messages=(1,), due=NOW + HOUR))
    assert await line.store(line.store.outbox.depth) == 2


# Parents


async def test_a_parent_goes_no_later_than_its_child(line: Line) -> None:
    await line.put(OpenTopic(post=TOPIC, chat=-100, title="x", priority=Priority.CARD))
    await line.put(Send(post=A, chat=-100, topic=TOPIC, priority=Priority.CARD), Leave(chat=1))
    await line.put(Send(post=B, chat=-100, reply_to=A, priority=Priority.URGENT))
    kinds = [(row.item.kind, row.priority) for row in await line.rows()]
    assert kinds == [
        ("open_topic", Priority.URGENT),
        ("send", Priority.URGENT),
        ("send", Priority.URGENT),
        ("leave", Priority.REPLY),
    ]


async def test_garbage_in_a_row_is_refused(line: Line) -> None:
    with pytest.raises(ValidationError):
        unpack(b"{}")


async def test_words_are_corrected_on_every_way_they_may_still_go(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="old", on_failed=(Send(post=A, chat=6, text="old"),)))
    await line.put(Edit(post=A, text="new"))
    await line.fail(await line.only())
    assert await line.items() == [Send(post=A, chat=6, text="new")]


async def test_an_edit_that_waits_for_a_message_under_way_is_not_lost_with_it(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="old", on_failed=(Send(post=A, chat=6, text="old"),)))
    row = await line.only()
    assert await line.claim(row)
    await line.put(Edit(post=A, text="new"))
    await line.fail(row)
    assert await line.items() == [Send(post=A, chat=6, text="new")]


async def test_a_slow_edit_waits_and_a_quick_one_takes_its_place_at_once(line: Line) -> None:
    await line.sent(A)
    await line.put(Edit(post=A, text="slow", due=NOW + 30))
    assert await line.items() == []
    await line.put(Edit(post=A, text="slower", due=NOW + 90))
    line.now = NOW + 30
    assert [item.text for item in await line.items() if isinstance(item, Edit)] == ["slower"]
    await line.put(Edit(post=A, text="next", due=NOW + 400), Edit(post=A, text="serious"))
    assert await line.items() == [Edit(post=A, text="serious")]


async def test_words_under_an_unsent_message_do_not_slow_it(line: Line) -> None:
    await line.put(Send(post=A, chat=5, text="first"), Edit(post=A, text="second", due=NOW + 90))
    assert [item.text for item in await line.items() if isinstance(item, Send)] == ["second"]
