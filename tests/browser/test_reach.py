"""The page on a narrow screen, by keyboard alone, and by night."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Rehearsal, picture
from tests.browser.hands import Hands, words

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; a focus that can not be seen counts as lost."""
    for _ in range(TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            shown = page.evaluate("getComputedStyle(document.activeElement)")
            assert shown["outlineStyle"] != "none" or shown["boxShadow"] != "none", (
                f"the focus on {selector} is invisible"
            )
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {selector}")


def test_a_man_asks_and_is_answered_by_keyboard_alone(page: Page) -> None:
    page.locator("body").press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, ".start-bot")
    page.keyboard.press("Enter")
    phone = page.locator(".phone").first
    expect(phone.locator(".key").first).to_be_focused()
    press(page, words("door-question"))
    press(page, words("button-ask"))
    expect(phone.locator(".key", has_text=words("button-back"))).to_be_visible()
    tab_to(page, ".phone textarea")
    page.keyboard.type("Can I write again tomorrow?")
    page.keyboard.press("Enter")
    expect(phone.locator(".key", has_text=words("button-status"))).to_be_visible()
    press(page, words("button-status"), back=True)
    expect(phone.locator(".msg").filter(has_text="Whatever you write here")).to_be_visible()
    expect(page.locator(".window.current .msg").filter(has_text="question").first).to_be_visible()


def press(page: Page, label: str, *, back: bool = False) -> None:
    """Go to the button with this label by Tab (or back) and press it."""
    page.locator(".phone .key").get_by_text(label, exact=True).last.wait_for()
    for _ in range(TABS):
        if page.evaluate("document.activeElement.textContent") == label:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"the keyboard never reached {label}")


def test_arrows_walk_the_messages_and_enter_replies(hands: Hands) -> None:
    hands.opens("Duty operators")
    hands.desk.types("First")
    hands.desk.types("Second")
    hands.desk.sees("Second")
    hands.page.locator(".window.current .log-scroll").focus()
    first = hands.desk.sees("First")
    for _ in range(TABS):  # a card of an earlier test may arrive below or between
        hands.page.keyboard.press("ArrowUp")
        if first.evaluate("(node) => node === document.activeElement"):
            break
    hands.page.keyboard.press("Enter")
    expect(hands.page.locator(".window.current .aim")).to_contain_text("First")
    hands.page.keyboard.type("An answer to the first")
    hands.page.keyboard.press("Enter")
    expect(hands.desk.sees("An answer to the first").locator(".quote")).to_contain_text("First")


def test_every_control_has_a_name(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=file]), select, textarea')]
            .filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []


def test_a_narrow_screen_shows_one_part_at_a_time(chromium: Browser, rehearsal: Rehearsal) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(rehearsal.url)
    expect(page.locator("#phones")).to_be_visible()
    expect(page.locator("#desk")).to_be_hidden()
    Hands(page).asked("Does this fit on a small screen?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "narrow")
    expect(page.locator("#tab-desk")).to_have_attribute("data-unread", re.compile("[1-9]"))
    page.get_by_role("tab", name="Operators").click()
    expect(page.locator("#desk")).to_be_visible()
    expect(page.locator("#phones")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#server")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


NARROW: ViewportSize = {"width": 390, "height": 844}
CLIPPED = """(strip) => [...strip.querySelectorAll('.avatar')].filter((face) => {
    const [inner, outer] = [face.getBoundingClientRect(), strip.getBoundingClientRect()];
    return inner.right > outer.right || inner.left < outer.left;
}).length"""


def test_many_phones_show_every_face_whole(page: Page) -> None:
    hands = Hands(page)
    strip = page.locator("#strip")
    while page.locator(".phone").count() < 12:
        hands.new_phone()
    for width in (1440, 1100, 390):
        page.set_viewport_size({"width": width, "height": 844})
        expect(strip.locator("button")).to_have_count(page.locator(".phone").count())
        assert strip.evaluate(CLIPPED) == 0, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_narrow_screen_names_each_case(page: Page) -> None:
    hands = Hands(page)
    hands.asked("Which of them am I?")
    alias = hands.presses_take("Which of them am I?")
    page.set_viewport_size(NARROW)
    page.get_by_role("tab", name="Operators").click()
    name = page.locator(".window.current .topic-row b").filter(has_text=alias)
    expect(name).to_be_visible()
    assert name.inner_text() == alias
    assert name.evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_the_tour_on_a_narrow_screen_hides_nothing_it_speaks_of(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.get_by_role("button", name="Tour").click()
    expect(page.locator(".phone.looked-at .frame")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    for width in (390, 360, 800):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(
            """() => {
                const box = (selector) => document.querySelector(selector).getBoundingClientRect();
                const frame = box('.phone.looked-at .frame');
                return frame.left >= 3 && frame.bottom + 3 <= box('#caption').top;
            }"""
        )
    page.locator("#tour-stop").click()
    expect(page.locator("#caption")).to_be_hidden()


def test_a_word_too_short_to_look_for_is_told_so_and_asks_nobody(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/play/look" in request.url else None)
    page.locator("#look-word").fill("a")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.locator("#look-result")).to_contain_text("3 letters or more")
    page.locator("#look-word").fill("carousel")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.locator("#look-result")).to_contain_text("Not in")
    assert len(asked) == 1


def test_night_is_dark(chromium: Browser, rehearsal: Rehearsal) -> None:
    context = chromium.new_context(color_scheme="dark", locale="en-GB")
    page = context.new_page()
    page.goto(rehearsal.url)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")) < 60
    context.close()
