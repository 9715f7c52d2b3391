"""What stops a line from meeting real people, each with its remedy; and what a rehearsal may do all the same."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage
import pytest

from bot.ahead import Looked
from bot.app import strict
from bot.desk.codes.word_lists import WordLists
from bot.flows.load import SHIPPED, load_book
from bot.flows.model import Book
from bot.readiness import Light, NotReadyError, findings, looked_into, refuse_unready
from bot.settings import Settings, load
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.switched import shipped

NOW = 1_800_000_000
LOOPBACK = "http://127.0.0.1:1"


def recipient() -> str:
    return str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch, book: Book) -> Book:
    statement = object()
    identity = book.project.identity.model_copy(
        update=dict.fromkeys(("name", "state_body", "responsible", "second_channel"), statement)
    )
    project = book.project.model_copy(update={"identity": identity})
    made = replace(book, project=project, unapproved=frozenset())
    content(monkeypatch, made)
    return made


def content(monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    monkeypatch.setattr("bot.readiness.load_book", lambda _root: book)


def line(folder: Path, *, recipients: int = 2, **values: str) -> Settings:
    settings = load(
        {f"HOTLINE_{name}": value for name, value in values.items()} | {"HOTLINE_DATA_DIR": str(folder)}, env_file=None
    )
    if not settings.keys_dir.exists():
        init_keys(folder, settings.root_key, recipients=[recipient() for _ in range(recipients)], now=NOW)
    return settings


def refused(settings: Settings) -> list[str]:
    try:
        refuse_unready(settings)
    except NotReadyError as fault:
        return str(fault).splitlines()
    return []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.readiness.time.time", lambda: NOW)
    return tmp_path / "data"


def test_a_ready_line_may_serve(folder: Path) -> None:
    assert refused(line(folder)) == []


def test_what_was_looked_at_is_what_it_serves_with(folder: Path, ready: Book) -> None:
    read: list[str] = []

    def book(_root: Path) -> Book:
        read.append("book")
        return ready

    def lists(root: Path) -> WordLists:
        read.append("lists")
        return WordLists.load(root)

    looked = Looked(book, lists)
    refuse_unready(line(folder), None, looked)
    assert read == ["book", "lists"]
    served, _ = looked.take(SHIPPED)
    assert served is ready
    assert read == ["book", "lists"], "a start reads its content once"


def test_one_recipient_is_too_few(folder: Path) -> None:
    (words,) = refused(line(folder, recipients=1))
    assert "one recipient" in words
    assert "add a second age public key" in words


def test_recipients_must_be_those_of_the_key_folder(folder: Path) -> None:
    line(folder)
    (words,) = refused(line(folder, OPERATOR_RECIPIENTS=recipient()))
    assert words.startswith("HOTLINE_OPERATOR_RECIPIENTS is not what")
    held = (folder / "keys" / "recipients").read_text()
    assert refused(line(folder, OPERATOR_RECIPIENTS=held)) == []


def test_no_identity_block(folder: Path, monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    content(monkeypatch, replace(book, unapproved=frozenset()))
    (words,) = refused(line(folder))
    assert "project.toml: no identity block" in words


def test_unapproved_answers(folder: Path, monkeypatch: pytest.MonkeyPatch, ready: Book) -> None:
    content(monkeypatch, replace(ready, unapproved=frozenset({"a", "b"})))
    (words,) = refused(line(folder))
    assert words.startswith("2 answers without approval")


def test_answers_that_were_approved_once_are_no_reason_to_stay_down(
    folder: Path, monkeypatch: pytest.MonkeyPatch, ready: Book
) -> None:
    content(monkeypatch, replace(ready, unapproved=frozenset({"a", "b"})))
    settings = line(folder)
    migrate(settings.database)
    assert refused(settings) == []
    assert [one.light for one in findings(settings, {}) if one.name == "answers"] == [Light.RED]


def test_unapproved_answers_may_be_allowed(folder: Path, monkeypatch: pytest.MonkeyPatch, ready: Book) -> None:
    content(monkeypatch, replace(ready, unapproved=frozenset({"a", "b"})))
    settings = line(folder, ALLOW_UNAPPROVED="yes")
    assert refused(settings) == []
    assert [one.light for one in findings(settings, {}) if one.name == "answers"] == [Light.YELLOW]


@pytest.mark.parametrize(
    "text", ["AGE-SECRET-KEY-1QQ", "x" * (1 << 20) + "age-secret-key-1qq", "#\n  AGE-SECRET-KEY-1QQ"]
)
def test_a_private_key_below_the_data_folder(folder: Path, text: str) -> None:
    settings = line(folder)
    (folder / "deep").mkdir()
    (folder / "deep" / "notes").write_text(text)
    (words,) = refused(settings)
    assert "deep/notes: an operator's private key; take it off this machine" in words


@pytest.mark.parametrize(
    "name", ["keys/old/anna.txt", "anna.db", "anna.db-old", "backup/.hidden", "photo.jpg", "x/parley.db"]
)
def test_a_private_key_under_any_name(folder: Path, name: str) -> None:
    settings = line(folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("# created\nAGE-SECRET-KEY-1QQ", encoding="utf-16" if name.endswith("txt") else "utf-8")
    assert [path for path, holds in looked_into(folder) if holds] == [folder / name]
    (folder / name).parent.chmod(0o700)
    (folder / name).chmod(0o600)
    assert any("an operator's private key" in words for words in refused(settings))


def test_public_keys_and_the_database_are_no_private_keys(folder: Path) -> None:
    line(folder)
    (folder / "parley.db").write_text("AGE-SECRET-KEY-1 in a sealed field by chance")
    assert {holds for _, holds in looked_into(folder)} == {False}


def test_a_folder_that_is_not_there_hides_nothing(tmp_path: Path) -> None:
    assert not list(looked_into(tmp_path / "data"))


def test_what_this_user_can_not_read_may_be_a_private_key() -> None:
    """Put there by root, as whoever sets a line up often is; it must be said, as nobody can look."""
    closed, mine = ("anna.key", "deep", "shut/names"), os.geteuid()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "deep").mkdir()
        (folder / "shut").mkdir()
        (folder / "lost+found").mkdir()
        (folder / "shut" / "names").touch()
        (folder / "anna.key").write_text("AGE-SECRET-KEY-1QQ")
        for path, mode in (("anna.key", 0), ("deep", 0), ("lost+found", 0), ("shut", 0o444), (".", 0o755)):
            (folder / path).chmod(mode)
        os.seteuid(mine or 65_534)
        try:
            found = dict(looked_into(folder))
        finally:
            os.seteuid(mine)
        for path in ("deep", "shut", "lost+found"):
            (folder / path).chmod(0o700)
    assert found == dict.fromkeys((folder / path for path in closed), None)


def test_it_is_named_where_it_lies_also_below_a_folder_that_is_named_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the default is, `data`. Whoever is root may look everywhere, so that the system's no is staged."""

    def walk(top: Path, onerror: Callable[[OSError], None], *, followlinks: bool) -> list[object]:
        assert followlinks
        for name in ("deep", "lost+found"):
            onerror(PermissionError(13, "Permission denied", f"{top}/{name}"))
        return []

    monkeypatch.setattr("bot.readiness.os.walk", walk)
    assert list(looked_into(Path("data"))) == [(Path("data/deep"), None)]


def test_check_names_what_nobody_can_look_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = line(folder)
    monkeypatch.setattr("bot.readiness.looked_into", lambda _folder: [(folder / "anna.key", None)])
    assert refused(settings) == []
    (one,) = [found for found in findings(settings, {}) if found.name == "private key"]
    assert one.light is Light.YELLOW
    assert "anna.key: can not be read" in one.words


def test_a_rehearsal_may_do_all_that(folder: Path, monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    content(monkeypatch, book)
    settings = line(folder, recipients=1, API_URL=LOOPBACK)
    (folder / "left").write_text("AGE-SECRET-KEY-1QQ")
    assert refused(settings) == []
    lights = {found.name: found.light for found in findings(settings, {})}
    assert {lights[name] for name in ("recipients", "identity", "answers", "private key")} == {Light.YELLOW}


def test_a_bot_api_server_of_ones_own_on_this_machine_is_no_rehearsal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, book: Book
) -> None:
    content(monkeypatch, book)
    settings = line(folder, recipients=1, API_URL=LOOPBACK, API_REAL="yes")
    assert not settings.rehearsed
    words = refused(settings)
    assert any("one recipient" in one for one in words)
    assert any("identity block" in one for one in words)
    assert strict(settings), "only approved answers are shown"


def test_broken_keys_stop_a_rehearsal_too(folder: Path) -> None:
    settings = line(folder, API_URL=LOOPBACK)
    (folder / "keys" / "root.key").chmod(0o640)
    (words,) = refused(settings)
    assert "chmod 600" in words


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
@pytest.mark.parametrize("api", [LOOPBACK, "https://api.telegram.org"])
def test_a_data_folder_open_to_others_stops_it(folder: Path, mode: int, api: str) -> None:
    settings = line(folder, API_URL=api)
    folder.chmod(mode)
    (words,) = refused(settings)
    assert words == f"{folder}: mode {mode:04o} lets others in; run: chmod 700 {folder}"
    assert [one.light for one in findings(settings, {}) if one.name == "data folder"] == [Light.RED]
    folder.chmod(0o700)
    assert refused(settings) == []


def test_a_data_folder_on_another_disk_is_judged_where_it_lies(folder: Path, tmp_path: Path) -> None:
    line(folder)
    (tmp_path / "link").symlink_to(folder)
    assert refused(line(tmp_path / "link")) == []
    folder.chmod(0o755)
    (words,) = refused(line(tmp_path / "link"))
    assert f"chmod 700 {folder}" in words


def test_a_newer_database_stops_it_and_is_left_alone(folder: Path) -> None:
    settings = line(folder)
    (folder / "parley.db").write_bytes(b"no database" * 500)
    before = settings.database.read_bytes()
    (words,) = refused(settings)
    assert "parley.db" in words
    assert settings.database.read_bytes() == before


def test_misspelt_settings_are_red_and_open_ones_yellow(folder: Path) -> None:
    Path(".env").write_text("")
    Path(".env").chmod(0o644)
    found = [one for one in findings(line(folder), {"HOTLINE_BOT_TOKN": "x", "PATH": "y"}) if one.name == "settings"]
    assert [one.light for one in found] == [Light.RED, Light.YELLOW]
    assert "HOTLINE_BOT_TOKN is no setting" in found[0].words
    assert "chmod 600" in found[1].words


def test_the_root_key_beside_the_data_is_yellow(folder: Path, tmp_path: Path) -> None:
    assert "root key" in [one.name for one in findings(line(folder), {})]
    apart = line(tmp_path / "other", ROOT_KEY_FILE=str(tmp_path / "apart" / "root.key"))
    assert "root key" not in [one.name for one in findings(apart, {})]


def test_a_fault_in_a_word_list_is_one_red_line(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "texts"
    shutil.copytree(SHIPPED, own)
    twice = own / "uk" / "words.txt"
    lines = twice.read_text(encoding="utf-8").splitlines()
    twice.write_text("\n".join([*lines[:9], lines[0], *lines[10:]]) + "\n", encoding="utf-8")
    settings = line(folder, LOCALES_DIR=str(own))
    red = [one.words for one in findings(settings, {}) if one.name == "content" and one.light is Light.RED]
    assert len(red) == 1
    assert red[0].startswith(f"{twice}:10: “{lines[0]}” is one slip")
    assert refused(settings) == red, "before the database is migrated"


def test_a_folder_of_texts_that_is_not_there_is_one_red_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.readiness.load_book", load_book)
    settings = line(folder, LOCALES_DIR=str(tmp_path / "moved"))
    red = [one.words for one in findings(settings, {}) if one.name == "content" and one.light is Light.RED]
    assert len(red) == 1, red
    assert red[0].startswith(f"{tmp_path / 'moved'}: ")
    assert refused(settings) == red


def test_words_that_a_line_goes_on_drawing_are_yellow(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "texts"
    shutil.copytree(SHIPPED, own)
    path = own / "en" / "words.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("\npimento\n", "\npilot\n"), encoding="utf-8")
    (own / "en" / "words_former.txt").unlink()
    (own / "en" / "words_never.txt").write_text("pimento\n", encoding="utf-8")
    checks = own / "en" / "check_words.txt"
    checks.write_text(checks.read_text(encoding="utf-8").replace("\npimento\n", "\npilot\n"), encoding="utf-8")
    settings = line(folder, LOCALES_DIR=str(own))
    kept = [one.words for one in findings(settings, {}) if one.light is Light.YELLOW and "still draws" in one.words]
    assert [words.split(":")[0] for words in kept] == [str(path), str(checks)]
    assert all("still draws 1 word that may endanger" in words and "“pilot”" in words for words in kept)
    assert refused(settings) == []


def test_a_private_key_in_a_linked_folder(folder: Path, tmp_path: Path) -> None:
    """Whoever reads the data folder reads it, too; a link back into the folder, or to itself, ends."""
    settings, elsewhere = line(folder), tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    (elsewhere / "anna.key").write_text("AGE-SECRET-KEY-1QQ")
    (elsewhere / "back").symlink_to(folder)
    (folder / "linked").symlink_to(elsewhere.parent)
    (folder / "again").symlink_to(folder)
    assert [path for path, holds in looked_into(folder) if holds] == [folder / "linked" / "deep" / "anna.key"]
    assert any("linked/deep/anna.key: an operator's private key" in words for words in refused(settings))
    red = [one.words for one in findings(settings, {}) if one.name == "private key" and one.light is Light.RED]
    assert len(red) == 1


def test_a_link_to_more_than_is_looked_through_is_said(folder: Path, tmp_path: Path) -> None:
    line(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for number in range(2_001):
        (elsewhere / f"{number}").touch()
    (folder / "linked").symlink_to(elsewhere)
    assert [path for path, holds in looked_into(folder) if holds is None] == [folder / "linked"]
    (elsewhere / "0-anna.key").write_text("AGE-SECRET-KEY-1QQ")
    assert [path for path, holds in looked_into(folder) if holds] == [folder / "linked" / "0-anna.key"]


def test_a_link_to_folders_without_end_ends(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line(folder)
    for number in range(2_100):
        (tmp_path / "elsewhere" / f"{number}" / "deep").mkdir(parents=True)
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    entered: list[str] = []
    scandir = os.scandir

    def listed(path: Path) -> object:
        entered.append(str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", listed)
    assert [path for path, holds in looked_into(folder) if holds is None] == [folder / "linked"]
    assert len([path for path in entered if "linked" in path]) == 2_001


def test_of_a_file_elsewhere_the_first_mebibyte_is_read(folder: Path, tmp_path: Path) -> None:
    """A linked store of backups is not read whole at each start."""
    line(folder)
    big = tmp_path / "elsewhere" / "big"
    big.parent.mkdir()
    (folder / "linked").symlink_to(big.parent)
    for at, holds in ((1 << 20, False), (1 << 10, True)):
        big.write_bytes(b"x" * at + b"AGE-SECRET-KEY-1QQ" + b"x" * (2 << 20))
        assert dict(looked_into(folder))[folder / "linked" / "big"] is holds
