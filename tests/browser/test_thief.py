"""Be the thief, clicked: what opens today is closed on the second day, without a mouse and on a narrow screen too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def readable(page: Page) -> list[str]:
    return page.locator('.robbed[data-readable="true"] .robbed-head small').all_inner_texts()


def steals(page: Page, what: str) -> None:
    page.get_by_role("radio", name=what).check()


def test_days_pass_by_keyboard_and_the_cases_close(page: Page) -> None:
    page.get_by_role("button", name="Be the thief").click()
    expect(page.get_by_label("Five samples"), "as nobody has sent anything yet").to_be_checked()
    expect(page.locator("#thief-sum")).to_have_text("3 of 5 readable")
    assert set(readable(page)) == {"came yesterday", "closed today", "erased by its person yesterday"}
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#thief-when")).to_contain_text("In 2 days")
    expect(page.locator("#thief-sum")).to_have_text("1 of 5 readable")
    assert readable(page) == ["came yesterday"]
    steals(page, "An operator's private key")
    expect(page.locator("#thief-sum")).to_have_text("5 of 5 readable")
    steals(page, "The disk, switched off")
    expect(page.locator("#thief-sum")).to_have_text("0 of 5 readable")
    steals(page, "The bot's token")
    expect(page.get_by_text("the samples were never in one")).to_be_visible()
    expect(page.locator(".robbed"), "none of them counts as safe from it").to_have_count(0)
    expect(page.locator("#thief-sum")).to_have_text("")
    page.get_by_label("Your cases").check()
    expect(page.get_by_text("No case yet")).to_be_visible()


def test_whoever_looked_before_he_sent_a_case_sees_his_own(hands: Hands) -> None:
    page = hands.page
    page.get_by_role("button", name="Be the thief").click()
    expect(page.get_by_label("Five samples")).to_be_checked()
    page.get_by_role("button", name="Be the thief").click()
    hands.asked("May I keep my letters?")
    page.get_by_role("button", name="Be the thief").click()
    expect(page.locator(".robbed q").filter(has_text="May I keep my letters?")).to_be_visible()
    expect(page.get_by_label("Your cases")).to_be_checked()


def test_a_case_just_sent_is_read_by_who_takes_the_server(hands: Hands) -> None:
    page = hands.page
    hands.asked("Will they take my wedding ring?")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("tab", name="Thief").click()
    steals(page, "The running server")
    expect(page.locator(".robbed q").filter(has_text="Will they take my wedding ring?")).to_be_visible()
    steals(page, "Every backup so far")
    expect(page.locator(".robbed q")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
