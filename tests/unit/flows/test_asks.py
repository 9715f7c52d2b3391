"""`flows asks`: every datum of every flow, its reason and its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.commands_content import flows
from bot.flows.asks import asked, switched_off
from tests.switched import switched_on

if TYPE_CHECKING:
    from bot.flows.model import Book


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_question_of_every_flow_has_a_reason_and_a_reader(book: Book, language: str) -> None:
    found = list(asked(book, language))
    assert len(found) == sum(len(flow.questions) for flow in book.flows.values())
    assert all(datum.why and datum.readers and datum.name for datum in found)


def test_what_is_switched_on_names_its_own_readers() -> None:
    book = switched_on()
    readers = {datum.name: datum.readers for datum in asked(book, "en") if datum.flow == "second"}
    assert (readers["Surname"], readers["Exact point"]) == ("two operators", "the shift")
    assert switched_off(book) == []


def test_the_command_prints_it_and_what_is_off() -> None:
    ran = CliRunner().invoke(flows, ["asks", "--language", "ru"])
    assert ran.exit_code == 0
    assert "Ранение или болезнь (choice)" in ran.output
    assert "switched off in project.toml: place" in ran.output
    assert CliRunner().invoke(flows, ["asks", "--language", "xx"]).exit_code == 2
