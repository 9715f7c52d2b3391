"""`make animation`: the README's moving picture, photographed from the page "Be the thief" while it computes.

Nothing is drawn: each frame is what the page shows of the five samples on that day with those keys. The last line
tells the size; more than a megabyte and a half is a failure, as the first screen of a README must come at once.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Final

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, MISSING, PICTURES, STARTING, SWITCHES, start_rehearsal

TARGET: Final = PICTURES / "thief.gif"
SIZE: Final[ViewportSize] = {"width": 1000, "height": 900}
SHOWN: Final = 860
"""The width of the picture, in pixels."""
COLOURS: Final = 224
LARGEST: Final = 1_500_000
SCENES: Final = (
    ("Every backup and the server's keys", 0, 3000),
    ("Every backup and the server's keys", 1, 1800),
    ("Every backup and the server's keys", 2, 2200),
    *(("Every backup and the server's keys", day, 350) for day in range(3, 13)),
    ("Every backup and the server's keys", 13, 1200),
    ("Every backup and the server's keys", 14, 1200),
    ("Every backup and the server's keys", 15, 2400),
    ("The disk, switched off", 0, 2200),
    ("An operator's private key", 0, 3000),
)
"""What was stolen, on which day, and how many milliseconds it is shown."""


def main() -> int:
    """Photograph every scene; the exit status."""
    if CHROMIUM is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    rehearsal = start_rehearsal()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            page = browser.new_page(viewport=SIZE, locale="en-GB", reduced_motion="reduce", color_scheme="light")
            page.goto(rehearsal.url)
            expect(page.locator("#bot-state")).to_have_text("bot: running", timeout=STARTING)
            frames = photographed(page)
            browser.close()
    finally:
        rehearsal.end()
    joined(frames)
    size = TARGET.stat().st_size
    sys.stdout.write(f"{TARGET.name}: {len(frames)} pictures, {size:,} bytes\n")
    return int(size > LARGEST)


def photographed(page: Page) -> list[Image.Image]:
    """One picture a scene, of the thief's part of the page alone."""
    page.get_by_role("tab", name="Thief").click()
    page.get_by_label("Five samples").check()
    return [scene(page, what, day) for what, day, _ in SCENES]


def scene(page: Page, what: str, day: int) -> Image.Image:
    """The page once it has the answer for this theft on this day."""
    asked = f"day={day}"
    with page.expect_response(lambda response: response.url.endswith(asked) and response.ok):
        page.get_by_role("radio", name=what).check()
        page.get_by_role("slider").fill(str(day))
    expect(page.locator("#thief-cases")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".robbed")).to_have_count(5)
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")
    with Image.open(BytesIO(page.locator("#thief").screenshot())) as shot:
        return shot.convert("RGB").resize((SHOWN, round(shot.height * SHOWN / shot.width)), Image.Resampling.LANCZOS)


def joined(frames: list[Image.Image]) -> None:
    """All pictures as one, with colours drawn from the first, in which every kind of case stands."""
    palette = frames[0].quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
    still = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    times = [milliseconds for _, _, milliseconds in SCENES]
    still[0].save(TARGET, save_all=True, append_images=still[1:], duration=times, loop=0, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
