"""Who writes in a burst, and what: made of a number, so that the same number brings the same people."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

URGENT_SHARE: Final = 0.05
DOORS: Final = {"question": 30, "soldier": 25, "relative": 20, "mobilized": 15, "maybe": 10}
LANGUAGES: Final = {"ru": 5, "uk": 3, "en": 2}


class Deed(StrEnum):
    """What somebody does once his case is with the operators."""

    WAIT = "wait"
    AGAIN = "again"
    PHOTO = "photo"
    VOICE = "voice"
    BLOCK = "block"


DEEDS: Final = {Deed.WAIT: 50, Deed.AGAIN: 28, Deed.PHOTO: 8, Deed.VOICE: 8, Deed.BLOCK: 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One person's part. `moment`: when he begins, from 0 to 1 of the burst; `asks`: he asks before he applies."""

    moment: float
    language: str
    door: str
    urgent: bool
    asks: bool
    words: str
    later: str
    deed: Deed
    seed: int


@dataclass(frozen=True, slots=True)
class Lines:
    """What people of one language write: first, later, and when they are in danger."""

    first: tuple[str, ...]
    later: tuple[str, ...]
    danger: tuple[str, ...]


LINES: Final = {
    "en": Lines(
        (
            "How long until somebody answers?",
            "May I bring my own medicines?",
            "Will my family be told?",
            "What happens on the first day?",
            "Is it true that nobody is beaten?",
        ),
        ("Are you still there?", "I can write only at night.", "Thank you. I will wait."),
        ("They are shooting at me", "I am wounded, help"),
    ),
    "ru": Lines(
        (
            "Сколько ждать ответа?",
            "Можно взять с собой лекарства?",
            "Родным сообщат?",
            "Что будет в первый день?",
            "Правда, что не бьют?",
            "Меня отправят обратно домой?",
        ),
        ("Вы ещё здесь?", "Могу писать только ночью.", "Спасибо, жду."),
        ("По мне стреляют", "Я ранен, помогите"),
    ),
    "uk": Lines(
        (
            "Скільки чекати на відповідь?",
            "Можна взяти з собою свої ліки?",
            "Рідним повідомлять?",
            "Що буде першого дня?",
            "Це правда, що не б'ють?",
        ),
        ("Ви ще тут?", "Можу писати лише вночі.", "Дякую, чекаю."),
        ("По мені стріляють", "Я поранений, допоможіть"),
    ),
}


def crowd(count: int, seed: int) -> list[Part]:
    """So many people, in the order in which they begin; one in twenty of them in danger, at least one."""
    dice = random.Random(seed)  # noqa: S311 - a play, no secret
    urgent = set(dice.sample(range(count), max(1, round(count * URGENT_SHARE)))) if count else set()
    moments = sorted(dice.random() for _ in range(count))
    return [_part(dice, moment, urgent=number in urgent) for number, moment in enumerate(moments)]


def _part(dice: random.Random, moment: float, *, urgent: bool) -> Part:
    language = _one(dice, LANGUAGES)
    lines = LINES[language]
    door = _one(dice, DOORS)
    return Part(
        moment=moment,
        language=language,
        door=door,
        urgent=urgent,
        asks=door in {"question", "relative"} or dice.random() < 0.3,  # noqa: PLR2004 - a share
        words=dice.choice(lines.danger if urgent else lines.first),
        later=dice.choice(lines.later),
        deed=Deed(_one(dice, DEEDS)),
        seed=dice.randrange(2**32),
    )


def _one(dice: random.Random, weights: dict[str, int] | dict[Deed, int]) -> str:
    return str(dice.choices(list(weights), weights=list(weights.values()))[0])
