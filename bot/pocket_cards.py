"""Pocket cards and a poster to print: one page of HTML a language, whole in itself, without a script or a link out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

import segno

if TYPE_CHECKING:
    from bot.flows.project import Project, Statement
    from bot.texts import Texts

CARDS_ON_A_SHEET: Final = 10
WAYS_ON_A_CARD: Final = 3
"""Other ways to the line that fit on a card; the poster has them all."""
_POINTS: Final = ("danger", "learn", "try", "fakes", "where")
_QUESTIONS: Final = ("soldier", "mobilized", "captivity", "family")
_STYLE: Final = """
@page { size: A4; margin: 10mm }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; font: 11pt/1.4 "DejaVu Sans", Arial, sans-serif }
section { width: 190mm; height: 276mm; break-after: page; overflow: hidden; position: relative }
section:last-child { break-after: auto }
h1 { font-size: 26pt; line-height: 1.15; margin: 4mm 0 }
.first li { margin: 0 0 5mm; font-size: 14pt }
.first li:first-child { font-weight: bold }
.cards { display: grid; grid-template-columns: 90mm 90mm; grid-auto-rows: 54mm; gap: 1mm; justify-content: center }
.card { border: .2mm dashed #888; padding: 2.5mm 3mm; display: grid; grid-template-columns: 26mm 1fr; gap: 0 3mm;
  font-size: 7pt; line-height: 1.2; overflow: hidden; align-content: start }
.card svg { width: 26mm; height: 26mm }
.card p { margin: 0 0 .6mm }
.card .below { grid-column: 1 / 3; font-size: 6.6pt }
.bot { font-weight: bold; font-size: 10.5pt; overflow-wrap: anywhere }
.burn { font-weight: bold }
.poster { text-align: center; padding: 4mm 6mm }
.poster svg { width: 68mm; height: 68mm }
.poster ul { list-style: none; padding: 0; font-size: 15pt; line-height: 1.4 }
.poster .bot { font-size: 24pt; line-height: 1.15 }
.poster p { margin: 1.6mm 0 }
.sample { position: absolute; inset: 45% 0 auto; text-align: center; font-size: 70pt; color: #0003;
  transform: rotate(-25deg) }
@media screen { body { margin: 10mm auto; width: 190mm } section { margin-bottom: 10mm; outline: .2mm solid #ccc } }
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on a card: the bot's name without @, its number, spare bots' names."""

    bot: str
    number: int
    spares: tuple[str, ...] = ()
    sample: bool = False

    @property
    def code(self) -> str:
        """The QR code of the bot's address as SVG; it stays readable with a quarter of it gone."""
        drawn: str = segno.make(f"https://t.me/{self.bot}", error="q", micro=False).svg_inline(
            border=2, omitsize=True, svgclass=None, lineclass=None
        )
        return drawn


def page(texts: Texts, project: Project, language: str, shown: Shown) -> str:
    """The page to print in one language: what to read first, a sheet of cards, the poster."""
    sheet = _Sheet(texts, project, language, shown)
    title = escape(sheet.say("cards-title", bot=shown.bot))
    sections = f"{sheet.first()}\n{sheet.cards()}\n{sheet.poster()}"
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style>\n<body>\n{sections}\n</body></html>\n"
    )


def statements(project: Project) -> tuple[Statement, ...]:
    """Everything of the project that is printed, each with the day it was last found true."""
    named = (project.identity.name, project.identity.second_channel, *(way.label for way in project.desk.contacts))
    return tuple(one for one in named if one is not None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    texts: Texts
    project: Project
    language: str
    shown: Shown

    def say(self, key: str, **values: str | int) -> str:
        return self.texts.plain(self.language, key, **values)

    def first(self) -> str:
        points = [self.say(f"cards-{point}") for point in _POINTS]
        if printed := statements(self.project):
            oldest: date = min(one.checked for one in printed)
            points.append(self.say("cards-checked", date=oldest.isoformat()))
        items = "".join(f"<li>{escape(point)}</li>" for point in points)
        who = f"@{self.shown.bot} · {self.say('card-number', number=str(self.shown.number))}"
        head = escape(self.say("cards-first"))
        return f'<section class="first"><h1>{head}</h1><ol>{items}</ol><p class="bot">{escape(who)}</p></section>'

    def cards(self) -> str:
        return f'<section class="cards">{self._card() * CARDS_ON_A_SHEET}{self._sample()}</section>'

    def _card(self) -> str:
        below = self._lines((self.say("card-never"), *self._ways()[:WAYS_ON_A_CARD]))
        burn = f'<p class="burn">{escape(self.say("card-burn"))}</p>'
        return (
            f'<div class="card">{self.shown.code}<div>{self._bot()}</div><div class="below">{burn}{below}</div></div>'
        )

    def poster(self) -> str:
        questions = "".join(f"<li>{escape(self.say(f'poster-{one}'))}</li>" for one in _QUESTIONS)
        said = (self.say(key) for key in ("poster-name", "card-never", "poster-telegram"))
        words = self._lines((*self._ways(), *said))
        return (
            f'<section class="poster"><h1>{escape(self.say("poster-head"))}</h1><ul>{questions}</ul>'
            f"{self.shown.code}{self._bot()}{words}{self._sample()}</section>"
        )

    def _bot(self) -> str:
        """Who it is, and how to tell it from a copy."""
        name = self.project.identity.name
        spares = (self.say("card-spare", bot=spare) for spare in self.shown.spares)
        who = name.in_language(self.language) if name else ""
        number = self.say("card-number", number=str(self.shown.number))
        return f'<p class="bot">@{escape(self.shown.bot)}</p>{self._lines((who, number, *spares))}'

    def _ways(self) -> tuple[str, ...]:
        """The other ways to the line, as `project.toml` names them; first how to tell the true bot."""
        channel = self.project.identity.second_channel
        ways = (f"{way.label.in_language(self.language)}: {way.where}" for way in self.project.desk.contacts)
        return (channel.in_language(self.language) if channel else "", *ways)

    def _lines(self, several: tuple[str, ...]) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in several if line)

    def _sample(self) -> str:
        return f'<div class="sample">{escape(self.say("cards-sample"))}</div>' if self.shown.sample else ""
