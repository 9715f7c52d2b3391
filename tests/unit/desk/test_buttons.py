"""A button serves one person in one chat for a time, and nobody else, however the data comes back."""

import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import buttons as module
from bot.desk.buttons import ANYBODY, Action, Buttons, CaseAction, Pressed
from bot.errors import ButtonError, ForgedButton, StaleButton

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
ANNA, BORIS = 4_000_000_001, 4_000_000_002
GROUP = -1_001_234_567_890
NOW, EXPIRES = 1_800_000_000, 1_800_003_600
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

actions = st.one_of(
    st.builds(
        Pressed,
        st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24),
        st.integers(0, 2**32 - 1),
    ),
    st.builds(CaseAction, st.sampled_from("tocrnsx"), st.binary(min_size=16, max_size=16)),
)
ids = st.integers(-(2**62), 2**62)


@given(action=actions, user=ids, chat=ids)
def test_what_was_sealed_is_opened(action: Action, user: int, chat: int) -> None:
    buttons = Buttons(KEY)
    data = buttons.seal(action=action, user=user, chat=chat, expires=EXPIRES)
    assert len(data.encode()) <= 64
    assert buttons.open(data, user=user, chat=chat, now=NOW) == action


def test_the_longest_actions_fit() -> None:
    buttons = Buttons(KEY)
    longest = buttons.seal(action=Pressed("x" * 24, 2**32 - 1), user=2**62, chat=-(2**62), expires=2**32 - 1)
    assert len(longest) <= 64
    assert len(buttons.seal(action=Buttons.case_action("t", bytes(16)), user=ANNA, chat=ANNA, expires=EXPIRES)) <= 64


@pytest.mark.parametrize(
    "action", [Pressed("", 1), Pressed("x" * 25, 1), Pressed("дом", 1), Pressed("a\n", 1), CaseAction("t", bytes(15)),
               CaseAction("tt", bytes(16)), CaseAction("", bytes(16))],
)  # fmt: skip
def test_an_action_that_does_not_fit_is_refused_when_sealed(action: Action) -> None:
    with pytest.raises(ValueError, match="button"):
        Buttons(KEY).seal(action=action, user=ANNA, chat=ANNA, expires=EXPIRES)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Buttons(b"short")


def test_a_group_card_serves_anybody_in_its_chat_alone() -> None:
    buttons = Buttons(KEY)
    action = CaseAction("t", bytes(16))
    data = buttons.seal(action=action, user=ANYBODY, chat=GROUP, expires=EXPIRES)
    assert buttons.open(data, user=ANNA, chat=GROUP, now=NOW) == action
    assert buttons.open(data, user=BORIS, chat=GROUP, now=NOW) == action
    with pytest.raises(ForgedButton):
        buttons.open(data, user=ANNA, chat=GROUP - 1, now=NOW)


def test_a_button_is_stale_from_its_second_on() -> None:
    buttons = Buttons(KEY)
    data = buttons.seal(action=Pressed("next", 1), user=ANNA, chat=ANNA, expires=EXPIRES)
    assert buttons.open(data, user=ANNA, chat=ANNA, now=EXPIRES - 1)
    with pytest.raises(StaleButton):
        buttons.open(data, user=ANNA, chat=ANNA, now=EXPIRES)


def test_another_persons_old_button_is_forged_not_stale() -> None:
    buttons = Buttons(KEY)
    data = buttons.seal(action=Pressed("next", 1), user=ANNA, chat=ANNA, expires=EXPIRES)
    with pytest.raises(ForgedButton):
        buttons.open(data, user=BORIS, chat=ANNA, now=EXPIRES + 1)


def test_buttons_from_before_a_change_of_key_are_stale() -> None:
    data = Buttons(OTHER_KEY).seal(action=Pressed("next", 1), user=ANNA, chat=ANNA, expires=EXPIRES)
    with pytest.raises(StaleButton):
        Buttons(KEY).open(data, user=ANNA, chat=ANNA, now=NOW)


@pytest.mark.parametrize(
    "data",
    ["", "A", "next", "=", "\ud800", "дом", " " * 64, "A" * 64, "A" * 22, "A" * 23, "A" * 24, "A" * 1000, "!" * 40],
)
def test_rubbish_is_forged(data: str) -> None:
    with pytest.raises(ForgedButton):
        Buttons(KEY).open(data, user=ANNA, chat=ANNA, now=NOW)


def other_bit(data: str, dice: random.Random) -> str:
    raw = bytearray(_raw(data))
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return _spelt(bytes(raw))


def other_letter(data: str, dice: random.Random) -> str:
    place = dice.randrange(len(data))
    return data[:place] + dice.choice(ALPHABET.replace(data[place], "")) + data[place + 1 :]


def alias(data: str, dice: random.Random) -> str:
    """Another spelling that a lenient reader takes for the same bytes."""
    last = ALPHABET.index(data[-1])
    place = dice.randrange(len(data) + 1)
    spare = (0, 0, 4, 2)[len(data) % 4]  # bits of the last letter that carry nothing
    spellings = [data + "=", data + "==", data + "\n", data[:place] + dice.choice(" \n.!") + data[place:]]
    spellings += [data[:-1] + ALPHABET[last ^ bits] for bits in range(1, 1 << spare)]
    spellings += [swapped for swapped in (data.replace("-", "+"), data.replace("_", "/")) if swapped != data]
    return dice.choice(spellings)


def cut_or_longer(data: str, dice: random.Random) -> str:
    raw = _raw(data)
    return _spelt(raw[: dice.randrange(len(raw))] if dice.random() < 0.5 else raw + dice.randbytes(dice.randint(1, 20)))


def drawn(data: str, dice: random.Random) -> str:
    return _spelt(_raw(data)[:2] + dice.randbytes(len(_raw(data)) - 2))


def later_expiry(data: str, dice: random.Random) -> str:
    raw = _raw(data)
    return _spelt(raw[:2] + (EXPIRES + dice.randint(1, 10**6)).to_bytes(4) + raw[6:])


def _raw(data: str) -> bytes:
    return urlsafe_b64decode(data + "=" * (-len(data) % 4))


def _spelt(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


FORGERIES: tuple[Callable[[str, random.Random], str], ...] = (
    other_bit, other_letter, alias, cut_or_longer, drawn, later_expiry,
)  # fmt: skip


def attempts(buttons: Buttons, count: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield (data, user, chat, now): everything an attacker with a true button of Anna's can try."""
    dice = random.Random(20_260_101)
    foreign = Buttons(OTHER_KEY)
    for turn in range(count):
        action: Action = (
            Pressed("x" * dice.randint(1, 24), dice.getrandbits(32))
            if turn % 2
            else CaseAction("t", dice.randbytes(16))
        )
        maker = foreign if turn % 10 == 0 else buttons
        chat = dice.choice((ANNA, GROUP))
        data = maker.seal(action=action, user=ANNA, chat=chat, expires=EXPIRES)
        match turn % 10:
            case 0:
                yield data, ANNA, chat, NOW
            case 1:
                yield data, dice.choice((BORIS, ANNA + 1, -ANNA, ANYBODY, chat + 1)), chat, NOW
            case 2:
                yield data, ANNA, dice.choice((BORIS, GROUP - 1, -chat, chat + 1)), NOW
            case 3:
                yield data, ANNA, chat, EXPIRES + dice.randrange(10**7)
            case _:
                yield FORGERIES[turn % len(FORGERIES)](data, dice), ANNA, chat, NOW


def accepted(buttons: Buttons, count: int) -> int:
    """Count the attempts that were let in, or ended in anything but a named refusal."""
    return sum(_opens(buttons, *attempt) for attempt in attempts(buttons, count))


def _opens(buttons: Buttons, data: str, user: int, chat: int, now: int) -> bool:
    try:
        buttons.open(data, user=user, chat=chat, now=now)
    except ButtonError:
        return False
    except Exception:  # noqa: BLE001  a crash is as bad as an opened door
        return True
    return True


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_no_forged_foreign_expired_or_respelt_button_is_accepted(count: int) -> None:
    assert accepted(Buttons(KEY), count) == 0


class BlindToPersons(Buttons):
    """Planted: seals the chat alone."""

    def _seal(self, body: bytes, user: int, chat: int) -> bytes:
        return super()._seal(body, 0, chat)


class BlindToChats(Buttons):
    """Planted: seals the person alone."""

    def _seal(self, body: bytes, user: int, chat: int) -> bytes:
        return super()._seal(body, user, 0)


class BlindToExpiry(Buttons):
    """Planted: the time is not under the seal."""

    def _seal(self, body: bytes, user: int, chat: int) -> bytes:
        return super()._seal(body[:2] + body[6:], user, chat)


class Trusting(Buttons):
    """Planted: the seal is not looked at."""

    def _fits(self, body: bytes, mac: bytes, *, user: int, chat: int) -> bool:
        return True


@pytest.mark.parametrize("faulty", [BlindToPersons, BlindToChats, BlindToExpiry, Trusting])
def test_the_attempts_find_a_planted_fault(faulty: type[Buttons]) -> None:
    assert accepted(faulty(KEY), 500) > 0


def test_the_attempts_find_a_lenient_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(data: str) -> bytes:
        try:
            return _raw(data.rstrip("="))
        except ValueError as error:
            raise ForgedButton from error

    monkeypatch.setattr(module, "_decoded", lenient)
    assert accepted(Buttons(KEY), 500) > 0
