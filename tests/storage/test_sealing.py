"""A sealed field opens with its key at its place, and its size tells little."""

from __future__ import annotations

import hmac
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import EpochGone, SealError
from bot.messages import Person
from storage.epochs import derive, new_epoch
from storage.keys import Keyring
from storage.packing import Packing, from_json, to_json
from storage.primitives import Cipher, encrypt
from storage.sealing import Field, Vault, bucket, joined, opened

if TYPE_CHECKING:
    from storage.database import Row

FIELD = Field("people", "body", b"r" * 16)


def ring(*epochs: int) -> Keyring:
    made = [new_epoch(now=now, random_bytes=os.urandom) for now in epochs]
    return Keyring(os.urandom(32), os.urandom(32), (), tuple(made))


VAULT = Vault(ring(1))


@given(st.binary(max_size=3000))
def test_what_is_sealed_opens(body: bytes) -> None:
    assert VAULT.open(VAULT.seal(body, FIELD), FIELD) == body


def test_lengths_fall_into_few_sizes() -> None:
    sizes = {len(VAULT.seal(bytes(length), FIELD)) for length in range(1000)}
    assert len(sizes) == 5


@given(st.integers(1, 1_000_000))
def test_a_bucket_is_the_smallest_that_holds(size: int) -> None:
    found = bucket(size)
    assert size <= found
    assert found == 64 or found // 2 < size
    assert found & (found - 1) == 0


def test_of_a_list_what_does_not_open_hides_nothing_else() -> None:
    def how(row: Row) -> int:
        if row["fault"] is not None:
            raise row["fault"]
        return int(row["number"])

    faults = (None, SealError("does not open"), ValueError("is no JSON"), None)
    rows: list[Row] = [{"number": number, "fault": fault} for number, fault in enumerate(faults)]
    assert opened(rows, how) == [0, 3]
    with pytest.raises(KeyError):
        opened([{"fault": KeyError()}], how)


def test_a_blind_index_is_the_beginning_of_a_tag_by_the_epochs_own_key() -> None:
    keyring = ring(1)
    key = derive(keyring.newest.secret, "epoch/blind")
    expected = hmac.digest(key, joined([b"sa", b"i1", b"bc"]), "sha256")[:16]
    assert Vault(keyring).blind("a", 1, b"c") == expected


def test_what_is_sealed_anew_and_not_the_same_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(key: Cipher, nonce: bytes, body: bytes, bound: bytes) -> bytes:
        return encrypt(key, nonce, bytes(len(body)), bound)

    blob = VAULT.seal(b"body", FIELD)
    monkeypatch.setattr("storage.sealing.encrypt", broken)
    with pytest.raises(SealError, match=r"people\.body does not open"):
        VAULT.anew(blob, FIELD)


def test_a_vault_knows_whom_it_lends_its_keys_to() -> None:
    assert Vault(ring(1)).lent.taken == 0


def test_the_same_body_never_looks_the_same() -> None:
    assert len({VAULT.seal(b"same", FIELD) for _ in range(100)}) == 100


def test_the_newest_epoch_seals_and_every_epoch_opens() -> None:
    keyring = ring(2, 1)
    old = Vault(replace(keyring, epochs=keyring.epochs[1:]))
    both = Vault(keyring)
    assert both.open(old.seal(b"x", FIELD), FIELD) == b"x"
    with pytest.raises(EpochGone):
        old.open(both.seal(b"x", FIELD), FIELD)


@given(st.binary(max_size=200))
def test_garbage_is_a_seal_error(blob: bytes) -> None:
    with pytest.raises(SealError):
        VAULT.open(blob, FIELD)


def test_tables_of_different_purposes_have_different_keys() -> None:
    epoch = VAULT.sealing
    purposes = ["hot", "blind", "drafts", "queues", "people", "posts", "codes"]
    assert len({derive(epoch.secret, f"epoch/{purpose}") for purpose in purposes}) == len(purposes)


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_no_two_lists_of_parts_are_joined_to_the_same_bytes(one: list[bytes], other: list[bytes]) -> None:
    assert (joined(one) == joined(other)) == (one == other)


def test_a_blind_index_tells_parts_epochs_and_kinds_apart() -> None:
    vault = Vault(ring(2, 1))
    assert vault.blind("person", 1, 23) == vault.blind("person", 1, 23)
    different: list[tuple[str | int | bytes, ...]] = [
        ("person", 1, 23),
        ("person", 12, 3),
        ("person", "1", 23),
        ("case", 1, 23),
        ("person", 1, b"23"),
    ]
    assert len({vault.blind(*parts) for parts in different}) == len(different)
    newest, older = vault.blinds("person", 1, 23)
    assert newest == vault.blind("person", 1, 23) != older
    assert len(newest) == len(older) == 16


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.binary(), st.lists, max_leaves=8))
def test_json_keeps_bytes_and_lone_surrogates(value: object) -> None:
    assert from_json(to_json({"v": value})) == {"v": value}
    assert from_json(to_json("\ud800")) == "\ud800"


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set can not be packed"):
        to_json({1})


def test_a_dataclass_opens_from_older_and_newer_bytes() -> None:
    packing = Packing(Person)
    person = Person(id=b"i" * 16, chat=5, language="ru", screen=b"s" * 16)
    assert packing.unpack(packing.pack(person)) == person
    older = to_json({"id": b"i" * 16, "chat": 5, "language": "ru"})
    newer = to_json({"id": b"i" * 16, "chat": 5, "language": "ru", "not_yet_known": 1})
    assert packing.unpack(older) == packing.unpack(newer) == Person(id=b"i" * 16, chat=5, language="ru")


def test_of_a_forgotten_epoch_no_key_is_left_and_of_others_all() -> None:
    keyring = ring(2, 1)
    newest, older = keyring.epochs
    vault = Vault(keyring)
    vault.blinds("person", 1)
    for epoch in (older, newest):
        vault.seal_with(epoch.key_id)
        vault.seal(b"", Field("people", "body", b"1" * 16))
    vault.forget(older.key_id)
    assert [held.epoch for held in vault._held] == [newest], "and with it all keys that were made of the other"
    vault.forget(newest.key_id)
    assert vault.epochs == (newest,)


def test_what_is_sealed_anew_is_the_same_under_the_epoch_that_seals_and_what_was_changed_is_refused() -> None:
    keyring = ring(2, 1)
    vault, field = Vault(keyring), Field("people", "body", b"1" * 16)
    vault.seal_with(keyring.epochs[1].key_id)
    old = vault.seal(b"words", field)
    vault.seal_with(keyring.newest.key_id)
    body, again = vault.anew(old, field)
    assert (body, len(again), again[1:5]) == (b"words", len(old), keyring.newest.key_id)
    assert again[5:] != old[5:]
    with pytest.raises(SealError):
        vault.anew(old[:-1] + bytes([old[-1] ^ 1]), field)
    with pytest.raises(SealError):
        vault.anew(old, field._replace(row=b"2" * 16))
    vault.forget(keyring.epochs[1].key_id)
    assert vault.open(again, field) == b"words"
    with pytest.raises(SealError, match="is gone"):
        vault.anew(old, field)
