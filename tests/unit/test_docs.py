"""The documentation is true: every command, option, setting, target and file it names is there; none is left out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import cli
from bot.desk.orders import BY_NAME
from bot.desk.talks import intake
from bot.flows.project import Crisis, DeskWords, Identity, Project, Relatives, Second
from bot.logs import Event
from bot.setting_names import variable
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for room in ("docs", "tests", "deploy") for page in (ROOT / room).rglob("*.md"))]
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
GUIDES = [ROOT / "docs" / name for name in ("ADMIN.md", "OPERATING.md", "BEFORE_GOING_LIVE.md", "PRESS.md")]
FIELDS = frozenset(
    name for model in (Project, Identity, DeskWords, Crisis, Relatives, Second) for name in model.model_fields
)
ORDERED = frozenset(BY_NAME) | {name.removeprefix("/") for name in intake.COMMANDS} | {"start"}
POSTGRES = frozenset({"full_page_writes", "synchronous_commit"})
BOTFATHERS = frozenset({"revoke", "setprivacy", "setprivacypolicy", "setjoingroups", "setinline"})
PLACES = frozenset({"healthz", "readyz", "metrics", "etc", "opt", "proc", "dev", "run", "var"})
"""What else begins with a slash: addresses of the web server, folders."""
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
        places = (ROOT / "benchmarks" / f"{name}.py", ROOT / "benchmarks" / name / "__main__.py")
        assert any(place.exists() for place in places), name


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


def anchors(page: Path) -> set[str]:
    """What a link into this page may name: its headings, as the usual readers of Markdown make them."""
    heads = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head)) for head in heads)
    return {head.strip().lower().replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_anchors_lead_to_a_heading(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", page.read_text()):
        if "://" not in target:
            assert anchor in anchors(page.parent / target if target else page), (target, anchor)


@pytest.mark.parametrize("page", GUIDES, ids=[page.name for page in GUIDES])
def test_events_and_metrics_exist(page: Path) -> None:
    """Every `word_word` of the administrator's pages is an event of the log, a metric, or a name that the code has."""
    source = "".join(path.read_text() for path in (ROOT / "bot").rglob("*.py"))
    known = {event.value for event in Event} | FIELDS | POSTGRES | set(re.findall(r'"(parley_[a-z_]+)"', source))
    for name in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", page.read_text()):
        assert name in known, f"{name}: no event, metric or field"


STRICT = frozenset({"README.md", "docs/PRESS.md", "docs/BEFORE_GOING_LIVE.md", "docs/ADMIN.md"})
"""Pages where the command stands beside the figure; elsewhere before it, under the same heading."""
FIGURE = re.compile(
    r"\b\d[\d,.]*\s?(?:%|(?:ms|s|kB|KiB|MB|MiB|GB|GiB|times|microseconds|[a-z]+ a second)\b)"
    r"|(?i:\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|a hundred) times (?:as|less|more|the|what)\b)"
)
"""Whole minutes and hours are settings and Telegram's limits, nearly all of them."""
SOURCE_OF_IT = re.compile(r"-m (?:bot|benchmarks)|`make [a-z]|(?m:^\s*make [a-z])|pytest |PERFORMANCE|PROOFS")
LIMITS = ("20 MB at most", "256 MiB;", "256 MiB a try", "less than 512 MiB free", "three times as old")
"""Not measured: what Telegram lets a bot fetch, what a passphrase costs, when an alarm begins."""
NOBODYS = re.compile(r"no command prints|script\s+of\s+the\s+moment|not printed by")


def unfounded(text: str, *, strict: bool) -> list[str]:
    """Each paragraph or table with a measured figure, and no command that prints it."""
    for limit in LIMITS:
        text = text.replace(limit, "")
    found = [part for part in re.split(r"\n\s*\n", text) if NOBODYS.search(part)]
    for section in re.split(r"(?m)^(?=#+ )", text):
        told = False
        for part in re.split(r"\n\s*\n|\n(?=- |\d+\. )", section):
            told = SOURCE_OF_IT.search(part) is not None or (told and not strict)
            found += [part] if FIGURE.search(part) and not told else []
    return found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_figure_without_its_command(page: Path) -> None:
    """A measured figure stands beside or beneath the command that prints it, or the page with the table."""
    assert unfounded(page.read_text(), strict=str(page.relative_to(ROOT)) in STRICT) == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_planted_figure_is_found(page: Path) -> None:
    for planted in ("It takes 12.5 ms.", "Half of it, 47 % in all.", "| before | 3.1 MB |", "No run took over 7.25 s.",
                    "`make bench`: 2 ms (by a script\nof the moment).", "It took 64 s.", "The file has 3 GB.",
                    "It answers 9,000 requests a second.", "That takes ten times the processor.",
                    "What they make of it takes 12 ms."):  # fmt: skip
        text = f"{page.read_text()}\n\n## Another thing\n\n{planted}\n"
        assert len(unfounded(text, strict=False)) == 1, planted


@pytest.mark.parametrize("word", ["/star", "/erasee"])
def test_a_planted_command_of_operators_is_seen(word: str) -> None:
    assert word[1:] not in ORDERED


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_nothing_is_said_that_is_not_for_readers(page: Path) -> None:
    text = page.read_text()
    assert not [word for word in UNSAID if word in text]
    assert max(map(len, text.splitlines()), default=0) <= 200


def test_the_first_page_fits_a_column_and_names_every_other() -> None:
    text = (ROOT / "README.md").read_text()
    assert (
        max(len(line) for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines())
        <= 101
    )
    others = [page for page in PAGES if page.parent == ROOT / "docs" and page.stem != "content-review"]
    assert not [page.name for page in others if f"(docs/{page.name})" not in text]


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


@pytest.mark.parametrize("words", ["unheard-of", "run --loud", "keys melt", "flows approve --nobody"])
def test_a_planted_command_is_seen(words: str) -> None:
    (found,) = commands(f"HOTLINE_X=1 .venv/bin/python -m bot {words}  # why")
    assert resolve(found) is not None


def test_what_the_page_of_troubles_quotes_is_said_by_the_program() -> None:
    text = (ROOT / "docs" / "ADMIN.md").read_text().partition("### What the bot itself says\n")[2]
    said = "\n".join(
        path.read_text() for room in ("bot", "storage", "handlers") for path in (ROOT / room).rglob("*.py")
    )
    quoted = [
        words for row in re.findall(r"(?m)^\| (.*?) \|", text.partition("\n## ")[0]) for words in row.split("`")[1::2]
    ]
    assert len(quoted) > 5
    assert not [words for words in quoted if words not in said and (words.partition(":")[2] or words) not in said]
