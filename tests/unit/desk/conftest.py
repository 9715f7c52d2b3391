"""Real rows, the real desk, Telegram and the clock played: an operator and a person who talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.switched import shipped
from tests.unit.desk.wire import CHAT, Talk, Wire, wired

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.fixture
def wire(store: Store, book: Book) -> Wire:  # noqa: F811
    return wired(store, book)


@pytest.fixture
async def talk(wire: Wire) -> Talk:
    talk = Talk(wire, wire.phone(CHAT, "en"))
    await talk.begins()
    return talk
