"""Canned replies: the same names in all languages, nothing in them that would wait, found by name and by words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.flows.canned import find
from bot.flows.load import SHIPPED, check
from tests.switched import shipped

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_a_dozen_in_each_language() -> None:
    book = shipped()
    assert {len(book.canned[language]) for language in ("ru", "uk", "en")} == {15}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("hello", ("hello",)),
        ("HELLO ", ("hello",)),
        ("no place", ("no-place",)),
        ("no", ("no-place", "no-papers")),
        ("safe to read", ("safe",)),
        ("check word", ("hello",)),
        ("", ()),
        ("helicopter", ()),
    ],
)
def test_they_are_found_by_name_beginning_and_title(words: str, names: tuple[str, ...]) -> None:
    assert find(shipped().canned["en"], words) == names


def test_a_title_is_found_in_the_desks_own_language() -> None:
    assert find(shipped().canned["uk"], "зачекайте") == ("wait",)
    assert find(shipped().canned["ru"], "проверочное") == ("hello",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[there]", "[here]", "missing; another language has it"),
        ("One word is enough.", "We meet at the bridge at 5:00 tomorrow.", "it would wait for a second"),
        ("One word is enough.", "<b>One</b> word", "markup goes out as it is written"),
        ("One word is enough.", "We guarantee it.", "banned.txt"),
        ("[there]\ntitle", "[there]\nheading", "Extra inputs are not permitted"),
    ],
)
def test_a_fault_is_named_with_its_file_and_reply(tmp_path: Path, old: str, new: str, said: str) -> None:
    root = tmp_path / "locales"
    shutil.copytree(SHIPPED, root)
    path = root / "en" / "replies.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert [fault for fault in check(root) if "replies.toml" in str(fault) and said in str(fault)]
