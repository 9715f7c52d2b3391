"""Printed cards, as a browser lays them out: three sheets, nothing cut off, and codes that a phone reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image

from bot.flows.load import SHIPPED, load_book
from bot.pocket_cards import CARDS_ON_A_SHEET, Shown, page
from tests.unit.test_pocket_cards import LANGUAGES, whole

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ADDRESS = "https://t.me/parley_bot_with_a_long_name_bot"
CUT_OFF = "[...document.querySelectorAll('section, .card')].map(e => e.scrollHeight > e.clientHeight + 1)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_is_whole_and_can_be_read(chromium: Browser, tmp_path: Path, language: str) -> None:
    shown = Shown(ADDRESS.rsplit("/", 1)[1], 7_123_456_789, ("parley_two_bot", "parley_three_bot"))
    made = tmp_path / "cards.html"
    made.write_text(page(load_book(SHIPPED).texts, whole(ways=3), language, shown), encoding="utf-8")
    opened = chromium.new_page(viewport={"width": 900, "height": 1200}, device_scale_factor=2)
    opened.goto(made.as_uri())
    assert not any(opened.evaluate(CUT_OFF))
    codes = [
        [one.text for one in zxingcpp.read_barcodes(Image.open(BytesIO(section.screenshot())))]
        for section in opened.query_selector_all("section")
    ]
    opened.close()
    assert codes == [[], [ADDRESS] * CARDS_ON_A_SHEET, [ADDRESS]]


def test_a_planted_long_line_is_seen(chromium: Browser, tmp_path: Path) -> None:
    project = whole()
    project.desk.contacts[0].__dict__["where"] = "0 " * 400
    made = tmp_path / "cards.html"
    made.write_text(page(load_book(SHIPPED).texts, project, "ru", Shown("parley_bot", 1)), encoding="utf-8")
    opened = chromium.new_page()
    opened.goto(made.as_uri())
    cut = opened.evaluate(CUT_OFF)
    opened.close()
    assert any(cut)
