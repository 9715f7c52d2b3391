"""The webhook's ear and its keeper: 200 after the commit alone, Telegram's order restored, nothing for strangers."""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.delivery.contact import Contact
from bot.delivery.hooking import Hooked
from bot.delivery.inbox import Intake
from bot.delivery.ordering import InOrder
from bot.delivery.web import BODY_LIMIT, SECRET_HEADER, Hook, Listener
from bot.errors import DiskRefuses, SettingError, StorageError
from bot.logs import Event
from bot.reach_settings import ReachSettings
from storage.queues import Waiting
from tests.unit.delivery.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.delivery.api import Api
    from storage.database import Database
    from storage.queues import Inbox

BOT = 4242
SECRET = "s" * 24
PATH = "/hook/here"


def update(update_id: int) -> bytes:
    return json.dumps({"update_id": update_id, "message": {"chat": {"id": 5}, "text": "hi"}}).encode()


def row(number: int) -> Waiting:
    return Waiting(BOT, number, b"ab", urgent=False)


class Later:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.due: list[Callable[[], None]] = []

    def __call__(self, _seconds: float, call: Callable[[], None]) -> None:
        self.due.append(call)

    def passes(self) -> None:
        due, self.due = self.due, []
        for call in due:
            call()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def taken() -> list[int]:
    return []


@pytest.fixture
def order(later: Later, taken: list[int]) -> InOrder:
    return InOrder(lambda waiting: taken.append(waiting.update_id), later=later)


def test_a_press_that_overtook_the_words_before_it_waits_for_them(order: InOrder, taken: list[int]) -> None:
    order.begin(10)
    order.put(11, row(11))
    order.put(13, None)
    assert not taken
    order.put(10, row(10))
    order.put(12, row(12))
    order.put(14, row(14))
    assert taken == [10, 11, 12, 14]


def test_what_never_comes_is_not_waited_for_long_and_worked_when_it_comes(
    order: InOrder, later: Later, taken: list[int]
) -> None:
    order.begin(10)
    for number in (13, 12, 15):
        order.put(number, row(number))
    later.passes()
    assert taken == [12, 13]
    later.passes()
    assert taken == [12, 13, 15]
    order.put(10, row(10))
    order.put(16, row(16))
    assert taken == [12, 13, 15, 10, 16]
    assert not later.due


def test_a_repeat_changes_nothing_and_new_numbers_begin_anew(order: InOrder, taken: list[int]) -> None:
    order.begin(1_000_000)
    order.put(1_000_001, row(1_000_001))
    order.put(1_000_001, None)
    order.put(1_000_000, row(1_000_000))
    order.put(5, row(5))
    order.put(7, row(7))
    order.put(6, row(6))
    assert taken == [1_000_000, 1_000_001, 5, 6, 7]


class Ear:
    """A listener on a socket, as a proxy would reach it."""

    def __init__(self, path: Path, database: Database, inbox: Inbox, taken: list[int]) -> None:
        self.socket = str(path)
        self.roomy = True
        intake = Intake(
            bot=BOT,
            database=database,
            inbox=inbox,
            lane=lambda _chat: b"ab",
            urgent=lambda _raw: False,
            take=lambda waiting: taken.append(waiting.update_id),
            now=lambda: NOW,
        )
        self.hook = Hook(path=PATH, secret=SECRET, intake=intake, room=self._room, contact=Contact())
        self.listener = Listener(self.socket, hook=self.hook, pages={"/healthz": self._page})

    async def _room(self) -> None:
        if not self.roomy:
            raise TimeoutError

    async def _page(self) -> tuple[int, str]:
        return 200, "ok\n"

    async def asked(self, verb: str, path: str, data: bytes = b"", **headers: str) -> tuple[int, dict[str, str]]:
        connector = aiohttp.UnixConnector(self.socket)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession(connector=connector) as http,
            http.request(verb, f"http://line{path}", data=BytesIO(data), headers=given) as answer,
        ):
            return answer.status, dict(answer.headers)

    async def posted(self, data: bytes, secret: str = SECRET, path: str = PATH) -> int:
        return (await self.asked("POST", path, data, **{SECRET_HEADER: secret}))[0]


@pytest.fixture
async def ear(tmp_path: Path, database: Database, inbox: Inbox, taken: list[int]) -> AsyncIterator[Ear]:
    opened = Ear(tmp_path / "ear", database, inbox, taken)
    await opened.listener.start()
    yield opened
    await opened.listener.stop()


async def test_an_update_is_acknowledged_once_it_is_committed(
    ear: Ear, database: Database, inbox: Inbox, taken: list[int]
) -> None:
    seen = []

    async def committed(pieces: list[bytes]) -> int | None:
        number = await Intake.accept(ear.hook.intake, pieces)
        seen.append(await database.transact(lambda tx: inbox.load(tx, bot=BOT, update_id=7)))
        return number

    ear.hook.intake.accept = committed  # type: ignore[method-assign, assignment]
    assert await ear.posted(update(7)) == 200
    assert seen == [update(7)]
    assert await ear.posted(update(7)) == 200, "a repeat is known, and no fault"
    assert taken == [7]


async def test_what_can_not_be_kept_is_not_acknowledged(ear: Ear, taken: list[int]) -> None:
    async def full(_pieces: list[bytes]) -> int:
        message = "disk full"
        raise StorageError(message)

    kept = ear.hook.intake.accept
    ear.hook.intake.accept = full  # type: ignore[method-assign, assignment]
    assert await ear.posted(update(7)) == 503
    ear.hook.intake.accept = kept  # type: ignore[method-assign]
    ear.roomy = False
    assert await ear.posted(update(7)) == 503, "no room: Telegram keeps it"
    ear.roomy = True
    assert await ear.posted(b"{}") == 400
    assert await ear.posted(update(8) + b" " * BODY_LIMIT) == 413
    assert not taken
    assert await ear.posted(update(7)) == 200
    assert taken == [7]


async def test_what_can_not_be_kept_is_told_once_a_minute(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Event, BaseException]] = []
    monkeypatch.setattr("bot.delivery.web.note_fault", lambda event, fault: told.append((event, fault)))
    full = DiskRefuses("full")

    async def refuses(_pieces: list[bytes]) -> int:
        raise full

    ear.hook.intake.accept = refuses  # type: ignore[method-assign, assignment]
    for second in (0.0, 30.0, 59.0, 60.0, 61.0, 200.0):
        ear.hook.clock = partial(float, second)
        assert await ear.posted(update(7)) == 503
    assert told == [(Event.INTAKE_FAILED, full)] * 3


async def test_a_stranger_finds_nothing(ear: Ear, taken: list[int]) -> None:
    for secret in ("", "s" * 23, "s" * 25, "S" * 24, "\u00e9" * 24):
        assert await ear.posted(update(7), secret) == 404
    assert await ear.posted(update(7), path="/hook") == 404
    assert (await ear.asked("GET", "/"))[0] == 404
    assert not taken
    status, headers = await ear.asked("GET", "/healthz")
    assert (status, "Server" in headers) == (200, False)
    assert (await ear.asked("GET", "/healthz", X_Forwarded_For="203.0.113.9"))[0] == 404


async def test_the_posts_of_another_bot_of_the_line_are_not_taken(ear: Ear, taken: list[int]) -> None:
    """One that served before has its webhook set until it is asked for updates: to the same address."""
    settings = ReachSettings(webhook_secret=SecretStr(SECRET))
    own, other = settings.hook_secret(BOT), settings.hook_secret(BOT + 1)
    ear.hook.secret = own
    assert await ear.posted(update(7), other) == 404
    assert await ear.posted(update(7), SECRET) == 404
    assert await ear.posted(update(7), own) == 200
    assert taken == [7]


async def test_the_secret_is_compared_in_constant_time(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, wanted: bytes) -> bool:
        compared.append((given, wanted))
        return False

    monkeypatch.setattr("bot.delivery.web.hmac.compare_digest", compare)
    assert await ear.posted(update(7)) == 404
    assert compared == [(SECRET.encode(), SECRET.encode())]


def test_pages_for_watchers_are_on_this_machine_alone() -> None:
    async def page() -> tuple[int, str]:
        return 200, ""

    for where, shown in {"127.0.0.1:1": 1, "[::1]:1": 1, "/run/ear": 1, "0.0.0.0:1": 0, "203.0.113.9:1": 0}.items():
        assert len(Listener(where, pages={"/healthz": page})._pages) == shown, where


async def test_where_nothing_can_listen_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^HOTLINE_WEB_LISTEN: nothing can listen there \(\w.*\)$"):
        await Listener(str(tmp_path / "none" / "ear")).start()


class Telegram:
    """What getWebhookInfo shows, and what was set."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, **params: Any) -> Any:
        self.calls.append((method, params))
        if method == "setWebhook":
            self.url = params["url"]
        return {"url": self.url, "pending_update_count": 0}


class EnoughError(Exception):
    """Ends a loop."""


async def test_the_webhook_is_set_looked_after_and_taken_back() -> None:
    telegram, contact, looks = Telegram(), Contact(), 0

    async def sleep(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            telegram.url = "https://thief.example/hook"
        if looks == 4:
            raise EnoughError

    api: Api = telegram  # type: ignore[assignment]
    hooked = Hooked(api=api, url="https://line.example/hook", secret=SECRET, contact=contact, sleep=sleep)
    with pytest.raises(EnoughError):
        await hooked.run()
    assert [method for method, _ in telegram.calls] == [
        "setWebhook", "getWebhookInfo", "getWebhookInfo", "setWebhook", "getWebhookInfo",
    ]  # fmt: skip
    assert telegram.url == "https://line.example/hook"
    assert contact.unhooked is not None, "somebody else who knows the token: an alarm"
    given = telegram.calls[0][1]
    assert (given["max_connections"], given["secret_token"], "drop_pending_updates" in given) == (100, SECRET, False)
