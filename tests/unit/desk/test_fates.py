"""Where each wording of an operator's answer stands, from the marks in its case and what still waits."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.words.fates import ANSWERED, Fate, fates_of, was_there
from storage.cases import Case, Entry

GROUP = -1
FIRST, SECOND = b"\x01" * 16, b"\x02" * 16
CASE = Case(id=b"c", alias="A", kind="question", door="soldier", language="en", state="taken", unread=(SECOND,))


def entry(kind: str, **body: Any) -> Entry:
    return Entry(kind=kind, body=body, hour=0)


def answered(message: int, answer: bytes = FIRST, **body: Any) -> Entry:
    return entry(ANSWERED, message=message, text="Come", answer=answer.hex(), **body)


MARKS = [entry("arrived", message=1, wording="a"), entry("undelivered", message=1, wording="b")]


@pytest.mark.parametrize(
    ("answer", "later", "fate"),
    [
        (answered(1, wording="a"), MARKS, Fate.ARRIVED),
        (answered(1, wording="b"), MARKS, Fate.UNDELIVERED),
        (answered(1, wording="b"), [*MARKS, entry("arrived", message=1, wording="b")], Fate.ARRIVED),
        (answered(1, wording="c"), MARKS, Fate.UNDELIVERED),
        (answered(1, SECOND, wording="c"), MARKS, Fate.WAITING),
        (entry(ANSWERED, message=1, wording="a"), MARKS, Fate.ARRIVED),
        (entry(ANSWERED, message=1, wording="d"), MARKS, Fate.UNDELIVERED),
        (entry(ANSWERED, message=1), [], Fate.ARRIVED),
        (entry(ANSWERED, message=1), [entry("undelivered", message=2)], Fate.ARRIVED),
        (entry(ANSWERED, message=1), [entry("undelivered", message=1)], Fate.UNDELIVERED),
        (entry(ANSWERED, message=1), [entry("undelivered", message=1, wording="")], Fate.UNDELIVERED),
        (entry(ANSWERED, message=1), [answered(1, wording="b"), *MARKS], Fate.ARRIVED),
    ],
    ids=[
        "arrived",
        "lost",
        "lost and shown later",
        "replaced before it went",
        "waiting",
        "of a version without answers' names",
        "lost in such a version",
        "kept before wordings had names",
        "another one's loss",
        "lost then",
        "lost, noted with an empty name",
        "and corrected since",
    ],
)
def test_where_a_wording_stands(answer: Entry, later: list[Entry], fate: Fate) -> None:
    assert fates_of(CASE, [answer, *later], (GROUP, 1))[0] is fate


def test_a_mark_without_a_wording_touches_no_other_message() -> None:
    nameless = [entry("undelivered", message=2), entry("arrived", message=3, wording="")]
    first, second = entry(ANSWERED, message=1), answered(4, wording="d")
    entries = [first, second, *nameless, entry("arrived", message=4, wording="d")]
    assert fates_of(CASE, entries, (GROUP, 1)) == [Fate.ARRIVED]
    assert fates_of(CASE, entries, (GROUP, 4)) == [Fate.ARRIVED]


@pytest.mark.parametrize(
    ("entries", "there"),
    [
        ([answered(1, wording="a"), *MARKS], True),
        ([answered(1, wording="b"), *MARKS], False),
        ([answered(1, wording="b"), entry("undelivered", message=1, wording="b", begun=True)], True),
        ([answered(1, wording="b"), entry("undelivered", message=2, wording="x", begun=True)], False),
        ([entry(ANSWERED, message=1)], True),
        ([entry(ANSWERED, message=1), entry("undelivered", message=1)], False),
        ([], False),
    ],
    ids=["arrived", "lost", "its beginning", "another's beginning", "nameless", "nameless and lost", "never"],
)
def test_what_was_there_once(entries: list[Entry], *, there: bool) -> None:
    assert was_there(CASE, entries, (GROUP, 1)) is there


def test_the_same_number_in_another_chat_is_another_message() -> None:
    here, there = entry(ANSWERED, message=1, chat=GROUP, wording="a"), entry(ANSWERED, message=1, chat=5, wording="b")
    entries = [here, there, entry("arrived", message=1, chat=5, wording="b")]
    assert fates_of(CASE, entries, (GROUP, 1)) == [Fate.UNDELIVERED]
    assert fates_of(CASE, entries, (5, 1)) == [Fate.ARRIVED]
    assert not was_there(CASE, entries, (GROUP, 1))
