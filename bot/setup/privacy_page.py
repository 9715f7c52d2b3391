"""The page that `/setprivacypolicy` wants the address of: what /privacy says in the bot, and who says it."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Final

from bot.flows.screens import show, who, words
from bot.flows.talk import Known, Place, Screen, Talk

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.settings import Settings

_STYLE: Final = "body{max-width:42em;margin:2em auto;padding:0 1em;font:1.05em/1.5 sans-serif}p{white-space:pre-line}"


def page(book: Book, settings: Settings, *, now: int) -> str:
    """One page of HTML in every language of the line, without a script, a picture or a link.

    `now`: unix seconds; dates on the page are told from that day, which it names.
    """
    spoken = book.texts.languages
    parts = "\n".join(_in(book, settings, language, now) for language in spoken)
    return (
        f'<!doctype html>\n<html lang="{spoken[0]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        f"<title>{_title(book, spoken[0])}</title><style>{_STYLE}</style></head><body>\n{parts}\n</body></html>\n"
    )


def _in(book: Book, settings: Settings, language: str, now: int) -> str:
    known = Known(
        language=language,
        now=now,
        periods=settings.periods,
        rooms=settings.desk,
        way="asked" if settings.webhook_url is None else "webhook",
    )
    screen = show(book, Talk(place=Place.PRIVACY), known)
    told = words(book.texts, language, Screen((who(book, known), *screen.parts), ())).split("\n\n")
    day = f"{datetime.fromtimestamp(now, tz=UTC):%d.%m.%Y}"
    said = "".join(f"<p>{part}</p>\n" for part in (day, *told))
    return f'<section lang="{language}"><h1>{_title(book, language)}</h1>\n{said}</section>'


def _title(book: Book, language: str) -> str:
    return escape(book.texts.plain(language, "button-privacy"))
