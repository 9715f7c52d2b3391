"""Signals as operators see them on a card: their names and buttons. Who notices them: `bot.desk.doubt.signals`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from bot.texts import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.house import House
    from bot.messages import Keyboard
    from storage.cases import Case

SAME_TEXT: Final = "same-text"
SAME_DATA: Final = "same-data"
OTHERWISE: Final = "otherwise"
CODES: Final = "codes"
DURESS: Final = "duress"
BANNED: Final = "banned"
MARK: Final = "mark"
LETTERS: Final[Mapping[str, str]] = {
    "T": SAME_TEXT,
    "U": SAME_DATA,
    "V": OTHERWISE,
    "z": CODES,
    "5": DURESS,
    "6": BANNED,
    "7": MARK,
}
"""Every signal by the letter of the button that explains it."""
ALERT_LIMIT: Final = 200
"""Units of what a button can answer."""
_REASON_LIMIT: Final = 60
_NAME_LIMIT: Final = 20
_A_ROW: Final = 2


def standing(case: Case, now: int) -> list[str]:
    """What is to be seen of a case, in the order of the letters."""
    seen = {*case.signals, *({DURESS} if case.duress else ()), *({MARK} if marked(case, now) else ())}
    return [name for name in LETTERS.values() if name in seen]


def marked(case: Case, now: int) -> bool:
    """Whether a mark stands on the case."""
    return bool(case.mark) and now < case.mark_until


def rows(house: House, case: Case, now: int, *, chat: int) -> Keyboard:
    """A button for each signal, two in a row."""
    letters = {name: letter for letter, name in LETTERS.items()}
    keys = [
        house.case_button(f"desk-signal-{name}", letters[name], case.id, now, chat=chat) for name in standing(case, now)
    ]
    return tuple(tuple(keys[at : at + _A_ROW]) for at in range(0, len(keys), _A_ROW))


def lines(house: House, case: Case) -> list[str]:
    """The line of a mark: what to look at, who asks, until when. When it ended, its case was drawn anew without it."""
    if not case.mark:
        return []
    return [house.say("desk-card-mark", name=case.mark_by, reason=case.mark, day=day(case.mark_until))]


def why(house: House, case: Case, name: str) -> str:
    """What was seen, what it may mean, and that it proves nothing."""
    values: dict[str, str] = {}
    if name == MARK:
        values = {
            "name": cut(case.mark_by, _NAME_LIMIT),
            "reason": cut(case.mark, _REASON_LIMIT),
            "day": day(case.mark_until),
        }
    return house.plain(f"desk-signal-{name}-why", **values)


def day(second: int) -> str:
    """A day by UTC, as everybody reads it."""
    return time.strftime("%d.%m.%Y", time.gmtime(second))
