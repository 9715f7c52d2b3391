"""A sealed case as one page that an operator reads on a machine of his own: no script, nothing from anywhere else."""

from __future__ import annotations

import base64
import time
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.texts import Texts
    from storage.cases import Entry

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; form-action 'none'"
_STYLE: Final = """
:root { color-scheme: light dark; --paper: #f3f5f4; --panel: #fff; --ink: #16201e; --soft: #5b6866; --line: #d8dfdd;
  --hers: #dceee6; --red: #b3261e; font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) { :root { --paper: #101615; --panel: #1b2423; --ink: #e6ecea; --soft: #98a6a3;
  --line: #2a3533; --hers: #1d3a30; --red: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 16px 60px; max-width: 820px; background: var(--paper); color: var(--ink); }
h1 { font-size: 22px; margin: 0; letter-spacing: .04em; }
header { border-bottom: 1px solid var(--line); padding-bottom: 12px; margin-bottom: 20px; }
header p, footer { color: var(--soft); margin: 4px 0 0; font-size: 14px; }
.alarm { color: var(--red); border: 2px solid var(--red); border-radius: 8px; padding: 8px 12px; font-weight: 600; }
article { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px;
  margin: 12px 0; break-inside: avoid; }
article.operator { background: var(--hers); margin-left: 48px; }
article.person { margin-right: 48px; }
article.note { border-style: dashed; }
article.mark { background: none; border: 0; padding: 0 14px; margin: 4px 0; color: var(--soft); font-size: 14px; }
h2 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; font-size: 14px; font-weight: 600;
  margin: 0 0 4px; color: var(--soft); }
h2 time { font-weight: 400; } footer { border-top: 1px solid var(--line); margin-top: 20px; padding-top: 8px; }
.words { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
dl { margin: 0; } dt { color: var(--soft); font-size: 14px; margin-top: 8px; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
dd.heed { color: var(--red); font-weight: 600; }
img { max-width: 100%; border-radius: 8px; display: block; margin-top: 6px; } audio { width: 100%; margin-top: 6px; }
@media print { body { max-width: none; } article, article.operator { background: none; } }
"""
_PERSON: Final = "person"
_SIDES: Final = {"said": _PERSON, "answered": "operator", "note": "note"}
_MARKS: Final = frozenset(
    {"arrived", "undelivered", "undone", "tongue", "withheld", "duress", "erased", "taken_back", "closed"}
)
_TYPES: Final = {"photo": ("img", "image/jpeg"), "voice": ("audio", "audio/ogg")}
REASONS: Final = frozenset({"answered", "silent", "double", "elsewhere", "rest"})
MEDIA: Final = frozenset({"photo", "voice", "video", "video_note", "location"})


class Page:
    """Writes pages in one language. `kept`: the files of a case as `kept_files` gives them, in their order."""

    def __init__(self, texts: Texts, language: str) -> None:
        """Take the texts that operators read."""
        self._texts, self._language = texts, language

    def write(self, alias: str, entries: Sequence[Entry], kept: Mapping[str, bytes]) -> str:
        """The whole page. Everything that a person or an operator wrote is escaped."""
        pictures = iter(kept.values())
        body = "\n".join(filter(None, (self._entry(entry, pictures) for entry in entries)))
        alarm = f'<p class="alarm">{self._say("duress")}</p>' if any(e.kind == "duress" for e in entries) else ""
        return (
            f'<!doctype html>\n<html lang="{escape(self._language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
            '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(alias)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f"<header><h1>{escape(alias)}</h1><p>{self._facts(entries)}</p>{alarm}</header>\n"
            f"<main>\n{body}\n</main>\n<footer>{self._say('foot')}</footer>\n</body>\n</html>\n"
        )

    def _say(self, key: str, **values: str | int) -> str:
        return escape(self._texts.plain(self._language, f"desk-page-{key}", **values))

    def _facts(self, entries: Sequence[Entry]) -> str:
        """Who and in which language, as the newest entry that says so has it; and how much there is."""
        told: dict[str, Any] = {}
        for entry in entries:
            told |= {name: entry.body[name] for name in ("door", "language", "tongue") if entry.body.get(name)}
        door = str(told.get("door", ""))
        known = f"desk-door-{door}" in self._texts.keys(self._language)
        parts = [self._texts.plain(self._language, f"desk-door-{door}") if known else door]
        parts += [str(told.get("language", "")), str(told.get("tongue", ""))]
        return escape(" · ".join(filter(None, parts)))

    def _entry(self, entry: Entry, pictures: Iterator[bytes]) -> str:
        if entry.kind == "piece":
            return ""
        if entry.kind == "kept":
            return self._article(entry, "note", self._say("kept"), self._kept(entry, next(pictures, b"")))
        if "answers" in entry.body:
            return self._article(entry, _PERSON, self._named(entry.kind), self._answers(entry.body["answers"]))
        if entry.kind in _MARKS:
            return self._article(entry, "mark", self._mark(entry), "")
        side = _SIDES.get(entry.kind, "note")
        return self._article(entry, side, self._named(entry.kind), self._said(entry.body))

    def _article(self, entry: Entry, side: str, head: str, inner: str) -> str:
        hour = time.strftime("%Y-%m-%d %H:00", time.gmtime(entry.hour))
        return f'<article class="{side}"><h2>{head}<time>{hour} UTC</time></h2>{inner}</article>'

    def _named(self, kind: str) -> str:
        """What an entry is; a kind of a later version by its own name."""
        key = f"kind-{kind}"
        return self._say(key) if f"desk-page-{key}" in self._texts.keys(self._language) else escape(kind)

    def _mark(self, entry: Entry) -> str:
        if entry.kind == "closed":
            reason = str(entry.body.get("reason", ""))
            told = self._texts.plain(self._language, f"desk-reason-{reason}") if reason in REASONS else reason
            return self._say("closed", reason=told)
        what = str(entry.body.get("tongue") or entry.body.get("what") or "")
        return self._named(entry.kind) + (f": {escape(what)}" if what else "")

    def _answers(self, answers: Sequence[Mapping[str, Any]]) -> str:
        rows = (
            f"<dt>{escape(str(one.get('question', '')))}</dt>"
            f'<dd dir="auto"{" class=heed" if one.get("heed") else ""}>{escape(str(one.get("text", ""))) or "—"}</dd>'
            for one in answers
        )
        return f"<dl>{''.join(rows)}</dl>"

    def _said(self, body: Mapping[str, Any]) -> str:
        media = str(body.get("media", ""))
        told = f"<p class=words>[{self._say(f'media-{media}')}]</p>" if media in MEDIA else ""
        marks = [self._say(name) for name in ("edited", "phone") if body.get(name)]
        noted = f"<h2>{' · '.join(marks)}</h2>" if marks else ""
        text = str(body.get("text", ""))
        return noted + told + (f'<p class="words" dir="auto">{escape(text)}</p>' if text else "")

    def _kept(self, entry: Entry, data: bytes) -> str:
        tag, kind = _TYPES.get(str(entry.body.get("media")), ("", ""))
        source = f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
        match tag:
            case "img":
                return f'<img alt="" src="{source}">'
            case "audio":
                return f'<audio controls src="{source}"></audio>'
        return ""
