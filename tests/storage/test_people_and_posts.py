"""People, operators and posts are found by what Telegram calls them, though none of it is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.messages import Person
from storage.epochs import new_epoch
from storage.keys import Keyring
from storage.people import Operator, Operators, People
from storage.posts import Post, Posts
from storage.sealing import Vault

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

PERSON = Person(
    id=b"p" * 16,
    chat=5_000_000_001,
    language="uk",
    screen=b"s" * 16,
    screen_at=NOW,
    below=True,
    case=b"c" * 16,
)


async def test_a_person_is_found_by_bot_and_chat(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        await store.people.save(tx, PERSON, bot=1)
        assert await store.people.find(tx, bot=1, chat=PERSON.chat) == PERSON
        assert await store.people.find(tx, bot=2, chat=PERSON.chat) is None
        assert await store.people.find(tx, bot=1, chat=6) is None
        changed = replace(PERSON, language="ru", screen=None)
        await store.people.save(tx, changed, bot=1)
        assert await store.people.find(tx, bot=1, chat=PERSON.chat) == changed

    await store(unit)


async def test_a_dropped_person_leaves_no_draft(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        await store.people.save(tx, PERSON, bot=1)
        talk = {"place": "home", "answers": [["a", "b\ud800"]], "rev": 3}
        await store.people.keep_draft(tx, PERSON.id, talk, now=NOW)
        assert await store.people.draft(tx, PERSON.id) == talk
        await store.people.keep_draft(tx, PERSON.id, {"rev": 4}, now=NOW)
        assert await store.people.draft(tx, PERSON.id) == {"rev": 4}
        await store.people.drop(tx, PERSON)
        assert await store.people.find(tx, bot=1, chat=PERSON.chat) is None
        assert await store.people.draft(tx, PERSON.id) is None

    await store(unit)


async def test_a_draft_can_be_dropped_alone(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        await store.people.save(tx, PERSON, bot=1)
        await store.people.keep_draft(tx, PERSON.id, {"rev": 4}, now=NOW)
        await store.people.drop_draft(tx, PERSON.id)
        assert await store.people.draft(tx, PERSON.id) is None
        assert await store.people.find(tx, bot=1, chat=PERSON.chat) == PERSON

    await store(unit)


async def test_operators_belong_to_their_chat(store: Store) -> None:
    anna = Operator(id=b"o" * 16, user=77, name="Анна", started=True, language="ru")

    async def unit(tx: Tx) -> None:
        await store.operators.save(tx, anna, chat=-100)
        assert await store.operators.find(tx, chat=-100, user=77) == anna
        assert await store.operators.find(tx, chat=-200, user=77) is None
        await store.operators.save(tx, replace(anna, started=False), chat=-100)
        found = await store.operators.find(tx, chat=-100, user=77)
        assert found is not None
        assert not found.started
        await store.operators.drop(tx, chat=-100, user=77)
        assert await store.operators.find(tx, chat=-100, user=77) is None

    await store(unit)


async def test_a_post_is_found_by_message_source_and_case(store: Store) -> None:
    case = b"c" * 16
    first = Post(id=b"1" * 16, chat=-100, role="relay", case=case, source=(5, 9), media=True)
    second = Post(id=b"2" * 16, chat=-100, role="card", case=case)
    third = replace(first, id=b"3" * 16)

    async def unit(tx: Tx) -> None:
        for post in (first, second, third):
            await store.posts.add(tx, post)
        await store.posts.sent(tx, first.id, message=50, now=NOW)
        await store.posts.sent(tx, third.id, message=51, now=NOW + 1)
        there = replace(first, message=50, sent_at=NOW)
        assert await store.posts.by_id(tx, first.id) == there
        assert await store.posts.by_message(tx, -100, 50) == there
        assert await store.posts.by_message(tx, -200, 50) is None
        assert [post.id for post in await store.posts.by_source(tx, 5, 9)] == [third.id, first.id]
        assert await store.posts.by_source(tx, 9, 5) == []
        assert [post.id for post in await store.posts.of_case(tx, case)] == [first.id, third.id, second.id]
        await store.posts.drop(tx, first.id)
        assert await store.posts.by_message(tx, -100, 50) is None
        await store.posts.sent(tx, first.id, message=52, now=NOW)
        assert await store.posts.by_id(tx, first.id) is None

    await store(unit)


async def test_yesterdays_rows_are_found_under_todays_epoch(store: Store) -> None:
    def todays(now: int) -> Vault:
        epochs = (new_epoch(now=now, random_bytes=lambda n: bytes([n]) * n), *store.keyring.epochs)
        return Vault(Keyring(store.keyring.root, store.keyring.pepper, store.keyring.recipients, epochs))

    vault = todays(NOW + 86_400)
    people, operators, posts = People(vault), Operators(vault), Posts(vault)
    operator = Operator(id=b"o" * 16, user=77, name="A")
    post = Post(id=b"1" * 16, chat=-100, message=50, case=b"c" * 16, source=(5, 9))

    async def unit(tx: Tx) -> None:
        await store.people.save(tx, PERSON, bot=1)
        await store.operators.save(tx, operator, chat=-100)
        await store.posts.add(tx, post)
        assert await people.find(tx, bot=1, chat=PERSON.chat) == PERSON
        assert await operators.find(tx, chat=-100, user=77) == operator
        assert await posts.by_message(tx, -100, 50) == post
        assert await posts.by_source(tx, 5, 9) == [post]
        assert await posts.of_case(tx, b"c" * 16) == [post]
        await people.save(tx, PERSON, bot=1)
        assert await people.find(tx, bot=1, chat=PERSON.chat) == PERSON
        await operators.drop(tx, chat=-100, user=77)
        assert await operators.find(tx, chat=-100, user=77) is None

    await store(unit)
