"""Whatever a page of this repository sets in code type is there: a command, a path, a name.

Every page, the decisions and the change log too; names of the program and of its content. What belongs to others
stands in a short list, with whose it is.
"""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli import cli
from bot.setting_names import variable
from bot.settings import Settings
from tests.unit.test_docs import BOTFATHERS, ORDERED, PLACES, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("bot", "handlers", "storage", "locales", "deploy", "benchmarks", "tests", "docs", ".ci")
APART: Final = frozenset({"node_modules", "__pycache__"})
FILES: Final = sorted(
    place.relative_to(ROOT).as_posix()
    for start in (ROOT, *(ROOT / room for room in ROOMS))
    for place in (start.iterdir() if start == ROOT else start.rglob("*"))
    if not APART & set(place.parts)
)
PAGES: Final = [name for name in FILES if name.endswith(".md")]
MADE: Final = frozenset({"data", "keys", "texts", "backups", "dist", "reports", "preview.html", "test_kept.py"})
"""Files and folders that a command makes, where they begin."""
TOOLS: Final = {
    "age": "-d -i", "age-keygen": "-o", "apt-get": "install", "caddy": "adapt", "cp": "", "createdb": "",
    "git": "clone", "nginx": "-t", "npm": "install --no-save", "pip-audit": "--strict", "pytest": "-k -m -s",
    "systemctl": "", "systemd-analyze": "security --offline=true", "tar": "-C -cJf", "tmux": "",
}  # fmt: skip
"""Programs that are not ours, with their orders and options that we name. A path among their words is looked for."""
ORDERING: Final = frozenset({"apt-get", "caddy", "git", "npm", "systemd-analyze"})
"""Those whose first word is an order."""
FOREIGN: Final = frozenset({
    "Updater", "JobQueue",  # python-telegram-bot's, as it is taught
    "wordfreq", "pymorphy3", "watchfiles",  # libraries
    "LOCK TABLE", "FOR UPDATE SKIP LOCKED", "VACUUM INTO", "pg_advisory_lock", "pg_dump", "MAX + 1",  # of databases
    "amcheck",  # an extension of PostgreSQL
    "?sslmode=verify-full", "&sslrootcert=/etc/parley/pg-ca.pem", "user:password@", "~/.pgpass",  # of their addresses
    "cd ..",  # a shell's
    "synchronous=FULL", "data=journal", "socks5://",  # SQLite's, ext4's, a proxy's
    "RUN", "language-name-xx", "red cross = answer-missing", "answer-your-key", "answer-your-key-title",  # examples
    'titles = ["relative"]', "answer-your-key-title-relative", "[answer.your-key]", "{ $variable }", "[known-place]",
    "answer-white-flag = ...", "old word = new word", "Database NNNN",
    "1 entry", "1 entries", "parley-*.age", "<b> <i> <u> <s> <code>",  # what the program puts together
    "LoadCredentialEncrypted=parley-root",  # systemd's, by hand
    "[now]", "[unit] [place] [name] [number]",  # what stands in place of something
    "/dev/shm", "/etc/fstab", "/proc", "/etc/systemd/system", "/tmp/NNNN",  # folders of the system
    "/etc/sysusers.d/parley.conf", "/etc/credstore.encrypted/parley-root", "/run/parley/web",  # what is put there
    "../carried", "../moved", "/run/new-root.key", "/var/lib/parley/new-root.key",  # what the reader makes
    "http://", "postgresql:///parley?host=/run/postgresql",  # addresses
})  # fmt: skip
"""What is not ours, and what a page gives as an example."""
EARLIER: Final = re.compile(r"[0-9a-f]{7,8}")
"""A state of the repository."""


def text(name: str) -> str:
    """A file as text; a picture or an archive says nothing."""
    try:
        return (ROOT / name).read_text("utf-8")
    except (UnicodeDecodeError, IsADirectoryError):
        return ""


@cache
def source() -> str:
    """All that is code, content or configuration here: no page and no test."""
    rooms = tuple(f"{room}/" for room in ROOMS if room not in {"tests", "docs"})
    alone = ("Makefile", "pyproject.toml", ".env.example", "tests/fixtures/make.py", ".ci/run")
    return "\n".join(
        text(name)
        for name in FILES
        if name in alone or (name.startswith(("requirements", *rooms)) and name not in PAGES)
    )


def _of_python(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(word)):
                yield word
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")
            case _:
                pass


def _of_toml(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                yield from _of_toml(inner)
        case list():
            for inner in value:
                yield from _of_toml(inner)
        case str():
            yield value
        case _:
            pass


@cache
def names() -> frozenset[str]:
    """Every name of the code and every word it compares with; keys and values of the content; tables and columns."""
    found: set[str] = set(cli.commands)
    for name in FILES:
        if name.startswith(("tests/", "docs/")):
            continue
        match Path(name).suffix:
            case ".py":
                found.update(_of_python(ast.parse(text(name))))
            case ".toml":
                found.update(_of_toml(tomllib.loads(text(name))))
            case ".ftl":
                found.update(re.findall(r"(?m)^([a-z][\w-]*) =", text(name)))
            case ".txt" if name.startswith("locales/"):
                found.update(re.findall(r"[^\W\d_]+", text(name)))
            case ".sql":
                found.update(re.findall(r"\w+", text(name)))
            case _:
                pass
    return frozenset(found)


@cache
def options() -> frozenset[str]:
    """Every option of a command of ours, of the benchmarks too."""
    return frozenset(re.findall(r"--[a-z][a-z-]*", source()))


def is_path(said: str) -> bool:
    """Whether a file or folder here ends so, whatever stands for a part of it."""
    wanted = re.sub(r"<\w+>|NNNN", "*", said).rstrip("/")
    return any(fnmatch(name, wanted) or fnmatch(name, f"*/{wanted}") for name in FILES)


def is_made(said: str) -> bool:
    """Whether it is a file that a command of ours makes: its name stands in the code, and so does where it lies."""
    if " " in said or said.startswith("/"):
        return False
    room, _, last = said.removeprefix("./").rstrip("/").rpartition("/")
    named = any(f'"{one}"' in source() for one in (last, last.removeprefix("*")))
    return (last in MADE or named) if not room else (room.partition("/")[0] in MADE and named)


def is_of_the_system(said: str) -> bool:
    """Whether a path of the whole machine stands in what we deploy, or lies in a folder that does."""
    path = said.rstrip("/")
    room, _, last = path.rpartition("/")
    if path in FOREIGN or re.search(rf"{re.escape(path)}(?![\w./-])", source()):
        return True
    return re.search(rf"{re.escape(room)}(?![\w.-])", source()) is not None and (
        is_path(f"deploy/{last}") or is_made(last)
    )


def of_a_command(words: list[str]) -> bool:
    """Whether it is a command of ours, with options it has; `x -m bot` before it or not."""
    if words[1:3] == ["-m", "bot"]:
        return resolve(words[3:]) is None
    return len(words) > 1 and words[0] in cli.commands and resolve(words) is None


def of_a_benchmark(words: list[str]) -> bool:
    """Whether it is one of the programs that measure, with options that stand in it."""
    if len(words) < 3 or words[1] != "-m" or not words[2].startswith("benchmarks."):
        return False
    name = words[2].replace(".", "/")
    own = "".join(text(path) for path in FILES if path == f"{name}.py" or path.startswith(f"{name}/"))
    return bool(own) and all(f'"{word}"' in own for word in words if word.startswith("--"))


def of_make(words: list[str]) -> bool:
    """Whether it is a target, or arguments of one, with options, tables and tests of ours."""
    target, given = (words[1:2], words[2:]) if words[:1] == ["make"] else ([], words)
    if not words or any(not word.startswith("ARGS=") for word in given) or not (target or given):
        return False
    inner = [word for one in given for word in shlex.split(one.removeprefix("ARGS="))]
    there = not target or re.search(rf"(?m)^{re.escape(target[0])}:", text("Makefile")) is not None
    return there and all(word in options() if word.startswith("--") else is_given(word) for word in inner)


def is_given(word: str) -> bool:
    """Whether an argument of `make` is a number, a file, a module, a table or a proof of ours."""
    of_ours = is_path(word) or is_module(word) or word in names()
    return word.isdecimal() or of_ours or re.search(rf'"{re.escape(word)}[ "]', source()) is not None


def is_module(said: str) -> bool:
    """Whether it names a module of ours with dots, or what a module's name begins with."""
    bare = said.rstrip("*").replace(".", "/")
    return "." in said and any(name.startswith(bare) for name in FILES)


def of_a_tool(words: list[str]) -> bool:
    """Whether it is somebody else's program, asked for what we know of it, and what it is given of ours is here."""
    if words[1:4] == ["python", "-m", "pytest"] and "=" in words[0]:
        words = words[3:]
    if not words or words[0] not in TOOLS:
        return False
    if "|" in words or "&&" in words:
        at = min(words.index(sign) for sign in ("|", "&&") if sign in words)
        return of_a_tool(words[:at]) and (words[at + 1 :] in (["tar", "x"], ["cd", "parley"]))
    known = TOOLS[words[0]].split()
    if words[0] in ORDERING and words[1:2] and words[1] not in known:
        return False
    asked = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "-k"]
    tests = "".join(text(name) for name in FILES if name.startswith("tests/")) if asked else ""
    paths = [word for word in words[1:] if "/" in word or word.endswith((".py", ".toml", ".service"))]
    return (
        all(word in known for word in words[1:] if word.startswith("-"))
        and all(word in FOREIGN or is_path(word) or is_made(word.rpartition("/")[2]) for word in paths)
        and all(re.search(rf"def test_\w*{word}|{word}\w*\.py", tests + " ".join(FILES)) for word in asked)
    )


def of_the_chat(said: str) -> bool:
    """Whether it is a command to the bot or to BotFather, a page of the web server, or a path of the system."""
    word = re.match(r"/([a-z_]*)", said)
    if word is None or said == "/":
        return said == "/"
    if word[1] in PLACES:
        return is_of_the_system(said)
    return word[1] in ORDERED | BOTFATHERS and said.partition(" ")[0].count("/") == 1


def is_setting(said: str) -> bool:
    """Whether it is a setting, with or without a value."""
    return said.partition("=")[0] in {variable(field) for field in Settings.model_fields}


def is_said(said: str) -> bool:
    """Whether these words, signs and all, stand in the code or the content; of a line, what follows its place."""
    told = (said, said.partition(": ")[2])
    return any(re.search(r"[^\w-]", one) and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", source()) for one in told)


def is_name(said: str) -> bool:
    """Whether it is a name, or several with dots between; what stands in its brackets is told elsewhere."""
    bare = re.sub(r"\{\w+\}$|\([\w, ]*\)$", "", said)
    return bare in names() or all(part in names() for part in bare.split("."))


def is_there(said: str) -> bool:
    """Whether this stands for something of ours, or of somebody who is listed."""
    try:
        words = shlex.split(said)
    except ValueError:
        words = []
    if words and words[0].startswith("--"):
        return {word for word in words if word.startswith("--")} <= options()
    if said.startswith("/"):
        return of_the_chat(said)
    if said.startswith("HOTLINE_"):
        return is_setting(said)
    line = of_a_command(words) or of_a_benchmark(words) or of_make(words) or of_a_tool(words)
    shape = EARLIER.fullmatch(said) is not None or said in FOREIGN
    return line or shape or is_name(said) or is_path(said) or is_made(said) or is_said(said)


def spans(page: str) -> Iterator[str]:
    """What stands in code type within the sentences of a page."""
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def lines(page: str) -> Iterator[list[str]]:
    """The words of each line of the blocks of commands."""
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            yield shlex.split(line, comments=True)


def lost(page: str) -> list[str]:
    """Paths of ours and of the system within its blocks that are not there."""
    words = [word for line in lines(page) for word in line]
    ours = [word for word in words if word.startswith(tuple(f"{room}/" for room in (*ROOMS, *MADE)))]
    far = [word for word in words if word.startswith(tuple(f"/{place}/" for place in PLACES))]
    return [word for word in ours if not (is_path(word) or is_made(word))] + [
        word for word in far if not is_of_the_system(word)
    ]


def missing(page: str) -> list[str]:
    """What it names and is not there."""
    return [said for said in spans(page) if not is_there(said)] + lost(page)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    assert missing(text(page)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "bot/desk/lock.py", "deploy/parley.socket", "benchmarks/horu.py", "tests/promises/test_no.py", "lock_screen.py",
        "docs/NIGHTS.md", "keys melt", "flows approve --nobody", ".venv/bin/python -m bot unheard-of", "make cake",
        "python -m benchmarks.horu", "python -m benchmarks.flood --loud", 'make bench ARGS="--loud"', 'ARGS="--loud"',
        "--unheard-of", "pytest tests/unit/test_gone.py", "pytest -k no_such_test_is_here tests/unit", "white-flags",
        "parley_sends_waitings", "parley_alarms{alarm}", "night_gone", "second_canal", "HOTLINE_DESC", "/erasee",
        "HOTLINE_DESC=group", "/takes", "Person.livings", "synchronised", "a line is not living there",
        "/run/nothing/here", "/etc/parley/not-there.conf", "keys/none.key", "data/nope.py", "make bench cake",
        "git frobnicate --loud nowhere/x.py", "git frobnicate", "kill --everything", "NOTHING_AT_ALL", "it's lost 'so",
        "make bench ARGS=cakes", "nginx --loud", "cp nowhere/x.py", "/take/it", "nowhere/night.lock",
    ],
)  # fmt: skip
def test_a_planted_name_of_nothing_is_found(planted: str) -> None:
    page = f"Before `run`, after: `{planted}` and `check`.\n"
    assert missing(page) == [planted]


@pytest.mark.parametrize(
    "planted",
    ["deploy/parley.nothing", "/etc/parley/not-there.conf", "/run/nothing/here", "keys/none.key", "bot/no.py"],
)
def test_a_planted_path_of_nothing_in_a_block_is_found(planted: str) -> None:
    page = f"Do:\n\n```sh\nmake test  # it's so\ninstall -m 0600 {planted} /var/lib/parley && make \\\n  run\n```\n"
    assert missing(page) == [planted]


def test_an_empty_line_names_nothing() -> None:
    assert not any(of([]) for of in (of_make, of_a_tool, of_a_command, of_a_benchmark))
    assert not of_make(["make"])
