"""A number of people: digits, or a word of Russian, Ukrainian or English; nothing is guessed."""

from __future__ import annotations

import re
from typing import Final

from bot.flows.values import Value

UNREAD: Final = "hint-number-unread"
MOST: Final = 500
_WORDS: Final = {
    word: number
    for number, words in enumerate(
        (
            "ноль нет никого никто нуль немає нема нікого ніхто zero none nobody no",
            "один одного одна one",
            "два двое двоих двоє двох two",
            "три трое троих троє трьох three",
            "четыре четверо чотири четверо чотирьох four",
            "пять пятеро п'ять п'ятеро five",
            "шесть шестеро шість шестеро six",
            "семь семеро сім семеро seven",
            "восемь восьмеро вісім восьмеро eight",
            "девять девятеро дев'ять дев'ятеро nine",
            "десять десятеро десятеро ten",
            "одиннадцать одинадцять eleven",
            "двенадцать дванадцять twelve",
        )
    )
    for word in words.split()
}


def read(text: str) -> Value:
    """Read `5`, `нас пятеро`, `five of us`. Two numbers, or more than a battalion, stay words."""
    plain = text.casefold().translate({0x2019: "'", 0x02BC: "'"})
    digits = re.findall(r"\d+", plain)
    words = [_WORDS[word] for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", plain) if word in _WORDS]
    found = {*map(int, digits), *words}
    if len(found) != 1 or (number := found.pop()) > MOST or re.search(r"\d\s*[-–—.,/]\s*\d|-\s*\d", plain):  # noqa: RUF001
        return Value(hint=UNREAD)
    return Value(str(number))
