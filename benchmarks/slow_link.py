"""How long a first contact takes on a bad link: from /start to the receipt, with the bot's real engine and screens.

Clock and link are made up. Every request of the phone takes 8 seconds there and back; 30 of 100 fail, half of them on
the way back: the phone repeats what failed, so the bot may get a tap twice. `python -m benchmarks.slow_link`
"""

from __future__ import annotations

import random
import statistics
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from bot.flows.engine import begin, step
from bot.flows.load import load_book
from bot.flows.screens import label, show, words
from bot.flows.talk import Known, Place, Submit, Talk, Tap, Typed

if TYPE_CHECKING:
    from bot.flows.model import Book

ROUND_TRIP: Final = 8.0
FAILS: Final = 0.3
LETTERS_A_SECOND: Final = 20
"""How fast a screen is read: about 200 words a minute. A line that stood on an earlier screen is not read again."""
LETTERS_TYPED_A_SECOND: Final = 2
BOUND: Final = 300.0
"""Seconds that the median may take."""
OWN_WORDS: Final = "Хочу знать, что со мной будет. Пишите, пожалуйста, просто."  # noqa: RUF001 - Russian
WAY: Final = (
    "home",
    "d:soldier",
    "apply",
    "o:yes",
    "o:well",
    "o:alone",
    "o:mine",
    OWN_WORDS,
    "o:here",
    "send",
    "send-now",
)
"""What he does; what is no button is typed."""


TAPS: Final = frozenset({"d", "apply", "o", "next", "send", "send-now"})


@dataclass(frozen=True, slots=True)
class Took:
    """One first contact: its seconds, those of them spent on reading and typing, and how many applications arrived."""

    seconds: float
    own: float
    sent: int


@dataclass
class Link:
    """Between a phone and Telegram, on a clock of its own."""

    chance: random.Random
    seconds: float = 0.0

    def carries(self) -> int:
        """Send one request until it is answered; how often it arrived. Each try takes one round trip."""
        arrived, answered = 0, False
        while not answered:
            drawn = self.chance.random()
            self.seconds += ROUND_TRIP
            arrived += drawn >= FAILS / 2
            answered = drawn >= FAILS
        return arrived


@dataclass
class Bot:
    """The engine, and what the desk does around it: a button of an older screen brings the newest one back."""

    book: Book
    known: Known
    talk: Talk = field(default_factory=begin)
    sent: int = 0
    seen: set[str] = field(default_factory=set)

    def news(self) -> int:
        """How many letters of the screen are new to him."""
        screen = show(self.book, self.talk, self.known)
        said = words(self.book.texts, self.known.language, screen).splitlines()
        said += [label(self.book.texts, self.known.language, option.label) for option in screen.options]
        fresh = set(said) - self.seen
        self.seen |= fresh
        return sum(map(len, fresh))

    def gets(self, act: str, rev: int) -> None:
        """Work one update."""
        tapped = act.partition(":")[0] in TAPS
        if tapped and rev != self.talk.rev:
            return
        event = Tap(act) if tapped or act == "home" else Typed(act)
        outcome = step(self.book, self.talk, event, self.known)
        self.talk = outcome.talk
        self.sent += sum(isinstance(effect, Submit) for effect in outcome.effects)


def first_contact(book: Book, language: str, chance: random.Random) -> Took:
    """Walk once from /start until the receipt stands on his screen."""
    link, bot, own = Link(chance), Bot(book, Known(language=language)), 0.0
    for act in WAY:
        rev = bot.talk.rev
        arrived, typed = link.carries(), act in {"home", OWN_WORDS}
        # Telegram knows a repeated message by its number and hands on one; a pressed button it hands on each time.
        for _ in range(1 if typed else arrived):
            bot.gets(act, rev)
        if bot.talk.place is not Place.RECEIPT:
            own += bot.news() / LETTERS_A_SECOND + (len(act) / LETTERS_TYPED_A_SECOND if act == OWN_WORDS else 0)
    return Took(link.seconds + own, own, bot.sent)


def runs(book: Book, language: str, count: int, seed: int) -> list[Took]:
    """Walk so many times, each with chances of its own."""
    return [first_contact(book, language, random.Random(f"{seed} {number}")) for number in range(count)]  # noqa: S311 - no secret


@click.command(help=__doc__)
@click.option("--runs", "count", type=click.IntRange(2), default=1_000, help="For each language.")
@click.option("--seed", type=int, default=1, help="The same seed fails the same requests.")
def main(*, count: int, seed: int) -> None:
    """Print a line for each language; exit status 1 where the median is over five minutes or a tap counted twice."""
    book, bad = load_book(), False
    for language in book.texts.languages:
        took = runs(book, language, count, seed)
        seconds = [one.seconds for one in took]
        middle = statistics.median(seconds)
        parts = statistics.quantiles(seconds, n=20)
        doubled = sum(one.sent != 1 for one in took)
        click.echo(
            f"{language}: median {_said(middle)}, 5 % {_said(parts[0])}, 25 % {_said(parts[4])}, "
            f"75 % {_said(parts[14])}, 95 % {_said(parts[18])}, longest {_said(max(seconds))}; "
            f"of the median the link alone {_said(middle - took[0].own)}; sent twice or never: {doubled} of {count}"
        )
        bad = bad or doubled > 0 or middle >= BOUND
    sys.exit(bad)


def _said(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


if __name__ == "__main__":
    main()
