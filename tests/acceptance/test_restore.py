"""`backup`, `restore` and `resume` as an administrator has them: a lost server, a planned move, and what is refused.

All of it on both databases, and from either onto the other.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import restored
from bot.cli import main
from bot.lights.machine import about_machine
from bot.messages import Person, Send
from bot.settings import load
from storage.audit import Action
from storage.backups.hold import Hold
from storage.backups.parcel import Counts, unpack
from storage.backups.restoring import Restorer
from storage.case_files import EntryKind
from storage.cases import Answer, NewCase
from storage.clock import UNSAVED, Hours
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.opening import open_database
from storage.passphrase import new_lock
from storage.postgres.restoring import ServerRows
from storage.primitives import Cost
from storage.sealing import Vault
from storage.still import while_still
from storage.stores import Stores, stores_over
from tests.acceptance.grounds import Ground, let_go

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.places import Place
    from bot.settings import Settings
    from storage.database import Tx
    from storage.keys import Keyring
    from tests.postgres import Cluster

pytestmark = pytest.mark.both

NOW = 1_800_000_000
HOUR, DAY = 3_600, 86_400
PERSON = 777_000_777
TOLD = "I have two wounded"
WORDS = "тихий берег ложка семь правил карман"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda second: monkeypatch.setattr("time.time", lambda: second)


@pytest.fixture
def ground(kind: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Ground]:
    cluster: Cluster | None = None if kind == "sqlite" else request.getfixturevalue("cluster")
    made = Ground(settings=monkeypatch, cluster=cluster)
    yield made
    made.close()


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None], ground: Ground) -> Ground:
    """A line with two open cases, one of them urgent, a closed one, a draft, and a message not yet sent.

    The words of one case were given a moment ago, an update waits, and the audit has an entry.
    """
    for name, value in {"BACKUP_DIR": "backups", "BOT_TOKEN": "7:AAExample", "OPERATOR_CHAT_ID": "-1001"}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    monkeypatch.chdir(tmp_path)
    clock(NOW)
    ground.use("data")
    init_keys(Path("data"), recipients=(), operator_key_out=Path("operator.key"), now=NOW)
    migrate(ground.place())
    asyncio.run(lived(Path("data"), ground.place()))
    return ground


async def lived(data: Path, place: Place) -> None:
    """Its cases, its person, and what waits."""
    keyring = load_keyring(data, now=NOW)
    vault = Vault(keyring)
    stores = Stores(**stores_over(vault, keyring))
    answers = (Answer("who", "Who?", TOLD),)
    new = {"kind": "application", "door": "soldier", "language": "ru", "bot": 7, "answers": answers}

    async def unit(tx: Tx) -> None:
        await tx.run("epoch_list", key_id=keyring.newest.key_id, day=keyring.newest.day)
        await tx.run("epoch_write", key_id=keyring.newest.key_id)
        his = await stores.cases.open(tx, NewCase(**new, chat=PERSON, check_word="oak"), now=NOW)  # type: ignore[arg-type]
        forced = await stores.cases.open(tx, NewCase(**new, chat=8, urgent=True), now=NOW)  # type: ignore[arg-type]
        await stores.cases.note_urgency(tx, replace(his, urgent=True, dangers=("now",)), now=NOW)
        await stores.cases.append(tx, forced, EntryKind.DURESS, {}, now=NOW)
        closed = await stores.cases.open(tx, NewCase(**new, chat=9), now=NOW)  # type: ignore[arg-type]
        await stores.cases.close(tx, closed, reason="x", now=NOW, ends=NOW + 90 * DAY)
        person = Person(id=vault.new_id(), chat=PERSON, language="ru")
        await stores.people.save(tx, person, bot=7)
        await stores.people.keep_draft(tx, person.id, {"at": "who"}, now=NOW)
        await stores.outbox.put(tx, Send(post=vault.new_id(), chat=PERSON, text="soon"), now=NOW)
        await stores.cases.keep_words(tx, his.id, ("oak",) * 5, now=NOW)
        await stores.inbox.accept(tx, bot=7, update_id=1, lane=b"ab", urgent=False, body=b"{}", now=NOW)
        await Hours.keep(tx, UNSAVED, now=NOW)
        await stores.audit.add(tx, Action.TAKEN, user=PERSON, alias=his.alias, now=NOW)

    database = await open_database(place)
    try:
        await database.transact(unit)
    finally:
        await database.close()


async def open_cases(data: str, ground: Ground) -> list[Any]:
    keyring = load_keyring(Path(data), now=NOW)
    stores = Stores(**stores_over(Vault(keyring), keyring))
    database = await open_database(ground.place(data))
    try:
        return await database.transact(stores.cases.hot)
    finally:
        await database.close()


def backed_up(*options: str) -> str:
    assert main(["backup", *options]) == 0
    return str(max(Path("backups").iterdir()))


def contents(data: Path) -> dict[Path, bytes]:
    """Every file of a data folder but the lock, which holds nothing."""
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and path.suffix != ".lock"}


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    assert captured.err.count("\n") <= 1, "a fault is one line"
    return captured.out, captured.err


@pytest.mark.slow
def test_a_lost_server_is_back_with_an_operators_key(
    made: Ground, capsys: pytest.CaptureFixture[str], clock: Callable[[int], None]
) -> None:
    pepper = load_keyring(Path("data"), now=NOW).pepper
    file = backed_up()
    shutil.rmtree("data")
    clock(NOW + 2 * HOUR + 14 * 60)
    made.use("new")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key", "--revive"]) == 0
    told, _ = said(capsys)
    assert "gap       2 hours and 14 minutes: what was written, answered or closed since then is not here" in told
    assert "readable  2 of 2 cases open at the backup; 1 sealed" in told
    assert (
        "lost      1 unfinished conversation of persons, 1 of their messages not yet worked, 1 message not yet sent; "
        in told
    )
    assert "; 1 return code just given, which will open nothing; shifts, bans and figures" in told
    assert "unknown   how much that is: no backup can hold what came after it" in told
    assert (
        "since     the audit here ends at entry 1; where a later anchor of the supervisors says more, the "
        "difference at least is lost, entries of the program's own among it" in told
    )
    assert "codes     return codes work" in told
    assert "on hold   nothing is sent" in told
    assert load_keyring(Path("new"), now=NOW).pepper == pepper
    cases = asyncio.run(open_cases("new", made))
    known = {case.chat: (case.urgent, case.dangers, case.check_word, case.duress) for case in cases}
    assert known == {PERSON: (True, ("now",), "oak", False), 8: (True, (), "", True)}
    assert made.one("SELECT COUNT(*) FROM drafts", "new") == 0
    assert made.one("SELECT COUNT(*) FROM cases WHERE state = 'closed'", "new") == 1
    for yes in ([], ["--yes"]):
        capsys.readouterr()
        assert main(["resume", "--json", *yes]) == 0
        resumed = json.loads(capsys.readouterr().out)
        assert (resumed["resumed"], resumed["gap"], resumed["revived"]) == (bool(yes), 2 * HOUR + 14 * 60, 2)
        assert Path("new/on-hold").exists() is not bool(yes), "without a yes it only shows"
    assert main(["resume", "--yes"]) == 1, "there is nothing to resume"
    said(capsys)
    assert main(["audit", "verify", "--list"]) == 0, "that its chain has no end is no fault"
    told, _ = said(capsys)
    assert "lost    1 entry is of a server that was lost" in told
    deeds = [line.split()[-1] for line in told.splitlines()[:6]]
    assert deeds == ["unreadable", "chain_begun", "restored", "revived", "revived", "resumed"]


def test_without_the_key_it_says_how_many_wait_and_that_no_code_works(
    made: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backed_up()
    plain = subprocess.run(["age", "-d", "-i", "operator.key", file], capture_output=True, check=True).stdout
    made.use("new")
    capsys.readouterr()
    assert main(["restore", file]) == 1
    assert "sealed to the operators' keys: give one, --identity FILE" in said(capsys)[1]
    assert not Path("new/keys").exists()
    Path("opened.tar").write_bytes(plain)
    assert main(["restore", "opened.tar"]) == 0
    assert made.one("SELECT COUNT(*) FROM hours WHERE what = 'unsaved'", "data") == 1
    assert made.one("SELECT COUNT(*) FROM hours WHERE what = 'unsaved'", "new") == 0, "it was another server's"
    told, _ = said(capsys)
    assert "readable  0 of 2 cases open at the backup" in told
    assert "waiting   2 cases for an operator's key: python -m bot restore --revive --identity KEY" in told
    assert "codes     return codes do NOT work and nothing starts" in told
    assert main(["keys", "show"]) == 1
    assert "pepper: is lost" in said(capsys)[1]
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    assert main(["restore", "--revive", "--identity", "stranger.key"]) == 1
    assert "does not open" in said(capsys)[1]
    assert main(["restore", "--revive", "--identity", "operator.key", "--json"]) == 0
    told = json.loads(said(capsys)[0])
    assert (told["revived"], told["waiting"], told["refused"], told["gap"]) == (2, [], [], 0)


def test_a_planned_move_takes_everything_along(
    made: Ground, capsys: pytest.CaptureFixture[str], clock: Callable[[int], None]
) -> None:
    assert while_still(made.place(), lambda: main(["backup", "--move"])) == 1, "the bot runs"
    file = backed_up("--move")
    made.use("new")
    clock(NOW + 600)
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    told, _ = said(capsys)
    assert "readable  2 open cases, 1 unfinished conversation; 1 sealed" in told
    assert "unknown" not in told, "a line that was moved stood still"
    assert "waits at Telegram, a day at most, if the old server stood still" in told
    assert "to send   1 message, 1 of persons to be worked, after `resume`" in told
    assert load_keyring(Path("new"), now=NOW) == load_keyring(Path("data"), now=NOW)
    assert {case.chat for case in asyncio.run(open_cases("new", made))} == {PERSON, 8}
    assert made.one("SELECT COUNT(*) FROM outbox", "new") == 1
    lights = {finding.name: finding.words for finding in about_machine(load(), now=NOW + 600)}
    assert lights["on hold"].endswith("once the old server is off, run: python -m bot resume")
    said(capsys)
    assert main(["audit", "verify", "--list"]) == 0
    deeds = [line.split()[-1] for line in said(capsys)[0].splitlines()[:-1]]
    assert deeds[-2:] == ["move_begun", "restored"]
    made.use("late")
    clock(NOW + 2 * DAY)
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "the keys in this move were over on 2027-01-17" in said(capsys)[1]
    assert not Path("late/keys").exists()


@contextmanager
def no_room(_: Path) -> Iterator[None]:
    """What is written goes into the log; it can not be brought into the file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def a_reader(database: Path) -> Iterator[None]:
    """The log can not be emptied while somebody reads what it was before."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=wal")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM audit").fetchall()
        yield


@pytest.mark.parametrize(
    ("hindered", "words"), [(no_room, "check whether it is full or broken"), (a_reader, "another program reads it")]
)
def test_a_move_that_can_not_be_noted_in_the_file_is_not_placed(
    made: Ground,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    hindered: Callable[[Path], AbstractContextManager[None]],
    words: str,
) -> None:
    """SQLite says nothing of a log that could not be brought into the file at its closing; only the file is placed."""
    file, note = backed_up("--move"), restored.note_move

    async def noted(settings: Settings, now: int, database: Path, ring: Keyring) -> None:
        with hindered(database):
            await note(settings, now, database, ring)

    made.use("new")
    capsys.readouterr()
    with monkeypatch.context() as patched:
        patched.setattr(restored, "note_move", noted)
        assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert words in said(capsys)[1]
    assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"]
    assert made.tables("new") == 0
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert made.one("SELECT COUNT(*) FROM audit", "new") == 3


def test_a_move_whose_root_key_is_a_passphrase_is_noted_once_it_is_typed(
    made: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`restore` itself has no key of such a line: it types nothing."""
    lock, root = new_lock(WORDS, random_bytes=os.urandom, cost=Cost(memory_kib=64, passes=1, lanes=1))
    made.use("typed")
    monkeypatch.setattr("bot.roots.asked", lambda _question: WORDS)
    init_keys(Path("typed"), recipients=(), operator_key_out=Path("typed.key"), now=NOW, root=root, lock=lock)
    migrate(made.place("typed"))
    file = backed_up("--move")
    made.use("new")
    assert main(["restore", file, "--identity", "typed.key"]) == 0
    assert main(["resume", "--yes"]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", "--list"]) == 0
    deeds = [line.split()[-1] for line in said(capsys)[0].splitlines()[:-1]]
    assert deeds == ["move_begun", "restored", "resumed"]


def test_no_key_of_a_move_stays_where_it_passed(
    made: Ground, monkeypatch: pytest.MonkeyPatch, clock: Callable[[int], None], tmp_path: Path
) -> None:
    """A second name of each key file shows what a free block of the disk would hold."""
    root = Path("data/keys/root.key").read_bytes()
    file = backed_up("--move")

    def unpacked(stream: Any, into: Path) -> Any:
        manifest = unpack(stream, into)
        for number, path in enumerate(sorted((into / "keys").rglob("*.*"))):
            Path(f"{into.parent.name}-{number}-{path.name}").hardlink_to(path)
        return manifest

    monkeypatch.setattr("storage.backups.restoring.unpack", unpacked)
    made.use("apart")
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "usb" / "root.key"))
    clock(NOW + 600)
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert (tmp_path / "usb" / "root.key").read_bytes() == root
    (passed,) = tmp_path.glob("apart-*-root.key")
    assert set(passed.read_bytes()) == {0}
    monkeypatch.delenv("HOTLINE_ROOT_KEY_FILE")
    made.use("late")
    clock(NOW + 2 * DAY)
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    kept = {path.suffix: path.read_bytes() for path in tmp_path.glob("late-*")}
    assert set(kept) >= {".key", ".epoch"}
    assert all(set(content) == {0} for content in kept.values())


def test_what_is_refused_changes_nothing(made: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    file = backed_up()
    whole = Path(file).read_bytes()
    before = contents(Path("data"))
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    there = "parley.db, parley.db-wal, keys" if made.cluster is None else "keys"
    assert f"data: a line lives there ({there}); nothing is restored over it" in said(capsys)[1]
    assert contents(Path("data")) == before
    made.use("new")
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    assert main(["restore", file, "--identity", "stranger.key"]) == 1
    told = said(capsys)[1]
    assert "does not open: it is not for this key" in told
    assert "try another operator's key, or another backup" in told
    wrong = {"cut": whole[:-100], "head": whole[:200], "empty": b"", "foreign": b"SQLite format 3\0" * 99}
    for name, content in wrong.items():
        Path(name).write_bytes(content)
        assert main(["restore", name, "--identity", "operator.key"]) == 1, name
        assert said(capsys)[1].startswith(f"parley: {name}: "), name
        assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"], name
        assert made.tables("new") == 0
    assert main(["restore", "nowhere", "--identity", "operator.key"]) == 1
    assert "nowhere: can not be read" in said(capsys)[1]
    assert main(["restore", file, "--revive"]) == 2
    assert "say FILE --identity KEY" in said(capsys)[1]
    made.settings.setenv("HOTLINE_LOCALES_DIR", "texts")
    assert main(["restore", file, "--identity", "operator.key", "--revive"]) == 1
    assert "texts: there is no such folder; bring the texts there" in said(capsys)[1]
    assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"], "nothing was begun"


def test_no_room_for_a_backup_is_one_line_and_the_last_one_stays(
    made: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Path(backed_up()).read_bytes()
    before = sorted(Path("backups").iterdir()), Path("data/backup.last").read_bytes()
    capsys.readouterr()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))  # as a disk that takes so much and no more
    try:
        assert main(["backup"]) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("parley: backups"), told.err
    assert (sorted(Path("backups").iterdir()), Path("data/backup.last").read_bytes()) == before
    assert before[0][0].read_bytes() == kept


@pytest.mark.parametrize(
    ("counted", "words"), [(None, "just given: unknown how many; shifts"), (3, "just given: 3; shifts")]
)
def test_operators_read_of_no_count_that_nobody_made(
    made: Ground, monkeypatch: pytest.MonkeyPatch, counted: int | None, words: str
) -> None:
    """An older program counted no codes."""
    told: list[str] = []

    def sent(**how: Any) -> Send:
        told.append(how["text"])
        return Send(**how)

    monkeypatch.setattr(restored, "Send", sent)
    counts = Counts(cases=0, hot=0, drafts=0, waiting=0, unsent=0, codes=counted)
    asyncio.run(restored.tell_operators(load(), Hold(made=NOW, restored=NOW, move=False, counts=counts)))
    assert made.one("SELECT COUNT(*) FROM outbox") == 2
    (text,) = told
    assert words in " ".join(text.split())


def behind_its_back(database: Path, index: str, change: str) -> None:
    """Change rows while an index is hidden from SQLite: each page stays whole, and the index is of before."""
    with closing(sqlite3.connect(database)) as raw, raw:
        kept = raw.execute("SELECT * FROM sqlite_master WHERE name = ?", (index,)).fetchone()
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute(change)
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA integrity_check").fetchone() != ("ok",)


def spoilt(monkeypatch: pytest.MonkeyPatch, index: str, change: str) -> None:
    def unpacked(stream: Any, into: Path) -> Any:
        manifest = unpack(stream, into)
        behind_its_back(into / "parley.db", index, change)
        return manifest

    monkeypatch.setattr("storage.backups.restoring.unpack", unpacked)


def test_an_index_that_lost_rows_is_made_anew(made: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in no index is found by nobody, though its page is whole."""
    file = backed_up()
    spoilt(monkeypatch, "cases_ends", "UPDATE cases SET ends = ends + 86400")
    made.use("new")
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert made.one("SELECT COUNT(*) FROM cases", "new") == 3
    assert made.cluster is not None or made.one("PRAGMA integrity_check", "new") == "ok"


def test_two_rows_of_what_only_one_may_have_are_refused(
    made: Ground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up()
    spoilt(
        monkeypatch,
        "codes_turned",
        "INSERT INTO codes (case_id, learned, hour, turned_lookup) SELECT id, 0, 0, x'00' FROM cases "
        "WHERE id NOT IN (SELECT case_id FROM codes)",
    )
    made.use("new")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "two rows have what only one may have (SQLITE_CONSTRAINT_UNIQUE); restore another" in said(capsys)[1]
    assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"]
    assert made.tables("new") == 0


def test_a_newer_backup_is_refused(
    made: Ground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.backups.making.version", lambda _path: "9999")
    file = backed_up()
    made.use("new")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "was made by a newer program (database 9999)" in said(capsys)[1]


@pytest.mark.slow
def test_a_backup_of_either_database_is_restored_onto_the_other(
    made: Ground, capsys: pytest.CaptureFixture[str], clock: Callable[[int], None], cluster: Cluster
) -> None:
    file = backed_up("--move")
    other = Ground(settings=made.settings, cluster=cluster if made.cluster is None else None)
    other.use("new")
    clock(NOW + 600)
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert {case.chat for case in asyncio.run(open_cases("new", other))} == {PERSON, 8}
    for table in ("cases", "entries", "people", "drafts", "outbox"):
        assert other.one(f"SELECT COUNT(*) FROM {table}", "new") == made.one(f"SELECT COUNT(*) FROM {table}") > 0
    other.settings.setenv("HOTLINE_BACKUP_DIR", "there")
    assert main(["backup"]) == 0
    other.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgres"])
def test_a_living_server_is_left_as_it_is(made: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    """The data folder is empty, the database it names is not."""
    file = backed_up()
    made.servers["new"] = made.servers["data"]
    made.use("new")
    before = made.one("SELECT string_agg(md5(cases::text), ',' ORDER BY id) FROM cases")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "a line lives there" in said(capsys)[1]
    assert while_still(made.place(), lambda: main(["restore", file, "--identity", "operator.key"])) == 1
    assert "held by another process" in said(capsys)[1]
    assert made.one("SELECT string_agg(md5(cases::text), ',' ORDER BY id) FROM cases") == before
    assert [path.name for path in Path("new").iterdir()] == ["parley.db.lock"]
    del made.servers["new"]


@pytest.mark.slow
def test_killed_while_it_opens_cases_it_goes_on_where_it_was(
    made: Ground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case at a time; it dies between the first and the second, and before the mark counts either."""
    file = backed_up()
    made.use("new")
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    monkeypatch.setattr("bot.restored._AT_ONCE", 1)
    child = os.fork()
    if child == 0:
        monkeypatch.setattr("bot.restored._some", _dies_at_its_second(restored._some))
        main(["restore", "--revive", "--identity", "operator.key"])
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    let_go(made.place("new"))
    capsys.readouterr()
    assert len(asyncio.run(open_cases("new", made))) == 1
    assert main(["restore", "--revive", "--identity", "operator.key", "--json"]) == 0
    told = json.loads(said(capsys)[0])
    assert (told["revived"], told["waiting"], told["refused"]) == (2, [], [])
    assert len(asyncio.run(open_cases("new", made))) == 2


def _dies_at_its_second(opens: Callable[..., Any]) -> Callable[..., Any]:
    called: list[object] = []

    def some(*given: Any) -> Any:
        called.append(given)
        return os.kill(os.getpid(), signal.SIGKILL) if len(called) > 1 else opens(*given)

    return some


POINTS = ("begun", "unpacked", "settled", "held", "sending", "sent", "keyed", "placed", "done")
ON_A_SERVER = {"sending", "sent"}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["lost", "move"])
def test_killed_at_any_step_it_leaves_nothing_that_is_used_or_the_whole(
    way: str, made: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    """One process is made and forks; each child dies at a step, and the same command is said again."""
    file = backed_up(*(["--move"] if way == "move" else []))
    for point in (point for point in POINTS if made.cluster is not None or point not in ON_A_SERVER):
        made.use(point)
        assert _dies_at(point, file) == -signal.SIGKILL
        let_go(made.place(point))
        whole = not Path(point, "restoring").exists()
        assert whole is (point == "done")
        assert Path(point, "on-hold").exists() or made.tables(point) == 0, "never off hold"
        capsys.readouterr()
        if not whole:
            assert main(["keys", "show"]) == 1
            assert "a restore was cut off; say the same `restore` again" in said(capsys)[1]
            assert main(["restore", file, "--identity", "operator.key"]) == 0
        assert made.cluster is not None or made.one("PRAGMA integrity_check", point) == "ok"
        assert made.one("SELECT COUNT(*) FROM cases", point) == 3
        assert len(asyncio.run(open_cases(point, made))) == (2 if way == "move" else 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgres"])
def test_a_cut_off_restore_takes_away_its_own_rows_alone(made: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    """Another line was restored onto the same database meanwhile: it stays."""
    file = backed_up("--move")
    made.use("new")
    assert _dies_at("sent", file) == -signal.SIGKILL
    let_go(made.place("new"))
    assert made.one("SELECT COUNT(*) FROM cases", "new") == 3
    made.one("UPDATE restored SET attempt = 'another'", "new")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "a line lives there" in said(capsys)[1]
    assert made.one("SELECT COUNT(*) FROM cases", "new") == 3


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgres"])
def test_a_copy_of_the_folder_from_the_middle_of_a_restore_takes_no_living_row_away(
    made: Ground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine's snapshot may have been taken then; the restore came to its end, and the line lives."""
    file = backed_up("--move")
    made.use("new")
    kept: Callable[[str], object] = lambda name: name != "restore.sent" or shutil.copytree("new", "kept")  # noqa: E731
    with monkeypatch.context() as patched:
        patched.setattr(Restorer, "probe", property(lambda _: kept, lambda *_: None))
        assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert Path("kept/restoring").exists()
    monkeypatch.setenv("HOTLINE_DATA_DIR", "kept")
    capsys.readouterr()
    assert main(["restore", file, "--identity", "operator.key"]) == 1
    assert "a line lives there" in said(capsys)[1]
    assert made.one("SELECT COUNT(*) FROM cases", "new") == 3


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgres"])
@pytest.mark.parametrize("gone", ["connection", "server"])
def test_a_server_that_goes_in_the_middle_is_one_line_and_the_same_command_does_it(
    made: Ground, gone: str, capsys: pytest.CaptureFixture[str], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up("--move")
    root = Path("data/keys/root.key").read_bytes()
    made.use("new")

    lost = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'parley'"

    def ends(*_: object) -> None:
        ServerRows._told = original  # type: ignore[method-assign]
        cluster.say("postgres", lost) if gone == "connection" else cluster.control("-m", "immediate", "stop")

    original = ServerRows._told
    monkeypatch.setattr(ServerRows, "_told", ends)
    capsys.readouterr()
    status = main(["restore", file, "--identity", "operator.key"])
    if gone == "server":
        cluster.start()
    assert status == 1
    assert "the server does not answer" in said(capsys)[1]
    assert Path("new/restoring").exists() is (gone == "server"), "what is not known to be gone is looked for again"
    assert not [path for path in Path("new").rglob("*") if path.is_file() and path.read_bytes() == root]
    let_go(made.place("new"))
    assert main(["restore", file, "--identity", "operator.key"]) == 0
    assert made.one("SELECT COUNT(*) FROM cases", "new") == 3


def _dies_at(point: str, file: str) -> int:
    child = os.fork()
    if child == 0:
        setattr(Restorer, "probe", property(lambda _: _killer(point), lambda *_: None))  # noqa: B010 - it has slots
        main(["restore", file, "--identity", "operator.key"])
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _killer(point: str) -> Callable[[str], None]:
    return lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == f"restore.{point}" else None
