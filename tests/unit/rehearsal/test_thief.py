"""What the thief's page says is what opens: over real copies, real nights and real keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.flows.load import SHIPPED
from bot.rehearsal.thief.desk import OWN, SAMPLES, Thief
from bot.rehearsal.thief.thefts import Theft
from bot.rehearsal.world import World
from storage.cases import Answer, NewCase
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.night import Night
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.rehearsal.things import Chat
    from storage.epochs import Epoch

WORDS = "Will they let me keep my glasses?"
OPEN, CLOSED, ERASED = "came yesterday", "closed today", "erased by its person yesterday"
OLD, RESTING = "closed three days ago", "untouched for weeks"
ALL_KEYS = (Theft.SERVER, Theft.DISK_ROOT, Theft.BACKUP_KEYS)
NO_KEYS = (Theft.DISK, Theft.BACKUP, Theft.TOKEN, Theft.PHONE)


@pytest.fixture
def world() -> World:
    made = World()
    made.add_group("Duty operators", forum=True, by=made.add_user("Olena", "en"))
    return made


@pytest.fixture
async def thief(world: World, tmp_path: Path) -> AsyncIterator[Thief]:
    (tmp_path / "locales").symlink_to(SHIPPED)
    made = Thief(world=world, folder=tmp_path, book=shipped())
    yield made
    await made.close()


async def readable(thief: Thief, theft: Theft, day: int, line: str = SAMPLES) -> set[str]:
    seen = (await thief.look(line, theft, day))["cases"]
    assert all(bool(one["words"]) == one["why"].startswith(("hot", "older", "operator", "chat")) for one in seen)
    return {one["name"] or one["alias"] for one in seen if one["words"]}


async def test_each_theft_opens_what_its_keys_open_and_time_closes_it(thief: Thief) -> None:
    every = {OPEN, CLOSED, ERASED, OLD, RESTING}
    for day, names in {0: {OPEN, CLOSED, ERASED}, 1: {OPEN, CLOSED}, 2: {OPEN}, 16: set[str]()}.items():
        opened = {theft: await readable(thief, theft, day) for theft in Theft}
        wanted = dict.fromkeys(ALL_KEYS, names) | {theft: set[str]() for theft in NO_KEYS}
        assert opened == {**wanted, Theft.OPERATOR_KEY: every}, day
    assert await readable(thief, Theft.SERVER, 365) == set()
    seen = {one["name"]: one for one in (await thief.look(SAMPLES, Theft.OPERATOR_KEY, 365))["cases"]}
    assert {name: (one["state"], one["why"]) for name, one in seen.items()} == {
        OPEN: ("resting", "operator"),
        RESTING: ("resting", "operator"),
        CLOSED: ("deleted", "operator-older"),
        OLD: ("deleted", "operator-older"),
        ERASED: ("deleted", "operator-older"),
    }


async def test_the_page_is_computed_where_no_epoch_ends_nothing_becomes_unreadable(
    thief: Thief, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spared(*_given: object) -> tuple[Epoch, ...]:
        return ()

    monkeypatch.setattr(Night, "_destroy", spared)
    assert await readable(thief, Theft.SERVER, 2) == {OPEN, CLOSED, ERASED, OLD, RESTING}


async def test_the_rehearsals_own_cases_are_read_from_its_copies_and_its_chats(thief: Thief, world: World) -> None:
    group: Chat = next(iter(world.groups.values()))
    stores, close = await own_line(thief.folder)
    case = await stores["transact"](lambda tx: stores["cases"].open(tx, new(), now=int(time.time())))
    thief.keepsakes.look()
    await stores["transact"](lambda tx: stores["cases"].close(tx, case, reason="x", now=int(time.time()), ends=1))
    await close()
    assert await readable(thief, Theft.SERVER, 0, OWN) == {case.alias}
    assert await readable(thief, Theft.SERVER, 2, OWN) == set()
    assert await readable(thief, Theft.PHONE, 0, OWN) == set()
    world.say(next(iter(world.users.values())), group, f"He asks: {WORDS}")
    await thief.again()
    assert await readable(thief, Theft.PHONE, 0, OWN) == await readable(thief, Theft.TOKEN, 3, OWN) == {case.alias}


def new() -> NewCase:
    return NewCase(kind="question", door="d", language="en", bot=1, chat=77, answers=(Answer("q", "What?", WORDS),))


async def own_line(folder: Path) -> tuple[dict[str, Any], Callable[[], Any]]:
    """The rehearsal's data folder, as its bot would make it."""
    data, now = folder / "data", int(time.time())
    init_keys(data, recipients=(), operator_key_out=folder / "operator.key", now=now)
    migrate(data / "parley.db")
    keyring = load_keyring(data, now=now)
    database = await open_sqlite(data / "parley.db")
    stores: Stores = Stores(**stores_over(Vault(keyring), keyring))
    return {"cases": stores.cases, "transact": database.transact}, database.close
