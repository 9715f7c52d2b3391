"""The preview as one offline page: each screen in all languages side by side, linked as its buttons lead."""

from __future__ import annotations

import html
from itertools import groupby
from typing import TYPE_CHECKING

from bot.flows.preview import GROUPS, screens
from bot.flows.preview_style import SCRIPT, STYLE
from bot.flows.screens import label, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.flows.model import Book
    from bot.flows.preview import Shown
    from bot.flows.talk import Option

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def page(book: Book) -> str:
    """Return the whole page as HTML; it names no address outside itself. Raises ContentError as the texts do."""
    shown = sorted(screens(book), key=_order)
    numbers = {one.name: f"s{number}" for number, one in enumerate(shown)}
    groups = [(group, list(ones)) for group, ones in groupby(shown, key=lambda one: one.group)]
    contents = "".join(_contents(GROUPS[group], ones, numbers, book) for group, ones in groups)
    body = "".join(_group(GROUPS[group], ones, numbers, book) for group, ones in groups)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>Every screen</title><style>{STYLE}</style></head><body>{_bar(book, len(shown))}"
        f'<div class="page"><nav aria-label="Screens">{contents}</nav><main>{body}</main></div>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _order(one: Shown) -> tuple[int, str]:
    """The groups in their order; within the applications each flow by itself, the rest as it was reached."""
    return list(GROUPS).index(one.group), one.name.split()[1] if one.group == "flow" else ""


def _bar(book: Book, count: int) -> str:
    switches = "".join(
        f'<label><input type="checkbox" value="{one}" checked="checked"/> {one}</label>' for one in book.texts.languages
    )
    return (
        f"<header><h1>Every screen <small>{count} screens, content {html.escape(book.version)}</small></h1>"
        f'<div class="tools"><input type="search" placeholder="Find words or a key" aria-label="Find words or a key"/>'
        f"{switches}</div></header>"
    )


def _contents(title: str, ones: Iterable[Shown], numbers: Mapping[str, str], book: Book) -> str:
    first = book.texts.languages[0]
    lines = "".join(f'<a href="#{numbers[one.name]}-{first}">{html.escape(one.name)}</a>' for one in ones)
    return f"<details><summary>{title}</summary>{lines}</details>"


def _group(title: str, ones: Iterable[Shown], numbers: Mapping[str, str], book: Book) -> str:
    return f"<h2>{title}</h2>{''.join(_row(one, numbers, book) for one in ones)}"


def _row(one: Shown, numbers: Mapping[str, str], book: Book) -> str:
    phones = "".join(_phone(one, language, numbers, book) for language in book.texts.languages)
    return f'<section><h3>{html.escape(one.name)}</h3><div class="phones">{phones}</div></section>'


def _phone(one: Shown, language: str, numbers: Mapping[str, str], book: Book) -> str:
    screen = one.looks(language)
    said = words(book.texts, language, screen)
    rows = "".join(
        f'<div class="keys">{"".join(_key(option, one, language, numbers, book) for option in row)}</div>'
        for row in screen.rows
    )
    return (
        f'<article data-language="{language}" lang="{language}" dir="auto" id="{numbers[one.name]}-{language}">'
        f'<p class="bubble">{said}</p>{rows}</article>'
    )


def _key(option: Option, one: Shown, language: str, numbers: Mapping[str, str], book: Book) -> str:
    said = html.escape(label(book.texts, language, option.label))
    there = one.links.get(option.action)
    if there is None:
        return f'<span class="key">{said}</span>'
    _, _, code = option.action.partition(":") if option.action.startswith("lang:") else ("", "", language)
    return f'<a class="key" href="#{numbers[there]}-{code}">{said}</a>'
