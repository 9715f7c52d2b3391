"""The rehearsal as training room: several operators, each with his own view, and many people at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Rehearsal, kept, picture
from tests.browser.hands import Hands, Screen, words

pytestmark = [pytest.mark.slow, pytest.mark.browser]

QUESTION = "May I bring my own medicines?"
ANSWER = "Yes. Keep them in their boxes."


def becomes(page: Page, name: str) -> None:
    page.locator("#as label", has_text=name).click()


def commands(screen: Screen, text: str) -> None:
    """Type a command and send it, past the list that opens."""
    box = screen.node.get_by_role("textbox", name="Message")
    box.fill(text)
    box.press("Escape")
    box.press("Enter")


def bursts(page: Page, count: int) -> None:
    """So many people write at once; wait until all have."""
    page.locator("#burst-open").click()
    page.locator("#burst-count").fill(str(count))
    page.locator("#burst-minutes").fill("0.02")
    page.locator("#burst").get_by_role("button", name="Start").click()
    expect(page.locator("#burst-open")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#burst-open")).to_have_attribute("aria-pressed", "false", timeout=240_000)
    expect(page.locator("#burst-said")).to_contain_text(f"{count} of {count} cases sent")


def test_an_afternoon_is_played_by_three(hands: Hands) -> None:
    page, desk = hands.page, hands.desk
    hands.opens("Duty operators")
    commands(desk, "/shift in")
    desk.sees("Olena, you are on shift")
    phone = hands.asked(QUESTION)
    desk.sees(QUESTION)
    card = desk.node.locator(".msg:has(.key)")
    picture(card.filter(has_text=words("desk-state-new")).last, "desk-card")
    room = hands.takes(QUESTION)
    bursts(page, 12)
    room.replies(QUESTION, ANSWER)
    room.types("A note: he takes insulin.")
    room.sees("It was not sent to the person")
    phone.taps("button-read")
    expect(room.sees(ANSWER).locator(".reaction")).to_have_text("👀")
    expect(page.locator(".toast")).to_have_count(0)
    picture(page.locator(".window.current .log-scroll"), "desk-room")
    becomes(page, "Taras")
    page.locator(".window.current .topic-row").last.click()
    hands.desk.sees(ANSWER)
    becomes(page, "Olena")
    hands.opens("Duty operators")
    board = page.locator(".window.current .msg").filter(has_text=re.compile("alive [0-9]"))
    expect(board.first).to_contain_text(re.compile("Waiting: [1-9]"), timeout=240_000)
    page.locator(".window.current .pinned").click()
    picture(board.first, "desk-board")
    commands(desk, "/stats")
    chart = desk.node.locator(".msg").filter(has_text="The line,").locator("img.photo").last
    expect(chart).to_have_attribute("src", re.compile("/world/file/"), timeout=240_000)
    kept(page, str(chart.evaluate("(image) => image.src")), "desk-stats")
    commands(desk, "/shift out")
    desk.sees("Olena is off shift")
    desk.sees("How things stand")


def test_the_commands_of_the_group_are_listed_and_chosen_by_keyboard(hands: Hands) -> None:
    hands.opens("Duty operators")
    box = hands.desk.node.get_by_role("textbox", name="Message")
    box.fill("/")
    listed = hands.desk.node.get_by_role("option")
    expect(listed.filter(has_text=words("desk-command-help"))).to_be_visible()
    supervisors = listed.count()
    box.fill("/he")
    expect(listed).to_have_count(1)
    box.press("Enter")
    hands.desk.sees("This is the operators' side")
    becomes(hands.page, "Taras")
    hands.opens("Duty operators")
    hands.desk.node.get_by_role("button", name="Commands").click()
    assert listed.count() < supervisors


def test_operators_stand_side_by_side_each_with_his_own_chats(hands: Hands) -> None:
    page = hands.page
    page.locator("#side").click()
    shown = page.locator(".window:visible")
    expect(shown).to_have_count(3)
    expect(page.locator("#phones")).to_be_hidden()
    shown.nth(1).locator(".row").last.click()
    expect(shown.nth(1).locator(".chat-head")).to_contain_text("Parley")
    expect(shown.nth(0).locator(".chat-head")).to_contain_text("Duty operators")
    page.locator("#side").click()
    expect(page.locator("#phones")).to_be_visible()


def test_what_a_press_answers_is_seen_where_it_was_pressed_and_nowhere_else(
    context: BrowserContext, hands: Hands
) -> None:
    page = hands.page
    hands.asked(QUESTION)
    hands.opens("Duty operators")
    hands.desk.sees(QUESTION)
    own = context.new_page()
    own.set_viewport_size({"width": 900, "height": 760})
    own.goto(page.url + str(page.locator("#crew-list a").nth(1).get_attribute("href")).lstrip("/"))
    theirs = Screen(own.locator(".window.current"))
    expect(own.locator("#phones")).to_be_hidden()
    theirs.sees(QUESTION)
    theirs.button(words("desk-button-open")).click()
    started = theirs.node.locator(".msg").filter(has_text="/start")
    expect(started).to_have_count(1)
    theirs.sees("Five things before you work")
    expect(started).to_have_count(1)
    expect(page.locator("#as label:has(:checked)")).to_have_text(re.compile("Olena"))
    expect(hands.desk.node.locator(".chat-head")).to_contain_text("Duty operators")
    own.close()


def test_somebody_joins_in_a_window_of_his_own_and_is_put_out(context: BrowserContext, hands: Hands) -> None:
    page = hands.page
    page.get_by_role("button", name="Who is in the group").click()
    page.locator("#crew-name").fill("Nadia")
    page.get_by_role("button", name="Add operator").click()
    row = page.locator("#crew-list li").filter(has_text="Nadia")
    with context.expect_page() as opened:
        row.get_by_role("link", name="Own window").click()
    own = opened.value
    expect(own.locator(".window.current .chat-head")).to_contain_text("Duty operators")
    expect(own.locator("#phones")).to_be_hidden()
    row.get_by_role("button", name="Remove").click()
    expect(own.locator("#alone-gone")).to_be_visible()
    expect(row).to_contain_text("No longer in the group")
    page.locator("#crew-close").click()
    expect(hands.desk.node.locator(".msg.service").last).to_have_text("Olena removed Nadia")
    expect(page.locator(".phone").filter(has_text="was an operator")).to_be_visible()
    own.close()


def test_a_burst_comes_and_ends_by_itself(hands: Hands) -> None:
    page = hands.page
    bursts(page, 4)
    expect(page.locator("#crowd")).to_have_text(re.compile(r"\+\d+"))
    page.locator("#crowd").click()
    expect(page.locator("#crowd")).to_have_text("Hide the crowd")


def test_a_burst_is_stopped_and_what_was_sent_stays(hands: Hands) -> None:
    page = hands.page
    opener = page.locator("#burst-open")
    opener.click()
    page.locator("#burst-count").fill("40")
    page.locator("#burst-minutes").fill("2")
    page.locator("#burst").get_by_role("button", name="Start").click()
    expect(opener).to_contain_text(re.compile(r"Stop: [1-9]\d* of 40"), timeout=240_000)
    opener.click()
    expect(opener).to_have_text("Burst")
    expect(page.locator("#burst-said")).to_have_text(
        re.compile(r"^[1-9]\d* of 40 cases sent, 2 of them urgent\. The burst is over\.$")
    )


def test_a_narrow_screen_has_room_for_the_desk(page: Page, rehearsal: Rehearsal) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(rehearsal.url)
    page.get_by_role("tab", name="Operators").click()
    page.get_by_role("button", name="Who is in the group").click()
    expect(page.locator("#crew-list li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#crew-close").click()
