"""The tour plays its story to the end, in the page, against the real bot."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.rehearsal.script import CAPTIONS
from tests.browser.conftest import Rehearsal, picture

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def program() -> str:
    """The rehearsal as it is, with Telegram's limits."""
    return "bot"


ORDER = [
    "Five words",
    "Is his word in there?",
    "What the officer finds",
    "The answer arrives on the second phone",
    "Closed",
]
WATCH = """() => {
    window.watched = { titles: [], looked: [], searched: false };
    const [title, looked, search] = ['caption-title', 'look-result', 'search'].map((id) => document.getElementById(id));
    new MutationObserver(() => {
        if (watched.titles.at(-1) !== title.textContent) watched.titles.push(title.textContent);
        if (looked.textContent) watched.looked.push(looked.textContent);
        watched.searched ||= search.open;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
"""A caption stands for a second or two: whoever looks only now and then, on a busy machine, misses some."""


def test_the_tour_plays_to_its_end(page: Page, rehearsal: Rehearsal) -> None:
    page.goto(f"{rehearsal.url}/?pace=0.25")
    page.evaluate(WATCH)
    page.get_by_role("button", name="Tour").click()
    page.wait_for_function("() => watched.searched", timeout=240_000)
    picture(page, "searched")
    expect(page.locator("#tour-stop")).to_have_text("Close", timeout=240_000)
    expect(page.locator("#caption-title")).to_have_text("That was a shift")
    expect(page.locator("#caption-step")).to_have_text(f"{len(CAPTIONS)} of {len(CAPTIONS)}")
    titles, looked = page.evaluate("[watched.titles, watched.looked]")
    told = [title for title in titles if title in ORDER]
    assert told == ORDER
    assert any("Not in" in words for words in looked)
    expect(page.locator(".phone.taken")).to_have_count(1)
    expect(page.locator(".phone").last).to_contain_text("Beating prisoners is forbidden")
    picture(page, "tour")
    page.locator("#tour-stop").click()
    expect(page.locator("#caption")).to_be_hidden()
    expect(page.locator(".toast")).to_have_count(0)
    picture(page, "rehearsal")


def test_the_tour_can_be_paused_and_ended(page: Page) -> None:
    page.get_by_role("button", name="Tour").click()
    expect(page.locator("#caption-step")).to_contain_text(f"of {len(CAPTIONS)}")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="End tour").click()
    expect(page.locator("#caption")).to_be_hidden()
