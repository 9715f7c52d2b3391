"""What is in the way between Telegram and us: how long it lasts, and when it is over. On a clock that is set."""

from __future__ import annotations

from bot.delivery.contact import CALM, CONFLICT, Contact
from bot.delivery.faults import ApiFault, ApiUnreachable

THEIRS = ApiFault("getUpdates", CONFLICT, "Conflict: terminated by other getUpdates request")
MINUTE = 60


class Line:
    """A contact, and its clock."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.contact = Contact(lambda: self.now)

    def after(self, seconds: float, *, met: bool) -> float:
        """So many seconds later somebody else took our place, or we got our updates; how long that lasts by now."""
        self.now += seconds
        if met:
            self.contact.failed(THEIRS)
        else:
            self.contact.heard()
        return self.contact.contested


def test_two_who_fetch_get_a_share_each_and_it_lasts_all_the_same() -> None:
    line = Line()
    for _ in range(4):
        line.after(10, met=True)
        line.after(10, met=False)
    assert line.contact.contested >= MINUTE


def test_a_restart_meets_the_other_once_and_that_is_nothing() -> None:
    line = Line()
    line.after(0, met=True)
    assert line.after(5, met=False) == 0
    assert all(line.after(30, met=False) == 0 for _ in range(20))


def test_it_is_over_some_minutes_after_the_last_sign_and_begins_anew() -> None:
    line = Line()
    line.after(0, met=True)
    assert line.after(MINUTE, met=True) == MINUTE
    assert line.after(CALM - 1, met=False) == MINUTE
    assert line.after(1, met=False) == 0
    assert line.after(1, met=True) == 0


def test_another_fault_in_between_says_nothing_of_the_other() -> None:
    line = Line()
    line.after(0, met=True)
    line.contact.failed(ApiUnreachable("getUpdates"))
    assert line.after(MINUTE, met=True) == MINUTE


def test_silence_is_counted_from_the_last_answer() -> None:
    line = Line()
    line.after(30, met=False)
    line.now += MINUTE
    assert line.contact.silent == MINUTE
