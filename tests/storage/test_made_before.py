"""What an earlier version of the program sealed, wrapped, bound or derived is what this one makes: rows stay readable.

Keys and nonces are fixed; where a value here changes, every database and key folder out there has become unreadable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.buttons import ANYBODY, Buttons, CaseAction, Pressed
from bot.desk.codes.return_code import CodeKitchen
from bot.errors import SealError
from storage.audit import Audit
from storage.cases import NewCase
from storage.chains import chain_of, read_chain, write_chain
from storage.epochs import Epoch, read_epoch, write_epoch
from storage.keys import Keyring
from storage.sealing import Field, Vault, open_under

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx
    from tests.storage.conftest import Store

ROOT, PEPPER, SECRET = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
EPOCH = Epoch(b"epok", 1_800_000_000, SECRET)
RING = Keyring(ROOT, PEPPER, (), (EPOCH,))
VAULT = Vault(RING, random_bytes=bytes)
TAGS = {
    "people": "86469acb294108e2fbbc1674578507ba",
    "drafts": "870ce1f5e2a5ef15d95b2e1dbc8f934b",
    "posts": "f5d6737aa5495b8e4a57ce4f283e9e9d",
    "inbox": "fb76442413491b655bc5eeb440b1d748",
    "parts": "6046ef87050327fd1ea51a3f6688f29c",
    "links": "4bd7de47b960be17722c20476b3a6808",
    "groups": "53a051066269b689046c3fb7f964726e",
    "approved_answers": "aade0ab65326e47c11aabd519ff4f07d",
    "codes": "641b689a13fa77e3c18d2a4f9e70e3ce",
}
"""One table of each purpose a key has."""


@pytest.mark.parametrize(("table", "tag"), TAGS.items())
def test_a_sealed_field(table: str, tag: str) -> None:
    assert VAULT.seal(b"body", Field(table, "body", b"row")).hex().endswith(tag)


def test_the_whole_of_one() -> None:
    blob = VAULT.seal(b"body", Field("people", "body", b"row"))
    assert blob[:17] == b"\x01epok" + bytes(12)
    assert blob[17:-16].hex() == (
        "13e42aa8848270537cf64e7bae7cd04a7719120757a9c7a7099ec268ecc1b0ec"
        "adf237d6f97cc02eb56c75ef4f991f9511cb63343957488a6be16b57819be124"
    )
    assert VAULT.open(blob, Field("people", "body", b"row")) == b"body"


def test_indexes_lanes_and_the_key_of_buttons() -> None:
    assert VAULT.blind("person", 1, b"x").hex() == "c861d669999c25ba351d1edc87619e2c"
    assert RING.lane(7, 4_100).hex() == "c122"
    assert RING.button_key.hex() == "2d859a1f9db703543613a69abf3205a1f5a7b6aba6be2c8f8fd5f7b7da536ed6"


def test_buttons() -> None:
    buttons, expires = Buttons(RING.button_key), 2_000_000_000
    assert buttons.seal(action=Pressed("next", 3), user=1, chat=2, expires=expires) == (
        "AVd3NZQAcwAAAANuZXh09GLb22T_Vfw0Ky4I"
    )
    assert buttons.seal(action=CaseAction("t", bytes(16)), user=ANYBODY, chat=-1, expires=expires) == (
        "AVd3NZQAY3QAAAAAAAAAAAAAAAAAAAAAfjXvVLMfWBTjuB_B"
    )


async def test_the_keys_of_a_return_code() -> None:
    kitchen = CodeKitchen(PEPPER, memory_kib=32, passes=1, lanes=1)
    keys = await kitchen.cook(["a", "b"], asker=1)
    await kitchen.close()
    assert keys.lookup.hex() == "252c8d9cc24944f1ce24d4e2d0d5a0b8"
    assert keys.wrap.hex() == "b312fc67ba015e3e2d02bec6e84d7e23f4fb95b92e3399ec56fb80e182c5743a"


def test_an_epoch_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = write_epoch(tmp_path, EPOCH, ROOT, random_bytes=bytes)
    assert path.name == "2027-01-15-65706f6b.epoch"
    assert path.read_bytes().hex() == (
        "7061726c65792d65706f63682d310a000000006b49d20065706f6b000000000000000000000000"
        "7b7cdf537d73430ddace7f8acfb21f93071fc4e2045f88dbf0e575ff124af3a674414469ed7d2446ad992831bad27e28"
    )
    assert read_epoch(path, ROOT) == EPOCH


def test_the_audits_names_and_a_closed_chains_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    audit = Audit(RING)
    assert (audit.pseudonym(5), audit.chain) == ("979b62a286d71900", "0c10796b")
    path = write_chain(tmp_path, chain_of(ROOT), ROOT, random_bytes=bytes)
    assert path.name == "0c10796b.chain"
    assert path.read_bytes().hex() == (
        "7061726c65792d636861696e2d310a0c10796b000000000000000000000000"
        "a3395a7565f6548f3c17902a947b3c9882e02d69b08a6539ace59d418f911f45f778c717bfd0ab12b3c259da16c40bae"
    )
    assert read_chain(path, ROOT) == chain_of(ROOT)


async def test_the_wraps_of_a_return_code_open_at_their_own_places(store: Store) -> None:
    """Both orders of the words have a wrap of their own, and neither stands in for the other."""
    new = NewCase(kind="question", door="d", language="en", bot=7, chat=5)
    wrap = bytes(range(32))

    async def unit(tx: Tx) -> tuple[bytes, bytes, bytes]:
        case = await store.cases.open(tx, new, now=EPOCH.made)
        await store.cases.attach_code(tx, case.id, lookup=b"l" * 16, wrap=wrap, turned=(b"t" * 16, wrap))
        row = await tx.one("case_by_code", lookup=b"l" * 16)
        assert row is not None
        return case.id, row["wrap"], row["turned_wrap"]

    case_id, straight, turned = await store(unit)
    opened = {open_under(wrap, straight, Field("codes", "wrap", case_id))}
    opened.add(open_under(wrap, turned, Field("codes", "turned_wrap", case_id)))
    assert len(opened) == 1
    with pytest.raises(SealError):
        open_under(wrap, turned, Field("codes", "wrap", case_id))
