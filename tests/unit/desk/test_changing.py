"""Changing an application that the operators close meanwhile: one answer never goes out as a whole application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.desk.codes import codes
from tests.promises.officer import Bench, Phone, build
from tests.promises.searched import close, press, summary, take
from tests.storage.conftest import data, database, folder, keyring, path, store, template
from tests.switched import switched_on

if TYPE_CHECKING:
    from tests.storage.conftest import Store

__all__ = ["data", "database", "folder", "keyring", "path", "store", "template"]


@pytest.fixture
def bench(store: Store) -> Bench:
    return build(store, switched_on())


async def changes_while_it_is_closed(phone: Phone) -> list[str]:
    """His five words, after one answer given anew, the case closed, and "Yes, send it"."""
    house = phone.bench.house
    await summary(phone)
    await press(phone, "button-send-now")
    (case,) = await phone.cases()
    words = await house.database.transact(lambda tx: house.cases.words(tx, case.id))
    await codes.finish(house, case.id, phone.bench.now)
    await take(phone)
    await phone.writes("/start")
    await press(phone, "button-status", "button-change")
    await press(phone, "flow-soldier-safe-yes", "button-finish")
    await close(phone)
    await press(phone, "button-send-now")
    return list(words or ())


def screen(phone: Phone) -> str:
    return re.sub("<[^>]*>", "", " ".join(text for text, buttons in phone.sees() if buttons))


async def test_one_answer_for_a_closed_case_opens_no_new_one(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await changes_while_it_is_closed(phone)
    assert await phone.cases() == []
    assert "Your case was closed in the meantime. Nothing was sent." in screen(phone)
    assert "Question 2 of" in screen(phone)


async def test_his_five_words_open_it_again_and_the_new_answer_goes_there(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    words = await changes_while_it_is_closed(phone)
    await phone.writes(" ".join(words))
    (case,) = await phone.cases()
    await press(phone, "button-change", "button-finish", "button-send-now")
    assert "Changes are stored" in screen(phone)
    assert [one.id for one in await phone.cases()] == [case.id]


async def test_or_a_new_one_is_sent_once_the_questions_were_asked(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await changes_while_it_is_closed(phone)
    await press(phone, "button-finish", "button-send-now")
    (case,) = await phone.cases()
    assert case.kind == "application"
    assert "No human has read it yet" in screen(phone) or "Nobody has read it yet" in screen(phone)
