"""What people type and send that nobody expects: a corpus of texts, and things that are no text."""

from __future__ import annotations

import random
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from bot.rehearsal.things import Message
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.driver import Phone

LONGEST = 4096

TEXTS = {
    "emoji to the brim": "😀" * (LONGEST // 2),
    "a family of joiners": "👨‍👩‍👧‍👦🏳️‍🌈" * 40,
    "one long word": "щ" * LONGEST,
    "words to the brim": "слово " * 682 + "край",
    "markup": "<b>жирно & <i>криво</b> &amp; &lt; &#60; <a href='x'>нет</a> <script>alert(1)</script>",
    "unclosed": "<b <i>< > </ &bogus; <!-- ",
    "markup to the brim": "<&>" * (LONGEST // 3),
    "markdown": "*_`[x](tg://user?id=1)`_* ||spoiler|| ```\ncode",
    "bidi": "\u202eсправа налево\u202c \u2066изоляция\u2069 \u200fметка\u200e",
    "zero width": "на\u200bм\u2060 нуж\ufeffна\u00ad по\u180eмощь \u200cи\u200d",
    "tags": "флаг 🏴\U000e0067\U000e0062\U000e007f конец",
    "zalgo": "".join(letter + "\u0301\u0317\u0335\u0489" * 9 for letter in "помогите нам"),
    "marks without a letter": "\u0301" * 40 + " знак",
    "controls": "рано\x00 или\x07 поздно\x1b[31m\x7f\x85 да\u2028нет\u2029всё",
    "lines": "\n\n\nодна\r\nдве\rтри\n\n\n\n\nчетыре\n \n \n",
    "private use": "логотип \ue000\U000f0000 здесь",
    "half a pair": "до \ud83d после \udc00 конец",
    "a command inside": "нога болит /delete сейчас @rehearsal_bot #срочно",
    "fluent": '{ $words } { -term } {"x"} [one] *[other] = .attr',
    "sql": "'; DROP TABLE people; -- %s ? :name {0}",
    "a path": "../../etc/passwd\\..\\x file:///dev/null",
    "arabic": "ﷺ مرحبا 12 שלום",
    "not a character": "конец\ufffe\uffff\U0001ffff.",
    "combined hangul": "각" * 300,
}
"""Texts that must be kept, by what is odd about them."""

EMPTY = {
    "spaces": " \t \u00a0\u3000 ",
    "new lines": "\n" * 50,
    "nothing to see": "\u200b\u2060\u202e\u2069\ufeff" * 20,
    "controls alone": "\x01\x02\x7f",
}
"""Texts of which nothing is left once they are cleaned: not kept, and answered all the same."""

PRESSES = [
    "2",
    " 3. ",
    "9" * 60,
    "/start",
    "/START@rehearsal_bot x",
    "/cancel",
    "/nothing",
    "/",
    "//",
    "Back",
    "да",
    "/delete",
]
"""Texts that may mean a button or a command."""


def many(count: int, seed: int) -> Iterator[str]:
    """Random texts of every kind of character there is, each with a word of its own in front."""
    dice = random.Random(seed)
    kinds: dict[str, list[str]] = {}
    for code in range(1, sys.maxunicode + 1):
        kinds.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    pieces = [*TEXTS.values(), *EMPTY.values()]
    for number in range(count):
        letters = "".join(dice.choice(kinds[dice.choice(list(kinds))]) for _ in range(dice.randint(1, 120)))
        text = f"текст{number} " + dice.choice([letters, dice.choice(pieces)[:600] + letters])
        while units(text) > LONGEST:
            text = text[:-1]
        yield text


def types(person: Phone, text: str, *, reply_to: Message | None = None, **extra: Any) -> Message:
    """Lets a message arrive exactly as it is, even one that no honest client would send; a reply where that stands."""
    world, chat = person.world, reply_to.chat if reply_to else person.chat
    message = Message(chat=chat, id=world.next_id(chat), sender=person.user, date=world.now(), text=text)
    message.extra = dict(extra)
    if reply_to is not None:
        message.reply_to, message.thread = reply_to.id, reply_to.thread
    chat.started = True
    world.put(chat, message)
    world.tell_message(message)
    return message


def _with(**extra: Any) -> Callable[[Phone], Message]:
    return lambda person: types(person, "", **extra)


_FILE = {"file_id": "x", "file_unique_id": "y"}
_PERSON = {"id": 777, "is_bot": False, "first_name": "<b>Кто-то"}

THINGS: dict[str, Callable[[Phone], Message]] = {
    "sticker": lambda person: person.world.sticker(person.user),
    "poll": lambda person: person.world.poll(person.user),
    "document": lambda person: person.world.send(person.user, None, person.world.sample("document"), caption="план"),
    "contact": _with(contact={"phone_number": "+70000000000", "first_name": "Имя"}),
    "venue": _with(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "т", "address": "а"}),
    "dice": _with(dice={"emoji": "🎲", "value": 3}),
    "audio": _with(audio=_FILE | {"duration": 1}),
    "animation": _with(animation=_FILE | {"width": 1, "height": 1, "duration": 1}, document=_FILE | {"file_name": "x"}),
    "forward of a hidden one": lambda person: person.world.forward(person.user, text="чужие слова"),
    "forward of a user": lambda person: types(
        person, "слова", forward_origin={"type": "user", "date": 1, "sender_user": _PERSON}
    ),
    "through another bot": lambda person: types(
        person, "слова", via_bot=_PERSON | {"is_bot": True, "username": "other_bot"}
    ),
    "a quote": lambda person: types(person, "ответ", quote={"text": "цитата", "position": 0}),
    "a kind of the future": _with(hologram={"id": 1, "text": "?"}),
    "a game": _with(game={"title": "x", "description": "y", "photo": []}),
}
"""Messages that are no plain text, by what they are."""
