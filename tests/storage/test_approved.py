"""Approved answers in the database: as they were kept, and of nobody else's making."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError
from storage.approved import ApprovedAnswers

if TYPE_CHECKING:
    from tests.storage.conftest import Store

KEPT = {"meta": {"facts": "1"}, "texts": {"en": {"answer-a": "Words"}}}


async def test_the_newest_version_of_each_answer_is_kept(store: Store) -> None:
    answers = ApprovedAnswers(store.vault)
    await store(lambda tx: answers.save(tx, "a", {"meta": {}, "texts": {}}))
    await store(lambda tx: answers.save(tx, "a", KEPT))
    await store(lambda tx: answers.save(tx, "b", {"meta": {}, "texts": {}}))
    assert await store(answers.all) == {"a": KEPT, "b": {"meta": {}, "texts": {}}}


async def test_an_answer_put_in_anothers_place_is_refused(store: Store) -> None:
    answers = ApprovedAnswers(store.vault)
    for key in ("a", "b"):
        await store(lambda tx, key=key: answers.save(tx, key, KEPT))  # type: ignore[misc]
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute(
            "UPDATE approved_answers SET body = (SELECT body FROM approved_answers WHERE answer = 'b') "
            "WHERE answer = 'a'"
        )
    with pytest.raises(SealError):
        await store(answers.all)
