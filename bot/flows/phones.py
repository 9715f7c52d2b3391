"""A phone number in any of its spellings. The country is read from the number alone: none is guessed."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

from bot.flows.values import Value

UNREAD: Final = "hint-phone-unread"
NO_COUNTRY: Final = "hint-phone-country"

_LONGEST: Final = 60
_LEAST_DIGITS: Final = 7
_ABROAD: Final = re.compile(r"^\s*(?:00|плюс|plus)\s*", re.IGNORECASE)
_LETTER_O: Final = str.maketrans("OoОо", "0000")  # noqa: RUF001  both alphabets are meant


def read(text: str) -> Value:
    """Read a number that names its country (`+380 ...`, `00380 ...`) as `+380 44 123 4567`."""
    said = _ABROAD.sub("+", text.strip())[:_LONGEST].translate(_LETTER_O)
    if not said.startswith(("+", "＋")):  # noqa: RUF001  a full-width plus, as some keyboards write it
        many = sum(letter.isdigit() for letter in said) >= _LEAST_DIGITS
        return Value(hint=NO_COUNTRY if many else UNREAD)
    try:
        number = phonenumbers.parse(said, None)
    except phonenumbers.NumberParseException:
        return Value(hint=UNREAD)
    if not phonenumbers.is_valid_number(number):
        return Value(hint=UNREAD)
    return Value(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
