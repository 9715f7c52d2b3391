from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.flows.load import check, load_book
from tests.unit.flows.faulty import planted

if TYPE_CHECKING:
    from pathlib import Path


def test_what_ships_has_no_fault() -> None:
    assert [str(fault) for fault in check()] == []


def test_the_small_folder_has_no_fault(locales: Path) -> None:
    assert [str(fault) for fault in check(locales)] == []
    assert set(load_book(locales).flows) == {"soldier"}


def test_what_ships_names_nobody(locales: Path) -> None:
    project = load_book(locales).project
    assert not project.identity.complete
    assert project.crisis.contacts == ()
    assert (project.desk.language, project.traces.hours) == ("en", 12)


def test_what_ships_is_approved_by_nobody(locales: Path) -> None:
    assert load_book(locales).unapproved == {"first", "second"}


FILE_FAULTS = [
    ("flows/soldier.toml", 'kind = "text"', 'kind = "verse"', "flows/soldier.toml: tell: kind: "),
    ("flows/soldier.toml", 'kind = "text"', 'kind = "text"\ncolour = "red"', "flows/soldier.toml: tell: colour: "),
    ("flows/soldier.toml", "version = 1", 'version = "1"', "flows/soldier.toml: version: "),
    ("flows/soldier.toml", "version = 1", "version = 1\nversion = 2", "flows/soldier.toml: not readable as TOML: "),
    ("flows/soldier.toml", 'name = "tell"', 'name = "Tell!"', "flows/soldier.toml: Tell!: name: "),
    ("flows/soldier.toml", 'door = "soldier"', 'door = "general"', "flows/soldier.toml: door: no door general"),
    ("answers/answers.toml", 'source = "law"', 'source = "rumour"', "answers/answers.toml: first: source: "),
    ("answers/answers.toml", "2026-11-21", '"yesterday"', "answers/answers.toml: first: checked: "),
    ("answers/tree.toml", "topics", "topic", "answers/tree.toml: soldier: topics: Field required"),
    ("project.toml", "hours = 12", "hours = 25", "project.toml: traces.hours: "),
    ("project.toml", "[identity]", '[identity]\nname = "we"', "project.toml: identity.name: "),
    ("uk/flows.ftl", "flow-soldier-tell =", "flow soldier tell =", "uk/flows.ftl: line 9: not a text"),
    ("uk/flows.ftl", "flow-soldier-rest =", "flow-soldier-tell =", "uk/flows.ftl: line 9: flow-soldier-tell: "),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FILE_FAULTS)
def test_a_faulty_file_is_named_with_step_and_field(locales: Path, file: str, old: str, new: str, said: str) -> None:
    faults = planted(locales, file, old, new)
    assert any(fault.startswith(said) for fault in faults), faults
    with pytest.raises(ContentError):
        load_book(locales)


FLOW_FAULTS = [
    ('["well", "ill", "urgent"]', '["ill"]', "health: options: 1 options"),
    ('["well", "ill", "urgent"]', '["well", "ill", "urgent", "why"]', "health: options: why is the name"),
    ('urgent = ["urgent"]', 'urgent = ["later"]', "health: urgent: no option later"),
    ('ill = "rest"', 'ill = "bed"', "health: goto: ill: no step bed"),
    ('ill = "rest"', 'ill = "health"', "health: goto: ill: health does not come later"),
    ('ill = "rest"', 'well = "tell"', "rest: name: no way leads to this step"),
    ('name = "tell"', 'name = "health"', "health: name: the text flow-soldier-health would belong"),
    ('name = "tell"', 'name = "end"', "end: name: end means the summary"),
    ('urgent = ["urgent"]', 'heed = ["gone"]', "health: heed: no option gone"),
    ('kind = "text"', 'kind = "page"', "step: no text step"),
    ('kind = "page"', 'kind = "page"\noptions = ["a", "b"]', "rest: options: a page has no options"),
]


@pytest.mark.parametrize(("old", "new", "said"), FLOW_FAULTS)
def test_a_flow_that_leads_astray_is_found(locales: Path, old: str, new: str, said: str) -> None:
    faults = planted(locales, "flows/soldier.toml", old, new)
    assert any(fault.startswith(f"flows/soldier.toml: {said}") for fault in faults), faults


FIRST = "answers/answers.toml: answer.first"
TREE_FAULTS = [
    ("answers/tree.toml", '"second"]', '"third"]', "answers/tree.toml: topic.basics: answers: no answer third"),
    ("answers/tree.toml", '"second"]', '"first"]', "answers/tree.toml: topic.basics: answers: first is there 2 times"),
    ("answers/tree.toml", '["first", "second"]', "[]", "answers/tree.toml: topic.basics: answers: 0 entries"),
    ("answers/tree.toml", '["first", "second"]', '["second"]', "answers/answers.toml: answer.first: in no topic"),
    ("answers/answers.toml", '["second"]', '["first"]', "answers/answers.toml: answer.first: related: itself"),
    ("answers/answers.toml", '["second"]', '["third"]', "answers/answers.toml: answer.first: related: no answer third"),
    (
        "answers/answers.toml",
        '"GC III 13"',
        '"GC III 33"',
        f"{FIRST}: provisions: GC III 33 is not",
    ),
    (
        "answers/answers.toml",
        '"GC III 13"',
        '"GC III 14"',
        f"{FIRST}: provisions: GC III 14 does",
    ),
    ("answers/verified.toml", "first =", "third =", "answers/verified.toml: third: no answer third"),
    ("answers/answers.toml", '"GC III 13"', '"13"', "answers/answers.toml: answer.first: provisions: 13: write an act"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), TREE_FAULTS)
def test_a_tree_with_holes_is_found(locales: Path, file: str, old: str, new: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in planted(locales, file, old, new))


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."
TEXT_FAULTS = [
    ("flows.ftl", "flow-soldier-rest = Words of rest\n", "", "uk/flows.ftl: flow-soldier-rest: missing"),
    ("ui.ftl", "hint-full =", "hint-fuller =", "uk/ui.ftl: hint-full: missing"),
    ("ui.ftl", "{ $number } of", "{ $nomber } of", "uk/ui.ftl: button-resume: does not use { $number }"),
    ("ui.ftl", "= Checking.", "= Checking, { $who }.", "uk/ui.ftl: hint-code-checking: uk: hint-code-checking: "),
    ("ui.ftl", "<b>Fakes exist.</b>", "<b>Fakes exist.", "uk/ui.ftl: help-fakes: <b> is not closed"),
    ("ui.ftl", "<b>Fakes exist.</b>", "<h1>Fakes exist.</h1>", "uk/ui.ftl: help-fakes: <h1> is not one of"),
    ("ui.ftl", "<b>Fakes exist.</b>", "Fakes & lies.", "uk/ui.ftl: help-fakes: write &amp;"),
    ("ui.ftl", "<b>Fakes exist.</b>", "Fakes < lies.", "uk/ui.ftl: help-fakes: write &lt;"),
    ("ui.ftl", "button-apply = Apply", "button-apply = <b>Apply</b>", "uk/ui.ftl: button-apply: a button shows no"),
    ("ui.ftl", "button-apply = Apply", f"button-apply = {LONG}", "uk/ui.ftl: button-apply: 89 characters"),
    ("ui.ftl", "Fakes exist", f"Fakes {LONG}", "uk/ui.ftl: help-fakes: a sentence of 16 words"),
    ("ui.ftl", "home-choose = ", "home-choose = " + "Who? " * 120, "uk/ui.ftl: home: the screen has"),
    ("answers.ftl", "A sentence.", "A sentence. " * 100, "uk/answers.ftl: answer-first: 1199 characters"),
    ("answers.ftl", "topic-basics", "topic-basis", "uk/answers.ftl: topic-basis: nothing shows this text"),
    ("ui.ftl", "law-gc-iii", "law-gc-3", "uk/ui.ftl: answer-source-law: uk: no text law-gc-iii"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), TEXT_FAULTS)
def test_a_faulty_text_is_named_with_language_and_key(locales: Path, file: str, old: str, new: str, said: str) -> None:
    faults = planted(locales, f"uk/{file}", old, new)
    assert any(fault.startswith(said) for fault in faults), faults


def test_a_fault_of_style_stops_no_bot(locales: Path) -> None:
    assert planted(locales, "uk/ui.ftl", "Fakes exist", f"Fakes {LONG}")
    assert load_book(locales).doors


def test_a_missing_file_is_named(locales: Path) -> None:
    (locales / "answers" / "tree.toml").unlink()
    with pytest.raises(ContentError, match=r"answers/tree.toml: the file is missing"):
        load_book(locales)


def test_no_folder_is_one_fault_not_one_for_each_file(tmp_path: Path) -> None:
    for look in (load_book, check):
        with pytest.raises(ContentError, match=r"nowhere: there is no such folder; bring the texts there"):
            look(tmp_path / "nowhere")


def test_english_must_be_there(locales: Path) -> None:
    for path in (locales / "en").iterdir():
        path.unlink()
    with pytest.raises(ContentError, match="no texts in en"):
        load_book(locales)


def test_all_faults_are_listed_and_counted(locales: Path) -> None:
    planted(locales, "flows/soldier.toml", 'urgent = ["urgent"]', 'urgent = ["later", "never"]')
    with pytest.raises(ContentError, match=r"no option later; .* \(and 1 more; `flows check` lists all\)"):
        load_book(locales)


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"texts: there is no such folder; bring the texts there, or name .*"):
        load_book(tmp_path / "texts")
