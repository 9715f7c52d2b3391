"""What a person does on the page, in a person's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from bot.rehearsal.process import ROOT
from bot.texts import Texts

TEXTS = Texts.load(ROOT / "locales")


def words(key: str, language: str = "en") -> str:
    return TEXTS.plain(language, key)


@dataclass(frozen=True)
class Screen:
    """A phone, or the operators' window: a place with messages, buttons and a typing box."""

    node: Locator

    def button(self, label: str) -> Locator:
        """The newest button with this label."""
        return self.node.locator(".msg:not(.leaving) .key").get_by_text(label, exact=True).last

    def taps(self, key: str, language: str = "en") -> None:
        self.button(words(key, language)).click()

    def sees(self, text: str) -> Locator:
        found = self.node.locator(".msg:not(.leaving)").filter(has_text=text).last
        expect(found).to_be_visible()
        return found

    def sees_no(self, text: str) -> None:
        expect(self.node.locator(".msg").filter(has_text=text)).to_have_count(0)

    def types(self, text: str) -> None:
        box = self.node.get_by_role("textbox", name="Message")
        box.fill(text)
        box.press("Enter")

    def replies(self, to: str, text: str) -> None:
        """Answer the newest message with this text."""
        self.sees(to).locator(".bubble").click()
        expect(self.node.locator(".aim")).to_contain_text("Reply to")
        self.types(text)

    def attaches(self, what: str) -> None:
        self.node.get_by_role("button", name="Attach").click()
        self.node.get_by_role("menuitem", name=what).click()


@dataclass(frozen=True)
class Hands:
    """Everything on the page a hand can reach."""

    page: Page

    def new_phone(self, language: str = "en") -> Screen:
        """A phone nobody has touched."""
        phones = self.page.locator(".phone")
        expect(phones.first).to_be_visible()
        known = phones.count()
        self.page.get_by_label("Language of the new phone").select_option(language)
        self.page.get_by_role("button", name="New phone").click()
        expect(phones).to_have_count(known + 1)
        return Screen(self.page.locator(f'.phone[data-user="{phones.last.get_attribute("data-user")}"]'))

    def started_phone(self, language: str = "en") -> Screen:
        phone = self.new_phone(language)
        phone.node.get_by_role("button", name="Start", exact=True).click()
        expect(phone.button(words("door-soldier", language))).to_be_visible()
        return phone

    def asked(self, question: str) -> Screen:
        """A phone whose owner has sent a question to the operators."""
        phone = self.about_to_ask()
        phone.types(question)
        expect(phone.button(words("button-status"))).to_be_visible()
        return phone

    def about_to_ask(self) -> Screen:
        """A phone on the screen that waits for a question."""
        phone = self.started_phone()
        phone.taps("door-question")
        phone.taps("button-ask")
        phone.sees(words("ask").splitlines()[0])
        return phone

    def presses_take(self, question: str) -> str:
        """Press Take beneath the card of the case with this question; return the case's alias.

        Other cases may wait in the group: the card is found by the alias that stands above the question.
        """
        self.opens("Duty operators")
        alias = re.search("[A-Z0-9]{6}", self.desk.sees(question).locator(".text").inner_text())
        assert alias
        card = self.desk.node.locator(".msg:not(.leaving)").filter(has_text=alias[0])
        card.get_by_text(words("desk-button-take"), exact=True).click()
        return alias[0]

    def takes(self, question: str) -> Screen:
        """An operator takes the case with this question and goes to its room."""
        self.page.locator(".window.current .topic-row").filter(has_text=self.presses_take(question)).click()
        self.desk.sees(question)
        return self.desk

    def face_of(self, phone: Screen) -> Locator:
        """The small face that leads to a phone."""
        at = phone.node.evaluate("(node) => [...node.parentNode.children].indexOf(node)")
        return self.page.locator("#strip button").nth(at)

    @property
    def desk(self) -> Screen:
        return Screen(self.page.locator(".window.current"))

    def opens(self, title: str) -> None:
        """Go to one of the operator's chats."""
        self.page.locator(".window.current .row").filter(has_text=title).last.click()
