"""Telegram's HTML, parsed as strictly as Telegram does, and what becomes of a text on its way in.

Offsets in refusals are bytes of the UTF-8 text; offsets and lengths of entities are UTF-16 units.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.refusals import Refusal, bad

Entity = dict[str, Any]

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
REFERENCE = re.compile(r"&(?:#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);")
SPACE = " \t\r\n"
PLAIN = re.compile("[^<&]+")
UNTIDY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")
DETECTED = re.compile(
    r"(?P<bot_command>(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)\b"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<mention>(?<!\w)@[a-zA-Z][a-zA-Z0-9_]{3,31})\b"
)
INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\ufffc]*"
)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def require_utf8(text: str) -> None:
    """Refuse a text with half of a surrogate pair: it has no UTF-8 form."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop what Telegram drops from any text (carriage returns, embedding marks); control characters become spaces."""
    if not UNTIDY.search(text):
        return text, entities
    kept, moved = [], [0]
    for letter in text:
        dropped = letter == "\r" or "\u2028" <= letter <= "\u202e"
        if not dropped:
            kept.append(" " if letter < " " and letter != "\n" else letter)
        for _ in range(units(letter)):
            moved.append(moved[-1] + (not dropped))
    found = []
    for entity in entities:
        start, end = moved[entity["offset"]], moved[entity["offset"] + entity["length"]]
        found.append(entity | {"offset": start, "length": end - start})
    return "".join(kept), found


def is_blank(text: str) -> bool:
    """Whether nobody would see anything."""
    return INVISIBLE.fullmatch(text) is not None


def detect(text: str) -> list[Entity]:
    """The entities Telegram finds by itself: commands, links, names."""
    return [
        {"type": str(hit.lastgroup), "offset": units(text[: hit.start()]), "length": units(hit.group())}
        for hit in DETECTED.finditer(text)
    ]


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip blank ends; entities move with their text."""
    lead = len(text) - len(text.lstrip())
    shift = units(text[:lead])
    text = text.strip()
    size = units(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return text, kept


@dataclass
class _Open:
    tag: str
    at: int
    attributes: dict[str, str]


class _Html:
    """One pass over a text; `fault` words a refusal with the byte the tag began at."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag()
            elif self.source[self.at] == "<":
                self._start_tag()
            else:
                self._put(self._plain() or self._character())
        if self.open:
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                del entity["language"]
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.length += units(piece)

    def _plain(self) -> str:
        """Letters that stand for themselves, as many as there are."""
        found = PLAIN.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _character(self) -> str:
        reference = REFERENCE.match(self.source, self.at)
        if reference:
            self.at = reference.end()
            decoded = html.unescape(reference.group())
            return decoded if decoded != "\ufffd" else reference.group()
        self.at += 1
        return self.source[self.at - 1]

    def _take(self, stop: str) -> str:
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in stop:
            self.at += 1
        return self.source[start : self.at]

    def _skip_space(self) -> str:
        while self.at < len(self.source) and self.source[self.at] in SPACE:
            self.at += 1
        return self.source[self.at : self.at + 1]

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refuse(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._take(SPACE + ">").lower()
        if self._skip_space() != ">":
            raise _refuse(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if name not in {"", opened.tag}:
            where = f'{self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            raise _refuse(f"Unmatched end tag at byte offset {where}")
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.at
        entity: Entity = {"type": TAGS[opened.tag], "offset": opened.at, "length": length}
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href") or "".join(self.out)[-length:]
            if not re.match(r"(https?|tg)://|mailto:|tel:", entity["url"]):
                return
        if opened.tag == "pre":
            self._take_over_code(entity)
        if opened.tag == "code":
            entity["language"] = opened.attributes.get("class", "")
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if length:
            self.entities.append(entity)

    def _take_over_code(self, pre: Entity) -> None:
        """A `code` that fills a `pre` only names its language."""
        code = self.entities[-1] if self.entities else {}
        if (code.get("type"), code.get("offset"), code.get("length")) == ("code", pre["offset"], pre["length"]):
            self.entities.pop()
            if code["language"].startswith("language-"):
                pre["language"] = code["language"].removeprefix("language-")

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take(SPACE + ">").lower()
        if self.at >= len(self.source):
            raise _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in TAGS:
            raise _refuse(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes: dict[str, str] = {}
        while self._skip_space() != ">":
            name, value = self._attribute(tag, begin)
            attributes[name] = value
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(_Open(tag, self.length, attributes))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._take(SPACE + "=>")
        where = f'the tag "{tag}" at byte offset {self._byte(begin)}'
        if not name and self.at < len(self.source):
            raise _refuse(f"Empty attribute name in {where}")
        if self._skip_space() != "=":
            if self.at >= len(self.source):
                raise _refuse(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            return name.lower(), ""
        self.at += 1
        if not self._skip_space():
            raise _refuse(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        value = self._value()
        if self.at >= len(self.source):
            raise _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name.lower(), value

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            return self._name_token()
        self.at += 1
        value = []
        while self.at < len(self.source) and self.source[self.at] != quote:
            value.append(self._character())
        self.at += 1
        return "".join(value)

    def _name_token(self) -> str:
        token = re.compile(r"[A-Za-z0-9.-]*").match(self.source, self.at)
        start, self.at = self.at, token.end() if token else self.at
        if self.source[self.at : self.at + 1] not in set(SPACE + ">"):
            raise _refuse(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return self.source[start : self.at].lower()


def _refuse(sentence: str) -> Refusal:
    return bad(f"can't parse entities: {sentence}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of a text in Telegram's HTML. Raises `Refusal` as Telegram words it."""
    return _Html(source).parse()


def understand(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """A text as the chat will show it, with its entities: parsed, tidied, trimmed, links and commands found."""
    require_utf8(text)
    entities: list[Entity] = list(given or [])
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        text, entities = parse_html(text)
    text, entities = trim(*tidy(text, entities))
    taken = {(entity["offset"], entity["length"]) for entity in entities}
    found = [entity for entity in detect(text) if (entity["offset"], entity["length"]) not in taken]
    return text, sorted(entities + found, key=lambda entity: (entity["offset"], -entity["length"]))
