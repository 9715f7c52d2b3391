"""A button serves one person in one chat for a time, and nobody else, however the data comes back."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.proofs.forgeries import ANNA, BORIS, EXPIRES, GROUP, KEY, NOW, OTHER_KEY, Attempt, attempts, raw
from bot.desk import buttons as module
from bot.desk.buttons import ANYBODY, Action, Buttons, CaseAction, Pressed
from bot.errors import ButtonError, ForgedButton, StaleButton

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


def test_a_button_whose_data_ends_in_any_letter_opens() -> None:
    buttons, ends = Buttons(KEY), set[str]()
    for number in range(600):
        action = CaseAction("t", number.to_bytes(16, "big"))
        data = buttons.seal(action=action, user=ANNA, chat=ANNA, expires=EXPIRES)
        assert buttons.open(data, user=ANNA, chat=ANNA, now=NOW) == action
        ends.add(data[-1])
    assert len(ends) == 64


def test_a_button_without_an_action_is_forged_even_under_our_own_key() -> None:
    buttons = Buttons(KEY)
    head = module._HEAD.pack(1, buttons._tag, EXPIRES)
    bare = urlsafe_b64encode(head + buttons._seal(head, ANNA, ANNA)).decode()
    with pytest.raises(ForgedButton):
        buttons.open(bare, user=ANNA, chat=ANNA, now=NOW)


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


def accepted(buttons: Buttons, count: int) -> int:
    """Count the attempts that were let in, or ended in anything but a named refusal."""
    return sum(_opens(buttons, attempt) for attempt in attempts(buttons, count))


def _opens(buttons: Buttons, one: Attempt) -> bool:
    try:
        buttons.open(one.data, user=one.user, chat=one.chat, now=one.now)
    except ButtonError:
        return False
    except Exception:  # noqa: BLE001  a crash is as bad as an opened door
        return True
    return True


def test_no_forged_foreign_expired_or_respelt_button_is_accepted() -> None:
    """100,000 of them, and on both sides of the program: the proof T8."""
    assert accepted(Buttons(KEY), 10_000) == 0


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
            return raw(data.rstrip("="))
        except ValueError as error:
            raise ForgedButton from error

    monkeypatch.setattr(module, "_decoded", lenient)
    assert accepted(Buttons(KEY), 500) > 0
