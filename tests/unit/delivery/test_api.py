"""The session: what it makes of every answer, and that the token is in none of its errors."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.delivery.api import ALLOWED_UPDATES, Api
from bot.delivery.faults import ApiFault, ApiUnreachable, Unsendable
from bot.delivery.request import ApiRequest
from bot.errors import FileRefused, TokenRefused
from tests.unit.delivery.conftest import TOKEN, refused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.delivery.conftest import Answer, Telegram

PERSON = "Ivan, Donetsk"


async def test_a_call_returns_its_result_and_leaves_none_out(telegram: Telegram, api: Api) -> None:
    assert (await api.call("sendMessage", chat_id=5, text="hi", parse_mode=None))["message_id"] == 101
    assert telegram.calls == [("sendMessage", {"chat_id": 5, "text": "hi"})]
    assert api.bot == 4242


async def test_a_refusal_carries_what_telegram_advises(telegram: Telegram, api: Api) -> None:
    telegram.script.append(refused(429, "Too Many Requests: retry after 7", retry_after=7))
    telegram.script.append(refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100))
    with pytest.raises(ApiFault) as flood:
        await api.call("sendMessage")
    assert (flood.value.status, flood.value.retry_after) == (429, 7)
    with pytest.raises(ApiFault) as moved:
        await api.call("sendMessage")
    assert moved.value.migrate_to == -100


@pytest.mark.parametrize("answer", [refused(401, "Unauthorized"), refused(404, "Not Found")])
async def test_an_unknown_token_is_said_so(telegram: Telegram, api: Api, answer: Answer) -> None:
    telegram.script.append(answer)
    with pytest.raises(TokenRefused, match="HOTLINE_BOT_TOKEN"):
        await api.call("getMe")


@pytest.mark.parametrize(
    "answer",
    [
        (0, b""),
        (502, b"<html>502 Bad Gateway</html>"),
        (401, b"<html>log in to the hotel's network</html>"),
        (200, b"garbage"),
        (200, b"[]"),
        (200, b'{"ok":true}'),
        (302, b""),
    ],
)
async def test_no_usable_answer_is_unreachable(telegram: Telegram, api: Api, answer: Answer) -> None:
    telegram.script.append(answer)
    with pytest.raises(ApiUnreachable) as fault:
        await api.call("sendMessage")
    assert fault.value.maybe_taken


async def test_a_flood_answered_in_html_is_a_flood(telegram: Telegram, api: Api) -> None:
    telegram.script.append((429, b"<html>"))
    with pytest.raises(ApiFault, match="429"):
        await api.call("sendMessage")


async def test_a_refused_connection_was_surely_not_taken() -> None:
    api = Api(TOKEN, root="http://127.0.0.1:9")
    with pytest.raises(ApiUnreachable) as fault:
        await api.call("sendMessage")
    await api.close()
    assert not fault.value.maybe_taken


async def test_a_call_whose_answer_never_comes_may_have_been_taken() -> None:
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        asked.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    api = Api(TOKEN, root=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(ApiUnreachable) as fault:
        await api.call("sendMessage", timeout=2)
    assert asked.is_set()
    assert fault.value.maybe_taken
    await api.close()
    await hung_up.wait()
    server.close()
    await server.wait_closed()


async def test_updates_come_raw_one_by_one(telegram: Telegram, api: Api) -> None:
    telegram.script.append((200, b'{"ok":true,"result":[{"update_id":1},{"update_id":2,"x":"\\ud800"}]}'))
    assert await api.updates(None) == [b'{"update_id":1}', b'{"update_id":2,"x":"\\ud800"}']
    assert telegram.calls[0][1] == {"timeout": 50, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)}
    telegram.script.append((200, b'{"ok":true,"result":[]}'))
    assert await api.updates(3, timeout=0) == []
    assert telegram.calls[1][1]["offset"] == 3


@pytest.mark.parametrize("answer", [(200, b"garbage"), (200, b'{"ok":true,"result":5}'), (502, b"<html>")])
async def test_a_poll_without_updates_in_it_fails(telegram: Telegram, api: Api, answer: Answer) -> None:
    telegram.script.append(answer)
    with pytest.raises(ApiUnreachable):
        await api.updates(None)


async def test_a_file_is_fetched_by_its_path(telegram: Telegram, api: Api) -> None:
    telegram.script.append((200, {"ok": True, "result": {"file_path": "photos/a b.jpg"}}))
    telegram.script.append((200, b"\xff\xd8"))
    assert await api.download("F") == b"\xff\xd8"
    assert telegram.methods() == ["getFile", "photos/a b.jpg"]


async def test_a_file_that_no_bot_gets_is_refused_and_another_fault_is_not_mistaken_for_that(
    telegram: Telegram, api: Api
) -> None:
    telegram.script.append(refused(400, "Bad Request: file is too big"))
    with pytest.raises(FileRefused):
        await api.download("F")
    telegram.script.append(refused(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(ApiFault):
        await api.download("F")


async def _downloaded(telegram: Telegram, path: Path, *, files_here: bool = True) -> bytes:
    """What is fetched where a Bot API server of our own names a file of this machine."""
    telegram.script.append((200, {"ok": True, "result": {"file_path": str(path)}}))
    ours = Api(TOKEN, root=telegram.url, files_here=files_here)
    try:
        return await ours.download("F")
    finally:
        await ours.close()


async def test_a_server_of_our_own_hands_files_over_on_the_disk(telegram: Telegram, tmp_path: Path) -> None:
    folder = tmp_path / TOKEN / "photos"
    folder.mkdir(parents=True)
    (folder / "file_0.jpg").write_bytes(b"\xff\xd8")
    assert await _downloaded(telegram, folder / "file_0.jpg") == b"\xff\xd8"
    assert telegram.methods() == ["getFile"], "such a server answers no other address"
    with pytest.raises(ApiUnreachable) as fault:
        await _downloaded(telegram, folder / "gone.jpg")
    assert fault.value.__context__ is None, "the path holds the token"


async def test_no_other_file_of_the_machine_is_taken_for_one(telegram: Telegram, tmp_path: Path) -> None:
    key, folder = tmp_path / "root.key", tmp_path / TOKEN
    key.write_bytes(bytes(32))
    folder.mkdir()
    (folder / "link").symlink_to(key)
    (folder / "long").write_bytes(bytes(20 * 2**20 + 1))
    (folder / "short").write_bytes(b"x")
    for path in (key, folder / ".." / "root.key", folder / "link", folder / "long"):
        with pytest.raises(FileRefused):
            await _downloaded(telegram, path)
    with pytest.raises(FileRefused):
        await _downloaded(telegram, folder / "short", files_here=False)


@pytest.mark.parametrize("ours", [True, False])
async def test_a_server_of_our_own_on_this_machine_proves_no_time(telegram: Telegram, *, ours: bool) -> None:
    """It tells this machine's; where the clock jumped, that would say yes to it."""
    telegram.script.append((200, {"ok": True, "result": True}))
    one = Api(TOKEN, root=telegram.url, files_here=ours)
    try:
        await one.call("getMe")
        assert (one.told() is None) == ours
    finally:
        await one.close()


async def test_half_a_letter_is_not_sent(api: Api) -> None:
    with pytest.raises(Unsendable):
        await api.call("sendMessage", text="\ud800")


ANSWERS: list[Answer] = [
    (0, b""),
    (502, b"<html>"),
    (200, b"garbage"),
    refused(401, "Unauthorized"),
    refused(409, "Conflict"),
    refused(429, "Too Many Requests", retry_after=1),
    refused(400, f"Bad Request: can't parse entities: unexpected '{PERSON}'"),
]


@pytest.mark.parametrize("answer", ANSWERS)
async def test_neither_token_nor_text_is_in_errors_or_logs(
    telegram: Telegram, api: Api, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.script.append(answer)
    with pytest.raises((ApiFault, ApiUnreachable, TokenRefused)) as fault:
        await api.call("sendMessage", text=PERSON)
    said = "".join([*traceback.format_exception(fault.value), repr(fault.value), repr(api), caplog.text])
    links: BaseException | None = fault.value
    while links := links and (links.__context__ or links.__cause__):
        said += repr(links) + repr(vars(links))
    assert TOKEN not in said
    assert TOKEN.split(":")[1] not in said
    assert PERSON not in said


async def test_python_telegram_bot_works_on_our_session(telegram: Telegram, api: Api) -> None:
    bot = Bot(TOKEN, api.base_url, api.file_url, request=ApiRequest(api), get_updates_request=ApiRequest(api))
    me = {"id": 4242, "is_bot": True, "first_name": "Line", "username": "line_bot"}
    telegram.script.append((200, {"ok": True, "result": me}))
    async with bot:
        assert bot.username == "line_bot"
        assert await bot.set_my_commands([("start", "Start")])
        telegram.script.append(refused(400, "Bad Request: chat not found"))
        with pytest.raises(BadRequest, match="hat not found"):
            await bot.send_message(5, "hi")
        telegram.script.append((200, {"ok": True, "result": True}))
        assert await bot.set_chat_photo(-5, b"png bytes")
    assert telegram.methods() == ["getMe", "setMyCommands", "sendMessage", "setChatPhoto"]
    assert b"png bytes" in telegram.calls[-1][1]["form"]


@pytest.mark.parametrize("answer", [(0, b""), (502, f"<html>{PERSON}".encode()), (200, f"garbage {PERSON}".encode())])
async def test_python_telegram_bots_errors_quote_nothing(
    telegram: Telegram, api: Api, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bot = Bot(TOKEN, api.base_url, api.file_url, request=ApiRequest(api), get_updates_request=ApiRequest(api))
    telegram.script.append(answer)
    with pytest.raises((NetworkError, TimedOut, Exception)) as fault:
        await bot.get_me()
    said = "".join(traceback.format_exception(fault.value)) + caplog.text
    assert TOKEN not in said
    assert PERSON not in said
