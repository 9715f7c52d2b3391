"""What comes and what follows where an account is locked, or may be opened; part of the values of `bot.flows.talk`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NearCode:
    """Words were written that open nothing and may be meant as a return code."""

    text: str


@dataclass(frozen=True, slots=True)
class ThreeWords:
    """Three listed words from somebody who writes about a relative: very likely those that he gave away."""

    text: str


@dataclass(frozen=True, slots=True)
class PinTyped:
    """Digits were written where a PIN is chosen; `made`: what Argon2id made of them, in hex."""

    made: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The PIN opened what the lock hid."""


@dataclass(frozen=True, slots=True)
class Lock:
    """From now on the chat shows what a stranger sees; without words or PIN what was here is lost."""


@dataclass(frozen=True, slots=True)
class SetPin:
    """The person chose a PIN; `made`: what Argon2id made of it, in hex."""

    made: str
