"""The operators' guide names every command there is, in each language, and shows pictures that exist."""

import re
from pathlib import Path

import pytest

from bot.desk.orders import COMMANDS
from bot.guide import PAGES, with_table
from bot.texts import Texts

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load(ROOT / "locales")


def page_of(language: str) -> str:
    return (ROOT / "docs" / PAGES[language]).read_text()


@pytest.mark.parametrize("language", PAGES)
def test_every_command_stands_in_the_guide_and_no_other(language: str) -> None:
    named = set(re.findall(r"^\| `/(\w+)`", page_of(language), re.MULTILINE))
    assert named == {one.name for one in COMMANDS if not one.quiet}, "say `make guide`"


@pytest.mark.parametrize("language", PAGES)
def test_its_table_says_what_the_bot_says(language: str) -> None:
    page = page_of(language)
    assert with_table(page, TEXTS, language) == page, "say `make guide`"


@pytest.mark.parametrize("language", PAGES)
def test_what_is_written_of_commands_elsewhere_is_true(language: str) -> None:
    known = {one.name for one in COMMANDS}
    assert set(re.findall(r"`/(\w+)[ `]", page_of(language))) <= known


@pytest.mark.parametrize("language", PAGES)
def test_every_picture_is_there(language: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page_of(language))
    assert len(shown) == 4
    assert all((ROOT / "docs" / name).is_file() for name in shown)


def test_the_pages_tell_the_same_and_lead_to_one_another() -> None:
    shapes = [re.findall(r"^(#+|\d\.|\||!\[)", page_of(language), re.MULTILINE) for language in PAGES]
    assert shapes[0] == shapes[1] == shapes[2]
    for language, name in PAGES.items():
        assert all(f"({other})" in page_of(language) for other in PAGES.values() if other != name)
