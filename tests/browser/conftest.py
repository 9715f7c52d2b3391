"""A real Chromium, a real rehearsal, and hands that click. Where Chromium is missing, that is said aloud."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from bot.rehearsal.process import ROOT, clean_environment
from tests.browser.hands import Hands

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
SWITCHES = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
MISSING = (
    "NOT RUN: the page in a browser. Chromium is missing; `apt-get install chromium`, or set CHROMIUM to its path."
)
PICTURES = ROOT / "docs" / "pictures"
SMALL = (400, 680)
WIDE: ViewportSize = {"width": 1440, "height": 900}
SECONDS = 1000
STARTING = 240 * SECONDS
"""A bot starts once for a module: at that moment a busy machine may need longer than for anything a hand does."""

expect.set_options(timeout=120 * SECONDS)


@dataclass
class Rehearsal:
    """A running `python -m bot rehearse`."""

    url: str
    process: subprocess.Popen[str]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=240)


def start_rehearsal(program: str = "bot", *more: str) -> Rehearsal:
    environment = {**clean_environment({}), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", program, "rehearse", "--no-browser", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
    assert process.stdout
    line = process.stdout.readline()
    assert "http://" in line, line
    return Rehearsal(line.split()[4].rstrip("/"), process)


@pytest.fixture(scope="module")
def program() -> str:
    """What is rehearsed with. Three cases fill a group's 20 messages a minute; only the tour keeps to them."""
    return "tests.browser.unpaced"


@pytest.fixture(scope="module")
def rehearsal(program: str) -> Iterator[Rehearsal]:
    """One rehearsal for all tests of a module; each test brings a phone of its own."""
    started = start_rehearsal(program)
    yield started
    assert started.end() == 0
    assert started.process.stdout
    started.process.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page must never do: raise, be refused by its own policy, or ask anybody but the rehearsal."""

    url: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", self._said)
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "400 (Bad Request)" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:")):
            self.faults.append(f"outside: {url}")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=WIDE, locale="en-GB", reduced_motion="reduce", color_scheme="light")
    context.set_default_timeout(120 * SECONDS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, rehearsal: Rehearsal) -> Iterator[Page]:
    page = context.new_page()
    watched = Watched(rehearsal.url)
    watched.over(page)
    page.goto(rehearsal.url)
    expect(page.locator("#bot-state")).to_have_text("bot: running", timeout=STARTING)
    yield page
    assert watched.faults == []


@pytest.fixture
def hands(page: Page) -> Hands:
    return Hands(page)


def picture(page: Page | Locator, name: str) -> None:
    """Keep a picture for the README and the guides, when asked to: SAVE_PICTURES=1."""
    if os.environ.get("SAVE_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES, f"{name}.png"))


def kept(page: Page, address: str, name: str) -> None:
    """Keep a picture that the page shows, small, when asked to."""
    if os.environ.get("SAVE_PICTURES"):
        with Image.open(BytesIO(page.request.get(address).body())) as shown:
            shown.thumbnail(SMALL)
            shown.save(Path(PICTURES, f"{name}.png"))
