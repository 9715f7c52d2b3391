"""One text of a file is changed; everything else stays to the byte, and what would be read otherwise is refused."""

from __future__ import annotations

import pytest

from bot.errors import ContentError
from bot.flows.load import SHIPPED
from bot.flows.rewriting import rewritten, spoken, words_of

FILE = """# A comment stays.
one = First words.
two =
    Several <b>lines</b>

    of { $number } words.
three = Last
    and its second line.
"""


def test_texts_are_given_without_their_indentation() -> None:
    assert spoken(FILE) == {
        "one": "First words.",
        "two": "Several <b>lines</b>\n\nof { $number } words.",
        "three": "Last\nand its second line.",
    }


def test_nothing_else_in_the_file_changes() -> None:
    assert rewritten(FILE, "one", "Other words.") == FILE.replace("First words.", "Other words.")
    made = rewritten(FILE, "two", "One line. \n\nAnother = line.")
    assert made == FILE.replace("Several <b>lines</b>\n\n    of { $number } words.", "One line.\n\n    Another = line.")
    assert spoken(rewritten(FILE, "three", "Short.")) == {**spoken(FILE), "three": "Short."}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.ftl")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_text_that_ships_can_be_put_back(path: object) -> None:
    source = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    texts = spoken(source)
    key = sorted(texts)[len(texts) // 2]
    assert spoken(rewritten(source, key, texts[key])) == texts
    for name, said in texts.items():
        assert words_of(name, said)


@pytest.mark.parametrize("said", ["", " \n ", "{ $name", "}", "fine\n*[other] not", "fine\n.not = fine", "{ 1 }}"])
def test_what_would_be_read_otherwise_is_refused(said: str) -> None:
    with pytest.raises(ContentError):
        words_of("one", said)


def test_a_variable_is_one_word_to_the_checks() -> None:
    assert words_of("two", "{ $number } of { $total }") == "___ of ___"


def test_a_text_that_is_not_there_is_named() -> None:
    with pytest.raises(ContentError, match="no text four"):
        rewritten(FILE, "four", "words")
