"""Updates invented from python-telegram-bot's own types: every field it knows, with a value of its kind or none."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import telegram

if TYPE_CHECKING:
    import random

DEEPEST = 4
_RENAMED = {"from_user": "from"}
_PLAIN = {"str": "Слово№marker", "int": 7, "float": 0.5, "bool": True, "datetime": 1_800_000_000}
_NO_FIELDS = {"self", "api_kwargs"}


@cache
def fields(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of a type of the Bot API, with what its constructor says of each."""
    given = inspect.signature(getattr(telegram, kind).__init__).parameters.values()
    plain = [one for one in given if one.name not in _NO_FIELDS and one.kind is not one.VAR_KEYWORD]
    return tuple((_RENAMED.get(one.name, one.name), str(one.annotation)) for one in plain)


def invented(dice: random.Random, kind: str = "Update", depth: int = 0) -> dict[str, Any]:
    """One object of a type: some of its fields, each of the kind it should have."""
    chosen = [field for field in fields(kind) if dice.random() < (0.9 if depth == 1 else 0.3)]
    return {name: _value(dice, said, depth) for name, said in chosen}


def _value(dice: random.Random, said: str, depth: int) -> Any:
    names = re.findall(r"\w+", said)
    known = next((name for name in names if _is_object(name)), None)
    if known is not None and depth >= DEEPEST:
        return None
    value = (
        invented(dice, known, depth + 1) if known else next((_PLAIN[name] for name in names if name in _PLAIN), None)
    )
    return [value] if "Sequence" in names or "list" in names else value


@cache
def _is_object(name: str) -> bool:
    found = getattr(telegram, name, None)
    return isinstance(found, type) and issubclass(found, telegram.TelegramObject)
