"""Days, phone numbers and places as frightened people write them: what is read, and what kindly stays as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows import dates, phones, places
from bot.flows.values import Value

NOW = 1_800_000_000


@pytest.mark.parametrize(
    "written",
    [
        "03.05.1990", "3.5.1990", "03/05/1990", "3-5-90", "03 05 1990", "03051990", "1990-05-03", "03 мая 1990",
        "3 мая 1990 г.", "03 мая 1990 года", "третье мая 1990", "3-го мая 1990", "3 травня 1990", "3 травня 1990 року",
        "3 May 1990", "May 3rd, 1990", "  3  мая   1990 ", "3 МАЯ 1990",
    ],
)  # fmt: skip
def test_a_day_is_read_in_its_many_spellings(written: str) -> None:
    assert dates.read(written, now=NOW) == Value("03.05.1990")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("1998", dates.YEAR_ALONE),
        ("1998 г.", dates.YEAR_ALONE),
        ("вчера", dates.UNREAD),
        ("через неделю", dates.UNREAD),
        ("in 3 days", dates.UNREAD),
        ("мая 1990", dates.UNREAD),
        ("3 мая", dates.UNREAD),
        ("весной", dates.UNREAD),
        ("3 мая 1990 в Туле", dates.UNREAD),
        ("31.02.1990", dates.NO_SUCH_DAY),
        ("31 февраля 1990", dates.NO_SUCH_DAY),
        ("31 лютого 1990 року", dates.NO_SUCH_DAY),
        ("29.02.1990", dates.NO_SUCH_DAY),
        ("05/13/1990", dates.NO_SUCH_DAY),
        ("0.0.0000", dates.NO_SUCH_DAY),
        ("12.12.2100", dates.TO_COME),
    ],
)
def test_what_is_no_day_is_not_guessed(written: str, hint: str) -> None:
    assert dates.read(written, now=NOW) == Value(hint=hint)


def test_a_year_alone_is_taken_only_where_a_step_allows_it() -> None:
    assert dates.read("1998 год", now=NOW, year_alone=True) == Value("1998")
    assert dates.read("2999", now=NOW, year_alone=True).hint == dates.YEAR_ALONE


def test_two_digits_are_the_latest_such_year_that_has_begun() -> None:
    assert dates.read("1.1.01", now=NOW).read == "01.01.2001"
    assert dates.read("1.1.88", now=NOW).read == "01.01.1988"
    assert dates.read("12 липня 88", now=NOW).read == "12.07.1988"


@pytest.mark.parametrize(
    "written",
    ["+380 44 123 45 67", "+380(44)123-45-67", "00380441234567", "плюс 380 44 123 45 67", "+38O441234567"],
)
def test_a_number_with_its_country_is_read(written: str) -> None:
    assert phones.read(written) == Value("+380 44 123 4567")


@pytest.mark.parametrize("written", ["8 912 345 67 89", "380441234567", "0800 300 155"])
def test_no_country_is_guessed(written: str) -> None:
    assert phones.read(written) == Value(hint=phones.NO_COUNTRY)


@pytest.mark.parametrize("written", ["+1", "нет телефона", "+999 123", "123"])
def test_what_is_no_number_stays_as_written(written: str) -> None:
    assert phones.read(written) == Value(hint=phones.UNREAD)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("37U DQ 12345 67890", "37U DQ 12345 67890"),
        ("37udq1234567890", "37U DQ 12345 67890"),
        ("37 u dq 1234 5678", "37U DQ 1234 5678"),
        ("MGRS: 37U-DQ-12-34", "37U DQ 12 34"),
        ("36Т ХА 12 34", "36T XA 12 34"),
        ("36Т ХА 1О 34", "36T XA 10 34"),
        ("48.51, 37.99", "48.51, 37.99"),
        ("48,51234 37,99", "48.51234, 37.99"),
    ],
)
def test_a_point_is_read_with_blanks_and_cyrillic_look_alikes(written: str, meant: str) -> None:
    assert places.read(written) == Value(meant)


@pytest.mark.parametrize("written", ["за мостом, у села", "5 км от села", "2 дома", "37U", "біля річки"])
def test_a_place_in_words_stays_words(written: str) -> None:
    assert places.read(written) == Value()


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("37U DQ 123 4567", places.ODD),
        ("61U DQ 1234", places.UNREAD),
        ("37I DQ 1234", places.UNREAD),
        ("37U ZQ 1234", places.UNREAD),
        ("99.1234, 200.1234", places.UNREAD),
    ],
)
def test_a_slip_in_a_point_is_said(written: str, hint: str) -> None:
    assert places.read(written) == Value(hint=hint)


@settings(max_examples=150)
@given(st.text(max_size=80) | st.from_regex(r"[0-9 .,/+А-Яа-яA-Z-]{0,40}", fullmatch=True))
def test_no_text_breaks_a_reader(text: str) -> None:
    for value in (dates.read(text, now=NOW), phones.read(text), places.read(text)):
        assert not (value.read and value.hint)
