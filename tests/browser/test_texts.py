"""The Texts tab: a sentence is found, changed and seen on a phone; a faulty one is told beside the field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.rehearsal.process import ROOT
from tests.browser.conftest import Rehearsal, picture
from tests.browser.hands import Hands, words

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SAID = "Who is this about?"
NARROW = 390, 844


def finds(page: Page, words: str) -> None:
    """Look for words and open the first text that has them."""
    page.get_by_label("Look for a text").fill(words)
    found(page).first.click()


def found(page: Page) -> Locator:
    return page.locator("#text-keys").get_by_role("option")


def test_a_sentence_is_changed_and_seen_on_the_phone(hands: Hands) -> None:
    page = hands.page
    page.get_by_role("button", name="Texts").click()
    expect(page.locator("#server")).to_be_hidden()
    finds(page, SAID)
    field = page.get_by_role("textbox", name="The text")
    expect(field).to_have_value(SAID)
    field.fill("Who is <b>this</b> about, please?")
    expect(page.locator("#text-shown b")).to_have_text("this")
    picture(page, "texts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#text-said")).to_contain_text("Saved. The bot has it")
    phone = hands.started_phone()
    phone.sees("Who is this about, please?")
    assert f"home-choose = {SAID}" in (ROOT / "locales" / "en" / "ui.ftl").read_text(encoding="utf-8")


def test_a_faulty_sentence_is_told_beside_the_field_and_not_saved(hands: Hands) -> None:
    page = hands.page
    page.get_by_role("button", name="Texts").click()
    page.get_by_role("radio", name="Українська").click()
    finds(page, words("home-erase", "uk")[:20])
    field = page.get_by_role("textbox", name="The text")
    before = field.input_value()
    field.fill("Це ваш єдиний шанс.")
    expect(page.locator("#text-faults li")).to_contain_text("say it otherwise")
    field.fill("Як стерти: /delete, { $when }.")
    expect(page.locator("#text-faults li")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#text-said")).to_have_text("Not saved: nothing changed.")
    expect(page.locator("#text-faults li").first).to_contain_text("{ $when } is not given to this text; remove it")
    page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value(before)
    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_a_keyboard_is_enough_on_a_narrow_screen(page: Page, rehearsal: Rehearsal) -> None:
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.locator("#tab-phones").focus()
    for _ in ("Thief", "Texts"):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#texts")).to_be_visible()
    page.get_by_label("Look for a text").focus()
    page.keyboard.type("white-flag")
    expect(found(page)).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#text-key")).to_have_text("answer-white-flag-title")
    field = page.get_by_role("textbox", name="The text")
    expect(field).to_be_focused()
    field.press("End")
    page.keyboard.type(" Really?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text-said")).to_contain_text("Saved.")
    page.get_by_role("button", name="List").click()
    expect(found(page).filter(has_text="Will a white flag help? Really?")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW[0]
