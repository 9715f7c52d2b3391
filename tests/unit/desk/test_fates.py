"""Where each wording of an operator's answer stands, from the marks in its case and what still waits."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.fates import ANSWERED, Fate, fate_of, fates
from storage.cases import Entry


def entry(kind: str, **body: Any) -> Entry:
    return Entry(kind=kind, body=body, hour=0)


MARKS = [entry("arrived", message=1, wording="a"), entry("undelivered", message=1, wording="b")]


@pytest.mark.parametrize(
    ("wording", "message", "fate"),
    [
        ({"wording": "a"}, 1, Fate.ARRIVED),
        ({"wording": "b"}, 1, Fate.UNDELIVERED),
        ({"wording": "c"}, 1, Fate.UNDELIVERED),
        ({"wording": "c"}, 2, Fate.WAITING),
        ({}, 1, Fate.ARRIVED),
        ({}, 2, Fate.WAITING),
    ],
    ids=["arrived", "lost", "replaced before it went", "on its way", "kept before there were names", "and on its way"],
)
def test_where_a_wording_stands(wording: dict[str, str], message: int, fate: Fate) -> None:
    answer = entry(ANSWERED, message=message, text="Come", **wording)
    assert fate_of(answer, fates([answer, *MARKS]), {2}) is fate


def test_the_newest_mark_of_a_wording_counts() -> None:
    again = [*MARKS, entry("arrived", message=1, wording="b")]
    assert fates(again) == {"a": Fate.ARRIVED, "b": Fate.ARRIVED}
