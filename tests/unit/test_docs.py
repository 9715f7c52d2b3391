"""The documentation is true: every command, option, setting, target and file it names is there; none is left out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import cli
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
UNSAID = ("/wo" + "rk/", "issue #", "http://localhost", "py" + "pi.", "TO" + "DO")


def blocks(text: str) -> Iterator[str]:
    """The lines of all shell blocks and inline code."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def commands(line: str) -> Iterator[list[str]]:
    """The words after each `-m bot` of a line, up to a comment or the next command."""
    for rest in re.findall(r"-m bot\s+([^#|&`]*)", line):
        yield shlex.split(rest)


def resolve(words: list[str]) -> str | None:
    """What is wrong with the words of a command line, if anything."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word not in options]
    return f"no option {unknown}" if unknown else None


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_exist(page: Path) -> None:
    for line in blocks(page.read_text()):
        for words in commands(line):
            assert resolve(words) is None, (line, resolve(words))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_benchmarks_exist(page: Path) -> None:
    for name in re.findall(r"-m benchmarks\.(\w+)", page.read_text()):
        assert (ROOT / "benchmarks" / f"{name}.py").exists(), name


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in blocks(page.read_text()):
        if line.startswith("make "):
            assert line.split()[1] in targets, line


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_settings_exist(page: Path) -> None:
    known = {variable(field) for field in Settings.model_fields}
    assert set(re.findall(r"HOTLINE_[A-Z_]+[A-Z]", page.read_text())) <= known


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_files_of_ours_exist(page: Path) -> None:
    for name in re.findall(r"`((?:bot|handlers|storage|locales|tests|docs)/[\w./-]*)`", page.read_text()):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_nothing_is_said_that_is_not_for_readers(page: Path) -> None:
    text = page.read_text()
    assert not [word for word in UNSAID if word in text]
    assert max(map(len, text.splitlines()), default=0) <= 200


def test_every_setting_and_command_is_documented() -> None:
    text = (ROOT / "docs" / "OPERATING.md").read_text()
    assert not [name for name in map(variable, Settings.model_fields) if f"`{name}`" not in text]
    for name, command in cli.commands.items():
        inner = [f"{name} {sub}" for sub in command.commands] if isinstance(command, click.Group) else [name]
        assert not [path for path in inner if f"`python -m bot {path}" not in text], name


def test_every_dependency_has_its_line() -> None:
    text = (ROOT / "docs" / "adr" / "0001-dependencies.md").read_text()
    wanted = [line for line in (ROOT / "requirements.in").read_text().splitlines() if re.match(r"[a-z]", line)]
    assert not [name for name in wanted if name not in text]


@pytest.mark.parametrize("words", ["resume", "run --loud", "keys rotate", "flows approve --nobody"])
def test_a_planted_command_is_seen(words: str) -> None:
    (found,) = commands(f"HOTLINE_X=1 .venv/bin/python -m bot {words}  # why")
    assert resolve(found) is not None
