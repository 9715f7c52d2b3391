"""`setup` against a Telegram over HTTP: from a file, and by somebody at a real terminal."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage
import pytest

from bot.cli import main
from bot.rehearsal.process import BotProcess, clean_environment
from bot.rehearsal.server import Server, serve
from bot.rehearsal.things import Chat
from bot.rehearsal.world import World
from bot.settings import load
from tests.acceptance.terminal import Terminal

WHO = '{ ru = "Линия", uk = "Лінія «Тиша»", en = "The line" }'
IDENTITY = "".join(f"{key} = {WHO}\n" for key in ("name", "state_body", "responsible", "second_channel"))
KEYS = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]


@pytest.fixture
async def telegram() -> AsyncIterator[Server]:
    server = await serve(World())
    yield server
    await server.close()


@pytest.fixture
def group(telegram: Server) -> Chat:
    return telegram.world.add_group("Operators", forum=True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that commands of this process work in."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answers(server: Server, chat: object, **changed: str) -> str:
    """The text of an answers file."""
    lines = {
        "token": f'"{server.world.token}"',
        "operator_chat_id": f'"{chat}"',
        "api_url": f'"{server.url}"',
        "recipients": str(KEYS).replace("'", '"'),
        "operators_language": '"uk"',
    } | changed
    head = "".join(f"{name} = {value}\n" for name, value in lines.items() if value)
    return f'{head}[identity]\n{IDENTITY}[[contacts]]\nwhere = "+380"\nlabel = {WHO}\n'


async def bot(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaint of a command."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder, env=clean_environment({}), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def wanted(folder: Path, text: str, *, mode: int = 0o600) -> None:
    """The file of answers."""
    (folder / "answers.toml").write_text(text)
    (folder / "answers.toml").chmod(mode)


async def set_up(folder: Path, text: str, *, mode: int = 0o600) -> tuple[int, str, str]:
    wanted(folder, text, mode=mode)
    return await bot(folder, "setup", "--answers", "answers.toml")


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"answers.toml"}


@pytest.fixture
def rows(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Where the line's rows will be, by the one line that its .env has before."""
    if kind == "sqlite":
        return "data/parley.db"
    server = request.getfixturevalue("server")
    (tmp_path / ".env").write_text(f"HOTLINE_DATABASE_URL={server.url}\n")
    (tmp_path / ".env").chmod(0o600)
    return str(server)


@pytest.mark.slow
@pytest.mark.both
async def test_a_file_of_answers_makes_a_line_that_starts(
    telegram: Server, group: Chat, tmp_path: Path, rows: str
) -> None:
    status, said, complaint = await set_up(tmp_path, answers(telegram, group.id))
    assert (status, complaint) == (0, "")
    assert telegram.world.token not in said
    assert "\x1b" not in said, "no colours where nobody looks"
    assert "As a passphrase it is on no disk" in said
    assert "after every reboot the line is down until you type it" in said
    assert "a card was posted and removed, a topic opened and removed" in said
    assert not [one for one in group.messages.values() if one.text] + list(group.topics)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    settings = load({}, env_file=tmp_path / ".env")
    assert (settings.token, settings.operator_chat) == (telegram.world.token, group.id)
    project = tomllib.loads((tmp_path / "texts" / "project.toml").read_text())
    assert project["identity"]["name"]["uk"] == "Лінія «Тиша»"
    assert project["desk"]["contacts"][0]["where"] == "+380"
    assert "Запитання й відповіді" in said
    status, said, _ = await bot(tmp_path, "check")
    assert status == 0
    assert "green   identity" in said
    assert f"database: {rows}" in said
    await answers_whoever_comes(telegram.world, tmp_path)
    assert f"green   database: {rows}: of this program's version" in (await bot(tmp_path, "check"))[1]


async def answers_whoever_comes(world: World, folder: Path) -> None:
    """`run` with nothing but the .env there: Start on a phone brings a screen with buttons."""
    process = BotProcess(settings={}, folder=folder, changed=world.touch)
    person = world.add_user("Ivan", "uk")
    try:
        await process.start()
        world.start(person)
        shown = lambda: process.detail or any(one.buttons for one in world.see(person))  # noqa: E731
        await world.until(shown, 240)
        assert not process.detail
    finally:
        await process.stop()


@pytest.mark.slow
async def test_run_again_it_keeps_what_is_there(telegram: Server, group: Chat, tmp_path: Path) -> None:
    await set_up(tmp_path, answers(telegram, group.id))
    path = tmp_path / ".env"
    path.write_text("# ours\nexport HOTLINE_REST_DAYS=20\n" + path.read_text())
    keys = {one: one.read_bytes() for one in (tmp_path / "data").rglob("*") if one.is_file()}
    project = (tmp_path / "texts" / "project.toml").read_bytes()
    other = telegram.world.add_group("Others")
    status, _, complaint = await set_up(tmp_path, f'operator_chat_id = "{other.id}"\n')
    assert (status, complaint) == (0, "")
    assert path.read_text().startswith("# ours\nexport HOTLINE_REST_DAYS=20\n")
    assert load({}, env_file=path).operator_chat == other.id
    assert {one: one.read_bytes() for one in keys} == keys
    assert (tmp_path / "texts" / "project.toml").read_bytes() == project


@pytest.mark.parametrize(
    "wrong",
    [
        ("token", '"4242:PLANTED"', "token: Telegram refuses this token"),
        ("token", '"PLANTED"', "token: is not a token"),
        ("operator_chat_id", "4242", "is the number of a private chat; give the id of a group"),
        ("operator_chat_id", '"-1009999999999"', "the bot is in no such group"),
        ("operator_chat_id", '"-1005"', "this is a channel, where nobody can reply"),
        ("operator_chat_id", '"-1006"', "lacks can_delete_messages, can_pin_messages"),
        ("recipients", '["AGE-SECRET-KEY-1PLANTED"]', "that was a private key, which opens every case"),
        ("operators_language", '"xx"', "say ru or uk or en"),
        ("tokn", '"PLANTED"', "tokn is no answer; it may have"),
    ],
)
async def test_a_wrong_answer_is_one_line_and_nothing_is_written(
    wrong: tuple[str, str, str], telegram: Server, group: Chat, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd_chats(telegram.world)
    name, value, words = wrong
    wanted(here, answers(telegram, group.id, **{name: value}))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 2
    said, complaint = capsys.readouterr()
    (line,) = complaint.splitlines()
    assert line.startswith("parley: answers.toml: ")
    assert words in line
    assert "PLANTED" not in said + complaint
    assert left(here) == set()


async def test_one_key_is_too_few_where_the_server_on_this_machine_is_the_real_one(
    telegram: Server, group: Chat, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".env").write_text("HOTLINE_API_REAL=yes\n")
    (here / ".env").chmod(0o600)
    wanted(here, answers(telegram, group.id, recipients=f'["{KEYS[0]}"]'))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 2
    assert "recipients" in capsys.readouterr().err
    assert not (here / "data").exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("HOTLINE_DATABASE_URL=PLANTED", "HOTLINE_DATABASE_URL is not the address of a PostgreSQL database"),
        ("HOTLINE_REST_DAYS=PLANTED", "HOTLINE_REST_DAYS is wrong: "),
        ("HOTLINE_STANDBY=yes", "HOTLINE_STANDBY needs rows on PostgreSQL"),
    ],
)
async def test_a_setting_that_it_does_not_ask_for_is_looked_at_before_anybody_answers(
    line: str, words: str, telegram: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = f"HOTLINE_BOT_TOKEN=half\nHOTLINE_OPERATOR_CHAT_ID=\n{line}\n"
    (here / ".env").write_text(half)
    wanted(here, answers(telegram, -1001))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 2
    said, complaint = capsys.readouterr()
    assert (said, complaint.count("\n"), complaint.startswith(f"parley: {words}")) == ("", 1, True), complaint
    assert "PLANTED" not in complaint
    assert not telegram.world.calls
    assert (left(here), (here / ".env").read_text()) == ({".env"}, half)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", ["will lie in data/keys/root.key", "make the keys first"]),
        ("HOTLINE_ROOT_KEY_FILE=other.key", ["will lie in other.key", "HOTLINE_ROOT_KEY_FILE out of .env"]),
        (f"HOTLINE_DEVELOPMENT_ROOT_KEY={'ab' * 32}", []),
        ("HOTLINE_ROOT_KEY_CREDENTIAL=parley-root", []),
    ],
)
async def test_of_the_root_key_it_says_only_what_these_settings_allow(
    line: str, shown: list[str], telegram: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".env").write_text(f"{line}\n")
    group = telegram.world.add_group("Operators", forum=True)
    wanted(here, answers(telegram, group.id, operators_language='"xx"'))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 2
    said, complaint = capsys.readouterr()
    assert "operators_language" in complaint
    ways = ["will lie in data/keys/root.key", "will lie in other.key", "make the keys first"]
    assert [one for one in [*ways, "HOTLINE_ROOT_KEY_FILE out of .env"] if one in said] == shown


@pytest.mark.parametrize("where", ["file", "environment"])
async def test_a_root_key_that_is_there_is_the_one_of_the_keys(
    where: str, telegram: Server, group: Chat, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It made another one beside, which the line never read, and keys that this one did not open."""
    given = {"HOTLINE_DEVELOPMENT_ROOT_KEY": "ab" * 32, "HOTLINE_DATA_DIR": str(here / "elsewhere")}
    (here / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items() if where == "file"))
    for name, value in given.items() if where == "environment" else ():
        monkeypatch.setenv(name, value)
    wanted(here, answers(telegram, group.id))
    assert await asyncio.to_thread(main, ["setup", "--answers", "answers.toml"]) == 0
    assert left(here) == {".env", "texts", "elsewhere"}
    assert not list((here / "elsewhere").rglob("root.key*"))
    assert await asyncio.to_thread(main, ["keys", "verify"]) == 0


def odd_chats(world: World) -> None:
    """A channel, and a group in which the bot may do nothing."""
    channel, mute = world.add_group("News"), world.add_group("Mute", admin=False)
    channel.type = "channel"
    for chat, number in ((channel, -1005), (mute, -1006)):
        del world.groups[chat.id]
        chat.id = number
        world.groups[number] = chat


@pytest.mark.slow
async def test_what_can_not_be_read_is_one_line(telegram: Server, group: Chat, tmp_path: Path) -> None:
    status, _, complaint = await set_up(tmp_path, answers(telegram, group.id), mode=0o644)
    assert (status, complaint) == (2, "parley: answers.toml: mode 0644 lets others in; run: chmod 600 answers.toml\n")
    unread = "parley: answers.toml: can not be read as TOML; `setup --help` shows how it is written\n"
    assert (await set_up(tmp_path, "token = "))[2] == unread
    missing = (await bot(tmp_path, "setup", "--answers", "nope.toml"))[2]
    assert missing.startswith("parley: nope.toml: is not there; name the file of your answers"), missing
    assert "setup asks at a terminal" in (await bot(tmp_path, "setup"))[2]
    await telegram.close()
    status, _, complaint = await set_up(tmp_path, answers(telegram, group.id))
    assert status == 2
    assert "no usable answer from the Bot API; check the network" in complaint
    assert left(tmp_path) == set()


@pytest.mark.slow
async def test_somebody_at_a_terminal_is_asked_again_until_it_holds(
    telegram: Server, group: Chat, tmp_path: Path
) -> None:
    world = telegram.world
    (tmp_path / ".env").write_text(f"# half filled\nHOTLINE_API_URL={telegram.url}\nHOTLINE_OPERATOR_CHAT_ID=\n")
    async with Terminal(tmp_path, "setup") as person:
        await person.sees("Token: ")
        await person.hides()
        await person.types("", "4242:PLANTED")
        await person.types("Token: ", f' "{world.token[:5]} {world.token[5:]}" ')
        await person.sees("'Rehearsal'")
        await person.types(f"Id of the group [Enter: {group.id}]: ", str(group.id).removeprefix("-100"))
        assert "private chat; give the id of a group, a whole number below zero (-100...)" in await person.types(
            "Id of the group", str(group.id).replace("-100", "-")
        )
        assert "check the number (-100...)" in await person.types("Id of the group")
        await person.types("Where cases are talked [Enter: group]: ", "nowhere")
        assert "say group or private" in await person.types("Where cases are talked")
        await person.types("Public keys", ",".join(KEYS))
        await person.types("Folder of texts")
        await person.types("Language of the operators", "ua")
        assert "say ru or uk or en" in await person.types("Language of the operators", "UK")
        await person.types("the name people know (ru): ", "Линия")
        await person.types("(uk): ", "")
        assert "needed in every language" in await person.types("(uk): ", "Лінія")
        await person.types("(en): ", "The line")
        for _ in range(3):
            await person.types("(ru): ")
        await person.sees("missing: state_body, responsible, second_channel")
        await person.types("Number or address: ")
        shown = await person.sees("At BotFather, by hand (@rehearsal_bot)")
        assert await person.ends() == 0
    assert "written  .env (0600)" in shown
    assert world.token not in person.shown
    assert "PLANTED" not in person.shown
    assert world.token not in " ".join(map(str, person.process.args))  # type: ignore[arg-type]
    text = (tmp_path / ".env").read_text()
    assert text.startswith("# half filled\n")
    assert load({}, env_file=tmp_path / ".env").token == world.token
    assert 'language = "uk"' in (tmp_path / "texts" / "project.toml").read_text()


@pytest.mark.slow
async def test_ctrl_c_changes_nothing(telegram: Server, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"HOTLINE_API_URL={telegram.url}\n")
    async with Terminal(tmp_path, "setup") as person:
        await person.types("Token: ", telegram.world.token)
        await person.types("Id of the group: ", "\x03")
        assert await person.ends() == 130
    assert left(tmp_path) == {".env"}
    assert (tmp_path / ".env").read_text() == f"HOTLINE_API_URL={telegram.url}\n"
