"""For T8: everything that somebody can send who holds a true button of another, or of his own."""

from __future__ import annotations

import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.desk.buttons import ANYBODY, Buttons, CaseAction, Pressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.desk.buttons import Action

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
ANNA, BORIS = 4_000_000_001, 4_000_000_002
GROUP: Final = -1_001_234_567_890
NOW, EXPIRES = 1_800_000_000, 1_800_003_600
REV: Final = 77
"""The revision of the screen that stands in Anna's chat; her earlier screens had others."""

DESKS: Final = "the desk's in a person's chat"
SEED: Final = 20_260_101
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ODD: Final = "\0\n \U0001f600=+/.%Жё\u202e\ud800"
"""Letters that no button of ours has; the last is half of a pair, as a broken client may send it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Callback data as it comes: what is tried, by whom, in which chat, when."""

    kind: str
    data: str
    user: int = ANNA
    chat: int = ANNA
    now: int = NOW


def raw(data: str) -> bytes:
    """The bytes behind callback data, read as leniently as base64 is commonly read."""
    return urlsafe_b64decode(data + "=" * (-len(data) % 4))


def spelt(body: bytes) -> str:
    """Bytes as we spell them."""
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def other_bit(data: str, dice: random.Random) -> str:
    """One bit turned."""
    body = bytearray(raw(data))
    body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    return spelt(bytes(body))


def other_letter(data: str, dice: random.Random) -> str:
    """One letter exchanged."""
    place = dice.randrange(len(data))
    return data[:place] + dice.choice(ALPHABET.replace(data[place], "")) + data[place + 1 :]


def alias(data: str, dice: random.Random) -> str:
    """Another spelling that a lenient reader takes for the same bytes."""
    last, place = ALPHABET.index(data[-1]), dice.randrange(len(data) + 1)
    spare = (0, 0, 4, 2)[len(data) % 4]  # bits of the last letter that carry nothing
    spellings = [data + "=", data + "==", data + "\n", data[:place] + dice.choice(" \n.!") + data[place:]]
    spellings += [data[:-1] + ALPHABET[last ^ bits] for bits in range(1, 1 << spare)]
    spellings += [swapped for swapped in (data.replace("-", "+"), data.replace("_", "/")) if swapped != data]
    return dice.choice(spellings)


def cut_or_longer(data: str, dice: random.Random) -> str:
    """Fewer bytes, or more."""
    body = raw(data)
    shorter, longer = body[: dice.randrange(len(body))], body + dice.randbytes(dice.randint(1, 20))
    return spelt(dice.choice((shorter, longer)))


def drawn(data: str, dice: random.Random) -> str:
    """The version and the tag of the key are known; all else is drawn."""
    return spelt(raw(data)[:2] + dice.randbytes(len(raw(data)) - 2))


def later_expiry(data: str, dice: random.Random) -> str:
    """More time."""
    body = raw(data)
    return spelt(body[:2] + (EXPIRES + dice.randint(1, 10**6)).to_bytes(4, "big") + body[6:])


def other_content(data: str, dice: random.Random) -> str:
    """Another action or another case under the tag of this one."""
    body = bytearray(raw(data))
    for place in range(6, len(body) - 12):
        body[place] = dice.randrange(256)
    return spelt(bytes(body))


def rubbish(_data: str, dice: random.Random) -> str:
    """64 letters of anything."""
    return "".join(dice.choice(dice.choice((ALPHABET, ALPHABET, ODD))) for _ in range(64))


SPELLINGS: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    *(other_bit, other_letter, alias, cut_or_longer, drawn, later_expiry, other_content, rubbish),
)


def attempts(buttons: Buttons, count: int, *, anna: int = ANNA, group: int = GROUP) -> Iterator[Attempt]:
    """So many, in equal parts of every kind; true buttons of Anna's screens and of her group's cards by turns."""
    dice = random.Random(SEED)  # noqa: S311 - the same attempts each time
    foreign = Buttons(OTHER_KEY)
    for turn in range(count):
        screen = turn % 2 == 0
        chat, user = (anna, anna) if screen else (group, ANYBODY)
        action = _action(dice, screen=screen)
        data = buttons.seal(action=action, user=user, chat=chat, expires=EXPIRES)
        match turn // 2 % (4 + len(SPELLINGS)):
            case 0:
                elsewhere = foreign.seal(action=action, user=user, chat=chat, expires=EXPIRES)
                yield Attempt("another key", elsewhere, user=anna, chat=chat)
            case 1 if screen:
                yield Attempt("another person", data, user=dice.choice((BORIS, anna + 1, -anna, ANYBODY)), chat=chat)
            case 1 | 2:
                yield Attempt("another chat", data, user=anna, chat=dice.choice((BORIS, group - 1, -chat, chat + 1)))
            case 3:
                yield Attempt("expired", data, user=anna, chat=chat, now=EXPIRES + dice.randrange(10**7))
            case kind:
                forge = SPELLINGS[kind - 4]
                yield Attempt(forge.__name__.replace("_", " "), forge(data, dice), user=anna, chat=chat)


def replays(buttons: Buttons, count: int) -> Iterator[Attempt]:
    """Anna's own true buttons of screens that stand no more, and each side's buttons on the other side."""
    dice = random.Random(SEED)  # noqa: S311 - as above
    for turn in range(count):
        if turn % 3:
            rev = dice.choice([*range(REV), *range(REV + 1, 2 * REV), 2**32 - 1])
            data = buttons.seal(action=Pressed("x-next", rev), user=ANNA, chat=ANNA, expires=EXPIRES)
            yield Attempt("an earlier screen's", data)
        else:
            data = buttons.seal(action=_action(dice, screen=False), user=ANYBODY, chat=ANNA, expires=EXPIRES)
            yield Attempt(DESKS, data)


def _action(dice: random.Random, *, screen: bool) -> Action:
    if screen:
        return Pressed("x" * dice.randint(1, 24), REV)
    return CaseAction("t", dice.randbytes(16))
