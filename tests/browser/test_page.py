"""The rehearsal's page, clicked as a person would."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.rehearsal.process import ROOT
from tests.browser.conftest import STARTING, Rehearsal, picture
from tests.browser.hands import Hands, words

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_first_visitor_is_told_what_to_do(page: Page) -> None:
    expect(page.locator("#hint")).to_contain_text("Press Start on the phone")
    expect(page.locator(".phone").first.get_by_role("button", name="Start", exact=True)).to_be_visible()
    expect(page.locator(".window.current .empty")).to_contain_text("New cases arrive here")


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_a_phone_speaks_its_language_and_its_screen_changes_in_place(hands: Hands, language: str) -> None:
    phone = hands.started_phone(language)
    screen = phone.node.locator(".msg.other").last
    message = screen.get_attribute("data-id")
    phone.taps("door-soldier", language)
    expect(phone.button(words("button-apply", language))).to_be_visible()
    assert screen.get_attribute("data-id") == message
    expect(phone.node.locator(".msg.other:not(.leaving)")).to_have_count(1)


def test_a_question_is_answered_and_the_page_shows_both_sides(hands: Hands) -> None:
    phone = hands.asked("May I bring my own medicines?")
    desk = hands.takes("May I bring my own medicines?")
    desk.replies("May I bring my own medicines?", "Yes. Keep them in their boxes.")
    phone.taps("button-read")
    phone.sees("Yes. Keep them in their boxes.")
    expect(desk.sees("Yes. Keep them in their boxes.").locator(".reaction")).to_be_visible()
    picture(hands.page, "answer")


def test_a_toast_answers_the_presser_where_he_pressed(hands: Hands) -> None:
    hands.asked("Is anybody there?")
    hands.presses_take("Is anybody there?")
    expect(hands.page.locator(".window.current .toast").last).to_have_text(words("desk-taken"))


def test_open_leads_to_the_private_chat_and_shows_the_answers(hands: Hands) -> None:
    hands.asked("What should I read first?")
    hands.takes("What should I read first?")
    hands.desk.taps("desk-button-open")
    hands.opens("Parley")
    hands.desk.sees("What should I read first?")


def test_a_typed_answer_vanishes_and_is_not_in_the_servers_files(hands: Hands) -> None:
    phone = hands.about_to_ask()
    phone.types("Turnip carousel")
    expect(phone.button(words("button-status"))).to_be_visible()
    expect(phone.node.locator(".msg.own").filter(has_text="Turnip carousel")).to_have_count(0)
    hands.page.locator("#look-word").fill("carousel")
    hands.page.get_by_role("button", name="Look", exact=True).click()
    expect(hands.page.locator("#look-result")).to_contain_text("Not in")


def test_the_store_shows_bytes_and_counts_that_move(hands: Hands) -> None:
    inbox = hands.page.locator(".table-chip").filter(has_text="inbox")
    before = int(inbox.locator("b").inner_text())
    hands.started_phone()
    expect(inbox.locator("b")).not_to_have_text(str(before))
    hands.page.locator(".table-chip").filter(has_text="people").click()
    hands.page.locator("#table .bytes").last.click()
    expect(hands.page.locator("#table .hex")).to_contain_text(re.compile(r"^0000  ([0-9a-f]{2} ){15}"))


def test_own_messages_can_be_changed_and_deleted_in_place(hands: Hands) -> None:
    hands.opens("Duty operators")
    hands.desk.types("A note with a mistaek")
    hands.desk.sees("A note with a mistaek")
    box = hands.desk.node.get_by_role("textbox", name="Message")
    box.press("ArrowUp")
    box.fill("A note without one")
    box.press("Enter")
    note = hands.desk.sees("A note without one")
    expect(note.locator(".edited")).to_be_visible()
    note.hover()
    note.get_by_role("button", name="Delete for both").click()
    hands.desk.sees_no("A note without one")


def test_pictures_voices_places_and_stickers_can_be_sent(hands: Hands) -> None:
    hands.opens("Duty operators")
    desk = hands.desk
    desk.attaches("A sample photo")
    expect(desk.node.locator("img.photo").last).to_be_visible()
    assert (
        desk.node.locator("img.photo").last.evaluate("async (image) => (await image.decode(), image.naturalWidth)")
        == 640
    )
    desk.attaches("A sample voice message")
    expect(desk.node.locator(".voice-length").last).to_have_text("0:02")
    desk.attaches("Place")
    hands.page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    expect(desk.node.locator(".place").last).to_contain_text("48.4517, 37.6203")
    desk.attaches("Sticker")
    expect(desk.node.locator(".sticker").last).to_be_visible()


def test_a_blocked_bot_is_silent_until_it_is_unblocked(hands: Hands) -> None:
    phone = hands.started_phone()
    phone.node.get_by_role("button", name="Block the bot").click()
    expect(phone.node.locator(".chat-head")).to_contain_text("blocked")
    expect(phone.node.get_by_role("textbox", name="Message")).to_be_hidden()
    phone.node.get_by_role("button", name="Unblock the bot").click()
    expect(phone.node.get_by_role("textbox", name="Message")).to_be_visible()


def test_a_taken_phone_is_dead_and_can_be_searched(hands: Hands) -> None:
    phone = hands.started_phone()
    phone.node.get_by_role("button", name="Take the phone away").click()
    expect(phone.node.locator(".veil")).to_be_visible()
    expect(phone.node.locator(".key:not([disabled])")).to_have_count(0)
    phone.node.get_by_role("button", name="Search this phone").click()
    sheet = hands.page.locator("#search")
    sheet.get_by_role("searchbox").fill("surrender")
    expect(sheet.locator(".search-found")).to_have_text("Not on this phone")
    sheet.get_by_role("searchbox").fill("stored")
    expect(sheet.locator(".search-found")).to_contain_text("with this word")


def test_the_bot_is_killed_and_what_was_said_meanwhile_is_worked_afterwards(hands: Hands) -> None:
    page = hands.page
    phone = hands.started_phone()
    page.get_by_role("button", name="Kill").click()
    expect(page.locator("#bot-state")).to_have_text("bot: killed")
    phone.taps("door-question")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#bot-state")).to_have_text("bot: running", timeout=STARTING)
    expect(phone.button(words("button-ask"))).to_be_visible()


def test_the_network_can_be_slow_and_telegram_can_refuse(hands: Hands) -> None:
    phone = hands.started_phone()
    refuse = hands.page.get_by_role("button", name="429", exact=True)
    refuse.click()
    expect(refuse).to_have_attribute("aria-pressed", "true")
    phone.taps("door-question")
    expect(phone.button(words("door-question"))).to_be_visible()
    refuse.click()
    expect(refuse).to_have_attribute("aria-pressed", "false")
    expect(phone.button(words("button-ask"))).to_be_visible()
    slow = hands.page.get_by_role("button", name="Slow network")
    slow.click()
    expect(slow).to_have_attribute("aria-pressed", "true")
    slow.click()
    expect(slow).to_have_attribute("aria-pressed", "false")


HOSTILE = '<img src=x onerror="document.body.dataset.broken=1"><b>bold</b>'


def test_what_people_type_is_never_parsed(hands: Hands) -> None:
    hands.opens("Duty operators")
    hands.desk.types(HOSTILE)
    said = hands.desk.sees(HOSTILE)
    assert hands.page.evaluate("document.body.dataset.broken") is None
    assert said.locator(".text b, .text img").count() == 0


def test_the_test_above_can_fail(context: BrowserContext, rehearsal: Rehearsal) -> None:
    """A page that does parse is noticed: the same words become an element."""
    source = (ROOT / "bot/rehearsal/page/dom.js").read_text()
    planted = source.replace(
        "node.append(...",
        "for (const child of children) if (String(child) === child) node.innerHTML += child; node.append(...",
    )
    assert planted != source

    def serve(route: Route) -> None:
        route.fulfill(body=planted, content_type="text/javascript")

    page = context.new_page()
    page.route("**/page/dom.js", serve)
    page.goto(rehearsal.url)
    hands = Hands(page)
    hands.opens("Duty operators")
    hands.desk.types("<b>parsed</b>")
    expect(hands.desk.node.locator(".text b", has_text="parsed").last).to_be_attached()


def test_a_phone_out_of_sight_is_marked_when_something_comes(hands: Hands) -> None:
    phone = hands.asked("Will I notice the answer?")
    desk = hands.takes("Will I notice the answer?")
    for _ in range(3):
        hands.new_phone()
    expect(hands.face_of(phone)).not_to_have_class("in-sight")
    desk.replies("Will I notice the answer?", "You will.")
    mark = hands.page.locator("#strip mark:not([hidden])")
    expect(mark).to_have_count(1)
    mark.locator("..").click()
    expect(phone.node).to_be_in_viewport(ratio=0.6)
    expect(mark).to_have_count(0)
    phone.taps("button-read")
    phone.sees("You will.")


def test_the_page_runs_no_script_but_its_own(context: BrowserContext, rehearsal: Rehearsal) -> None:
    page = context.new_page()
    page.goto(rehearsal.url)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.body.dataset.ran = 1";
            document.body.append(script);
            const inline = '<i onclick="document.body.dataset.ran = 1" id="planted">x</i>';
            document.body.insertAdjacentHTML("beforeend", inline);
            document.getElementById("planted").click();
        }"""
    )
    assert page.evaluate("document.body.dataset.ran") is None
    assert page.evaluate("fetch('https://example.org').then(() => 'reached', () => 'refused')") == "refused"
