"""`open --out`: sealed cases as pages that an operator reads on a machine of his own, with nothing but his key."""

from __future__ import annotations

import asyncio
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import sealed_page
from bot.cli import main
from storage.cases import Answer, Case, Cases, NewCase
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Tx

NOW = 1_800_000_000
WAY_BACK = 777_000_777
HOSTILE = "<script>alert(1)</script><img src=//evil.example/x onerror=a()>\"'&lt; \u202eabc \ud83d"
JPEG = b"\xff\xd8 not painted, only carried"


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Case]]:
    """Keys and a database in an empty folder; what it makes: two closed cases with everything that a case may hold."""
    data = tmp_path / "data"
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    monkeypatch.chdir(tmp_path)
    init_keys(data, recipients=(), operator_key_out=tmp_path / "operator.key", now=NOW)
    migrate(data / "parley.db")
    return lambda: asyncio.run(_stored(data))


async def _stored(data: Path) -> list[Case]:
    keyring = load_keyring(data, now=NOW)
    cases = Cases(Vault(keyring), keyring)

    async def unit(tx: Tx) -> list[Case]:
        return [await _case(cases, tx), await _case(cases, tx)]

    database = await open_sqlite(data / "parley.db")
    try:
        return await database.transact(unit)
    finally:
        await database.close()


async def _case(cases: Cases, tx: Tx) -> Case:
    answers = (Answer("who", HOSTILE, HOSTILE), Answer("how", "Как отвечать?", "Не пишите первыми", heed=True))
    new = NewCase(kind="application", door="soldier", language="ru", bot=1, chat=WAY_BACK, answers=answers)
    case = await cases.open(tx, new, now=NOW)
    entries: list[tuple[str, dict[str, Any]]] = [
        ("said", {"text": HOSTILE, "media": "voice", "file": "f", "message": 5, "edited": True}),
        ("answered", {"text": "Мы здесь.", "message": 9, "chat": -1001, "answer": "00", "wording": "w"}),
        ("arrived", {"message": 9, "wording": "w"}),
        ("note", {"text": "проверить"}),
        ("duress", {}),
        ("tongue", {"tongue": HOSTILE}),
        ("of a later version", {"text": HOSTILE}),
        ("piece", {"of": "aa", "n": 1, "bytes": JPEG}),
        ("kept", {"media": "photo", "of": "aa", "pieces": 1, "sha256": _sha256(JPEG)}),
    ]
    for kind, body in entries:
        await cases.append(tx, case, kind, body, now=NOW)
    await cases.close(tx, case, reason="rest", now=NOW, state="resting")
    return case


def _sha256(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.values: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.values += [(name, value or "") for name, value in attrs]


def opens(*arguments: str) -> int:
    return main(["open", *arguments, "--identity", "operator.key"])


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_a_case_becomes_a_page_without_script_or_anything_from_elsewhere(
    line: Callable[[], list[Case]], language: str
) -> None:
    alias = line()[0].alias
    assert opens(alias, "--out", "read", "--language", language) == 0
    page = (Path("read") / alias / "case.html").read_text()
    tags = Tags(page)
    assert tags.tags <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "main", "article", "time", "dl",
        "dt", "dd", "footer", "img",
    }  # fmt: skip
    sources = [value for name, value in tags.values if name in {"src", "href", "action", "srcset"}]
    assert [value[:23] for value in sources] == ["data:image/jpeg;base64,"]
    assert not [name for name, _ in tags.values if name.startswith("on")]
    assert ("content", sealed_page.POLICY) in tags.values
    assert not re.search(r"url\(|@import", page)
    assert page.count("&lt;script&gt;alert(1)") == 6
    assert str(WAY_BACK) not in page
    assert "Не пишите первыми" in page


def test_json_holds_every_entry_but_the_way_back_and_modes_are_narrow(line: Callable[[], list[Case]]) -> None:
    alias = line()[0].alias
    assert opens(alias, "--out", "read") == 0
    folder = Path("read") / alias
    told = json.loads((folder / "case.json").read_text())
    kinds = [entry["kind"] for entry in told["entries"]]
    assert kinds[:3] == ["application", "said", "answered"]
    assert kinds[-2:] == ["kept", "closed"]
    assert not {"way_back", "head", "piece"} & set(kinds)
    assert told["entries"][1]["body"]["text"] == HOSTILE
    assert str(WAY_BACK) not in json.dumps(told)
    assert (folder / "1.jpg").read_bytes() == JPEG
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {folder.stat().st_mode & 0o777, folder.parent.stat().st_mode & 0o777} == {0o700}


def test_all_cases_are_written_and_none_is_written_over(
    line: Callable[[], list[Case]], capsys: pytest.CaptureFixture[str]
) -> None:
    aliases = {case.alias for case in line()}
    assert opens("--out", "read") == 0
    assert {path.name for path in Path("read").iterdir()} == aliases
    before = {path: path.read_bytes() for path in Path("read").rglob("*.*") if path.is_file()}
    capsys.readouterr()
    assert opens("--out", "read") == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert {path: path.read_bytes() for path in Path("read").rglob("*.*") if path.is_file()} == before


def test_a_wrong_key_is_one_line_and_leaves_nothing(
    line: Callable[[], list[Case]], capsys: pytest.CaptureFixture[str]
) -> None:
    alias = line()[0].alias
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    capsys.readouterr()
    for arguments in ([alias, "--out", "read"], ["--out", "read"]):
        assert main(["open", *arguments, "--identity", "stranger.key"]) == 1
        captured = capsys.readouterr()
        assert (captured.err.count("\n"), captured.out) == (1, "")
    assert not Path("read").exists()


def test_what_can_not_be_written_leaves_no_half_case(
    line: Callable[[], list[Case]], monkeypatch: pytest.MonkeyPatch
) -> None:
    alias = line()[0].alias

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "read/x")

    monkeypatch.setattr("bot.reading_out.write_new", full)
    assert opens(alias, "--out", "read") == 1
    assert list(Path("read").iterdir()) == []


def test_more_than_a_thousand_entries_stay_in_their_order() -> None:
    from storage.archive import _number

    names = [f"{turn:03}.entry.age" for turn in range(1, 1_203)]
    assert sorted(sorted(names), key=_number) == names
