"""The tour plays its story to the end, in the page, against the real bot."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Rehearsal, picture

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(180)]


def test_the_tour_plays_to_its_end(page: Page, rehearsal: Rehearsal) -> None:
    page.goto(f"{rehearsal.url}/?pace=0.25")
    page.get_by_role("button", name="Tour").click()
    title = page.locator("#caption-title")
    expect(title).to_have_text("Five words", timeout=60_000)
    expect(title).to_have_text("Is his word in there?", timeout=30_000)
    expect(page.locator("#look-result")).to_contain_text("Not in")
    expect(title).to_have_text("What the officer finds", timeout=30_000)
    expect(page.locator("#search")).to_be_visible()
    picture(page, "searched")
    expect(title).to_have_text("The answer arrives on the second phone", timeout=60_000)
    expect(page.locator("#caption-step")).to_have_text("13 of 13")
    expect(page.locator(".phone.taken")).to_have_count(1)
    expect(page.locator(".phone").last).to_contain_text("Beating prisoners is forbidden")
    picture(page, "tour")
    page.locator("#tour-stop").click()
    expect(page.locator("#caption")).to_be_hidden()
    expect(page.locator(".toast")).to_have_count(0)
    picture(page, "rehearsal")


def test_the_tour_can_be_paused_and_ended(page: Page) -> None:
    page.get_by_role("button", name="Tour").click()
    expect(page.locator("#caption-step")).to_have_text("1 of 13")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="End tour").click()
    expect(page.locator("#caption")).to_be_hidden()
