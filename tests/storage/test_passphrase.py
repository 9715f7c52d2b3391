"""A root key out of a passphrase: the same words open, others do not, and nothing stored is the words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.passphrase import bits, new_lock, read_lock, require_strong, unlock
from storage.primitives import Cost
from storage.private_files import write_new

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
WORDS = "тихий берег ложка семь правил карман"


def locked(folder: Path, words: str = WORDS) -> tuple[Path, bytes]:
    lock, root = new_lock(words, random_bytes=os.urandom, cost=CHEAP)
    path = folder / "root.passphrase"
    write_new(path, lock.text())
    return path, root


def test_the_same_words_give_the_same_key_however_they_are_typed(tmp_path: Path) -> None:
    path, root = locked(tmp_path)
    assert unlock(path, f"  {WORDS.replace(' ', '   ')}\t") == root
    assert unlock(path, "тихий берег ложка семь правил карман") == root  # й as two signs
    assert len(root) == 32


@pytest.mark.parametrize("wrong", ["", "тихий", WORDS.title(), WORDS + " ключ"])
def test_other_words_are_told_in_one_line(tmp_path: Path, wrong: str) -> None:
    path, _ = locked(tmp_path)
    with pytest.raises(KeyFault, match="the passphrase is wrong") as fault:
        unlock(path, wrong)
    assert "\n" not in str(fault.value)
    assert str(path) not in str(fault.value)


def test_nothing_stored_tells_words_or_key(tmp_path: Path) -> None:
    path, root = locked(tmp_path)
    stored = path.read_bytes()
    assert root.hex().encode() not in stored
    assert not any(word.encode() in stored for word in WORDS.split())
    lock = read_lock(path)
    assert lock.check not in root
    assert lock.check.hex() not in repr(lock)


def test_two_lines_with_the_same_words_share_no_key(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert locked(tmp_path)[1] != locked(tmp_path / "other")[1]


@pytest.mark.parametrize(
    "weak",
    ["", "one two three four five", "one one one one one one", "a b c d e f g h", "hunter2", "aaaaaaaaaaaaaaaaaaaaaa"],
)
def test_too_few_words_are_refused_with_an_estimate(weak: str) -> None:
    with pytest.raises(KeyFault, match=r"too weak: 6 different words .*this one: about \d+"):
        require_strong(weak)


def test_six_words_or_as_many_bits_of_signs_are_enough() -> None:
    require_strong(WORDS)
    require_strong("vT7#qLp9!xZr2&Wk")
    assert bits(WORDS) == 77


@pytest.mark.parametrize(
    "text", ["", "parley-root-1:00", "parley-passphrase-1:argon2id m=99999999 t=1 p=1 salt=00 check=00"]
)
def test_what_is_no_passphrase_file_is_named(tmp_path: Path, text: str) -> None:
    write_new(tmp_path / "root.passphrase", text.encode())
    with pytest.raises(KeyFault, match="is no passphrase file"):
        unlock(tmp_path / "root.passphrase", WORDS)


def test_a_cost_that_nobody_can_pay_is_one_line(tmp_path: Path) -> None:
    path, _ = locked(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"p=1", b"p=0"))
    with pytest.raises(KeyFault, match="its cost can not be paid"):
        unlock(path, WORDS)


def test_a_data_folder_on_a_passphrase_has_no_root_key_file(tmp_path: Path) -> None:
    lock, root = new_lock(WORDS, random_bytes=os.urandom, cost=CHEAP)
    report = init_keys(tmp_path / "data", recipients=(), now=NOW, root=root, lock=lock)
    assert "root.key" not in {path.name for path in report.made}
    assert load_keyring(tmp_path / "data", now=NOW, root=root).epochs
    with pytest.raises(KeyFault, match="the root key is a passphrase and nobody typed it"):
        load_keyring(tmp_path / "data", now=NOW)
    with pytest.raises(KeyFault, match="does not open with this root key"):
        load_keyring(tmp_path / "data", now=NOW, root=bytes(32))
    again = init_keys(tmp_path / "data", recipients=(), now=NOW)
    assert again.made == ()
    assert tmp_path / "data/keys/root.passphrase" in again.present
