"""Promise: no name, text or Telegram id is readable in the database, its log or its companions.

Every field gets a marker of its own; every byte of every file is searched for it in many encodings, while the database
is open (the log is full then) and after it was closed. Control: one column left plain is found.
"""

from __future__ import annotations

import base64
import json
import urllib.parse
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.messages import (
    Button,
    Delete,
    Edit,
    Erase,
    Media,
    OpenTopic,
    Outgoing,
    Person,
    React,
    Send,
)
from storage.cases import Answer, NewCase
from storage.people import Operator
from storage.sealing import Vault
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.database import Tx
    from tests.storage.conftest import Store

CASES = 100
ENTRY_MARKERS = 12


MARK = "Метка№marker"
"""In every text marker: whatever spells a marker spells this, so one search a spelling finds them all."""


FIRST_ID = 0x07_1AB4_C9E3 << 16
"""Ids count up from here: the same high bytes, the same first digits."""


class Markers:
    """Texts and ids that occur nowhere else; remembers each it gave."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.ids: list[int] = []

    def text(self) -> str:
        self.texts.append(f"{MARK}{len(self.texts):05}{MARK}")
        return self.texts[-1]

    def id(self) -> int:
        self.ids.append(FIRST_ID + 1 + len(self.ids))
        return self.ids[-1]


def spellings(text: str) -> Iterator[bytes]:
    """A text as it could lie on a disk."""
    plain = text.encode()
    yield from (plain, plain.hex().encode(), plain.hex().upper().encode())
    yield from (text.encode(codec) for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
    yield text.replace("№", "").encode("cp1251")
    yield json.dumps(text).strip('"').encode()
    yield repr(plain)[2:-1].encode()
    yield urllib.parse.quote(text).encode()
    yield "".join(f"&#{ord(letter)};" for letter in text).encode()
    for phase in range(3):
        coded = base64.b64encode(bytes(phase) + plain)
        yield coded[4:-4]
        yield coded[4:-4].translate(bytes.maketrans(b"+/", b"-_"))


def id_spellings() -> Iterator[bytes]:
    """What every id marker, and its negative, shows of itself as a number in text or memory."""
    high = (FIRST_ID >> 16).to_bytes(5, "big")
    opposite = bytes(byte ^ 0xFF for byte in high)
    yield from (high, high[::-1], opposite, opposite[::-1])
    yield str(FIRST_ID)[:10].encode()
    yield from (f"{FIRST_ID >> 16:x}".encode(), f"{FIRST_ID >> 16:X}".encode())


def hits(folder: Path) -> list[bytes]:
    """Every spelling of a marker that is in a file of the folder, keys left aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and "keys" not in path.parts]
    everything = b"\n".join(path.read_bytes() for path in files)
    return [spelling for spelling in (*spellings(MARK), *id_spellings()) if spelling in everything]


async def one_conversation(tx: Tx, store: Store, give: Markers, n: int) -> None:
    """Everything that is ever stored about one person, each value a marker."""
    text, number = give.text, give.id
    chat, group = number(), -number()
    person = Person(id=store.vault.new_id(), chat=chat, language="ru", screen=store.vault.new_id())
    await store.people.save(tx, person, bot=1)
    talk = {"answers": [[text(), text()]], "place": text(), "note": {text(): text()}}
    await store.people.keep_draft(tx, person.id, talk, now=NOW)
    await store.operators.save(tx, Operator(id=store.vault.new_id(), user=number(), name=text()), chat=group)
    for urgent, update_id in enumerate(range(3 * n, 3 * n + 3)):
        body = json.dumps({"text": text(), "from": {"id": number(), "first_name": text()}}).encode()
        await store.inbox.accept(
            tx, bot=1, update_id=update_id, lane=store.keyring.lane(1, chat), urgent=urgent == 1, body=body, now=NOW
        )
    await store.inbox.dead(tx, bot=1, update_id=3 * n, now=NOW)
    await store.inbox.quarantine(tx, bot=2, update_id=n, body=text().encode(), now=NOW)
    answers = tuple(Answer(text(), text(), text(), fact=text()) for _ in range(ENTRY_MARKERS))
    new = NewCase(kind="application", door=text(), language="ru", bot=1, chat=chat, answers=answers, words=(text(),))
    case = await store.cases.open(tx, new, now=NOW)
    await store.cases.append(tx, case, text(), {"text": text(), "chat": number()}, now=NOW)
    await send_everything(tx, store, give, case.id, (chat, group))
    if n % 3 == 0:
        await store.cases.close(tx, case, reason=text(), now=NOW)


async def send_everything(tx: Tx, store: Store, give: Markers, case: bytes, chats: tuple[int, int]) -> None:
    chat, group = chats
    post, topic, follow = (store.vault.new_id() for _ in range(3))
    button = Button(label=give.text(), data=give.text())
    items: list[Outgoing] = [
        OpenTopic(post=topic, chat=group, title=give.text(), case=case),
        Send(
            post=post,
            chat=chat,
            text=give.text(),
            keyboard=((button,),),
            media=Media(kind="photo", file_id=give.text()),
            source=(group, give.id()),
            role=give.text(),
            case=case,
            topic=topic,
            on_sent=(Send(post=follow, chat=chat, text=give.text()),),
        ),
        React(chat=chat, message=give.id(), emoji="x"),
        Erase(chat=chat, messages=(give.id(),)),
    ]
    for item in items:
        await store.outbox.put(tx, item, now=NOW)
    for made in (topic, post):
        (row,) = await store.outbox._of_post(tx, made)
        await store.outbox.settle(tx, row.id, message=give.id(), now=NOW)
    await store.outbox.put(tx, Edit(post=post, text=give.text()), now=NOW)
    await store.outbox.put(tx, Delete(post=post, due=NOW + 60), now=NOW)


async def live(store: Store, give: Markers) -> None:
    for n in range(CASES):
        await store(partial(one_conversation, store=store, give=give, n=n))


async def test_nothing_is_readable_while_open_or_closed(
    store: Store, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give = Markers()
    await live(store, give)
    assert store.path.with_name("parley.db-wal").stat().st_size > 100_000
    assert hits(data) == []
    await store.database.close()
    assert hits(data) == []
    with capsys.disabled():
        pass
    assert len(give.texts) > 6_000
    assert len(give.ids) > 1_000


@pytest.mark.parametrize("table", ["people", "inbox", "outbox", "posts", "drafts", "operators"])
async def test_control_one_column_left_plain_is_found(
    store: Store, data: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    real_seal, real_open = Vault.seal, Vault.open
    monkeypatch.setattr(
        Vault, "seal", lambda vault, body, at: body if at.table == table else real_seal(vault, body, at)
    )
    monkeypatch.setattr(
        Vault, "open", lambda vault, blob, at: blob if at.table == table else real_open(vault, blob, at)
    )
    give = Markers()
    await store(lambda tx: one_conversation(tx, store, give, 0))
    assert hits(data) != []


@pytest.mark.parametrize("sign", [1, -1])
async def test_control_an_id_as_a_column_is_found(store: Store, data: Path, sign: int) -> None:
    number = sign * Markers().id()
    await store(lambda tx: tx.run("draft_save", person=b"x", hour=number, body=b""))
    assert hits(data) != []


def test_control_every_spelling_of_a_marker_is_found(tmp_path: Path) -> None:
    give = Markers()
    text, number = give.text(), give.id()
    numbers = [f"{shown}".encode() for shown in (number, -number, f"{number:x}", f"{number:X}")]
    for spelling in (*spellings(text), *numbers):
        (tmp_path / "file").write_bytes(b"before" + spelling + b"after")
        assert hits(tmp_path), spelling


async def test_what_was_deleted_is_not_in_the_file_as_ciphertext_either(store: Store, data: Path) -> None:
    """Free pages are overwritten (secure_delete), so a stolen file does not hold what it no longer shows."""

    async def keep(tx: Tx) -> None:
        await tx.run("draft_save", person=b"p" * 16, hour=0, body=b"ciphertext-to-be-gone" * 500)

    await store(keep)
    await store(lambda tx: store.people.drop_draft(tx, b"p" * 16))
    await store.database.close()
    assert b"ciphertext-to-be-gone" not in store.path.read_bytes()
