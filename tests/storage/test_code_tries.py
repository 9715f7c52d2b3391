"""A chat's tries of return codes are counted apart from the person, and forgotten when they count no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Person
from storage.code_tries import CodeTries

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import Store

HOUR = 3_600


async def test_tries_belong_to_a_chat_of_a_bot(store: Store) -> None:
    tries = CodeTries(store.vault)
    await store(lambda tx: tries.keep(tx, (NOW,), bot=1, chat=5, now=NOW))
    await store(lambda tx: tries.keep(tx, (NOW, NOW + 1), bot=1, chat=5, now=NOW))
    assert await store(lambda tx: tries.of(tx, bot=1, chat=5)) == (NOW, NOW + 1)
    assert await store(lambda tx: tries.of(tx, bot=2, chat=5)) == ()
    assert await store(lambda tx: tries.of(tx, bot=1, chat=6)) == ()


async def test_tries_outlive_the_person_and_end_with_their_hour(store: Store) -> None:
    tries, person = CodeTries(store.vault), Person(id=b"p" * 16, chat=5, language="en")
    await store(lambda tx: store.people.save(tx, person, bot=1))
    await store(lambda tx: tries.keep(tx, (NOW,), bot=1, chat=5, now=NOW))
    await store(lambda tx: store.people.drop(tx, person))
    await store(lambda tx: tries.sweep(tx, now=NOW + HOUR))
    assert await store(lambda tx: tries.of(tx, bot=1, chat=5)) == (NOW,)
    await store(lambda tx: tries.sweep(tx, now=NOW + 2 * HOUR))
    assert await store(lambda tx: tries.of(tx, bot=1, chat=5)) == ()
