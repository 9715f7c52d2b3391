"""`check` against a Telegram, and `open` with a real case: with our command, and with Debian's age alone."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.doctor import ask_telegram
from bot.readiness import Light
from bot.rehearsal.server import Server, serve
from bot.rehearsal.world import World
from bot.settings import Settings, load
from storage.cases import Answer, Case, Cases, NewCase
from storage.database import Tx
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite

NOW = 1_800_000_000
KNOWN = ("token", "clock", "name", "rooms", "updates")
SECRET = "Я служу, PLANTED"
AGE = shutil.which("age")


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr("bot.lights.updates._LISTEN", 0)
    world = World()
    world.bot.joins = False
    server = await serve(world)
    yield server
    await server.close()


def settings_for(server: Server, chat: int | str, token: str = "") -> Settings:
    return load(
        {
            "HOTLINE_BOT_TOKEN": token or server.world.token,
            "HOTLINE_OPERATOR_CHAT_ID": str(chat),
            "HOTLINE_API_URL": server.url,
        },
        env_file=None,
    )


async def lights(server: Server, chat: int, token: str = "") -> dict[str, Light]:
    settings = settings_for(server, chat, token)
    found = await asyncio.to_thread(ask_telegram, settings)
    assert not [one for one in found if settings.token in one.words]
    return {one.name: one.light for one in found}


async def test_a_good_token_and_group_are_green(telegram: Server) -> None:
    group = telegram.world.add_group("Desk", forum=True)
    assert await lights(telegram, group.id) == dict.fromkeys((*KNOWN, "group", "rights"), Light.GREEN)


async def test_a_bot_without_rights_is_red(telegram: Server) -> None:
    group = telegram.world.add_group("Desk", forum=True, admin=False)
    assert (await lights(telegram, group.id))["rights"] is Light.RED


async def test_a_wrong_token_is_red_and_the_last_word(telegram: Server) -> None:
    assert await lights(telegram, -5, "4242:PLANTED") == {"token": Light.RED}


async def test_an_unknown_group_is_red(telegram: Server) -> None:
    green = dict.fromkeys(KNOWN, Light.GREEN)
    assert await lights(telegram, -1009999999999) == green | {"group": Light.RED}


async def test_of_several_groups_each_is_named_with_what_it_lacks(telegram: Server) -> None:
    first = telegram.world.add_group("Desk", forum=True)
    second = telegram.world.add_group("Kyiv", forum=True, admin=False)
    settings = settings_for(telegram, f"{first.id};{second.id}:language=uk;-1009999999999:urgent")
    found = {one.name: one for one in await asyncio.to_thread(ask_telegram, settings)}
    assert found["group 1"].light is found["rights 1"].light is Light.GREEN
    assert found["rights 2"].light is found["group 3"].light is Light.RED
    assert "'Kyiv'" in found["rights 2"].words
    assert "can_manage_topics" in found["rights 2"].words


@pytest.mark.parametrize(("topics", "light"), [(True, Light.GREEN), (False, Light.YELLOW)])
async def test_private_rooms_are_best_with_topics(telegram: Server, topics: bool, light: Light) -> None:
    telegram.world.bot.topics_enabled = topics
    settings = settings_for(telegram, -5).model_copy(update={"desk": "private"})
    found = {one.name: one for one in await asyncio.to_thread(ask_telegram, settings)}
    assert found["rooms"].light is light


async def test_a_group_is_read_by_all_its_members(telegram: Server) -> None:
    found = {one.name: one for one in await asyncio.to_thread(ask_telegram, settings_for(telegram, -5))}
    assert "every member" in found["rooms"].words


async def test_the_name_is_read_aloud_with_the_price_of_both_kinds(telegram: Server) -> None:
    telegram.world.bot.user.name = "Answers"
    settings = settings_for(telegram, -5)
    (name,) = [one.words for one in await asyncio.to_thread(ask_telegram, settings) if one.name == "name"]
    assert "'Answers'" in name
    assert "gives a searched phone away" in name
    assert "is copied unseen" in name


async def test_no_telegram_at_all_is_one_red_line(telegram: Server) -> None:
    await telegram.close()
    assert await lights(telegram, -5) == {"telegram": Light.RED}


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Case]:
    """A case in the database under tmp_path/data, closed or not; the operator's key beside it."""
    data = tmp_path / "data"
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    monkeypatch.chdir(tmp_path)
    init_keys(data, recipients=(), operator_key_out=tmp_path / "operator.key", now=NOW)
    migrate(data / "parley.db")
    return lambda: asyncio.run(_stored(data))


async def _stored(data: Path) -> Case:
    keyring = load_keyring(data, now=NOW)
    cases = Cases(Vault(keyring), keyring)
    new = NewCase(
        kind="application", door="soldier", language="ru", bot=1, chat=777_000_777,
        answers=(Answer("who", "Кто вы?", SECRET),),
    )  # fmt: skip

    async def unit(tx: Tx) -> Case:
        case = await cases.open(tx, new, now=NOW)
        await cases.close(tx, case, reason="done", now=NOW)
        return case

    database = await open_sqlite(data / "parley.db")
    try:
        return await database.transact(unit)
    finally:
        await database.close()


def test_an_operator_opens_a_closed_case(sealed: Callable[[], Case], capsys: pytest.CaptureFixture[str]) -> None:
    case = sealed()
    assert main(["open", case.alias.lower(), "--identity", "operator.key"]) == 0
    told = capsys.readouterr().out
    assert SECRET in told
    assert "777000777" not in told, "the way back is nobody's to see"


def test_a_strangers_key_opens_nothing(sealed: Callable[[], Case], capsys: pytest.CaptureFixture[str]) -> None:
    case = sealed()
    init_keys(Path("other"), recipients=(), operator_key_out=Path("stranger.key"), now=NOW)
    assert main(["open", case.alias, "--identity", "stranger.key"]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert SECRET not in captured.out + captured.err


@pytest.mark.skipif(AGE is None, reason="NOT RUN: Debian's age is missing; apt-get install age")
def test_debians_age_opens_the_sealed_files(sealed: Callable[[], Case]) -> None:
    case = sealed()
    assert main(["open", case.alias, "--sealed-to", "out"]) == 0
    assert main(["open", case.alias, "--sealed-to", "out"]) == 1, "nothing is overwritten"
    pipe = "age -d -i operator.key out/case.key.age | age -d -i - out/002.entry.age"
    opened = subprocess.run(pipe, shell=True, capture_output=True, text=True, check=True, timeout=240)
    assert SECRET in opened.stdout
    assert {path.stat().st_mode & 0o777 for path in Path("out").iterdir()} == {0o600}
