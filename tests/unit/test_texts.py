from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.texts import Texts, clean, cut, split, units

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = """
hello = Hello, <b>{ $name }</b>!
again = { hello } And again.
count = { $n ->
    [one] one case
   *[other] { $n } cases
}
"""
UKRAINIAN = """
hello = Вітаю, <b>{ $name }</b>!
again = { hello } І знову.
count = { $n ->
    [one] { $n } справа
    [few] { $n } справи
   *[other] { $n } справ
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for language, text in {"en": ENGLISH, "uk": UKRAINIAN, "ru": UKRAINIAN}.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "ui.ftl").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def texts(root: Path) -> Texts:
    return Texts.load(root)


def test_arguments_are_escaped_in_html_and_not_in_plain(texts: Texts) -> None:
    assert texts.say("en", "hello", name="<i>&") == "Hello, <b>&lt;i&gt;&amp;</b>!"
    assert texts.plain("en", "hello", name="<i>&") == "Hello, <b><i>&</b>!"


def test_arguments_of_any_length_are_said_whole(texts: Texts) -> None:
    long = "&" * 4096
    assert texts.say("en", "again", name=long) == f"Hello, <b>{'&amp;' * 4096}</b>! And again."
    assert texts.plain("uk", "hello", name=long) == f"Вітаю, <b>{long}</b>!"


def test_arguments_are_cleaned_and_not_isolated(texts: Texts) -> None:
    assert texts.say("en", "hello", name="\u202ea\ud800\u200b") == "Hello, <b>a</b>!"


def test_numbers_follow_the_language(texts: Texts) -> None:
    assert [texts.say("uk", "count", n=n) for n in (1, 3, 5)] == ["1 справа", "3 справи", "5 справ"]


def test_english_stands_in_for_unknown_languages_alone(texts: Texts) -> None:
    assert texts.say("de", "again", name="A") == "Hello, <b>A</b>! And again."
    with pytest.raises(ContentError, match="uk: no text missing"):
        texts.say("uk", "missing")


@pytest.mark.parametrize("args", [{}, {"nome": "A"}])
def test_a_wrong_variable_is_never_printed(texts: Texts, args: dict[str, str]) -> None:
    with pytest.raises(ContentError, match="uk: hello: "):
        texts.say("uk", "hello", **args)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"), ("ru-RU", "ru"), ("uk_UA", "uk"), ("UK", "uk"), ("kk", "ru"), ("be-tarask", "ru"),
        ("de", "en"), ("en-GB", "en"), ("", "en"), (None, "en"), ("-", "en"),
    ],
)  # fmt: skip
def test_the_phone_decides_the_language(texts: Texts, code: str | None, language: str) -> None:
    assert texts.language_for(code) == language


def test_english_comes_last_in_the_row(texts: Texts) -> None:
    assert texts.languages == ("ru", "uk", "en")


def test_variables_are_found_through_references(texts: Texts) -> None:
    assert texts.variables("en", "again") == {"name"}
    assert texts.variables("en", "count") == {"n"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("hello world\n", "line 2: not a text of the form"),
        ("fine = yes\nbroken = { $name\n", "line 3: not a text of the form"),
        ("-term = no terms here\n", "line 2: not a text of the form"),
        ("empty =\n    .attribute = x\n", "line 2: not a text of the form"),
        ("hello = again\n", "line 2: hello: this key is there twice"),
    ],
)
def test_a_faulty_file_is_named_with_its_line(root: Path, fault: str, said: str) -> None:
    (root / "uk" / "zz.ftl").write_text(f"# comment\n{fault}", encoding="utf-8")
    with pytest.raises(ContentError, match="uk/zz.ftl: " + said):
        Texts.load(root)


def test_a_file_that_is_no_utf8_is_named(root: Path) -> None:
    (root / "uk" / "zz.ftl").write_bytes("ключ = слово".encode("cp1251"))
    with pytest.raises(ContentError, match=r"uk/zz.ftl: line 1: not readable"):
        Texts.load(root)


def test_a_joiner_stays_and_an_emoji_is_not_torn() -> None:
    assert clean("👨‍👩‍👧") == "👨‍👩‍👧"
    assert cut("ab👨‍👩‍👧", 7) == "ab…"
    assert units("👨‍👩‍👧") == 8


def test_a_long_text_breaks_at_lines_then_words() -> None:
    assert split("one two\nthree four", 12) == ["one two\n", "three four"]
    assert split("one two three", 9) == ["one two ", "three"]
    assert split("short", 9) == ["short"]
    assert split("\n", 9) == []


def test_of_a_text_no_places_in_its_file_are_held(texts: Texts) -> None:
    held = [entry for entries in texts._entries.values() for entry in entries.values()]
    assert held
    for entry in held:
        assert entry.value
        assert all(part.span is None for part in (entry, entry.id, entry.value, *entry.value.elements))
