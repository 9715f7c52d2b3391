"""Telegram's HTML is parsed as strictly as Telegram does: the same entities, the same words for a fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.markup import is_blank, parse_html, understand, units
from bot.rehearsal.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>бой</b> и <i>мир</i>", "бой и мир", [("bold", 0, 3), ("italic", 6, 3)]),
        ("👍<u>x</u>", "👍x", [("underline", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;b&gt; &amp; &quot; &nbsp; &#1078;", '<b> & " &nbsp; ж', []),
        ("<b></b>x", "x", []),
        ("<STRONG>x</STRONG>", "x", [("bold", 0, 1)]),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<a href='https://t.me/x?a=1&amp;b=2'>go</a>", "go", [("text_link", 0, 2)]),
        ("<a href=javascript>go</a>", "go", []),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<pre><code class='language-py'>x</code></pre>", "x", [("pre", 0, 1)]),
        ("a > b", "a > b", []),
        ("a & b &", "a & b &", []),
    ],
)
def test_what_the_subset_means(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse_html(source)
    assert plain == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("жж<br>", 'Unsupported start tag "br" at byte offset 4'),
        ("2 <3", "Unclosed start tag at byte offset 2"),
        ("2 < 3 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href='x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<a href=x;y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_faults_are_told_in_telegrams_words(source: str, fault: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {fault}"


def test_a_text_is_trimmed_and_tidied_and_its_entities_move() -> None:
    text, entities = understand("\r\n  \t<b> go </b>/start now \x01 ", "HTML", None)
    assert text == "go /start now"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        ("bold", 0, 3), ("bot_command", 3, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d\ufeff", "\u2800\u3164", "\u00ad"])
def test_what_nobody_sees_is_blank(text: str) -> None:
    assert is_blank(text)


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(Refusal, match="strings must be encoded in UTF-8"):
        understand("a\ud83d", None, None)


def test_another_parse_mode_is_refused() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        understand("a", "BBCode", None)


@given(st.text(alphabet=st.sampled_from("<>/&b i=\"'ж👍a;#lt")))
def test_any_text_parses_or_is_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except Refusal:
        return
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= units(text) for one in entities)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_through(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])
