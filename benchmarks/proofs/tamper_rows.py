"""For T3: a database with two rows of everything, one under each of two epochs, and who would be fooled by them."""

from __future__ import annotations

import os
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.messages import Person, Send
from storage.audit import Action
from storage.bans import Ban
from storage.calls import Call
from storage.cases import Answer, NewCase
from storage.charts import Chart
from storage.epochs import new_epoch
from storage.groups import Group
from storage.keeps import Keep
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.migrate import migrate
from storage.offers import Offer
from storage.openings import Opened
from storage.people import Operator
from storage.posts import Post
from storage.prints import Print
from storage.requests import Request, RequestKind
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.cases import Case
    from storage.database import Database, Tx

NOW: Final = 1_800_000_000
BOT: Final = 1
OWNERS: Final = (1, 2)


@dataclass(frozen=True, kw_only=True)
class Store(Stores):
    """All stores over one database, under both epochs."""

    database: Database
    keyring: Keyring
    vault: Vault
    path: Path
    identity: str


@asynccontextmanager
async def filled() -> AsyncIterator[Store]:
    """The database, with keys of its own, until the block ends. Owner 1's rows are sealed under the older epoch."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=NOW)
        older = load_keyring(data, now=NOW)
        newer = replace(older, epochs=(new_epoch(now=NOW + 1, random_bytes=os.urandom), *older.epochs))
        path = data / "parley.db"
        migrate(path)
        database = await open_sqlite(path)
        try:
            for owner, keyring in zip(OWNERS, (older, newer), strict=True):
                store = _store(database, keyring, folder)
                await require_keys(database, keyring, store.vault, folder=data / "keys", path=path)
                await database.transact(_filling(store, owner))
            yield store
        finally:
            await database.close()


def _store(database: Database, keyring: Keyring, folder: str) -> Store:
    vault = Vault(keyring)
    identity = (Path(folder) / "operator.key").read_text(encoding="ascii")
    path = Path(folder) / "data" / "parley.db"
    made = stores_over(vault, keyring)
    return Store(**made, database=database, keyring=keyring, vault=vault, path=path, identity=identity)


def name(owner: int) -> bytes:
    """The 16 bytes that stand for this owner wherever one is asked for."""
    return bytes([owner]) * 16


def words(owner: int) -> tuple[str, ...]:
    """The words that only this owner knows."""
    return ("a", "b", "c", str(owner))


def _filling(store: Store, owner: int) -> Callable[[Tx], Awaitable[None]]:
    async def unit(tx: Tx) -> None:
        case = await _case(store, tx, owner)
        await _queues(store, tx, owner)
        await _people(store, tx, owner)
        await _desk(store, tx, owner, case)

    return unit


async def _case(store: Store, tx: Tx, owner: int) -> Case:
    """A case with its code in both orders and its words once more, and what hangs on it."""
    new = NewCase(kind="question", door="d", language="ru", bot=BOT, chat=owner, answers=(Answer("a", "b", "c"),))
    new = replace(new, words=words(owner), check_word=f"word{owner}")
    case = await store.cases.open(tx, new, now=NOW)
    lookup, wrap = name(owner), name(owner) * 2
    await store.cases.attach_code(tx, case.id, lookup=lookup, wrap=wrap, turned=(lookup[::-1] + b"t", wrap))
    await store.cases.keep_words(tx, case.id, words(owner), now=NOW)
    await store.cases.attach_code(tx, case.id, lookup=lookup, wrap=wrap, turned=(lookup[::-1] + b"t", wrap))
    await store.parts.add(tx, case.id, "place", {"n": owner}, until=NOW)
    await store.keeps.add(tx, Keep(id=name(owner), case=case.id, kind="photo", file="f"))
    await store.offers.save(tx, Offer(id=name(owner), case=case.id, kind="held", operator=owner), until=NOW)
    await store.outbox.uploads.add(tx, b"%d" % owner, until=NOW, case=case.id)
    return case


async def _queues(store: Store, tx: Tx, owner: int) -> None:
    for bot in (BOT, BOT + 1):
        told = {"lane": b"ab", "urgent": False, "body": b"%d" % owner, "now": NOW}
        await store.inbox.accept(tx, bot=bot, update_id=owner, **told)  # type: ignore[arg-type]
    await store.inbox.dead(tx, bot=BOT + 1, update_id=owner, now=NOW)
    await store.inbox.quarantine(tx, bot=BOT + 2, update_id=owner, body=b"%d" % owner, now=NOW)
    await store.outbox.put(tx, Send(post=bytes([owner + 8]) * 16, chat=owner, text="t"), now=NOW)
    await store.charts.add(tx, Chart(id=name(owner), chat=-1, drawing="{}", caption=str(owner)))
    await store.tallies.add(tx, f"tally{owner}", "soon", now=NOW)


async def _people(store: Store, tx: Tx, owner: int) -> None:
    key = name(owner)
    await store.people.save(tx, Person(id=key, chat=owner, language="ru"), bot=BOT)
    await store.people.keep_draft(tx, key, {"n": owner}, now=NOW)
    await store.tries.keep(tx, (NOW,), bot=BOT, chat=owner, now=NOW)
    post = Post(id=key, chat=owner, message=50, case=key, source=(owner, 9))
    await store.posts.add(tx, post)
    await store.links.offer(tx, key, words(owner)[-3:], until=NOW)
    group = Group(id=key, name="7KQ2", leader=key, words=words(owner), card=key, until=NOW)
    await store.groups.save(tx, group)
    ban = Ban(id=key, bot=BOT, chat=owner, alias="A", reason="r", by="x", since=NOW, until=NOW + 9)
    await store.bans.add(tx, ban)


async def _desk(store: Store, tx: Tx, owner: int, case: Case) -> None:
    key = name(owner)
    await store.operators.save(tx, Operator(id=key, user=owner, name="x"), chat=-1)
    await store.watches.add(tx, key, "call", due=NOW + owner)
    await store.shifts.begin(tx, user=owner, name="x", chat=-1, now=NOW)
    await store.calls.save(tx, Call(id=key, user=owner, acted=NOW))
    await store.standing.add_post(tx, key, chat=owner, now=NOW)
    opened = Opened(id=key, user=owner, day=NOW // 86_400, seen={"case": (str(owner),)})
    await store.openings.save(tx, opened)
    request = Request(id=key, kind=RequestKind.EXPORT, about=("A",), asker=owner, asker_name="x", desk=-1, due=NOW)
    await store.requests.save(tx, request)
    await store.boards.keep(tx, -owner, key)
    await store.marks.set(tx, key, until=NOW)
    await store.prints.note(tx, [("text", str(owner))], Print(case=key, chat=owner), now=NOW)
    await store.approved.save(tx, f"answer{owner}", {"n": owner})
    await store.audit.add(tx, Action.OPENED, user=owner, alias=case.alias, now=NOW)


async def _head(store: Store, tx: Tx, owner: int) -> object:
    return [case.chat for case in await store.cases.of_person(tx, bot=BOT, chat=owner)]


async def _entries(store: Store, tx: Tx, owner: int) -> object:
    (case,) = await store.cases.of_person(tx, bot=BOT, chat=owner)
    return await store.cases.entries(tx, case)


async def _told(store: Store, tx: Tx, owner: int) -> object:
    """What a return code opens, without making it hot again."""
    found = await store.cases.find_code(tx, lookup=name(owner), wrap=name(owner) * 2)
    return found and found.chat


async def _words(store: Store, tx: Tx, owner: int) -> object:
    (case,) = await store.cases.of_person(tx, bot=BOT, chat=owner)
    return await store.cases.words(tx, case.id)


async def _parts(store: Store, tx: Tx, owner: int) -> object:
    (case,) = await store.cases.of_person(tx, bot=BOT, chat=owner)
    return [part.body for part in await store.parts.of_case(tx, case.id)]


async def _group(store: Store, tx: Tx, owner: int) -> object:
    found = await store.groups.by_words(tx, words(owner), now=NOW - 9)
    return found and found.words


async def _openings(store: Store, tx: Tx, owner: int) -> object:
    return (await store.openings.of(tx, owner, now=NOW)).seen


ASKED: Final[dict[str, Any]] = {
    "a person": lambda store, tx, owner: store.people.find(tx, bot=BOT, chat=owner),
    "a draft": lambda store, tx, owner: store.people.draft(tx, name(owner)),
    "an operator": lambda store, tx, owner: store.operators.find(tx, chat=-1, user=owner),
    "a post by its message": lambda store, tx, owner: store.posts.by_message(tx, owner, 50),
    "a post by what it relays": lambda store, tx, owner: store.posts.by_source(tx, owner, 9),
    "the posts of a case": lambda store, tx, owner: store.posts.of_case(tx, name(owner)),
    "a case by its chat": _head,
    "a case by its check word": lambda store, tx, owner: store.cases.by_check_word(tx, f"word{owner}"),
    "the entries of a case": _entries,
    "a case by its code": _told,
    "the words of a code": _words,
    "what is kept apart": _parts,
    "the words of a family": lambda store, tx, owner: store.links.by_words(tx, words(owner)[-3:], now=NOW - 9),
    "the link of a case": lambda store, tx, owner: store.links.of_case(tx, name(owner), now=NOW - 9),
    "a group": _group,
    "the tries of a chat": lambda store, tx, owner: store.tries.of(tx, bot=BOT, chat=owner),
    "a ban": lambda store, tx, owner: store.bans.of_chat(tx, bot=BOT, chat=owner, now=NOW),
    "a watch": lambda store, tx, owner: store.watches.of_case(tx, name(owner)),
    "a shift": lambda store, tx, owner: store.shifts.find(tx, owner),
    "a call": lambda store, tx, owner: store.calls.find(tx, owner),
    "what stands in a chat": lambda store, tx, owner: store.standing.of_chat(tx, owner),
    "a day of openings": _openings,
    "a board": lambda store, tx, owner: store.boards.find(tx, -owner),
    "a keep": lambda store, tx, owner: store.keeps.find(tx, name(owner)),
    "an offer": lambda store, tx, owner: store.offers.find(tx, name(owner)),
    "an update": lambda store, tx, owner: store.inbox.load(tx, bot=BOT, update_id=owner),
    "a tally": lambda store, tx, owner: store.tallies.lately(tx, f"tally{owner}", days=1, now=NOW),
    "a request": lambda store, tx, owner: store.requests.load(tx, name(owner)),
}
"""What the stores are asked about an owner after his row was exchanged with the other's."""
