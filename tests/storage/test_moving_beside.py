"""A nightly move by a process beside: what it does, and what becomes of everything where it does not."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import uvloop

import storage
from bot.errors import SealError
from storage import moving_beside, primitives, sealing
from storage.anew import Anew
from storage.cases import Case, NewCase
from storage.child import NoChildError
from storage.finding import Finder
from storage.moves import MOVES
from storage.moving import Mover, windows
from storage.moving_beside import Beside
from storage.needed import over
from storage.opening import open_database
from storage.pages import framed, packed
from storage.primitives import Cipher
from storage.sealing import Field, Vault
from storage.stores import stores_over

from .conftest import NOW, Store
from .test_moves import fill, found, keeper_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Row
    from storage.keys import Keyring

DAY = 86_400
NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5, check_word="oak")
ROOT = Path(storage.__file__).parents[1]
BEGIN = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from storage import mover
"""
TELLS_ITS_ID = (
    BEGIN
    + """
import os
from pathlib import Path
Path(__file__).with_name("id").write_text(str(os.getpid()))
mover.main()
"""
)
BROKEN = {
    "ends at once": "",
    "is no Python": "this is no program",
    "ends after a page": BEGIN
    + """
frames = iter(range(2))
frame = mover._frame
mover._frame = lambda asked: frame(asked) if next(frames, None) is not None else b""
mover.main()
""",
    "mixes rows up": BEGIN
    + """
answer = mover._answer
mover._answer = lambda anew, question: answer(anew, question)[::-1]
mover.main()
""",
    "swaps rows 2 and 3": BEGIN
    + """
answer = mover._answer
def swapped(anew, question):
    one = answer(anew, question)
    return one[:4] + one[8:12] + one[4:8] + one[12:]
mover._answer = swapped
mover.main()
""",
    "leaves half of a row away": BEGIN
    + """
answer = mover._answer
mover._answer = lambda anew, question: [None, *answer(anew, question)[1:]]
mover.main()
""",
    "makes a row longer": BEGIN
    + """
answer = mover._answer
def longer(anew, question):
    one = answer(anew, question)
    return [*one[:-3], one[-3] + b"x", *one[-2:]]
mover._answer = longer
mover.main()
""",
    "seals with the old key": BEGIN
    + """
given = mover._given
def older(page):
    signing, anew = given(page)
    anew.vault.seal_with(anew.vault.epochs[-1].key_id)
    return signing, anew
mover._given = older
mover.main()
""",
    "signs nothing": BEGIN
    + """
mover.tag = lambda key, message: bytes(32)
mover.main()
""",
    "answers too much": BEGIN
    + """
mover.framed = lambda body: b"\\xff" * 9
mover.main()
""",
    "answers no page": BEGIN
    + """
mover.packed = lambda values: b"no page"
mover.main()
""",
}


IN_ONE_PAGE = {"swaps rows 2 and 3", "leaves half of a row away", "makes a row longer"}


@pytest.fixture(autouse=True)
def _early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is begun for the first row, and pages are short."""
    monkeypatch.setattr(moving_beside, "FEW", 1)
    monkeypatch.setattr(moving_beside, "PAGE", 2)


async def cases_of(store: Store, count: int) -> list[Case]:
    return [await store(partial(store.cases.open, new=replace(NEW, chat=5 + n), now=NOW)) for n in range(count)]


def beside(store: Store) -> Beside:
    mover = Mover(vault=store.vault)
    left = tuple(window for window in windows() if MOVES[window.table].beside)
    return Beside(database=store.database, anew=mover.anew, read=mover.rows, left=left)


async def test_it_moves_all_that_asks_no_other_row_and_everything_is_found(store: Store) -> None:
    keeper = await keeper_of(store)
    case = await store(lambda tx: fill(store, tx))
    await cases_of(store, 6)
    before = await store(lambda tx: found(store, tx, case))
    old, mover = store.vault.sealing, Mover(vault=store.vault)
    await keeper.make(now=NOW + DAY)
    done = await beside(store).run()
    assert done >= 10
    alone = [window for window in windows() if MOVES[window.table].beside]
    assert [row for window in alone for row in await store(partial(mover.rows, window=window, limit=99))] == []
    await mover.everything(store.database, now=NOW)
    assert await mover.left(store.database) == {}
    assert await mover.faults(store.database, random.Random(1).randrange) == 0
    store.vault.forget(old.key_id)
    assert await store(lambda tx: found(store, tx, case)) == before


async def test_what_finds_its_rows_is_written_while_it_works_and_of_a_case_that_ended_nothing(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_beside, "FINDS", 5)
    keeper, cases, finder = await keeper_of(store), await cases_of(store, 8), Finder(database=store.database)
    await keeper.make(now=NOW + DAY)
    written, over = list[bytes](), set[bytes]()

    async def finds(found: list[bytes]) -> None:
        (ended,) = {case for case in cases if case.id == found[0][-16:]}
        await store(partial(store.cases.close, case=ended, reason="x", now=NOW))
        over.add(ended.id)
        await finder.restore(found)
        written.extend(found)

    one = beside(store)
    one.finds = finds
    assert await one.run() >= 8
    assert len(written) >= 5
    new = {place for place in found_in(path) if place.startswith(store.vault.sealing.key_id)}
    assert new == {place for place in written if place[-16:] not in over}
    await finder.settle()
    assert await finder.missing() == []
    assert len(found_in(path)) == 2 * (len(cases) - len(over))


def found_in(path: Path) -> set[bytes]:
    """Each blind index that stands there, with its case behind it."""
    with closing(sqlite3.connect(path)) as raw:
        return {blind + case_id for blind, case_id in raw.execute("SELECT blind, case_id FROM finds")}


@pytest.mark.parametrize("broken", BROKEN)
async def test_whatever_becomes_of_it_everything_is_moved_and_opens(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: str
) -> None:
    (tmp_path / "mover.py").write_text(BROKEN[broken])
    monkeypatch.setattr(moving_beside, "SCRIPT", tmp_path / "mover.py")
    if broken in IN_ONE_PAGE:
        monkeypatch.setattr(moving_beside, "PAGE", 9)
        monkeypatch.setattr(moving_beside, "_LOOKS", 1000)
    await moves_all_the_same(store, at_most=moving_beside.PAGE if broken == "ends after a page" else 0)


async def moves_all_the_same(store: Store, *, at_most: int) -> None:
    keeper, cases = await keeper_of(store), await cases_of(store, 7)
    await keeper.make(now=NOW + DAY)
    mover, old = Mover(vault=store.vault), store.keyring.newest
    one = beside(store)
    assert await one.run() <= at_most
    assert one.given_up
    moved = await mover.everything(store.database, now=NOW)
    assert (moved.stuck, await mover.left(store.database)) == (0, {})
    store.vault.forget(old.key_id)
    for case in cases:
        assert await store(partial(store.cases.of_person, bot=1, chat=case.chat or 0)) == [case]


@pytest.mark.parametrize("broken", ["ends at once", "is no Python", "ends after a page", "answers no page"])
def test_as_the_bot_serves_everything_is_moved_too(
    path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: str
) -> None:
    (tmp_path / "mover.py").write_text(BROKEN[broken])
    monkeypatch.setattr(moving_beside, "SCRIPT", tmp_path / "mover.py")
    at_most = moving_beside.PAGE if broken == "ends after a page" else 0
    on_uvloop(path, keyring, partial(moves_all_the_same, at_most=at_most))


def on_uvloop(path: Path, keyring: Keyring, work: Callable[[Store], Awaitable[None]]) -> None:
    """The bot serves on uvloop, where a process that has ended shows itself in another way."""

    async def whole() -> None:
        database, vault = await open_database(path), Vault(keyring)
        parts = stores_over(vault, keyring)
        store = Store(**parts, database=database, keyring=keyring, vault=vault, path=path, place=path,
                      keys=path.with_name("keys"))  # fmt: skip
        try:
            await work(store)
        finally:
            await database.close()

    uvloop.run(whole())


@pytest.mark.parametrize("on", ["asyncio", "uvloop"])
def test_it_may_be_killed_while_a_page_is_written(
    path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on: str
) -> None:
    (tmp_path / "mover.py").write_text(TELLS_ITS_ID)
    monkeypatch.setattr(moving_beside, "SCRIPT", tmp_path / "mover.py")
    monkeypatch.setattr(moving_beside, "_IN_HAND", 1)  # nobody notices before the next page is asked
    if on == "asyncio":
        monkeypatch.setattr(uvloop, "run", asyncio.run)

    async def killed(_rows: int) -> None:
        number = int((tmp_path / "id").read_text())
        os.kill(number, signal.SIGKILL)
        async with asyncio.timeout(120):
            while os.path.exists(f"/proc/{number}"):  # noqa: ASYNC110, ASYNC240, PTH110 - the loop buries it, untold
                await asyncio.sleep(0.01)

    async def work(store: Store) -> None:
        keeper, _cases = await keeper_of(store), await cases_of(store, 5)
        await keeper.make(now=NOW + DAY)
        one, mover = beside(store), Mover(vault=store.vault)
        one.told = killed
        assert 0 < await one.run() <= moving_beside.PAGE
        await mover.everything(store.database, now=NOW)
        assert await mover.left(store.database) == {}

    on_uvloop(path, keyring, work)


async def test_what_is_changed_while_it_works_is_not_written_over(store: Store) -> None:
    keeper = await keeper_of(store)
    closed, rebound, draft = await cases_of(store, 3)
    await store(lambda tx: store.people.keep_draft(tx, b"p" * 16, {"at": "old"}, now=NOW))
    await keeper.make(now=NOW + DAY)
    told = False

    async def unit() -> None:
        await store(partial(store.cases.close, case=closed, reason="x", now=NOW))
        await store(partial(store.cases.rebind, case=rebound, bot=1, chat=99, now=NOW))
        await store(lambda tx: store.people.keep_draft(tx, b"p" * 16, {"at": "new"}, now=NOW))

    worked = moving_beside._Hand.worked

    async def changed(hand: moving_beside._Hand, page: moving_beside._Page) -> object:
        nonlocal told
        rows = await worked(hand, page)
        if not told:
            told = True
            await unit()
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moving_beside, "PAGE", 9)
        patch.setattr(moving_beside, "_LOOKS", 1000)
        patch.setattr(moving_beside._Hand, "worked", changed)
        done = await beside(store).run()
    assert told
    mover = Mover(vault=store.vault)
    moved = await mover.everything(store.database, now=NOW)
    assert (done, moved.moved) == (3, 1), "what was left, as it had changed, is counted once"
    store.vault.forget(store.keyring.newest.key_id)
    assert (await store(partial(store.cases.load, case_id=closed.id))) is not None
    assert await store(partial(store.cases.of_person, bot=1, chat=6)) == []
    assert [one.id for one in await store(partial(store.cases.of_person, bot=1, chat=99))] == [rebound.id]
    assert await store(partial(store.cases.of_person, bot=1, chat=7)) == [draft]
    assert await mover.faults(store.database, random.Random(1).randrange) == 0


async def test_it_ends_when_a_key_it_has_is_destroyed(store: Store) -> None:
    keeper, _cases = await keeper_of(store), await cases_of(store, 9)
    old = store.vault.sealing
    await keeper.make(now=NOW + DAY)
    one = beside(store)

    async def forgets(_rows: int) -> None:
        store.vault.forget(old.key_id)

    one.told = forgets
    assert 0 < await one.run() < 9
    assert not one.given_up, "no fault of the process"
    store.vault.hold(old)
    hand = moving_beside._Hand(cast("Any", None), cast("Any", None), Anew(vault=store.vault))
    hand.require_keys()
    store.vault.forget(old.key_id)
    with pytest.raises(NoChildError):
        hand.require_keys()


async def test_what_was_made_under_another_epoch_than_the_one_that_seals_is_not_written(store: Store) -> None:
    keeper, _cases = await keeper_of(store), await cases_of(store, 3)
    await keeper.make(now=NOW + DAY)
    mover, one = Mover(vault=store.vault), beside(store)
    page = await one._next()
    assert page is not None
    made = [one.anew.values("cases", row, *parts(one.anew, row)) for row in page.rows]
    hand = moving_beside._Hand(cast("Any", None), cast("Any", None), one.anew)
    await keeper.make(now=NOW + 2 * DAY)
    assert await store(partial(one._put, page, made)) == 0
    assert (await mover.left(store.database)) == {store.keyring.newest.key_id: 3}
    with pytest.raises(NoChildError):
        hand.require_keys()


def parts(anew: Anew, row: Row) -> tuple[dict[str, bytes], dict[str, bytes | None]]:
    sealed, content = anew.sealed("cases", row)
    return sealed, anew.blinds("cases", row, content or {})


async def test_few_rows_start_no_process(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving_beside, "FEW", 8)
    monkeypatch.setattr(moving_beside, "child", None)
    keeper = await keeper_of(store)
    await cases_of(store, 7)
    await keeper.make(now=NOW + DAY)
    assert await beside(store).run() == 0


class _Asked(Exception):
    """Somebody asked."""


class _Nothing:
    """Stands for a transaction, a row's content and its vault; whoever asks it anything is noticed."""

    def __getattr__(self, _name: str) -> object:
        raise _Asked

    def __getitem__(self, _name: str) -> object:
        raise _Asked


def asks(table: str) -> bool:
    """Whether a row's table alone does not say that it is still needed."""
    nothing = cast("Any", _Nothing())
    try:
        return asyncio.run(over(nothing, nothing, table, nothing, NOW))
    except _Asked:
        return True


def test_a_row_is_opened_again_as_it_will_stand_before_it_is_given_away(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, field = Vault(keyring), Field("standing", "body", b"r" * 16)
    blob, encrypt = vault.seal(b"body", field), primitives.encrypt
    assert vault.open(vault.anew(blob, field)[1], field) == b"body"

    def flipped(key: bytes | Cipher, nonce: bytes, body: bytes, bound: bytes) -> bytes:
        made = encrypt(key, nonce, body, bound)
        return made[:-1] + bytes([made[-1] ^ 1])

    monkeypatch.setattr(sealing, "encrypt", flipped)
    with pytest.raises(SealError):
        vault.anew(blob, field)


async def test_whoever_takes_keys_back_ends_it_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mover.py").write_text(TELLS_ITS_ID)
    monkeypatch.setattr(moving_beside, "SCRIPT", tmp_path / "mover.py")
    keeper, _cases = await keeper_of(store), await cases_of(store, 12)
    await keeper.make(now=NOW + DAY)
    one = beside(store)

    async def taken(_rows: int) -> None:
        store.vault.lent.take_back()

    one.told = taken
    assert 0 < await one.run() < 12, "of five pages in hand none is begun anew"
    assert not one.given_up, "nothing failed: it was ended"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "id").read_text()), 0)
    store.vault.lent.take_back()  # nobody has any


def test_what_is_moved_beside_asks_no_other_row() -> None:
    told = {table for table, move in MOVES.items() if move.beside}
    assert "cases" in told
    assert not any(asks(table) for table in told)
    assert all(asks(table) for table in ("people", "posts"))
    assert all(not MOVES[table].twin and MOVES[table].windows > 1 for table in told)


CONFINED = f"""
import ctypes, os, resource, sys
sys.path.insert(0, {str(ROOT)!r})
from storage.confined import confine
confine()
told = [resource.getrlimit(one)[0] for one in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)]
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), told, os.umask(0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_a_process_beside_keeps_to_itself() -> None:
    told = subprocess.run([sys.executable, "-I", "-c", CONFINED], check=True, capture_output=True, text=True)
    assert told.stdout == f"0 [0, 0, 3] {0o077}\n"


@pytest.mark.parametrize("script", ["mover.py", "sealer.py"])
def test_a_process_beside_is_confined_and_ends_with_its_pipe(script: str) -> None:
    assert "    confine()\n" in (ROOT / "storage" / script).read_text().partition("def main")[2]
    begun = packed([bytes(32), b"aaaa", b"aaaa", bytes(8), bytes(32)]) if script == "mover.py" else b""
    asked = framed(begun) if begun else b"\n"
    ended = subprocess.run([sys.executable, "-I", ROOT / "storage" / script], input=asked, env={}, check=False)
    assert ended.returncode == 0
