"""`check` against a Telegram over HTTP: who takes the updates, the time, BotFather's switches; and as JSON."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.delivery.api import Api
from bot.delivery.faults import ApiFault
from bot.doctor import _proxy, ask_telegram, look_at
from bot.lights.spares import about_spares
from bot.lights.updates import _webhook
from bot.readiness import Finding, Light
from bot.rehearsal.server import Server, serve
from bot.rehearsal.things import BOT_RIGHTS, Chat
from bot.rehearsal.world import World
from bot.settings import Settings, load
from storage.key_making import init_keys
from storage.locking import hold
from tests.switched import shipped


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Server]:
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.lights.updates._LISTEN", 0)
    world = World()
    world.bot.joins = False
    server = await serve(world)
    yield server
    await server.close()


@pytest.fixture
def group(telegram: Server) -> Chat:
    return telegram.world.add_group("Desk", forum=True)


def half_filled(text: str) -> Settings:
    """What a .env says."""
    Path(".env").write_text(text)
    return load({})


def settings_of(server: Server, chat: int) -> dict[str, str]:
    return {
        "HOTLINE_BOT_TOKEN": server.world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(chat),
        "HOTLINE_API_URL": server.url,
    }


async def found(server: Server, chat: int) -> dict[str, Finding]:
    settings: Settings = load(settings_of(server, chat), env_file=None)
    return {one.name: one for one in await asyncio.to_thread(ask_telegram, settings)}


async def test_what_waits_is_counted_and_not_taken(telegram: Server, group: Chat) -> None:
    telegram.world.start(telegram.world.add_user("Ivan", "ru"))
    waiting = len(telegram.world.bot.updates)
    told = (await found(telegram, group.id))["updates"]
    assert (told.light, told.words) == (Light.GREEN, f"nobody else takes them; {waiting} updates wait at Telegram")
    assert len(telegram.world.bot.updates) == waiting > 0


async def test_another_who_polls_is_red(telegram: Server, group: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    telegram.world.bot.updates.clear()
    monkeypatch.setattr("bot.lights.updates._LISTEN", 50)

    async def other() -> None:
        api = Api(telegram.world.token, root=telegram.url)
        try:
            while True:
                try:
                    await api.updates(None, timeout=50)
                except ApiFault:
                    continue
        finally:
            await api.close()

    task = asyncio.create_task(other())
    await telegram.world.until(lambda: telegram.world.called("getUpdates"), 60)
    told = (await found(telegram, group.id))["updates"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert told.light is Light.RED
    assert "another program asks Telegram" in told.words


async def test_while_the_line_runs_here_nothing_is_polled(telegram: Server, group: Chat, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    holding = hold(tmp_path / "data" / "parley.db")
    told = (await found(telegram, group.id))["updates"]
    holding.release()
    assert told.words.startswith("the line runs on this machine")
    assert not telegram.world.called("getUpdates")


async def test_a_webhook_is_named_by_its_host_alone(telegram: Server, group: Chat) -> None:
    webhook = {"url": "https://evil.example/PLANTED", "pending_update_count": 0}
    telegram.world.next_error("getWebhookInfo", 200, {"ok": True, "result": webhook})
    told = (await found(telegram, group.id))["updates"]
    assert told.light is Light.RED
    assert "evil.example" in told.words
    assert "PLANTED" not in told.words


@pytest.mark.parametrize(
    ("told", "light"),
    [
        ({"url": ""}, Light.YELLOW),
        ({"url": "https://line.example/x"}, Light.GREEN),
        ({"url": "https://line.example/x", "last_error_date": 1, "last_error_message": "Timed out"}, Light.YELLOW),
        ({"url": "https://evil.example/x"}, Light.RED),
    ],
)
def test_a_webhook_of_ours(told: dict[str, object], light: Light) -> None:
    assert _webhook(told, "https://line.example/x", "0 wait").light is light


@pytest.mark.parametrize(("off", "light"), [(0, Light.GREEN), (120, Light.YELLOW), (-7_200, Light.RED)])
async def test_the_clock_is_held_against_telegrams(
    telegram: Server, group: Chat, off: int, light: Light, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.lights import updates

    true = updates.about_clock
    monkeypatch.setattr("bot.doctor.about_clock", lambda api, now, settings: true(api, now + off, settings))
    assert (await found(telegram, group.id))["clock"].light is light


async def test_a_clock_is_not_held_against_itself(telegram: Server, group: Chat) -> None:
    settings = load(settings_of(telegram, group.id) | {"HOTLINE_API_REAL": "yes"}, env_file=None)
    told = {one.name: one for one in await asyncio.to_thread(ask_telegram, settings)}["clock"]
    assert told.light is Light.YELLOW
    assert "nothing compares it" in told.words


async def test_a_proxy_is_named_without_its_password(telegram: Server, group: Chat) -> None:
    settings = load(settings_of(telegram, group.id), env_file=None)
    assert not _proxy(settings)
    (told,) = _proxy(load({"HOTLINE_PROXY_URL": "http://me:PLANTED@proxy.example:3128"}, env_file=None))
    assert told.words == "Telegram was reached through proxy.example"


async def test_botfathers_switches(telegram: Server, group: Chat) -> None:
    telegram.world.bot.joins = telegram.world.bot.inline = True
    told = await found(telegram, group.id)
    assert told["joining"].light is told["inline"].light is Light.YELLOW


@pytest.mark.parametrize(
    ("kind", "words"),
    [("channel", "this is a channel"), ("private", "somebody's private chat"), ("group", "is no supergroup")],
)
async def test_a_chat_of_another_kind_is_named(telegram: Server, group: Chat, kind: str, words: str) -> None:
    telegram.world.next_error("getChat", 200, {"ok": True, "result": {"id": group.id, "type": kind}})
    told = (await found(telegram, group.id))["group"]
    assert told.light is Light.RED
    assert words in told.words


@pytest.mark.parametrize(
    ("half", "lacking"),
    [
        ("HOTLINE_BOT_TOKEN=4242:HALF\nHOTLINE_OPERATOR_CHAT_ID=\n", ["OPERATOR_CHAT_ID"]),
        ("HOTLINE_OPERATOR_CHAT_ID=-5\n", ["BOT_TOKEN"]),
        ("HOTLINE_BOT_TOKEN=\nHOTLINE_OPERATOR_CHAT_ID=\n", ["BOT_TOKEN", "OPERATOR_CHAT_ID"]),
    ],
)
async def test_a_half_filled_env_is_told_by_the_name_of_what_is_missing(
    telegram: Server, half: str, lacking: list[str]
) -> None:
    told = await asyncio.to_thread(ask_telegram, half_filled(half))
    assert {one.light for one in told} == {Light.RED}
    assert [
        f"HOTLINE_{name} is not set; for example" in one.words for one, name in zip(told, lacking, strict=True)
    ] == [True for _ in lacking]
    assert not telegram.world.calls


@pytest.mark.both
async def test_as_json_with_the_exit_status_of_the_worst(  # noqa: PLR0917 - fixtures
    telegram: Server,
    group: Chat,
    tmp_path: Path,
    rows: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place in ("readiness", "lights.dates"):
        monkeypatch.setattr(f"bot.{place}.load_book", lambda _root: shipped())
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "operator.key", now=1_700_000_000)
    for name, value in (settings_of(telegram, group.id) | rows).items():
        monkeypatch.setenv(name, value)
    if rows:
        assert await asyncio.to_thread(main, ["backup"]) == 0
        capsys.readouterr()
    assert await asyncio.to_thread(main, ["check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["light"] == "yellow"
    lights = {one["name"]: one["light"] for one in told["lights"]}
    assert (lights["database"], lights.get("backup")) == (("green", "green") if rows else ("yellow", None))
    assert {"keys", "disk", "recipients", "epochs", "expiring", "clock", "updates", "rights"} <= lights.keys()
    assert lights["answers"] == "yellow"
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "4242:WRONG")
    assert await asyncio.to_thread(main, ["check"]) == 1
    out, err = capsys.readouterr()
    assert "red     token: " in out
    assert "\x1b" not in out
    assert not err


SPARE = "7000000002:AAbbccddeeffgghhiijjkkllmmnnooppqq"


async def test_a_spare_is_ready_where_it_stands_in_the_group_with_its_rights(telegram: Server, group: Chat) -> None:
    settings = load(settings_of(telegram, group.id) | {"HOTLINE_SPARE_BOT_TOKENS": SPARE}, env_file=None)

    async def told() -> tuple[Light, str]:
        (one,) = [one for one in await asyncio.to_thread(ask_telegram, settings) if one.name == "spare"]
        return one.light, one.words

    light, words = await told()
    assert (light, "number 1: Telegram refuses this token" in words) == (Light.YELLOW, True)
    spare = telegram.world.add_bot(SPARE, "Spare", "spare_bot")
    light, words = await told()
    assert (light, "@spare_bot could not take over" in words, "add it there" in words) == (Light.YELLOW, True, True)
    telegram.world.stand(group, spare.user, "administrator", rights=BOT_RIGHTS, by=spare.user)
    light, words = await told()
    assert (light, words.startswith("@spare_bot could take over")) == (Light.GREEN, True)
    assert SPARE.partition(":")[2] not in words


async def test_without_a_spare_a_true_line_is_yellow_and_a_rehearsal_says_nothing(
    telegram: Server, group: Chat
) -> None:
    assert "spare" not in await found(telegram, group.id)
    true = load({"HOTLINE_BOT_TOKEN": SPARE, "HOTLINE_OPERATOR_CHAT_ID": "-1001"}, env_file=None)
    (one,) = await about_spares(true, look_at)
    assert (one.light, "prepare a second one" in one.words) == (Light.YELLOW, True)
