"""What people type, made fit to be kept, shown and sent: for any text at all."""

from __future__ import annotations

import html
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from bot.flows.load import SHIPPED
from bot.texts import Texts, clean, cut, excerpt, split, units

texts = Texts.load(SHIPPED)
anything = st.text(st.characters(), max_size=300) | st.text(
    st.sampled_from("aя\n\r\t \u0301\u0300\u200b\u200d\u202e\ufeff\ud800\ue000\U0001f600\U000e0041\u2028<&>"),
    max_size=200,
)
BAD = set("\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u2060\u00ad\u061c\r\t\x00\x1b\ud800\udfff\ue000\U000e0041")


def longest_row_of_marks(text: str) -> int:
    longest = row = 0
    for letter in text:
        row = row + 1 if unicodedata.category(letter).startswith("M") else 0
        longest = max(longest, row)
    return longest


@given(anything)
@example("a\u200b\u0301" * 3)
@example("\u1100\u0301\u0301\u0301\u0301\u0301\u1161")
@example("🏴\U000e0067\U000e0062👨‍👩‍👧 e" + "\u0301" * 50)
@example("\n \n \n \n")
def test_cleaning_leaves_nothing_that_deceives_and_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not BAD & set(cleaned)
    assert longest_row_of_marks(cleaned) <= 4
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()


@given(st.text(st.sampled_from("abвгґїй ,.!?’😀👍🏽é"), max_size=80).map(str.strip))
def test_cleaning_touches_no_plain_words(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(anything)
def test_units_are_those_of_utf16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(anything, st.integers(1, 120))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert units(short) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


@given(anything, st.integers(1, 120))
@example("&<>" * 400, 100)
@example("&", 1)
def test_an_excerpt_fits_with_its_markup_escaped(text: str, limit: int) -> None:
    short = excerpt(text, limit)
    assert units(html.escape(short, quote=False)) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


@given(anything, st.integers(2, 60))
@example("😀" * 4096, 4096)
@example("a" + "\u0301" * 500, 10)
def test_the_pieces_hold_everything_and_fit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(piece.strip() and units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(anything)
@example("<b>&amp;</b>")
def test_an_argument_is_shown_as_it_was_typed_and_never_as_markup(text: str) -> None:
    said = texts.say("en", "given-words", words=text)
    assert "<" not in said
    assert ">" not in said
    assert html.unescape(said) == f"“{clean(text)}”"
