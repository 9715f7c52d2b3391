"""Which operator chat a case goes to: the value of HOTLINE_OPERATOR_CHAT_ID, one chat or several.

`-1001;-1002:language=uk;-1003:door=soldier/mobilized,urgent`: chats are parted by `;`, a chat's conditions by `,`, and
what one of them allows by `/`. A case goes to the first chat all of whose conditions it fits, else to the one that has
none. A chat named twice takes what fits either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.setting_values import group_id

LANGUAGES: Final = frozenset({"ru", "uk", "en"})
DOORS: Final = frozenset({"soldier", "mobilized", "maybe", "relative", "question", "danger", "crisis"})
_NAMED: Final = {"language": LANGUAGES, "door": DOORS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operator chat and what it takes; an empty set takes all."""

    chat: int
    languages: frozenset[str] = frozenset()
    doors: frozenset[str] = frozenset()
    urgent: bool = False

    @property
    def open(self) -> bool:
        """Whether it has no condition: it takes what fits no other chat."""
        return not (self.languages or self.doors or self.urgent)

    def takes(self, *, language: str, door: str, urgent: bool) -> bool:
        """Whether a case fits all its conditions."""
        known = language in (self.languages or {language}) and door in (self.doors or {door})
        return known and (urgent or not self.urgent)


def routes(value: object) -> tuple[Route, ...]:
    """The setting, read: the chat without a condition first. A ValueError's sentence never says the value."""
    if isinstance(value, tuple):
        return value
    parts = [part.strip() for part in str(value).split(";") if part.strip()]
    read = [_route(part, place) for place, part in enumerate(parts, start=1)]
    if len(set(read)) < len(read):
        raise ValueError("names a chat twice in the same way")
    if sum(route.open for route in read) != 1:
        raise ValueError("needs exactly one chat without a condition: it takes what fits no other")
    return tuple(sorted(read, key=lambda route: not route.open))


def _route(part: str, place: int) -> Route:
    chat, _, conditions = part.partition(":")
    found: dict[str, frozenset[str]] = {}
    urgent = False
    for condition in (one.strip() for one in conditions.split(",") if one.strip()):
        name, _, values = condition.partition("=")
        if condition == "urgent" and not urgent:
            urgent = True
        elif name in _NAMED and name not in found:
            found[name] = _allowed(name, values, place)
        else:
            raise ValueError(f"entry {place}: a condition is urgent, language=uk or door=soldier, each once")
    try:
        return Route(
            chat=group_id(chat),
            languages=found.get("language", frozenset()),
            doors=found.get("door", frozenset()),
            urgent=urgent,
        )
    except ValueError as fault:
        raise ValueError(str(fault) if place == 1 and not conditions else f"entry {place} {fault}") from None


def _allowed(name: str, values: str, place: int) -> frozenset[str]:
    wanted = frozenset(one.strip() for one in values.split("/"))
    if not wanted <= _NAMED[name]:
        raise ValueError(f"entry {place}: {name} is one or more of {', '.join(sorted(_NAMED[name]))}, parted by /")
    return wanted
