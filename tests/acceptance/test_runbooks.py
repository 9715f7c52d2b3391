"""Every command of going live and of the runbooks is given against a Telegram over HTTP, and keeps its promise.

With the rows in a file, and on a PostgreSQL server.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.rehearsal.refusals import Refusal
from bot.rehearsal.server import Server, serve
from bot.rehearsal.world import World
from storage.audit import Action, Audit
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.opening import open_database
from tests.acceptance import test_restore
from tests.acceptance.grounds import Ground
from tests.acceptance.test_restore import PERSON, ground, lived, open_cases
from tests.acceptance.test_setup import KEYS, answers, wanted

__all__ = ["ground"]

NOW = int(time.time())
"""These keys are looked at by a clock that runs."""
PAGE = Path(__file__).parents[2] / "docs" / "ADMIN.md"
WHO = 123456789
"""The account whose deeds the page asks for."""
GIVEN_ANEW = ":AAGivenAnewByBotFather"
PLAYED = {
    "setup": "setup --answers answers.toml",
    "setup --botfather": "setup --botfather",
    "setup --privacy-page privacy.html": "setup --privacy-page privacy.html",
    "check": "check",
    "restore FILE --identity anna.key --revive": "restore BACKUP --identity anna.key --revive",
    "resume": "resume --yes",
    "audit who 123456789": "audit who 123456789",
    "audit verify --list": "audit verify --list",
    "audit verify": "audit verify",
    "flows check": "flows check",
    "flows fill": "flows fill",
    "flows approve": "flows approve",
    'flows approve white-flag --as "A. Lawyer"': 'flows approve white-flag --as "A. Lawyer"',
    "keys verify": "keys verify",
    "keys recipients add age1...": f"keys recipients add {KEYS[0]}",
    "keys recipients remove age1...": f"keys recipients remove {KEYS[0]}",
    "keys rotate": "keys rotate",
    "backup": "backup",
    "forget-keys": "forget-keys --word FORGET",
}
"""A command as the page has it, and as it is given here: placeholders filled in, questions answered."""
ELSEWHERE = ("restore", "resume")
KEPT_BY = {
    "The token was stolen": ("tests/acceptance/test_troubled_network.py::test_a_revoked_token_ends_the_program",),
    "The server was seized, or is gone": (
        "tests/acceptance/test_lost_server.py::test_a_lost_server_serves_on_elsewhere",
        "tests/acceptance/test_restore.py::test_a_lost_server_is_back_with_an_operators_key",
    ),
    "An operator's phone is lost": (
        "tests/promises/test_who_leaves_loses_everything.py::test_nothing_stands_in_the_chat_any_more",
        "tests/promises/test_who_leaves_loses_everything.py::test_none_of_her_buttons_works",
        "tests/promises/test_who_leaves_loses_everything.py::test_her_cases_wait_again_with_a_line_each",
    ),
    "Telegram is blocked, or does not answer": (
        "tests/acceptance/test_troubled_network.py::test_a_failing_telegram_is_asked_again",
        "tests/acceptance/test_long_troubles.py::test_a_day_without_telegram_is_an_alarm_after_an_hour_and_loses_nothing",
    ),
    "A flood": (
        "tests/promises/test_flood.py::test_one_flood_takes_no_screen_from_two_hundred_people",
        "tests/promises/test_flood.py::test_who_is_in_danger_is_heard_beside_a_flood_of_many_accounts",
    ),
    "A wrong text went out": (
        "tests/acceptance/test_words_out.py::test_a_canned_reply_is_shown_before_it_goes_and_can_be_taken_back",
        "tests/acceptance/test_live_content.py::test_an_approved_answer_stays_as_it_was_until_its_change_is_approved",
    ),
    "A key is lost": (
        "tests/unit/test_recipients.py::test_one_more_opens_what_is_open_and_an_operator_seals_the_rest_anew",
        "tests/unit/test_recipients.py::test_whoever_is_removed_opens_nothing_new_and_it_is_said_what_he_keeps",
    ),
    "A newer version of the program": (
        "tests/acceptance/test_upgrades.py::test_every_older_version_is_backed_up_and_brought_up_to_date",
        "tests/acceptance/test_earlier_versions.py::test_talks_under_way_go_on",
        "tests/acceptance/test_earlier_versions.py::test_talks_under_way_on_a_server_go_on",
    ),
    "Hand-over": (
        "tests/unit/test_rotating.py::test_everything_opens_with_the_new_root_alone",
        "tests/unit/test_rotating.py::test_whoever_has_the_old_key_can_not_go_on_writing",
    ),
    "The server is about to be taken": (
        "tests/unit/desk/test_forgetting.py::test_two_supervisors_see_what_is_lost_and_it_is_gone_at_once",
        "tests/unit/desk/test_forgetting.py::test_killed_at_any_moment_the_next_start_finishes",
    ),
    "A lost pepper": ("tests/acceptance/test_lost_pepper.py::test_the_line_that_names_a_lost_pepper_brings_it_back",),
    "What the bot itself says": (
        "tests/unit/test_docs.py::test_what_the_page_of_troubles_quotes_is_said_by_the_program",
    ),
}
"""What a runbook promises beyond its commands, and which test holds it."""


def on_the_page() -> Iterator[str]:
    """The commands of going live and of the runbooks, in their order."""
    text = PAGE.read_text().partition("## Going live")[2]
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from re.findall(r"-m bot (.*?)\s*$", block, re.MULTILINE)


@dataclass(frozen=True)
class Scene:
    """The line of this test: its folder, its Telegram, where its rows are, and what it had before the runbooks."""

    folder: Path
    server: Server
    ground: Ground
    token: str
    backup: Path
    root: bytes

    def text(self, *path: str) -> str:
        return self.folder.joinpath(*path).read_text()

    def open(self, data: str) -> set[int]:
        """Whose cases can be read."""
        return {case.chat for case in asyncio.run(open_cases(data, self.ground))}

    def named(self) -> str:
        """What the account of the page is called in the audit."""
        return Audit(load_keyring(self.folder / "data", now=NOW)).pseudonym(WHO)


def the_new_token_alone(scene: Scene, _told: str) -> None:
    assert GIVEN_ANEW in scene.text(".env")
    assert scene.token not in scene.text(".env")
    with pytest.raises(Refusal):
        scene.server.world.find_bot(scene.token)


def restored_on_hold(scene: Scene, told: str) -> None:
    assert "readable  2 of 2 cases open at the backup" in told
    assert "gap " in told
    assert (scene.folder / "restored" / "on-hold").exists()
    assert scene.open("restored") == {PERSON, 8}


def off_hold(scene: Scene, _told: str) -> None:
    assert not (scene.folder / "restored" / "on-hold").exists()


def his_deed(scene: Scene, told: str) -> None:
    (line,) = (line for line in told.splitlines() if scene.named() in line)
    assert line.endswith("opened")


def a_new_root(scene: Scene, _told: str) -> None:
    assert (scene.folder / "data" / "keys" / "root.key").read_bytes() != scene.root
    assert scene.open("data") == {PERSON, 8}


def a_backup_that_opens(scene: Scene, _told: str) -> None:
    newest = max((scene.folder / "data" / "backups").glob("*.age"))
    assert newest != scene.backup
    opened = subprocess.run(["age", "-d", "-i", "anna.key", newest], capture_output=True, check=True)
    assert b"parley-backup" in opened.stdout


def nothing_hot(scene: Scene, _told: str) -> None:
    assert not list((scene.folder / "data" / "keys" / "epochs").glob("*.epoch"))
    assert main(["open", "--identity", "anna.key", "--out", "read"]) == 0
    assert len(list((scene.folder / "read").iterdir())) == 3, "an operator's key opens them all"


Seen = Callable[[Scene, str], None]


def says(words: str) -> Seen:
    def seen(_scene: Scene, told: str) -> None:
        assert words in told

    return seen


def nobody_is_red(_scene: Scene, told: str) -> None:
    assert not [line for line in told.splitlines() if line.startswith("red")]


def named(scene: Scene, told: str) -> None:
    assert scene.named() in told


def listed(scene: Scene, _told: str) -> None:
    assert KEYS[0] in scene.text("data", "keys", "recipients")


def not_listed(scene: Scene, _told: str) -> None:
    assert KEYS[0] not in scene.text("data", "keys", "recipients")


def a_page(scene: Scene, _told: str) -> None:
    assert "<html" in scene.text("privacy.html")


def approved(scene: Scene, _told: str) -> None:
    assert "A. Lawyer" in scene.text("texts", "answers", "answers.toml")


SEEN: dict[str, Seen] = {
    "setup": the_new_token_alone,
    "setup --botfather": says("/setprivacy"),
    "setup --privacy-page privacy.html": a_page,
    "check": nobody_is_red,
    "restore FILE --identity anna.key --revive": restored_on_hold,
    "resume": off_hold,
    "audit who 123456789": named,
    "audit verify --list": his_deed,
    "audit verify": says("0 faults"),
    "flows check": says(""),
    "flows fill": says(""),
    "flows approve": says("white-flag"),
    'flows approve white-flag --as "A. Lawyer"': approved,
    "keys verify": says(""),
    "keys recipients add age1...": listed,
    "keys recipients remove age1...": not_listed,
    "keys rotate": a_new_root,
    "backup": a_backup_that_opens,
    "forget-keys": nothing_hot,
}
"""What is so once a command was given; where there is nothing, it only looks, and its exit status tells."""


async def _opened(ground: Ground) -> None:
    """The account of the page opened a case once."""
    audit = Audit(load_keyring(Path("data"), now=NOW))
    database = await open_database(ground.place())
    try:
        await database.transact(lambda tx: audit.add(tx, Action.OPENED, user=WHO, alias="K7WQ2M", now=NOW))
    finally:
        await database.close()


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: Ground) -> AsyncIterator[Scene]:
    """A folder with keys, cases and a backup of them; a Telegram that its answers name, and a token given anew."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.lights.updates._LISTEN", 0)
    monkeypatch.setattr(test_restore, "NOW", NOW)
    server = await serve(World())
    group = server.world.add_group("Operators", forum=True)
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "anna.key", now=NOW)
    ground.use("data")
    migrate(ground.place())
    await lived(Path("data"), ground.place())
    await _opened(ground)
    stolen = server.world.token
    wanted(tmp_path, answers(server, group.id, recipients=""))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 0
    assert await asyncio.to_thread(main, ["backup"]) == 0
    (backup,) = (tmp_path / "data" / "backups").glob("*.age")
    server.world.bot.token = stolen.partition(":")[0] + GIVEN_ANEW  # BotFather, /revoke: the same bot, another token
    wanted(tmp_path, answers(server, group.id, recipients=""))
    root = (tmp_path / "data" / "keys" / "root.key").read_bytes()
    yield Scene(folder=tmp_path, server=server, ground=ground, token=stolen, backup=backup, root=root)
    await server.close()


def test_each_command_of_the_page_is_played() -> None:
    on_it = list(on_the_page())
    assert len(on_it) > 10
    assert set(on_it) == set(PLAYED) == set(SEEN)


def test_each_runbook_has_tests_that_hold_what_it_promises() -> None:
    text = PAGE.read_text().partition("## When something happens")[2]
    assert set(re.findall(r"(?m)^### (.*)$", text)) == set(KEPT_BY)
    for test in (test for tests in KEPT_BY.values() for test in tests):
        file, _, name = test.partition("::")
        assert f"def {name}(" in (PAGE.parents[1] / file).read_text(), test


@pytest.mark.slow
@pytest.mark.both
async def test_the_runbooks_commands_do_what_they_promise(
    scene: Scene, ground: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in dict.fromkeys(on_the_page()):
        words = shlex.split(PLAYED[command].replace("BACKUP", str(scene.backup)))
        ground.use("restored" if words[0] in ELSEWHERE else "data")
        status = await asyncio.to_thread(main, words)
        said = capsys.readouterr()
        assert status == 0, (command, said.out[-2_000:], said.err[-2_000:])
        await asyncio.to_thread(SEEN[command], scene, said.out)
